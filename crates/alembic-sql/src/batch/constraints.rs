//! Constraints and indexes that come and go.

use alembic_core::schema::{
    AttachedConstraint, AttachedKind, ColumnType, Constraint, ConstraintName, Index, Name, PrimaryKeyConstraint,
};

use super::BatchError;
use super::columns::of_constraint;
use super::rebuild::{PlannedConstraint, PlannedIndex, PlannedKind, Rebuild};
use crate::error::Result;

impl Rebuild<'_> {
    /// Alembic's `add_constraint`.
    pub(super) fn add_constraint(&mut self, name: ConstraintName, kind: PlannedKind) -> Result<()> {
        let is_key = matches!(&kind, PlannedKind::Given(given) if matches!(**given, Constraint::PrimaryKey(_)));
        if name == ConstraintName::Unnamed && matches!(kind, PlannedKind::Given(_)) {
            return Err(BatchError::ConstraintNeedsName.into());
        }
        if is_key {
            // there is one primary key only, and its columns alone are flagged
            self.constraints.retain(|other| primary_key(other).is_none());
            for column in &mut self.columns {
                column.column.primary_key = false;
            }
        }
        let planned = PlannedConstraint {
            name,
            kind,
            is_new: true,
        };
        let same = planned.name.as_str().and_then(|name| {
            let found = self.constraints.iter_mut();
            found.into_iter().find(|other| other.name.as_str() == Some(name))
        });
        match same {
            Some(other) => *other = planned,
            None => self.constraints.push(planned),
        }
        Ok(())
    }

    /// A constraint that comes with a column.
    pub(super) fn add_attached(&mut self, attached: &AttachedConstraint<'_>) -> Result<()> {
        let kind = match &attached.kind {
            AttachedKind::Given(given) => PlannedKind::Given(Box::new(given.clone().into_owned())),
            AttachedKind::TypeCheck { column, type_ } => PlannedKind::TypeCheck {
                key: column.name.clone(),
                type_: Box::new((*type_).clone()),
            },
        };
        self.add_constraint(attached.name.clone(), kind)
    }

    /// Alembic's `drop_constraint`.
    pub(super) fn drop_constraint(&mut self, name: &ConstraintName, if_exists: bool) -> Result<()> {
        let Some(name) = name.as_str() else {
            return Err(BatchError::ConstraintNeedsName.into());
        };
        if !self.reflected {
            for column in &mut self.columns {
                let before = column.column.checks.len();
                column.column.checks.retain(|check| check.name.as_str() != Some(name));
                if column.column.checks.len() < before {
                    return Ok(());
                }
            }
        }
        match self.take_named(name) {
            Some(dropped) => {
                if let Some(key) = primary_key(&dropped) {
                    for column in &mut self.columns {
                        if key.columns.iter().any(|name| name.text == column.key) {
                            column.column.primary_key = false;
                        }
                    }
                }
                Ok(())
            }
            None if if_exists => Ok(()),
            None => Err(BatchError::NoSuchConstraint(name.to_owned()).into()),
        }
    }

    /// Takes away a constraint by its name, if it is there.
    pub(super) fn take_named(&mut self, name: &str) -> Option<PlannedConstraint> {
        let found = self.constraints.iter();
        let position = found.into_iter().position(|other| other.name.as_str() == Some(name))?;
        Some(self.constraints.remove(position))
    }

    /// The named check of a type goes with its column.
    pub(super) fn take_check_of(&mut self, type_: &ColumnType) {
        let name = match type_.for_dialect(self.cx.dialect.name) {
            ColumnType::Boolean(boolean) => boolean.name.as_str().map(str::to_owned),
            ColumnType::Enum(enum_) => enum_.name.as_ref().map(|name| name.text.clone()),
            _ => None,
        };
        if let Some(name) = name {
            self.take_named(&name);
        }
    }

    /// A column that goes leaves the primary key.
    pub(super) fn leave_primary_key(&mut self, key: &str) {
        for constraint in &mut self.constraints {
            if let (false, PlannedKind::Given(given)) = (constraint.is_new, &mut constraint.kind)
                && let Constraint::PrimaryKey(primary) = given.as_mut()
            {
                primary.columns.retain(|name| name.text != key);
            }
        }
    }

    /// What the batch has put on a column before goes with it, as the old table's constraints do.
    pub(super) fn drop_new_constraints_on(&mut self, column: &Name) {
        self.constraints.retain(|constraint| match &constraint.kind {
            PlannedKind::Given(given) => {
                !constraint.is_new || !of_constraint(given).iter().any(|name| name.text == column.text)
            }
            PlannedKind::TypeCheck { .. } => true,
        });
    }

    /// Alembic's `create_index`.
    pub(super) fn create_index(&mut self, index: Index, if_not_exists: bool) {
        let same = |other: &PlannedIndex| other.index.name.as_str() == index.name.as_str();
        if if_not_exists && self.indexes.iter().any(same) {
            return;
        }
        self.indexes.retain(|other| !(other.is_new && same(other)));
        self.indexes.push(PlannedIndex { index, is_new: true });
    }

    /// Alembic's `drop_index`.
    pub(super) fn drop_index(&mut self, name: &ConstraintName, if_exists: bool) -> Result<()> {
        let before = self.indexes.len();
        let name = name.as_str().unwrap_or_default();
        self.indexes
            .retain(|other| other.is_new || other.index.name.as_str() != Some(name));
        if self.indexes.len() == before && !if_exists {
            return Err(BatchError::NoSuchIndex(name.to_owned()).into());
        }
        Ok(())
    }

    /// A column that the table must have when it is made.
    pub(super) fn require_new_name(&self, name: &Name) -> Result<Name> {
        Ok(self
            .new_name(name)
            .cloned()
            .ok_or_else(|| self.no_such_column(&name.text))?)
    }
}

fn primary_key(constraint: &PlannedConstraint) -> Option<&PrimaryKeyConstraint> {
    match &constraint.kind {
        PlannedKind::Given(given) => match given.as_ref() {
            Constraint::PrimaryKey(key) => Some(key),
            Constraint::ForeignKey(_) | Constraint::Unique(_) | Constraint::Check(_) | Constraint::Exclude(_) => None,
        },
        PlannedKind::TypeCheck { .. } => None,
    }
}
