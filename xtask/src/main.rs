//! Chores of this repository: `cargo xtask tidy` checks what the compiler does not.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

mod examples;
mod tidy;

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("tidy"), None) => run_tidy(),
        _ => {
            report("usage: cargo xtask tidy");
            ExitCode::from(2)
        }
    }
}

fn run_tidy() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut problems = Vec::new();
    let mut sources = Vec::new();
    for file in rust_files(&root) {
        let name = file
            .strip_prefix(&root)
            .unwrap_or(&file)
            .to_string_lossy()
            .replace('\\', "/");
        match fs::read_to_string(&file) {
            Ok(source) => {
                problems.extend(tidy::check(&name, &source));
                sources.push((name, source));
            }
            Err(error) => problems.push(format!("{name}: {error}")),
        }
    }
    problems.extend(examples::check(&sources));
    for problem in &problems {
        report(problem);
    }
    if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The repository's own Rust files: not those of build output, of version control or of test data.
fn rust_files(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() {
                if !["target", ".git", "fixtures"].iter().any(|skipped| name == *skipped) {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn report(message: &str) {
    use io::Write as _;
    let _closed = writeln!(io::stderr(), "{message}");
}
