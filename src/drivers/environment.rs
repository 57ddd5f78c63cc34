//! The one place where the drivers look at the process around them.

#[cfg(feature = "postgres")]
use std::path::PathBuf;

/// The name of the operating system's user, by which drivers connect when the address names nobody.
pub(super) fn os_user() -> Option<String> {
    whoami::username().ok()
}

/// What a driver's defaults come from besides the address.
#[cfg(feature = "postgres")]
#[derive(Debug, Default)]
pub(super) struct Environment {
    /// The variables that were asked for and are set.
    variables: Vec<(String, String)>,
    /// The directory of `~/.pgpass` and `~/.postgresql`.
    pub(super) home: Option<PathBuf>,
    /// The name of the operating system's user.
    pub(super) os_user: Option<String>,
}

#[cfg(feature = "postgres")]
impl Environment {
    /// The environment of this process, with the variables of these names.
    pub(super) fn of_process<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            variables: names
                .into_iter()
                .filter_map(|name| Some((name.to_owned(), set(name)?)))
                .collect(),
            home: set("HOME").map(PathBuf::from).or_else(std::env::home_dir),
            os_user: os_user(),
        }
    }

    /// The value of a variable; an empty one counts as not set.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.variables
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    #[cfg(test)]
    pub(super) fn for_test(variables: &[(&str, &str)]) -> Self {
        Self {
            variables: variables
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            home: None,
            os_user: Some("me".to_owned()),
        }
    }
}
