//! Values of an address's query, read as Python reads them.

use std::time::Duration;

use alembic_sql::DatabaseError;

/// SQLAlchemy's `asbool()`.
pub(super) fn as_bool(text: &str) -> Result<bool, DatabaseError> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "t" | "1" => Ok(true),
        "false" | "no" | "off" | "n" | "f" | "0" => Ok(false),
        other => Err(DatabaseError::new(format!("String is not true/false: '{other}'"))),
    }
}

/// Python's `float()` for a number of seconds; a negative or infinite number becomes the nearest duration.
pub(super) fn as_seconds(text: &str) -> Result<Duration, DatabaseError> {
    let seconds: f64 = text
        .trim()
        .parse()
        .map_err(|_| DatabaseError::new(format!("could not convert string to float: '{text}'")))?;
    Ok(Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX))
}
