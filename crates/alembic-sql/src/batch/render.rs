//! The statements that put the new table into the place of the old one.

use alembic_core::DialectName;
use alembic_core::ops::{create_table, drop_constraint, drop_table, rename_table};
use alembic_core::schema::{
    ColumnDefault, ColumnType, Constraint, ConstraintName, ConventionKind, ConventionTokens, Index, Name,
    NamingConvention, SchemaError, Table, TableItem, check, literal, literal_column,
};

use super::columns::{in_constraint, in_index, of_constraint, of_index, without_check};
use super::grab::name_of;
use super::rebuild::{PlannedConstraint, PlannedKind, Rebuild};
use super::{BatchError, CreatedTypes};
use crate::Statement;
use crate::compile::{create_table_statements, drop_table_sql, rename_table_sql, type_check_condition};
use crate::context::{Cx, Undo};
use crate::error::Result;
use crate::expr::{Place, Renderer};
use crate::types::needs_check;

/// The greatest number of characters of the temporary name.
const TEMPORARY_NAME: usize = 50;

/// The name of the new table until it takes the old one's.
pub(super) fn temporary_name(table: &Name) -> Name {
    let name = format!("_alembic_tmp_{}", table.text);
    name.chars().take(TEMPORARY_NAME).collect::<String>().into()
}

/// The statements of a rebuild, in Alembic's order.
pub(super) fn statements(rebuild: &Rebuild<'_>, created_types: &mut CreatedTypes) -> Result<Vec<Statement>> {
    let cx = rebuild.cx;
    let naming = NamingConvention::default();
    // the names are settled, and the temporary one shall not be in them
    let inner = Cx::new(cx.dialect, cx.mode, &naming);
    let new = rebuild.new_table()?;
    let mut all = rebuild.drop_old_names()?;
    all.extend(create_table_statements(
        &inner,
        &create_table(new.clone()),
        created_types,
    )?);
    let schema = rebuild.old.schema.clone();
    if cx.dialect.name.is_mysql_family() {
        let mut drop = drop_table(&new.name);
        drop.schema.clone_from(&schema);
        // the rows and the old table; once that is gone, the new one holds the rows
        cx.set_undo(Undo {
            answers: all.len()..all.len() + 2,
            statement: Statement::new(drop_table_sql(&inner, &drop)),
        });
    }
    all.push(Statement::new(rebuild.copy_rows(&inner)?));
    let mut drop = drop_table(&rebuild.old.name);
    drop.schema.clone_from(&schema);
    all.push(Statement::new(drop_table_sql(&inner, &drop)));
    let mut rename = rename_table(&new.name, &rebuild.old.name);
    rename.schema.clone_from(&schema);
    all.push(Statement::new(rename_table_sql(&inner, &rename)));
    for index in rebuild.new_indexes()? {
        let sql = cx
            .ddl
            .create_index(&inner, &index, &rebuild.old.name, schema.as_ref(), false)?;
        all.push(Statement::new(sql));
    }
    inner.into_warnings().into_iter().for_each(|warning| cx.warn(warning));
    Ok(all)
}

impl Rebuild<'_> {
    /// PostgreSQL's names of constraints are those of the whole schema: the old table gives them up first.
    fn drop_old_names(&self) -> Result<Vec<Statement>> {
        if self.cx.dialect.name != DialectName::Postgresql {
            return Ok(Vec::new());
        }
        let stays = |name: &ConstraintName| {
            let mut found = self.constraints.iter();
            name.as_str().is_some() && found.any(|other| other.name.as_str() == name.as_str())
        };
        let names = self.old_names.iter().filter(|name| stays(name));
        names
            .map(|name| {
                let mut drop = drop_constraint(name.clone(), &self.old.name);
                drop.schema.clone_from(&self.old.schema);
                self.cx.ddl.drop_constraint(self.cx, &drop, name).map(Statement::new)
            })
            .collect()
    }

    /// The new table under its temporary name.
    pub(super) fn new_table(&self) -> Result<Table> {
        let mut new = self.op.table_kwargs.over(self.old, temporary_name(&self.old.name));
        let constraints = self.new_constraints()?;
        for planned in &self.columns {
            let in_key = constraints.iter().any(|constraint| match constraint {
                Constraint::PrimaryKey(key) => key.columns.contains(&planned.column.name),
                Constraint::ForeignKey(_) | Constraint::Unique(_) | Constraint::Check(_) | Constraint::Exclude(_) => {
                    false
                }
            });
            let mut column = planned.column.clone();
            column.nullable = Some(planned.nullable && (planned.says_nullable || !in_key));
            column.type_ = without_check(column.type_);
            new = new.column(column);
        }
        new.items.extend(self.op.table_args.iter().cloned());
        for check in self.checks_of_types()? {
            new = new.constraint(check);
        }
        new.items.extend(constraints.into_iter().map(TableItem::Constraint));
        Ok(new)
    }

    /// The checks that the types of the old columns bring along, named by the convention of the old table.
    fn checks_of_types(&self) -> Result<Vec<Constraint>> {
        let default = NamingConvention::default();
        let naming = self.op.naming_convention.as_ref().unwrap_or(&default);
        let mut checks = Vec::new();
        for planned in &self.columns {
            let type_ = planned.column.type_.for_dialect(self.cx.dialect.name);
            if !needs_check(self.cx, type_) {
                continue;
            }
            let given = match type_ {
                ColumnType::Boolean(boolean) => boolean.name.clone(),
                ColumnType::Enum(enum_) => enum_
                    .name
                    .clone()
                    .map_or(ConstraintName::Unnamed, ConstraintName::Plain),
                _ => ConstraintName::Unnamed,
            };
            let columns = [planned.column.name.clone()];
            let tokens = ConventionTokens::new(&self.old.name, self.old.schema.as_ref(), &columns);
            let name = match naming.apply(ConventionKind::Ck, &given, tokens) {
                Ok(name) => name,
                Err(SchemaError::ConventionNeedsName) => {
                    self.cx.warn(format!(
                        "The CHECK constraint generated by the type of column '{}.{}' has no name, while the naming \
                         convention in use requires one; the constraint is emitted without a name.  Boolean and Enum \
                         datatypes should be given a name, e.g. Boolean(name='...'), in order for their CHECK \
                         constraints to participate fully in batch mode.",
                        self.old.name.text, planned.column.name.text
                    ));
                    ConstraintName::Unnamed
                }
                Err(error) => return Err(error.into()),
            };
            checks.push(self.type_check_of(&planned.column.name, type_, name));
        }
        Ok(checks)
    }

    fn type_check_of(&self, column: &Name, type_: &ColumnType, name: ConstraintName) -> Constraint {
        let condition = type_check_condition(self.cx, column, type_);
        check(literal_column(condition)).name(name).into()
    }

    /// The constraints that were kept and added: those with names first.
    fn new_constraints(&self) -> Result<Vec<Constraint>> {
        let named = self.constraints.iter();
        let (named, unnamed): (Vec<_>, Vec<_>) = named.partition(|constraint| constraint.name.as_str().is_some());
        let mut all = Vec::new();
        for constraint in named.into_iter().chain(unnamed) {
            all.extend(self.new_constraint(constraint)?);
        }
        Ok(all)
    }

    fn new_constraint(&self, planned: &PlannedConstraint) -> Result<Option<Constraint>> {
        let given = match &planned.kind {
            PlannedKind::Given(given) => given,
            PlannedKind::TypeCheck { key, type_ } => {
                let Some(column) = self.new_name(key).filter(|_| needs_check(self.cx, type_)) else {
                    return Ok(None);
                };
                return Ok(Some(self.type_check_of(column, type_, planned.name.clone())));
            }
        };
        let columns = of_constraint(given);
        if planned.is_new {
            for column in &columns {
                self.require_new_name(column)?;
            }
        } else if !columns.iter().all(|column| self.has(column)) {
            return Ok(None);
        }
        let mut constraint = (**given).clone();
        let mut rename = |name: &Name| self.new_name(name).cloned().unwrap_or_else(|| name.clone());
        in_constraint(&mut constraint, &mut rename);
        *name_of(&mut constraint) = planned.name.clone();
        match &mut constraint {
            Constraint::PrimaryKey(key) if key.columns.is_empty() => return Ok(None),
            Constraint::ForeignKey(key) if self.is_self(&key.referent_table, key.referent_schema.as_ref()) => {
                for column in &mut key.referent_columns {
                    *column = self.new_name(column).cloned().ok_or_else(|| BatchError::ColumnInUse {
                        table: self.old.name.text.clone(),
                        column: column.text.clone(),
                        user: format!("the foreign key {} of the table itself", described(&planned.name)),
                        instead: "drop the constraint in the same batch",
                    })?;
                }
            }
            Constraint::PrimaryKey(_)
            | Constraint::ForeignKey(_)
            | Constraint::Unique(_)
            | Constraint::Check(_)
            | Constraint::Exclude(_) => {}
        }
        Ok(Some(constraint))
    }

    fn new_indexes(&self) -> Result<Vec<Index>> {
        let mut indexes = Vec::new();
        for planned in &self.indexes {
            for column in of_index(&planned.index) {
                if self.dropped.contains(&column) && self.new_name(&column).is_none() {
                    return Err(BatchError::ColumnInUse {
                        table: self.old.name.text.clone(),
                        column: column.text,
                        user: format!("the index {}", described(&planned.index.name)),
                        instead: "drop the index in the same batch",
                    }
                    .into());
                }
                self.require_new_name(&column)?;
            }
            let mut index = planned.index.clone();
            in_index(&mut index, &mut |name| {
                self.new_name(name).cloned().unwrap_or_else(|| name.clone())
            });
            indexes.push(index);
        }
        Ok(indexes)
    }

    /// `INSERT INTO … SELECT …`.
    fn copy_rows(&self, cx: &Cx<'_>) -> Result<String> {
        let mut names = Vec::new();
        let mut values = Vec::new();
        for planned in &self.columns {
            if let Some(source) = &planned.source {
                names.push(planned.column.name.clone());
                let expr = cx.expr(&source.expr)?;
                values.push(if source.is_cast {
                    format!("{expr} AS {}", cx.quote(&source.name))
                } else {
                    expr
                });
            }
        }
        if names.is_empty() {
            return Err(BatchError::NothingLeft {
                table: self.old.name.text.clone(),
            }
            .into());
        }
        let mut labels = Renderer::unqualified(cx);
        for planned in self.columns.iter().filter(|planned| planned.source.is_none()) {
            let value = match &planned.column.default {
                None | Some(ColumnDefault::Sequence(_)) => continue,
                Some(ColumnDefault::Value(value)) => literal(value.clone()),
                Some(ColumnDefault::Expr(expr)) => expr.clone(),
            };
            let value = labels.labelled(&[value], Place::Value)?;
            names.push(planned.column.name.clone());
            values.push(value);
        }
        Ok(format!(
            "INSERT INTO {} ({}) SELECT {} \nFROM {}",
            cx.table(&temporary_name(&self.old.name), self.old.schema.as_ref()),
            cx.preparer.columns(&names),
            values.join(", "),
            cx.table(&self.old.name, self.old.schema.as_ref()),
        ))
    }
}

/// A name for messages.
pub(super) fn described(name: &ConstraintName) -> String {
    name.as_str()
        .map_or_else(|| "without a name".to_owned(), |name| format!("'{name}'"))
}
