//! Random tables, written in any manner, are made again as they were.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::round_trips::assert_made_again;
use crate::{reflect, try_database};

/// How a name is quoted, and what stands between words.
#[derive(Debug, Clone, Copy)]
struct Manner {
    quotes: Option<(&'static str, &'static str)>,
    space: &'static str,
}

impl Manner {
    fn any() -> impl Strategy<Value = Self> {
        let quotes = select(vec![
            None,
            Some(("\"", "\"")),
            Some(("[", "]")),
            Some(("`", "`")),
            Some(("'", "'")),
        ]);
        let space = select(vec![" ", "\n\t", " /* , ( ' */ ", " -- CHECK (x)\n"]);
        (quotes, space).prop_map(|(quotes, space)| Self { quotes, space })
    }

    fn name(self, name: &str) -> String {
        match self.quotes {
            None => name.to_owned(),
            Some((open, close)) => format!("{open}{name} q{close}"),
        }
    }

    /// In expressions a name in single quotes would be a string.
    fn column(self, name: &str) -> String {
        match self.quotes {
            Some(("'", _)) => format!("\"{name} q\""),
            _ => self.name(name),
        }
    }
}

const TYPES: &[&str] = &[
    "INTEGER",
    "integer",
    "INT",
    "VARCHAR(20)",
    "NUMERIC(10,2)",
    "TEXT",
    "UNSIGNED BIG INT",
    "DOUBLE PRECISION",
    "\"odd type\" (3)",
    "",
    "datetime",
];
const STRICT_TYPES: &[&str] = &["INTEGER", "INT", "TEXT", "REAL", "BLOB", "ANY", "text"];

/// What may stand behind a column; `{c}` is its name.
const COLUMN_CONSTRAINTS: &[&str] = &[
    "NOT NULL",
    "CONSTRAINT \"nn {n}\" NOT NULL ON CONFLICT ABORT",
    "DEFAULT -1.5",
    "DEFAULT ('a' || ')' /* ( */)",
    "CONSTRAINT df DEFAULT 'it''s'",
    "COLLATE NOCASE",
    "UNIQUE",
    "CONSTRAINT uq_{n} UNIQUE ON CONFLICT REPLACE",
    "CHECK ({c} <> ')')",
    "CONSTRAINT [ck {n}] CHECK (length({c}) > 0 -- ) comment\n)",
    "REFERENCES p (id) ON DELETE CASCADE",
    "CONSTRAINT fk_{n} REFERENCES p ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED",
    "REFERENCES t MATCH FULL NOT DEFERRABLE",
    "NULL",
];

const GENERATED: &[&str] = &[
    "GENERATED ALWAYS AS ({a} || ', ') STORED",
    "AS (coalesce({a}, (1)))",
    "CONSTRAINT g GENERATED ALWAYS AS (upper({a})) VIRTUAL NOT NULL",
];

/// `{a}` and `{b}` are the first and the last column, `{xa}` and `{xb}` the same inside of expressions.
const TABLE_CONSTRAINTS: &[&str] = &[
    "UNIQUE ({a}, {b})",
    "CONSTRAINT \"uq 1\" UNIQUE ({b} COLLATE NOCASE DESC) ON CONFLICT IGNORE",
    "CHECK ({xa} > {xb} OR {xa} IS NULL)",
    "CONSTRAINT ck_1 CHECK ({xa} <> 'CHECK (' AND {xb} NOT LIKE '%:b%') ON CONFLICT FAIL",
    "FOREIGN KEY ({a}) REFERENCES p (id) ON DELETE NO ACTION",
    "CONSTRAINT fk_1 FOREIGN KEY ({a}, {b}) REFERENCES \"q r\" (x, [y]) ON UPDATE RESTRICT DEFERRABLE",
    "FOREIGN KEY ({b}) REFERENCES p",
];

const INDEXES: &[&str] = &[
    "CREATE INDEX i1 ON t ({a}, {b} COLLATE RTRIM DESC)",
    "CREATE UNIQUE INDEX \"i 2\" ON t ({b}) WHERE {xa} IS NOT NULL AND {xa} <> ')'",
    "CREATE INDEX i3 ON t (lower({xa}), {xb} || 'x' DESC)",
    "CREATE INDEX IF NOT EXISTS i4 ON t (({xa}) ASC)",
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Key {
    None,
    Inline(&'static str),
    Table(&'static str),
}

fn key() -> impl Strategy<Value = Key> {
    select(vec![
        Key::None,
        Key::Inline("INTEGER PRIMARY KEY"),
        Key::Inline("INTEGER CONSTRAINT pk PRIMARY KEY AUTOINCREMENT"),
        Key::Inline("INTEGER PRIMARY KEY DESC"),
        Key::Inline("TEXT PRIMARY KEY DESC ON CONFLICT IGNORE"),
        Key::Table("PRIMARY KEY ({a})"),
        Key::Table("CONSTRAINT \"pk 1\" PRIMARY KEY ({b} COLLATE NOCASE DESC, {a}) ON CONFLICT REPLACE"),
        Key::Table("PRIMARY KEY ({a} DESC)"),
    ])
}

#[derive(Debug, Clone)]
struct Described {
    manners: Vec<Manner>,
    types: Vec<usize>,
    constraints: Vec<Vec<&'static str>>,
    generated: Vec<&'static str>,
    key: Key,
    table_constraints: Vec<&'static str>,
    commas: bool,
    strict: bool,
    without_rowid: bool,
    indexes: Vec<&'static str>,
}

fn described() -> impl Strategy<Value = Described> {
    let columns = proptest::collection::vec(
        (
            Manner::any(),
            0..1000_usize,
            subsequence(COLUMN_CONSTRAINTS, 0..5).prop_shuffle(),
        ),
        1..5,
    );
    (
        columns,
        subsequence(GENERATED, 0..=2),
        key(),
        subsequence(TABLE_CONSTRAINTS, 0..=4).prop_shuffle(),
        any::<[bool; 3]>(),
        subsequence(INDEXES, 0..=4),
    )
        .prop_map(
            |(columns, generated, key, table_constraints, [commas, strict, without_rowid], indexes)| Described {
                manners: columns.iter().map(|(manner, _, _)| *manner).collect(),
                types: columns.iter().map(|(_, type_, _)| *type_).collect(),
                constraints: columns.into_iter().map(|(_, _, constraints)| constraints).collect(),
                generated,
                key,
                table_constraints,
                commas,
                strict,
                // such a table needs a key, which does not count itself up
                without_rowid: without_rowid
                    && key != Key::None
                    && !matches!(key, Key::Inline(text) if text.contains("AUTOINCREMENT")),
                indexes,
            },
        )
}

impl Described {
    fn fill(&self, template: &str) -> String {
        let last = self.manners.len() - 1;
        let (first_name, last_name) = ("c0".to_owned(), format!("c{last}"));
        template
            .replace("{a}", &self.manners[0].column(&first_name))
            .replace("{b}", &self.manners[last].column(&last_name))
            .replace("{xa}", &self.manners[0].column(&first_name))
            .replace("{xb}", &self.manners[last].column(&last_name))
    }

    /// Over the same columns the index of the first constraint serves both, with its order; and the primary key, made
    /// again, comes first.
    fn keeps(&self, constraint: &str) -> bool {
        let key = match self.key {
            Key::None => return true,
            Key::Inline(key) | Key::Table(key) => key,
        };
        !(constraint.contains("UNIQUE") && (key.contains("DESC") || constraint.contains("DESC")))
    }

    fn column(&self, position: usize) -> String {
        let manner = self.manners[position];
        let name = format!("c{position}");
        let types = if self.strict { STRICT_TYPES } else { TYPES };
        let mut parts = vec![manner.name(&name)];
        match self.key {
            Key::Inline(definition) if position == 0 => parts.push(definition.to_owned()),
            Key::None | Key::Inline(_) | Key::Table(_) => {
                parts.push(types[self.types[position] % types.len()].to_owned());
            }
        }
        for constraint in self.constraints[position].iter().filter(|text| self.keeps(text)) {
            let constraint = constraint.replace("{c}", &manner.column(&name));
            parts.push(constraint.replace("{n}", &position.to_string()));
        }
        parts.join(manner.space)
    }

    fn sql(&self) -> String {
        let mut elements: Vec<String> = (0..self.manners.len()).map(|position| self.column(position)).collect();
        for (position, generated) in self.generated.iter().enumerate() {
            elements.push(format!("g{position} TEXT {}", self.fill(generated)));
        }
        let mut constraints: Vec<String> = self
            .table_constraints
            .iter()
            .filter(|text| self.keeps(text))
            .map(|text| self.fill(text))
            .collect();
        if let Key::Table(text) = self.key {
            let single = text.replace("{b} COLLATE NOCASE DESC, ", "");
            constraints.push(self.fill(if self.manners.len() == 1 { &single } else { text }));
        }
        if !constraints.is_empty() {
            elements.push(constraints.join(if self.commas { ", " } else { "\n" }));
        }
        let mut options = Vec::new();
        options.extend(self.strict.then_some("STRICT"));
        options.extend(self.without_rowid.then_some("WITHOUT ROWID"));
        format!("CREATE TABLE t ({}) {}", elements.join(","), options.join(", "))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_random_table_is_made_again(described in described()) {
        let mut statements = vec![
            "CREATE TABLE p (id INTEGER PRIMARY KEY)".to_owned(),
            described.sql(),
        ];
        statements.extend(described.indexes.iter().map(|index| described.fill(index)));
        let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
        // conflicting ON CONFLICT clauses, for one
        let created = try_database(&statements);
        prop_assume!(created.is_ok());
        let mut connection = created.unwrap();
        let reflected = reflect(&mut connection, "T").unwrap();
        assert_made_again(&mut connection, &reflected.table, None, &format!("{statements:#?}"));
    }
}
