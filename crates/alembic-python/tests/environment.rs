//! What is read from the `env.py` files of real projects' kinds, without running them.

use std::collections::HashMap;

use alembic_python::{Host, Module, PythonEnvironment, Setting, Variable, environment, header_of_bytes};

/// A world that is all in memory.
#[derive(Default)]
struct World {
    modules: HashMap<&'static str, &'static str>,
    variables: HashMap<&'static str, &'static str>,
    options: HashMap<&'static str, &'static str>,
    x: Vec<String>,
}

impl Host for World {
    fn file(&self) -> Option<String> {
        Some("/project/migrations/env.py".to_owned())
    }

    fn module(&self, name: &str, _search_path: &[String]) -> Module {
        match self.modules.get(name) {
            Some(source) => Module::Source {
                path: format!("/project/{}.py", name.replace('.', "/")),
                content: source.as_bytes().to_vec(),
                is_package: self.modules.keys().any(|other| other.starts_with(&format!("{name}."))),
            },
            None => Module::Missing,
        }
    }

    fn variable(&self, name: &str) -> Option<Variable> {
        let value = self.variables.get(name);
        Some(value.map_or(Variable::Unset, |value| Variable::Set((*value).to_owned())))
    }

    fn section(&self, _name: Option<&str>) -> Option<Vec<(String, String)>> {
        let owned = |(key, value): (&&str, &&str)| ((*key).to_owned(), (*value).to_owned());
        Some(self.options.iter().map(owned).collect())
    }

    fn main_section(&self) -> Option<String> {
        Some("alembic".to_owned())
    }

    fn x_arguments(&self) -> Option<Vec<String>> {
        Some(self.x.clone())
    }
}

const GENERIC: &str = "
def run_migrations_offline():
    url = config.get_main_option('sqlalchemy.url')
    context.configure(url=url, literal_binds=True, version_table=VERSION_TABLE)

def run_migrations_online():
    connectable = engine_from_config(config.get_section(config.config_ini_section), prefix='sqlalchemy.')
    with connectable.connect() as connection:
        context.configure(connection=connection, version_table=VERSION_TABLE, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()

if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
";

/// An environment of the generic template after other lines.
fn generic(first_lines: &str, world: &World) -> PythonEnvironment {
    let imports =
        "import os\nfrom pathlib import Path\nfrom alembic import context\nfrom sqlalchemy import engine_from_config\n";
    read(
        &format!("{imports}config = context.config\nVERSION_TABLE = 'app_version'\n{first_lines}\n{GENERIC}"),
        world,
    )
}

fn read(source: &str, world: &World) -> PythonEnvironment {
    environment(source.as_bytes(), false, world).expect("valid Python")
}

fn known(text: &str) -> Setting<String> {
    Setting::Known(text.to_owned())
}

#[test]
fn literals_and_constants_of_configure() {
    let environment = generic("", &World::default());
    assert_eq!(environment.version_table, known("app_version"));
    assert_eq!(environment.version_table_schema, Setting::Absent);
    assert_eq!(environment.transaction_per_migration, Setting::Known(true));
    assert_eq!(environment.url, Setting::Absent);
    let offline = "from alembic import context\ncontext.configure(url='sqlite://', version_table_pk=False) if \
                   context.is_offline_mode() else context.configure(connection=None, version_table_pk=True)\n";
    let pk = |as_sql| {
        let read = environment_of(offline, as_sql);
        read.version_table_pk
    };
    assert_eq!((pk(true), pk(false)), (Setting::Known(false), Setting::Known(true)));
}

fn environment_of(source: &str, as_sql: bool) -> PythonEnvironment {
    environment(source.as_bytes(), as_sql, &World::default()).expect("valid Python")
}

/// The usual ways to set the address; `SECRET` is `a%b`, `UNSET` is not set.
#[test]
fn addresses() {
    let world = World {
        variables: [("SECRET", "a%b"), ("URL", "postgresql://u@h/d")].into(),
        options: [("sqlalchemy.url", "sqlite:///ini.db"), ("host", "db")].into(),
        x: vec!["db=sqlite:///x.db".to_owned()],
        modules: [
            ("app", ""),
            ("app.settings", "class Settings:\n    URL = 'sqlite:///app.db'\n"),
        ]
        .into(),
    };
    let set = |value: &str| format!("config.set_main_option('sqlalchemy.url', {value})");
    for (lines, expected) in [
        (set("os.environ['URL']"), "postgresql://u@h/d"),
        (set("os.getenv('UNSET', 'sqlite:///d.db')"), "sqlite:///d.db"),
        (
            set("os.environ.get('UNSET') or os.environ.get('URL')"),
            "postgresql://u@h/d",
        ),
        (
            set("f\"mysql://u:{os.environ['SECRET']}@h/d\".replace('%', '%%')"),
            "mysql://u:a%b@h/d",
        ),
        (
            set("'sqlite:///' + str(Path(__file__).resolve().parent.parent / 'app.db')"),
            "sqlite:////project/app.db",
        ),
        (
            set("'sqlite:///%s' % os.path.join(os.path.dirname(__file__), 'a.db')"),
            "sqlite:////project/migrations/a.db",
        ),
        (
            set("'{}://{}/d'.format('postgresql', config.get_main_option('host'))"),
            "postgresql://db/d",
        ),
        (
            set("context.get_x_argument(as_dictionary=True).get('db', '')"),
            "sqlite:///x.db",
        ),
        (
            "from app.settings import Settings\n".to_owned() + &set("Settings.URL"),
            "sqlite:///app.db",
        ),
        (
            "def get_url():\n    url = os.getenv('URL')\n    if url:\n        return url\n    return 'x'\n".to_owned()
                + &set("get_url()"),
            "postgresql://u@h/d",
        ),
        (
            "if os.getenv('UNSET'):\n    raise ValueError\n".to_owned() + &set("'sqlite://'"),
            "sqlite://",
        ),
        (
            "if not config.get_main_option('other'):\n    ".to_owned() + &set("'sqlite://'"),
            "sqlite://",
        ),
        (
            "config.set_section_option(config.config_ini_section, 'sqlalchemy.url', 'sqlite://')".to_owned(),
            "sqlite://",
        ),
        (String::new(), "sqlite:///ini.db"),
    ] {
        assert_eq!(generic(&lines, &world).url, known(expected), "{lines}");
    }
}

#[test]
fn what_only_python_knows_is_told_with_its_line() {
    let world = World::default();
    let set = |value: &str| {
        generic(
            &format!("import app\nconfig.set_main_option('sqlalchemy.url', {value})"),
            &world,
        )
    };
    let reason = |environment: PythonEnvironment| match environment.url {
        Setting::Unknown(reason) => (reason.line, reason.expression, reason.variable),
        other => panic!("{other:?}"),
    };
    let (line, expression, variable) = reason(set("app.url()"));
    assert_eq!((line, variable), (Some(8), None));
    assert!(expression.contains("app.url()"), "{expression}");
    let (line, _, variable) = reason(set("f\"sqlite:///{os.environ['UNSET']}\""));
    assert_eq!((line, variable.as_deref()), (Some(8), Some("UNSET")));
}

#[test]
fn engines_and_connections() {
    let world = World::default();
    let head = "from alembic import context\nfrom sqlalchemy.ext.asyncio import create_async_engine\nimport asyncio\n";
    let source = format!(
        "{head}def do(connection):\n    context.configure(connection=connection, version_table_schema='s')\n\
         async def run():\n    engine = create_async_engine('sqlite+aiosqlite:///a.db')\n    \
         async with engine.connect() as connection:\n        await connection.run_sync(do)\nasyncio.run(run())\n"
    );
    let environment = read(&source, &world);
    assert_eq!(environment.url, known("sqlite+aiosqlite:///a.db"));
    assert_eq!(environment.version_table_schema, Setting::Known(Some("s".to_owned())));

    let flask = "from alembic import context\nfrom flask import current_app\n\
                 arguments = current_app.extensions['migrate'].configure_args\n\
                 with current_app.db.connect() as connection:\n    context.configure(connection=connection, **arguments)\n";
    let environment = read(flask, &world);
    assert_eq!(environment.connects_elsewhere, Some(5));
    assert_eq!(environment.more.and_then(|reason| reason.line), Some(5));

    let built = "from alembic import context\narguments = {'connection': None}\narguments['version_table'] = 'v'\n\
                 arguments.update(other())\ncontext.configure(**arguments)\n";
    assert_eq!(read(built, &world).version_table, Setting::Unknown(reason_at(5)));
    let built = built.replace("arguments.update(other())\n", "");
    assert_eq!(read(&built, &world).version_table, known("v"));
}

fn reason_at(line: usize) -> alembic_python::Reason {
    alembic_python::Reason {
        line: Some(line),
        expression: "context.configure(**arguments)".to_owned(),
        variable: None,
    }
}

#[test]
fn headers_take_constants_of_other_modules() {
    let world = World {
        modules: [
            ("project", ""),
            ("project.cli", "from .names import *\nEXPAND = 'ex' + 'pand'\n"),
            ("project.names", "CONTRACT = 'contract'\n_HIDDEN = 1\n"),
            ("there", ""),
        ]
        .into(),
        ..World::default()
    };
    let source = "from project import cli\nfrom project.cli import CONTRACT\nneeded = []\n\
                  try:\n    import missing\n    needed += ['m1']\nexcept ImportError:\n    pass\n\
                  try:\n    import there\n    needed += ['t1']\nexcept ImportError:\n    pass\n\
                  revision = 'a1'\ndown_revision = None\nbranch_labels = (cli.EXPAND, CONTRACT)\ndepends_on = needed\n";
    let header = header_of_bytes(source.as_bytes(), &world).expect("a header");
    assert_eq!(header.branch_labels, ["expand", "contract"]);
    assert_eq!(header.depends_on, ["t1"]);
}
