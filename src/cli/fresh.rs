//! Whether an environment crate's binary is newer than all that it is made of, so that cargo need not be asked.
//!
//! Cargo writes beside each binary a `.d` file with the sources of the workspace that went into it, build scripts' inputs
//! included. A file of ours remembers their state, and that of what cargo does not tell: manifests, lock files, cargo's
//! configuration, and the variables that builds look at.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{env, fs};

/// The name of our file, beside the binary.
const RECORD: &str = "alembic-handover";

/// Files that change what cargo makes.
const SETTINGS: &[&str] = &[
    ".cargo/config",
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "build.rs",
    "rust-toolchain",
    "rust-toolchain.toml",
];

/// Variables that change what cargo makes.
const VARIABLES: &[&str] = &[
    "CARGO_BUILD_TARGET",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_TARGET_DIR",
    "PATH",
    "RUSTC",
    "RUSTC_WRAPPER",
    "RUSTFLAGS",
    "RUSTUP_TOOLCHAIN",
];

/// The binary that the last hand-over built, when nothing changed since.
pub(super) fn fresh_binary(manifest: &Path) -> Option<PathBuf> {
    recorded_in(&target_folders(manifest.parent()?), manifest)
}

fn recorded_in(targets: &[PathBuf], manifest: &Path) -> Option<PathBuf> {
    let name = record_name(manifest)?;
    let record = targets
        .iter()
        .find_map(|target| fs::read_to_string(target.join("debug").join(&name)).ok())?;
    let mut lines = record.lines();
    let binary = PathBuf::from(lines.next()?);
    if lines.next()? != settings() {
        return None;
    }
    let is_same = |line: &str| {
        line.split_once(' ')
            .is_some_and(|(known, path)| state(Path::new(path)) == known)
    };
    lines.all(is_same).then_some(binary)
}

/// Remembers what a binary that cargo just built, or found to be up to date, is made of; `started` is when cargo began.
pub(super) fn remember(manifest: &Path, binary: &Path, started: SystemTime) {
    let (Some(inputs), Some(folder), Some(name)) = (inputs(manifest, binary), binary.parent(), record_name(manifest))
    else {
        return;
    };
    // What changed while cargo was working may be in the binary or not.
    let changed = |path: &PathBuf| path.is_file() && modified(path).is_none_or(|modified| modified >= started);
    if inputs.iter().any(changed) {
        return;
    }
    let mut record = format!("{}\n{}\n", binary.display(), settings());
    for input in inputs.iter().map(PathBuf::as_path).chain([binary]) {
        record.push_str(&format!("{} {}\n", state(input), input.display()));
    }
    let _only_slower = fs::write(folder.join(name), record);
}

/// What tells one state of a file or folder from another: of a folder the sources and folders in it.
fn state(path: &Path) -> String {
    let Ok(metadata) = fs::metadata(path) else {
        return "-".to_owned();
    };
    if !metadata.is_dir() {
        let since = |time: SystemTime| {
            time.duration_since(SystemTime::UNIX_EPOCH)
                .map_or(0, |since| since.as_nanos())
        };
        return format!("{}:{}", metadata.modified().map_or(0, since), metadata.len());
    }
    let Ok(entries) = fs::read_dir(path) else {
        return "?".to_owned();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_source = [".rs", ".py"].iter().any(|extension| name.ends_with(extension));
            let is_folder =
                || entry.file_type().is_ok_and(|kind| kind.is_dir()) && name != "__pycache__" && name != "target";
            (is_source || is_folder()).then_some(name)
        })
        .collect();
    names.sort();
    format!("{:016x}", hash(names.join("/").as_bytes()))
}

fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Each environment has a record of its own in a target folder that several share.
fn record_name(manifest: &Path) -> Option<String> {
    let path = fs::canonicalize(manifest).ok()?;
    Some(format!("{RECORD}-{:016x}", hash(path.to_str()?.as_bytes())))
}

/// Where the target folder may be: of this crate, or of the workspace around it.
fn target_folders(folder: &Path) -> Vec<PathBuf> {
    if let Some(target) = env::var_os("CARGO_TARGET_DIR").filter(|target| !target.is_empty()) {
        return vec![target.into()];
    }
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    folder.ancestors().map(|folder| folder.join("target")).collect()
}

fn settings() -> String {
    let values = VARIABLES.iter().map(|name| {
        let value = env::var_os(name).unwrap_or_default();
        format!("{name}={:?}", value.to_string_lossy())
    });
    values.collect::<Vec<_>>().join(" ")
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

/// The files and folders that a binary is made of; `None` when they cannot be known.
fn inputs(manifest: &Path, binary: &Path) -> Option<BTreeSet<PathBuf>> {
    let text = fs::read_to_string(binary.with_extension("d")).ok()?;
    let mut inputs = BTreeSet::new();
    for line in text.lines() {
        let (_, files) = line.split_once(": ")?;
        inputs.extend(dependency_files(files));
    }
    let target = binary.parent()?.parent()?;
    inputs.retain(|input| !input.starts_with(target));
    if inputs.is_empty()
        || inputs
            .iter()
            .any(|file| !file.is_absolute() || file.to_string_lossy().contains('\n'))
    {
        return None;
    }
    let mut folders: BTreeSet<PathBuf> = inputs
        .iter()
        .filter_map(|file| Some(file.parent()?.to_owned()))
        .collect();
    folders.extend(inputs.iter().filter(|file| file.is_dir()).cloned());
    folders.insert(fs::canonicalize(manifest).ok()?.parent()?.to_owned());
    // Manifests, lock files, toolchain files and cargo's configuration are those of the folders around; where there is
    // none, one may come.
    for folder in &folders {
        for around in folder.ancestors() {
            inputs.extend(SETTINGS.iter().map(|name| around.join(name)));
        }
    }
    // A new file among the sources may be a new revision, module or program.
    inputs.extend(folders);
    Some(inputs)
}

/// The files of one line of a `.d` file, where spaces in names are escaped.
fn dependency_files(line: &str) -> Vec<PathBuf> {
    let mut files = vec![String::new()];
    let mut characters = line.trim_end().chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek() == Some(&' ') => {
                characters.next();
                push(&mut files, ' ');
            }
            ' ' => files.push(String::new()),
            character => push(&mut files, character),
        }
    }
    files
        .into_iter()
        .filter(|file| !file.is_empty())
        .map(PathBuf::from)
        .collect()
}

fn push(files: &mut [String], character: char) {
    if let Some(file) = files.last_mut() {
        file.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_spaces_are_one_file() {
        let expected: Vec<PathBuf> = ["/a/b.rs", "/c d/e.rs"].iter().map(PathBuf::from).collect();
        assert_eq!(dependency_files(r"/a/b.rs /c\ d/e.rs"), expected);
    }

    #[test]
    fn any_change_makes_the_record_stale() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = root.join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(&path, text).expect("a file");
            path
        };
        let manifest = write("env/Cargo.toml", "");
        let main = write("env/src/main.rs", "fn main() {}");
        let revision = write("versions/a1.rs", "");
        let binary = write("target/debug/env", "binary");
        let versions = root.join("env/../versions");
        let made_of = [&main, &revision, &versions].map(|path| path.display().to_string());
        write(
            "target/debug/env.d",
            &format!("{}: {}\n", binary.display(), made_of.join(" ")),
        );
        let targets = [root.join("target")];
        let fresh = || recorded_in(&targets, &manifest);
        let later = || SystemTime::now() + std::time::Duration::from_secs(60);

        assert_eq!(fresh(), None);
        remember(&manifest, &binary, SystemTime::UNIX_EPOCH);
        assert_eq!(fresh(), None, "changed while cargo worked");
        let remember = || remember(&manifest, &binary, later());
        remember();
        assert_eq!(fresh().as_ref(), Some(&binary));
        let database = write("env/app.db", "");
        assert_eq!(fresh().as_ref(), Some(&binary), "no source");

        let changes: [(&str, &dyn Fn()); 7] = [
            ("an edited revision", &|| drop(write("versions/a1.rs", "// edited"))),
            ("a new revision", &|| drop(write("versions/b2.rs", ""))),
            ("a removed revision", &|| {
                fs::remove_file(root.join("versions/b2.rs")).expect("removed");
            }),
            ("the manifest", &|| drop(write("env/Cargo.toml", "[package]"))),
            ("cargo's configuration", &|| drop(write(".cargo/config.toml", ""))),
            ("a new program", &|| drop(write("env/src/bin/other.rs", ""))),
            ("another binary", &|| drop(write("target/debug/env", "another binary"))),
        ];
        for (what, change) in changes {
            change();
            assert_eq!(fresh(), None, "{what}");
            remember();
            assert_eq!(fresh().as_ref(), Some(&binary), "{what}");
        }
        fs::remove_file(database).expect("removed");
        fs::remove_file(&binary).expect("removed");
        assert_eq!(fresh(), None, "no binary");
    }
}
