//! The options of tables and indexes on MySQL and MariaDB.

use alembic_core::DialectName;
use alembic_core::schema::mysql::{IndexLength, IndexOptions, TableOption};
use alembic_core::schema::{Index, Table};

use crate::context::Cx;

/// Which options must stand before which other ones.
const TABLE_ORDER: &[(&str, &str)] = &[
    ("DEFAULT_CHARSET", "COLLATE"),
    ("DEFAULT_CHARACTER_SET", "COLLATE"),
    ("CHARSET", "COLLATE"),
    ("CHARACTER_SET", "COLLATE"),
];

const PARTITION_ORDER: &[(&str, &str)] = &[
    ("PARTITION_BY", "PARTITIONS"),
    ("PARTITION_BY", "SUBPARTITION_BY"),
    ("PARTITION_BY", "SUBPARTITIONS"),
    ("PARTITIONS", "SUBPARTITIONS"),
    ("PARTITIONS", "SUBPARTITION_BY"),
    ("SUBPARTITION_BY", "SUBPARTITIONS"),
];

/// What stands behind the closing parenthesis of `CREATE TABLE`.
pub(super) fn table_options(cx: &Cx<'_>, table: &Table) -> String {
    let given = match cx.dialect.name {
        DialectName::Mariadb => &table.mariadb,
        DialectName::Mysql | DialectName::Sqlite | DialectName::Postgresql => &table.mysql,
    };
    let mut options = given.options.clone();
    if let Some(comment) = &table.comment {
        options.retain(|option| option.keyword != "COMMENT");
        options.push(TableOption {
            keyword: "COMMENT".to_owned(),
            value: comment.clone(),
        });
    }
    let is_partition = |option: &TableOption| option.keyword.contains("PARTITION");
    let (partitions, rest): (Vec<_>, Vec<_>) = options.into_iter().partition(is_partition);
    let mut parts: Vec<String> = in_order(rest, TABLE_ORDER)
        .iter()
        .map(|option| table_option(cx, option))
        .collect();
    for option in in_order(partitions, PARTITION_ORDER) {
        parts.push(format!("{} {}", option.keyword.replace('_', " "), option.value));
    }
    parts.join(" ")
}

fn table_option(cx: &Cx<'_>, option: &TableOption) -> String {
    let keyword = option.keyword.as_str();
    let value = match keyword {
        "COMMENT" | "PASSWORD" | "CONNECTION" => cx.string(&option.value),
        _ => option.value.clone(),
    };
    let keyword = match keyword {
        "DATA_DIRECTORY"
        | "INDEX_DIRECTORY"
        | "DEFAULT_CHARACTER_SET"
        | "CHARACTER_SET"
        | "DEFAULT_CHARSET"
        | "DEFAULT_COLLATE" => keyword.replace('_', " "),
        _ => keyword.to_owned(),
    };
    let joiner = match keyword.as_str() {
        "TABLESPACE" | "DEFAULT CHARACTER SET" | "CHARACTER SET" | "COLLATE" => ' ',
        _ => '=',
    };
    format!("{keyword}{joiner}{value}")
}

/// The options in the order in which they were given, except that some come after others.
fn in_order(mut options: Vec<TableOption>, order: &[(&str, &str)]) -> Vec<TableOption> {
    let mut sorted = Vec::with_capacity(options.len());
    while !options.is_empty() {
        let waits = |option: &TableOption| {
            order
                .iter()
                .any(|(before, after)| *after == option.keyword && options.iter().any(|other| other.keyword == *before))
        };
        let (later, now): (Vec<_>, Vec<_>) = options.iter().cloned().partition(waits);
        // the orders above have no cycle, so something is always ready
        sorted.extend(now);
        options = later;
    }
    sorted
}

/// The options of an index that count on the dialect.
pub(super) struct EffectiveIndexOptions<'a> {
    pub(super) length: Option<&'a IndexLength>,
    pub(super) prefix: Option<&'a str>,
    pub(super) using: Option<&'a str>,
    pub(super) with_parser: Option<&'a str>,
}

/// On the dialect `mariadb`, `using` and `with_parser` fall back to those of `mysql`, as in SQLAlchemy.
pub(super) fn index_options<'a>(cx: &Cx<'_>, index: &'a Index) -> EffectiveIndexOptions<'a> {
    let own: &IndexOptions = if cx.dialect.name == DialectName::Mariadb {
        &index.mariadb
    } else {
        &index.mysql
    };
    EffectiveIndexOptions {
        length: own.length.as_ref(),
        prefix: own.prefix.as_deref(),
        using: own.using.as_deref().or(index.mysql.using.as_deref()),
        with_parser: own.with_parser.as_deref().or(index.mysql.with_parser.as_deref()),
    }
}
