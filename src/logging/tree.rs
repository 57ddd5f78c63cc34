//! The tree of loggers.

use std::collections::BTreeMap;

use super::Level;
use super::level::Threshold;

/// The names in Python's tree when `env.py` begins; where only a placeholder stands the flag is `false`.
///
/// `fileConfig` disables the loggers among them that it does not configure.
const EXISTING: [(&str, bool); 24] = [
    ("alembic", true),
    ("alembic.autogenerate", false),
    ("alembic.autogenerate.api", true),
    ("alembic.autogenerate.compare", true),
    ("alembic.autogenerate.compare.comments", true),
    ("alembic.autogenerate.compare.constraints", true),
    ("alembic.autogenerate.compare.schema", true),
    ("alembic.autogenerate.compare.server_defaults", true),
    ("alembic.autogenerate.compare.tables", true),
    ("alembic.autogenerate.compare.types", true),
    ("alembic.config", true),
    ("alembic.ddl", false),
    ("alembic.ddl.impl", true),
    ("alembic.ddl.postgresql", true),
    ("alembic.ext", false),
    ("alembic.ext.checkconstraint_byname", true),
    ("alembic.runtime", false),
    ("alembic.runtime.migration", true),
    ("alembic.runtime.plugins", true),
    ("alembic.util", false),
    ("alembic.util.messaging", true),
    ("sqlalchemy", true),
    ("sqlalchemy.dialects", false),
    ("sqlalchemy.dialects.postgresql", true),
];

/// Python's `logging.Logger`; its name is the key in the tree.
#[derive(Debug, Clone)]
pub(super) struct Logger {
    pub(super) threshold: Threshold,
    /// Indices of handlers.
    pub(super) handlers: Vec<usize>,
    pub(super) propagate: bool,
    pub(super) disabled: bool,
}

impl Default for Logger {
    fn default() -> Self {
        Self {
            threshold: Threshold::NOT_SET,
            handlers: Vec::new(),
            propagate: true,
            disabled: false,
        }
    }
}

/// All loggers.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    pub(super) root: Logger,
    loggers: BTreeMap<String, Logger>,
}

impl Tree {
    /// The tree before any configuration; `null_handler` is the handler that Alembic gives its own logger.
    pub(super) fn unconfigured(null_handler: usize) -> Self {
        let loggers = EXISTING.iter().filter(|(_, is_logger)| *is_logger);
        let mut tree = Self {
            root: Logger {
                threshold: Threshold::WARNING,
                ..Logger::default()
            },
            loggers: loggers
                .map(|(name, _)| ((*name).to_owned(), Logger::default()))
                .collect(),
        };
        tree.get_mut("alembic").handlers.push(null_handler);
        tree.get_mut("sqlalchemy").threshold = Threshold::WARNING;
        tree
    }

    /// The logger of that name, made if need be: Python's `getLogger()`.
    pub(super) fn get_mut(&mut self, name: &str) -> &mut Logger {
        if name.is_empty() || name == "root" {
            return &mut self.root;
        }
        self.loggers.entry(name.to_owned()).or_default()
    }

    /// Silences what existed before and is not configured now: the end of Python's `_install_loggers`.
    ///
    /// A child of a configured logger starts afresh instead, if that logger existed too.
    pub(super) fn disable_existing(&mut self, configured: &[String]) {
        let left = EXISTING
            .iter()
            .filter(|(name, is_logger)| *is_logger && !configured.iter().any(|c| c == name));
        for (name, _) in left {
            let is_child = configured.iter().any(|parent| {
                let existed = EXISTING.iter().any(|(name, _)| name == parent);
                existed
                    && name
                        .strip_prefix(parent.as_str())
                        .is_some_and(|rest| rest.starts_with('.'))
            });
            let logger = self.get_mut(name);
            if is_child {
                *logger = Logger {
                    disabled: logger.disabled,
                    ..Logger::default()
                };
            } else {
                logger.disabled = true;
            }
        }
    }

    /// Whether a message gets past the logger itself: Python's `isEnabledFor`.
    pub(super) fn is_enabled_for(&self, level: Level, name: &str) -> bool {
        if self.loggers.get(name).is_some_and(|logger| logger.disabled) {
            return false;
        }
        let decisive = self.chain(name).find(|logger| logger.threshold.is_set());
        decisive.is_none_or(|logger| logger.threshold.lets_through(level))
    }

    /// The handlers of the logger and its ancestors, up to one that does not propagate.
    pub(super) fn handlers(&self, name: &str) -> impl Iterator<Item = usize> {
        let mut ended = false;
        self.chain(name)
            .take_while(move |logger| {
                let taken = !ended;
                ended |= !logger.propagate;
                taken
            })
            .flat_map(|logger| logger.handlers.iter().copied())
    }

    /// The logger if it exists, its ancestors, and the root.
    fn chain(&self, name: &str) -> impl Iterator<Item = &Logger> {
        let is_root = name.is_empty() || name == "root";
        let names = std::iter::successors(Some(name).filter(|_| !is_root), |name| {
            name.rsplit_once('.').map(|(parent, _)| parent)
        });
        names
            .filter_map(|name| self.loggers.get(name))
            .chain(std::iter::once(&self.root))
    }
}
