//! From version locations to headers: Alembic's `ScriptDirectory._load_revisions`.

use std::io::Read as _;
use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, io, thread};

use alembic_build::RevisionFile;

use super::{Language, ModulePath, ScriptError, ScriptHeader, python_file, rust_file};

/// The revision files of the version locations, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadedScripts {
    /// The headers in Alembic's order: by location, folder and file name.
    pub scripts: Vec<ScriptHeader>,
    /// What Alembic warns of while loading.
    pub warnings: Vec<String>,
}

/// Reads the headers of all revision files in some version locations; `recursive` is `recursive_version_locations`.
///
/// A location that does not exist has no revisions. The files are read by as many threads as there are cores.
///
/// # Errors
/// [`ScriptError`] for the first file, in Alembic's order, that cannot be read.
pub fn load_revisions<P: AsRef<Path>>(version_locations: &[P], recursive: bool) -> Result<LoadedScripts, ScriptError> {
    load_revisions_with(version_locations, recursive, &ModulePath::default())
}

/// As [`load_revisions`], where constants that Python files import are looked up in the modules of `modules`.
///
/// # Errors
/// As [`load_revisions`].
pub fn load_revisions_with<P: AsRef<Path>>(
    version_locations: &[P],
    recursive: bool,
    modules: &ModulePath,
) -> Result<LoadedScripts, ScriptError> {
    let listing = alembic_build::list(version_locations, recursive)?;
    let warnings = listing.loaded_twice.iter().map(|path| {
        let path = path.display();
        format!("File {path} loaded twice! ignoring. Please ensure version_locations is unique.")
    });
    Ok(LoadedScripts {
        scripts: read_all(&listing.files, modules)?,
        warnings: warnings.collect(),
    })
}

/// Reads one revision file.
///
/// # Errors
/// [`ScriptError`] when the file is missing, unreadable, or has no usable header.
pub fn read_file(path: &Path, language: Language) -> Result<ScriptHeader, ScriptError> {
    read_with(&mut Vec::new(), path, language, &ModulePath::default())
}

/// As [`read_file`], with modules that Python files may import.
pub(super) fn read_file_with(
    path: &Path,
    language: Language,
    modules: &ModulePath,
) -> Result<ScriptHeader, ScriptError> {
    read_with(&mut Vec::new(), path, language, modules)
}

/// As [`read_file`], with a buffer that serves many files.
fn read_with(
    buffer: &mut Vec<u8>,
    path: &Path,
    language: Language,
    modules: &ModulePath,
) -> Result<ScriptHeader, ScriptError> {
    let content = read_content(buffer, path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => ScriptError::Missing {
            path: path.to_owned(),
            language,
        },
        _ => ScriptError::Read {
            path: path.to_owned(),
            source,
        },
    })?;
    match language {
        Language::Python => python_file::read(path, content, modules),
        Language::Rust => rust_file::read(path, content),
    }
}

/// Reads a file into the buffer. Unlike `fs::read` it asks neither for the size first nor for more after a read that did
/// not fill the buffer, which a file gives only at its end: with thousands of files every system call counts.
fn read_content<'b>(buffer: &'b mut Vec<u8>, path: &Path) -> io::Result<&'b [u8]> {
    const LARGER_THAN_MOST: usize = 32 * 1024;
    let mut file = fs::File::open(path)?;
    let mut length = 0;
    loop {
        if length == buffer.len() {
            buffer.resize((2 * length).max(LARGER_THAN_MOST), 0);
        }
        match file.read(&mut buffer[length..]) {
            Ok(more) => length += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        if length < buffer.len() {
            return Ok(&buffer[..length]);
        }
    }
}

/// Reads files on all cores, and keeps their order. Threads take portions, so that a slow file delays one of them only.
fn read_all(files: &[RevisionFile], modules: &ModulePath) -> Result<Vec<ScriptHeader>, ScriptError> {
    const PORTION: usize = 64;
    let portions: Vec<&[RevisionFile]> = files.chunks(PORTION).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        let mut buffer = Vec::new();
        while let Some((number, portion)) = take(&portions, &next) {
            done.push((
                number,
                portion
                    .iter()
                    .map(|file| read_with(&mut buffer, &file.path, file.language, modules))
                    .collect::<Vec<_>>(),
            ));
        }
        done
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let helpers = cores.min(portions.len()).saturating_sub(1);
    let mut done = thread::scope(|scope| {
        let helpers: Vec<_> = (0..helpers).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for helper in helpers {
            match helper.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

/// The next portion that no thread has taken yet.
fn take<'a, T>(portions: &[&'a [T]], next: &AtomicUsize) -> Option<(usize, &'a [T])> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    portions.get(number).map(|portion| (number, *portion))
}
