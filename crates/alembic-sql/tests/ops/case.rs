//! What a case holds besides its operations.

use std::fs;
use std::path::{Path, PathBuf};

use alembic_sql::version_table::VersionTable;
use alembic_sql::{Dialect, Statement};

use crate::json::Obj;

/// The case files of a folder and of those in it, sorted.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "case") {
            files.push(path);
        }
    }
}

/// Each statement that there is for the version table.
pub(crate) fn version_table(mut spec: Obj, dialect: &Dialect) -> Vec<Statement> {
    spec.take("op");
    let name = spec
        .string("version_table")
        .unwrap_or_else(|| "alembic_version".to_owned());
    let schema = spec.string("version_table_schema");
    let table = VersionTable::new(
        dialect,
        &name,
        schema.as_deref(),
        spec.bool("version_table_pk").unwrap_or(true),
    );
    spec.finish();
    vec![
        table.create().unwrap(),
        table.insert("abc"),
        table.update("abc", "def"),
        table.delete("def"),
        table.select(),
        table.delete_all(),
        table.drop(),
    ]
}
