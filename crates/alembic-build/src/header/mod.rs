//! The header of a Rust revision file: its docstring, identifiers and functions, read without compiling it.

mod problem;
mod reader;

pub use problem::{HeaderError, HeaderProblem};
use reader::Reader;

/// What a Rust revision file says about itself.
///
/// The identifiers are constants with literal values, so that they can be read while the code does not compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RustHeader {
    /// The text of the file's `//!` lines, stripped as Alembic's `Script.longdoc` is.
    pub doc: String,
    /// The constant `REVISION`.
    pub revision: String,
    /// The constant `DOWN_REVISION`; empty for a base.
    pub down_revision: Vec<String>,
    /// The constant `BRANCH_LABELS`; `None` when the file has none.
    pub branch_labels: Option<Vec<String>>,
    /// The constant `DEPENDS_ON`; `None` when the file has none.
    pub depends_on: Option<Vec<String>>,
    /// Whether there is an `upgrade`, as far as can be seen: a macro or a re-export may bring one in.
    pub has_upgrade: bool,
    /// Whether there is a `downgrade`, as far as can be seen.
    pub has_downgrade: bool,
    obstacles: Vec<HeaderError>,
}

impl RustHeader {
    /// What keeps the file from being compiled into a program: identifiers and functions that are private or missing.
    ///
    /// Reading commands such as `history` do not mind, a build does.
    pub fn obstacles(&self) -> &[HeaderError] {
        &self.obstacles
    }
}

/// Reads the header of a Rust revision file.
///
/// Comments, strings, nested modules, function bodies and `#[cfg(test)]` items are not mistaken for it. A file that
/// does not compile can still be read, as long as its literals and comments end.
///
/// # Errors
/// [`HeaderError`] when `REVISION` or `DOWN_REVISION` is missing, or when an identifier is not a literal.
///
/// ```
/// let header = alembic_build::header(
///     r#"//! create users
/// pub const REVISION: &str = "a1";
/// pub const DOWN_REVISION: &[&str] = &[];
/// "#,
/// )?;
/// assert_eq!((header.doc.as_str(), header.revision.as_str()), ("create users", "a1"));
/// # Ok::<(), alembic_build::HeaderError>(())
/// ```
pub fn header(source: &str) -> Result<RustHeader, HeaderError> {
    let mut reader = Reader::new(source);
    reader.read()?;
    reader.finish()
}

/// Reads the header of a Rust revision file from its bytes.
///
/// # Errors
/// As [`header`]; also when the bytes are not UTF-8.
pub fn header_of_bytes(bytes: &[u8]) -> Result<RustHeader, HeaderError> {
    match std::str::from_utf8(bytes) {
        Ok(source) => header(source),
        Err(error) => {
            let line = bytes[..error.valid_up_to()]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count()
                + 1;
            Err(HeaderError {
                line,
                problem: HeaderProblem::NotUtf8,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPLETE: &str = r##"//! create users
//!
//! Revision ID: a1

#![allow(dead_code)]
//! Revises:

use alembic::{prelude::*, other::{A}};

// pub const REVISION: &str = "comment";
/* pub const REVISION: &str = "block"; */
/// pub const REVISION: &str = "doc";
const NOTE: &str = "pub const REVISION: &str = \"string\"; //! no";
const RAW: &str = r#"pub const REVISION: &str = "raw";"#;
const QUOTE: char = '"';
pub const REVISION: &str = "a1";
pub const DOWN_REVISION: &'static [&'static str] = &["b2", r"c3",];
pub(crate) const BRANCH_LABELS: &[&str; 1] = &["x"];
pub const DEPENDS_ON: &[&str] = &[];

#[cfg(test)]
pub const REVISION: &str = "test";

pub fn upgrade<'a>(op: &'a mut Operations) -> Result<()> where (): Sized {
    //! not the docstring
    const REVISION: &str = "inner";
    Ok(())
}
/// Undoes it.
#[inline]
pub const fn downgrade(op: &mut Operations) -> Result<()> { if true { "}" } }
mod nested { pub const REVISION: &str = "nested"; }
"##;

    fn fault(source: &str) -> String {
        let error = header(source).expect_err("the header is bad");
        format!("{}: {error}", error.line)
    }

    fn obstacles(functions: &str) -> Vec<String> {
        let source = format!("pub const REVISION: &str = \"a\";\npub const DOWN_REVISION: &[&str] = &[];\n{functions}");
        let header = header(&source).expect("the header is good");
        header
            .obstacles()
            .iter()
            .map(|error| format!("{}: {error}", error.line))
            .collect()
    }

    #[test]
    fn a_complete_file_is_read() {
        for source in [COMPLETE.to_owned(), COMPLETE.replace('\n', "\r\n")] {
            let header = header(&source).expect("the header is good");
            assert_eq!(header.doc, "create users\n\nRevision ID: a1\nRevises:");
            assert_eq!(header.revision, "a1");
            assert_eq!(header.down_revision, ["b2", "c3"]);
            assert_eq!(header.branch_labels, Some(vec!["x".to_owned()]));
            assert_eq!(header.depends_on, Some(Vec::new()));
            assert_eq!(header.obstacles(), []);
        }
    }

    #[test]
    fn docstrings_may_be_blocks_and_may_miss() {
        let constants = "pub const REVISION: &str = \"a\"; pub const DOWN_REVISION: &[&str] = &[];";
        let doc = |comment: &str| {
            header(&format!("{comment}\n{constants}"))
                .expect("the header is good")
                .doc
        };
        assert_eq!(doc("/*! one\n * two\n *\n * three\n */"), "one\ntwo\n\nthree");
        assert_eq!(doc("//!\n//!one \n//!   two  "), "one \n  two");
        assert_eq!(doc("/// not of the file\n// nor this"), "");
        assert_eq!(header(constants).expect("the header is good").branch_labels, None);
    }

    #[test]
    fn bad_identifiers_are_errors_with_their_line() {
        let down = "pub const DOWN_REVISION: &[&str] = &[];";
        let cases = [
            (
                down.to_owned(),
                "1: the constant REVISION is missing; declare `pub const REVISION: &str = \"…\";`",
            ),
            (
                "pub const REVISION: &str = \"a\";".to_owned(),
                "1: the constant DOWN_REVISION is missing; declare `pub const DOWN_REVISION: &[&str] = &[\"…\"];`",
            ),
            (
                format!("\npub const REVISION: &str = concat!(\"a\",\n  \"b\");{down}"),
                "2: REVISION must have a literal value, because it is read without compiling the file; found \
                 `concat!(\"a\", \"b\")`; write `pub const REVISION: &str = \"…\";`",
            ),
            (
                "pub const REVISION: &str = \"a\";\n\npub const DOWN_REVISION: &str = \"b\";".to_owned(),
                "3: DOWN_REVISION must have a literal value, because it is read without compiling the file; found \
                 `\"b\"`; write `pub const DOWN_REVISION: &[&str] = &[\"…\"];`",
            ),
            (
                format!("pub const REVISION: &str = \"a\";\npub const REVISION: &str = \"a\";{down}"),
                "2: the constant REVISION is declared twice; keep one",
            ),
            (
                format!("#[cfg(feature = \"x\")]\npub const REVISION: &str = \"a\";{down}"),
                "2: REVISION stands under a #[cfg], which cannot be decided here; declare it without one",
            ),
            (
                format!("#![cfg(unix)]\npub const REVISION: &str = \"a\";{down}"),
                "2: REVISION stands under a #[cfg], which cannot be decided here; declare it without one",
            ),
            (
                format!("pub static REVISION: &str = \"a\";{down}"),
                "1: REVISION must be a `const`, not a `static`",
            ),
            (
                format!("pub const REVISION: &str = \"a;\n{down}"),
                "1: unterminated string",
            ),
        ];
        for (source, message) in cases {
            assert_eq!(fault(&source), message);
        }
    }

    #[test]
    fn functions_that_cannot_be_called_are_obstacles() {
        const GOOD: &str =
            "pub fn downgrade<'a>(\n    op: &mut Operations<'a, Map<u8, u8>>,\n) -> Result<()> { Ok(()) }\n";
        let errors = |upgrade: &str| obstacles(&format!("{GOOD}{upgrade}"));
        let wanted = "`pub fn upgrade(op: &mut Operations) -> Result<()>`";
        assert_eq!(
            errors("// pub fn upgrade() {}"),
            [format!("1: the function upgrade is missing; add {wanted}")]
        );
        assert_eq!(
            errors("fn upgrade(op: &mut Operations) -> Result<()> {}"),
            ["6: upgrade is private; write `pub fn upgrade`"]
        );
        for other in [
            "pub async fn upgrade(op: &mut Operations) -> Result<()> {}",
            "pub fn upgrade() -> Result<()> {}",
            "pub fn upgrade(op: &mut Operations) {}",
            "pub fn upgrade(op: &mut Operations, (a, b): (u8, u8)) -> Result<()> {}",
        ] {
            assert_eq!(
                errors(other),
                [format!("6: upgrade has another signature; write {wanted}")],
                "{other}"
            );
        }
        assert_eq!(errors("pub use super::shared::upgrade;"), [""; 0]);
        assert_eq!(errors("shared_upgrade!();"), [""; 0]);
    }
}
