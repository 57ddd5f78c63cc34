//! The changes of a batch, applied to the table.

use alembic_core::ops::{AddConstraintOp, AlterColumnOp, BatchAddColumnOp, BatchDropColumnOp, BatchOperation, Given};
use alembic_core::schema::{
    AttachedKind, AttachedTable, Autoincrement, ColumnType, ConstraintName, ServerDefault, Table, cast, column, table,
};

use super::BatchError;
use super::affinity::{TypeAffinity, type_affinity};
use super::columns::without_check;
use super::rebuild::{PlannedColumn, PlannedKind, Rebuild};
use crate::compile::{dropped_constraint_name, dropped_index_name};
use crate::error::Result;
use crate::reflect::sqlalchemy_type;
use crate::types::needs_check;

impl Rebuild<'_> {
    /// Applies the changes.
    pub(super) fn apply(mut self) -> Result<Self> {
        let op = self.op;
        for operation in &op.operations {
            match operation {
                BatchOperation::AddColumn(op) => self.add_column(op)?,
                BatchOperation::DropColumn(op) => self.drop_column(op)?,
                BatchOperation::AlterColumn(op) => self.alter_column(op)?,
                BatchOperation::CreateIndex(op) => {
                    let index = op.index.clone();
                    let index = index.named(&op.table_name, op.schema.as_ref(), self.cx.naming)?;
                    self.create_index(index, op.if_not_exists);
                }
                BatchOperation::DropIndex(op) => {
                    let name = dropped_index_name(self.cx, op)?;
                    self.drop_index(&name, op.if_exists)?;
                }
                BatchOperation::AddConstraint(op) => self.add_given(op)?,
                BatchOperation::DropConstraint(op) => {
                    let name = dropped_constraint_name(self.cx, op)?;
                    self.drop_constraint(&name, op.if_exists)?;
                }
                // Alembic leaves the comment to `table_kwargs`
                BatchOperation::CreateTableComment(_) | BatchOperation::DropTableComment(_) => {}
            }
        }
        self.reorder()?;
        Ok(self)
    }

    fn add_given(&mut self, op: &AddConstraintOp) -> Result<()> {
        let name = op
            .constraint
            .final_name(&op.table_name, op.schema.as_ref(), self.cx.naming)?;
        self.add_constraint(name, PlannedKind::Given(Box::new(op.constraint.clone())))
    }

    fn add_column(&mut self, op: &BatchAddColumnOp) -> Result<()> {
        let given = &op.add.column;
        if self.columns.iter().any(|other| other.key == given.name.text) {
            if op.add.if_not_exists {
                return Ok(());
            }
            return Err(BatchError::ColumnExists {
                table: self.old.name.text.clone(),
                column: given.name.text.clone(),
            }
            .into());
        }
        let holder = self.holder(given.clone());
        let attached = AttachedTable::new(&holder, self.cx.naming, self.cx.dialect.name)?;
        let text = |name: &Option<alembic_core::schema::Name>| name.as_ref().map(|name| name.text.clone());
        let (before, after) = (text(&op.insert_before), text(&op.insert_after));
        self.place(&given.name.text, before.as_deref(), after.as_deref())?;
        for attached in &attached.columns {
            let mut column = attached.column.clone();
            column.type_ = without_check(column.type_);
            column.unique = false;
            column.index = false;
            column.foreign_keys.clear();
            for (check, name) in column.checks.iter_mut().zip(&attached.check_names) {
                check.name = name.clone();
            }
            self.columns.push(PlannedColumn {
                key: column.name.text.clone(),
                nullable: attached.nullable,
                says_nullable: column.nullable.is_some(),
                column,
                source: None,
            });
        }
        for constraint in &attached.constraints {
            self.add_attached(constraint)?;
        }
        for index in attached.indexes {
            self.create_index(index, false);
        }
        Ok(())
    }

    fn drop_column(&mut self, op: &BatchDropColumnOp) -> Result<()> {
        let name = &op.drop.column_name;
        let position = match self.position(&name.text) {
            Ok(position) => position,
            Err(_) if op.drop.if_exists => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        self.columns.remove(position);
        self.existing_ordering.retain(|key| *key != name.text);
        self.leave_primary_key(&name.text);
        self.drop_new_constraints_on(name);
        self.dropped.push(name.clone());
        if let Some(type_) = &op.existing_type {
            self.take_check_of(type_);
        }
        Ok(())
    }

    fn alter_column(&mut self, op: &AlterColumnOp) -> Result<()> {
        let alter = &op.alter;
        if let (Some(existing), Some(_)) = (&alter.existing_type, &alter.type_) {
            let dropped = self.type_check(op, existing)?;
            if let Some(name) = dropped.as_ref().and_then(|(name, _)| name.as_str()) {
                self.take_named(name);
            }
        }
        let position = self.position(&op.column_name.text)?;
        if let Some(new) = alter.new_column_name.as_ref().filter(|new| **new != op.column_name) {
            self.columns[position].column.name = new.clone();
            if let (false, Some(existing)) = (self.reflected, &alter.existing_type) {
                self.take_check_of(existing);
            }
        }
        if let Some(type_) = &alter.type_ {
            self.change_type(position, type_);
        }
        let planned = &mut self.columns[position];
        if let Some(nullable) = alter.nullable {
            planned.nullable = nullable;
        }
        match &alter.server_default {
            Given::Absent => {}
            Given::Null => planned.column.server_default = None,
            Given::Value(ServerDefault::Computed(_) | ServerDefault::Identity(_)) => {
                return Err(BatchError::NoPlainDefault {
                    column: op.column_name.text.clone(),
                }
                .into());
            }
            Given::Value(default) => planned.column.server_default = Some(default.clone()),
        }
        if let Some(autoincrement) = alter.autoincrement {
            planned.column.autoincrement = Autoincrement::from(autoincrement);
        }
        match &alter.comment {
            Given::Absent => {}
            Given::Null => planned.column.comment = None,
            Given::Value(comment) => planned.column.comment = Some(comment.clone()),
        }
        if let Some(type_) = &alter.type_
            && let Some((name, kind)) = self.type_check(op, type_)?
        {
            self.add_constraint(name, kind)?;
        }
        Ok(())
    }

    /// Alembic's `cast_for_batch_migrate`.
    fn change_type(&mut self, position: usize, type_: &ColumnType) {
        let is_sqlite = self.cx.dialect.name == alembic_core::DialectName::Sqlite;
        let reflected = self.reflected;
        let planned = &mut self.columns[position];
        let known = match &planned.column.type_ {
            ColumnType::Sql(declared) if reflected => sqlalchemy_type(declared),
            other => other.clone(),
        };
        let (old, new) = (type_affinity(&known), type_affinity(type_));
        let casts = old != new && !(is_sqlite && new == TypeAffinity::Json);
        if let (true, Some(source)) = (casts, &mut planned.source) {
            source.expr = cast(source.expr.clone(), type_.clone());
            source.is_cast = true;
        }
        planned.column.type_ = without_check(type_.clone());
    }

    /// The check of the values of a type in the place of a column's own, where the dialect needs one.
    fn type_check(&self, op: &AlterColumnOp, type_: &ColumnType) -> Result<Option<(ConstraintName, PlannedKind)>> {
        let type_ = type_.for_dialect(self.cx.dialect.name);
        if !needs_check(self.cx, type_) {
            return Ok(None);
        }
        let holder = self.holder(column(op.column_name.clone(), type_.clone()));
        let attached = AttachedTable::new(&holder, self.cx.naming, self.cx.dialect.name)?;
        let check = attached
            .constraints
            .iter()
            .find(|constraint| matches!(constraint.kind, AttachedKind::TypeCheck { .. }));
        Ok(check.map(|check| {
            let kind = PlannedKind::TypeCheck {
                key: op.column_name.clone(),
                type_: Box::new(type_.clone()),
            };
            (check.name.clone(), kind)
        }))
    }

    /// The table with nothing but one column, as Alembic attaches the column of an operation.
    fn holder(&self, column: alembic_core::schema::Column) -> Table {
        Table {
            schema: self.op.schema.clone(),
            ..table(self.op.table_name.clone()).column(column)
        }
    }
}
