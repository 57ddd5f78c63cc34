//! The SQL functions that SQLAlchemy adds to its own connections, on which views, indexes and checks of
//! its databases may rely.

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;

/// Adds `regexp()`, which the operator `REGEXP` calls, and `floor()`.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("regexp", 2, flags, regexp)?;
    connection.create_scalar_function("floor", 1, flags, floor)
}

fn regexp(context: &Context<'_>) -> rusqlite::Result<Option<bool>> {
    let text = match context.get_raw(1) {
        ValueRef::Null => return Ok(None),
        value => value.as_str()?,
    };
    // Compiled once per statement while the pattern is a constant.
    let pattern = context.get_or_create_aux(0, |pattern| {
        pattern
            .as_str()
            .map_err(|error| error.to_string())
            .and_then(|pattern| regex::Regex::new(pattern).map_err(|error| error.to_string()))
    })?;
    Ok(Some(pattern.is_match(text)))
}

/// Python's `math.floor()`, which gives an integer.
fn floor(context: &Context<'_>) -> rusqlite::Result<Option<i64>> {
    Ok(match context.get_raw(0) {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number),
        // Saturates where Python's integer would not fit into SQLite's.
        #[expect(clippy::cast_possible_truncation, reason = "floored before, and `as` saturates")]
        value => Some(value.as_f64()?.floor() as i64),
    })
}
