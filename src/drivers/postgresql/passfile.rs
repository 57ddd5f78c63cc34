//! libpq's password file.

use std::fs;
use std::path::{Path, PathBuf};

use super::conninfo::ConnInfo;
use super::hosts::Host;
use crate::drivers::environment::Environment;

/// The lines of `passfile`, `PGPASSFILE` or `~/.pgpass`.
#[derive(Debug, Default)]
pub(super) struct PasswordFile {
    lines: Vec<Vec<String>>,
}

impl PasswordFile {
    /// Reads the file; without one, or with one that others may read, there are no passwords.
    pub(super) fn read(conninfo: &ConnInfo, environment: &Environment) -> Self {
        let path = match conninfo.get("passfile") {
            Some(path) => Some(PathBuf::from(path)),
            None => environment.home.as_ref().map(|home| home.join(".pgpass")),
        };
        match path {
            Some(path) if path.is_file() && is_private(&path) => {
                Self::parse(&fs::read_to_string(path).unwrap_or_default())
            }
            _ => Self::default(),
        }
    }

    fn parse(text: &str) -> Self {
        Self {
            lines: text.lines().filter(|line| !line.starts_with('#')).map(fields).collect(),
        }
    }

    /// The password of the first line that fits.
    pub(super) fn password(&self, host: &Host, database: &str, user: &str) -> Option<&str> {
        let port = host.port.to_string();
        let wanted = [host.name_for_password(), &port, database, user];
        self.lines.iter().find_map(|line| match line.as_slice() {
            [pattern @ .., password] if pattern.len() == wanted.len() => pattern
                .iter()
                .zip(wanted)
                .all(|(pattern, wanted)| pattern == "*" || pattern == wanted)
                .then_some(password.as_str()),
            _ => None,
        })
    }
}

/// Splits a line at its colons; a backslash takes the meaning from the next character.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        let character = match character {
            ':' if fields.len() < 5 => {
                fields.push(String::new());
                continue;
            }
            '\\' => match characters.next() {
                Some(escaped) => escaped,
                None => break,
            },
            character => character,
        };
        if let Some(field) = fields.last_mut() {
            field.push(character);
        }
    }
    fields
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;

    let private = fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 == 0);
    if !private {
        // libpq's words.
        log::warn!(
            target: "sqlalchemy.dialects.postgresql",
            "password file \"{}\" has group or world access; permissions should be u=rw (0600) or less",
            path.display()
        );
    }
    private
}

#[cfg(not(unix))]
fn is_private(_path: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::postgresql::hosts::Place;

    fn at(name: &str, port: u16) -> Host {
        Host {
            place: Place::Tcp {
                name: name.to_owned(),
                address: None,
            },
            port,
        }
    }

    #[test]
    fn the_first_line_that_fits_has_the_password() {
        let file = PasswordFile::parse(
            "# comment\n\
             broken:line\n\
             db.example:5432:app:me:first\n\
             db.example:*:*:me:pass\\:wo\\\\rd\n\
             localhost:*:*:*:by:socket\n",
        );
        assert_eq!(file.password(&at("db.example", 5432), "app", "me"), Some("first"));
        assert_eq!(file.password(&at("db.example", 5433), "app", "me"), Some("pass:wo\\rd"));
        assert_eq!(file.password(&at("db.example", 5432), "app", "you"), None);
        let socket = Host {
            place: Place::Socket("/tmp".into()),
            port: 1,
        };
        assert_eq!(file.password(&socket, "x", "y"), Some("by:socket"));
    }
}
