//! How Alembic shows a revision: `Script.cmd_format` and `Script.log_entry`.

use alembic_core::revision::RevisionRef;

use super::History;

/// Which parts of a revision's line to show; the arguments of Alembic's `cmd_format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CmdFormat {
    /// The branch labels.
    pub include_branches: bool,
    /// The first paragraph of the docstring.
    pub include_doc: bool,
    /// `parent ->` in front.
    pub include_parents: bool,
    /// `(branchpoint)` and `(mergepoint)`.
    pub tree_indicators: bool,
    /// `(current)`: the database stands there.
    pub is_current: bool,
}

impl CmdFormat {
    /// As `alembic current` shows it.
    pub const CURRENT: Self = Self {
        include_branches: false,
        include_doc: false,
        include_parents: false,
        tree_indicators: true,
        is_current: false,
    };
    /// As `alembic heads` shows it.
    pub const HEADS: Self = Self {
        include_branches: true,
        tree_indicators: false,
        ..Self::CURRENT
    };
    /// As `alembic branches` shows it.
    pub const BRANCHES: Self = Self {
        include_branches: true,
        ..Self::CURRENT
    };
    /// As `alembic history` shows it.
    pub const HISTORY: Self = Self {
        include_branches: true,
        include_doc: true,
        include_parents: true,
        ..Self::CURRENT
    };
}

impl History {
    /// The revision as the commands show it: a line, or with `verbose` its [`log_entry`](Self::log_entry).
    #[must_use]
    pub fn cmd_format(&self, revision: &str, verbose: bool, format: CmdFormat) -> String {
        if verbose {
            self.log_entry(revision, format.is_current)
        } else {
            self.line(revision, format)
        }
    }

    /// The revision with its neighbours, its file and its whole docstring.
    #[must_use]
    pub fn log_entry(&self, revision: &str, is_current: bool) -> String {
        let Some((node, script)) = self.find(revision) else {
            return revision.to_owned();
        };
        let mut entry = format!(
            "Rev: {revision}{}{}{}{}\n",
            if node.is_head() { " (head)" } else { "" },
            if node.is_branch_point() { " (branchpoint)" } else { "" },
            if node.is_merge_point() { " (mergepoint)" } else { "" },
            if is_current { " (current)" } else { "" },
        );
        let kind = if node.is_merge_point() { "Merges" } else { "Parent" };
        entry.push_str(&format!("{kind}: {}\n", down_revision(node)));
        let mut line = |title: &str, items: &[&str]| {
            if !items.is_empty() {
                entry.push_str(&format!("{title}: {}\n", items.join(", ")));
            }
        };
        line("Also depends on", &dependencies(node));
        if node.is_branch_point() {
            line("Branches into", &node.nextrev());
        }
        line("Branch names", &node.branch_labels());
        entry.push_str(&format!("Path: {}\n\n", script.path.display()));
        let indented: Vec<String> = python_lines(&script.longdoc)
            .map(|text| format!("    {text}"))
            .collect();
        entry.push_str(&indented.join("\n"));
        entry.push('\n');
        entry
    }

    fn line(&self, revision: &str, format: CmdFormat) -> String {
        let Some((node, script)) = self.find(revision) else {
            return revision.to_owned();
        };
        let mut text = String::new();
        if format.include_parents {
            text.push_str(&down_revision(node));
            let dependencies = dependencies(node);
            if !dependencies.is_empty() {
                text.push_str(&format!(" ({})", dependencies.join(", ")));
            }
            text.push_str(" -> ");
        }
        text.push_str(node.revision());
        if format.include_branches && !node.branch_labels().is_empty() {
            text.push_str(&format!(" ({})", node.branch_labels().join(", ")));
        }
        if node.is_real_head() {
            text.push_str(" (head)");
        } else if node.is_head() {
            text.push_str(" (effective head)");
        }
        if format.is_current {
            text.push_str(" (current)");
        }
        if format.tree_indicators && node.is_branch_point() {
            text.push_str(" (branchpoint)");
        }
        if format.tree_indicators && node.is_merge_point() {
            text.push_str(" (mergepoint)");
        }
        if format.include_doc {
            text.push_str(&format!(", {}", script.doc()));
        }
        text
    }

    /// Whether several revisions go on from this one.
    #[must_use]
    pub fn is_branch_point(&self, revision: &str) -> bool {
        self.find(revision).is_some_and(|(node, _)| node.is_branch_point())
    }

    /// The revisions that go on from this one.
    #[must_use]
    pub fn nextrev(&self, revision: &str) -> Vec<String> {
        self.find(revision)
            .map(|(node, _)| node.nextrev().into_iter().map(str::to_owned).collect())
            .unwrap_or_default()
    }
}

fn dependencies<'m>(node: RevisionRef<'m>) -> Vec<&'m str> {
    node.dependencies().iter().map(String::as_str).collect()
}

fn down_revision(node: RevisionRef<'_>) -> String {
    let down = node.down_revision();
    if down.is_empty() {
        "<base>".to_owned()
    } else {
        down.join(", ")
    }
}

/// Python's `str.splitlines()`, which knows more line ends than `\n`.
fn python_lines(text: &str) -> impl Iterator<Item = &str> {
    const ENDS: [char; 9] = [
        '\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}',
    ];
    let mut rest = Some(text).filter(|text| !text.is_empty());
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(|c| ENDS.contains(&c) || c == '\u{2029}') else {
            rest = None;
            return Some(text);
        };
        let (line, tail) = text.split_at(end);
        let tail = tail.strip_prefix("\r\n").unwrap_or_else(|| {
            let mut characters = tail.chars();
            characters.next();
            characters.as_str()
        });
        rest = Some(tail).filter(|tail| !tail.is_empty());
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::python_lines;

    #[test]
    fn lines_as_python_splits_them() {
        let lines = |text| python_lines(text).collect::<Vec<_>>();
        assert_eq!(lines("a\r\nb\n\nc\n"), ["a", "b", "", "c"]);
        assert_eq!(lines("a\u{2028}b\u{2029}c"), ["a", "b", "c"]);
        assert_eq!(lines(""), Vec::<&str>::new());
    }
}
