use crate::Result;
use crate::config::Config;
use crate::migration::Reporter;
use crate::script::{self, InitOptions, Initialized};

/// Makes a migration environment: a crate from a template, with the configuration beside it.
///
/// # Errors
/// [`Error::Command`](crate::Error::Command) in Alembic's words when the folder is not empty or there is no such template;
/// [`Error::Script`](crate::Error::Script) when a file cannot be written.
pub fn init(config: &Config, options: &InitOptions, reporter: &dyn Reporter) -> Result<Initialized> {
    script::init(config, options, reporter)
}
