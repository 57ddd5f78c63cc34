//! Where Python would find the modules that revision files and `env.py` import. Nothing is imported.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{env, fs};

use alembic_python::Module;

/// Modules that are part of the interpreter and lie in no file.
const BUILT_IN: &[&str] = &[
    "builtins",
    "errno",
    "gc",
    "itertools",
    "marshal",
    "posix",
    "sys",
    "time",
    "_thread",
];

/// The folders of Python's `sys.path`: `prepend_sys_path`, `PYTHONPATH`, and the packages of the virtual environment that is
/// active, of a folder `.venv`, or of the `python3` on the `PATH`.
#[derive(Debug, Default)]
pub struct ModulePath {
    /// Whether folders are looked for at all.
    knows: bool,
    prepended: Vec<PathBuf>,
    installed: OnceLock<Installed>,
}

/// The folders of an installation of Python.
#[derive(Debug, Default)]
struct Installed {
    folders: Vec<PathBuf>,
    /// Whether they are all that there is: what is in none of them cannot be imported.
    complete: bool,
}

impl ModulePath {
    /// The path of a program whose configuration has this `prepend_sys_path`.
    #[must_use]
    pub fn new(prepended: impl IntoIterator<Item = PathBuf>) -> Self {
        Self {
            knows: true,
            prepended: prepended.into_iter().collect(),
            installed: OnceLock::new(),
        }
    }

    /// The file of a module; `first` are folders to look into before all others, `last` those after them.
    pub(super) fn find(&self, name: &str, first: &[PathBuf], last: &[PathBuf]) -> Module {
        if !self.knows {
            return Module::Unknown;
        }
        match self.locate(name, first, last) {
            Some(Located::File { path, is_package }) => match fs::read(&path) {
                Ok(content) => Module::Source {
                    path: path.to_string_lossy().into_owned(),
                    content,
                    is_package,
                },
                Err(_) => Module::Unknown,
            },
            Some(Located::Folders(_) | Located::Compiled) => Module::Opaque,
            None if self.installed().complete && !BUILT_IN.contains(&name) => Module::Missing,
            None => Module::Unknown,
        }
    }

    /// The folder of a package.
    pub(super) fn package_folder(&self, name: &str) -> Option<PathBuf> {
        match self.locate(name, &[], &[PathBuf::from(".")])? {
            Located::File { path, is_package: true } => path.parent().map(Path::to_path_buf),
            Located::Folders(folders) => folders.into_iter().next(),
            Located::File { .. } | Located::Compiled => None,
        }
    }

    fn locate(&self, name: &str, first: &[PathBuf], last: &[PathBuf]) -> Option<Located> {
        let own = first.iter().chain(&self.prepended);
        let mut folders: Vec<PathBuf> = own.chain(&self.installed().folders).chain(last).cloned().collect();
        let mut parts = name.split('.').peekable();
        while let Some(part) = parts.next() {
            let located = in_folders(&folders, part)?;
            if parts.peek().is_none() {
                return Some(located);
            }
            folders = match located {
                Located::File { path, is_package: true } => vec![path.parent()?.to_owned()],
                Located::Folders(folders) => folders,
                Located::File { .. } | Located::Compiled => return None,
            };
        }
        None
    }

    fn installed(&self) -> &Installed {
        self.installed.get_or_init(Installed::discover)
    }
}

/// Where a module lies.
enum Located {
    File {
        path: PathBuf,
        is_package: bool,
    },
    Compiled,
    /// A namespace package: its parts.
    Folders(Vec<PathBuf>),
}

fn in_folders(folders: &[PathBuf], name: &str) -> Option<Located> {
    let mut parts = Vec::new();
    for folder in folders {
        let package = folder.join(name);
        let init = package.join("__init__.py");
        if init.is_file() {
            return Some(Located::File {
                path: init,
                is_package: true,
            });
        }
        let file = folder.join(format!("{name}.py"));
        if file.is_file() {
            return Some(Located::File {
                path: file,
                is_package: false,
            });
        }
        if package.is_dir() {
            parts.push(package);
        } else if is_compiled(folder, name) {
            return Some(Located::Compiled);
        }
    }
    (!parts.is_empty()).then_some(Located::Folders(parts))
}

fn is_compiled(folder: &Path, name: &str) -> bool {
    let prefix = format!("{name}.");
    let Ok(entries) = fs::read_dir(folder) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let file = entry.file_name();
        let file = file.to_string_lossy();
        file.starts_with(&prefix) && [".so", ".pyd"].iter().any(|end| file.ends_with(end))
    })
}

impl Installed {
    fn discover() -> Self {
        let mut installed = Self::default();
        if let Some(paths) = env::var_os("PYTHONPATH") {
            installed.folders.extend(env::split_paths(&paths));
        }
        let active = env::var_os("VIRTUAL_ENV")
            .filter(|folder| !folder.is_empty())
            .map(PathBuf::from);
        let beside = || {
            Path::new(".venv")
                .join("pyvenv.cfg")
                .is_file()
                .then(|| PathBuf::from(".venv"))
        };
        match active.or_else(beside) {
            Some(folder) => installed.add_virtual(&folder),
            None => installed.add_on_path(),
        }
        installed
    }

    fn add_virtual(&mut self, folder: &Path) {
        let home = fs::read_to_string(folder.join("pyvenv.cfg")).ok().and_then(|text| {
            let home = text
                .lines()
                .find_map(|line| line.split_once('=').filter(|(key, _)| key.trim() == "home"));
            home.map(|(_, home)| PathBuf::from(home.trim()))
        });
        for library in libraries(folder) {
            self.add_packages(&library.join("site-packages"));
            let standard = home.as_ref().and_then(|home| {
                let standard = home.parent()?.join("lib").join(library.file_name()?);
                standard.join("os.py").is_file().then_some(standard)
            });
            if let Some(standard) = standard {
                self.add_standard(standard);
            }
        }
    }

    /// The installation of the `python3` or `python` on the `PATH`, which is not run.
    fn add_on_path(&mut self) {
        let Some(path) = env::var_os("PATH") else { return };
        let folders: Vec<PathBuf> = env::split_paths(&path).collect();
        let programs = ["python3", "python"].iter();
        let found = programs
            .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
            .find(|program| program.is_file());
        let Some(program) = found else { return };
        // A virtual environment's program is a link to another installation's; the folder it lies in is what counts.
        let prefix = |program: &Path| program.parent().and_then(Path::parent).map(Path::to_path_buf);
        if let Some(folder) = prefix(&program).filter(|folder| folder.join("pyvenv.cfg").is_file()) {
            return self.add_virtual(&folder);
        }
        let Some(program) = fs::canonicalize(&program).ok() else {
            return;
        };
        let version = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(prefix) = prefix(&program) else { return };
        for library in libraries(&prefix) {
            if !library.ends_with(&version) || !library.join("os.py").is_file() {
                continue;
            }
            self.add_packages(&library.join("site-packages"));
            if let Some(name) = library.file_name() {
                self.add_packages(&prefix.join("local/lib").join(name).join("dist-packages"));
            }
            self.add_packages(&prefix.join("lib/python3/dist-packages"));
            self.add_standard(library);
        }
    }

    fn add_standard(&mut self, folder: PathBuf) {
        self.folders.push(folder.join("lib-dynload"));
        self.folders.push(folder);
        self.complete = true;
    }

    /// A folder of packages, and those that its `.pth` files name: projects that are installed as editable.
    fn add_packages(&mut self, folder: &Path) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        self.folders.push(folder.to_owned());
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "pth"));
        files.sort();
        for file in files {
            let text = fs::read_to_string(file).unwrap_or_default();
            let lines = text
                .lines()
                .map(str::trim)
                .filter(|line| !line.starts_with(['#']) && !line.is_empty());
            for line in lines.filter(|line| !line.starts_with("import")) {
                self.folders.push(folder.join(line));
            }
        }
    }
}

/// The folders `lib/python3.…` of an installation.
fn libraries(prefix: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(prefix.join("lib")) else {
        return Vec::new();
    };
    let mut libraries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    libraries.retain(|folder| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.starts_with("python3.")
    });
    libraries.sort();
    libraries
}
