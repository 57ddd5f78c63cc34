//! Stored SQL of any kind is read, or refused with a place in it.

use proptest::prelude::*;
use proptest::sample::select;

use super::create_index::KeyColumn;
use super::error::ReflectError;
use super::{create_index, create_table};

const WORDS: &[&str] = &[
    "CREATE",
    "TABLE",
    "TEMP",
    "IF",
    "NOT",
    "EXISTS",
    "t",
    "a",
    "b",
    "(",
    ")",
    "(",
    ")",
    ",",
    ",",
    ".",
    "INTEGER",
    "VARCHAR",
    "CONSTRAINT",
    "PRIMARY",
    "KEY",
    "UNIQUE",
    "CHECK",
    "FOREIGN",
    "REFERENCES",
    "DEFAULT",
    "NULL",
    "ON",
    "CONFLICT",
    "IGNORE",
    "DELETE",
    "UPDATE",
    "SET",
    "CASCADE",
    "NO",
    "ACTION",
    "MATCH",
    "DEFERRABLE",
    "INITIALLY",
    "DEFERRED",
    "COLLATE",
    "GENERATED",
    "ALWAYS",
    "AS",
    "STORED",
    "VIRTUAL",
    "ASC",
    "DESC",
    "AUTOINCREMENT",
    "WITHOUT",
    "ROWID",
    "STRICT",
    "INDEX",
    "WHERE",
    "NULLS",
    "FIRST",
    "'s'",
    "\"q\"",
    "[b]",
    "`c`",
    "'",
    "\"",
    "[",
    "-",
    "+",
    "1",
    "x'ab'",
    "--",
    "/*",
    "*/",
    "\n",
    "é",
    ";",
    ":p",
    "END",
];

fn columns() -> Vec<KeyColumn> {
    let column = |column: Option<&str>, desc| KeyColumn {
        column: column.map(str::to_owned),
        desc,
        collation: Some("BINARY".to_owned()),
    };
    vec![column(Some("a"), true), column(None, false)]
}

/// Reads a text as every statement there is; an error must have a place that can be shown.
fn read_all(sql: &str) {
    let table = create_table::read(sql).map(drop);
    let index = create_index::read("i", sql, &columns()).map(drop);
    for misread in [table, index].into_iter().filter_map(Result::err) {
        let error = ReflectError::not_understood("t", sql, misread);
        assert!(
            error
                .to_string()
                .starts_with("cannot read the definition of t: expected")
        );
    }
}

const TABLE: &str = "CREATE TABLE \"t\" (a INTEGER CONSTRAINT pk PRIMARY KEY DESC ON CONFLICT FAIL, b VARCHAR(20) \
    COLLATE NOCASE DEFAULT 'it''s' NOT NULL UNIQUE CHECK (b <> ')'), [c] AS (a + 1) STORED REFERENCES p (x) ON DELETE \
    SET NULL NOT DEFERRABLE INITIALLY IMMEDIATE, -- comment\n CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES p MATCH FULL, \
    UNIQUE (a COLLATE RTRIM DESC), CHECK (a > 0) ON CONFLICT ABORT) WITHOUT ROWID, STRICT";
const INDEX: &str =
    "CREATE UNIQUE INDEX IF NOT EXISTS main.i ON t (a COLLATE NOCASE DESC, lower(b) /* x */) WHERE a > ')'";

#[test]
fn whole_statements_are_read() {
    let table = create_table::read(TABLE).unwrap();
    assert_eq!((table.columns.len(), table.constraints.len()), (3, 6));
    assert!(table.without_rowid && table.strict);
    create_index::read("i", INDEX, &columns()).unwrap();
}

#[test]
fn cut_statements_are_refused() {
    for sql in [TABLE, INDEX] {
        for end in 0..sql.len() {
            read_all(&sql[..end]);
        }
    }
    let closed = TABLE.rfind(')').unwrap();
    for end in 0..closed {
        assert!(create_table::read(&TABLE[..end]).is_err(), "{}", &TABLE[..end]);
    }
}

#[test]
fn deep_parentheses_are_read() {
    let deep = format!(
        "CREATE TABLE t (a CHECK ({}1{}))",
        "(".repeat(100_000),
        ")".repeat(100_000)
    );
    assert!(create_table::read(&deep).is_ok());
    let open = format!("CREATE TABLE t (a CHECK ({}", "(".repeat(100_000));
    assert!(create_table::read(&open).is_err());
    let deep = format!(
        "CREATE INDEX i ON t ({}a{}, b)",
        "(".repeat(100_000),
        ")".repeat(100_000)
    );
    assert!(create_index::read("i", &deep, &columns()).is_ok());
    let key = format!(
        "CREATE TABLE t (a, UNIQUE ({}a{}))",
        "(".repeat(100_000),
        ")".repeat(100_000)
    );
    assert!(create_table::read(&key).is_ok());
}

proptest! {
    #[test]
    fn any_words_are_read_or_refused(words in proptest::collection::vec(select(WORDS), 0..40)) {
        read_all(&words.join(" "));
        read_all(&format!("CREATE TABLE t ({}", words.join(" ")));
        read_all(&format!("CREATE TABLE t (a, {})", words.join(" ")));
        read_all(&format!("CREATE INDEX i ON t ({}", words.join(" ")));
    }

    #[test]
    fn any_text_is_read_or_refused(sql in ".*") {
        read_all(&sql);
        read_all(&format!("CREATE TABLE t (a {sql})"));
    }

    #[test]
    fn changed_statements_are_read_or_refused(place in 0..1000_usize, length in 0..20_usize, word in select(WORDS)) {
        for sql in [TABLE, INDEX] {
            let start = place % sql.len();
            let end = (start + length).min(sql.len());
            read_all(&format!("{} {word} {}", &sql[..start], &sql[end..]));
        }
    }
}
