use alembic::Environment;

/// The options of this environment, such as
/// `.version_table("schema_version")`, `.transaction_per_migration(true)` or `.target_metadata(…)`.
#[must_use]
pub fn environment() -> Environment {
    Environment::new(crate::REVISIONS)
}
