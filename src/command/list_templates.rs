use crate::script::{TEMPLATES, Template};

/// The templates that `alembic init` knows.
#[must_use]
pub fn list_templates() -> &'static [Template] {
    TEMPLATES
}
