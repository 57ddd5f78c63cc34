//! PostgreSQL, by the `postgres` crate.

mod certificates;
mod connect;
mod conninfo;
mod error;
mod hosts;
mod passfile;
mod session;
mod tls;
mod value;

use std::sync::Arc;

use alembic_core::{DialectName, Value};
use alembic_sql::{Connection, DatabaseError, Dialect, Interrupter, Row, Statement};
use postgres::types::{ToSql, Type};
use postgres::{Client, SimpleQueryMessage};

use self::connect::CancelTls;
use self::error::statement_error;
use self::value::{Field, Parameter, Unread};
use super::held::Held;
use crate::config::url::Url;

/// The server's version, and whether the session is inside a transaction: only there does the
/// transaction begin before the statement. Only by the simple protocol: the extended one counts its
/// messages as statements.
const SESSION: &str = "SELECT pg_catalog.current_setting('server_version'), \
    pg_catalog.transaction_timestamp() <> pg_catalog.statement_timestamp()";

/// How many values the server prints in one go; a statement may have 65535 parameters.
const PRINTED_AT_ONCE: usize = 10_000;

/// A connection to a PostgreSQL server.
///
/// A statement without parameters travels by the simple protocol, one with parameters by the extended
/// one; either takes one round trip, and so does a query. A query with columns whose text only the server
/// knows (`numeric`, dates, arrays…) takes a second one.
///
/// Transactions are followed by [`Connection::begin`] and its kin; a `BEGIN` or `COMMIT` inside an
/// executed text goes unnoticed.
pub struct PostgresqlConnection<'c> {
    client: Held<'c, Client>,
    dialect: Dialect,
    cancel: Option<CancelTls>,
    in_transaction: bool,
    /// Whether a statement of this transaction failed: then `COMMIT` may quietly roll back.
    failed: bool,
    /// Whether `BEGIN` still has to be sent: it travels with the first statement, and costs no round trip.
    begin_pending: bool,
}

impl PostgresqlConnection<'static> {
    /// Connects to the server of a `postgresql://` address, with the parameters, environment variables,
    /// password file and defaults of libpq.
    ///
    /// # Errors
    /// An unknown parameter, and what kept every host from letting us in.
    pub fn open(url: &Url) -> Result<Self, DatabaseError> {
        let connected = connect::connect(url)?;
        PostgresqlConnection::hold(Held::Owned(connected.client), Some(connected.cancel))
    }

    /// Takes over a client.
    ///
    /// # Errors
    /// What the server answered.
    pub fn new(client: Client) -> Result<Self, DatabaseError> {
        PostgresqlConnection::hold(Held::Owned(client), None)
    }
}

impl<'c> PostgresqlConnection<'c> {
    /// Works on a client of the host program; a transaction that is open stays open.
    ///
    /// # Errors
    /// What the server answered.
    pub fn borrow(client: &'c mut Client) -> Result<Self, DatabaseError> {
        Self::hold(Held::Borrowed(client), None)
    }

    fn hold(mut client: Held<'c, Client>, cancel: Option<CancelTls>) -> Result<Self, DatabaseError> {
        let (version, in_transaction) = session(&mut client)?;
        Ok(Self {
            client,
            dialect: Dialect {
                name: DialectName::Postgresql,
                is_mariadb: false,
                server_version: Some(version_numbers(&version)),
            },
            cancel,
            in_transaction,
            begin_pending: false,
            failed: false,
        })
    }

    /// Notes a failure, which spoils an open transaction.
    fn error(&mut self, error: &postgres::Error, sql: &str) -> DatabaseError {
        self.failed = true;
        statement_error(error, sql)
    }

    fn batch(&mut self, sql: &str) -> Result<(), DatabaseError> {
        self.client.batch_execute(sql).map_err(|error| self.error(&error, sql))
    }

    /// Sends a text of any number of statements, and counts what the last one touched.
    fn simple(&mut self, sql: &str) -> Result<u64, DatabaseError> {
        let answer = if std::mem::take(&mut self.begin_pending) {
            self.client.simple_query(&format!("BEGIN; {sql}"))
        } else {
            self.client.simple_query(sql)
        };
        let messages = answer.map_err(|error| self.error(&error, sql))?;
        let count = messages.iter().rev().find_map(|message| match message {
            SimpleQueryMessage::CommandComplete(count) => Some(*count),
            _ => None,
        });
        Ok(count.unwrap_or(0))
    }

    /// Begins the transaction that [`Connection::begin`] announced, for statements that cannot bring `BEGIN` along.
    fn begin_now(&mut self) -> Result<(), DatabaseError> {
        if std::mem::take(&mut self.begin_pending) {
            self.batch("BEGIN")
        } else {
            Ok(())
        }
    }

    /// Lets the server print what only it can.
    fn print(&mut self, fields: &[Unread], sql: &str) -> Result<Vec<String>, DatabaseError> {
        let mut printed = Vec::with_capacity(fields.len());
        for chunk in fields.chunks(PRINTED_AT_ONCE) {
            // format() calls the output function of the type; a cast to text may differ (inet).
            let formats: Vec<String> = (1..=chunk.len())
                .map(|n| format!("pg_catalog.format('%s', ${n})"))
                .collect();
            let query = format!("SELECT pg_catalog.unnest(ARRAY[{}])", formats.join(", "));
            let params: Vec<(&(dyn ToSql + Sync), Type)> = chunk
                .iter()
                .map(|field| (field as &(dyn ToSql + Sync), field.ty().clone()))
                .collect();
            let rows = self
                .client
                .query_typed(&query, &params)
                .map_err(|error| self.error(&error, sql))?;
            for row in rows {
                printed.push(row.try_get(0).map_err(|error| statement_error(&error, sql))?);
            }
        }
        Ok(printed)
    }
}

impl Connection for PostgresqlConnection<'_> {
    fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    fn execute(&mut self, statement: &Statement) -> Result<u64, DatabaseError> {
        if statement.params.is_empty() {
            return self.simple(&statement.sql);
        }
        self.begin_now()?;
        let parameters: Vec<Parameter<'_>> = statement.params.iter().map(Parameter).collect();
        self.client
            .execute_typed(&statement.sql, &typed(&parameters))
            .map_err(|error| self.error(&error, &statement.sql))
    }

    fn query(&mut self, statement: &Statement) -> Result<Vec<Row>, DatabaseError> {
        self.begin_now()?;
        let sql = &statement.sql;
        let parameters: Vec<Parameter<'_>> = statement.params.iter().map(Parameter).collect();
        let rows = self
            .client
            .query_typed(sql, &typed(&parameters))
            .map_err(|error| self.unreadable(&error, sql))?;
        let Some(first) = rows.first() else {
            return Ok(Vec::new());
        };
        let columns: Arc<[String]> = first.columns().iter().map(|column| column.name().to_owned()).collect();
        let mut unread = Vec::new();
        let mut values = Vec::with_capacity(rows.len());
        for row in &rows {
            for (index, name) in columns.iter().enumerate() {
                match row.try_get(index).map_err(|error| statement_error(&error, sql))? {
                    Field::Read(value) => values.push(Some(value)),
                    Field::Unread(field) if field.can_be_sent_back() => {
                        unread.push(field);
                        values.push(None);
                    }
                    Field::Unread(field) => return Err(needs_a_cast(name, field.ty(), sql)),
                }
            }
        }
        let mut printed = self.print(&unread, sql)?.into_iter();
        let mut values = values
            .into_iter()
            .map(|value| value.or_else(|| printed.next().map(Value::Text)).unwrap_or(Value::Null));
        Ok(rows
            .iter()
            .map(|_| Row::new(Arc::clone(&columns), values.by_ref().take(columns.len()).collect()))
            .collect())
    }

    fn begin(&mut self) -> Result<(), DatabaseError> {
        self.in_transaction = true;
        self.begin_pending = true;
        self.failed = false;
        Ok(())
    }

    fn commit(&mut self) -> Result<(), DatabaseError> {
        if std::mem::take(&mut self.begin_pending) {
            self.in_transaction = false;
            return Ok(());
        }
        if self.in_transaction && self.failed {
            // COMMIT of a spoiled transaction succeeds and rolls back; a rolled back savepoint has healed it.
            let spoiled = self.batch("SELECT 1");
            self.failed = false;
            if let Err(error) = spoiled {
                self.rollback()?;
                return Err(DatabaseError {
                    statement: Some("COMMIT".to_owned()),
                    detail: Some("The transaction has been rolled back.".to_owned()),
                    ..error
                });
            }
        }
        self.in_transaction = false;
        self.batch("COMMIT")
    }

    fn rollback(&mut self) -> Result<(), DatabaseError> {
        if !self.in_transaction {
            return Ok(());
        }
        self.in_transaction = false;
        self.failed = false;
        if std::mem::take(&mut self.begin_pending) {
            Ok(())
        } else {
            self.batch("ROLLBACK")
        }
    }

    fn in_transaction(&self) -> bool {
        self.in_transaction
    }

    fn interrupter(&self) -> Option<Interrupter> {
        let cancel = match &self.cancel {
            Some(cancel) => cancel.clone(),
            None => CancelTls::unverified()?,
        };
        Some(cancel.interrupter(&self.client))
    }
}

impl PostgresqlConnection<'_> {
    /// An error of a query; some types have no binary form.
    fn unreadable(&mut self, error: &postgres::Error, sql: &str) -> DatabaseError {
        let mut error = self.error(error, sql);
        if error
            .message
            .starts_with("no binary output function available for type ")
        {
            error.detail = Some("Cast the column to text in the query: column::text".to_owned());
        }
        error
    }
}

fn needs_a_cast(column: &str, ty: &Type, sql: &str) -> DatabaseError {
    DatabaseError {
        statement: Some(sql.to_owned()),
        detail: Some("Cast it to text in the query: column::text".to_owned()),
        ..DatabaseError::new(format!("cannot read column \"{column}\" of type {ty}"))
    }
}

fn typed<'p>(parameters: &'p [Parameter<'p>]) -> Vec<(&'p (dyn ToSql + Sync), Type)> {
    parameters
        .iter()
        .map(|parameter| (parameter as &(dyn ToSql + Sync), parameter.declared_type()))
        .collect()
}

/// Asks [`SESSION`].
fn session(client: &mut Client) -> Result<(String, bool), DatabaseError> {
    let messages = client
        .simple_query(SESSION)
        .map_err(|error| statement_error(&error, SESSION))?;
    let row = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let field = |index| row.and_then(|row| row.try_get(index).ok().flatten());
    Ok((field(0).unwrap_or_default().to_owned(), field(1) == Some("t")))
}

/// The leading numbers: `15.20 (Debian 15.20-0+deb12u1)` is 15 and 20, `18beta1` is 18.
fn version_numbers(version: &str) -> Vec<u32> {
    let end = version
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(version.len());
    version[..end].split('.').map_while(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_begin_with_their_numbers() {
        for (version, expected) in [
            ("15.20 (Debian 15.20-0+deb12u1)", vec![15, 20]),
            ("18beta1", vec![18]),
            ("9.6.24", vec![9, 6, 24]),
            ("devel", vec![]),
        ] {
            assert_eq!(version_numbers(version), expected);
        }
    }
}
