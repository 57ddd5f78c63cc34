//! Running steps: what a database holds after a run that went well, failed, panicked, or was not allowed to begin.

#[path = "../support/mod.rs"]
mod support;

mod bad_input;
mod data;
#[cfg(all(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod embedding;
mod extending;
mod failing;
#[cfg(feature = "sqlite")]
mod mixed;
mod revisions;
mod running;
mod threads;
