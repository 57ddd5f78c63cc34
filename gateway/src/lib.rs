//! The gateway's migrations, for programs that run them themselves.
//!
//! ```
//! # #[cfg(feature = "sqlite")] {
//! let mut connection = rusqlite::Connection::open_in_memory()?;
//! let applied = gateway::environment().upgrade(&mut connection, "head")?;
//! assert_eq!(applied.heads, ["f6e7d8c9b0a1"]);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod env;

pub use env::environment;

alembic::versions!();
