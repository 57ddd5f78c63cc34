//! The programs that run on new revision files: `[post_write_hooks]`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, io};

use crate::config::PostWriteHookConfig;
use crate::config::python::python_repr;
use crate::migration::Reporter;
use crate::migration::report::with_status;
use crate::{Error, Result};

/// What stands for the name of the new file in the options of a hook.
const REVISION_SCRIPT_TOKEN: &str = "REVISION_SCRIPT_FILENAME";

/// Runs the hooks on a new revision file, one after the other; what they exit with does not matter.
pub(super) fn run_hooks(path: &Path, hooks: &[PostWriteHookConfig], reporter: &dyn Reporter) -> Result<()> {
    for hook in hooks {
        let name = &hook.name;
        let Some(kind) = hook.get("type") else {
            return Err(Error::Command(format!(
                "Key '{name}.type' (or 'type' in toml) is required for post write hook {}",
                python_repr(name)
            )));
        };
        let status = format!("Running post write hook {}", python_repr(name));
        with_status(reporter, &status, true, || run_hook(kind, path, hook))?;
    }
    Ok(())
}

fn run_hook(kind: &str, path: &Path, hook: &PostWriteHookConfig) -> Result<()> {
    let program = match kind {
        "exec" => PathBuf::from(required(hook, "executable")?),
        "console_scripts" => {
            let name = required(hook, "entrypoint")?;
            installed(name)
                .ok_or_else(|| Error::Command(format!("Could not find entrypoint console_scripts.{name}")))?
        }
        "module" => {
            let name = required(hook, "module")?;
            installed(name).ok_or_else(|| Error::Command(format!("Could not find module {name}")))?
        }
        _ => {
            return Err(Error::Command(format!("No formatter with name '{kind}' registered")));
        }
    };
    let mut command = Command::new(&program);
    command.args(arguments(hook.get("options").unwrap_or_default(), path)?);
    if let Some(cwd) = hook.get("cwd") {
        command.current_dir(cwd);
    }
    match command.stdin(Stdio::inherit()).status() {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::Script(format!(
            "cannot run the post write hook {}, {}: {error}",
            python_repr(&hook.name),
            program.display()
        ))),
    }
}

fn required<'h>(hook: &'h PostWriteHookConfig, option: &str) -> Result<&'h str> {
    hook.get(option).ok_or_else(|| {
        let name = &hook.name;
        Error::Command(format!(
            "Key {name}.{option} is required for post write hook {}",
            python_repr(name)
        ))
    })
}

/// The program that a Python package installs under a name: in the virtual environment, or on the `PATH`.
fn installed(name: &str) -> Option<PathBuf> {
    let of_environment = env::var_os("VIRTUAL_ENV").map(|folder| PathBuf::from(folder).join("bin"));
    let path = env::var_os("PATH").unwrap_or_default();
    of_environment
        .into_iter()
        .chain(env::split_paths(&path))
        .map(|folder| folder.join(format!("{name}{}", env::consts::EXE_SUFFIX)))
        .find(|program| program.is_file())
}

/// The arguments of a hook: its options with the name of the file put in, in front unless they say where.
fn arguments(options: &str, path: &Path) -> Result<Vec<String>> {
    let options = if options.contains(REVISION_SCRIPT_TOKEN) {
        options.to_owned()
    } else {
        format!("{REVISION_SCRIPT_TOKEN} {options}")
    };
    let file = path.to_string_lossy();
    let words = split(&options).map_err(|problem| Error::Config(format!("post_write_hooks: {problem}: {options}")))?;
    Ok(words
        .into_iter()
        .map(|word| word.replace(REVISION_SCRIPT_TOKEN, &file))
        .collect())
}

/// Python's `shlex.split`.
fn split(text: &str) -> std::result::Result<Vec<String>, io::Error> {
    let unclosed = || io::Error::new(io::ErrorKind::InvalidInput, "No closing quotation");
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next().ok_or_else(unclosed)? {
                        '\'' => break,
                        inside => word.push(inside),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next().ok_or_else(unclosed)? {
                        '"' => break,
                        '\\' => match characters.next().ok_or_else(unclosed)? {
                            escaped @ ('"' | '\\') => word.push(escaped),
                            other => word.extend(['\\', other]),
                        },
                        inside => word.push(inside),
                    }
                }
            }
            '\\' => {
                let escaped = characters
                    .next()
                    .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "No escaped character"))?;
                word.get_or_insert_default().push(escaped);
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_split_as_a_shell_does() {
        let words = |text| split(text).map_err(|error| error.to_string());
        assert_eq!(
            words("a  'b c' \"d \\\" \\e\" f\\ g ''"),
            Ok(["a", "b c", "d \" \\e", "f g", ""].map(String::from).into())
        );
        assert_eq!(words("a 'b"), Err("No closing quotation".to_owned()));
        assert_eq!(words("a \\"), Err("No escaped character".to_owned()));
        assert_eq!(
            words("# no comment"),
            Ok(["#", "no", "comment"].map(String::from).into())
        );
    }

    #[test]
    fn the_file_comes_first_unless_the_options_say_where() {
        let given = |options| arguments(options, Path::new("/v/a b.rs")).expect("words");
        assert_eq!(given("--check"), ["/v/a b.rs", "--check"]);
        assert_eq!(given("-x REVISION_SCRIPT_FILENAME.bak"), ["-x", "/v/a b.rs.bak"]);
    }
}
