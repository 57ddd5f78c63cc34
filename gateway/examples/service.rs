//! A service that brings its own database to the newest revision when it starts: `cargo run --example service -- URL`.
//!
//! Migrating blocks, so it runs where blocking is allowed: on tokio, in `spawn_blocking`.

use std::error::Error;
use std::process::ExitCode;

use alembic::config::url::make_url;
use alembic::drivers;
use alembic::migration::Applied;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Upgrades the database to head. A migration that fails leaves the database at the revision before it, and the service
/// should not start.
async fn migrate(url: String) -> Result<Applied> {
    tokio::task::spawn_blocking(move || {
        let connection = drivers::open(&make_url(&url)?)?;
        Ok(gateway::environment().upgrade(connection, "head")?)
    })
    .await?
}

async fn start(url: String) -> Result<()> {
    let applied = migrate(url).await?;
    log::info!("{} migrations applied, now at {:?}", applied.steps.len(), applied.heads);
    // Here the service opens its pool and serves.
    Ok(())
}

#[expect(clippy::print_stderr, reason = "a program's last words")]
fn main() -> ExitCode {
    let url = std::env::args().nth(1).unwrap_or_else(|| "sqlite://".to_owned());
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    match runtime
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(start(url)))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[test]
fn starting_twice_migrates_once() -> Result<()> {
    let database = alembic::testing::FreshDatabase::new("sqlite://")?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let first = runtime.block_on(migrate(database.url()))?;
    let second = runtime.block_on(migrate(database.url()))?;
    assert_eq!((first.steps.len(), second.steps.len()), (3, 0));
    assert_eq!(first.heads, second.heads);
    runtime.block_on(start(database.url()))
}
