//! The rules of the house.

/// A file may be longer when it says why.
const MAX_LINES: usize = 600;
const LONG_BECAUSE: &str = "// Long because";

/// What a folder must not name, and why.
struct Rule {
    inside: &'static [&'static str],
    except: &'static [&'static str],
    never: &'static [&'static str],
    why: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        inside: &[
            "crates/alembic-core/src/",
            "crates/alembic-sql/src/",
            "crates/alembic-python/src/",
        ],
        except: &[],
        never: &[
            "std::fs",
            "std::env",
            "std::process",
            "std::net",
            "std::io::std",
            "SystemTime",
            "println!",
        ],
        why: "the inner crates know no files, no environment, no network, no clock and no terminal",
    },
    Rule {
        inside: &["crates/alembic-core/src/"],
        except: &[],
        never: &["alembic_sql", "alembic_python", "alembic_build"],
        why: "core is the lowest crate",
    },
    Rule {
        inside: &["src/"],
        except: &["src/cli/", "src/main.rs", "src/lib.rs"],
        never: &["crate::cli", "crate::output", "super::cli"],
        why: "only the command line knows the command line and the output",
    },
    Rule {
        inside: &["src/"],
        except: &[
            "src/config/",
            "src/script/",
            "src/drivers/",
            "src/logging/",
            "src/cli/",
            "src/testing.rs",
        ],
        never: &["std::fs", "std::env", "env::var"],
        why: "files and environment variables belong to config, script, drivers, logging, cli and testing",
    },
    Rule {
        inside: &["src/"],
        except: &["src/output.rs", "src/cli/", "src/logging/"],
        never: &["io::stdout", "io::stderr", "println!", "eprintln!"],
        why: "output.rs is the only writer to stdout and stderr",
    },
];

/// What is wrong with a file, one line each.
pub(crate) fn check(name: &str, source: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let lines = source.lines().count();
    if lines > MAX_LINES && !source.contains(LONG_BECAUSE) {
        problems.push(format!(
            "{name}: {lines} lines; split it, or say why with a line `{LONG_BECAUSE} …`"
        ));
    }
    for rule in RULES {
        let applies = !name.ends_with("/tests.rs")
            && rule.inside.iter().any(|folder| name.starts_with(folder))
            && !rule.except.iter().any(|folder| name.starts_with(folder));
        if applies {
            problems.extend(violations(name, source, rule));
        }
    }
    problems
}

/// The lines of the program, without its unit tests and comments, that name what the rule forbids.
fn violations(name: &str, source: &str, rule: &Rule) -> Vec<String> {
    source
        .lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .flat_map(|(index, line)| {
            let code = without_strings(line);
            rule.never
                .iter()
                .filter(move |word| code.contains(*word))
                .map(move |word| format!("{name}:{}: {word}: {}", index + 1, rule.why))
        })
        .collect()
}

/// A line without the text of its string literals, which is data, such as the examples that macros make.
fn without_strings(line: &str) -> String {
    let mut code = String::new();
    let mut in_string = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '"' => in_string = !in_string,
            '\'' if !in_string && characters.peek() == Some(&'"') => {
                characters.next();
            }
            _ if in_string => {}
            _ => code.push(character),
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn inner_crates_know_no_files() {
        let problems = check("crates/alembic-core/src/lib.rs", "use std::fs;\n");
        assert_eq!(
            problems,
            ["crates/alembic-core/src/lib.rs:1: std::fs: \
              the inner crates know no files, no environment, no network, no clock and no terminal"]
        );
        assert!(check("src/script/load.rs", "use std::fs;\n").is_empty());
    }

    #[test]
    fn what_a_string_says_is_not_named() {
        let core = |source| check("crates/alembic-core/src/ops/a.rs", source);
        assert!(core("#[doc = \"a \\\" alembic_sql::to_sql\"]\n").is_empty());
        assert_eq!(core("('\"', \"x\", alembic_sql::to_sql)\n").len(), 1);
    }

    #[test]
    fn long_files_need_a_reason() {
        let long = "\n".repeat(601);
        assert_eq!(check("src/a.rs", &long).len(), 1);
        assert!(check("src/a.rs", &format!("// Long because it is a table.\n{long}")).is_empty());
    }

    #[test]
    fn unit_tests_and_comments_are_free() {
        assert!(
            check(
                "src/command/a.rs",
                "// crate::output\n#[cfg(test)]\nuse crate::output;\n"
            )
            .is_empty()
        );
        assert_eq!(check("src/command/a.rs", "use crate::output;\n").len(), 1);
    }
}
