//! DDL as MySQL and MariaDB write it.

use alembic_core::DialectName;
use alembic_core::ops::{AlterColumnOp, ConstraintType, DropConstraintOp, DropIndexOp, Given};
use alembic_core::schema::mysql::{IndexLength, MysqlTimeKind, MysqlType};
use alembic_core::schema::postgresql::PostgresqlType;
use alembic_core::schema::{
    Affinity, AttachedColumn, AttachedTable, ColumnDefault, ColumnType, ConstraintName, DateTimeKind, Expr, FloatKind,
    ForeignKeyConstraint, Index, Modifier, Name, PrimaryKeyConstraint, ServerDefault,
};

use super::options::{index_options, table_options};
use super::types::{cast_type, type_sql};
use crate::Statement;
use crate::alter::{alter_column_by_parts, default_action};
use crate::context::Cx;
use crate::ddl::{Ddl, NamedType, On, deferrability, generic_drop_constraint, primary_key_body};
use crate::error::{CompileErrorKind, Result};
use crate::writer::is_word;

/// The hooks of MySQL and MariaDB.
pub(crate) struct Mysql;

impl Ddl for Mysql {
    fn type_sql(&self, cx: &Cx<'_>, type_: &ColumnType) -> Result<String> {
        type_sql(cx, type_)
    }

    fn cast_type(&self, cx: &Cx<'_>, type_: &ColumnType) -> Result<Option<String>> {
        cast_type(cx, type_)
    }

    fn known_function(&self, lower_name: &str, args: &[String]) -> Option<String> {
        let all = args.join(", ");
        match lower_name {
            "random" => Some(format!("rand({all})")),
            "sysdate" => Some("SYSDATE()".to_owned()),
            "aggregate_strings" => match args {
                [expr, delimiter] => Some(format!("group_concat({expr} SEPARATOR {delimiter})")),
                _ => None,
            },
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
        table.require_autoincrement()?;
        if is_double(column.type_) {
            return Err(CompileErrorKind::MysqlPrecisionAndScale);
        }
        let mut text = format!("{} {}", cx.quote(&given.name), cx.type_sql(column.type_)?);
        let computed = match &given.server_default {
            Some(ServerDefault::Computed(computed)) => Some(computed),
            _ => None,
        };
        if let Some(computed) = computed {
            text.push(' ');
            text.push_str(&self.computed(cx, computed, &given.name)?);
        }
        // MariaDB refuses NOT NULL behind a generated column
        let force_nullable = cx.dialect.is_mariadb && computed.is_some() && given.nullable.is_none();
        if !column.nullable && !force_nullable {
            text.push_str(" NOT NULL");
        } else if column.nullable && is_timestamp(column.type_) {
            text.push_str(" NULL");
        }
        if let Some(comment) = &given.comment {
            text.push_str(&format!(" COMMENT {}", cx.string(comment)));
        }
        let counted_otherwise = match &given.default {
            Some(ColumnDefault::Sequence(sequence)) => cx.dialect.supports_sequences() && !sequence.optional,
            Some(ColumnDefault::Value(_) | ColumnDefault::Expr(_)) | None => false,
        };
        let free = matches!(given.server_default, None | Some(ServerDefault::Identity(_)));
        if column.autoincrement && free && !counted_otherwise {
            text.push_str(" AUTO_INCREMENT");
        } else if let Some(default) = &given.server_default
            && let Some(default) = cx.server_default(default)?
        {
            let grouped = cx.dialect.supports_default_function() && is_expression(&default);
            let (open, close) = if grouped { ("(", ")") } else { ("", "") };
            text.push_str(&format!(" DEFAULT {open}{default}{close}"));
        }
        Ok(text)
    }

    fn primary_key(&self, cx: &Cx<'_>, on: &On<'_, PrimaryKeyConstraint>) -> Result<Option<String>> {
        let constraint = on.constraint;
        let mut text = cx.constraint_preamble(on.name)? + &primary_key_body(cx, constraint);
        text.push_str(&deferrability(&constraint.deferrability)?);
        let using = match cx.dialect.name {
            DialectName::Mariadb => constraint.mariadb_using.as_ref().or(constraint.mysql_using.as_ref()),
            DialectName::Mysql | DialectName::Sqlite | DialectName::Postgresql => constraint.mysql_using.as_ref(),
        };
        if let Some(using) = using {
            text.push_str(&format!(" USING {}", cx.preparer.quote_str(using)));
        }
        Ok(Some(text))
    }

    fn foreign_key_match(&self, key: &ForeignKeyConstraint) -> Result<String> {
        match key.options.match_ {
            Some(_) => Err(CompileErrorKind::MysqlMatch),
            None => Ok(String::new()),
        }
    }

    fn post_create_table(&self, cx: &Cx<'_>, table: &AttachedTable<'_>) -> Result<String> {
        Ok(table_options(cx, table.table))
    }

    fn create_index(
        &self,
        cx: &Cx<'_>,
        index: &Index,
        table: &Name,
        schema: Option<&Name>,
        if_not_exists: bool,
    ) -> Result<String> {
        let options = index_options(cx, index);
        let mut text = "CREATE ".to_owned();
        text.push_str(if index.unique { "UNIQUE " } else { "" });
        if let Some(prefix) = options.prefix {
            text.push_str(prefix);
            text.push(' ');
        }
        text.push_str(if if_not_exists {
            "INDEX IF NOT EXISTS "
        } else {
            "INDEX "
        });
        let name = cx.index_name(&index.name, "CREATE INDEX")?;
        let elements = cx.index_elements(index, |sql, name, expr| {
            let sql = if expr.is_some_and(needs_group) {
                format!("({sql})")
            } else {
                sql
            };
            match options.length {
                Some(IndexLength::All(length)) => format!("{sql}({length})"),
                Some(IndexLength::Columns(lengths)) => {
                    let key = name.map_or(sql.as_str(), |name| name.text.as_str());
                    let length = lengths.iter().find(|(column, _)| column == key || *column == sql);
                    length.map_or_else(|| sql.clone(), |(_, length)| format!("{sql}({length})"))
                }
                None => sql,
            }
        })?;
        text.push_str(&format!("{name} ON {} ({elements})", cx.table(table, schema)));
        if let Some(parser) = options.with_parser {
            text.push_str(&format!(" WITH PARSER {parser}"));
        }
        if let Some(using) = options.using {
            text.push_str(&format!(" USING {}", cx.preparer.quote_str(using)));
        }
        Ok(text)
    }

    fn renamed_table(&self, cx: &Cx<'_>, name: &Name, schema: Option<&Name>) -> String {
        cx.preparer.alter_table(name, schema)
    }

    fn alter_column(&self, cx: &Cx<'_>, op: &AlterColumnOp) -> Result<Vec<Statement>> {
        let alter = &op.alter;
        let involved = [alter.server_default.value(), alter.existing_server_default.value()];
        let mut statements = Vec::new();
        if involved
            .into_iter()
            .flatten()
            .any(|default| matches!(default, ServerDefault::Computed(_) | ServerDefault::Identity(_)))
        {
            // a change of the default itself is refused here; the rest goes on below
            let mut generic = op.clone();
            generic.alter.new_column_name = None;
            generic.alter.comment = Given::Absent;
            generic.alter.autoincrement = None;
            generic.alter.existing_autoincrement = None;
            statements.extend(alter_column_by_parts(cx, &generic)?);
        }
        let table = cx.alter_table(&op.table_name, alter.schema.as_ref());
        let column = cx.quote(&op.column_name);
        let type_ = alter.type_.as_ref().or(alter.existing_type.as_ref());
        let functional_default = type_.is_some_and(|type_| {
            type_.for_dialect(cx.dialect.name).affinity() == Affinity::DateTime && alter.server_default != Given::Null
        });
        if alter.new_column_name.is_some() || functional_default {
            let new = cx.quote(alter.new_column_name.as_ref().unwrap_or(&op.column_name));
            let specification = column_as_stated(cx, op, type_)?;
            statements.push(Statement::new(format!("{table} CHANGE {column} {new} {specification}")));
        } else if alter.nullable.is_some()
            || alter.type_.is_some()
            || alter.autoincrement.is_some()
            || alter.comment.is_given()
        {
            let specification = column_as_stated(cx, op, type_)?;
            statements.push(Statement::new(format!("{table} MODIFY {column} {specification}")));
        } else if alter.server_default.is_given() {
            let action = default_action(cx, &alter.server_default)?;
            statements.push(Statement::new(format!("{table} ALTER COLUMN {column} {action}")));
        }
        Ok(statements)
    }

    fn alter_nullable(&self, _cx: &Cx<'_>, _op: &AlterColumnOp, _nullable: bool) -> Result<String> {
        Err(CompileErrorKind::MysqlIndividualAlter)
    }

    fn alter_default(&self, _cx: &Cx<'_>, _op: &AlterColumnOp) -> Result<String> {
        Err(CompileErrorKind::MysqlIndividualAlter)
    }

    fn alter_type(&self, _cx: &Cx<'_>, _op: &AlterColumnOp, _type: &ColumnType) -> Result<String> {
        Err(CompileErrorKind::MysqlIndividualAlter)
    }

    /// There are none; PostgreSQL's own enum asks for one all the same.
    fn named_types(&self, cx: &Cx<'_>, table: &AttachedTable<'_>) -> Result<Vec<NamedType>> {
        let wants_type = |column: &&AttachedColumn<'_>| match column.type_ {
            ColumnType::Postgresql(PostgresqlType::Enum(enum_)) => enum_.create_type,
            _ => false,
        };
        match table.columns.iter().find(wants_type) {
            Some(column) => Err(cx.unsupported_type(column.type_)),
            None => Ok(Vec::new()),
        }
    }

    fn table_comment(&self, cx: &Cx<'_>, table: &str, comment: Option<&str>) -> String {
        let comment = comment.map_or_else(|| "NULL".to_owned(), |comment| cx.string(comment));
        format!("ALTER TABLE {table} COMMENT {comment}")
    }

    fn drop_table_comment(&self, cx: &Cx<'_>, table: &str) -> String {
        self.table_comment(cx, table, Some(""))
    }

    fn drop_constraint(&self, cx: &Cx<'_>, op: &DropConstraintOp, name: &ConstraintName) -> Result<String> {
        let table = cx.table(&op.table_name, op.schema.as_ref());
        let qualifier = match op.constraint_type {
            None => return Err(CompileErrorKind::MysqlDropConstraintType),
            Some(ConstraintType::Primary) => return Ok(format!("ALTER TABLE {table} DROP PRIMARY KEY ")),
            Some(ConstraintType::ForeignKey) => "FOREIGN KEY",
            Some(ConstraintType::Unique) => "INDEX",
            Some(ConstraintType::Check) if cx.dialect.is_mariadb => "CONSTRAINT",
            Some(ConstraintType::Check) => "CHECK",
        };
        let unconditional = DropConstraintOp {
            if_exists: false,
            ..op.clone()
        };
        let generic = generic_drop_constraint(cx, &unconditional, name)?;
        Ok(generic.replacen("DROP CONSTRAINT", &format!("DROP {qualifier}"), 1))
    }

    fn drop_index(&self, cx: &Cx<'_>, op: &DropIndexOp, name: &ConstraintName) -> Result<String> {
        let exists = if op.if_exists { "IF EXISTS " } else { "" };
        let name = cx.index_name(name, "DROP INDEX")?;
        let no_table = Name::from("no_table");
        let table = cx.table(op.table_name.as_ref().unwrap_or(&no_table), op.schema.as_ref());
        Ok(format!("\nDROP INDEX {exists}{name} ON {table}"))
    }
}

/// The column as MySQL wants it stated again: type, `NULL`, `AUTO_INCREMENT`, default and comment.
fn column_as_stated(cx: &Cx<'_>, op: &AlterColumnOp, type_: Option<&ColumnType>) -> Result<String> {
    let alter = &op.alter;
    let type_ = type_.ok_or(CompileErrorKind::MysqlNeedsExistingType)?;
    let nullable = alter.nullable.or(alter.existing_nullable).unwrap_or(true);
    let mut text = format!("{} {}", cx.type_sql(type_)?, if nullable { "NULL" } else { "NOT NULL" });
    if alter.autoincrement.or(alter.existing_autoincrement).unwrap_or(false) {
        text.push_str(" AUTO_INCREMENT");
    }
    let default = if alter.server_default.is_given() {
        &alter.server_default
    } else {
        &alter.existing_server_default
    };
    if let Given::Value(_) = default {
        // "SET DEFAULT x" without its verb
        let action = default_action(cx, default)?;
        text.push(' ');
        text.push_str(action.trim_start_matches("SET "));
    }
    let comment = match &alter.comment {
        Given::Absent => alter.existing_comment.as_ref(),
        Given::Null => None,
        Given::Value(comment) => Some(comment),
    };
    if let Some(comment) = comment {
        text.push_str(&format!(" COMMENT {}", cx.string(comment)));
    }
    Ok(text)
}

/// Whether a default is an expression that MySQL wants in parentheses.
fn is_expression(default: &str) -> bool {
    let lower = default.to_lowercase();
    let quoted = default.trim_start().starts_with(['\'', '"', '(']);
    let on_update = lower.match_indices("on").any(|(position, _)| {
        let rest = &lower[position + 2..];
        rest.starts_with(' ') && rest.trim_start_matches(' ').starts_with("update")
    });
    let precise_now = ["now(", "current_timestamp("].iter().any(|function| {
        lower
            .strip_prefix(function)
            .and_then(|rest| rest.split_once(')'))
            .is_some_and(|(digits, _)| !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit()))
    });
    !quoted && !on_update && !precise_now && default.chars().any(|character| !is_word(character))
}

fn is_timestamp(type_: &ColumnType) -> bool {
    match type_ {
        ColumnType::DateTime(time) => time.kind == DateTimeKind::Timestamp,
        ColumnType::Mysql(MysqlType::Time(time)) => time.kind == MysqlTimeKind::Timestamp,
        ColumnType::Postgresql(PostgresqlType::Timestamp(_)) => true,
        _ => false,
    }
}

/// Whether a column is a `DOUBLE` with a precision, which on MySQL would need a scale too.
fn is_double(type_: &ColumnType) -> bool {
    match type_ {
        ColumnType::Float(float) => {
            let both_or_none = [FloatKind::Double, FloatKind::UpperDouble, FloatKind::DoublePrecision];
            both_or_none.contains(&float.kind) && float.precision.is_some()
        }
        _ => false,
    }
}

/// Whether an index element stands in parentheses of its own.
fn needs_group(expr: &Expr) -> bool {
    match expr {
        Expr::Modified(modified) => matches!(modified.modifier, Modifier::NullsFirst | Modifier::NullsLast),
        Expr::Binary(_) | Expr::Unary(_) | Expr::Function(_) => true,
        Expr::Text(_)
        | Expr::Value(_)
        | Expr::Literal(_)
        | Expr::Bind(_)
        | Expr::Null
        | Expr::True
        | Expr::False
        | Expr::Column(_)
        | Expr::Cast(_)
        | Expr::TypeCoerce(_)
        | Expr::Case(_)
        | Expr::Extract(_)
        | Expr::Junction(_)
        | Expr::List(_)
        | Expr::Tuple(_)
        | Expr::Array(_)
        | Expr::Label(_)
        | Expr::Subquery(_)
        | Expr::Exists(_)
        | Expr::NextValue(_)
        | Expr::Excluded(_) => false,
    }
}
