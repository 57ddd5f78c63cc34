//! Types as SQLite writes them.

use alembic_core::schema::ColumnType;
use alembic_core::schema::postgresql::PostgresqlType;

use crate::context::Cx;
use crate::error::Result;

pub(super) fn type_sql(cx: &Cx<'_>, type_: &ColumnType) -> Result<String> {
    match type_ {
        ColumnType::Sqlite(type_) => Ok(type_.keyword().to_owned()),
        ColumnType::Postgresql(PostgresqlType::Jsonb(_)) => Ok("JSONB".to_owned()),
        type_ => cx.generic_type(type_),
    }
}
