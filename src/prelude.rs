//! What a revision file uses: `use alembic::prelude::*;`.

pub use alembic_core::ops::*;
pub use alembic_core::schema::*;
pub use alembic_core::{DialectName, Value};

pub use crate::environment::Environment;
pub use crate::error::{Error, Result};
pub use crate::migration::Operations;
