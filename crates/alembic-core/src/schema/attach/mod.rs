//! What a table makes of its arguments: the part of SQLAlchemy's `Table` that is neither data nor SQL.
//!
//! Attaching settles which columns are in the primary key, which one counts itself up, what is nullable,
//! which constraints and indexes the columns' flags add, and what everything is called.

mod primary_key;

use std::borrow::Cow;

use super::convention::{ConventionKind, ConventionTokens};
use super::types::ColumnType;
use super::{
    Autoincrement, Column, Constraint, ConstraintName, Expr, Index, IndexElement, Name, NamingConvention,
    PrimaryKeyConstraint, SchemaError, ServerDefault, Table, index, unique,
};
use crate::DialectName;

/// A table whose arguments were put together for a dialect.
#[derive(Debug, Clone)]
pub struct AttachedTable<'a> {
    /// The table as it was given.
    pub table: &'a Table,
    /// Its columns.
    pub columns: Vec<AttachedColumn<'a>>,
    /// Its primary key with its final name and columns, if any column is in it.
    pub primary_key: Option<PrimaryKeyConstraint>,
    /// All other constraints, in the order of their making.
    pub constraints: Vec<AttachedConstraint<'a>>,
    /// Its indexes with their final names.
    pub indexes: Vec<Index>,
    /// What SQLAlchemy would warn about.
    pub warnings: Vec<String>,
    /// What is wrong with `autoincrement`; SQLAlchemy finds out only when a dialect asks.
    autoincrement: Result<(), SchemaError>,
}

/// A column with what its table decides.
#[derive(Debug, Clone)]
pub struct AttachedColumn<'a> {
    /// The column as it was given.
    pub column: &'a Column,
    /// Its type on the dialect.
    pub type_: &'a ColumnType,
    /// Whether it may be `NULL`.
    pub nullable: bool,
    /// Whether it is flagged as part of the primary key.
    pub primary_key: bool,
    /// Whether it is the one that counts itself up.
    pub autoincrement: bool,
    /// Whether a foreign key stands on it.
    pub has_foreign_key: bool,
    /// The final names of the checks in its own definition, in their order.
    pub check_names: Vec<ConstraintName>,
}

/// A constraint with its final name.
#[derive(Debug, Clone)]
pub struct AttachedConstraint<'a> {
    /// The final name.
    pub name: ConstraintName,
    /// What it is.
    pub kind: AttachedKind<'a>,
}

/// Where a constraint comes from.
#[expect(clippy::large_enum_variant, reason = "short-lived, and few constraints a table")]
#[derive(Debug, Clone)]
pub enum AttachedKind<'a> {
    /// From the table's arguments or a column's flags.
    Given(Cow<'a, Constraint>),
    /// From a column's type: a boolean's or an enum's check of its values.
    TypeCheck {
        /// The column.
        column: &'a Column,
        /// Its type on the dialect.
        type_: &'a ColumnType,
    },
}

impl<'a> AttachedTable<'a> {
    /// The column with this name.
    #[must_use]
    pub fn column(&self, name: &Name) -> Option<&AttachedColumn<'a>> {
        self.columns.iter().find(|column| column.column.name.text == name.text)
    }

    /// Whether the columns' flags alone make the primary key.
    #[must_use]
    pub fn has_implicit_key(&self) -> bool {
        !self
            .table
            .constraints()
            .any(|constraint| matches!(constraint, Constraint::PrimaryKey(_)))
    }

    /// Refuses an `autoincrement` that cannot be, for dialects to which it means something.
    ///
    /// # Errors
    /// When a column cannot count itself up, or two shall.
    pub fn require_autoincrement(&self) -> Result<(), SchemaError> {
        self.autoincrement.clone()
    }

    /// Puts the arguments of a table together, as SQLAlchemy does when a `Table` is made.
    ///
    /// # Errors
    /// When columns are named twice or not at all, when a constraint names a column that is not there, or when
    /// the naming convention does not work out.
    pub fn new(table: &'a Table, naming: &NamingConvention, dialect: DialectName) -> Result<Self, SchemaError> {
        let mut attached = Self {
            table,
            columns: attach_columns(table, dialect)?,
            primary_key: None,
            constraints: Vec::new(),
            indexes: Vec::new(),
            warnings: Vec::new(),
            autoincrement: Ok(()),
        };
        attached.add_constraints(naming)?;
        attached.add_flags(naming)?;
        attached.add_primary_key(naming)?;
        Ok(attached)
    }

    fn check_columns(&self, construct: &'static str, columns: &[Name]) -> Result<(), SchemaError> {
        match columns.iter().find(|name| self.column(name).is_none()) {
            None => Ok(()),
            Some(column) => Err(SchemaError::ConstraintColumnNotFound {
                construct,
                table: self.table.name.text.clone(),
                column: column.text.clone(),
            }),
        }
    }

    /// The constraints and indexes that stand among the table's arguments.
    fn add_constraints(&mut self, naming: &NamingConvention) -> Result<(), SchemaError> {
        for constraint in self.table.constraints() {
            match constraint {
                Constraint::PrimaryKey(_) => continue,
                Constraint::ForeignKey(key) => self.check_columns("ForeignKeyConstraint", &key.columns)?,
                Constraint::Unique(unique) => self.check_columns("UniqueConstraint", &unique.columns)?,
                Constraint::Check(_) | Constraint::Exclude(_) => {}
            }
            self.add_constraint(Cow::Borrowed(constraint), naming)?;
        }
        for index in self.table.indexes() {
            self.add_index(index.clone(), naming)?;
        }
        Ok(())
    }

    fn add_constraint(
        &mut self,
        constraint: Cow<'a, Constraint>,
        naming: &NamingConvention,
    ) -> Result<(), SchemaError> {
        if let Constraint::ForeignKey(key) = constraint.as_ref()
            && key.columns.len() != key.referent_columns.len()
            && !key.options.sqlite_implicit_columns
        {
            return Err(SchemaError::ForeignKeyLength);
        }
        let name = constraint.final_name(&self.table.name, self.table.schema.as_ref(), naming)?;
        self.constraints.push(AttachedConstraint {
            name,
            kind: AttachedKind::Given(constraint),
        });
        Ok(())
    }

    fn add_index(&mut self, index: Index, naming: &NamingConvention) -> Result<(), SchemaError> {
        self.check_columns("Index", &index_columns(&index))?;
        let index = index.named(&self.table.name, self.table.schema.as_ref(), naming)?;
        self.indexes.push(index);
        Ok(())
    }

    /// What the columns' own flags, types and references add, column by column.
    fn add_flags(&mut self, naming: &NamingConvention) -> Result<(), SchemaError> {
        for position in 0..self.columns.len() {
            let (column, type_) = (self.columns[position].column, self.columns[position].type_);
            if column.index {
                let index = index(ConstraintName::Unnamed, [column.name.clone()]).unique(column.unique);
                self.add_index(index, naming)?;
            } else if column.unique {
                let constraint = unique([column.name.clone()]);
                self.add_constraint(Cow::Owned(constraint.into()), naming)?;
            }
            if let Some(name) = type_check_name(type_) {
                // without a name of its own it is named only where a dialect writes it
                let name = match name {
                    ConstraintName::Unnamed => name,
                    given => {
                        let columns = std::slice::from_ref(&column.name);
                        let tokens = ConventionTokens::new(&self.table.name, self.table.schema.as_ref(), columns);
                        naming.apply(ConventionKind::Ck, &given, tokens)?
                    }
                };
                self.constraints.push(AttachedConstraint {
                    name,
                    kind: AttachedKind::TypeCheck { column, type_ },
                });
            }
            for check in &column.checks {
                let constraint = Constraint::Check(check.clone());
                let name = constraint.final_name(&self.table.name, self.table.schema.as_ref(), naming)?;
                self.columns[position].check_names.push(name);
            }
            for key in &column.foreign_keys {
                let constraint = key.to_constraint(column.name.clone());
                self.add_constraint(Cow::Owned(constraint.into()), naming)?;
            }
        }
        Ok(())
    }
}

impl Constraint {
    /// The name that the convention gives the constraint on a table.
    ///
    /// # Errors
    /// When the naming convention does not work out.
    pub fn final_name(
        &self,
        table: &Name,
        schema: Option<&Name>,
        naming: &NamingConvention,
    ) -> Result<ConstraintName, SchemaError> {
        let apply =
            |kind, name, columns: &[Name]| naming.apply(kind, name, ConventionTokens::new(table, schema, columns));
        match self {
            Self::PrimaryKey(key) => apply(ConventionKind::Pk, &key.name, &key.columns),
            Self::ForeignKey(key) => naming.apply(
                ConventionKind::Fk,
                &key.name,
                ConventionTokens::of_foreign_key(table, schema, key),
            ),
            Self::Unique(unique) => apply(ConventionKind::Uq, &unique.name, &unique.columns),
            Self::Check(check) => {
                let mut columns = Vec::new();
                expr_columns(&check.sqltext, &mut columns);
                apply(ConventionKind::Ck, &check.name, &columns)
            }
            Self::Exclude(exclude) => Ok(exclude.name.clone()),
        }
    }
}

impl Index {
    /// The index with the name that the convention gives it on a table.
    ///
    /// # Errors
    /// When the naming convention does not work out.
    pub fn named(
        mut self,
        table: &Name,
        schema: Option<&Name>,
        naming: &NamingConvention,
    ) -> Result<Self, SchemaError> {
        // SQLAlchemy's textual elements are named by their text
        let mut columns = Vec::new();
        for element in &self.elements {
            match element {
                IndexElement::Column(name) => columns.push(name.clone()),
                IndexElement::Expr(Expr::Text(text)) => columns.push(text.text.clone().into()),
                IndexElement::Expr(expr) => expr_columns(expr, &mut columns),
            }
        }
        let tokens = ConventionTokens::new(table, schema, &columns);
        self.name = naming.apply(ConventionKind::Ix, &self.name, tokens)?;
        Ok(self)
    }
}

fn attach_columns(table: &Table, dialect: DialectName) -> Result<Vec<AttachedColumn<'_>>, SchemaError> {
    let mut columns: Vec<AttachedColumn<'_>> = Vec::new();
    for column in table.columns() {
        if column.name.text.is_empty() {
            return Err(SchemaError::BlankColumn);
        }
        if columns.iter().any(|other| other.column.name.text == column.name.text) {
            return Err(SchemaError::DuplicateColumn {
                column: column.name.text.clone(),
                table: table.name.text.clone(),
            });
        }
        let identity = matches!(column.server_default, Some(ServerDefault::Identity(_)));
        if identity && column.autoincrement == Autoincrement::False {
            return Err(SchemaError::IdentityWithoutAutoincrement);
        }
        let in_key = table.constraints().any(|constraint| match constraint {
            Constraint::ForeignKey(key) => key.columns.iter().any(|name| name.text == column.name.text),
            Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Check(_) | Constraint::Exclude(_) => false,
        });
        columns.push(AttachedColumn {
            column,
            type_: column.type_.for_dialect(dialect),
            nullable: column.nullable.unwrap_or(!column.primary_key && !identity),
            primary_key: column.primary_key,
            autoincrement: false,
            has_foreign_key: in_key || !column.foreign_keys.is_empty(),
            check_names: Vec::new(),
        });
    }
    Ok(columns)
}

fn type_check_name(type_: &ColumnType) -> Option<ConstraintName> {
    if let ColumnType::Boolean(boolean) = type_ {
        return boolean.create_constraint.then(|| boolean.name.clone());
    }
    let enum_ = type_.enum_type().filter(|enum_| enum_.create_constraint)?;
    let name = enum_.name.clone();
    Some(name.map_or(ConstraintName::Unnamed, ConstraintName::Plain))
}

/// The columns that an index names, also inside of functions and modifiers.
fn index_columns(index: &Index) -> Vec<Name> {
    let mut columns = Vec::new();
    for element in &index.elements {
        match element {
            IndexElement::Column(name) => columns.push(name.clone()),
            IndexElement::Expr(expr) => expr_columns(expr, &mut columns),
        }
    }
    columns
}

fn expr_columns(expr: &Expr, columns: &mut Vec<Name>) {
    if let Expr::Column(column) = expr
        && !column.is_literal
    {
        columns.push(column.name.clone());
    }
    expr.children()
        .into_iter()
        .for_each(|child| expr_columns(child, columns));
}
