//! Configurations that a program builds or changes; every expectation was printed by Alembic's `Config`.

use std::path::{Path, PathBuf};

use alembic::config::{CmdOpts, Config, ConfigError, OptionValue, asbool};

fn pairs(items: &[(&str, &str)]) -> Vec<(String, String)> {
    items
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn text<T: std::fmt::Debug>(result: Result<T, ConfigError>) -> String {
    result.expect_err("an error").to_string()
}

fn in_section(ini: Option<PathBuf>, section: &str) -> Config {
    Config::from_files(ini, None, section, CmdOpts::default())
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("a file");
        }
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn here(&self) -> &str {
        self.0.path().to_str().expect("UTF-8")
    }
}

#[test]
fn without_files_there_is_an_empty_main_section() {
    let mut config = Config::new();
    assert_eq!(config.get_main_option("x"), Ok(None));
    assert_eq!(config.get_section("alembic"), Ok(Some(pairs(&[("here", ".")]))));
    assert_eq!(config.get_section("zz"), Ok(None));
    assert_eq!(
        text(config.get_section_option("zz", "x")),
        "No config file None found, or file has no '[zz]' section"
    );
    config.set_main_option("X", "%(here)s/x").expect("fine");
    assert_eq!(config.get_main_option("x"), Ok(Some("./x".to_owned())));
    assert_eq!(
        config.get_alembic_option("x"),
        Ok(Some(OptionValue::Text("./x".to_owned())))
    );
    config.remove_main_option("x").expect("fine");
    config.remove_main_option("nope").expect("fine");
    assert_eq!(config.get_main_option("x"), Ok(None));
}

#[test]
fn a_bad_percent_sign_cannot_be_set() {
    let mut config = Config::new();
    for (value, message) in [
        ("100%", "invalid interpolation syntax in '100%' at position 3"),
        (
            "a%%b%(here)sc%d",
            "invalid interpolation syntax in 'a%%b%(here)sc%d' at position 3",
        ),
        ("%(a", "invalid interpolation syntax in '%(a' at position 0"),
    ] {
        assert_eq!(text(config.set_main_option("x", value)), message);
    }
    assert_eq!(config.get_main_option("x"), Ok(None));
}

#[test]
fn sections_are_made_when_an_option_is_set() {
    let mut config = Config::new();
    config.set_section_option("s", "a", "1").expect("fine");
    assert_eq!(config.get_section("s"), Ok(Some(pairs(&[("here", "."), ("a", "1")]))));
    assert_eq!(
        text(config.set_section_option("DEFAULT", "a", "1")),
        "Invalid section name: 'DEFAULT'"
    );
    // To ConfigParser an empty name is a section of its own, and means [DEFAULT] when an option is set.
    config.set_section_option("", "b", "2").expect("fine");
    assert_eq!(config.get_section_option("", "b"), Ok(Some("2".to_owned())));
    assert_eq!(config.get_section_option("s", "b"), Ok(Some("2".to_owned())));
}

#[test]
fn the_main_section_can_have_another_name() {
    let folder = Folder::new(&[(
        "alembic.ini",
        "[DEFAULT]\nd=1\nversion_locations = a b\n[other]\na = %(here)s\n",
    )]);
    let ini = folder.file("alembic.ini");
    let here = || Ok(Some(folder.here().to_owned()));

    let other = in_section(Some(ini.clone()), "other");
    assert_eq!(other.get_main_option("a"), here());
    let mut warnings = Vec::new();
    assert_eq!(
        other.get_version_locations_list(&mut warnings),
        Ok(Some(vec!["a".to_owned(), "b".to_owned()]))
    );
    assert_eq!(warnings.len(), 1);

    let absent = in_section(Some(ini.clone()), "alembic");
    let message = format!(
        "No config file '{}' found, or file has no '[alembic]' section",
        ini.display()
    );
    assert_eq!(text(absent.get_main_option("d")), message);
    assert_eq!(absent.get_alembic_option("d"), Ok(None));
    assert_eq!(absent.get_version_locations_list(&mut warnings), Ok(None));

    let default = in_section(Some(ini.clone()), "DEFAULT");
    assert_eq!(default.get_alembic_text_option("here"), here());
    assert!(text(default.get_main_option("d")).ends_with("has no '[DEFAULT]' section"));
    assert!(text(default.get_version_locations_list(&mut warnings)).ends_with("has no '[DEFAULT]' section"));
    assert_eq!(
        text(in_section(None, "DEFAULT").get_main_option("d")),
        "Invalid section name: 'DEFAULT'"
    );

    let empty = in_section(Some(ini), "");
    assert_eq!(text(empty.get_alembic_option("here")), "No section: ''");
    assert_eq!(empty.get_version_locations_list(&mut warnings), Ok(None));
}

#[test]
fn a_missing_file_is_an_error_only_when_its_section_is_needed() {
    let folder = Folder::new(&[]);
    for name in ["alembic.ini", ""] {
        // The second one is the folder itself, which cannot be read as a file.
        let ini = folder.file(name);
        let config = Config::from_files(
            Some(ini.clone()),
            Some(folder.file("none.toml")),
            "alembic",
            CmdOpts::default(),
        );
        assert_eq!(config.get_alembic_option("script_location"), Ok(None));
        assert_eq!(config.get_alembic_boolean_option("sourceless"), Ok(false));
        assert_eq!(config.get_hooks_list(), Ok(vec![]));
        let message = format!(
            "No config file '{}' found, or file has no '[alembic]' section",
            ini.display()
        );
        assert_eq!(text(config.get_main_option("sqlalchemy.url")), message);
    }
    let config = Config::from_files(
        Some(PathBuf::new()),
        Some(PathBuf::new()),
        "alembic",
        CmdOpts::default(),
    );
    assert_eq!((config.config_file_name(), config.toml_file_name()), (None, None));
}

#[test]
fn here_is_absolute_and_keeps_parent_steps() {
    let config = in_section(Some(PathBuf::from("./no//such/../alembic.ini")), "alembic");
    let working_directory = std::env::current_dir().expect("a folder");
    let expected = format!("{}/no/such/..", working_directory.display());
    assert_eq!(
        config.file_config().expect("no file").get("DEFAULT", "here"),
        Ok(expected)
    );
}

#[test]
fn config_args_are_known_in_both_files() {
    let folder = Folder::new(&[
        ("alembic.ini", "[alembic]\na = %(foo)s\nb = %(here)s\n"),
        (
            "pyproject.toml",
            "[tool.alembic]\nc = '%(Foo)s %(here)s'\nd = '%(foo)s'\n",
        ),
    ]);
    let toml = folder.file("pyproject.toml");
    let config = Config::from_files(
        Some(folder.file("alembic.ini")),
        Some(toml.clone()),
        "alembic",
        CmdOpts::default(),
    )
    .with_config_args([("Foo", "f"), ("here", "zz")]);
    assert_eq!(config.get_main_option("a"), Ok(Some("f".to_owned())));
    assert_eq!(config.get_main_option("b"), Ok(Some(folder.here().to_owned())));
    assert_eq!(
        config.get_alembic_text_option("c"),
        Ok(Some(format!("f {}", folder.here())))
    );
    // The toml file does not fold the case of names.
    let message = format!(
        "{}, line 3: TOML parameter 'd' cannot be formatted (KeyError: 'foo'); \
         known is %(here)s, and a percent sign is written %%",
        toml.display()
    );
    assert_eq!(text(config.get_alembic_option("d")), message);
}

#[test]
fn every_value_knows_its_file_and_line() {
    let folder = Folder::new(&[
        (
            "alembic.ini",
            "[DEFAULT]\ntimezone = UTC\n\n[alembic]\n# a\nScript_Location =\n\n  m\nb = 1\n",
        ),
        (
            "pyproject.toml",
            "[tool]\nx = '''\n'''\n[tool.alembic]\n# c\nfile_template = 'x'\nversion_locations = [\n'a']\n",
        ),
    ]);
    let (ini, toml) = (folder.file("alembic.ini"), folder.file("pyproject.toml"));
    let mut config = Config::from_files(Some(ini.clone()), Some(toml.clone()), "alembic", CmdOpts::default());
    let place = |config: &Config, name: &str| config.where_is(name).map(|source| (source.file, source.line));
    assert_eq!(place(&config, "script_location"), Some((ini.clone(), 6)));
    assert_eq!(place(&config, "B"), Some((ini.clone(), 9)));
    assert_eq!(place(&config, "timezone"), Some((ini, 2)));
    assert_eq!(place(&config, "file_template"), Some((toml.clone(), 6)));
    assert_eq!(place(&config, "version_locations"), Some((toml, 7)));
    assert_eq!(place(&config, "here"), None);
    assert_eq!(place(&config, "nope"), None);
    config.set_main_option("b", "2").expect("fine");
    assert_eq!(place(&config, "b"), None);
}

#[test]
fn a_broken_file_is_reported_at_every_use() {
    let folder = Folder::new(&[("alembic.ini", "[alembic]\na=1\na=2\n")]);
    let mut config = in_section(Some(folder.file("alembic.ini")), "alembic");
    let message = format!(
        "While reading from PosixPath('{}/alembic.ini') [line  3]: option 'a' in section 'alembic' already exists",
        folder.here()
    );
    assert_eq!(text(config.get_main_option("a")), message);
    assert_eq!(text(config.set_main_option("b", "1")), message);
    assert_eq!(text(config.get_hooks_list()), message);
    assert_eq!(config.where_is("a"), None);
}

#[test]
fn a_toml_folder_cannot_be_read() {
    let folder = Folder::new(&[]);
    let config = Config::from_files(None, Some(folder.file("")), "alembic", CmdOpts::default());
    let error = config.get_alembic_option("a").expect_err("a folder is no file");
    assert!(
        matches!(&error, ConfigError::Io { path, .. } if *path == folder.file("")),
        "{error}"
    );
    assert!(error.to_string().contains("Is a directory"), "{error}");
}

#[test]
fn toml_errors_name_file_line_and_option() {
    let folder = Folder::new(&[(
        "pyproject.toml",
        "[tool.alembic]\n\nscript_location = ['a']\nversion_locations = [1]\n",
    )]);
    let toml = folder.file("pyproject.toml");
    let config = Config::from_files(None, Some(toml.clone()), "alembic", CmdOpts::default());
    assert_eq!(
        text(config.get_alembic_text_option("script_location")),
        format!(
            "{}, line 3: a string expected for TOML parameter 'script_location', found an array",
            toml.display()
        )
    );
    assert_eq!(
        text(config.get_version_locations_list(&mut Vec::new())),
        format!(
            "{}, line 4: a string expected for TOML parameter 'version_locations', found an integer",
            toml.display()
        )
    );
}

#[test]
fn x_arguments_are_a_list_and_a_dictionary() {
    let x = ["a=1", "b", "c=d=e", "=f", "a=2"].map(str::to_owned).to_vec();
    let config = Config::from_files(
        None,
        None,
        "alembic",
        CmdOpts {
            x: x.clone(),
            ..CmdOpts::default()
        },
    );
    assert_eq!(config.get_x_argument(), x);
    let expected = pairs(&[("a", "2"), ("b", ""), ("c", "d=e"), ("", "f")]);
    assert_eq!(config.get_x_argument_dictionary(), expected);
}

#[test]
fn switches_are_read_as_sqlalchemy_reads_them() {
    let read = |value: &str| asbool(Some(&OptionValue::Text(value.to_owned())));
    for yes in ["true", "YES", " on ", "y", "T", "1"] {
        assert_eq!(read(yes), Ok(true), "{yes}");
    }
    for no in ["false", "No", "off\n", "n", "f", "0"] {
        assert_eq!(read(no), Ok(false), "{no}");
    }
    assert_eq!(text(read(" Maybe ")), "String is not true/false: 'maybe'");
    assert_eq!(text(read("")), "String is not true/false: ''");
    assert_eq!(asbool(Some(&OptionValue::Integer(2))), Ok(true));
    assert_eq!(asbool(Some(&OptionValue::List(vec![]))), Ok(false));
}

#[test]
fn debug_output_holds_no_password() {
    let url = "postgresql://scott:tiger@host/db";
    let folder = Folder::new(&[(
        "pyproject.toml",
        &format!("[tool.alembic]\n\"sqlalchemy.url\" = '{url}'\n"),
    )]);
    let mut config = Config::from_files(None, Some(folder.file("pyproject.toml")), "alembic", CmdOpts::default());
    assert_eq!(
        config.get_alembic_text_option("sqlalchemy.url"),
        Ok(Some(url.to_owned()))
    );
    config.set_main_option("sqlalchemy.url", url).expect("fine");
    let shown = format!("{config:?} {:?}", alembic::config::url::make_url(url));
    assert!(!shown.contains("tiger"), "{shown}");
    assert!(shown.contains("scott"), "{shown}");
}

#[test]
fn a_configuration_can_be_shared_between_threads() {
    let folder = Folder::new(&[("alembic.ini", "[alembic]\na = 1\n")]);
    let config = in_section(Some(folder.file("alembic.ini")), "alembic");
    let read = |config: &Config| config.get_main_option("a");
    let both = std::thread::scope(|scope| {
        let other = scope.spawn(|| read(&config));
        (read(&config), other.join().expect("no panic"))
    });
    assert_eq!(both, (Ok(Some("1".to_owned())), Ok(Some("1".to_owned()))));
    assert_eq!(config.config_file_name(), Some(Path::new(&folder.file("alembic.ini"))));
}
