//! The table as it is, taken apart: Alembic's `_grab_table_elements`.

use alembic_core::ops::BatchAlterTableOp;
use alembic_core::schema::{
    AttachedColumn, AttachedKind, AttachedTable, Constraint, ConstraintName, Expr, NamingConvention, ServerDefault,
    Table, literal_column,
};

use super::rebuild::{PlannedColumn, PlannedConstraint, PlannedIndex, PlannedKind, Rebuild, Source};
use super::restates_checks;
use crate::context::Cx;
use crate::error::Result;

impl<'a> Rebuild<'a> {
    /// Takes a table apart.
    pub(super) fn new(cx: &'a Cx<'a>, op: &'a BatchAlterTableOp, old: &'a Table, reflected: bool) -> Result<Self> {
        let default = NamingConvention::default();
        let naming = match &op.naming_convention {
            Some(naming) if !reflected => naming,
            _ => &default,
        };
        let attached = AttachedTable::new(old, naming, cx.dialect.name)?;
        let mut this = Self {
            cx,
            op,
            old,
            reflected,
            columns: attached.columns.iter().map(|column| planned(cx, old, column)).collect(),
            existing_ordering: attached
                .columns
                .iter()
                .map(|column| column.column.name.text.clone())
                .collect(),
            add_col_ordering: Vec::new(),
            constraints: Vec::new(),
            old_names: Vec::new(),
            indexes: attached
                .indexes
                .iter()
                .map(|index| PlannedIndex {
                    index: index.clone(),
                    is_new: false,
                })
                .collect(),
            dropped: Vec::new(),
        };
        this.grab_constraints(&attached);
        Ok(this)
    }

    fn grab_constraints(&mut self, attached: &AttachedTable<'_>) {
        let restated = self.reflected && restates_checks(&self.op.table_args);
        for constraint in &attached.constraints {
            let AttachedKind::Given(given) = &constraint.kind else {
                self.old_names.push(constraint.name.clone());
                continue;
            };
            let is_check = matches!(given.as_ref(), Constraint::Check(_));
            if restated && is_check && constraint.name == ConstraintName::Unnamed {
                continue;
            }
            self.old_names.push(constraint.name.clone());
            self.constraints.push(PlannedConstraint {
                name: constraint.name.clone(),
                kind: PlannedKind::Given(Box::new(given.clone().into_owned())),
                is_new: false,
            });
        }
        if let Some(key) = &attached.primary_key {
            let mut key = key.clone();
            if attached.has_implicit_key() {
                // only a key that the flags alone make has its counting column first
                let position =
                    |name: &alembic_core::schema::Name| self.columns.iter().position(|column| column.key == name.text);
                key.columns.sort_by_key(position);
            }
            self.old_names.push(key.name.clone());
            self.constraints.push(PlannedConstraint {
                name: key.name.clone(),
                kind: PlannedKind::Given(Box::new(key.into())),
                is_new: false,
            });
        }
    }
}

fn planned(cx: &Cx<'_>, old: &Table, attached: &AttachedColumn<'_>) -> PlannedColumn {
    let mut column = attached.column.clone();
    for (check, name) in column.checks.iter_mut().zip(&attached.check_names) {
        check.name = name.clone();
    }
    column.unique = false;
    column.index = false;
    column.foreign_keys.clear();
    column.primary_key = attached.primary_key;
    let source = match &column.server_default {
        Some(ServerDefault::Computed(_)) => None,
        _ => Some(Source {
            expr: source_column(cx, old, attached),
            name: column.name.clone(),
            is_cast: false,
        }),
    };
    PlannedColumn {
        key: column.name.text.clone(),
        nullable: attached.nullable,
        says_nullable: column.nullable.is_some(),
        column,
        source,
    }
}

/// `table.column`.
fn source_column(cx: &Cx<'_>, old: &Table, attached: &AttachedColumn<'_>) -> Expr {
    let table = cx.table(&old.name, old.schema.as_ref());
    literal_column(format!("{table}.{}", cx.quote(&attached.column.name)))
}

/// The name of a constraint.
pub(super) fn name_of(constraint: &mut Constraint) -> &mut ConstraintName {
    match constraint {
        Constraint::PrimaryKey(constraint) => &mut constraint.name,
        Constraint::ForeignKey(constraint) => &mut constraint.name,
        Constraint::Unique(constraint) => &mut constraint.name,
        Constraint::Check(constraint) => &mut constraint.name,
        Constraint::Exclude(constraint) => &mut constraint.name,
    }
}
