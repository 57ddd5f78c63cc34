//! A dialect: its name, what its server can do, and SQLAlchemy's way to spell things for it.

use alembic_core::DialectName;

use crate::ddl::Ddl;
use crate::expr::grammar::Grammar;
use crate::writer::Preparer;
use crate::{mysql, postgresql, sqlite};

/// A SQL dialect, offline (no server asked) or of a live connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// SQLAlchemy's `dialect.name`.
    pub name: DialectName,
    /// Whether the server is MariaDB, whatever the address says.
    pub is_mariadb: bool,
    /// The server's version, when a server was asked: `(15, 19)`, `(10, 11, 19)`, `(3, 54, 1)`.
    pub server_version: Option<Vec<u32>>,
}

impl Dialect {
    /// The dialect as it is without a server: in offline mode.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::{Operation, drop_table}};
    /// use alembic_sql::{Dialect, Mode, compile};
    /// let drop = Operation::from(drop_table("Account"));
    /// let statements = compile(&drop, &Dialect::offline(DialectName::Mysql), Mode::Online)?;
    /// assert_eq!(statements[0].sql, "\nDROP TABLE `Account`");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn offline(name: DialectName) -> Self {
        Self {
            name,
            is_mariadb: name == DialectName::Mariadb,
            server_version: None,
        }
    }

    pub(crate) fn ddl(&self) -> &'static dyn Ddl {
        match self.name {
            DialectName::Sqlite => &sqlite::Sqlite,
            DialectName::Postgresql => &postgresql::Postgresql,
            DialectName::Mysql | DialectName::Mariadb => &mysql::Mysql,
        }
    }

    pub(crate) fn grammar(&self) -> &'static dyn Grammar {
        match self.name {
            DialectName::Sqlite => &sqlite::Sqlite,
            DialectName::Postgresql => &postgresql::Postgresql,
            DialectName::Mysql | DialectName::Mariadb => &mysql::Mysql,
        }
    }

    pub(crate) fn preparer(&self) -> Preparer {
        match self.name {
            DialectName::Sqlite => sqlite::PREPARER,
            DialectName::Postgresql => postgresql::PREPARER,
            DialectName::Mysql | DialectName::Mariadb if self.is_mariadb => mysql::MARIADB,
            DialectName::Mysql | DialectName::Mariadb => mysql::MYSQL,
        }
    }

    /// Whether the server has at least this version; without a server, what SQLAlchemy assumes offline.
    fn at_least(&self, version: &[u32], offline: bool) -> bool {
        self.server_version
            .as_ref()
            .map_or(offline, |server| server.as_slice() >= version)
    }

    /// Whether a backslash in a string literal must be doubled.
    pub(crate) fn escapes_backslashes(&self) -> bool {
        self.name.is_mysql_family()
    }

    /// Whether `true` and `false` are words of the dialect.
    pub(crate) fn has_boolean_words(&self) -> bool {
        self.name != DialectName::Sqlite
    }

    /// Whether booleans are a type of their own: SQLAlchemy's `supports_native_boolean`.
    pub(crate) fn supports_native_boolean(&self) -> bool {
        self.name == DialectName::Postgresql
    }

    /// Whether enums are a type of their own: SQLAlchemy's `supports_native_enum`.
    pub(crate) fn supports_native_enum(&self) -> bool {
        self.name != DialectName::Sqlite
    }

    /// Whether dates and times are text in the driver's format.
    pub(crate) fn stores_dates_as_text(&self) -> bool {
        self.name == DialectName::Sqlite
    }

    /// Whether `Uuid` is a type of the server: SQLAlchemy's `supports_native_uuid`.
    pub(crate) fn supports_native_uuid(&self) -> bool {
        match self.name {
            DialectName::Postgresql => true,
            DialectName::Mariadb => self.at_least(&[10, 7], true),
            DialectName::Mysql => self.is_mariadb && self.at_least(&[10, 7], false),
            DialectName::Sqlite => false,
        }
    }

    /// Whether a UUID keeps its dashes on the way to the server.
    pub(crate) fn binds_native_uuid(&self) -> bool {
        match self.name {
            DialectName::Postgresql => true,
            DialectName::Mariadb | DialectName::Mysql => self.supports_native_uuid(),
            DialectName::Sqlite => false,
        }
    }

    /// Whether a table can be altered at all: SQLAlchemy's `supports_alter`.
    pub(crate) fn supports_alter(&self) -> bool {
        self.name != DialectName::Sqlite
    }

    /// Whether comments are statements of their own, rather than parts of other ones.
    pub(crate) fn has_comment_statements(&self) -> bool {
        self.name == DialectName::Postgresql
    }

    /// Whether identity columns exist: SQLAlchemy's `supports_identity_columns`.
    pub(crate) fn supports_identity_columns(&self) -> bool {
        self.name == DialectName::Postgresql && self.at_least(&[10], true)
    }

    /// Whether computed columns may be virtual on PostgreSQL.
    pub(crate) fn supports_virtual_generated_columns(&self) -> bool {
        self.at_least(&[18], true)
    }

    /// Whether a default may be any expression, in parentheses, on the MySQL family.
    pub(crate) fn supports_default_function(&self) -> bool {
        if self.is_mariadb {
            self.at_least(&[10, 2, 1], true)
        } else {
            self.at_least(&[8, 0, 13], true)
        }
    }

    /// Whether sequences exist on the MySQL family: only SQLAlchemy connected to MariaDB knows.
    pub(crate) fn supports_sequences(&self) -> bool {
        match self.name {
            DialectName::Postgresql => true,
            DialectName::Mysql | DialectName::Mariadb => self.is_mariadb && self.at_least(&[10, 3], false),
            DialectName::Sqlite => false,
        }
    }

    /// Whether `INSERT` can return columns on the MySQL family.
    pub(crate) fn supports_insert_returning(&self) -> bool {
        self.is_mariadb && self.at_least(&[10, 5], true)
    }

    /// Whether a statement can return columns on the MySQL family; MariaDB's `UPDATE` cannot.
    pub(crate) fn supports_returning(&self, statement: &str) -> bool {
        self.supports_insert_returning() && statement != "UPDATE"
    }

    /// Whether the columns behind `RETURNING` stand behind the names of their tables.
    pub(crate) fn qualifies_returning(&self) -> bool {
        self.name != DialectName::Sqlite
    }

    /// Whether elements of a `JSONB` are read with `[…]`.
    pub(crate) fn subscripts_jsonb(&self) -> bool {
        self.at_least(&[14], true)
    }

    /// Whether a decimal number is bound as a floating point number.
    pub(crate) fn binds_decimals_as_floats(&self) -> bool {
        self.name == DialectName::Sqlite
    }

    /// Whether intervals are a type.
    pub(crate) fn has_intervals(&self) -> bool {
        self.name == DialectName::Postgresql
    }

    /// Whether an `INSERT` of a row gives back the primary key that the database makes.
    pub(crate) fn returns_primary_key(&self) -> bool {
        self.name == DialectName::Postgresql
    }

    /// Whether arrays are a type.
    pub(crate) fn supports_arrays(&self) -> bool {
        self.name == DialectName::Postgresql
    }

    /// Whether `DISTINCT ON` exists.
    pub(crate) fn has_distinct_on(&self) -> bool {
        self.name == DialectName::Postgresql
    }

    /// Whether `ILIKE` exists.
    pub(crate) fn has_ilike(&self) -> bool {
        self.name == DialectName::Postgresql
    }

    /// Whether dividing integers gives an integer: SQLAlchemy's `div_is_floordiv`.
    pub(crate) fn divides_integers_without_fraction(&self) -> bool {
        match self.name {
            DialectName::Sqlite | DialectName::Postgresql => true,
            DialectName::Mysql | DialectName::Mariadb => false,
        }
    }

    /// Whether `CAST(… AS FLOAT)` exists on the MySQL family.
    pub(crate) fn supports_float_cast(&self) -> bool {
        if self.is_mariadb {
            self.at_least(&[10, 4, 5], false)
        } else {
            self.at_least(&[8, 0, 17], false)
        }
    }

    /// Whether placeholders are `$1`, `$2`… rather than `?`.
    pub(crate) fn has_numbered_placeholders(&self) -> bool {
        self.name == DialectName::Postgresql
    }
}

#[cfg(test)]
mod tests {
    use alembic_core::ops::{ConstraintType, Operation, create_table, drop_constraint};
    use alembic_core::schema::{cast, column, computed, float, integer, literal, sequence, table, uuid};

    use super::*;
    use crate::version_table::VersionTable;
    use crate::{Mode, compile};

    /// What SQLAlchemy emits once it has asked MariaDB 10.11 behind a `mysql://` address.
    #[test]
    fn mariadb_behind_a_mysql_address_is_mariadb_under_the_name_of_mysql() {
        let live = Dialect {
            name: DialectName::Mysql,
            is_mariadb: true,
            server_version: Some(vec![10, 11, 19]),
        };
        let rank = table("rank")
            .column(column("row_number", uuid()))
            .column(column("over", integer()).server_default(cast(literal(1.5), float())))
            .column(column("c", integer()).computed(computed("a")))
            .column(column("s", integer()).default(sequence("q")).primary_key(true));
        let sql = |op: Operation, dialect: &Dialect| {
            compile(&op, dialect, Mode::Online)
                .map(|statements| statements[0].sql.clone())
                .unwrap()
        };
        assert_eq!(
            sql(create_table(rank.clone()).into(), &live),
            "\nCREATE TABLE rank (\n\t`row_number` UUID, \n\t`over` INTEGER DEFAULT (CAST(1.5 AS FLOAT)), \n\t\
             c INTEGER GENERATED ALWAYS AS (a), \n\ts INTEGER NOT NULL, \n\tPRIMARY KEY (s)\n)\n\n"
        );
        let check = || drop_constraint("ck", "rank").type_(ConstraintType::Check).into();
        assert_eq!(sql(check(), &live), "ALTER TABLE rank DROP CONSTRAINT ck");
        assert!(
            VersionTable::new(&live, "v", None, true)
                .insert("x")
                .sql
                .ends_with(" RETURNING v.version_num")
        );

        let offline = Dialect::offline(DialectName::Mysql);
        assert!(sql(create_table(rank).into(), &offline).contains("`rank` (\n\t`row_number` CHAR(32)"));
        assert_eq!(sql(check(), &offline), "ALTER TABLE `rank` DROP CHECK ck");
        assert!(
            VersionTable::new(&offline, "v", None, true)
                .insert("x")
                .sql
                .ends_with("VALUES ('x')")
        );
    }

    #[test]
    fn versions_are_compared_number_by_number() {
        let postgresql = |version: &[u32]| Dialect {
            name: DialectName::Postgresql,
            is_mariadb: false,
            server_version: Some(version.to_vec()),
        };
        assert!(!postgresql(&[15, 19]).supports_virtual_generated_columns());
        assert!(postgresql(&[18]).supports_virtual_generated_columns());
        assert!(postgresql(&[10]).supports_identity_columns());
        assert!(!postgresql(&[9, 6]).supports_identity_columns());
    }
}
