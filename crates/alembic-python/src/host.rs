//! What a module sees of the world around it.

/// Answers what running a module would ask of the world. Nothing is run: modules are read as far as constants carry.
pub trait Host {
    /// The file that is read, absolute, as `__file__` has it; `None` when it has none.
    fn file(&self) -> Option<String> {
        None
    }

    /// Looks for a module by its dotted name. `search_path` is what the program added to `sys.path`: those entries come
    /// first.
    fn module(&self, name: &str, search_path: &[String]) -> Module;

    /// An environment variable, for `os.environ`; `None` when it is not known what the variable will be.
    fn variable(&self, name: &str) -> Option<Variable>;

    /// The options of the ini file's section, as `config.get_section` gives them; `None` for the main section's name.
    /// `None` when they are not known.
    fn section(&self, name: Option<&str>) -> Option<Vec<(String, String)>>;

    /// The name of the main section, as `config.config_ini_section`.
    fn main_section(&self) -> Option<String> {
        None
    }

    /// The values of `-x`.
    fn x_arguments(&self) -> Option<Vec<String>> {
        None
    }

    /// The current folder, as `os.getcwd()`.
    fn current_folder(&self) -> Option<String> {
        None
    }
}

/// What [`Host::module`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Module {
    /// A file of Python source.
    Source {
        /// Its absolute path.
        path: String,
        /// Its content.
        content: Vec<u8>,
        /// Whether it is the `__init__.py` of a package.
        is_package: bool,
    },
    /// There is one, but no source of it: a namespace package, or a compiled module.
    Opaque,
    /// An import of it would fail.
    Missing,
    /// It cannot be told.
    Unknown,
}

/// What [`Host::variable`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Variable {
    /// Its value.
    Set(String),
    /// There is none.
    Unset,
}

/// A host that knows nothing but the file's own text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NoHost;

impl Host for NoHost {
    fn module(&self, _name: &str, _search_path: &[String]) -> Module {
        Module::Unknown
    }

    fn variable(&self, _name: &str) -> Option<Variable> {
        None
    }

    fn section(&self, _name: Option<&str>) -> Option<Vec<(String, String)>> {
        None
    }
}
