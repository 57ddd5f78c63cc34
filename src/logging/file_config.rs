//! Python's `logging.config.fileConfig()`.

use std::path::Path;

use super::file::LogFile;
use super::formatter::Formatter;
use super::handler::{self, Handler, Output};
use super::level::Threshold;
use super::tree::{Logger, Tree};
use super::{LoggingError, LoggingProblem};
use crate::config::ini::{ConfigParser, IniError};
use crate::config::python::{python_int, python_strip};

/// What the sections amount to.
pub(super) struct Configuration {
    pub(super) tree: Tree,
    pub(super) handlers: Vec<Handler>,
    pub(super) files: Vec<LogFile>,
}

impl Configuration {
    /// What holds without any configuration: Alembic's own logger has a handler that writes nowhere.
    pub(super) fn none() -> Self {
        Self {
            tree: Tree::unconfigured(0),
            handlers: vec![Handler::new(Output::Nowhere)],
            files: Vec::new(),
        }
    }

    /// Reads the logging sections; `None` if the file does not exist or has none of them.
    pub(super) fn read(file: &Path) -> Result<Option<Self>, LoggingError> {
        // `fileConfig` reads the file by itself and does not know `%(here)s`.
        let mut parser = ConfigParser::new([("", ""); 0]);
        let exists = parser.read(file)?;
        if !exists
            || !["loggers", "handlers", "formatters"]
                .iter()
                .any(|name| parser.has_section(name))
        {
            return Ok(None);
        }
        let sections = Sections { parser: &parser, file };
        let formatters = sections.formatters()?;
        let mut configuration = Self::none();
        let names = sections.handlers(&formatters, &mut configuration)?;
        sections.loggers(&names, &mut configuration.tree)?;
        Ok(Some(configuration))
    }
}

/// The names of handlers with their indices.
type HandlerNames = Vec<(String, usize)>;

struct Sections<'a> {
    parser: &'a ConfigParser,
    file: &'a Path,
}

impl Sections<'_> {
    fn formatters(&self) -> Result<Vec<(String, Formatter)>, LoggingError> {
        self.keys("formatters")?
            .into_iter()
            .map(|name| {
                let section = format!("formatter_{name}");
                self.check_section(&section)?;
                if let Some(class) = self.optional(&section, "class")?.filter(|class| !class.is_empty())
                    && class != "logging.Formatter"
                {
                    let hint = "use logging.Formatter";
                    let problem = LoggingProblem::UnsupportedClass {
                        kind: "formatter",
                        class,
                        hint,
                    };
                    return Err(self.error(&section, Some("class"), problem));
                }
                let raw = |option| self.parser.get_raw(&section, option).ok();
                let formatter = Formatter::new(raw("format"), raw("datefmt"), raw("style").unwrap_or("%"))
                    .map_err(|problem| self.error(&section, Some("format"), problem))?;
                Ok((name, formatter))
            })
            .collect()
    }

    fn handlers(
        &self,
        formatters: &[(String, Formatter)],
        configuration: &mut Configuration,
    ) -> Result<HandlerNames, LoggingError> {
        let mut names = Vec::new();
        for name in self.keys("handlers")? {
            let section = format!("handler_{name}");
            let class = self.required(&section, "class")?;
            let formatter = self.optional(&section, "formatter")?.unwrap_or_default();
            let args = self.optional(&section, "args")?.unwrap_or_else(|| "()".to_owned());
            let kwargs = self.optional(&section, "kwargs")?.unwrap_or_else(|| "{}".to_owned());
            let mut handler = handler::make(&class, &args, &kwargs, &mut configuration.files).map_err(|problem| {
                let option = if matches!(problem, LoggingProblem::UnsupportedClass { .. }) {
                    "class"
                } else {
                    "args"
                };
                self.error(&section, Some(option), problem)
            })?;
            handler.threshold = self.level(&section)?.unwrap_or(handler.threshold);
            if !formatter.is_empty() {
                // Python's dictionary keeps the last one of a name.
                let found = formatters.iter().rev().find(|(known, _)| *known == formatter);
                let (_, found) = found.ok_or_else(|| {
                    let problem = LoggingProblem::UnknownFormatter {
                        name: formatter.clone(),
                    };
                    self.error(&section, Some("formatter"), problem)
                })?;
                handler.formatter = found.clone();
            }
            names.push((name, configuration.handlers.len()));
            configuration.handlers.push(handler);
        }
        Ok(names)
    }

    fn loggers(&self, handlers: &HandlerNames, tree: &mut Tree) -> Result<(), LoggingError> {
        let keys = self.required("loggers", "keys")?;
        let mut keys: Vec<&str> = keys.split(',').map(python_strip).collect();
        let Some(root) = keys.iter().position(|key| *key == "root") else {
            return Err(self.error("loggers", Some("keys"), LoggingProblem::NoRootLogger));
        };
        keys.remove(root);

        self.check_section("logger_root")?;
        tree.root.threshold = self.level("logger_root")?.unwrap_or(tree.root.threshold);
        tree.root.handlers = self.logger_handlers("logger_root", handlers)?;

        let mut configured = Vec::new();
        for key in keys {
            let section = format!("logger_{key}");
            let name = self.required(&section, "qualname")?;
            let propagate = match self.optional(&section, "propagate")? {
                Some(text) => {
                    python_int(&text).map_err(|error| self.error(&section, Some("propagate"), error.into()))?
                }
                None => 1,
            };
            let level = self.level(&section)?;
            let logger_handlers = self.logger_handlers(&section, handlers)?;
            let logger = tree.get_mut(&name);
            *logger = Logger {
                threshold: level.unwrap_or(logger.threshold),
                handlers: logger_handlers,
                propagate: propagate != 0,
                disabled: false,
            };
            configured.push(name);
        }
        tree.disable_existing(&configured);
        Ok(())
    }

    fn logger_handlers(&self, section: &str, handlers: &HandlerNames) -> Result<Vec<usize>, LoggingError> {
        let names = self.required(section, "handlers")?;
        let mut indices = Vec::new();
        if names.is_empty() {
            return Ok(indices);
        }
        for name in names.split(',').map(python_strip) {
            let Some((_, index)) = handlers.iter().rev().find(|(known, _)| known == name) else {
                let problem = LoggingProblem::UnknownHandler { name: name.to_owned() };
                return Err(self.error(section, Some("handlers"), problem));
            };
            if !indices.contains(index) {
                indices.push(*index);
            }
        }
        Ok(indices)
    }

    /// The names in `keys` of a section; none if the option is empty.
    fn keys(&self, section: &str) -> Result<Vec<String>, LoggingError> {
        let keys = self.required(section, "keys")?;
        let names = keys.split(',').map(|name| python_strip(name).to_owned());
        Ok(if keys.is_empty() { Vec::new() } else { names.collect() })
    }

    fn level(&self, section: &str) -> Result<Option<Threshold>, LoggingError> {
        let Some(name) = self.optional(section, "level")? else {
            return Ok(None);
        };
        Threshold::from_name(&name)
            .map(Some)
            .map_err(|problem| self.error(section, Some("level"), problem))
    }

    fn check_section(&self, section: &str) -> Result<(), LoggingError> {
        if self.parser.has_section(section) {
            Ok(())
        } else {
            Err(self.error(section, None, LoggingProblem::MissingSection))
        }
    }

    fn required(&self, section: &str, option: &str) -> Result<String, LoggingError> {
        self.check_section(section)?;
        self.optional(section, option)?.ok_or_else(|| {
            self.error(
                section,
                None,
                LoggingProblem::MissingOption {
                    option: option.to_owned(),
                },
            )
        })
    }

    fn optional(&self, section: &str, option: &str) -> Result<Option<String>, LoggingError> {
        match self.parser.get(section, option) {
            Ok(value) => Ok(Some(value)),
            Err(IniError::NoSection { .. } | IniError::NoOption { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn error(&self, section: &str, option: Option<&str>, problem: LoggingProblem) -> LoggingError {
        let source = option.and_then(|option| self.parser.where_is(section, option));
        LoggingError::Section {
            file: self.file.to_owned(),
            line: source.map(|source| source.line),
            section: section.to_owned(),
            problem,
        }
    }
}
