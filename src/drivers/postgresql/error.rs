//! PostgreSQL's errors in the words of libpq.

use std::error::Error as StdError;
use std::io;

use alembic_sql::DatabaseError;
use postgres::error::{DbError, ErrorPosition};
use rustls::CertificateError;

use super::hosts::Place;

/// The widest piece of a statement's line that an error shows, in characters.
const WIDEST_LINE: usize = 60;

/// How much of a long line is shown behind the place of the error at least, if there is that much.
const LEAST_AFTER: usize = 10;

/// Describes a statement's failure as psycopg prints it.
pub(super) fn statement_error(error: &postgres::Error, sql: &str) -> DatabaseError {
    match error.as_db_error() {
        Some(db_error) => DatabaseError {
            message: db_error.message().to_owned(),
            code: Some(db_error.code().code().to_owned()),
            statement: Some(sql.to_owned()),
            detail: server_words(db_error, Some(sql)),
        },
        None => DatabaseError {
            statement: Some(sql.to_owned()),
            ..if error.is_closed() {
                closed()
            } else {
                DatabaseError::new(with_causes(error))
            }
        },
    }
}

/// libpq's words for a connection that ended without a word.
fn closed() -> DatabaseError {
    DatabaseError {
        detail: Some(
            "\tThis probably means the server terminated abnormally\n\tbefore or while processing the request."
                .to_owned(),
        ),
        ..DatabaseError::new("server closed the connection unexpectedly")
    }
}

/// The place in the statement, `DETAIL`, `HINT` and `CONTEXT`, one a line as libpq writes them.
pub(super) fn server_words(error: &DbError, sql: Option<&str>) -> Option<String> {
    let mut lines = Vec::new();
    match (error.position(), sql) {
        (Some(ErrorPosition::Original(position)), Some(sql)) => lines.extend(point_at(sql, *position as usize)),
        (Some(ErrorPosition::Internal { position, query }), _) => {
            lines.extend(point_at(query, *position as usize));
            lines.push(format!("QUERY:  {query}"));
        }
        _ => {}
    }
    for (name, words) in [
        ("DETAIL", error.detail()),
        ("HINT", error.hint()),
        ("CONTEXT", error.where_()),
    ] {
        lines.extend(words.map(|words| format!("{name}:  {words}")));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The line of the statement, and a caret under the character at `position`, counted from one.
fn point_at(sql: &str, position: usize) -> Option<String> {
    let characters: Vec<char> = sql.chars().collect();
    let at = position.checked_sub(1).filter(|at| *at <= characters.len())?;
    let before = characters[..at]
        .iter()
        .rposition(|c| *c == '\n')
        .map_or(0, |end| end + 1);
    let end = characters[at..]
        .iter()
        .position(|c| *c == '\n')
        .map_or(characters.len(), |end| at + end);
    let number = characters[..before].iter().filter(|c| **c == '\n').count() + 1;

    // libpq's window of a long line: from its start if the place is inside, else around the place.
    let (mut start, mut stop) = (before, end);
    if end - before > WIDEST_LINE {
        if before + WIDEST_LINE >= at + LEAST_AFTER {
            stop = before + WIDEST_LINE;
        } else {
            stop = end.min(at + LEAST_AFTER);
            start = before.max(stop - WIDEST_LINE);
        }
    }
    let head = format!("LINE {number}: {}", if start > before { "..." } else { "" });
    let tail = if stop < end { "..." } else { "" };
    let piece: String = characters[start..stop]
        .iter()
        .map(|c| if *c == '\t' { ' ' } else { *c })
        .collect();
    let indent = " ".repeat(head.chars().count() + at - start);
    Some(format!("{head}{piece}{tail}\n{indent}^"))
}

/// What went wrong with TLS, in libpq's words where it has some; `None` for any other error.
pub(super) fn tls_words(error: &postgres::Error, place: &Place) -> Option<String> {
    // The kind of the error is not public; its text is.
    if error.to_string() != "error performing TLS handshake" {
        return None;
    }
    let Some(cause) = error.source() else {
        return Some("SSL error".to_owned());
    };
    let rustls_error = cause
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    Some(match rustls_error {
        Some(rustls::Error::InvalidCertificate(CertificateError::NotValidForNameContext { presented, .. })) => {
            let host = match place {
                Place::Tcp { name, .. } => name.as_str(),
                Place::Socket(_) => "",
            };
            // Each is written as `DnsName("db.example")`.
            let names: Vec<&str> = presented
                .iter()
                .map(|name| name.split_once('(').map_or(name.as_str(), |(_, name)| name))
                .map(|name| name.trim_end_matches(')').trim_matches('"'))
                .collect();
            let named = match names.as_slice() {
                [] => String::new(),
                names => format!(" for \"{}\"", names.join("\", \"")),
            };
            format!("server certificate{named} does not match host name \"{host}\"")
        }
        Some(rustls::Error::InvalidCertificate(_)) => format!("SSL error: certificate verify failed: {cause}"),
        _ if cause.to_string() == "server does not support TLS" => {
            "server does not support SSL, but SSL was required".to_owned()
        }
        _ => format!("SSL error: {cause}"),
    })
}

/// The error's text and those of its causes.
fn with_causes(error: &postgres::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recorded from psycopg.
    #[test]
    fn an_error_points_at_its_place_as_libpq_does() {
        for (sql, position, expected) in [
            ("select nope\n from x", 19, "LINE 2:  from x\n              ^"),
            (
                "select * from pg_classs",
                15,
                "LINE 1: select * from pg_classs\n                      ^",
            ),
            (
                "select 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz' as a, nope, \
                 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz' as b",
                69,
                "LINE 1: ...klmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz' as a, nope, 'abc...\n\
                 \x20                                                            ^",
            ),
            ("SELECT", 7, "LINE 1: SELECT\n              ^"),
            ("SELECT\té, nope", 11, "LINE 1: SELECT é, nope\n                  ^"),
        ] {
            assert_eq!(point_at(sql, position).as_deref(), Some(expected));
        }
        assert_eq!(point_at("SELECT", 0), None);
        assert_eq!(point_at("SELECT", 9), None);
    }
}
