use alembic::Environment;

/// The options of this environment, such as
/// `.version_table("schema_version")` or `.transaction_per_migration(true)`.
#[must_use]
pub fn environment() -> Environment {
    Environment::new(crate::REVISIONS).multidb()
}
