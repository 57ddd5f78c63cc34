//! Alembic's commands, one file each: their steps in order, their results as values.
//!
//! Each function is the namesake of one in Alembic's `alembic.command`. They print nothing; the command line does.

mod branches;
mod current;
mod downgrade;
mod edit;
mod ensure_version;
mod heads;
mod history;
mod init;
mod list_templates;
mod merge;
mod plan;
mod revision;
mod show;
mod stamp;
mod upgrade;

pub use branches::branches;
pub use current::{Current, current};
pub use downgrade::downgrade;
pub use edit::edit;
pub use ensure_version::ensure_version;
pub use heads::heads;
pub use history::{HistoryEntry, HistoryOptions, history};
pub use init::init;
pub use list_templates::list_templates;
pub use merge::{MergeOptions, merge};
pub use plan::{Direction, plan};
pub use revision::{NewRevisionOptions, revision};
pub use show::show;
pub use stamp::{Stamp, stamp};
pub use upgrade::upgrade;

pub use crate::script::{Editor, InitOptions, Initialized, TEMPLATES, Template};
