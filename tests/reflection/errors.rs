//! What cannot be reflected, and what is said then.

use alembic_sql::reflect::{ReflectError, StoredTableKind};

use crate::{database, reflect};

#[test]
fn what_is_no_table_is_named() {
    let mut connection = database(&[
        "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)",
        "CREATE VIEW v AS SELECT a FROM t",
        "CREATE VIRTUAL TABLE f USING fts5 (body)",
    ]);
    for (name, kind, message) in [
        ("V", StoredTableKind::View, "v is a view"),
        ("f", StoredTableKind::Virtual, "f is a virtual table"),
        (
            "f_data",
            StoredTableKind::Shadow,
            "f_data is the inner table of a virtual table",
        ),
    ] {
        let error = reflect(&mut connection, name).unwrap_err();
        assert!(
            matches!(&error, ReflectError::NotATable { kind: found, .. } if *found == kind),
            "{error:?}"
        );
        assert!(error.to_string().starts_with(message), "{error}");
    }
    let error = reflect(&mut connection, "sqlite_master").unwrap_err();
    assert!(
        matches!(
            error,
            ReflectError::NotATable {
                kind: StoredTableKind::System,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(
        reflect(&mut connection, "nothing").unwrap_err().to_string(),
        "no such table: nothing"
    );
}

#[test]
fn a_definition_that_cannot_be_read_is_shown() {
    let mut connection = database(&[
        "CREATE TABLE t (a INTEGER, b TEXT)",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE TABLE t (a INTEGER,\n b TEXT NOT WINGS, UNIQUE (b))' WHERE name = 't'",
    ]);
    let error = reflect(&mut connection, "t").unwrap_err().to_string();
    assert_eq!(
        error,
        "cannot read the definition of t: expected NULL or DEFERRABLE at line 2, column 9, near \"NOT WINGS, UNIQUE (b))\""
    );
}

#[test]
fn what_sqlite_knows_otherwise_is_told() {
    let mut connection = database(&[
        "CREATE TABLE t (a INTEGER, b TEXT)",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE TABLE t (a INTEGER, c TEXT)' WHERE name = 't'",
    ]);
    let error = reflect(&mut connection, "t").unwrap_err().to_string();
    assert_eq!(
        error,
        "cannot read the definition of t: its columns were read as (a, c), and are (a, b)"
    );
}
