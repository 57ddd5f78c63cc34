//! Headers of revision files, compared with what real Alembic reads from the same files (`fixtures/headers`).

use std::path::{Path, PathBuf};
use std::{fs, io};

use alembic::script::{CompiledRevision, Language, ScriptError, ScriptHeader, load_revisions, read_file};
use serde_json::{Value, json};
use tempfile::TempDir;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/headers")
}

fn recorded(name: &str) -> serde_json::Map<String, Value> {
    let text = fs::read_to_string(fixtures().join(name)).expect("a golden file");
    serde_json::from_str(&text).expect("an object")
}

fn read(path: &Path, language: Language) -> Result<ScriptHeader, ScriptError> {
    read_file(path, language)
}

fn as_recorded(header: &ScriptHeader) -> Value {
    json!({
        "revision": header.revision,
        "down_revision": header.down_revision,
        "branch_labels": header.branch_labels,
        "depends_on": header.depends_on,
        "longdoc": header.longdoc,
        "doc": header.doc(),
        "upgrade": header.has_upgrade,
        "downgrade": header.has_downgrade,
    })
}

#[test]
fn python_headers_are_those_of_alembic() {
    let cases = recorded("python.json");
    assert!(cases.len() >= 60, "only {} cases", cases.len());
    let mut differences = Vec::new();
    for (name, expected) in &cases {
        match read(&fixtures().join("python").join(name), Language::Python) {
            Ok(header) if as_recorded(&header) == *expected => {}
            Ok(header) => differences.push(format!("{name}:\n  {}\n  {expected}", as_recorded(&header))),
            Err(error) => differences.push(format!("{name}: {error}")),
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Each Rust file has a twin in Python, with the same identifiers and docstring.
#[test]
fn rust_headers_are_those_of_their_twins() {
    let twins = recorded("python.json");
    let mut count = 0;
    for entry in fs::read_dir(fixtures().join("rust")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let header = read(&path, Language::Rust).expect("a header");
        let twin = path.with_extension("py");
        let twin = twin.file_name().and_then(|name| name.to_str()).expect("a name");
        assert_eq!(as_recorded(&header), twins[twin], "{}", path.display());
        count += 1;
    }
    assert!(count >= 10, "only {count} files");
}

/// What Alembic cannot read either, and what it reads by running Python: our messages stand in `refused.txt`.
#[test]
fn other_python_files_are_refused_with_their_line() {
    let folder = fixtures().join("refused");
    let mut messages = String::new();
    let mut lines = Vec::new();
    for (name, recorded) in &recorded("refused.json") {
        let error = match read(&folder.join(name), Language::Python) {
            Err(error) => error,
            Ok(header) => {
                messages.push_str(&format!("{name} was read: {}\n", as_recorded(&header)));
                continue;
            }
        };
        let shown = error.to_string().replace(&format!("{}/", folder.display()), "");
        messages.push_str(&format!("{name}: {shown}\n"));
        let kind = recorded["error"].as_str().unwrap_or("none");
        assert_eq!(error.is_command_error(), kind == "CommandError", "{name}");
        if error.is_command_error() {
            assert_eq!(shown, recorded["message"].as_str().expect("a message"), "{name}");
        }
        if let (Some(line), ScriptError::Syntax { line: Some(own), .. }) = (recorded["line"].as_u64(), &error)
            && line != *own as u64
        {
            lines.push(format!("{name}: {own}, not {line}"));
        }
        let is_syntax_error = ["SyntaxError", "IndentationError", "TabError"].contains(&kind);
        let is_encoding_error = shown.contains("declares the encoding");
        assert_eq!(
            shown.starts_with("SyntaxError: "),
            is_syntax_error && !is_encoding_error,
            "{name}: {shown}"
        );
    }
    // Python names the line of the `global` statement, we that of the use before it.
    assert_eq!(
        lines,
        ["syntax_global_late.py: 5, not 6", "syntax_global_used.py: 5, not 6"]
    );
    let expected = fs::read_to_string(fixtures().join("refused.txt")).expect("a golden file");
    assert!(messages == expected, "refused.txt should be:\n{messages}");
}

fn make_link(target: &str, link: &Path) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, link);
    #[cfg(not(unix))]
    return Err(io::Error::other(format!("no link {} to {target}", link.display())));
}

/// Builds the files and links of a layout.
fn build(layout: &Value, root: &Path) {
    let names = |key: &str| layout[key].as_array().cloned().unwrap_or_default();
    let path = |name: &Value| {
        let path = root.join(name.as_str().expect("a name"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        path
    };
    for name in names("folders") {
        fs::create_dir_all(path(&name)).expect("the folder is made");
    }
    for name in names("files") {
        fs::write(path(&name), "revision = 'x'\ndown_revision = None\n").expect("the file is written");
    }
    for (name, target) in layout["links"].as_object().into_iter().flatten() {
        make_link(target.as_str().expect("a name"), &path(&json!(name))).expect("the link is made");
    }
}

#[cfg(unix)]
#[test]
fn version_locations_are_listed_as_by_alembic() {
    let layouts = recorded("layouts.json");
    let expected = recorded("layouts.recorded.json");
    for (name, layout) in &layouts {
        let folder = TempDir::new().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("its path");
        build(layout, &root);
        let locations = layout["locations"].as_array().expect("locations").iter();
        let locations: Vec<PathBuf> = locations
            .map(|location| root.join(location.as_str().expect("a name")))
            .collect();
        let relative = |text: &str| text.replace(&root.display().to_string(), "ROOT");
        let result = match load_revisions(&locations, layout["recursive"] == true) {
            Ok(loaded) => {
                let paths = loaded
                    .scripts
                    .iter()
                    .map(|script| relative(&script.path.display().to_string()));
                let paths: Vec<String> = paths.map(|path| path.replacen("ROOT/", "", 1)).collect();
                let warnings: Vec<String> = loaded.warnings.iter().map(|warning| relative(warning)).collect();
                json!({"paths": paths, "warnings": warnings})
            }
            Err(error) => json!({"message": relative(&error.to_string()), "warnings": []}),
        };
        let mut expected = expected[name].clone();
        if let Some(expected) = expected.as_object_mut() {
            expected.remove("error");
            if name == "link_loop" {
                let message = "cannot read ROOT/versions/a.py: Too many levels of symbolic links (os error 40)";
                expected.insert("message".to_owned(), json!(message));
            }
        }
        assert_eq!(result, expected, "{name}");
    }
}

#[test]
fn many_files_keep_their_order() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = |number: usize| folder.path().join(format!("{number:04}.py"));
    for number in 0..500 {
        fs::write(path(number), format!("revision = 'r{number}'\ndown_revision = None\n")).expect("a file");
    }
    let loaded = load_revisions(&[folder.path()], false).expect("headers");
    let revisions: Vec<String> = loaded.scripts.into_iter().map(|script| script.revision).collect();
    assert_eq!(
        revisions,
        (0..500).map(|number| format!("r{number}")).collect::<Vec<_>>()
    );

    for number in [130, 131, 470] {
        fs::write(path(number), "def upgrade(:\n").expect("a file");
    }
    let error = load_revisions(&[folder.path()], false)
        .expect_err("a broken file")
        .to_string();
    assert!(error.contains("0130.py, line 1, column 13"), "{error}");
}

#[test]
fn headers_of_compiled_revisions_are_those_of_their_files() {
    let python = CompiledRevision::python("a.py", b"'doc\\n\\nmore'\nrevision = 'a'\ndown_revision = 'b', 'c'\n");
    let header = ScriptHeader::of_compiled(&python).expect("a header");
    assert_eq!(
        (header.path.as_path(), header.language),
        (Path::new("a.py"), Language::Python)
    );
    assert_eq!(
        (header.doc(), header.longdoc.as_str(), header.has_upgrade),
        ("doc", "doc\n\nmore", false)
    );
    assert_eq!(
        (header.revision.as_str(), header.down_revision),
        ("a", vec!["b".to_owned(), "c".to_owned()])
    );

    let broken = CompiledRevision::python("b.py", b"revision = x\n");
    let error = ScriptHeader::of_compiled(&broken).expect_err("no literal").to_string();
    assert_eq!(
        error,
        "b.py:1: the value of 'revision' cannot be known without Python: x; write it as a literal"
    );
}
