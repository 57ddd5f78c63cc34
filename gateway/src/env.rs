use alembic::Environment;

/// The options that Python's `env.py` passes to `context.configure`: the gateway needs none but the defaults.
#[must_use]
pub fn environment() -> Environment {
    Environment::new(crate::REVISIONS)
}
