//! The revision graph: which revisions there are, how they follow each other, and which steps lead from one state of a
//! database to another.
//!
//! [`RevisionMap`] is Alembic's class of that name together with what `ScriptDirectory` does without files:
//! it looks up revisions by any identifier, lists ranges, and plans upgrades, downgrades and stamps as lists of
//! [`Step`]s. [`HeadMaintainer`] tells what each step does to the version table. Nothing here reads a file or a
//! database, and no walk over a history recurses, however long the history is.

mod collect;
mod command_error;
mod cycles;
mod error;
mod frontier;
mod heads;
mod identifier;
mod load;
mod map;
mod node;
mod node_set;
mod plan;
mod resolve;
mod sort;
mod step;
mod walk;

pub use collect::IterateOptions;
pub use command_error::{CommandError, ErrorContext};
pub use error::{CycleKind, RevisionError, RevisionWarning};
pub use heads::{HeadMaintainer, HeadUpdate, VersionChange};
pub use identifier::Identifier;
pub use map::RevisionMap;
pub use node::{Revision, RevisionRef};
pub use step::{MigrationInfo, RevisionStep, StampStep, Step};
