//! Constraints, inside of tables and added to them.

use alembic_core::ops::{AddConstraintOp, ConstraintType, DropConstraintOp};
use alembic_core::schema::{
    AttachedColumn, AttachedConstraint, AttachedKind, AttachedTable, ColumnType, Constraint, ConstraintName,
    ConventionKind, ConventionTokens, Name,
};

use crate::Statement;
use crate::context::Cx;
use crate::ddl::Place;
use crate::error::{CompileErrorKind, Result};
use crate::types::needs_check;

/// A constraint inside `CREATE TABLE`; `None` where it is left out.
pub(super) fn table_constraint(
    cx: &Cx<'_>,
    table: &AttachedTable<'_>,
    constraint: &AttachedConstraint<'_>,
) -> Result<Option<String>> {
    match &constraint.kind {
        AttachedKind::Given(given) => {
            if let Constraint::ForeignKey(key) = given.as_ref()
                && key.options.use_alter
                && cx.dialect.supports_alter()
            {
                return Ok(None);
            }
            definition(cx, given, Place::in_table(&constraint.name, table))
        }
        AttachedKind::TypeCheck { column, type_ } => {
            let (name, schema) = (&table.table.name, table.table.schema.as_ref());
            type_check(cx, &column.name, type_, &constraint.name, name, schema)
        }
    }
}

/// A constraint's own text, with its name.
pub(super) fn definition(cx: &Cx<'_>, constraint: &Constraint, place: Place<'_>) -> Result<Option<String>> {
    match constraint {
        Constraint::PrimaryKey(key) => cx.ddl.primary_key(cx, &place.of(key)),
        Constraint::ForeignKey(key) => cx.ddl.foreign_key(cx, &place.of(key)),
        Constraint::Unique(unique) if unique.columns.is_empty() => Ok(None),
        Constraint::Unique(unique) => cx.ddl.unique(cx, &place.of(unique)).map(Some),
        Constraint::Check(check) => cx.ddl.check(cx, &place.of(check)).map(Some),
        Constraint::Exclude(exclude) => cx.ddl.exclude(cx, &place.of(exclude)).map(Some),
    }
}

/// The check of a boolean's or an enum's values, where the dialect needs one.
pub(super) fn type_check(
    cx: &Cx<'_>,
    column: &Name,
    type_: &ColumnType,
    name: &ConstraintName,
    table: &Name,
    schema: Option<&Name>,
) -> Result<Option<String>> {
    if !needs_check(cx, type_) {
        return Ok(None);
    }
    let columns = [column.clone()];
    let tokens = ConventionTokens::new(table, schema, &columns);
    let name = &cx.naming.apply(ConventionKind::Ck, name, tokens)?;
    let preamble = cx.constraint_preamble(name)?;
    Ok(Some(format!(
        "{preamble}CHECK ({})",
        type_check_condition(cx, column, type_)
    )))
}

/// The condition of that check.
pub(crate) fn type_check_condition(cx: &Cx<'_>, column: &Name, type_: &ColumnType) -> String {
    let values = match type_.enum_type() {
        Some(enum_) => {
            let values: Vec<_> = enum_.enums.iter().map(|value| cx.string(value)).collect();
            values.join(", ")
        }
        None => "0, 1".to_owned(),
    };
    format!("{} IN ({values})", cx.quote(column))
}

/// The checks that stand behind a column itself.
pub(super) fn column_checks(
    cx: &Cx<'_>,
    table: &AttachedTable<'_>,
    column: &AttachedColumn<'_>,
) -> Result<Vec<String>> {
    let named = column.column.checks.iter().zip(&column.check_names);
    named
        .map(|(check, name)| cx.ddl.column_check(cx, &Place::in_table(name, table).of(check)))
        .collect()
}

pub(super) fn add_constraint(cx: &Cx<'_>, op: &AddConstraintOp) -> Result<Vec<Statement>> {
    cx.ddl.require_alter_constraint()?;
    let schema = op.schema.as_ref();
    let name = op.constraint.final_name(&op.table_name, schema, cx.naming)?;
    let place = Place {
        name: &name,
        schema,
        table: None,
    };
    let definition = definition(cx, &op.constraint, place)?;
    Ok(definition
        .map(|definition| added(cx, &op.table_name, schema, &definition))
        .into_iter()
        .collect())
}

/// `ALTER TABLE … ADD …`.
pub(super) fn added(cx: &Cx<'_>, table: &Name, schema: Option<&Name>, definition: &str) -> Statement {
    Statement::new(format!("ALTER TABLE {} ADD {definition}", cx.table(table, schema)))
}

pub(super) fn drop_constraint(cx: &Cx<'_>, op: &DropConstraintOp) -> Result<String> {
    cx.ddl.require_alter_constraint()?;
    cx.ddl.drop_constraint(cx, op, &dropped_constraint_name(cx, op)?)
}

/// The name of a constraint to be dropped, as the convention makes it.
pub(crate) fn dropped_constraint_name(cx: &Cx<'_>, op: &DropConstraintOp) -> Result<ConstraintName> {
    let tokens = ConventionTokens::new(&op.table_name, op.schema.as_ref(), &[]);
    let kind = match op.constraint_type {
        None => None,
        Some(ConstraintType::Primary) => Some(ConventionKind::Pk),
        Some(ConstraintType::ForeignKey) => Some(ConventionKind::Fk),
        Some(ConstraintType::Unique) => Some(ConventionKind::Uq),
        Some(ConstraintType::Check) => Some(ConventionKind::Ck),
    };
    Ok(match kind {
        // a convention can only wrap a name here: the columns are not known
        Some(kind) if op.constraint_name != ConstraintName::Unnamed => {
            cx.naming.apply(kind, &op.constraint_name, tokens)?
        }
        _ => op.constraint_name.clone(),
    })
}

/// `ALTER TABLE … DROP CONSTRAINT` for the check of a type that goes.
pub(super) fn drop_type_check(
    cx: &Cx<'_>,
    table: &Name,
    schema: Option<&Name>,
    name: &ConstraintName,
) -> Result<Statement> {
    let table_sql = cx.table(table, schema);
    match cx.preparer.constraint(name)? {
        Some(name) => Ok(Statement::new(format!(
            "ALTER TABLE {table_sql} DROP CONSTRAINT {name}"
        ))),
        None => Err(CompileErrorKind::ConstraintNeedsName {
            table: table.text.clone(),
        }),
    }
}
