//! Columns in constraints, indexes and expressions: which there are, and what they are called now.

use alembic_core::schema::{ColumnType, Constraint, Expr, Index, IndexElement, Name};

/// A new name for each column.
pub(super) type Renaming<'r> = dyn FnMut(&Name) -> Name + 'r;

fn names(columns: &mut [Name], rename: &mut Renaming<'_>) {
    for name in columns {
        *name = rename(name);
    }
}

/// Renames the columns of a constraint's own table in it.
pub(super) fn in_constraint(constraint: &mut Constraint, rename: &mut Renaming<'_>) {
    match constraint {
        Constraint::PrimaryKey(key) => {
            names(&mut key.columns, rename);
            names(&mut key.postgresql_include, rename);
        }
        Constraint::ForeignKey(key) => names(&mut key.columns, rename),
        Constraint::Unique(unique) => {
            names(&mut unique.columns, rename);
            names(&mut unique.postgresql_include, rename);
        }
        Constraint::Check(check) => in_expr(&mut check.sqltext, rename),
        Constraint::Exclude(exclude) => {
            for part in &mut exclude.elements {
                in_element(&mut part.element, rename);
            }
            if let Some(condition) = &mut exclude.where_ {
                in_expr(condition, rename);
            }
        }
    }
}

/// Renames the columns of an index.
pub(super) fn in_index(index: &mut Index, rename: &mut Renaming<'_>) {
    for element in &mut index.elements {
        in_element(element, rename);
    }
    names(&mut index.postgresql.include, rename);
    for condition in [&mut index.postgresql.where_, &mut index.sqlite.where_]
        .into_iter()
        .flatten()
    {
        in_expr(condition, rename);
    }
}

fn in_element(element: &mut IndexElement, rename: &mut Renaming<'_>) {
    match element {
        IndexElement::Column(name) => *name = rename(name),
        IndexElement::Expr(expr) => in_expr(expr, rename),
    }
}

fn in_expr(expr: &mut Expr, rename: &mut Renaming<'_>) {
    if let Expr::Column(column) = expr
        && !column.is_literal
    {
        column.name = rename(&column.name);
    }
    for child in expr.children_mut() {
        in_expr(child, rename);
    }
}

/// The columns that a constraint names.
pub(super) fn of_constraint(constraint: &Constraint) -> Vec<Name> {
    let mut found = Vec::new();
    in_constraint(&mut constraint.clone(), &mut |name| {
        found.push(name.clone());
        name.clone()
    });
    found
}

/// The columns that an index names.
pub(super) fn of_index(index: &Index) -> Vec<Name> {
    let mut found = Vec::new();
    in_index(&mut index.clone(), &mut |name| {
        found.push(name.clone());
        name.clone()
    });
    found
}

/// The type without the check of its values.
pub(super) fn without_check(mut type_: ColumnType) -> ColumnType {
    match &mut type_ {
        ColumnType::Boolean(boolean) => boolean.create_constraint = false,
        ColumnType::Enum(enum_) => enum_.create_constraint = false,
        ColumnType::Variant(variant) => {
            variant.base = without_check(variant.base.clone());
            for (_, type_) in &mut variant.mapping {
                *type_ = without_check(type_.clone());
            }
        }
        _ => {}
    }
    type_
}
