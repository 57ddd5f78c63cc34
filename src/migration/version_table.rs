//! The version table: read, created and kept as Alembic does.

use super::MigrationContext;
use crate::{Error, Result};
use alembic_core::DialectName;
use alembic_core::revision::VersionChange;

/// Length of `version_num` in the version tables that Alembic creates.
const VERSION_NUM_LENGTH: usize = 32;

impl MigrationContext<'_> {
    /// Whether the version table exists.
    ///
    /// # Errors
    /// What the database answered.
    pub fn has_version_table(&mut self) -> Result<bool> {
        let statement = self.version.exists();
        Ok(!self.query(&statement)?.is_empty())
    }

    /// The revisions that the version table of the database holds; none when there is no such table.
    ///
    /// # Errors
    /// What the database answered.
    pub fn get_current_heads(&mut self) -> Result<Vec<String>> {
        if !self.has_version_table()? {
            return Ok(Vec::new());
        }
        let statement = self.version.select();
        let rows = self.query(&statement)?;
        Ok(rows
            .iter()
            .filter_map(|row| row.at(0)?.as_str().map(str::to_owned))
            .collect())
    }

    /// Creates the version table unless it exists, in a transaction of its own where none is open.
    ///
    /// # Errors
    /// What the database answered.
    pub fn ensure_version_table(&mut self) -> Result<()> {
        if self.as_sql() {
            return self.create_version_table();
        }
        if self.has_version_table()? {
            return Ok(());
        }
        self.in_transaction(Self::create_version_table)
    }

    pub(super) fn create_version_table(&mut self) -> Result<()> {
        let statement = self.version.create()?;
        self.execute(&statement)?;
        Ok(())
    }

    /// Empties the version table: `stamp --purge`.
    pub(super) fn purge_version_table(&mut self) -> Result<()> {
        let statement = self.version.delete_all();
        self.in_transaction(|context| context.execute(&statement).map(drop))
    }

    /// Runs `work` in a transaction, or in the one that is open.
    fn in_transaction(&mut self, work: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        if self.transaction != super::context::Transaction::None {
            return work(self);
        }
        self.begin()?;
        let result = work(self).and_then(|()| self.commit());
        if result.is_err() {
            self.rollback();
        }
        result
    }

    /// Writes a change of the version rows, and makes sure that it met the one row it is about.
    pub(super) fn apply_version_change(&mut self, change: &VersionChange) -> Result<()> {
        match change {
            VersionChange::Insert(version) => {
                self.execute(&self.version.insert(version))?;
                Ok(())
            }
            VersionChange::Update { from, to } => {
                let found = self.execute(&self.version.update(from, to))?;
                expect_one_row(found, || {
                    format!("updating '{from}' to '{to}' in '{}'", self.options.version_table)
                })
            }
            VersionChange::Delete(version) => {
                let found = self.execute(&self.version.delete(version))?;
                expect_one_row(found, || {
                    format!("deleting '{version}' in '{}'", self.options.version_table)
                })
            }
        }
    }

    /// Refuses revision ids that the version column cannot hold, before anything runs.
    ///
    /// Alembic learns it from the database when the row is written: after the DDL, which MySQL does not take back.
    pub(super) fn check_version_lengths<'s>(&mut self, versions: impl Iterator<Item = &'s str>) -> Result<()> {
        let Some(longest) = versions.max_by_key(|version| version.chars().count()) else {
            return Ok(());
        };
        let length = longest.chars().count();
        if length <= VERSION_NUM_LENGTH || self.as_sql() || self.dialect.name == DialectName::Sqlite {
            return Ok(());
        }
        let limit = if self.has_version_table()? {
            let Some(statement) = self.version.column_length() else {
                return Ok(());
            };
            let found = self.scalar(&statement)?.and_then(|value| value.as_i64());
            match found.and_then(|limit| usize::try_from(limit).ok()) {
                Some(limit) => limit,
                None => return Ok(()),
            }
        } else {
            VERSION_NUM_LENGTH
        };
        if length <= limit {
            return Ok(());
        }
        Err(Error::Custom(format!(
            "Revision id '{longest}' is {length} characters long, and column version_num of table '{}' holds {limit}; \
             widen the column, or give the revision a shorter id. Nothing was changed",
            self.options.version_table
        )))
    }
}

fn expect_one_row(found: Option<u64>, doing: impl Fn() -> String) -> Result<()> {
    match found {
        None | Some(1) => Ok(()),
        Some(found) => Err(Error::Command(format!(
            "Online migration expected to match one row when {}; {found} found",
            doing()
        ))),
    }
}
