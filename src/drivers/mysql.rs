//! MySQL and MariaDB, by the `mysql` crate.

mod connect;
mod options;
mod value;

use std::sync::Arc;

use alembic_core::{DialectName, Value};
use alembic_sql::{Connection, DatabaseError, Dialect, Interrupter, Row, Statement};
use mysql::prelude::{Protocol, Queryable};
use mysql::{Conn, Opts, Params, QueryResult};

use self::options::Options;
use self::value::{bound, read, statement_error};
use super::environment::os_user;
use super::held::Held;
use crate::config::url::Url;

/// The server's version, whether the session commits by itself and, on MariaDB, whether it is inside a transaction: only
/// MariaDB reads what stands in such a comment, and only MariaDB has the variable.
const SESSION: &str = "SELECT VERSION(), @@autocommit /*M!100000 , @@in_transaction */";

/// A connection to a server of the MySQL family.
///
/// A statement without parameters travels by the text protocol in one round trip. One with parameters is
/// prepared; the statement stays prepared for the next time.
///
/// [`Connection::begin`] switches the session's `autocommit` off, as Python's drivers have it: the server commits by
/// itself at a DDL statement, and what follows it belongs to a transaction again. The session gets its `autocommit` back
/// with the first statement outside of a transaction, and at the latest at the end. A `START TRANSACTION` inside an
/// executed text goes unnoticed.
pub struct MysqlConnection<'c> {
    conn: Held<'c, Conn>,
    dialect: Dialect,
    /// What a second connection needs, for the interrupter.
    opts: Option<Opts>,
    in_transaction: bool,
    /// Whether `autocommit` is switched off by us.
    autocommit_off: bool,
    /// Whether the session had `autocommit` switched on.
    autocommit: bool,
}

impl MysqlConnection<'static> {
    /// Connects to the server of a `mysql://` or `mariadb://` address, with the arguments and defaults of
    /// PyMySQL.
    ///
    /// # Errors
    /// An unknown argument, what kept the server from letting us in, and a `mariadb://` address that leads
    /// to MySQL.
    pub fn open(url: &Url) -> Result<Self, DatabaseError> {
        let options = Options::of(url, os_user())?;
        let (conn, opts) = connect::connect(&options)?;
        let name = match url.backend_name() {
            "mariadb" => DialectName::Mariadb,
            _ => DialectName::Mysql,
        };
        // PyMySQL's greeting: the server's default collation for the character set, unless one is named.
        let set_names = match &options.collation {
            Some(collation) => format!("SET NAMES utf8mb4 COLLATE {collation}"),
            None => "SET NAMES utf8mb4".to_owned(),
        };
        let mut this = MysqlConnection::hold(Held::Owned(conn), name, &format!("{set_names}; {SESSION}"))?;
        this.opts = Some(opts);
        if let Some(sql_mode) = options.sql_mode {
            this.execute(&Statement::with_params("SET sql_mode = ?", vec![sql_mode.into()]))?;
        }
        if let Some(command) = options.init_command {
            this.execute(&Statement::new(command))?;
        }
        Ok(this)
    }

    /// Takes over a connection, under the name `mysql`.
    ///
    /// # Errors
    /// What the server answered.
    pub fn new(conn: Conn) -> Result<Self, DatabaseError> {
        MysqlConnection::hold(Held::Owned(conn), DialectName::Mysql, SESSION)
    }
}

impl<'c> MysqlConnection<'c> {
    /// Works on a connection of the host program, under the name `mysql`. MariaDB tells whether a
    /// transaction is open on it; on MySQL none is assumed. Nothing can interrupt it.
    ///
    /// # Errors
    /// What the server answered.
    pub fn borrow(conn: &'c mut Conn) -> Result<Self, DatabaseError> {
        Self::hold(Held::Borrowed(conn), DialectName::Mysql, SESSION)
    }

    fn hold(conn: Held<'c, Conn>, name: DialectName, session: &str) -> Result<Self, DatabaseError> {
        let mut this = Self {
            conn,
            dialect: Dialect::offline(name),
            opts: None,
            in_transaction: false,
            autocommit_off: false,
            autocommit: true,
        };
        let rows = this.query(&Statement::new(session))?;
        let row = rows.first();
        let version = row
            .and_then(|row| row.at(0))
            .and_then(Value::as_str)
            .unwrap_or_default();
        let (numbers, is_mariadb) = version_numbers(version);
        if name == DialectName::Mariadb && !is_mariadb {
            let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
            // SQLAlchemy's words.
            return Err(DatabaseError {
                detail: Some("Use mysql:// in the database URL.".to_owned()),
                ..DatabaseError::new(format!("MySQL version {} is not a MariaDB variant.", numbers.join(".")))
            });
        }
        let flag = |index| row.and_then(|row| row.at(index)).and_then(Value::as_i64) == Some(1);
        this.autocommit = flag(1);
        this.in_transaction = flag(2);
        this.dialect.is_mariadb = is_mariadb;
        this.dialect.server_version = Some(numbers);
        Ok(this)
    }

    fn run(&mut self, statement: &Statement) -> Result<Answer, mysql::Error> {
        if self.autocommit_off && !self.in_transaction {
            self.conn.query_drop("SET autocommit = 1")?;
            self.autocommit_off = false;
        }
        if statement.params.is_empty() {
            return collect(self.conn.query_iter(&statement.sql)?);
        }
        let params = Params::Positional(statement.params.iter().map(bound).collect());
        collect(self.conn.exec_iter(&statement.sql, params)?)
    }
}

/// What the server answered to a text.
struct Answer {
    rows: Vec<Row>,
    affected: u64,
}

/// Reads every result of an answer, for the error of a later statement stands behind the results of the
/// ones before it, and keeps the rows of the first that has any columns.
fn collect<P: Protocol>(mut answer: QueryResult<'_, '_, '_, P>) -> Result<Answer, mysql::Error> {
    let mut columns: Option<Arc<[String]>> = None;
    let mut rows = Vec::new();
    let mut affected = answer.affected_rows();
    while let Some(result) = answer.iter() {
        affected = result.affected_rows();
        let wanted = columns.is_none() && !result.columns().as_ref().is_empty();
        if wanted {
            columns = Some(
                result
                    .columns()
                    .as_ref()
                    .iter()
                    .map(|c| c.name_str().into_owned())
                    .collect(),
            );
        }
        for row in result {
            let row = row?;
            if let (true, Some(columns)) = (wanted, &columns) {
                let types = row.columns();
                let values = row
                    .unwrap()
                    .into_iter()
                    .zip(types.iter())
                    .map(|(value, column)| read(value, column));
                rows.push(Row::new(Arc::clone(columns), values.collect()));
            }
        }
    }
    Ok(Answer { rows, affected })
}

impl Connection for MysqlConnection<'_> {
    fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    fn execute(&mut self, statement: &Statement) -> Result<u64, DatabaseError> {
        let answer = self
            .run(statement)
            .map_err(|error| statement_error(&error, &statement.sql))?;
        Ok(answer.affected)
    }

    fn query(&mut self, statement: &Statement) -> Result<Vec<Row>, DatabaseError> {
        let answer = self
            .run(statement)
            .map_err(|error| statement_error(&error, &statement.sql))?;
        Ok(answer.rows)
    }

    fn begin(&mut self) -> Result<(), DatabaseError> {
        self.in_transaction = true;
        if self.autocommit && !self.autocommit_off {
            self.execute(&Statement::new("SET autocommit = 0"))?;
            self.autocommit_off = true;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), DatabaseError> {
        self.execute(&Statement::new("COMMIT"))?;
        self.in_transaction = false;
        Ok(())
    }

    fn rollback(&mut self) -> Result<(), DatabaseError> {
        if !self.in_transaction {
            return Ok(());
        }
        let result = self.execute(&Statement::new("ROLLBACK"));
        self.in_transaction = false;
        result.map(drop)
    }

    fn in_transaction(&self) -> bool {
        self.in_transaction
    }

    fn interrupter(&self) -> Option<Interrupter> {
        let opts = self.opts.clone()?;
        Some(connect::interrupter(opts, self.conn.connection_id()))
    }
}

impl Drop for MysqlConnection<'_> {
    /// Gives a borrowed session its `autocommit` back; an owned one ends with the connection.
    fn drop(&mut self) {
        if !self.autocommit_off || !matches!(self.conn, Held::Borrowed(_)) {
            return;
        }
        // Switching it on commits what is open. When the server is gone, so is the session.
        let _session_is_gone = self.rollback().map(|()| self.conn.query_drop("SET autocommit = 1"));
    }
}

/// SQLAlchemy's reading of `VERSION()`: the numbers, of MariaDB the three before its name.
fn version_numbers(version: &str) -> (Vec<u32>, bool) {
    let mut numbers = Vec::new();
    let mut mariadb = None;
    for token in version.split(['.', '-', '+']) {
        if let Ok(number) = token.strip_suffix(['a', 'b', 'c']).unwrap_or(token).parse() {
            numbers.push(number);
        } else if token.starts_with("MariaDB") {
            mariadb = Some(numbers[numbers.len().saturating_sub(3)..].to_vec());
        }
    }
    match mariadb {
        Some(mariadb) if !mariadb.is_empty() => (mariadb, true),
        _ => (numbers, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recorded from SQLAlchemy's `_parse_server_version()`.
    #[test]
    fn versions_are_read_as_sqlalchemy_reads_them() {
        for (version, expected, mariadb) in [
            ("8.0.36", vec![8, 0, 36], false),
            ("8.0.36-0ubuntu0.22.04.1", vec![8, 0, 36, 22, 4, 1], false),
            ("10.11.19-MariaDB-0+deb12u1", vec![10, 11, 19], true),
            ("5.5.5-10.11.19-MariaDB", vec![10, 11, 19], true),
            ("5.7.25-OceanBase seekdb-v1.4.0.0", vec![5, 7, 25, 4, 0, 0], false),
            ("9.7.4-commercial", vec![9, 7, 4], false),
        ] {
            assert_eq!(version_numbers(version), (expected, mariadb), "{version}");
        }
    }
}
