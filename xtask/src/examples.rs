//! The rule that every public builder shows its SQL: an example in its own documentation or, for a method, on the page of
//! its type, that calls it and compiles the result.
//!
//! A builder is a public function that takes no `&self` and returns a value of its own. What a macro makes counts too: a
//! method with a name of its own must be called on the page of every type that the macro is given, and a function whose
//! name is the macro's argument must have an example of its own.

use std::path::Path;

const FOLDERS: &[&str] = &["crates/alembic-core/src/ops/", "crates/alembic-core/src/schema/"];

/// The builders without an example, one line each.
pub(crate) fn check(files: &[(String, String)]) -> Vec<String> {
    let files: Vec<File> = files
        .iter()
        .filter(|(name, _)| FOLDERS.iter().any(|folder| name.starts_with(folder)))
        .map(|(name, source)| File::read(name, source))
        .collect();
    let mut problems = Vec::new();
    for file in &files {
        for builder in file.builders.iter().filter(|builder| !builder.has_own_example()) {
            problems.extend(builder.missing(file, &files));
        }
    }
    problems
}

/// What a file declares.
struct File {
    name: String,
    builders: Vec<Builder>,
    /// Types with their documentation.
    pages: Vec<(String, String)>,
    /// Macros by name, each with the text it is given.
    invocations: Vec<(String, String)>,
}

/// Where a function stands.
#[derive(Clone, PartialEq)]
enum Owner {
    Module,
    Type(String),
    /// A macro that is given the type.
    Macro(String),
}

struct Builder {
    name: String,
    line: usize,
    owner: Owner,
    documentation: String,
}

impl Builder {
    fn has_own_example(&self) -> bool {
        if self.name.starts_with('$') {
            // the example is made of the macro's arguments, too
            return self.documentation.contains("_example!(") || self.documentation.contains("```");
        }
        calls(&self.documentation, &self.name)
    }

    /// The pages that should show the method, and do not.
    fn missing(&self, file: &File, files: &[File]) -> Vec<String> {
        let Self { name, line, .. } = self;
        let problem = |of: &str| {
            format!(
                "{}:{line}: {name}{of} has no example that shows its SQL, neither here nor on the page of its type",
                file.name
            )
        };
        match &self.owner {
            Owner::Type(type_) if shown(type_, name, file, files) == Some(true) => Vec::new(),
            Owner::Type(type_) => vec![problem(&format!(" of {type_}"))],
            Owner::Macro(macro_) if !name.starts_with('$') => {
                let types = types_given_to(macro_, files);
                if types.is_empty() {
                    return vec![problem("")];
                }
                types
                    .iter()
                    .filter(|(type_, at)| shown(type_, name, at, files) != Some(true))
                    .map(|(type_, _)| problem(&format!(" of {type_}")))
                    .collect()
            }
            Owner::Macro(_) | Owner::Module => vec![problem("")],
        }
    }
}

/// Whether the page of a type calls a method; nothing when there is no such type.
fn shown(type_: &str, method: &str, near: &File, files: &[File]) -> Option<bool> {
    let page = |file: &File| {
        let page = file.pages.iter().find(|(name, _)| name == type_)?;
        Some(calls(&page.1, method))
    };
    let folder = Path::new(&near.name).parent();
    page(near)
        .or_else(|| {
            let mut siblings = files.iter().filter(|file| Path::new(&file.name).parent() == folder);
            siblings.find_map(page)
        })
        .or_else(|| files.iter().find_map(page))
}

/// The types that a macro is given, each with the file where that happens.
fn types_given_to<'a>(macro_: &str, files: &'a [File]) -> Vec<(String, &'a File)> {
    let mut types = Vec::new();
    for file in files {
        for (_, arguments) in file.invocations.iter().filter(|(name, _)| name == macro_) {
            let words = arguments.split(|character: char| !character.is_alphanumeric() && character != '_');
            for word in words.filter(|word| files.iter().any(|file| file.pages.iter().any(|(name, _)| name == word))) {
                types.push((word.to_owned(), file));
            }
        }
    }
    types
}

/// Whether an example in the documentation calls a function, and compiles SQL.
fn calls(documentation: &str, function: &str) -> bool {
    let call = format!("{function}(");
    documentation.split("```").skip(1).step_by(2).any(|example| {
        example.contains("alembic_sql")
            && example.match_indices(&call).any(|(at, _)| {
                let before = example[..at].chars().next_back();
                !before.is_some_and(|character| character.is_alphanumeric() || character == '_')
            })
    })
}

impl File {
    fn read(name: &str, source: &str) -> Self {
        let lines: Vec<&str> = source
            .lines()
            .take_while(|line| line.trim() != "#[cfg(test)]")
            .collect();
        let mut file = Self {
            name: name.to_owned(),
            builders: Vec::new(),
            pages: Vec::new(),
            invocations: Vec::new(),
        };
        // the blocks around the line: where they are closed, and what they are
        let mut blocks: Vec<(String, Owner)> = Vec::new();
        let mut documentation = String::new();
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            let text = line.trim();
            let indent = &line[..line.len() - line.trim_start().len()];
            let mut next = at + 1;
            if let Some(words) = text.strip_prefix("///") {
                documentation.push_str(words);
                documentation.push('\n');
            } else if text.starts_with("#[") {
                next = at + attribute(&lines[at..]);
                documentation.extend(lines[at..next].iter().flat_map(|line| [line, "\n"]));
            } else {
                if blocks.last().is_some_and(|(end, _)| line.starts_with(end.as_str())) {
                    blocks.pop();
                } else if let Some(owner) = owner(text, &blocks) {
                    blocks.push((format!("{indent}}}"), owner));
                } else if let Some(arguments) = invocation(text) {
                    file.invocations
                        .push((arguments.to_owned(), until_closed(&lines[at..], indent)));
                } else {
                    file.declare(&lines[at..], at + 1, &blocks, &documentation);
                }
                documentation.clear();
            }
            at = next;
        }
        file
    }

    /// Keeps what the line declares, if it is a type or a builder.
    fn declare(&mut self, lines: &[&str], line: usize, blocks: &[(String, Owner)], documentation: &str) {
        let text = lines[0].trim();
        let type_ = ["pub struct ", "pub enum ", "pub type "]
            .iter()
            .find_map(|keyword| text.strip_prefix(keyword));
        if let Some(rest) = type_ {
            self.pages.push((word(rest), documentation.to_owned()));
        }
        let Some(rest) = ["pub fn ", "pub const fn "]
            .iter()
            .find_map(|keyword| text.strip_prefix(keyword))
        else {
            return;
        };
        let mut signature = String::new();
        for line in lines {
            signature.push_str(line.trim());
            if line.contains('{') {
                break;
            }
        }
        if is_builder(&signature) {
            self.builders.push(Builder {
                name: word(rest),
                line,
                owner: blocks.last().map_or(Owner::Module, |(_, owner)| owner.clone()),
                documentation: documentation.to_owned(),
            });
        }
    }
}

fn is_builder(signature: &str) -> bool {
    let returns = signature.split_once("-> ").map_or("", |(_, returns)| returns);
    let reads = ["&self", "&mut self"]
        .iter()
        .any(|receiver| signature.contains(receiver));
    let gives_away = ["&", "Result<", "Option<", "bool"]
        .iter()
        .any(|kind| returns.starts_with(kind));
    !reads && !returns.is_empty() && !gives_away
}

/// What a line opens: an `impl` block, a macro or a module.
fn owner(text: &str, blocks: &[(String, Owner)]) -> Option<Owner> {
    if let Some(name) = text.strip_prefix("macro_rules! ") {
        return Some(Owner::Macro(word(name)));
    }
    if text.starts_with("pub mod ") && text.ends_with('{') {
        return Some(Owner::Module);
    }
    let rest = text.strip_prefix("impl").or_else(|| text.strip_prefix("$(impl"))?;
    if !text.ends_with('{') {
        return None;
    }
    let rest = if rest.starts_with('<') {
        rest.split_once("> ").map_or(rest, |(_, rest)| rest)
    } else {
        rest
    };
    let target = rest.split_once(" for ").map_or(rest, |(_, target)| target).trim();
    if target.contains('$') {
        let macro_ = blocks.iter().find(|(_, owner)| matches!(owner, Owner::Macro(_)));
        return macro_.map(|(_, owner)| owner.clone());
    }
    Some(Owner::Type(word(target.rsplit("::").next().unwrap_or(target))))
}

/// The macro that a line calls, outside of any function.
fn invocation(text: &str) -> Option<&str> {
    let (name, rest) = text.split_once('!')?;
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|character| character.is_alphanumeric() || character == '_');
    (is_name && rest.trim_start().starts_with(['(', '{'])).then_some(name)
}

fn until_closed(lines: &[&str], indent: &str) -> String {
    let mut text = lines[0].to_owned();
    if !lines[0].ends_with([';', '}']) {
        for line in &lines[1..] {
            text.push('\n');
            text.push_str(line);
            if line
                .strip_prefix(indent)
                .is_some_and(|rest| rest.starts_with([')', '}']))
            {
                break;
            }
        }
    }
    text
}

/// How many lines an attribute has.
fn attribute(lines: &[&str]) -> usize {
    lines
        .iter()
        .position(|line| line.trim_end().ends_with(']'))
        .map_or(1, |end| end + 1)
}

/// The name at the start of a text; a macro's argument keeps its `$`.
fn word(text: &str) -> String {
    text.chars()
        .take_while(|character| character.is_alphanumeric() || ['_', '$'].contains(character))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;

    fn problems(source: &str) -> Vec<String> {
        check(&[("crates/alembic-core/src/ops/a.rs".to_owned(), source.to_owned())])
    }

    const EXAMPLE: &str = "/// ```\n/// alembic_sql::to_sql(make().named(1));\n/// ```\n";
    const FUNCTION: &str = "pub fn make() -> Op {\n}\n";
    const METHOD: &str = "impl Op {\n    pub fn named(mut self, name: u8) -> Self {\n    }\n}\n";

    #[test]
    fn a_function_shows_its_own_sql() {
        assert_eq!(
            problems(FUNCTION),
            [
                "crates/alembic-core/src/ops/a.rs:1: make has no example that shows its SQL, \
                 neither here nor on the page of its type"
            ]
        );
        assert!(problems(&format!("{EXAMPLE}#[must_use]\n{FUNCTION}")).is_empty());
        assert_eq!(problems(&format!("/// make() by alembic_sql\n{FUNCTION}")).len(), 1);
        assert_eq!(
            problems("/// ```\n/// alembic_sql: remake()\n/// ```\npub fn make() -> Op {\n}").len(),
            1
        );
    }

    #[test]
    fn a_method_may_be_shown_on_the_page_of_its_type() {
        assert_eq!(problems(&format!("pub struct Op {{\n}}\n{METHOD}")).len(), 1);
        assert!(problems(&format!("{EXAMPLE}pub struct Op {{\n}}\n{METHOD}")).is_empty());
        assert!(problems("impl Op {\n    pub fn name(&self) -> String {\n    }\n}\n").is_empty());
    }

    #[test]
    fn what_a_macro_makes_is_shown_by_every_type() {
        let macro_ = format!("macro_rules! named {{\n    ($type:ty) => {{\n        {METHOD}    }};\n}}\n")
            .replace("impl Op {", "impl $type {")
            .replace("\n}\n    };", "\n        }\n    };");
        let types = format!("{EXAMPLE}pub struct One {{\n}}\npub struct Two {{\n}}\n");
        assert!(problems(&format!("{macro_}{types}named!(One);\n")).is_empty());
        let found = problems(&format!("{macro_}{types}named!(One);\nnamed!(Two);\n"));
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("named of Two"));
    }

    #[test]
    fn a_name_that_a_macro_is_given_needs_an_example_of_its_own() {
        let function = "pub fn $name() -> Op {\n}\n";
        assert_eq!(problems(function).len(), 1);
        assert!(problems(&format!("#[doc = type_example!($name() => Sqlite \"X\")]\n{function}")).is_empty());
    }
}
