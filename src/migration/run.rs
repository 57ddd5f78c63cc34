//! Stepping: Alembic's `MigrationContext.run_migrations`.

use std::any::Any;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use alembic_core::revision::{CommandError, HeadMaintainer, RevisionMap, Step};
use alembic_sql::DatabaseError;

use super::context::Transaction;
use super::{Level, MIGRATION_LOGGER, MigrationContext, Operations, RevisionBody, VersionApply};
use crate::error::{MigrationError, Progress};
use crate::{Error, Result};

/// A step with the function that takes it; a stamp has none.
pub(crate) struct PlannedStep {
    pub(crate) step: Step,
    pub(crate) body: Option<RevisionBody>,
}

/// What is to be done with the database, decided once its heads are known.
pub(crate) struct Plan<'m> {
    pub(crate) map: &'m RevisionMap,
    pub(crate) steps: Vec<PlannedStep>,
    /// All steps or none: they are one transaction, even where each step could be one.
    pub(crate) one_transaction: bool,
}

/// The steps that a run took, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// The steps as the log names them: `upgrade a -> b, message`.
    pub steps: Vec<String>,
    /// The heads of the database after the run.
    pub heads: Vec<String>,
}

impl MigrationContext<'_> {
    /// Reads the heads, lets `plan` decide the steps and takes them, each with its version row.
    ///
    /// With `purge` the version table is emptied first and counts as empty.
    ///
    /// # Errors
    /// Everything that `plan` refuses, with the database untouched; afterwards [`Error::Migration`] for the step that
    /// failed, with what the run had done until then.
    pub(crate) fn run_migrations<'m>(
        &mut self,
        read_heads: impl FnOnce(&mut Self) -> Result<Vec<String>>,
        purge: bool,
        plan: impl FnOnce(&[String]) -> Result<Plan<'m>>,
    ) -> Result<Applied> {
        let result = self.in_outer_transaction(|context| context.run_in_transaction(read_heads, purge, plan));
        match result {
            // Outside of the steps the cause is what the database says of the cancelled statement.
            Err(Error::Database(_)) if self.is_interrupted() => Err(Error::Interrupted),
            other => other,
        }
    }

    /// Runs `work` in the transaction that spans a whole run, where the dialect and the environment have one.
    pub(crate) fn in_outer_transaction<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let outer = self.transactional_ddl()
            && !self.options.transaction_per_migration
            && self.transaction != Transaction::External;
        if outer {
            self.begin()?;
        }
        let result = work(self).and_then(|done| {
            if outer {
                self.commit().map_err(nothing_is_applied)?;
            }
            Ok(done)
        });
        if result.is_err() {
            self.rollback();
        }
        result
    }

    fn run_in_transaction<'m>(
        &mut self,
        read_heads: impl FnOnce(&mut Self) -> Result<Vec<String>>,
        purge: bool,
        plan: impl FnOnce(&[String]) -> Result<Plan<'m>>,
    ) -> Result<Applied> {
        if self.is_interrupted() {
            return Err(Error::Interrupted);
        }
        let heads = match (purge, self.as_sql()) {
            (true, true) => return Err(Error::Command("Can't use --purge with --sql mode".to_owned())),
            (true, false) => Vec::new(),
            (false, _) => read_heads(self)?,
        };
        let plan = plan(&heads)?;
        self.check_version_lengths(
            plan.steps
                .iter()
                .flat_map(|planned| planned.step.to_revisions())
                .map(String::as_str),
        )?;
        let per_step = self.step_has_own_transaction();
        let creates = !self.as_sql() && heads.is_empty();
        if per_step && (creates || (plan.one_transaction && !plan.steps.is_empty())) {
            // The version table comes in the transaction of the first step: a run that fails there leaves nothing behind.
            self.begin()?;
        }
        if creates {
            self.ensure_version_table()?;
            if purge {
                self.purge_version_table()?;
            }
        }
        let applied = self.take_steps(&plan, heads, per_step && !plan.one_transaction)?;
        if per_step {
            self.commit()?;
        }
        Ok(applied)
    }

    fn take_steps(&mut self, plan: &Plan<'_>, heads: Vec<String>, per_step: bool) -> Result<Applied> {
        let mut maintainer = HeadMaintainer::new(plan.map, heads);
        let mut durable = Durable {
            commits: self.commits,
            steps: 0,
        };
        for (index, planned) in plan.steps.iter().enumerate() {
            let (commits, executed) = (self.commits, self.executed);
            if let Err(cause) = self.take_step(planned, &mut maintainer, per_step) {
                let cause = if self.is_interrupted() {
                    Error::Interrupted
                } else {
                    cause
                };
                let remains = self.executed > executed
                    && (self.commits > commits
                        || self.transaction == Transaction::External
                        || self.dialect.name.is_mysql_family());
                self.rollback();
                durable.note(self.commits, index);
                let progress = Progress {
                    may_be_half_applied: remains && !self.as_sql(),
                    as_sql: self.as_sql(),
                    ..progress(plan, index, durable.steps)
                };
                return Err(failure(planned, progress, cause));
            }
            // A commit inside a step that has no transaction of its own (an autocommit_block) comes before its version row.
            durable.note(self.commits, if per_step { index + 1 } else { index });
        }
        Ok(Applied {
            steps: plan.steps.iter().map(|planned| planned.step.to_string()).collect(),
            heads: maintainer.heads().iter().cloned().collect(),
        })
    }

    fn take_step(&mut self, planned: &PlannedStep, maintainer: &mut HeadMaintainer<'_>, per_step: bool) -> Result<()> {
        if self.is_interrupted() {
            return Err(Error::Interrupted);
        }
        if per_step {
            self.begin()?;
        }
        let step = &planned.step;
        if self.as_sql() && maintainer.heads().is_empty() {
            self.create_version_table()?;
        }
        self.info(format_args!("Running {step}"));
        if self.as_sql() {
            self.static_output(&format!("-- Running {}", step.short_log()))?;
        }
        if let Some(body) = planned.body {
            let function = if step.is_upgrade() {
                body.upgrade
            } else {
                body.downgrade
            };
            let commits = self.commits;
            unwound(|| function(&mut Operations::new(self)))?;
            self.verify_batches()?;
            if self.commits == commits && self.transaction_is_gone() {
                // Each statement since then was committed by itself.
                self.commits += 1;
                return Err(Error::new(
                    "the database rolled the step's transaction back, and the migration went on",
                ));
            }
        }
        let update = maintainer.update_to_step(step).map_err(CommandError::from)?;
        self.reporter
            .log(Level::Debug, MIGRATION_LOGGER, format_args!("{update}"));
        for change in update.changes() {
            self.apply_version_change(&change)?;
        }
        let apply = VersionApply {
            step: &step.info(),
            heads: maintainer.heads(),
        };
        for callback in &self.options.on_version_apply {
            unwound(|| {
                callback(&apply);
                Ok(())
            })?;
        }
        if per_step {
            self.commit()?;
        }
        Ok(())
    }

    /// Whether each step begins and commits: where DDL is not transactional (for the sake of the version row and of
    /// data; on SQLite that covers the DDL too), or where the environment asks for it.
    fn step_has_own_transaction(&self) -> bool {
        if self.transaction == Transaction::External {
            false
        } else if self.transactional_ddl() {
            self.options.transaction_per_migration
        } else {
            !self.as_sql()
        }
    }
}

/// How many steps are committed.
struct Durable {
    commits: usize,
    steps: usize,
}

impl Durable {
    /// Notes that `steps` steps were complete at the time of the newest commit.
    fn note(&mut self, commits: usize, steps: usize) {
        if commits > self.commits {
            self.commits = commits;
            self.steps = steps;
        }
    }
}

/// The steps before, at and behind the one that failed.
fn progress(plan: &Plan<'_>, failed: usize, durable: usize) -> Progress {
    let names: Vec<String> = plan.steps.iter().map(name).collect();
    Progress {
        applied: names.iter().take(durable).cloned().collect(),
        rolled_back: names.iter().take(failed).skip(durable).cloned().collect(),
        not_applied: names.iter().skip(failed).cloned().collect(),
        ..Progress::default()
    }
}

fn name(planned: &PlannedStep) -> String {
    planned.step.revision().unwrap_or(planned.step.name()).to_owned()
}

fn failure(failed: &PlannedStep, progress: Progress, cause: Error) -> Error {
    // A step that runs no function needs no story: Alembic's message says it all. Nor does an output that nobody reads.
    let no_reader = progress.as_sql && matches!(cause, Error::Output(_));
    if failed.step.is_stamp() || no_reader {
        return cause;
    }
    Error::Migration(Box::new(MigrationError {
        revision: name(failed),
        step: failed.step.to_string(),
        cause,
        progress,
    }))
}

/// A transaction of the whole run that cannot be committed.
fn nothing_is_applied(error: Error) -> Error {
    const REST: &str = "Nothing of this run is applied.";
    match error {
        Error::Database(error) => Error::Database(DatabaseError {
            detail: Some(match error.detail {
                Some(detail) => format!("{detail}\n{REST}"),
                None => REST.to_owned(),
            }),
            ..error
        }),
        other => other,
    }
}

/// Runs what others wrote, and makes an error of a panic.
fn unwound<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(Error::Custom(panic_message(panic.as_ref()))))
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    format!("the migration panicked: {message}")
}

/// The revisions of `steps` that have no function to run.
pub(crate) fn without_body(steps: &[PlannedStep]) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    steps
        .iter()
        .filter(|planned| planned.body.is_none())
        .filter_map(|planned| planned.step.revision())
        .filter(|revision| seen.insert(*revision))
        .collect()
}
