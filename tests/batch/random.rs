//! Random tables with rows and children, and random batches for them.

use serde_json::{Value as Json, json};

/// A generator with a seed: xorshift.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        let mut this = Self(seed ^ 0x9E37_79B9_7F4A_7C15);
        for _ in 0..8 {
            this.below(2);
        }
        this
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % bound as u64).unwrap()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// A declared type, the same as a type of a case, and a value of it.
const TYPES: [(&str, &str, &str); 7] = [
    ("INTEGER", "\"Integer\"", "17"),
    ("VARCHAR(20)", "[\"String\", 20]", "'text'"),
    ("TEXT", "\"Text\"", "'12'"),
    ("NUMERIC(10, 2)", "[\"Numeric\", 10, 2]", "1.5"),
    ("BOOLEAN", "\"Boolean\"", "1"),
    ("DATETIME", "\"DateTime\"", "'2020-01-02 03:04:05'"),
    ("FLOAT", "\"Float\"", "2.25"),
];

struct Column {
    name: String,
    kind: usize,
    not_null: bool,
}

const NAMES: [&str; 8] = ["a", "b", "c", "d", "Mixed", "two words", "order", "z9"];

/// The statements that make the database, and a batch for the table `t`.
pub(crate) fn case(random: &mut Random) -> (Vec<String>, Json) {
    let count = 2 + random.below(5);
    let columns: Vec<Column> = (0..count)
        .map(|index| Column {
            name: NAMES[index].to_owned(),
            kind: random.below(TYPES.len()),
            not_null: random.chance(30),
        })
        .collect();
    let mut setup = vec!["CREATE TABLE u (id INTEGER PRIMARY KEY, label TEXT)".to_owned()];
    let mut names = Vec::new();
    setup.push(table(random, &columns, &mut names));
    setup.push(
        "CREATE TABLE child (x INTEGER PRIMARY KEY, t_id INTEGER REFERENCES t (id) ON DELETE CASCADE)".to_owned(),
    );
    let mut indexes = Vec::new();
    for number in 0..random.below(3) {
        let name = format!("ix_{number}");
        let unique = if random.chance(20) { "UNIQUE " } else { "" };
        let column = &random.pick(&columns).name;
        let rest = match random.below(4) {
            0 => format!("(\"{column}\", id)"),
            1 => format!("(\"{column}\") WHERE id > 0"),
            _ => format!("(\"{column}\")"),
        };
        // a unique index over one column would not take the rows
        let unique = if rest.contains(", id") { unique } else { "" };
        setup.push(format!("CREATE {unique}INDEX {name} ON t {rest}"));
        indexes.push((name, column.clone()));
    }
    setup.push("INSERT INTO u VALUES (1, 'one'), (2, 'two')".to_owned());
    for id in 1..=random.below(4) {
        let values: Vec<String> = columns.iter().map(|column| value(random, column)).collect();
        setup.push(format!("INSERT INTO t VALUES ({id}, {}, 1)", values.join(", ")));
        setup.push(format!("INSERT INTO child VALUES ({id}, {id})"));
    }
    let batch = batch(random, &columns, &names, &indexes);
    (setup, batch)
}

fn value(random: &mut Random, column: &Column) -> String {
    if !column.not_null && random.chance(25) {
        "NULL".to_owned()
    } else {
        TYPES[column.kind].2.to_owned()
    }
}

/// `CREATE TABLE t`, and the names of its constraints with their columns.
fn table(random: &mut Random, columns: &[Column], names: &mut Vec<(String, &'static str, Vec<String>)>) -> String {
    let mut parts = vec!["id INTEGER NOT NULL".to_owned()];
    for column in columns {
        let not_null = if column.not_null { " NOT NULL" } else { "" };
        let default = match random.below(5) {
            0 => format!(" DEFAULT {}", TYPES[column.kind].2),
            1 if column.kind == 5 => " DEFAULT CURRENT_TIMESTAMP".to_owned(),
            _ => String::new(),
        };
        parts.push(format!(
            "\"{}\" {}{default}{not_null}",
            column.name, TYPES[column.kind].0
        ));
    }
    parts.push("u_id INTEGER".to_owned());
    match random.below(3) {
        0 => parts.push("PRIMARY KEY (id)".to_owned()),
        1 => {
            parts.push("CONSTRAINT pk_t PRIMARY KEY (id)".to_owned());
            names.push(("pk_t".to_owned(), "primary", vec!["id".to_owned()]));
        }
        _ => parts.push(format!("PRIMARY KEY (id, \"{}\")", columns[0].name)),
    }
    if random.chance(50) {
        let column = random.pick(columns).name.clone();
        parts.push(format!("CONSTRAINT uq_t UNIQUE (id, \"{column}\")"));
        names.push(("uq_t".to_owned(), "unique", vec!["id".to_owned(), column]));
    }
    if random.chance(30) {
        parts.push(format!("UNIQUE (\"{}\", id)", random.pick(columns).name));
    }
    if random.chance(40) {
        parts.push("CONSTRAINT ck_t CHECK (id > 0)".to_owned());
        names.push(("ck_t".to_owned(), "check", Vec::new()));
    }
    if random.chance(30) {
        parts.push("CHECK (id <> 77)".to_owned());
    }
    match random.below(4) {
        0 => {
            parts.push("CONSTRAINT fk_t FOREIGN KEY(u_id) REFERENCES u (id) ON DELETE SET NULL".to_owned());
            names.push(("fk_t".to_owned(), "foreignkey", vec!["u_id".to_owned()]));
        }
        1 => parts.push("FOREIGN KEY(u_id) REFERENCES u (id)".to_owned()),
        2 => {
            parts.push("CONSTRAINT fk_t FOREIGN KEY(u_id) REFERENCES t (id)".to_owned());
            names.push(("fk_t".to_owned(), "foreignkey", vec!["u_id".to_owned()]));
        }
        _ => {}
    }
    format!("CREATE TABLE t (\n\t{}\n)", parts.join(",\n\t"))
}

fn batch(
    random: &mut Random,
    columns: &[Column],
    names: &[(String, &'static str, Vec<String>)],
    indexes: &[(String, String)],
) -> Json {
    let mut changes = Vec::new();
    let mut touched: Vec<&str> = Vec::new();
    for number in 0..1 + random.below(4) {
        let column = random.pick(columns);
        match random.below(9) {
            0 | 1 if !touched.contains(&column.name.as_str()) => {
                touched.push(&column.name);
                changes.push(alter(random, column));
            }
            2 if !touched.contains(&column.name.as_str()) && touched.len() + 1 < columns.len() => {
                touched.push(&column.name);
                for (index, on) in indexes {
                    if *on == column.name {
                        changes.push(json!({"op": "drop_index", "name": index}));
                    }
                }
                changes.push(json!({"op": "drop_column", "column": column.name}));
            }
            3 => changes.push(add(random, number, columns, &touched)),
            4 if !touched.contains(&column.name.as_str()) => {
                let name = format!("uq_{number}");
                changes.push(json!({"op": "create_unique_constraint", "name": name, "columns": ["id", column.name]}));
            }
            5 => changes
                .push(json!({"op": "create_check_constraint", "name": format!("ck_{number}"), "check": "id < 1000"})),
            6 => changes.push(json!({
                "op": "create_foreign_key", "name": format!("fk_{number}"), "referent": "u", "columns": ["u_id"],
                "to": ["id"], "ondelete": "CASCADE"
            })),
            7 if !names.is_empty() => {
                let (name, kind, _) = random.pick(names);
                let drop = json!({"op": "drop_constraint", "name": name, "type_": kind});
                if !changes.contains(&drop) {
                    changes.push(drop);
                }
            }
            8 if !touched.contains(&column.name.as_str()) => {
                changes.push(
                    json!({"op": "create_index", "name": format!("new_{number}"), "columns": [column.name, "id"]}),
                );
                touched.push(&column.name);
            }
            _ => {}
        }
    }
    let mut batch = json!({"op": "batch_alter_table", "table": "t", "recreate": "always", "batch": changes});
    if random.chance(10) {
        batch["table_args"] = json!([{"check": "id <> 5000", "name": "ck_more"}]);
    }
    batch
}

fn alter(random: &mut Random, column: &Column) -> Json {
    let mut alter = json!({"op": "alter_column", "column": column.name});
    match random.below(5) {
        0 => alter["nullable"] = json!(true),
        1 => alter["new_column_name"] = json!(format!("{} new", column.name)),
        2 => {
            let type_ = random.pick(&TYPES).1;
            alter["type_"] = serde_json::from_str(type_).unwrap();
        }
        3 => alter["server_default"] = Json::Null,
        _ => alter["server_default"] = json!("7"),
    }
    alter
}

fn add(random: &mut Random, number: usize, columns: &[Column], touched: &[&str]) -> Json {
    let type_: Json = serde_json::from_str(random.pick(&TYPES).1).unwrap();
    let mut column = json!({"column": format!("added{number}"), "type": type_});
    if random.chance(40) {
        column["server_default"] = json!("3");
        column["nullable"] = json!(random.chance(50));
    }
    let mut add = json!({"op": "add_column", "add": column});
    let anchor = &random.pick(columns).name;
    if random.chance(40) && !touched.contains(&anchor.as_str()) {
        let place = if random.chance(50) {
            "insert_before"
        } else {
            "insert_after"
        };
        add[place] = json!(anchor);
    }
    add
}
