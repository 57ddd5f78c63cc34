//! Running migrations: the context, its transactions, the version table and the operations.

mod batch;
mod body;
mod context;
mod interrupt;
mod operations;
mod options;
pub(crate) mod report;
mod run;
mod version_table;

pub use batch::BatchOperations;
pub use body::{MigrationFn, RevisionBody};
pub use context::{Arguments, MigrationContext};
pub use interrupt::Interrupt;
pub use operations::Operations;
pub use options::{ContextOptions, Implementation, OnVersionApply, VersionApply};
pub use report::{Level, LogFacade, MIGRATION_LOGGER, Reporter, Status};
pub use run::Applied;
pub(crate) use run::{Plan, PlannedStep, without_body};
