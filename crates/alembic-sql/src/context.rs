//! What compiling needs at every turn: the dialect, the mode, the naming convention, a place for warnings.

use std::cell::RefCell;
use std::ops::Range;

use alembic_core::schema::{ColumnType, ConstraintName, Name, NamingConvention};

use crate::ddl::Ddl;
use crate::error::Result;
use crate::expr::grammar::Grammar;
use crate::writer::Preparer;
use crate::{Dialect, Mode, Statement};

/// What takes back the first statements of an operation when a later one fails, where no transaction does.
#[derive(Debug, Clone, PartialEq)]
pub struct Undo {
    /// The statements whose failure it answers, by their positions.
    pub answers: Range<usize>,
    /// What is to be sent then.
    pub statement: Statement,
}

pub(crate) struct Cx<'a> {
    pub(crate) dialect: &'a Dialect,
    pub(crate) mode: Mode,
    pub(crate) naming: &'a NamingConvention,
    pub(crate) preparer: Preparer,
    pub(crate) ddl: &'static dyn Ddl,
    pub(crate) grammar: &'static dyn Grammar,
    warnings: RefCell<Vec<String>>,
    undo: RefCell<Option<Undo>>,
}

impl<'a> Cx<'a> {
    pub(crate) fn new(dialect: &'a Dialect, mode: Mode, naming: &'a NamingConvention) -> Self {
        Self {
            dialect,
            mode,
            naming,
            preparer: dialect.preparer(),
            ddl: dialect.ddl(),
            grammar: dialect.grammar(),
            warnings: RefCell::new(Vec::new()),
            undo: RefCell::new(None),
        }
    }

    pub(crate) fn warn(&self, warning: impl Into<String>) {
        self.warnings.borrow_mut().push(warning.into());
    }

    pub(crate) fn set_undo(&self, undo: Undo) {
        self.undo.replace(Some(undo));
    }

    pub(crate) fn take_undo(&self) -> Option<Undo> {
        self.undo.take()
    }

    pub(crate) fn into_warnings(self) -> Vec<String> {
        self.warnings.into_inner()
    }

    pub(crate) fn quote(&self, name: &Name) -> String {
        self.preparer.quote(name)
    }

    pub(crate) fn table(&self, name: &Name, schema: Option<&Name>) -> String {
        self.preparer.table(name, schema)
    }

    /// `ALTER TABLE name`, as Alembic's own constructs begin.
    pub(crate) fn alter_table(&self, name: &Name, schema: Option<&Name>) -> String {
        format!("ALTER TABLE {}", self.preparer.alter_table(name, schema))
    }

    /// `CONSTRAINT name ` before a constraint that has a name.
    pub(crate) fn constraint_preamble(&self, name: &ConstraintName) -> Result<String> {
        Ok(self
            .preparer
            .constraint(name)?
            .map_or_else(String::new, |name| format!("CONSTRAINT {name} ")))
    }

    /// A type as the dialect writes it.
    pub(crate) fn type_sql(&self, type_: &ColumnType) -> Result<String> {
        self.ddl.type_sql(self, type_.for_dialect(self.dialect.name))
    }
}
