//! New environments.

use std::path::{Component, Path, PathBuf};
use std::{fs, iter};

use super::environment_templates::{TEMPLATES, Template};
use super::{absolute, ensure_directory};
use crate::config::Config;
use crate::migration::report::with_status;
use crate::migration::{Reporter, Status};
use crate::{Error, Result};

/// An environment to be made: the arguments of Alembic's `command.init`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitOptions {
    /// The folder of the environment, which may exist when it is empty.
    pub directory: PathBuf,
    /// The name of the template, of [`TEMPLATES`].
    pub template: String,
}

impl InitOptions {
    /// The generic template in a folder.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            template: "generic".to_owned(),
        }
    }
}

/// What `init` wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Initialized {
    /// The files of the environment and of the configuration that were written.
    pub files: Vec<PathBuf>,
    /// The ini file, written or found there.
    pub config_file: PathBuf,
    /// The workspace that the environment is in without being a member.
    pub inside_workspace: Option<PathBuf>,
}

/// As `command::init`.
pub(crate) fn init(config: &Config, options: &InitOptions, reporter: &dyn Reporter) -> Result<Initialized> {
    let directory: PathBuf = options.directory.components().collect();
    check_empty(&directory)?;
    let template = TEMPLATES
        .iter()
        .find(|template| template.name == options.template)
        .ok_or_else(|| no_such_template(&options.template))?;
    let config_file = config
        .config_file_name()
        .map(absolute)
        .ok_or_else(|| Error::Command("The configuration names no file to write".to_owned()))?;
    let crate_ = EnvironmentCrate::at(&absolute(&directory));

    ensure_directory(&directory, reporter)?;
    ensure_directory(&directory.join("versions"), reporter)?;
    let mut files = Vec::new();
    for (path, text) in template.files {
        let path = absolute(&directory.join(path));
        if let Some(folder) = path.parent() {
            ensure_directory(folder, reporter)?;
        }
        generate(&path, &crate_.fill(text), reporter)?;
        files.push(path);
    }
    if config_file.exists() {
        let message = format!("File {} already exists, skipping", config_file.display());
        reporter.status(Status::Message(&message));
    } else {
        let location = script_location(&directory, &config_file);
        generate(
            &config_file,
            &template.ini.concat().replace("${script_location}", &location),
            reporter,
        )?;
        files.push(config_file.clone());
    }
    let toml_file = write_pyproject(config, template, &directory, &mut files, reporter)?;
    if let Some(workspace) = &crate_.inside_workspace {
        reporter.status(Status::Message(&workspace_message(workspace, &directory)));
    }
    let edit = "Please edit configuration";
    let ini = config_file.display();
    reporter.status(Status::Message(&match toml_file {
        Some(toml) => format!(
            "{edit} settings in {} and configuration/connection/logging settings in {ini} before proceeding.",
            toml.display()
        ),
        None => format!("{edit}/connection/logging settings in {ini} before proceeding."),
    }));
    Ok(Initialized {
        files,
        config_file,
        inside_workspace: crate_.inside_workspace,
    })
}

fn check_empty(directory: &Path) -> Result<()> {
    if !directory.exists() {
        return Ok(());
    }
    let cannot_read = |error| Error::Script(format!("cannot read {}: {error}", directory.display()));
    if fs::read_dir(directory).map_err(cannot_read)?.next().is_none() {
        return Ok(());
    }
    Err(Error::Command(format!(
        "Directory {} already exists and is not empty",
        directory.display()
    )))
}

fn no_such_template(name: &str) -> Error {
    let known: Vec<&str> = TEMPLATES.iter().map(|template| template.name).collect();
    let known = known.join(", ");
    Error::Command(match name {
        "async" | "pyproject_async" => format!(
            "No such template {name}: there are {known}, for environments in Rust. Python's Alembic makes those that run \
             Python, and they are used here as they are"
        ),
        _ => format!("No such template {name}: there are {known}"),
    })
}

fn workspace_message(workspace: &Path, directory: &Path) -> String {
    let root = workspace.parent().unwrap_or(workspace);
    let member = relative(&absolute(directory), root);
    format!(
        "The environment is a workspace of its own. To make it a member of {}, add \"{}\" to the members there and remove \
         [workspace] from {}",
        workspace.display(),
        member.display(),
        absolute(directory).join("Cargo.toml").display()
    )
}

fn generate(path: &Path, text: &str, reporter: &dyn Reporter) -> Result<()> {
    with_status(reporter, &format!("Generating {}", path.display()), false, || {
        fs::write(path, text).map_err(|error| Error::Script(format!("cannot write {}: {error}", path.display())))
    })
}

/// Writes `pyproject.toml`, or its table into one that is there; its path, when the template has one.
fn write_pyproject(
    config: &Config,
    template: &Template,
    directory: &Path,
    files: &mut Vec<PathBuf>,
    reporter: &dyn Reporter,
) -> Result<Option<PathBuf>> {
    let Some(text) = template.pyproject else {
        return Ok(None);
    };
    let path = config
        .toml_file_name()
        .map(absolute)
        .ok_or_else(|| Error::Command("The configuration names no pyproject.toml to write".to_owned()))?;
    let text = text.replace("${script_location}", &script_location(directory, &path));
    let cannot =
        |what: &str, error: &dyn std::fmt::Display| Error::Script(format!("cannot {what} {}: {error}", path.display()));
    if !path.exists() {
        generate(&path, &text, reporter)?;
        files.push(path.clone());
        return Ok(Some(path));
    }
    let before = fs::read_to_string(&path).map_err(|error| cannot("read", &error))?;
    let document: toml::Table = before.parse().map_err(|error| cannot("read", &error))?;
    let has_table = document.get("tool").and_then(|tool| tool.get("alembic")).is_some();
    if has_table {
        reporter.status(Status::Message(&format!(
            "File {} already exists and already has a [tool.alembic] section, skipping",
            path.display()
        )));
    } else {
        let status = format!("Appending to existing {}", path.display());
        with_status(reporter, &status, false, || {
            fs::write(&path, format!("{before}\n\n{text}")).map_err(|error| cannot("write", &error))
        })?;
        files.push(path.clone());
    }
    Ok(Some(path))
}

/// The folder as the configuration names it: relative to its file, unless it was given from the root.
fn script_location(directory: &Path, config_file: &Path) -> String {
    if directory.is_absolute() {
        return directory.display().to_string();
    }
    let here = config_file.parent().unwrap_or(config_file);
    let relative = relative(&absolute(directory), here);
    if relative.as_os_str().is_empty() {
        "%(here)s".to_owned()
    } else {
        format!("%(here)s/{}", relative.display())
    }
}

/// The way from one folder to another; both are absolute.
fn relative(path: &Path, from: &Path) -> PathBuf {
    let (path, from): (Vec<_>, Vec<_>) = (path.components().collect(), from.components().collect());
    let common = path.iter().zip(&from).take_while(|(left, right)| left == right).count();
    let up = iter::repeat_n(Component::ParentDir, from.len() - common);
    up.chain(path.into_iter().skip(common)).collect()
}

/// What the templates have to know of the crate that they become.
struct EnvironmentCrate {
    package: String,
    /// Whether the crate is a member of the workspace around it.
    is_member: bool,
    /// The manifest of the workspace around it, of which it is no member.
    inside_workspace: Option<PathBuf>,
}

impl EnvironmentCrate {
    fn at(directory: &Path) -> Self {
        let workspace = workspace_around(directory);
        let is_member = workspace.as_ref().is_some_and(|(_, is_member)| *is_member);
        Self {
            package: package_name(directory),
            is_member,
            inside_workspace: workspace.map(|(manifest, _)| manifest).filter(|_| !is_member),
        }
    }

    fn fill(&self, text: &str) -> String {
        let workspace = if self.is_member { "" } else { "\n[workspace]\n" };
        text.replace("${package}", &self.package)
            .replace("${crate}", &self.package.replace('-', "_"))
            .replace("${alembic_rs}", &dependency(""))
            .replace("${alembic_build}", &dependency("crates/alembic-build"))
            .replace("${workspace}\n", workspace)
    }
}

/// Our own library for a manifest: by its path when this program was built from a checkout that is still there, else by
/// its version.
fn dependency(folder: &str) -> String {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = checkout.join(folder);
    let path: PathBuf = path.components().collect();
    let of_registry = checkout.components().any(|part| part.as_os_str() == "registry");
    if !of_registry && path.join("Cargo.toml").is_file() {
        format!(
            "{{ path = {} }}",
            toml::Value::from(path.to_string_lossy().into_owned())
        )
    } else {
        format!("{:?}", env!("CARGO_PKG_VERSION"))
    }
}

/// The name of the crate: that of its folder, as far as cargo takes it.
fn package_name(directory: &Path) -> String {
    const TAKEN: [&str; 12] = [
        "alembic",
        "alembic-rs",
        "alembic-build",
        "alembic-core",
        "alembic-sql",
        "alembic-python",
        "std",
        "core",
        "alloc",
        "test",
        "build",
        "deps",
    ];
    let folder = directory
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let name: String = folder
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() || letter == '_' {
                letter
            } else {
                '-'
            }
        })
        .collect();
    let name = name.trim_matches('-');
    let is_keyword = syntax_keyword(name);
    if name.is_empty()
        || TAKEN.contains(&name)
        || is_keyword
        || !name.starts_with(|letter: char| letter.is_ascii_alphabetic())
    {
        format!("migrations-{name}").trim_end_matches('-').to_owned()
    } else {
        name.to_owned()
    }
}

fn syntax_keyword(name: &str) -> bool {
    const KEYWORDS: [&str; 52] = [
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
        "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
        "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
        "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
        "union",
    ];
    KEYWORDS.contains(&name)
}

/// The manifest of the workspace that cargo would look for above a folder, and whether its members take the folder in.
fn workspace_around(directory: &Path) -> Option<(PathBuf, bool)> {
    directory.ancestors().skip(1).find_map(|folder| {
        let manifest = folder.join("Cargo.toml");
        let document: toml::Table = fs::read_to_string(&manifest).ok()?.parse().ok()?;
        let workspace = document.get("workspace")?;
        let names = |list: &str| -> Vec<String> {
            let items = workspace.get(list).and_then(toml::Value::as_array);
            let texts = items.into_iter().flatten().filter_map(toml::Value::as_str);
            texts.map(str::to_owned).collect()
        };
        let inside = relative(directory, folder);
        let is_excluded = names("exclude").iter().any(|excluded| inside.starts_with(excluded));
        let is_member = !is_excluded && names("members").iter().any(|member| matches(member, &inside));
        Some((manifest, is_member))
    })
}

/// Whether a member pattern, with `*` and `?` in its parts, is about a folder.
fn matches(pattern: &str, folder: &Path) -> bool {
    let pattern: PathBuf = Path::new(pattern)
        .components()
        .filter(|part| *part != Component::CurDir)
        .collect();
    let (pattern, folder): (Vec<_>, Vec<_>) = (pattern.iter().collect(), folder.iter().collect());
    let part_matches = |(pattern, part): (&&std::ffi::OsStr, &&std::ffi::OsStr)| {
        wildcard(pattern.to_string_lossy().as_bytes(), part.to_string_lossy().as_bytes())
    };
    pattern.len() == folder.len() && pattern.iter().zip(&folder).all(part_matches)
}

fn wildcard(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), None) => wildcard(rest, text),
        (Some((b'*', rest)), Some((_, behind))) => wildcard(rest, text) || wildcard(pattern, behind),
        (Some((b'?', rest)), Some((_, behind))) => wildcard(rest, behind),
        (Some((letter, rest)), Some((other, behind))) => letter == other && wildcard(rest, behind),
        (None, Some(_)) | (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_named_after_their_folder() {
        let name = |folder: &str| package_name(Path::new(folder));
        assert_eq!(name("/p/migrations"), "migrations");
        assert_eq!(name("/p/My Migs"), "my-migs");
        assert_eq!(name("/p/alembic"), "migrations-alembic");
        assert_eq!(name("/p/2025"), "migrations-2025");
        assert_eq!(name("/p/match"), "migrations-match");
        assert_eq!(name("/"), "migrations");
    }

    #[test]
    fn members_of_workspaces() {
        assert!(matches("crates/*", Path::new("crates/migrations")));
        assert!(matches("./m?grations", Path::new("migrations")));
        assert!(!matches("crates/*", Path::new("crates/a/b")));
        assert!(!matches("other", Path::new("migrations")));
    }

    #[test]
    fn locations_are_relative_to_the_configuration() {
        let location = |directory: &str, file: &str| script_location(Path::new(directory), &absolute(Path::new(file)));
        assert_eq!(location("migrations", "alembic.ini"), "%(here)s/migrations");
        assert_eq!(location("migrations", "conf/alembic.ini"), "%(here)s/../migrations");
        assert_eq!(location("/p/migrations", "alembic.ini"), "/p/migrations");
    }
}
