//! What can go wrong, and what Alembic would have exited with.

use std::fmt;

use alembic_core::ops::IrreversibleError;
use alembic_core::revision::CommandError;
use alembic_sql::{BatchPlanError, DatabaseError};

use crate::config::ConfigError;
use crate::logging::LoggingError;
use crate::script::ScriptError;

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong.
///
/// The variants follow Alembic's distinction: a `CommandError` is a message for the user, everything else would have
/// been a Python traceback.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Alembic's `CommandError`: the message is Alembic's own where Alembic has one.
    #[error("{0}")]
    Command(String),

    /// Alembic's `DatabaseNotAtHead`, raised by `current --check-heads`.
    #[error("Database is not on all head revisions")]
    DatabaseNotAtHead,

    /// The database, or the way to it, answered with an error outside of any migration step.
    #[error(transparent)]
    Database(#[from] DatabaseError),

    /// A migration step failed.
    #[error(transparent)]
    Migration(#[from] Box<MigrationError>),

    /// The configuration cannot be read or makes no sense.
    #[error("{0}")]
    Config(String),

    /// A revision file cannot be read or understood, or a history holds what Alembic crashes at.
    #[error("{0}")]
    Script(String),

    /// An operation cannot be expressed for the dialect.
    #[error(transparent)]
    Compile(#[from] alembic_sql::CompileError),

    /// An operation was to be reversed that has no reverse.
    #[error(transparent)]
    Irreversible(#[from] IrreversibleError),

    /// Somebody asked to stop, with Ctrl-C or through [`Interrupt`](crate::migration::Interrupt).
    #[error("interrupted")]
    Interrupted,

    /// Output could not be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] std::io::Error),

    /// A migration gave up with a message of its own.
    #[error("{0}")]
    Custom(String),
}

impl From<CommandError> for Error {
    fn from(error: CommandError) -> Self {
        if error.source.is_alembics() {
            Self::Command(error.message)
        } else {
            Self::Script(error.message)
        }
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        if error.is_command_error() {
            Self::Command(error.to_string())
        } else {
            Self::Config(error.to_string())
        }
    }
}

impl From<LoggingError> for Error {
    fn from(error: LoggingError) -> Self {
        Self::Config(error.to_string())
    }
}

impl From<ScriptError> for Error {
    fn from(error: ScriptError) -> Self {
        if error.is_command_error() {
            Self::Command(error.to_string())
        } else {
            Self::Script(error.to_string())
        }
    }
}

impl From<BatchPlanError> for Error {
    fn from(error: BatchPlanError) -> Self {
        match error {
            BatchPlanError::Compile(error) => Self::Compile(error),
            BatchPlanError::Database(error) => Self::Database(error),
        }
    }
}

impl Error {
    /// An error with a message of the migration's own, for `return Err(Error::new("…"))` in a revision.
    #[must_use]
    pub fn new(message: impl fmt::Display) -> Self {
        Self::Custom(message.to_string())
    }

    /// Whether Alembic would have reported this as a `CommandError`: `FAILED: …` on stdout and exit code 255.
    #[must_use]
    pub fn is_command_error(&self) -> bool {
        match self {
            Self::Command(_) | Self::DatabaseNotAtHead => true,
            // Alembic wraps only its own errors; a failed step keeps the kind of its cause.
            Self::Migration(error) => error.cause.is_command_error(),
            Self::Compile(error) => error.is_command_error(),
            Self::Database(_)
            | Self::Config(_)
            | Self::Script(_)
            | Self::Interrupted
            | Self::Output(_)
            | Self::Irreversible(_)
            | Self::Custom(_) => false,
        }
    }

    /// Whether the run ended because somebody asked it to.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        match self {
            Self::Interrupted => true,
            Self::Migration(error) => error.cause.is_interrupted(),
            _ => false,
        }
    }
}

/// A step that failed, with what the run had done until then.
#[derive(Debug)]
pub struct MigrationError {
    /// The revision whose function failed.
    pub revision: String,
    /// The step as the log names it: `upgrade a -> b, message`.
    pub step: String,
    /// What the step's function returned, or the message it panicked with.
    pub cause: Error,
    /// What became of the steps of this run.
    pub progress: Progress,
}

/// How far a run came: the revisions of its steps, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Steps whose work and version row are committed.
    pub applied: Vec<String>,
    /// Steps that ran and were rolled back.
    pub rolled_back: Vec<String>,
    /// Steps that never began.
    pub not_applied: Vec<String>,
    /// Whether statements of the failed step may remain, because the database cannot roll back DDL or because the step
    /// committed in an `autocommit_block`.
    pub may_be_half_applied: bool,
    /// Whether this was `--sql` mode, where nothing is sent to a database.
    pub as_sql: bool,
}

impl fmt::Display for MigrationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let interrupted = self.cause.is_interrupted();
        if interrupted {
            writeln!(f, "Interrupted at {}", self.step)?;
        } else {
            writeln!(f, "Running {} failed", self.step)?;
            for line in self.cause.to_string().lines() {
                writeln!(f, "  {line}")?;
            }
        }
        let Progress {
            applied,
            rolled_back,
            not_applied,
            may_be_half_applied,
            as_sql,
        } = &self.progress;
        if *as_sql {
            return f.write_str("The SQL above ends in the middle of this step: do not run it");
        }
        writeln!(f, "Applied in this run: {}", listing(applied))?;
        if !rolled_back.is_empty() {
            writeln!(f, "Rolled back: {}", listing(rolled_back))?;
        }
        writeln!(f, "Not applied: {}", listing(not_applied))?;
        let revision = &self.revision;
        match (*may_be_half_applied, interrupted) {
            (true, _) => write!(
                f,
                "Statements of {revision} before the failing one may remain in the database: \
                 undo them by hand, or make the revision skip what is already there, then run the command again"
            ),
            (false, true) => write!(
                f,
                "Nothing of {revision} remains in the database: run the command again to go on"
            ),
            (false, false) => write!(
                f,
                "Nothing of {revision} remains in the database: correct the cause, then run the command again"
            ),
        }
    }
}

impl std::error::Error for MigrationError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// The revisions of a list; long lists show both ends and the count.
pub(crate) fn listing(revisions: &[String]) -> String {
    const SHOWN: usize = 10;
    match revisions {
        [] => "none".to_owned(),
        [first, .., last] if revisions.len() > SHOWN => format!("{first} … {last} ({} revisions)", revisions.len()),
        _ => revisions.join(", "),
    }
}
