//! Configuration files against what ConfigParser and Alembic's `Config` recorded of them.

use std::path::{Path, PathBuf};

use alembic::config::{CmdOpts, Config, ConfigError, ConfigFiles, OptionValue};
use serde_json::{Map, Value, json};

const TEXT_OPTIONS: [&str; 12] = [
    "script_location",
    "sqlalchemy.url",
    "file_template",
    "timezone",
    "truncate_slug_length",
    "output_encoding",
    "revision_environment",
    "version_locations",
    "prepend_sys_path",
    "path_separator",
    "version_path_separator",
    "Custom_Option",
];
const BOOLEAN_OPTIONS: [&str; 2] = ["recursive_version_locations", "sourceless"];

fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder)
}

/// The cases of a folder: every file with the extension that has a golden file.
fn cases(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("fixtures");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|found| found == extension));
    files.sort();
    files
}

/// Class and message as Python has them; the message is left out where ours is better on purpose.
fn error(error: &ConfigError) -> Value {
    let (class, message) = match error {
        ConfigError::Ini(error) | ConfigError::IniAt { source: error, .. } => (error.python_class(), error.to_string()),
        ConfigError::InvalidPathSeparator { .. } | ConfigError::NotBoolean { .. } => ("ValueError", error.to_string()),
        ConfigError::TomlFormat { source, .. } => (source.python_class(), source.to_string()),
        ConfigError::TomlTypeMismatch { .. } => return json!("TomlTypeMismatch"),
        ConfigError::TomlSyntax { .. } => return json!("TomlSyntax"),
        ConfigError::Io { .. } => return json!("Io"),
        other if other.is_command_error() => ("CommandError", other.to_string()),
        other => panic!("a new error wants its class here: {other:?}"),
    };
    json!({"error": [class, message]})
}

/// The golden value of a toml case, with our name for errors that Python ends in without checking anything.
fn expected_of_toml(golden: &Value) -> Value {
    if let Some(error) = golden.get("error") {
        return match (error[0].as_str(), error[1].as_str()) {
            (Some("TypeError"), Some(message)) if message.starts_with("unsupported operand") => {
                json!("TomlTypeMismatch")
            }
            (Some("KeyError"), Some("'name'")) => json!("TomlTypeMismatch"),
            (Some("AttributeError"), Some("'int' object has no attribute 'get'")) => {
                json!({"error": ["CommandError", "Incorrect TOML format"]})
            }
            (Some("AttributeError"), _) => json!("TomlTypeMismatch"),
            (Some("TOMLDecodeError"), _) => json!("TomlSyntax"),
            (Some("UnicodeDecodeError"), _) => json!("Io"),
            _ => golden.clone(),
        };
    }
    match golden {
        Value::Object(object) => object
            .iter()
            .map(|(key, value)| (key.clone(), expected_of_toml(value)))
            .collect(),
        Value::Array(items) => items.iter().map(expected_of_toml).collect(),
        other => other.clone(),
    }
}

fn attempt<T>(result: Result<T, ConfigError>, describe: impl FnOnce(T) -> Value) -> Value {
    result.map_or_else(|failure| error(&failure), describe)
}

fn table(items: &[(String, String)]) -> Value {
    items
        .iter()
        .map(|(key, value)| (key.clone(), json!(value)))
        .collect::<Map<_, _>>()
        .into()
}

fn option_value(value: &OptionValue) -> Value {
    match value {
        OptionValue::Text(text) => json!(text),
        OptionValue::Integer(number) => json!(number),
        OptionValue::Boolean(flag) => json!(flag),
        OptionValue::List(items) => json!(items),
        OptionValue::Table(items) => table(items),
        OptionValue::Tables(tables) => tables.iter().map(|items| table(items)).collect(),
    }
}

fn options(names: &[&str], get: impl Fn(&str) -> Value) -> Value {
    let found = names.iter().map(|name| ((*name).to_owned(), get(name)));
    found
        .filter(|(_, value)| !value.is_null())
        .collect::<Map<_, _>>()
        .into()
}

fn section(config: &Config, name: &str) -> Value {
    let parser = config.file_config().expect("read before");
    let all = attempt(config.get_section(name), |items| json!([name, items]));
    if all.is_array() {
        return all;
    }
    let each = parser.options(name).map(|key| {
        let value = parser.get(name, key).map_err(ConfigError::from);
        json!([key, attempt(value, |value| json!(value))])
    });
    json!([name, {"items": all, "options": each.collect::<Vec<_>>()}])
}

fn answers(config: &Config) -> Value {
    let parser = match config.file_config() {
        Ok(parser) => parser,
        Err(failure) => return error(&failure),
    };
    let mut warnings = Vec::new();
    let hooks = |hooks: Vec<alembic::config::PostWriteHookConfig>| -> Value {
        hooks
            .iter()
            .map(|hook| json!({"name": hook.name, "options": table(&hook.options)}))
            .collect()
    };
    let text = |text: Option<String>| json!(text);
    json!({
        "sections": parser.sections().map(|name| section(config, name)).collect::<Vec<_>>(),
        "main": options(&TEXT_OPTIONS[..2], |name| attempt(config.get_main_option(name), text)),
        "alembic": options(&TEXT_OPTIONS, |name| {
            attempt(config.get_alembic_option(name), |value| value.as_ref().map_or(Value::Null, option_value))
        }),
        "boolean": options(&BOOLEAN_OPTIONS, |name| attempt(config.get_alembic_boolean_option(name), Value::Bool)),
        "version_locations": attempt(config.get_version_locations_list(&mut warnings), |list| json!(list)),
        "prepend_sys_path": attempt(config.get_prepend_sys_paths_list(&mut warnings), |list| json!(list)),
        "hooks": attempt(config.get_hooks_list(), hooks),
        "warnings": warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// Compares every case of a folder with its golden file; `adjust` makes up for deliberate differences.
fn compare(folder: &str, extension: &str, at_least: usize, adjust: impl Fn(&str, &mut Value)) {
    let folder = fixtures(folder);
    let files = cases(&folder, extension);
    assert!(files.len() >= at_least, "{} cases", files.len());
    let here = std::path::absolute(&folder)
        .expect("a path")
        .to_string_lossy()
        .into_owned();
    let mut failures = Vec::new();
    for file in files {
        let golden = std::fs::read_to_string(file.with_extension("json")).expect("a golden file");
        let mut golden = serde_json::from_str(&golden).expect("JSON");
        adjust(&file.file_stem().expect("a name").to_string_lossy(), &mut golden);
        let toml = (extension == "toml").then(|| file.clone());
        let config = Config::from_files(Some(file.with_extension("ini")), toml, "alembic", CmdOpts::default());
        let actual = answers(&config).to_string().replace(&here, "{here}");
        let actual: Value = serde_json::from_str(&actual).expect("JSON");
        if actual != golden {
            failures.push(format!("{}\n expected {golden}\n   actual {actual}", file.display()));
        }
    }
    assert!(
        failures.is_empty(),
        "{} differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn every_ini_file_is_read_as_python_reads_it() {
    compare("config", "ini", 150, |_, _| {});
}

#[test]
fn every_value_of_an_ini_file_begins_on_the_line_that_names_it() {
    let mut values = 0;
    for file in cases(&fixtures("config"), "ini") {
        let Ok(text) = std::fs::read_to_string(&file) else {
            continue;
        };
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let lines: Vec<&str> = text.split('\n').collect();
        let config = Config::from_files(Some(file.clone()), None, "alembic", CmdOpts::default());
        let Ok(parser) = config.file_config() else { continue };
        for (section, option) in parser
            .sections()
            .flat_map(|name| parser.options(name).map(move |key| (name, key)))
        {
            if let Some(source) = parser.where_is(section, option) {
                let line = lines[source.line - 1].to_lowercase();
                assert!(
                    line.trim_start().starts_with(option),
                    "{}: {option} in {line:?}",
                    file.display()
                );
                values += 1;
            }
        }
    }
    assert!(values > 300, "{values}");
}

#[test]
fn every_pyproject_is_read_as_alembic_reads_it() {
    compare("pyproject", "toml", 60, |name, golden| {
        *golden = expected_of_toml(golden);
        if name == "type_version_locations_string" {
            // Alembic takes the letters of the text for the list.
            assert_eq!(golden["version_locations"], "a:b");
            golden["version_locations"] = json!("TomlTypeMismatch");
        }
    });
}

#[test]
fn the_files_are_chosen_as_alembic_chooses_them() {
    let cases = std::fs::read_to_string(fixtures("config-files/cases.json")).expect("a golden file");
    let cases: Vec<Value> = serde_json::from_str(&cases).expect("JSON");
    for case in cases {
        let named: Vec<PathBuf> = serde_json::from_value(case["config"].clone()).unwrap_or_default();
        let chosen = ConfigFiles::choose(&named, case["env"].as_str().map(Path::new));
        let actual = attempt(chosen, |files| json!([files.toml, files.ini]));
        assert_eq!(actual, case["result"], "{case}");
    }
}
