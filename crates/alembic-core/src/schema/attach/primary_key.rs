//! The primary key of an attached table, and which of its columns counts itself up.

use super::{AttachedColumn, AttachedTable};
use crate::schema::convention::{ConventionKind, ConventionTokens};
use crate::schema::types::Affinity;
use crate::schema::{
    Autoincrement, ColumnDefault, Constraint, Name, NamingConvention, PrimaryKeyConstraint, SchemaError, ServerDefault,
    primary_key,
};

impl AttachedTable<'_> {
    pub(super) fn add_primary_key(&mut self, naming: &NamingConvention) -> Result<(), SchemaError> {
        let explicit = self.table.constraints().filter_map(|constraint| match constraint {
            Constraint::PrimaryKey(constraint) => Some(constraint),
            Constraint::ForeignKey(_) | Constraint::Unique(_) | Constraint::Check(_) | Constraint::Exclude(_) => None,
        });
        let mut chosen: Option<PrimaryKeyConstraint> = None;
        for constraint in explicit {
            chosen = Some(self.explicit_primary_key(constraint)?);
        }
        let implicit = chosen.is_none();
        let mut constraint = chosen.unwrap_or_else(|| primary_key(self.flagged()));
        if constraint.columns.is_empty() {
            return Ok(());
        }
        let autoincrement = self.autoincrement_column(&constraint.columns);
        self.autoincrement = autoincrement.clone().map(|_| ());
        if let Ok(Some(position)) = autoincrement {
            let column = &mut self.columns[position];
            column.autoincrement = true;
            let name = column.column.name.clone();
            if implicit {
                constraint.columns.retain(|other| other.text != name.text);
                constraint.columns.insert(0, name);
            }
        }
        let tokens = ConventionTokens::new(&self.table.name, self.table.schema.as_ref(), &constraint.columns);
        constraint.name = naming.apply(ConventionKind::Pk, &constraint.name, tokens)?;
        self.primary_key = Some(constraint);
        Ok(())
    }

    /// The columns that are flagged as part of the primary key so far.
    fn flagged(&self) -> Vec<Name> {
        self.columns
            .iter()
            .filter(|column| column.primary_key)
            .map(|column| column.column.name.clone())
            .collect()
    }

    fn explicit_primary_key(&mut self, given: &PrimaryKeyConstraint) -> Result<PrimaryKeyConstraint, SchemaError> {
        self.check_columns("PrimaryKeyConstraint", &given.columns)?;
        let flagged = self.flagged();
        let mut constraint = given.clone();
        let same = flagged.len() == given.columns.len() && flagged.iter().all(|name| given.columns.contains(name));
        if given.columns.is_empty() {
            constraint.columns = flagged;
        } else if !flagged.is_empty() && !same {
            let list = |names: &[Name]| {
                names
                    .iter()
                    .map(|name| format!("'{}'", name.text))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let (flags, columns) = (list(&flagged), list(&given.columns));
            self.warnings.push(format!(
                "Table '{}' specifies columns {flags} as primary_key=True, not matching locally specified columns \
                 {columns}; setting the current primary key columns to {columns}. This warning may become an exception \
                 in a future release",
                self.table.name.text
            ));
        }
        for name in &given.columns {
            if let Some(column) = self
                .columns
                .iter_mut()
                .find(|column| column.column.name.text == name.text)
            {
                column.primary_key = true;
                column.nullable = column.column.nullable.unwrap_or(false);
            }
        }
        Ok(constraint)
    }

    /// SQLAlchemy's `_autoincrement_column`: the position of the column that counts itself up.
    fn autoincrement_column(&self, key: &[Name]) -> Result<Option<usize>, SchemaError> {
        let mut found: Option<usize> = None;
        for name in key {
            let Some(position) = self
                .columns
                .iter()
                .position(|column| column.column.name.text == name.text)
            else {
                continue;
            };
            let column = &self.columns[position];
            match column.column.autoincrement {
                Autoincrement::True => {
                    self.require_countable(column)?;
                    if let Some(other) = found {
                        return Err(SchemaError::TwoAutoincrements {
                            first: column.column.name.text.clone(),
                            second: self.columns[other].column.name.text.clone(),
                        });
                    }
                    found = Some(position);
                }
                Autoincrement::Auto | Autoincrement::IgnoreFk => {
                    if key.len() == 1 && counts_by_itself(column) {
                        found = Some(position);
                    }
                }
                Autoincrement::False => {}
            }
        }
        Ok(found)
    }

    fn require_countable(&self, column: &AttachedColumn<'_>) -> Result<(), SchemaError> {
        let table = self.table.name.text.clone();
        let name = column.column.name.text.clone();
        match column.column.type_.affinity() {
            Affinity::Integer => Ok(()),
            Affinity::Numeric { scale: Some(0) } => Ok(()),
            Affinity::Numeric { scale } => Err(SchemaError::AutoincrementScale {
                type_: column.column.type_.to_string(),
                scale: scale.map_or_else(|| "None".to_owned(), |scale| scale.to_string()),
                table,
                column: name,
            }),
            Affinity::DateTime | Affinity::Other => Err(SchemaError::AutoincrementType {
                type_: column.column.type_.to_string(),
                table,
                column: name,
            }),
        }
    }
}

fn counts_by_itself(column: &AttachedColumn<'_>) -> bool {
    let given = column.column;
    let default = match &given.default {
        None | Some(ColumnDefault::Sequence(_)) => true,
        Some(ColumnDefault::Value(_) | ColumnDefault::Expr(_)) => false,
    };
    let server_default = matches!(given.server_default, None | Some(ServerDefault::Identity(_)));
    given.type_.affinity() == Affinity::Integer
        && default
        && server_default
        && (!column.has_foreign_key || given.autoincrement == Autoincrement::IgnoreFk)
}
