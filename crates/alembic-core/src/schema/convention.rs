//! Naming conventions applied: SQLAlchemy's `sql/naming.py`.

use super::{ConstraintName, ForeignKeyConstraint, Name, NamingConvention, SchemaError};

/// Which template of a [`NamingConvention`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConventionKind {
    /// Indexes.
    Ix,
    /// Unique constraints.
    Uq,
    /// Check constraints.
    Ck,
    /// Foreign keys.
    Fk,
    /// Primary keys.
    Pk,
}

/// What a template can refer to.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_index;
/// use alembic_core::schema::{ConstraintName, ConventionKind, ConventionTokens, NamingConvention, foreign_key};
/// let convention = NamingConvention::default().fk("fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s");
/// let (account, columns) = ("account".into(), ["name".into()]);
/// let tokens = ConventionTokens::new(&account, None, &columns);
/// let name = convention.apply(ConventionKind::Ix, &ConstraintName::Unnamed, tokens)?;
/// let op = create_index(name, "account", ["name"]);
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql).as_deref(),
///     Ok("CREATE INDEX ix_account_name ON account (name);")
/// );
///
/// let key = foreign_key(["owner"], "person", ["id"]);
/// let tokens = ConventionTokens::of_foreign_key(&account, None, &key);
/// let name = convention.apply(ConventionKind::Fk, &ConstraintName::Unnamed, tokens)?;
/// assert_eq!(name.as_str(), Some("fk_account_owner_person"));
/// # Ok::<(), alembic_core::schema::SchemaError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ConventionTokens<'a> {
    /// The table.
    pub table: &'a Name,
    /// The table's schema.
    pub schema: Option<&'a Name>,
    /// The columns.
    pub columns: &'a [Name],
    /// The referenced table of a foreign key.
    pub referred_table: Option<&'a Name>,
    /// The referenced columns of a foreign key.
    pub referred_columns: &'a [Name],
}

impl<'a> ConventionTokens<'a> {
    /// What a template can refer to, for anything but a foreign key.
    #[must_use]
    pub fn new(table: &'a Name, schema: Option<&'a Name>, columns: &'a [Name]) -> Self {
        Self {
            table,
            schema,
            columns,
            referred_table: None,
            referred_columns: &[],
        }
    }

    /// What a template can refer to, for a foreign key of a table.
    #[must_use]
    pub fn of_foreign_key(table: &'a Name, schema: Option<&'a Name>, key: &'a ForeignKeyConstraint) -> Self {
        Self {
            table,
            schema,
            columns: &key.columns,
            referred_table: Some(&key.referent_table),
            referred_columns: &key.referent_columns,
        }
    }
}

impl NamingConvention {
    fn template(&self, kind: ConventionKind) -> Option<&str> {
        match kind {
            ConventionKind::Ix => self.ix.as_deref(),
            ConventionKind::Uq => self.uq.as_deref(),
            ConventionKind::Ck => self.ck.as_deref(),
            ConventionKind::Fk => self.fk.as_deref(),
            ConventionKind::Pk => self.pk.as_deref(),
        }
    }

    /// The name that a constraint or index gets under this convention.
    ///
    /// # Errors
    /// When the template is malformed, or asks for the name of an unnamed constraint.
    pub fn apply(
        &self,
        kind: ConventionKind,
        name: &ConstraintName,
        tokens: ConventionTokens<'_>,
    ) -> Result<ConstraintName, SchemaError> {
        let given = match name {
            ConstraintName::Final(_) => return Ok(name.clone()),
            ConstraintName::Unnamed => None,
            ConstraintName::Plain(name) => Some(name),
        };
        let Some(template) = self.template(kind) else {
            return Ok(name.clone());
        };
        if given.is_some() && !template.contains("constraint_name") {
            return Ok(name.clone());
        }
        let text = expand(template, given, tokens)?;
        Ok(ConstraintName::Final(Name { text, quote: None }))
    }
}

fn expand(template: &str, given: Option<&Name>, tokens: ConventionTokens<'_>) -> Result<String, SchemaError> {
    let malformed = || SchemaError::ConventionTemplate {
        template: template.to_owned(),
    };
    let mut text = String::new();
    let mut rest = template;
    while let Some(start) = rest.find('%') {
        text.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            text.push('%');
            rest = after;
            continue;
        }
        let (key, after) = rest
            .strip_prefix('(')
            .and_then(|key| key.split_once(")s"))
            .ok_or_else(malformed)?;
        text.push_str(&token(key, given, tokens)?.ok_or_else(malformed)?);
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

fn token(key: &str, given: Option<&Name>, tokens: ConventionTokens<'_>) -> Result<Option<String>, SchemaError> {
    Ok(match key {
        "table_name" => Some(tokens.table.text.clone()),
        "constraint_name" => Some(given.ok_or(SchemaError::ConventionNeedsName)?.text.clone()),
        "referred_table_name" => tokens.referred_table.map(|table| table.text.clone()),
        _ => column_token(key, tokens),
    })
}

/// `column_0_name`, `column_1_label`, `column_0_N_name`, `column_0N_key`, `referred_column_0_name`…
fn column_token(key: &str, tokens: ConventionTokens<'_>) -> Option<String> {
    let (referred, rest) = match key.strip_prefix("referred_column_") {
        Some(rest) => (true, rest),
        None => (false, key.strip_prefix("column_")?),
    };
    let digits = rest.find(|character: char| !character.is_ascii_digit())?;
    let index: usize = rest[..digits].parse().ok()?;
    let rest = &rest[digits..];
    let (separator, attribute) = match (rest.strip_prefix("_N_"), rest.strip_prefix("N_")) {
        (Some(attribute), _) => (Some("_"), attribute),
        (None, Some(attribute)) => (Some(""), attribute),
        (None, None) => (None, rest.strip_prefix('_')?),
    };
    let columns = if referred {
        tokens.referred_columns
    } else {
        tokens.columns
    };
    let render = |name: &Name| match (referred, attribute) {
        (_, "name") | (false, "key") => Some(name.text.clone()),
        (false, "label") => Some(label(name, tokens)),
        _ => None,
    };
    match separator {
        Some(separator) => {
            let parts: Option<Vec<_>> = columns.iter().map(render).collect();
            Some(parts?.join(separator))
        }
        None => columns.get(index).map_or_else(|| Some(String::new()), render),
    }
}

fn label(column: &Name, tokens: ConventionTokens<'_>) -> String {
    match tokens.schema {
        Some(schema) => format!(
            "{}_{}_{}",
            schema.text.replace('.', "_"),
            tokens.table.text,
            column.text
        ),
        None => format!("{}_{}", tokens.table.text, column.text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(convention: &NamingConvention, kind: ConventionKind, name: impl Into<ConstraintName>) -> String {
        let columns = ["a".into(), "b".into()];
        let tokens = ConventionTokens {
            table: &"t".into(),
            schema: Some(&"s.x".into()),
            columns: &columns,
            referred_table: Some(&"other".into()),
            referred_columns: &["id".into()],
        };
        match convention.apply(kind, &name.into(), tokens) {
            Ok(name) => format!(
                "{}{}",
                if matches!(name, ConstraintName::Final(_)) {
                    "final "
                } else {
                    ""
                },
                name.as_str().unwrap_or("-")
            ),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn tokens_expand_as_in_sqlalchemy() {
        let convention = NamingConvention::default()
            .ck("ck_%(table_name)s_%(constraint_name)s")
            .uq("uq_%(table_name)s_%(column_0_N_name)s")
            .pk("100%%_%(column_1_name)s_%(column_7_name)s")
            .fk("fk_%(column_0N_name)s_%(referred_table_name)s_%(referred_column_0_name)s");
        assert_eq!(apply(&convention, ConventionKind::Ix, None), "final ix_s_x_t_a");
        assert_eq!(apply(&convention, ConventionKind::Ix, "given"), "given");
        assert_eq!(
            apply(&convention, ConventionKind::Ck, "positive"),
            "final ck_t_positive"
        );
        assert_eq!(apply(&convention, ConventionKind::Uq, None), "final uq_t_a_b");
        assert_eq!(apply(&convention, ConventionKind::Pk, None), "final 100%_b_");
        assert_eq!(apply(&convention, ConventionKind::Fk, None), "final fk_ab_other_id");
        assert_eq!(apply(&NamingConvention::empty(), ConventionKind::Ix, None), "-");
    }

    #[test]
    fn a_convention_that_needs_a_name_says_so() {
        let convention = NamingConvention::default().ck("ck_%(constraint_name)s").uq("%(nope)s");
        assert_eq!(
            apply(&convention, ConventionKind::Ck, None),
            "Naming convention including %(constraint_name)s token requires that constraint is explicitly named."
        );
        assert_eq!(
            apply(&convention, ConventionKind::Uq, None),
            "malformed naming convention \"%(nope)s\": unknown token, or a % that belongs to none"
        );
    }
}
