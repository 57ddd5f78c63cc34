//! What the database tells of a table, made ready for a batch: names settled, `reflect_args` put in, and the checks
//! taken out that go with what the batch drops or changes.

use alembic_core::ops::{BatchAlterTableOp, BatchOperation};
use alembic_core::schema::{
    Column, Constraint, ConstraintName, Expr, Index, IndexElement, Name, NamingConvention, SchemaError, ServerDefault,
    Table, TableItem,
};

use super::BatchError;
use super::grab::name_of;
use super::render::described;
use crate::context::Cx;
use crate::error::Result;
use crate::reflect::{mentions_column, verbatim_sql};

/// The reflected table as the batch begins with it.
pub(super) fn adjusted(cx: &Cx<'_>, op: &BatchAlterTableOp, mut table: Table) -> Result<Table> {
    hoist_named_checks(&mut table);
    with_names(&mut table, op.naming_convention.as_ref())?;
    for item in &op.reflect_args {
        put_in(&mut table, item);
    }
    for column in changed_types(op) {
        without_value_checks(&mut table, column);
    }
    for column in dropped(op) {
        without_column(cx, op, &mut table, column)?;
    }
    Ok(table)
}

/// A named check behind a column is one of the table, as SQLAlchemy reflects it. One without a name stays, and goes with
/// its column.
fn hoist_named_checks(table: &mut Table) {
    let mut named = Vec::new();
    for column in columns_mut(table) {
        let (own, hoisted) = std::mem::take(&mut column.checks)
            .into_iter()
            .partition(|check| check.name == ConstraintName::Unnamed);
        column.checks = own;
        named.extend::<Vec<_>>(hoisted);
    }
    let named = named.into_iter().map(|check| TableItem::Constraint(check.into()));
    table.items.extend(named);
}

fn columns_mut(table: &mut Table) -> impl Iterator<Item = &mut Column> {
    table.items.iter_mut().filter_map(|item| match item {
        TableItem::Column(column) => Some(column),
        TableItem::Constraint(_) | TableItem::Index(_) => None,
    })
}

/// The names of a reflected table are final; what has none gets one by the convention, so that it can be dropped.
fn with_names(table: &mut Table, naming: Option<&NamingConvention>) -> Result<(), SchemaError> {
    let (name, schema) = (table.name.clone(), table.schema.clone());
    for item in &mut table.items {
        match item {
            TableItem::Constraint(constraint) => {
                let own = name_of(constraint);
                *own = final_name(own);
                if let Some(naming) = naming {
                    match constraint.final_name(&name, schema.as_ref(), naming) {
                        Ok(name) => *name_of(constraint) = name,
                        // a check without a name stays so, and stays
                        Err(SchemaError::ConventionNeedsName) => {}
                        Err(error) => return Err(error),
                    }
                }
            }
            TableItem::Index(index) => index.name = final_name(&index.name),
            TableItem::Column(_) => {}
        }
    }
    Ok(())
}

fn final_name(name: &ConstraintName) -> ConstraintName {
    match name {
        ConstraintName::Plain(name) => ConstraintName::Final(name.clone()),
        other @ (ConstraintName::Unnamed | ConstraintName::Final(_)) => other.clone(),
    }
}

/// A column of `reflect_args` takes the place of the column with its name; its type answers for its values then.
fn put_in(table: &mut Table, item: &TableItem) {
    let TableItem::Column(new) = item else {
        table.items.push(item.clone());
        return;
    };
    without_value_checks(table, &new.name);
    let old = columns_mut(table).find(|column| column.name.text == new.name.text);
    match old {
        Some(old) => *old = new.clone(),
        None => table.items.push(item.clone()),
    }
}

fn changed_types(op: &BatchAlterTableOp) -> impl Iterator<Item = &Name> {
    op.operations.iter().filter_map(|operation| match operation {
        BatchOperation::AlterColumn(alter) if alter.alter.type_.is_some() => Some(&alter.column_name),
        _ => None,
    })
}

pub(super) fn dropped(op: &BatchAlterTableOp) -> impl Iterator<Item = &Name> {
    op.operations.iter().filter_map(|operation| match operation {
        BatchOperation::DropColumn(drop) => Some(&drop.drop.column_name),
        _ => None,
    })
}

/// Takes out the unnamed checks that say which values a column may have, as the type of a column makes them.
fn without_value_checks(table: &mut Table, column: &Name) {
    let is_values = |sqltext: &Expr| verbatim_sql(sqltext).is_some_and(|sql| lists_values(sql, column.as_str()));
    for other in columns_mut(table) {
        other.checks.retain(|check| !is_values(&check.sqltext));
    }
    table.items.retain(|item| match item {
        TableItem::Constraint(Constraint::Check(check)) => {
            check.name != ConstraintName::Unnamed || !is_values(&check.sqltext)
        }
        TableItem::Constraint(_) | TableItem::Column(_) | TableItem::Index(_) => true,
    });
}

/// Whether a condition is `column IN (…)`.
fn lists_values(sql: &str, column: &str) -> bool {
    let sql = sql.trim();
    let quoted = [
        column.to_owned(),
        format!("\"{column}\""),
        format!("`{column}`"),
        format!("[{column}]"),
    ];
    quoted.iter().any(|name| {
        let (Some(start), Some(rest)) = (sql.get(..name.len()), sql.get(name.len()..)) else {
            return false;
        };
        let rest = rest.trim_start();
        start.eq_ignore_ascii_case(name)
            && rest.get(..2).is_some_and(|word| word.eq_ignore_ascii_case("IN"))
            && rest.get(2..).is_some_and(|rest| rest.trim_start().starts_with('('))
    })
}

/// Takes out the unnamed checks that name a dropped column, and refuses to leave anything else without it.
fn without_column(cx: &Cx<'_>, op: &BatchAlterTableOp, table: &mut Table, column: &Name) -> Result<()> {
    let mentions = |expr: &Expr| verbatim_sql(expr).is_some_and(|sql| mentions_column(sql, column.as_str()));
    let in_use = |user: String, instead: &'static str| BatchError::ColumnInUse {
        table: op.table_name.text.clone(),
        column: column.text.clone(),
        user,
        instead,
    };
    let goes = |check: &Expr| {
        let goes = mentions(check);
        if goes {
            cx.warn(format!(
                "The unnamed CHECK ({}) of table '{}' goes with column '{}'.",
                verbatim_sql(check).unwrap_or_default(),
                op.table_name.text,
                column.text
            ));
        }
        goes
    };
    for other in columns_mut(table).filter(|other| other.name.text != column.text) {
        other.checks.retain(|check| !goes(&check.sqltext));
        if let Some(ServerDefault::Computed(computed)) = &other.server_default
            && mentions(&computed.sqltext)
            && !dropped(op).any(|dropped| dropped.text == other.name.text)
        {
            let user = format!("the computed column '{}'", other.name.text);
            return Err(in_use(user, "drop that column in the same batch").into());
        }
    }
    table.items.retain(|item| match item {
        TableItem::Constraint(Constraint::Check(check)) => {
            check.name != ConstraintName::Unnamed || !goes(&check.sqltext)
        }
        TableItem::Constraint(_) | TableItem::Column(_) | TableItem::Index(_) => true,
    });
    for item in &table.items {
        match item {
            TableItem::Constraint(Constraint::Check(check))
                if mentions(&check.sqltext) && !drops_constraint(op, &check.name) =>
            {
                let user = format!("the check {}", described(&check.name));
                return Err(in_use(user, "drop the constraint in the same batch").into());
            }
            TableItem::Index(index) if index_mentions(index, &mentions) && !drops_index(op, &index.name) => {
                let user = format!("the index {}", described(&index.name));
                return Err(in_use(user, "drop the index in the same batch").into());
            }
            TableItem::Constraint(_) | TableItem::Index(_) | TableItem::Column(_) => {}
        }
    }
    Ok(())
}

fn index_mentions(index: &Index, mentions: &impl Fn(&Expr) -> bool) -> bool {
    let in_elements = index.elements.iter().any(|element| match element {
        IndexElement::Expr(Expr::Modified(modified)) => mentions(&modified.expr),
        IndexElement::Expr(expr) => mentions(expr),
        IndexElement::Column(_) => false,
    });
    in_elements || index.sqlite.where_.as_ref().is_some_and(mentions)
}

fn drops_constraint(op: &BatchAlterTableOp, name: &ConstraintName) -> bool {
    op.operations.iter().any(|operation| match operation {
        BatchOperation::DropConstraint(drop) => drop.constraint_name.as_str() == name.as_str(),
        BatchOperation::DropColumn(drop) => drop.existing_type.is_some(),
        _ => false,
    })
}

fn drops_index(op: &BatchAlterTableOp, name: &ConstraintName) -> bool {
    op.operations.iter().any(|operation| match operation {
        BatchOperation::DropIndex(drop) => drop.index_name.as_str() == name.as_str(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::lists_values;

    #[test]
    fn a_list_of_values_is_known() {
        for (sql, is) in [
            ("flag IN (0, 1)", true),
            ("\"flag\" in(0,1)", true),
            ("FLAG  IN ('a')", true),
            ("flags IN (0, 1)", false),
            ("flag > 0", false),
            ("flag IN", false),
            ("fl\u{e4}g IN (1)", false),
        ] {
            assert_eq!(lists_values(sql, "flag"), is, "{sql}");
        }
    }
}
