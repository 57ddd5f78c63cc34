//! Definitions that `op.execute` takes: sequences, schemas, and PostgreSQL's types.

use alembic_core::DialectName;
use alembic_core::schema::postgresql::Neighbour;
use alembic_core::schema::{DdlElement, Name, Sequence};

use crate::context::Cx;
use crate::ddl::sequence_options;
use crate::error::{CompileErrorKind, Result};
use crate::postgresql::{create_domain, create_enum, enum_name};

pub(super) fn definition(cx: &Cx<'_>, element: &DdlElement) -> Result<String> {
    match element {
        DdlElement::CreateSequence(create) => {
            let exists = if create.if_not_exists { "IF NOT EXISTS " } else { "" };
            let name = sequence_name(cx, &create.element);
            Ok(format!(
                "CREATE SEQUENCE {exists}{name}{}",
                sequence(cx, &create.element)?
            ))
        }
        DdlElement::DropSequence(drop) => {
            let exists = if drop.if_exists { "IF EXISTS " } else { "" };
            Ok(format!("DROP SEQUENCE {exists}{}", sequence_name(cx, &drop.element)))
        }
        DdlElement::CreateSchema(create) => {
            let exists = if create.if_not_exists { "IF NOT EXISTS " } else { "" };
            Ok(format!("CREATE SCHEMA {exists}{}", cx.quote(&create.name)))
        }
        DdlElement::DropSchema(drop) => {
            let exists = if drop.if_exists { "IF EXISTS " } else { "" };
            let cascade = if drop.cascade { " CASCADE" } else { "" };
            Ok(format!("DROP SCHEMA {exists}{}{cascade}", cx.quote(&drop.name)))
        }
        DdlElement::CreateEnumType(_)
        | DdlElement::DropEnumType(_)
        | DdlElement::AddEnumValue(_)
        | DdlElement::RenameEnumValue(_)
        | DdlElement::CreateDomainType(_)
        | DdlElement::DropDomainType(_) => match cx.dialect.name {
            DialectName::Postgresql => named_type(cx, element),
            DialectName::Sqlite | DialectName::Mysql | DialectName::Mariadb => Err(CompileErrorKind::Unsupported {
                dialect: cx.dialect.name,
                what: "types of their own".to_owned(),
                instead: "guard the operation by a dialect check",
            }),
        },
    }
}

fn named_type(cx: &Cx<'_>, element: &DdlElement) -> Result<String> {
    match element {
        DdlElement::CreateEnumType(create) => Ok(create_enum(cx, &create.0, None)?.sql),
        DdlElement::DropEnumType(drop) => Ok(format!("DROP TYPE {}", enum_name(cx, &drop.0, None)?)),
        DdlElement::AddEnumValue(add) => {
            let exists = if add.if_not_exists { "IF NOT EXISTS " } else { "" };
            let neighbour = match &add.neighbour {
                Some(Neighbour::Before(value)) => format!(" BEFORE {}", cx.string(value)),
                Some(Neighbour::After(value)) => format!(" AFTER {}", cx.string(value)),
                None => String::new(),
            };
            let type_name = cx.table(&add.type_name, add.schema.as_ref());
            let value = cx.string(&add.value);
            Ok(format!("ALTER TYPE {type_name} ADD VALUE {exists}{value}{neighbour}"))
        }
        DdlElement::RenameEnumValue(rename) => Ok(format!(
            "ALTER TYPE {} RENAME VALUE {} TO {}",
            cx.table(&rename.type_name, rename.schema.as_ref()),
            cx.string(&rename.from),
            cx.string(&rename.to)
        )),
        DdlElement::CreateDomainType(create) => Ok(create_domain(cx, &create.0)?.sql),
        DdlElement::DropDomainType(drop) => Ok(format!(
            "DROP DOMAIN {}",
            cx.table(&drop.0.name, drop.0.schema.as_ref())
        )),
        DdlElement::CreateSequence(_)
        | DdlElement::DropSequence(_)
        | DdlElement::CreateSchema(_)
        | DdlElement::DropSchema(_) => definition(cx, element),
    }
}

fn sequence_name(cx: &Cx<'_>, sequence: &Sequence) -> String {
    let schema: Option<&Name> = sequence.schema.as_ref();
    cx.table(&sequence.name, schema)
}

/// What stands behind the name of a sequence.
fn sequence(cx: &Cx<'_>, sequence: &Sequence) -> Result<String> {
    let mut text = String::new();
    if let Some(type_) = sequence
        .data_type
        .as_ref()
        .filter(|_| cx.dialect.name == DialectName::Postgresql)
    {
        text.push_str(&format!(" AS {}", cx.type_sql(type_)?));
    }
    let options = sequence_options(&sequence.options);
    if !options.is_empty() {
        text.push(' ');
        text.push_str(&if cx.dialect.name.is_mysql_family() {
            options.replace("NO CYCLE", "NOCYCLE")
        } else {
            options
        });
    }
    Ok(text)
}
