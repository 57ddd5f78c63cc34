//! The migrations, for programs that run them themselves:
//! `environment().upgrade(&mut connection, "head")`.

mod env;

pub use env::environment;

alembic::versions!();
