//! What `env.py` does in Python: the options of the context and the way to the database, as a value.

use std::borrow::Cow;
use std::io::Write;
use std::sync::Arc;

#[cfg(doc)]
use alembic_core::ops::CustomOperation;
use alembic_core::ops::OperationKind;
use alembic_core::schema::MetaData;
use alembic_python::Setting;
use alembic_sql::{Connection, Dialect};

use crate::config::url::{Url, UrlError, make_url};
use crate::config::{Config, ConfigError};
use crate::drivers;
use crate::migration::{
    Applied, Arguments, ContextOptions, Interrupt, LogFacade, MigrationContext, Operations, Reporter, VersionApply,
};
use crate::script::{CompiledRevision, EnvPy, History, ScriptDirectory};
use crate::{Error, Result, command};

const VERSION_TABLE: &str = "version_table";
const SQLALCHEMY_URL: &str = "sqlalchemy.url";
const VERSION_TABLE_SCHEMA: &str = "version_table_schema";

/// A migration environment: the revisions that are compiled in, and the options that Python's `env.py` passes to
/// `context.configure`.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    revisions: Cow<'static, [CompiledRevision]>,
    options: ContextOptions,
    /// Whether the options are those of an `env.py`.
    is_python: bool,
    multidb: bool,
}

/// One of the databases of an environment that has several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedDatabase {
    /// Its name: that of the section with its address.
    pub engine_name: String,
    /// Its address.
    pub url: String,
}

impl Environment {
    /// An environment with the revisions that [`versions!`](crate::versions) found.
    #[must_use]
    pub fn new(revisions: impl Into<Cow<'static, [CompiledRevision]>>) -> Self {
        Self {
            revisions: revisions.into(),
            options: ContextOptions::default(),
            is_python: false,
            multidb: false,
        }
    }

    /// Says that the environment has several databases, as Alembic's template `multidb`: the option `databases` names
    /// sections of the ini file, each with a `sqlalchemy.url`. Every command that works with a database runs for each of
    /// them; migrations ask [`Operations::engine_name`] which one it is.
    #[must_use]
    pub fn multidb(mut self) -> Self {
        self.multidb = true;
        self
    }

    /// Whether the environment has several databases.
    #[must_use]
    pub fn is_multidb(&self) -> bool {
        self.multidb
    }

    /// The several databases that a configuration names.
    ///
    /// # Errors
    /// [`Error::Config`] when it names none, or when an address is missing.
    pub fn databases(config: &Config) -> Result<Vec<NamedDatabase>> {
        const DATABASES: &str = "databases";
        let names = config.get_main_option(DATABASES)?.unwrap_or_default();
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        let databases = names.map(|name| {
            let url = config.get_section_option(name, "sqlalchemy.url")?;
            let url = url.filter(|url| !url.is_empty() && !crate::config::url::is_template_address(url));
            let url = url.ok_or_else(|| {
                Error::Config(format!("sqlalchemy.url of the section [{name}] names no database yet"))
            })?;
            Ok(NamedDatabase {
                engine_name: name.to_owned(),
                url,
            })
        });
        let databases: Vec<NamedDatabase> = databases.collect::<Result<_>>()?;
        if databases.is_empty() {
            return Err(Error::Config(format!(
                "The option {DATABASES} names no databases, and this environment has several"
            )));
        }
        Ok(databases)
    }

    /// The environment for one of several databases, by its name.
    #[must_use]
    pub fn for_database(&self, engine_name: &str) -> Self {
        let mut environment = self.clone();
        environment.options.engine_name = Some(engine_name.to_owned());
        environment
    }

    /// Names the version table; `alembic_version` by default.
    #[must_use]
    pub fn version_table(mut self, name: impl Into<String>) -> Self {
        self.options.version_table = name.into();
        self
    }

    /// Puts the version table into a schema.
    #[must_use]
    pub fn version_table_schema(mut self, schema: impl Into<String>) -> Self {
        self.options.version_table_schema = Some(schema.into());
        self
    }

    /// Says whether a newly created version table has a primary key; it has by default.
    #[must_use]
    pub fn version_table_pk(mut self, primary_key: bool) -> Self {
        self.options.version_table_pk = primary_key;
        self
    }

    /// Commits after each migration where DDL is transactional, instead of once at the end of the run.
    #[must_use]
    pub fn transaction_per_migration(mut self, per_migration: bool) -> Self {
        self.options.transaction_per_migration = per_migration;
        self
    }

    /// Overrides what the dialect says of transactional DDL.
    #[must_use]
    pub fn transactional_ddl(mut self, transactional: bool) -> Self {
        self.options.transactional_ddl = Some(transactional);
        self
    }

    /// The tables of the application, `target_metadata` of `context.configure`. Its naming convention gives names to the
    /// constraints and indexes that operations leave unnamed.
    ///
    /// ```
    /// use alembic::prelude::*;
    ///
    /// let convention = NamingConvention::default().uq("uq_%(table_name)s_%(column_0_name)s");
    /// let environment = Environment::default().target_metadata(MetaData::new().naming_convention(convention));
    /// # let _ = environment;
    /// ```
    #[must_use]
    pub fn target_metadata(mut self, metadata: MetaData) -> Self {
        self.options.target_metadata = Some(Arc::new(metadata));
        self
    }

    /// Calls `callback` after each step, inside its transaction; Alembic's `on_version_apply`.
    #[must_use]
    pub fn on_version_apply(mut self, callback: impl Fn(&VersionApply<'_>) + Send + Sync + 'static) -> Self {
        self.options.on_version_apply.push(Arc::new(callback));
        self
    }

    /// Lets `implementation` run the operations of one kind, those of Alembic or a [`CustomOperation`] of your own:
    /// `Operations.implementation_for(…, replace=True)`. Within it the stock implementation of that kind is in force, so that
    /// it can be called with a changed operation, or not at all. Alembic's own version table and operations inside of a
    /// batch do not come by.
    ///
    /// ```
    /// use alembic::prelude::*;
    ///
    /// let environment = Environment::default().implementation_for(|op, drop: &DropTableOp| {
    ///     op.execute(format!("GRANT SELECT ON {} TO auditor", drop.table_name.as_str()))?;
    ///     op.invoke(drop.clone().if_exists(true))
    /// });
    /// # let _ = environment;
    /// ```
    #[must_use]
    pub fn implementation_for<K: OperationKind>(
        mut self,
        implementation: impl Fn(&mut Operations<'_, '_>, &K) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.options.implementation_for(implementation);
        self
    }

    /// An environment without revisions of its own, for a Python project. Its options are those of the project's `env.py`,
    /// which is read but not run; `version_table` and `version_table_schema` of the configuration come before them.
    ///
    /// # Errors
    /// What is wrong with the configuration.
    pub fn of_config(config: &Config) -> Result<Self> {
        let mut environment = Self {
            is_python: true,
            ..Self::default()
        };
        if let Some(table) = config.get_alembic_text_option(VERSION_TABLE)? {
            environment = environment.version_table(table);
        }
        if let Some(schema) = config.get_alembic_text_option(VERSION_TABLE_SCHEMA)? {
            environment = environment.version_table_schema(schema);
        }
        Ok(environment)
    }

    /// The options for the migration context.
    #[must_use]
    pub fn options(&self) -> &ContextOptions {
        &self.options
    }

    /// The revisions that are compiled in.
    #[must_use]
    pub fn revisions(&self) -> &[CompiledRevision] {
        &self.revisions
    }

    /// Upgrades a database to `revision` over a connection of the caller's, without any configuration file.
    ///
    /// Log lines go to the `log` facade. A transaction that is open on the connection stays the caller's to commit.
    ///
    /// # Errors
    /// As [`command::upgrade`].
    pub fn upgrade<'c>(&self, connection: impl drivers::IntoConnection<'c>, revision: &str) -> Result<Applied> {
        self.with_connection(connection, |env, target| command::upgrade(env, target, revision, None))
    }

    /// Downgrades a database to `revision` over a connection of the caller's, without any configuration file.
    ///
    /// # Errors
    /// As [`command::downgrade`].
    pub fn downgrade<'c>(&self, connection: impl drivers::IntoConnection<'c>, revision: &str) -> Result<Applied> {
        self.with_connection(connection, |env, target| {
            command::downgrade(env, target, revision, None)
        })
    }

    /// The revisions that the database stands at, over a connection of the caller's.
    ///
    /// # Errors
    /// As [`command::current`].
    pub fn current<'c>(&self, connection: impl drivers::IntoConnection<'c>) -> Result<Vec<String>> {
        self.with_connection(connection, |env, target| Ok(command::current(env, target)?.heads))
    }

    fn with_connection<'c, T>(
        &self,
        connection: impl drivers::IntoConnection<'c>,
        work: impl FnOnce(&EnvironmentContext<'_>, Target<'c>) -> Result<T>,
    ) -> Result<T> {
        let config = Config::new();
        let script = ScriptDirectory::compiled(self.revisions());
        let env = EnvironmentContext::new(&config, &script, self);
        work(&env, Target::Connection(connection.into_connection()?))
    }
}

/// Where a command's statements go.
pub enum Target<'c> {
    /// The database of the configuration.
    Database,
    /// A connection that is open already.
    Connection(Box<dyn Connection + 'c>),
    /// A text output: `--sql` mode.
    Sql(Box<dyn Write + 'c>),
}

impl Target<'_> {
    /// Whether this is `--sql` mode.
    #[must_use]
    pub fn as_sql(&self) -> bool {
        matches!(self, Self::Sql(_))
    }
}

/// Everything that a command works with; Alembic's `EnvironmentContext`.
pub struct EnvironmentContext<'e> {
    /// The configuration.
    pub config: &'e Config,
    /// The revisions.
    pub script: &'e ScriptDirectory,
    /// The options of the environment.
    pub environment: &'e Environment,
    /// An address that comes before `sqlalchemy.url`: `--url` or `ALEMBIC_URL`.
    pub url: Option<String>,
    /// What stops the run from another thread.
    pub interrupt: Option<Interrupt>,
    /// Where log lines go.
    pub reporter: &'e dyn Reporter,
}

impl<'e> EnvironmentContext<'e> {
    /// What the functions of [`command`] work with, in a program of one's own: the address is that of the configuration,
    /// and log lines go to the `log` facade. The fields change that.
    ///
    /// ```
    /// use alembic::command::{self, HistoryOptions};
    /// use alembic::config::Config;
    /// use alembic::environment::{EnvironmentContext, Target};
    /// use alembic::script::ScriptDirectory;
    /// # use alembic::Environment;
    /// # fn environment() -> Environment { Environment::default() }
    ///
    /// let environment = environment(); // that of the environment crate
    /// let mut config = Config::new();
    /// config.set_main_option("sqlalchemy.url", "sqlite://")?;
    /// let script = ScriptDirectory::compiled(environment.revisions());
    /// let context = EnvironmentContext::new(&config, &script, &environment);
    ///
    /// let history = command::history(&context, Target::Database, &HistoryOptions::default())?;
    /// let current = command::current(&context, Target::Database)?;
    /// assert_eq!((history.len(), current.heads.len()), (0, 0));
    /// # Ok::<(), alembic::Error>(())
    /// ```
    #[must_use]
    pub fn new(config: &'e Config, script: &'e ScriptDirectory, environment: &'e Environment) -> Self {
        Self {
            config,
            script,
            environment,
            url: None,
            interrupt: None,
            reporter: &LogFacade,
        }
    }

    /// The revisions; what Alembic warns of while reading them goes to the reporter.
    ///
    /// # Errors
    /// As [`ScriptDirectory::history`].
    pub fn history(&self) -> Result<&History> {
        self.script.history(&|warning| self.reporter.warn(warning))
    }

    /// The address of the database.
    ///
    /// # Errors
    /// [`Error::Config`] when no address is given, or when it cannot be parsed.
    pub fn database_url(&self) -> Result<Url> {
        self.url_with(self.env_py(false)?.as_ref())
    }

    /// The `env.py` of a Python environment.
    fn env_py(&self, as_sql: bool) -> Result<Option<EnvPy>> {
        if self.environment.is_python {
            self.script.env_py(self.config, as_sql)
        } else {
            Ok(None)
        }
    }

    fn url_with(&self, env_py: Option<&EnvPy>) -> Result<Url> {
        let (text, source) = match (&self.url, env_py) {
            (Some(url), _) => (url.clone(), "--url or ALEMBIC_URL".to_owned()),
            (None, None) => self.configured_url()?,
            // Alembic fails at that before anything else.
            (None, Some(_)) if self.config.get_main_option(SQLALCHEMY_URL).is_err() => self.configured_url()?,
            (None, Some(env_py)) => match url_of_env_py(env_py)? {
                // What it takes from the configuration is known better there, with its line.
                Some(url) if self.config.get_main_option(SQLALCHEMY_URL).ok().flatten().as_ref() != Some(&url) => {
                    (url, env_py.path.display().to_string())
                }
                _ => self.configured_url()?,
            },
        };
        let url = make_url(&text).and_then(|url| url.dialect_name().map(|_| url));
        let url = url.map_err(|error| Error::Config(address_error(&error, &source)))?;
        if url.host.as_ref().is_some_and(|host| host.contains('@')) {
            return Err(Error::Config(format!(
                "the database URL has an @ too many; {ESCAPES} (from {source})"
            )));
        }
        Ok(url)
    }

    /// Takes over what `env.py` passes to `context.configure`; what the configuration says itself comes first.
    fn apply_env_py(&self, env_py: &EnvPy, options: &mut ContextOptions) -> Result<()> {
        let told = &env_py.environment;
        let names_table = self.config.get_alembic_option(VERSION_TABLE)?.is_some();
        let names_schema = self.config.get_alembic_option(VERSION_TABLE_SCHEMA)?.is_some();
        if !names_table {
            let remedy = "say it in the configuration too, by the option version_table";
            if let Some(table) = told_by(env_py, &told.version_table, "the version table", remedy)? {
                options.version_table = table;
            }
        }
        if !names_schema {
            let remedy = "say it in the configuration too, by the option version_table_schema";
            if let Some(schema) = told_by(env_py, &told.version_table_schema, "the version table's schema", remedy)? {
                options.version_table_schema = schema;
            }
        }
        let remedy = "the default is taken";
        let switches = [
            (
                &told.version_table_pk,
                "version_table_pk",
                &mut options.version_table_pk,
            ),
            (
                &told.transaction_per_migration,
                "transaction_per_migration",
                &mut options.transaction_per_migration,
            ),
        ];
        for (setting, name, option) in switches {
            match setting {
                Setting::Known(value) => *option = *value,
                Setting::Unknown(reason) => self.reporter.warn(&env_py.unknown(name, reason, remedy)),
                Setting::Absent => {}
            }
        }
        match &told.transactional_ddl {
            Setting::Known(value) => options.transactional_ddl = *value,
            Setting::Unknown(reason) => self.reporter.warn(&env_py.unknown("transactional_ddl", reason, remedy)),
            Setting::Absent => {}
        }
        if let Some(reason) = told.more.as_ref().filter(|_| !names_table) {
            let remedy = "the version table is taken to be alembic_version, unless the configuration has the option \
                          version_table";
            self.reporter
                .warn(&env_py.unknown("more arguments of context.configure", reason, remedy));
        }
        Ok(())
    }

    fn configured_url(&self) -> Result<(String, String)> {
        const OPTION: &str = SQLALCHEMY_URL;
        let source = self
            .config
            .where_is(OPTION)
            .map_or_else(|| OPTION.to_owned(), |source| format!("{OPTION}, {source}"));
        let value = self.config.get_main_option(OPTION).map_err(|error| match error {
            // Python's words for these quote the value, and the value has a password in it.
            ConfigError::Ini(error) | ConfigError::IniAt { source: error, .. }
                if error.interpolated_option().is_some() =>
            {
                Error::Config(format!(
                    "{source}: invalid interpolation; a percent sign is written %%, and %(name)s stands for another \
                     option"
                ))
            }
            ConfigError::NoSuchSection { .. } => {
                Error::Command(format!("{error}; give the database address by --url or ALEMBIC_URL"))
            }
            other => other.into(),
        })?;
        let value = value.filter(|url| !url.is_empty());
        match value {
            Some(url) if !crate::config::url::is_template_address(&url) => Ok((url, source)),
            Some(_) => Err(Error::Config(format!(
                "{source} still is the template's address; put your database's there, or give --url or ALEMBIC_URL"
            ))),
            None => Err(Error::Config(
                "No database address: set sqlalchemy.url in the configuration, or give --url or ALEMBIC_URL".to_owned(),
            )),
        }
    }

    /// Opens the target as a migration context.
    ///
    /// # Errors
    /// That the address is wrong, or what the way to the database answered.
    pub fn configure<'c>(&'c self, target: Target<'c>, tag: Option<&str>) -> Result<MigrationContext<'c>> {
        let env_py = self.env_py(target.as_sql())?;
        self.reporter.enter_environment()?;
        let mut options = self.environment.options().clone();
        if let Some(env_py) = &env_py {
            self.apply_env_py(env_py, &mut options)?;
        }
        let context = match target {
            Target::Sql(output) => {
                let url = self.url_with(env_py.as_ref())?;
                let name = url.dialect_name().map_err(|error| Error::Config(error.to_string()))?;
                MigrationContext::offline(Dialect::offline(name), output, options, self.reporter)
            }
            Target::Database => {
                let connection = drivers::open(&self.url_with(env_py.as_ref())?)?;
                MigrationContext::online(connection, options, self.reporter)
            }
            Target::Connection(connection) => MigrationContext::online(connection, options, self.reporter),
        };
        let arguments = Arguments {
            tag: tag.map(str::to_owned),
            x: self.config.get_x_argument().to_vec(),
        };
        Ok(context.with_arguments(arguments).with_interrupt(self.interrupt.clone()))
    }
}

const ADDRESS_REMEDY: &str = "give the database address by --url or ALEMBIC_URL";

/// The address that an `env.py` connects to; `None` when it is the configuration's.
fn url_of_env_py(env_py: &EnvPy) -> Result<Option<String>> {
    if let Some(line) = env_py.environment.connects_elsewhere {
        return Err(Error::Config(format!(
            "{}:{line} is given a connection that the application makes; {ADDRESS_REMEDY}",
            env_py.path.display()
        )));
    }
    match &env_py.environment.url {
        Setting::Absent => Ok(None),
        Setting::Known(url) => Ok(Some(url.clone())),
        Setting::Unknown(reason) => Err(Error::Config(env_py.unknown(
            "the database address",
            reason,
            ADDRESS_REMEDY,
        ))),
    }
}

/// A value that has to be known.
fn told_by<T: Clone>(env_py: &EnvPy, setting: &Setting<T>, what: &str, remedy: &str) -> Result<Option<T>> {
    match setting {
        Setting::Absent => Ok(None),
        Setting::Known(value) => Ok(Some(value.clone())),
        Setting::Unknown(reason) => Err(Error::Script(env_py.unknown(what, reason, remedy))),
    }
}

/// What to do about characters that divide an address.
const ESCAPES: &str = "an @, : or / in a user name or password is written %40, %3A or %2F";

fn address_error(error: &UrlError, source: &str) -> String {
    match error {
        // SQLAlchemy quotes the port, and where a part is missing it is the password that stands there.
        UrlError::InvalidPort { .. } | UrlError::PortOutOfRange { .. } => {
            format!("the port in the database URL is no number from 0 to 65535; {ESCAPES} (from {source})")
        }
        UrlError::Malformed => {
            format!("{error} (from {source}); it begins with the dialect, such as postgresql://")
        }
        UrlError::NoSuchDialect { .. } => {
            format!("{error} (from {source}); use sqlite, postgresql, mysql or mariadb")
        }
        UrlError::UnsupportedDialect { .. } => format!("{error} (from {source})"),
    }
}
