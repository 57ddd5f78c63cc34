//! New revision files: Alembic's `ScriptDirectory.generate_revision`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, iter};

use alembic_core::revision::{ErrorContext, Identifier, Revision, RevisionRef};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::template::{RevisionTemplate, TemplateArguments};
use super::{
    CreateDate, DEFAULT_FILE_TEMPLATE, DEFAULT_TRUNCATE_SLUG_LENGTH, History, Language, ModulePath, ScriptDirectory,
    ScriptHeader, python_file, rev_path, rust_file, write_hooks,
};
use crate::config::python::python_int;
use crate::config::{Config, OptionValue};
use crate::migration::Reporter;
use crate::migration::report::with_status;
use crate::{Error, Result};

/// What the column of the version table holds, unless somebody has widened it.
const VERSION_NUM_LENGTH: usize = 32;

/// A revision file to be written.
#[derive(Debug)]
pub(crate) struct NewRevision<'a> {
    pub(crate) rev_id: &'a str,
    pub(crate) message: Option<&'a str>,
    pub(crate) head: Identifier<'a>,
    pub(crate) splice: bool,
    pub(crate) branch_label: Option<&'a str>,
    pub(crate) version_path: Option<&'a Path>,
    pub(crate) depends_on: &'a [String],
    pub(crate) now: Timestamp,
    /// Whether `env.py` was entered for it.
    pub(crate) in_environment: bool,
}

impl ScriptDirectory {
    /// Writes a new revision file from the environment's template and runs the write hooks on it.
    ///
    /// Everything that can be wrong with it is found before anything is written.
    pub(crate) fn generate_revision(
        &self,
        config: &Config,
        history: &History,
        new: &NewRevision<'_>,
        reporter: &dyn Reporter,
    ) -> Result<ScriptHeader> {
        check_rev_id(new.rev_id, history)?;
        let map = history.revision_map();
        let in_words = |error| ErrorContext::NewRevision.translate(error);
        let heads = map.get_revisions(new.head).map_err(in_words)?;
        let distinct: BTreeSet<&str> = heads.iter().map(|head| head.revision()).collect();
        if distinct.len() != heads.len() {
            return Err(Error::Command("Duplicate head revisions specified".to_owned()));
        }
        let timezone = config.get_alembic_text_option("timezone")?;
        let create_date = CreateDate::new(timezone.as_deref(), new.now, TimeZone::system())
            .map_err(|error| Error::Command(error.to_string()))?;
        let version_path = self.version_path(new, history, &heads)?;
        let template = RevisionTemplate::of(self.dir()?)?;
        let path = absolute(&version_path.join(file_name(config, new, &create_date, template.language)?));
        if let (false, Some(head)) = (new.splice, heads.iter().find(|head| !head.is_head())) {
            return Err(Error::Command(format!(
                "Revision {} is not a head revision; please specify --splice to create a new branch from this revision",
                head.revision()
            )));
        }
        let text = template.render(&TemplateArguments {
            message: new.message.unwrap_or("empty message"),
            up_revision: new.rev_id,
            down_revision: &heads.iter().map(|head| head.revision().to_owned()).collect::<Vec<_>>(),
            branch_labels: new.branch_label,
            depends_on: &depends_on(new.depends_on, history)?,
            create_date: &create_date,
            config,
            in_environment: new.in_environment,
        });
        // Alembic's line for the file names it even where it never comes to be.
        let generating = format!("Generating {}", path.display());
        let text = match text {
            Ok(text) => text,
            Err(error) => return with_status(reporter, &generating, false, || Err(error)),
        };
        let content = encoded(config, &text)?;
        check(&path, template.language, &content, new, history, &self.modules)?;
        for folder in [Some(version_path.as_path()), path.parent()].into_iter().flatten() {
            ensure_directory(folder, reporter)?;
        }
        with_status(reporter, &generating, false, || {
            fs::write(&path, &content)
                .map_err(|error| Error::Script(format!("cannot write {}: {error}", path.display())))
        })?;
        write_hooks::run_hooks(&path, &config.get_hooks_list()?, reporter)?;
        Ok(super::load::read_file_with(&path, template.language, &self.modules)?)
    }

    /// The version location that the file goes to.
    fn version_path(&self, new: &NewRevision<'_>, history: &History, heads: &[RevisionRef<'_>]) -> Result<PathBuf> {
        let locations: Vec<PathBuf> = self.locations().iter().map(|location| absolute(location)).collect();
        let version_path = match (new.version_path, locations.as_slice()) {
            (Some(path), _) => path.to_owned(),
            (None, [only]) => only.clone(),
            (None, _) => {
                let of_head = heads.iter().find_map(|head| history.path(head.revision())?.parent());
                of_head.map(Path::to_owned).ok_or_else(|| {
                    Error::Command("Multiple version locations present, please specify --version-path".to_owned())
                })?
            }
        };
        let wanted = absolute(&version_path);
        // Files are found without symbolic links on the way.
        let is_wanted = |location: &PathBuf| {
            *location == wanted || fs::canonicalize(location).is_ok_and(|location| location == wanted)
        };
        if locations.iter().any(is_wanted) {
            Ok(version_path)
        } else {
            Err(Error::Command(format!(
                "Path {} is not represented in current version locations",
                version_path.display()
            )))
        }
    }
}

/// As Python's `Path.absolute`.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Makes a folder, with Alembic's line for it.
pub(crate) fn ensure_directory(path: &Path, reporter: &dyn Reporter) -> Result<()> {
    let path = absolute(path);
    if path.exists() {
        return Ok(());
    }
    with_status(
        reporter,
        &format!("Creating directory {}", path.display()),
        false,
        || {
            fs::create_dir_all(&path)
                .map_err(|error| Error::Script(format!("cannot create {}: {error}", path.display())))
        },
    )
}

/// Refuses an id that cannot be used: one with characters that mean something, one that is there already, and one that
/// the version table would not hold. That somebody has widened the table is known from longer ids in the history.
fn check_rev_id(rev_id: &str, history: &History) -> Result<()> {
    Revision::verify_rev_id(rev_id).map_err(|error| Error::Command(error.to_string()))?;
    if rev_id.is_empty() || rev_id.contains(char::is_control) {
        return Err(Error::Command(format!("{rev_id:?} is no revision id")));
    }
    if let Some((_, script)) = history.find(rev_id) {
        return Err(Error::Command(format!(
            "Revision {rev_id} is present already ({})",
            script.path.display()
        )));
    }
    let length = rev_id.chars().count();
    let ids = history.revision_map().revisions();
    let longest = ids.map(|revision| revision.revision().chars().count()).max();
    let limit = longest.into_iter().chain(iter::once(VERSION_NUM_LENGTH)).max();
    match limit {
        Some(limit) if length > limit => Err(Error::Command(format!(
            "Revision id '{rev_id}' has {length} characters, and the column version_num of the version table holds {limit}"
        ))),
        _ => Ok(()),
    }
}

/// The ids of dependencies; branch labels stay labels.
fn depends_on(given: &[String], history: &History) -> Result<Vec<String>> {
    let map = history.revision_map();
    given
        .iter()
        .map(|id| {
            let found = map
                .get_revision(Some(id))
                .map_err(|error| ErrorContext::Lookup.translate(error))?;
            let found = found.ok_or_else(|| Error::Script(format!("--depends-on {id} names no revision")))?;
            let is_label = found.branch_labels().contains(&id.as_str());
            Ok(if is_label {
                id.clone()
            } else {
                found.revision().to_owned()
            })
        })
        .collect()
}

/// The file's path below its version location.
fn file_name(config: &Config, new: &NewRevision<'_>, create_date: &CreateDate, language: Language) -> Result<String> {
    const FILE_TEMPLATE: &str = "file_template";
    let file_template = config.get_alembic_text_option(FILE_TEMPLATE)?;
    let length = match config.get_alembic_option("truncate_slug_length")? {
        Some(OptionValue::Text(text)) => python_int(&text)
            .ok()
            .and_then(|length| i64::try_from(length).ok())
            .unwrap_or(DEFAULT_TRUNCATE_SLUG_LENGTH),
        Some(OptionValue::Integer(length)) => length,
        _ => DEFAULT_TRUNCATE_SLUG_LENGTH,
    };
    rev_path(
        file_template.as_deref().unwrap_or(DEFAULT_FILE_TEMPLATE),
        length,
        new.rev_id,
        new.message,
        create_date,
        language,
    )
    .map_err(|error| {
        let place = config
            .where_is(FILE_TEMPLATE)
            .map_or_else(String::new, |place| format!(" ({place})"));
        Error::Config(format!("{FILE_TEMPLATE}{place}: {}: {error}", error.python_class()))
    })
}

fn encoded(config: &Config, text: &str) -> Result<Vec<u8>> {
    match config.get_alembic_text_option("output_encoding")? {
        Some(encoding) => alembic_python::encode(text, &encoding)
            .map_err(|error| Error::Config(format!("output_encoding = {encoding}: {error}"))),
        None => Ok(text.as_bytes().to_vec()),
    }
}

/// Makes sure that the file can be read and has its place in the history.
fn check(
    path: &Path,
    language: Language,
    content: &[u8],
    new: &NewRevision<'_>,
    history: &History,
    modules: &ModulePath,
) -> Result<()> {
    if path.exists() {
        return Err(Error::Command(format!("File {} already exists", path.display())));
    }
    let script = match language {
        Language::Python => python_file::read(path, content, modules)?,
        Language::Rust => rust_file::read(path, content)?,
    };
    if let (Some(label), true) = (new.branch_label, script.branch_labels.is_empty()) {
        let template = match language {
            Language::Python => super::PYTHON_TEMPLATE,
            Language::Rust => super::RUST_TEMPLATE,
        };
        return Err(Error::Command(format!(
            "Version {} specified branch_labels {label}, however the migration file {} does not have them; have you upgraded \
             your {template} to include the 'branch_labels' section?",
            script.revision,
            path.display()
        )));
    }
    history.check_addition(&script)
}
