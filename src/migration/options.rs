use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use alembic_core::ops::{Operation, OperationKind};
use alembic_core::revision::MigrationInfo;
use alembic_core::schema::MetaData;

use super::Operations;
use crate::Result;

/// What is known when a step's version row has been written; Alembic's `on_version_apply` callback arguments.
#[derive(Debug)]
pub struct VersionApply<'a> {
    /// The step, as Alembic's `MigrationInfo` tells it.
    pub step: &'a MigrationInfo,
    /// The heads of the database after the step.
    pub heads: &'a BTreeSet<String>,
}

/// A function that is called after each step's version row has been written, inside the step's transaction.
pub type OnVersionApply = Arc<dyn Fn(&VersionApply<'_>) + Send + Sync>;

/// An implementation of one kind of operation: it answers for operations of its kind, and leaves the others.
pub type Implementation = Arc<dyn Fn(&mut Operations<'_, '_>, &Operation) -> Option<Result<()>> + Send + Sync>;

/// What `env.py` passes to `context.configure`, as far as it concerns running migrations.
#[derive(Clone)]
pub struct ContextOptions {
    /// Name of the version table; `alembic_version` unless told otherwise.
    pub version_table: String,
    /// Schema of the version table.
    pub version_table_schema: Option<String>,
    /// Whether the version table gets a primary key.
    pub version_table_pk: bool,
    /// Commit after each migration where DDL is transactional, instead of once at the end.
    pub transaction_per_migration: bool,
    /// Overrides what the dialect says of transactional DDL.
    pub transactional_ddl: Option<bool>,
    /// Write bound values as literals in `--sql` mode.
    pub literal_binds: bool,
    /// The name of the database among several, Alembic's `engine_name`.
    pub engine_name: Option<String>,
    /// The tables of the application. Its naming convention names what operations leave unnamed.
    pub target_metadata: Option<Arc<MetaData>>,
    /// Called after each step.
    pub on_version_apply: Vec<OnVersionApply>,
    /// Implementations that come before the stock ones; of several for one kind the last one comes first.
    pub implementations: Vec<Implementation>,
}

impl ContextOptions {
    /// Lets `function` implement the operations of one kind.
    pub fn implementation_for<K: OperationKind>(
        &mut self,
        function: impl Fn(&mut Operations<'_, '_>, &K) -> Result<()> + Send + Sync + 'static,
    ) {
        self.implementations.push(Arc::new(move |operations, operation| {
            K::of(operation).map(|operation| function(operations, operation))
        }));
    }
}

impl Default for ContextOptions {
    fn default() -> Self {
        Self {
            version_table: "alembic_version".to_owned(),
            version_table_schema: None,
            version_table_pk: true,
            transaction_per_migration: false,
            transactional_ddl: None,
            literal_binds: true,
            engine_name: None,
            target_metadata: None,
            on_version_apply: Vec::new(),
            implementations: Vec::new(),
        }
    }
}

impl fmt::Debug for ContextOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContextOptions")
            .field("version_table", &self.version_table)
            .field("version_table_schema", &self.version_table_schema)
            .field("version_table_pk", &self.version_table_pk)
            .field("transaction_per_migration", &self.transaction_per_migration)
            .field("transactional_ddl", &self.transactional_ddl)
            .field("literal_binds", &self.literal_binds)
            .field("engine_name", &self.engine_name)
            .field("target_metadata", &self.target_metadata)
            .field("on_version_apply", &self.on_version_apply.len())
            .field("implementations", &self.implementations.len())
            .finish()
    }
}
