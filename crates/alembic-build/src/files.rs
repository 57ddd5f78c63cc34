//! Finding revision files in version locations, in the order and with the exceptions of Alembic's
//! `ScriptDirectory._load_revisions`.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

/// The language of a revision file, told by its extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// A `.py` file.
    Python,
    /// A `.rs` file.
    Rust,
}

impl Language {
    /// The language of a file name; `None` when such a file is no revision.
    ///
    /// As in Alembic, editors' lock files (`.#…`) and `__init__*.py` are none; neither is `mod.rs`.
    pub fn of(file_name: &OsStr) -> Option<Self> {
        let name = file_name.as_encoded_bytes();
        if name.starts_with(b".#") || name.contains(&b'\n') {
            None
        } else if name.ends_with(b".py") && !name.starts_with(b"__init__") {
            Some(Self::Python)
        } else if name.ends_with(b".rs") && name != b"mod.rs" {
            Some(Self::Rust)
        } else {
            None
        }
    }
}

/// A file that counts as a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionFile {
    /// Its path without symbolic links.
    pub path: PathBuf,
    /// Its language.
    pub language: Language,
}

/// The revision files of some version locations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The files in Alembic's order: by location, folder and name.
    pub files: Vec<RevisionFile>,
    /// Files that were reached a second time, and left out; Alembic warns of each.
    pub loaded_twice: Vec<PathBuf>,
}

/// A folder or link that could not be read.
#[derive(Debug)]
pub struct ListError {
    /// The folder or link.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read {}: {}", self.path.display(), self.source)
    }
}

impl std::error::Error for ListError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// Lists the revision files of version locations; `recursive` is `recursive_version_locations`.
///
/// Locations that do not exist are passed over. Links to files are followed, and the file that they lead to decides
/// whether it is a revision; links to folders are not followed, except for a location itself.
///
/// # Errors
/// [`ListError`] when a folder cannot be read.
pub fn list<P: AsRef<Path>>(version_locations: &[P], recursive: bool) -> Result<Listing, ListError> {
    let mut found = Vec::new();
    let mut may_repeat = version_locations.len() > 1;
    for location in version_locations {
        let location = location.as_ref();
        if location.exists() {
            let root = fs::canonicalize(location).map_err(|source| error(location, source))?;
            may_repeat |= files_below(&root, recursive, &mut found)?;
        }
    }
    if !may_repeat {
        return Ok(Listing {
            files: found,
            loaded_twice: Vec::new(),
        });
    }
    let mut listing = Listing::default();
    let mut seen = HashSet::new();
    for file in found {
        if seen.contains(&file.path) {
            listing.loaded_twice.push(file.path);
        } else {
            seen.insert(file.path.clone());
            listing.files.push(file);
        }
    }
    Ok(listing)
}

fn error(path: &Path, source: io::Error) -> ListError {
    ListError {
        path: path.to_owned(),
        source,
    }
}

/// Adds the revision files in a folder and, on wish, below it: folder by folder, each sorted by name. Tells whether one
/// of them was reached by a link, and so may be reached again.
fn files_below(root: &Path, recursive: bool, found: &mut Vec<RevisionFile>) -> Result<bool, ListError> {
    let mut any_link = false;
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let content = FolderContent::read(&folder)?;
        let is_cache = folder
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().ends_with(b"__pycache__"));
        for (name, is_link) in if is_cache { Vec::new() } else { content.files } {
            any_link |= is_link;
            let path = if is_link {
                follow(folder.join(name))?
            } else {
                folder.join(name)
            };
            if let Some(language) = path.file_name().and_then(Language::of) {
                found.push(RevisionFile { path, language });
            }
        }
        if recursive {
            folders.extend(content.folders.into_iter().rev().map(|name| folder.join(name)));
        }
    }
    Ok(any_link)
}

/// Where a link to a file leads. A dangling one gives the path of the missing file, as `Path.resolve` does: its name
/// still decides whether it should have been a revision.
fn follow(link: PathBuf) -> Result<PathBuf, ListError> {
    match fs::canonicalize(&link) {
        Err(source) if source.kind() == io::ErrorKind::NotFound => {
            let target = fs::read_link(&link).map_err(|source| error(&link, source))?;
            let folder = link.parent().unwrap_or(Path::new(""));
            Ok(folder.join(target))
        }
        result => result.map_err(|source| error(&link, source)),
    }
}

struct FolderContent {
    /// Names of files, sorted, and whether each is a symbolic link.
    files: Vec<(OsString, bool)>,
    /// Names of folders that are no links, sorted.
    folders: Vec<OsString>,
}

impl FolderContent {
    fn read(folder: &Path) -> Result<Self, ListError> {
        let mut content = Self {
            files: Vec::new(),
            folders: Vec::new(),
        };
        for entry in fs::read_dir(folder).map_err(|source| error(folder, source))? {
            let entry = entry.map_err(|source| error(folder, source))?;
            let file_type = entry.file_type().map_err(|source| error(folder, source))?;
            if file_type.is_dir() {
                content.folders.push(entry.file_name());
            } else if !file_type.is_symlink() {
                content.files.push((entry.file_name(), false));
            } else if !entry.path().is_dir() {
                content.files.push((entry.file_name(), true));
            }
        }
        content.files.sort();
        content.folders.sort();
        Ok(content)
    }
}
