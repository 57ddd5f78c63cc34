//! The statements of the version table: create, read and change it, as Alembic does.
//!
//! ```
//! use alembic_core::DialectName;
//! use alembic_sql::{Dialect, version_table::VersionTable};
//! let table = VersionTable::new(&Dialect::offline(DialectName::Sqlite), "alembic_version", None, true);
//! assert_eq!(
//!     table.insert("d5b3f8f2e9a0").sql,
//!     "INSERT INTO alembic_version (version_num) VALUES ('d5b3f8f2e9a0') RETURNING version_num"
//! );
//! ```

use alembic_core::schema::{Name, column, primary_key, string, table};
use alembic_core::{DialectName, Value, ops::create_table};

use crate::{CompileError, Dialect, Mode, Statement, compile};

/// The version table by its name, schema and primary key.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_sql::version_table::VersionTable;
/// use alembic_sql::{Dialect, offline_text};
/// let postgresql = Dialect::offline(DialectName::Postgresql);
/// let table = VersionTable::new(&postgresql, "alembic_version", Some("app"), true);
/// assert_eq!(
///     offline_text(&table.create()?),
///     "CREATE TABLE app.alembic_version (\
///      \n    version_num VARCHAR(32) NOT NULL, \
///      \n    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\
///      \n);"
/// );
/// assert_eq!(
///     table.insert("1a2b").sql,
///     "INSERT INTO app.alembic_version (version_num) VALUES ('1a2b') RETURNING app.alembic_version.version_num"
/// );
/// assert_eq!(
///     table.update("1a2b", "3c4d").sql,
///     "UPDATE app.alembic_version SET version_num='3c4d' WHERE app.alembic_version.version_num = '1a2b'"
/// );
/// assert_eq!(
///     table.delete("3c4d").sql,
///     "DELETE FROM app.alembic_version WHERE app.alembic_version.version_num = '3c4d'"
/// );
/// assert_eq!(table.delete_all().sql, "DELETE FROM app.alembic_version");
/// assert_eq!(table.select().sql, "SELECT app.alembic_version.version_num \nFROM app.alembic_version");
/// assert_eq!(offline_text(&table.drop()), "DROP TABLE app.alembic_version;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone)]
pub struct VersionTable {
    dialect: Dialect,
    name: Name,
    schema: Option<Name>,
    pk: bool,
}

impl VersionTable {
    /// The table that `version_table`, `version_table_schema` and `version_table_pk` of the environment say.
    #[must_use]
    pub fn new(dialect: &Dialect, name: &str, schema: Option<&str>, pk: bool) -> Self {
        Self {
            dialect: dialect.clone(),
            name: name.into(),
            schema: schema.map(Name::from),
            pk,
        }
    }

    fn qualified(&self) -> String {
        self.dialect.preparer().table(&self.name, self.schema.as_ref())
    }

    /// `CREATE TABLE`, with the key `<name>_pkc` unless there shall be none.
    ///
    /// # Errors
    /// When the name of the key is too long for the dialect.
    pub fn create(&self) -> Result<Statement, CompileError> {
        let mut version = table(self.name.clone()).column(column("version_num", string(32)).nullable(false));
        version.schema.clone_from(&self.schema);
        if self.pk {
            version = version.constraint(primary_key(["version_num"]).name(format!("{}_pkc", self.name.text)));
        }
        let statements = compile(&create_table(version).into(), &self.dialect, Mode::Online)?;
        Ok(statements.into_iter().next().unwrap_or_else(|| Statement::new("")))
    }

    /// `DROP TABLE`, for programs that remove Alembic from a database; no command does.
    #[must_use]
    pub fn drop(&self) -> Statement {
        Statement::new(format!("\nDROP TABLE {}", self.qualified()))
    }

    /// `INSERT` of a version, with the `RETURNING` that SQLAlchemy adds for tables with a primary key.
    #[must_use]
    pub fn insert(&self, version: &str) -> Statement {
        let table = self.qualified();
        let returning = match self.dialect.name {
            _ if !self.pk => String::new(),
            DialectName::Sqlite => " RETURNING version_num".to_owned(),
            DialectName::Postgresql => format!(" RETURNING {table}.version_num"),
            DialectName::Mysql | DialectName::Mariadb if self.dialect.supports_insert_returning() => {
                format!(" RETURNING {table}.version_num")
            }
            DialectName::Mysql | DialectName::Mariadb => String::new(),
        };
        Statement::new(format!(
            "INSERT INTO {table} (version_num) VALUES ({}){returning}",
            quoted(version)
        ))
    }

    /// `UPDATE` of one version to another.
    #[must_use]
    pub fn update(&self, from: &str, to: &str) -> Statement {
        let table = self.qualified();
        let (from, to) = (quoted(from), quoted(to));
        Statement::new(format!(
            "UPDATE {table} SET version_num={to} WHERE {table}.version_num = {from}"
        ))
    }

    /// `DELETE` of a version.
    #[must_use]
    pub fn delete(&self, version: &str) -> Statement {
        let table = self.qualified();
        Statement::new(format!(
            "DELETE FROM {table} WHERE {table}.version_num = {}",
            quoted(version)
        ))
    }

    /// `DELETE` of every version: `stamp --purge`.
    #[must_use]
    pub fn delete_all(&self) -> Statement {
        Statement::new(format!("DELETE FROM {}", self.qualified()))
    }

    /// `SELECT` of the versions.
    #[must_use]
    pub fn select(&self) -> Statement {
        let table = self.qualified();
        Statement::new(format!("SELECT {table}.version_num \nFROM {table}"))
    }

    /// A query that gives a row if the table is there.
    ///
    /// ```
    /// use alembic_core::DialectName;
    /// use alembic_sql::{Dialect, version_table::VersionTable};
    /// let table = VersionTable::new(&Dialect::offline(DialectName::Mysql), "alembic_version", None, true);
    /// assert_eq!(
    ///     table.exists().sql,
    ///     "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?"
    /// );
    /// ```
    #[must_use]
    pub fn exists(&self) -> Statement {
        has_table(&self.dialect, &self.name.text, self.schema.as_ref().map(Name::as_str))
    }
}

impl VersionTable {
    /// A query for how many characters the column `version_num` of an existing table holds; `None` on SQLite, where any
    /// length fits.
    ///
    /// ```
    /// use alembic_core::DialectName;
    /// use alembic_sql::{Dialect, version_table::VersionTable};
    /// let of = |dialect| VersionTable::new(&Dialect::offline(dialect), "alembic_version", None, true);
    /// assert_eq!(
    ///     of(DialectName::Mysql).column_length().expect("MySQL's columns have a length").sql,
    ///     "SELECT character_maximum_length FROM information_schema.columns \
    ///      WHERE table_schema = DATABASE() AND table_name = 'alembic_version' AND column_name = 'version_num'"
    /// );
    /// assert_eq!(of(DialectName::Sqlite).column_length(), None);
    /// ```
    #[must_use]
    pub fn column_length(&self) -> Option<Statement> {
        let schema = self.schema.as_ref().map(Name::as_str);
        let current = match self.dialect.name {
            DialectName::Sqlite => return None,
            DialectName::Postgresql => "current_schema()",
            DialectName::Mysql | DialectName::Mariadb => "DATABASE()",
        };
        let schema = schema.map_or_else(|| current.to_owned(), quoted);
        Some(Statement::new(format!(
            "SELECT character_maximum_length FROM information_schema.columns \
             WHERE table_schema = {schema} AND table_name = {} AND column_name = 'version_num'",
            quoted(self.name.as_str())
        )))
    }
}

/// A query that gives at least one row if a table or view is there, in a schema or where unqualified names are found.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_sql::{Dialect, version_table::has_table};
/// assert_eq!(
///     has_table(&Dialect::offline(DialectName::Sqlite), "account", None).sql,
///     "PRAGMA \"main\".table_info(\"account\")"
/// );
/// ```
#[must_use]
pub fn has_table(dialect: &Dialect, table: &str, schema: Option<&str>) -> Statement {
    let text = |text: &str| Value::Text(text.to_owned());
    match (dialect.name, schema) {
        (DialectName::Sqlite, schema) => {
            let preparer = dialect.preparer();
            let schema = preparer.quote_always(schema.unwrap_or("main"));
            Statement::new(format!("PRAGMA {schema}.table_info({})", preparer.quote_always(table)))
        }
        (DialectName::Postgresql, None) => Statement::with_params(
            "SELECT c.relname FROM pg_catalog.pg_class c \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relname = $1 AND c.relkind = ANY (ARRAY['r', 'p', 'f', 'v', 'm']) \
             AND pg_catalog.pg_table_is_visible(c.oid) AND n.nspname <> 'pg_catalog'",
            vec![text(table)],
        ),
        (DialectName::Postgresql, Some(schema)) => Statement::with_params(
            "SELECT c.relname FROM pg_catalog.pg_class c \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relname = $1 AND c.relkind = ANY (ARRAY['r', 'p', 'f', 'v', 'm']) AND n.nspname = $2",
            vec![text(table), text(schema)],
        ),
        (DialectName::Mysql | DialectName::Mariadb, None) => Statement::with_params(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?",
            vec![text(table)],
        ),
        (DialectName::Mysql | DialectName::Mariadb, Some(schema)) => Statement::with_params(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
            vec![text(schema), text(table)],
        ),
    }
}

/// Revision ids are opaque text; a quote inside of one must not end the literal.
fn quoted(version: &str) -> String {
    format!("'{}'", version.replace('\'', "''"))
}
