//! What an environment crate's build script does: one module per revision file, and a list of them.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::files::{self, Language};
use crate::header::{RustHeader, header_of_bytes};

/// The name of the generated file in `OUT_DIR`, which `alembic::versions!()` includes.
pub const OUTPUT: &str = "versions.rs";

/// Finds the revision files of some folders and makes them part of the crate; call it from `build.rs`.
///
/// Folders are relative to the crate's `Cargo.toml`. A file added, edited or removed is noticed by the next build. Bad
/// files are reported as errors of the build, each with file and line; then nothing is generated.
///
/// ```no_run
/// // in the `main` of build.rs
/// alembic_build::generate(["../versions"]);
/// ```
pub fn generate<P: Into<PathBuf>>(version_locations: impl IntoIterator<Item = P>) {
    Builder::new().version_locations(version_locations).generate();
}

/// The options of [`generate`].
///
/// ```no_run
/// // in the `main` of build.rs
/// alembic_build::Builder::new()
///     .version_locations(["../versions"])
///     .recursive_version_locations(true)
///     .generate();
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "nothing is generated without `.generate()`"]
pub struct Builder {
    version_locations: Vec<PathBuf>,
    recursive: bool,
}

impl Builder {
    /// Starts without any folder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds folders of revision files, as `version_locations` in `alembic.ini`.
    pub fn version_locations<P: Into<PathBuf>>(mut self, folders: impl IntoIterator<Item = P>) -> Self {
        self.version_locations.extend(folders.into_iter().map(Into::into));
        self
    }

    /// Looks into folders of folders too, as `recursive_version_locations` in `alembic.ini`.
    pub fn recursive_version_locations(mut self, recursive: bool) -> Self {
        self.recursive = recursive;
        self
    }

    /// Does the work of a build script, and talks to cargo on standard output.
    #[expect(clippy::print_stdout, reason = "cargo reads a build script's standard output")]
    pub fn generate(self) {
        let folder = |name: &str| env::var_os(name).map(PathBuf::from);
        let (Some(manifest_dir), Some(out_dir)) = (folder("CARGO_MANIFEST_DIR"), folder("OUT_DIR")) else {
            println!(
                "cargo::error=alembic_build::generate works in a build script only: CARGO_MANIFEST_DIR or OUT_DIR is not set"
            );
            return;
        };
        println!("cargo::rerun-if-changed=build.rs");
        for location in &self.version_locations {
            println!("cargo::rerun-if-changed={}", location.display());
        }
        let written = self.modules(&manifest_dir).and_then(|source| {
            let path = out_dir.join(OUTPUT);
            write_if_changed(&path, &source).map_err(|error| vec![format!("cannot write {}: {error}", path.display())])
        });
        for error in written.err().unwrap_or_default() {
            println!("cargo::error={}", error.replace('\n', " "));
        }
    }

    /// The generated source, or one message for each bad file.
    fn modules(&self, manifest_dir: &Path) -> Result<String, Vec<String>> {
        let locations: Vec<PathBuf> = self
            .version_locations
            .iter()
            .map(|folder| manifest_dir.join(folder))
            .collect();
        let listing = files::list(&locations, self.recursive).map_err(|error| vec![error.to_string()])?;
        let mut modules = Modules::default();
        let mut errors = Vec::new();
        for file in &listing.files {
            let shown = shown_path(&file.path, manifest_dir, &self.version_locations);
            let added = match file.language {
                Language::Rust => modules.add_rust(&file.path, &shown),
                Language::Python => modules.add_python(&file.path),
            };
            errors.extend(added.err().into_iter().flatten());
        }
        if errors.is_empty() {
            Ok(modules.finish())
        } else {
            Err(errors)
        }
    }
}

/// The path as the user writes it: below one of the folders given to the builder.
fn shown_path(path: &Path, manifest_dir: &Path, version_locations: &[PathBuf]) -> String {
    let shown = version_locations.iter().find_map(|location| {
        let root = fs::canonicalize(manifest_dir.join(location)).ok()?;
        Some(location.join(path.strip_prefix(root).ok()?))
    });
    shown.unwrap_or_else(|| path.to_owned()).display().to_string()
}

/// The source being generated.
#[derive(Debug, Default)]
struct Modules {
    names: HashSet<String>,
    modules: String,
    entries: String,
}

impl Modules {
    fn add_rust(&mut self, path: &Path, shown: &str) -> Result<(), Vec<String>> {
        let source = fs::read(path).map_err(|error| vec![format!("{shown}: {error}")])?;
        let header = header_of_bytes(&source).map_err(|error| vec![format!("{shown}:{}: {error}", error.line)])?;
        if !header.obstacles().is_empty() {
            let errors = header.obstacles().iter();
            return Err(errors.map(|error| format!("{shown}:{}: {error}", error.line)).collect());
        }
        let (path, file_name) = (text(path, shown)?, file_name(path));
        let module = self.module_name(&file_name);
        let written = write!(
            self.modules,
            "#[allow(unreachable_pub)]\n#[path = {path:?}]\nmod {module};\n"
        )
        .and_then(|()| write_entry(&mut self.entries, &module, &file_name, shown, &header));
        written.map_err(|error| vec![format!("{shown}: {error}")])
    }

    fn add_python(&mut self, path: &Path) -> Result<(), Vec<String>> {
        let file_name = file_name(path);
        let path = text(path, &file_name)?;
        let entry =
            format!("    ::alembic::script::CompiledRevision::python({file_name:?}, include_bytes!({path:?})),\n");
        self.entries.push_str(&entry);
        Ok(())
    }

    /// A module name that still tells the file, since rustc names functions by it in its messages.
    fn module_name(&mut self, file_name: &str) -> String {
        let stem = file_name.strip_suffix(".rs").unwrap_or(file_name);
        let letters = stem.chars().map(|letter| match letter {
            'A'..='Z' => letter.to_ascii_lowercase(),
            'a'..='z' | '0'..='9' => letter,
            _ => '_',
        });
        let mut name: String = "rev_".chars().chain(letters).collect();
        while self.names.contains(&name) {
            name.push('_');
        }
        self.names.insert(name.clone());
        name
    }

    fn finish(self) -> String {
        let Self { modules, entries, .. } = self;
        format!(
            "// Written by alembic-build from the crate's revision files; changes are lost with the next build.\n\n\
             {modules}\n\
             /// Every revision compiled into this crate.\n\
             pub static REVISIONS: &[::alembic::script::CompiledRevision] = &[\n{entries}];\n"
        )
    }
}

/// Writes one Rust revision of the list. Values come from the module's own constants, so that rustc checks their types;
/// the comment behind a line is there for its messages, which show the line.
fn write_entry(
    entries: &mut String,
    module: &str,
    file_name: &str,
    shown: &str,
    header: &RustHeader,
) -> std::fmt::Result {
    let optional = |name: &str, present: bool| {
        if present {
            format!("{module}::{name}")
        } else {
            "&[]".to_owned()
        }
    };
    let branch_labels = optional("BRANCH_LABELS", header.branch_labels.is_some());
    let depends_on = optional("DEPENDS_ON", header.depends_on.is_some());
    let doc = &header.doc;
    write!(
        entries,
        "    ::alembic::script::CompiledRevision::rust({file_name:?}, ::alembic::script::RustRevision {{
        doc: {doc:?},
        revision: {module}::REVISION, // {shown}
        down_revision: {module}::DOWN_REVISION, // {shown}
        branch_labels: {branch_labels}, // {shown}
        depends_on: {depends_on}, // {shown}
        upgrade: {module}::upgrade, // {shown}
        downgrade: {module}::downgrade, // {shown}
    }}),\n"
    )
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn text<'a>(path: &'a Path, shown: &str) -> Result<&'a str, Vec<String>> {
    path.to_str()
        .ok_or_else(|| vec![format!("{shown}: the path is not UTF-8; rename the file or folder")])
}

/// Leaves an unchanged file alone, so that nothing is compiled again because of it.
fn write_if_changed(path: &Path, source: &str) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == source.as_bytes()) {
        return Ok(());
    }
    fs::File::create(path)?.write_all(source.as_bytes())
}
