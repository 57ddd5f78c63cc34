//! What dialects write differently: one trait, whose defaults are SQLAlchemy's generic DDL.

use alembic_core::DialectName;
use alembic_core::ops::{AlterColumnOp, DropConstraintOp, DropIndexOp};
use alembic_core::schema::postgresql::ExcludeConstraint;
use alembic_core::schema::{
    AttachedColumn, AttachedTable, CheckConstraint, ColumnType, Computed, ConstraintName, Deferrability, Expr,
    ForeignKeyConstraint, Identity, Index, Name, PrimaryKeyConstraint, SequenceOptions, ServerDefault,
    UniqueConstraint,
};

use crate::Statement;
use crate::alter::{self, alter_column_by_parts};
use crate::context::Cx;
use crate::error::{CompileErrorKind, Result};
use crate::writer::sql_phrase;

/// Where a constraint stands, and what it is called there.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The constraint's final name.
    pub(crate) name: &'a ConstraintName,
    /// The schema of the table.
    pub(crate) schema: Option<&'a Name>,
    /// The table, where all of it is known.
    pub(crate) table: Option<&'a AttachedTable<'a>>,
}

impl<'a> Place<'a> {
    /// In the definition of a table.
    pub(crate) fn in_table(name: &'a ConstraintName, table: &'a AttachedTable<'a>) -> Self {
        Self {
            name,
            schema: table.table.schema.as_ref(),
            table: Some(table),
        }
    }

    /// A constraint in this place.
    pub(crate) fn of<C>(self, constraint: &'a C) -> On<'a, C> {
        On {
            constraint,
            name: self.name,
            schema: self.schema,
            table: self.table,
        }
    }
}

/// A constraint and where it stands.
pub(crate) struct On<'a, C> {
    /// The constraint.
    pub(crate) constraint: &'a C,
    /// Its final name.
    pub(crate) name: &'a ConstraintName,
    /// The schema of the table.
    pub(crate) schema: Option<&'a Name>,
    /// The table, where all of it is known.
    pub(crate) table: Option<&'a AttachedTable<'a>>,
}

/// The hooks of a dialect.
pub(crate) trait Ddl: Sync {
    /// A type, once variants are resolved.
    fn type_sql(&self, cx: &Cx<'_>, type_: &ColumnType) -> Result<String>;

    /// The type inside `CAST`; `None` where the dialect cannot cast to it.
    fn cast_type(&self, cx: &Cx<'_>, type_: &ColumnType) -> Result<Option<String>> {
        self.type_sql(cx, type_).map(Some)
    }

    /// A function that the dialect calls by another name.
    fn known_function(&self, _lower_name: &str, _args: &[String]) -> Option<String> {
        None
    }

    /// A column inside `CREATE TABLE` and `ADD COLUMN`.
    fn column_specification(
        &self,
        cx: &Cx<'_>,
        table: &AttachedTable<'_>,
        column: &AttachedColumn<'_>,
    ) -> Result<String>;

    /// `PRIMARY KEY (…)`; `None` where it stands with its column already.
    fn primary_key(&self, cx: &Cx<'_>, on: &On<'_, PrimaryKeyConstraint>) -> Result<Option<String>> {
        let deferrability = deferrability(&on.constraint.deferrability)?;
        Ok(Some(
            cx.constraint_preamble(on.name)? + &primary_key_body(cx, on.constraint) + &deferrability,
        ))
    }

    /// `UNIQUE (…)`.
    fn unique(&self, cx: &Cx<'_>, on: &On<'_, UniqueConstraint>) -> Result<String> {
        let columns = cx.preparer.columns(&on.constraint.columns);
        let deferrability = deferrability(&on.constraint.deferrability)?;
        Ok(format!(
            "{}UNIQUE ({columns}){deferrability}",
            cx.constraint_preamble(on.name)?
        ))
    }

    /// `CHECK (…)` of a table.
    fn check(&self, cx: &Cx<'_>, on: &On<'_, CheckConstraint>) -> Result<String> {
        generic_check(cx, on)
    }

    /// `CHECK (…)` behind a column.
    fn column_check(&self, cx: &Cx<'_>, on: &On<'_, CheckConstraint>) -> Result<String> {
        generic_check(cx, on)
    }

    /// `FOREIGN KEY(…) REFERENCES …`; `None` where the dialect leaves it out.
    fn foreign_key(&self, cx: &Cx<'_>, on: &On<'_, ForeignKeyConstraint>) -> Result<Option<String>> {
        generic_foreign_key(cx, on).map(Some)
    }

    /// `EXCLUDE USING …`.
    fn exclude(&self, cx: &Cx<'_>, _on: &On<'_, ExcludeConstraint>) -> Result<String> {
        Err(CompileErrorKind::Unsupported {
            dialect: cx.dialect.name,
            what: "exclude constraints".to_owned(),
            instead: "guard the operation by a dialect check",
        })
    }

    /// The referenced table of a foreign key.
    fn remote_table(&self, cx: &Cx<'_>, key: &ForeignKeyConstraint) -> String {
        cx.table(&key.referent_table, key.referent_schema.as_ref())
    }

    /// ` MATCH …` of a foreign key.
    fn foreign_key_match(&self, key: &ForeignKeyConstraint) -> Result<String> {
        key.options
            .match_
            .as_ref()
            .map_or(Ok(String::new()), |word| Ok(format!(" MATCH {}", sql_phrase(word)?)))
    }

    /// The words behind `ON DELETE`, checked.
    fn on_delete<'p>(&self, action: &'p str) -> Result<&'p str> {
        sql_phrase(action)
    }

    /// `GENERATED ALWAYS AS (…)`.
    fn computed(&self, cx: &Cx<'_>, computed: &Computed, _column: &Name) -> Result<String> {
        let persistence = match computed.persisted {
            None => "",
            Some(true) => " STORED",
            Some(false) => " VIRTUAL",
        };
        Ok(format!(
            "GENERATED ALWAYS AS ({}){persistence}",
            cx.expr(&computed.sqltext)?
        ))
    }

    /// What stands behind the closing parenthesis of `CREATE TABLE`.
    fn post_create_table(&self, cx: &Cx<'_>, table: &AttachedTable<'_>) -> Result<String>;

    /// `CREATE INDEX`.
    fn create_index(
        &self,
        cx: &Cx<'_>,
        index: &Index,
        table: &Name,
        schema: Option<&Name>,
        if_not_exists: bool,
    ) -> Result<String>;

    /// Whether constraints can be added and dropped at all.
    fn require_alter_constraint(&self) -> Result<()> {
        Ok(())
    }

    /// The table's new name behind `RENAME TO`.
    fn renamed_table(&self, cx: &Cx<'_>, name: &Name, _schema: Option<&Name>) -> String {
        cx.quote(name)
    }

    /// `op.alter_column`, without the constraints of the types.
    fn alter_column(&self, cx: &Cx<'_>, op: &AlterColumnOp) -> Result<Vec<Statement>> {
        alter_column_by_parts(cx, op)
    }

    /// The part of `op.alter_column` that allows or forbids `NULL`.
    fn alter_nullable(&self, cx: &Cx<'_>, op: &AlterColumnOp, nullable: bool) -> Result<String> {
        Ok(alter::alter_nullable(cx, op, nullable))
    }

    /// The part that sets or removes the default.
    fn alter_default(&self, cx: &Cx<'_>, op: &AlterColumnOp) -> Result<String> {
        alter::alter_default(cx, op)
    }

    /// The part that changes an identity.
    fn alter_identity(&self, _cx: &Cx<'_>, _op: &AlterColumnOp) -> Result<String> {
        Err(CompileErrorKind::AlterIdentity)
    }

    /// The part that changes the type.
    fn alter_type(&self, cx: &Cx<'_>, op: &AlterColumnOp, type_: &ColumnType) -> Result<String> {
        alter::alter_type(cx, op, type_)
    }

    /// The part that sets or removes the comment.
    fn alter_comment(&self, cx: &Cx<'_>, _op: &AlterColumnOp) -> Result<String> {
        Err(CompileErrorKind::Unsupported {
            dialect: cx.dialect.name,
            what: "comments on columns".to_owned(),
            instead: "leave `comment` out there",
        })
    }

    /// The part that renames.
    fn rename_column(&self, cx: &Cx<'_>, op: &AlterColumnOp, new: &Name) -> Result<String> {
        let table = cx.alter_table(&op.table_name, op.alter.schema.as_ref());
        Ok(format!(
            "{table} RENAME {} TO {}",
            cx.quote(&op.column_name),
            cx.quote(new)
        ))
    }

    /// `op.create_table_comment`. SQLite refuses what comes of it; Alembic leaves that to SQLite.
    fn table_comment(&self, cx: &Cx<'_>, table: &str, comment: Option<&str>) -> String {
        let comment = comment.map_or_else(|| "NULL".to_owned(), |comment| cx.string(comment));
        format!("COMMENT ON TABLE {table} IS {comment}")
    }

    /// `op.drop_table_comment`.
    fn drop_table_comment(&self, cx: &Cx<'_>, table: &str) -> String {
        self.table_comment(cx, table, None)
    }

    /// `op.drop_constraint`.
    fn drop_constraint(&self, cx: &Cx<'_>, op: &DropConstraintOp, name: &ConstraintName) -> Result<String> {
        generic_drop_constraint(cx, op, name)
    }

    /// `op.drop_index`.
    fn drop_index(&self, cx: &Cx<'_>, op: &DropIndexOp, name: &ConstraintName) -> Result<String> {
        let exists = if op.if_exists { "IF EXISTS " } else { "" };
        Ok(format!(
            "\nDROP INDEX {exists}{}",
            cx.index_in_schema(name, op.schema.as_ref(), "DROP INDEX")?
        ))
    }

    /// The `CREATE TYPE` statements that a table needs before it, each with its name and schema.
    fn named_types(&self, _cx: &Cx<'_>, _table: &AttachedTable<'_>) -> Result<Vec<NamedType>> {
        Ok(Vec::new())
    }
}

/// A type that must be created before a table uses it.
pub(crate) struct NamedType {
    /// What kind of type, its schema and its name: created once in a run.
    pub(crate) key: (&'static str, Option<String>, String),
    /// The statement.
    pub(crate) sql: String,
}

pub(crate) fn generic_drop_constraint(cx: &Cx<'_>, op: &DropConstraintOp, name: &ConstraintName) -> Result<String> {
    let exists = if op.if_exists { "IF EXISTS " } else { "" };
    let table = cx.table(&op.table_name, op.schema.as_ref());
    match cx.preparer.constraint(name)? {
        Some(name) => Ok(format!("ALTER TABLE {table} DROP CONSTRAINT {exists}{name}")),
        None => Err(CompileErrorKind::ConstraintNeedsName {
            table: op.table_name.text.clone(),
        }),
    }
}

pub(crate) fn primary_key_body(cx: &Cx<'_>, constraint: &PrimaryKeyConstraint) -> String {
    format!("PRIMARY KEY ({})", cx.preparer.columns(&constraint.columns))
}

pub(crate) fn generic_check(cx: &Cx<'_>, on: &On<'_, CheckConstraint>) -> Result<String> {
    let condition = cx.expr(&on.constraint.sqltext)?;
    let deferrability = deferrability(&on.constraint.deferrability)?;
    Ok(format!(
        "{}CHECK ({condition}){deferrability}",
        cx.constraint_preamble(on.name)?
    ))
}

pub(crate) fn generic_foreign_key(cx: &Cx<'_>, on: &On<'_, ForeignKeyConstraint>) -> Result<String> {
    let key = on.constraint;
    Ok(format!(
        "{}FOREIGN KEY({}) REFERENCES {}{}{}",
        cx.constraint_preamble(on.name)?,
        cx.preparer.columns(&key.columns),
        cx.ddl.remote_table(cx, key),
        referent_columns(cx, key),
        reference_options(cx, key)?,
    ))
}

/// The referenced columns in parentheses, where they are written.
pub(crate) fn referent_columns(cx: &Cx<'_>, key: &ForeignKeyConstraint) -> String {
    if key.options.sqlite_implicit_columns && cx.dialect.name == DialectName::Sqlite {
        String::new()
    } else {
        format!(" ({})", cx.preparer.columns(&key.referent_columns))
    }
}

/// `MATCH`, `ON DELETE`, `ON UPDATE` and the deferrability of a foreign key.
pub(crate) fn reference_options(cx: &Cx<'_>, key: &ForeignKeyConstraint) -> Result<String> {
    let mut text = cx.ddl.foreign_key_match(key)?;
    if let Some(action) = &key.options.ondelete {
        text.push_str(" ON DELETE ");
        text.push_str(cx.ddl.on_delete(action)?);
    }
    if let Some(action) = &key.options.onupdate {
        text.push_str(" ON UPDATE ");
        text.push_str(sql_phrase(action)?);
    }
    Ok(text + &deferrability(&key.deferrability)?)
}

pub(crate) fn deferrability(deferrability: &Deferrability) -> Result<String> {
    let mut text = String::new();
    match deferrability.deferrable {
        Some(true) => text.push_str(" DEFERRABLE"),
        Some(false) => text.push_str(" NOT DEFERRABLE"),
        None => {}
    }
    if let Some(initially) = &deferrability.initially {
        text.push_str(" INITIALLY ");
        text.push_str(sql_phrase(initially)?);
    }
    Ok(text)
}

pub(crate) fn sequence_options(options: &SequenceOptions) -> String {
    let mut words = Vec::new();
    let mut number = |keyword: &str, value: Option<i64>| {
        if let Some(value) = value {
            words.push(format!("{keyword} {value}"));
        }
    };
    number("INCREMENT BY", options.increment);
    number("START WITH", options.start);
    number("MINVALUE", options.minvalue);
    number("MAXVALUE", options.maxvalue);
    if options.nominvalue {
        words.push("NO MINVALUE".to_owned());
    }
    if options.nomaxvalue {
        words.push("NO MAXVALUE".to_owned());
    }
    if let Some(cache) = options.cache {
        words.push(format!("CACHE {cache}"));
    }
    match options.cycle {
        Some(true) => words.push("CYCLE".to_owned()),
        Some(false) => words.push("NO CYCLE".to_owned()),
        None => {}
    }
    words.join(" ")
}

pub(crate) fn identity(identity: &Identity) -> String {
    let kind = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
    let options = sequence_options(&identity.options);
    let options = if options.is_empty() {
        options
    } else {
        format!(" ({options})")
    };
    format!("GENERATED {kind} AS IDENTITY{options}")
}

impl Cx<'_> {
    /// The text behind `DEFAULT`, for the defaults that have one.
    pub(crate) fn server_default(&self, default: &ServerDefault) -> Result<Option<String>> {
        match default {
            ServerDefault::String(text) => Ok(Some(self.string(text))),
            ServerDefault::Expr(expr) => self.expr(expr).map(Some),
            ServerDefault::Computed(_) | ServerDefault::Identity(_) | ServerDefault::Fetched => Ok(None),
        }
    }

    /// The elements of an index, each followed by what `behind` adds.
    pub(crate) fn index_elements(
        &self,
        index: &Index,
        mut element: impl FnMut(String, Option<&Name>, Option<&Expr>) -> String,
    ) -> Result<String> {
        use alembic_core::schema::IndexElement;
        let parts: Vec<String> = index
            .elements
            .iter()
            .map(|part| match part {
                IndexElement::Column(name) => Ok(element(self.quote(name), Some(name), None)),
                IndexElement::Expr(expr) => {
                    let sql = if self.dialect.name == DialectName::Postgresql {
                        self.grouped_expr(expr)?
                    } else {
                        self.expr(expr)?
                    };
                    Ok(element(sql, None, Some(expr)))
                }
            })
            .collect::<Result<_>>()?;
        Ok(parts.join(", "))
    }

    /// The name of an index behind its schema.
    pub(crate) fn index_in_schema(
        &self,
        name: &ConstraintName,
        schema: Option<&Name>,
        statement: &'static str,
    ) -> Result<String> {
        let name = self.index_name(name, statement)?;
        Ok(match schema.filter(|schema| !schema.text.is_empty()) {
            Some(schema) => format!("{}.{name}", self.quote(schema)),
            None => name,
        })
    }

    /// The name of an index, which it must have.
    pub(crate) fn index_name(&self, name: &ConstraintName, statement: &'static str) -> Result<String> {
        self.preparer
            .constraint(name)?
            .ok_or(CompileErrorKind::IndexNeedsName { statement })
    }
}
