//! `os.path` and `pathlib` on POSIX, as far as they look at the text of a path only.

/// `os.path.join(left, right)`.
pub(super) fn join(left: &str, right: &str) -> String {
    if right.starts_with('/') || left.is_empty() {
        right.to_owned()
    } else if left.ends_with('/') {
        format!("{left}{right}")
    } else {
        format!("{left}/{right}")
    }
}

/// `os.path.dirname(path)`.
pub(super) fn dirname(path: &str) -> &str {
    let head = &path[..path.rfind('/').map_or(0, |slash| slash + 1)];
    let trimmed = head.trim_end_matches('/');
    if trimmed.is_empty() { head } else { trimmed }
}

/// `os.path.basename(path)`.
pub(super) fn basename(path: &str) -> &str {
    &path[path.rfind('/').map_or(0, |slash| slash + 1)..]
}

/// `os.path.normpath(path)`.
pub(super) fn normpath(path: &str) -> String {
    let is_absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match (part, parts.last()) {
            ("..", Some(&last)) if last != ".." => {
                parts.pop();
            }
            ("..", None) if is_absolute => {}
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (is_absolute, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

/// `str(Path(path))`: without `.` and doubled slashes.
pub(super) fn pure(path: &str) -> String {
    let parts: Vec<&str> = path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let joined = parts.join("/");
    match (path.starts_with('/'), joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

/// `str(Path(path).parent)`.
pub(super) fn parent(path: &str) -> String {
    match path.rfind('/') {
        _ if path == "/" => "/".to_owned(),
        Some(0) => "/".to_owned(),
        Some(slash) => path[..slash].to_owned(),
        None => ".".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_python() {
        assert_eq!(
            (join("/a", "b"), join("/a/", "b"), join("/a", "/b")),
            ("/a/b".into(), "/a/b".into(), "/b".into())
        );
        assert_eq!(
            (dirname("/a/b"), dirname("/a"), dirname("a"), dirname("/a/")),
            ("/a", "/", "", "/a")
        );
        assert_eq!((basename("/a/b.py"), basename("b")), ("b.py", "b"));
        assert_eq!(
            (normpath("/a/./b/../c"), normpath("../a"), normpath("")),
            ("/a/c".into(), "../a".into(), ".".into())
        );
        assert_eq!(
            (pure("./a//b/"), parent("/a/b"), parent("/a"), parent("a")),
            ("a/b".into(), "/a".into(), "/".into(), ".".into())
        );
    }
}
