//! DDL as PostgreSQL writes it.

use alembic_core::ops::{AlterColumnOp, DropIndexOp, Given};
use alembic_core::schema::postgresql::ExcludeConstraint;
use alembic_core::schema::{
    AttachedColumn, AttachedTable, CheckConstraint, ColumnDefault, ColumnType, Computed, ConstraintName,
    ForeignKeyConstraint, Identity, Index, IndexElement, IntegerKind, Name, PrimaryKeyConstraint, SequenceOptions,
    ServerDefault, UniqueConstraint,
};

use super::named_types::named_type;
use super::options::{create_index, include, index_method, operator_class, table_options};
use super::types::{enum_name, type_sql};
use crate::Statement;
use crate::alter::{alter_column_by_parts, alter_column_prefix};
use crate::context::Cx;
use crate::ddl::{
    Ddl, NamedType, On, deferrability, generic_check, generic_foreign_key, identity, primary_key_body, sequence_options,
};
use crate::error::{CompileErrorKind, Result};
use crate::writer::is_word;

/// PostgreSQL's hooks.
pub(crate) struct Postgresql;

impl Ddl for Postgresql {
    fn type_sql(&self, cx: &Cx<'_>, type_: &ColumnType) -> Result<String> {
        type_sql(cx, type_)
    }

    fn known_function(&self, lower_name: &str, args: &[String]) -> Option<String> {
        let all = args.join(", ");
        match (lower_name, args) {
            ("pow", _) => Some(format!("power({all})")),
            ("aggregate_strings", _) => Some(format!("string_agg({all})")),
            ("substring", [text, from]) => Some(format!("SUBSTRING({text} FROM {from})")),
            ("substring", [text, from, length]) => Some(format!("SUBSTRING({text} FROM {from} FOR {length})")),
            _ => None,
        }
    }

    fn column_specification(
        &self,
        cx: &Cx<'_>,
        table: &AttachedTable<'_>,
        column: &AttachedColumn<'_>,
    ) -> Result<String> {
        let given = column.column;
        let mut text = cx.quote(&given.name);
        let identity_of = match &given.server_default {
            Some(ServerDefault::Identity(identity)) if cx.dialect.supports_identity_columns() => Some(identity),
            _ => None,
        };
        let filled = match &given.default {
            None => false,
            Some(ColumnDefault::Sequence(sequence)) => !sequence.optional,
            Some(ColumnDefault::Value(_) | ColumnDefault::Expr(_)) => true,
        };
        if column.primary_key {
            table.require_autoincrement()?;
        }
        if column.primary_key && column.autoincrement && identity_of.is_none() && !filled {
            text.push_str(serial(column.type_));
        } else {
            text.push(' ');
            text.push_str(&column_type(cx, table, column.type_)?);
            if let Some(default) = &given.server_default
                && let Some(default) = cx.server_default(default)?
            {
                text.push_str(" DEFAULT ");
                text.push_str(&default);
            }
        }
        if let Some(ServerDefault::Computed(computed)) = &given.server_default {
            text.push(' ');
            text.push_str(&self.computed(cx, computed, &given.name)?);
        }
        if let Some(identity_of) = identity_of {
            text.push(' ');
            text.push_str(&identity(identity_of));
        }
        match (column.nullable, identity_of.is_some()) {
            (false, false) => text.push_str(" NOT NULL"),
            (true, true) => text.push_str(" NULL"),
            (true, false) | (false, true) => {}
        }
        Ok(text)
    }

    fn primary_key(&self, cx: &Cx<'_>, on: &On<'_, PrimaryKeyConstraint>) -> Result<Option<String>> {
        let constraint = on.constraint;
        let mut text = cx.constraint_preamble(on.name)? + &primary_key_body(cx, constraint);
        text.push_str(&include(cx, &constraint.postgresql_include));
        text.push_str(&deferrability(&constraint.deferrability)?);
        Ok(Some(text))
    }

    fn unique(&self, cx: &Cx<'_>, on: &On<'_, UniqueConstraint>) -> Result<String> {
        let constraint = on.constraint;
        let distinct = match constraint.postgresql_nulls_not_distinct {
            Some(true) => "NULLS NOT DISTINCT ",
            Some(false) => "NULLS DISTINCT ",
            None => "",
        };
        Ok(format!(
            "{}UNIQUE {distinct}({}){}{}",
            cx.constraint_preamble(on.name)?,
            cx.preparer.columns(&constraint.columns),
            include(cx, &constraint.postgresql_include),
            deferrability(&constraint.deferrability)?,
        ))
    }

    fn check(&self, cx: &Cx<'_>, on: &On<'_, CheckConstraint>) -> Result<String> {
        Ok(generic_check(cx, on)? + not_valid(on.constraint.postgresql_not_valid))
    }

    fn foreign_key(&self, cx: &Cx<'_>, on: &On<'_, ForeignKeyConstraint>) -> Result<Option<String>> {
        Ok(Some(
            generic_foreign_key(cx, on)? + not_valid(on.constraint.options.postgresql_not_valid),
        ))
    }

    fn exclude(&self, cx: &Cx<'_>, on: &On<'_, ExcludeConstraint>) -> Result<String> {
        let constraint = on.constraint;
        let elements: Vec<String> = constraint
            .elements
            .iter()
            .map(|element| {
                let (sql, name) = match &element.element {
                    IndexElement::Column(name) => (cx.quote(name), Some(name)),
                    IndexElement::Expr(expr) => (cx.expr(expr)?, None),
                };
                Ok(format!(
                    "{sql}{} WITH {}",
                    operator_class(&constraint.ops, name),
                    element.operator
                ))
            })
            .collect::<Result<_>>()?;
        let mut text = format!(
            "{}EXCLUDE USING {} ({})",
            cx.constraint_preamble(on.name)?,
            index_method(&constraint.using)?,
            elements.join(", ")
        );
        if let Some(condition) = &constraint.where_ {
            text.push_str(&format!(" WHERE ({})", cx.expr(condition)?));
        }
        Ok(text + &deferrability(&constraint.deferrability)?)
    }

    /// Keyword phrases, with columns in parentheses behind `SET NULL` and `SET DEFAULT`.
    fn on_delete<'p>(&self, action: &'p str) -> Result<&'p str> {
        let (words, columns) = match action.split_once('(') {
            Some((words, columns)) => (words.trim_end(), Some(columns)),
            None => (action, None),
        };
        let columns_fit = columns.is_none_or(|columns| {
            columns
                .trim_end_matches('\n')
                .strip_suffix(')')
                .is_some_and(|columns| columns.split(',').all(|column| is_column(column.trim())))
        });
        if crate::writer::sql_phrase(words).is_ok() && columns_fit {
            Ok(action)
        } else {
            Err(CompileErrorKind::SqlPhrase {
                phrase: action.to_owned(),
                pattern: r#"^\\w+(?:\\s+\\w+)*(?:\\s*\\(\\s*(?:[\\w$]+|"(?:[^"]|"")+")(?:\\s*,\\s*(?:[\\w$]+|"(?:[^"]|"")+"))*\\s*\\))?$"#,
            })
        }
    }

    fn computed(&self, cx: &Cx<'_>, computed: &Computed, column: &Name) -> Result<String> {
        let expression = cx.expr(&computed.sqltext)?;
        let persistence = match (computed.persisted, cx.dialect.supports_virtual_generated_columns()) {
            (Some(false), true) => " VIRTUAL",
            (None, true) => "",
            (Some(true), _) => " STORED",
            (Some(false), false) => return Err(CompileErrorKind::PostgresqlVirtual),
            (None, false) => {
                cx.warn(format!(
                    "Computed column {} is being created as 'STORED' since the current PostgreSQL version does not support \
                     VIRTUAL columns. On PostgreSQL 18+, when 'persisted' is not specified, no keyword will be rendered \
                     and VIRTUAL will be used by default. Set 'persisted=True' to ensure STORED behavior across all \
                     PostgreSQL versions.",
                    column.text
                ));
                " STORED"
            }
        };
        Ok(format!("GENERATED ALWAYS AS ({expression}){persistence}"))
    }

    fn post_create_table(&self, cx: &Cx<'_>, table: &AttachedTable<'_>) -> Result<String> {
        Ok(table_options(cx, &table.table.postgresql))
    }

    fn create_index(
        &self,
        cx: &Cx<'_>,
        index: &Index,
        table: &Name,
        schema: Option<&Name>,
        if_not_exists: bool,
    ) -> Result<String> {
        create_index(cx, index, &cx.table(table, schema), if_not_exists)
    }

    fn drop_index(&self, cx: &Cx<'_>, op: &DropIndexOp, name: &ConstraintName) -> Result<String> {
        let concurrently = if op.postgresql_concurrently {
            "CONCURRENTLY "
        } else {
            ""
        };
        let exists = if op.if_exists { "IF EXISTS " } else { "" };
        let name = cx.index_in_schema(name, op.schema.as_ref(), "DROP INDEX")?;
        Ok(format!("\nDROP INDEX {concurrently}{exists}{name}"))
    }

    fn alter_column(&self, cx: &Cx<'_>, op: &AlterColumnOp) -> Result<Vec<Statement>> {
        let using = op.alter.postgresql_using.as_deref();
        let Some(type_) = &op.alter.type_ else {
            return match using {
                Some(_) => Err(CompileErrorKind::UsingWithoutType),
                None => alter_column_by_parts(cx, op),
            };
        };
        // the empty USING of Alembic leaves a space behind the type
        let using = using
            .filter(|using| !using.is_empty())
            .map_or_else(String::new, |using| format!("USING {using}"));
        let sql = format!("{} TYPE {} {using}", alter_column_prefix(cx, op), cx.type_sql(type_)?);
        let mut rest = op.clone();
        rest.alter.type_ = None;
        let mut statements = vec![Statement::new(sql)];
        statements.extend(alter_column_by_parts(cx, &rest)?);
        Ok(statements)
    }

    fn alter_identity(&self, cx: &Cx<'_>, op: &AlterColumnOp) -> Result<String> {
        let prefix = alter_column_prefix(cx, op);
        let new = match &op.alter.server_default {
            Given::Null | Given::Absent => return Ok(format!("{prefix} DROP IDENTITY")),
            Given::Value(ServerDefault::Identity(new)) => new,
            Given::Value(_) => return Err(CompileErrorKind::AlterIdentity),
        };
        match &op.alter.existing_server_default {
            Given::Absent | Given::Null => Ok(format!("{prefix} ADD {}", identity(new))),
            Given::Value(ServerDefault::Identity(existing)) => {
                Ok(format!("{prefix} {}", identity_changes(new, existing)))
            }
            Given::Value(_) => Err(CompileErrorKind::AlterIdentity),
        }
    }

    fn alter_comment(&self, cx: &Cx<'_>, op: &AlterColumnOp) -> Result<String> {
        let table = cx.preparer.alter_table(&op.table_name, op.alter.schema.as_ref());
        let comment = op
            .alter
            .comment
            .value()
            .map_or_else(|| "NULL".to_owned(), |comment| cx.string(comment));
        Ok(format!(
            "COMMENT ON COLUMN {table}.{} IS {comment}",
            cx.quote(&op.column_name)
        ))
    }

    fn named_types(&self, cx: &Cx<'_>, table: &AttachedTable<'_>) -> Result<Vec<NamedType>> {
        let schema = table.table.schema.as_ref();
        let types = table.columns.iter().map(|column| named_type(cx, column.type_, schema));
        Ok(types.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }
}

/// The pseudo-type of a column that counts itself up.
fn serial(type_: &ColumnType) -> &'static str {
    match type_ {
        ColumnType::Integer(IntegerKind::BigInteger | IntegerKind::UpperBigint) => " BIGSERIAL",
        ColumnType::Integer(IntegerKind::SmallInteger | IntegerKind::UpperSmallint) => " SMALLSERIAL",
        _ => " SERIAL",
    }
}

/// A column's type, where an enum may take the schema of its table.
fn column_type(cx: &Cx<'_>, table: &AttachedTable<'_>, type_: &ColumnType) -> Result<String> {
    match type_.enum_type() {
        Some(enum_) if enum_.native_enum => enum_name(cx, enum_, table.table.schema.as_ref()),
        _ => type_sql(cx, type_),
    }
}

fn not_valid(not_valid: bool) -> &'static str {
    if not_valid { " NOT VALID" } else { "" }
}

fn is_column(text: &str) -> bool {
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => !quoted.is_empty() && !quoted.replace("\"\"", "").contains('"'),
        None => !text.is_empty() && text.chars().all(|character| is_word(character) || character == '$'),
    }
}

/// `SET …` for each option that the new identity gives and the existing one has otherwise, by their names.
fn identity_changes(new: &Identity, existing: &Identity) -> String {
    let mut text = String::new();
    if new.always != existing.always {
        text.push_str(if new.always {
            "SET GENERATED ALWAYS "
        } else {
            "SET GENERATED BY DEFAULT "
        });
    }
    let (to, from) = (&new.options, &existing.options);
    let mut set = |differs: bool, options: SequenceOptions| {
        if differs {
            text.push_str(&format!("SET {} ", sequence_options(&options)));
        }
    };
    let none = SequenceOptions::default;
    set(
        to.cache.is_some() && to.cache != from.cache,
        SequenceOptions {
            cache: to.cache,
            ..none()
        },
    );
    set(
        to.cycle.is_some() && to.cycle != from.cycle,
        SequenceOptions {
            cycle: to.cycle,
            ..none()
        },
    );
    set(
        to.increment.is_some() && to.increment != from.increment,
        SequenceOptions {
            increment: to.increment,
            ..none()
        },
    );
    set(
        to.maxvalue.is_some() && to.maxvalue != from.maxvalue,
        SequenceOptions {
            maxvalue: to.maxvalue,
            ..none()
        },
    );
    set(
        to.minvalue.is_some() && to.minvalue != from.minvalue,
        SequenceOptions {
            minvalue: to.minvalue,
            ..none()
        },
    );
    set(
        to.nomaxvalue && !from.nomaxvalue,
        SequenceOptions {
            nomaxvalue: true,
            ..none()
        },
    );
    set(
        to.nominvalue && !from.nominvalue,
        SequenceOptions {
            nominvalue: true,
            ..none()
        },
    );
    set(
        to.start.is_some() && to.start != from.start,
        SequenceOptions {
            start: to.start,
            ..none()
        },
    );
    text
}
