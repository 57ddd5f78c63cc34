"""The form of a scenario file: what goes in, what came out, and how both are written as TOML."""

from __future__ import annotations

from dataclasses import dataclass, field
import json
import re
from typing import Literal

#: "mysql" is whatever server of the family there is, usually MariaDB; "mysql97" is Oracle's MySQL 9.7
Database = Literal["none", "sqlite", "postgresql", "mysql", "mysql97"]


@dataclass
class Step:
    """One thing that happens to the project; exactly one of the first fields says what.

    args    arguments of an `alembic` command; exit code, output and a changed database are recorded
    plan    an upgrade or downgrade of which only the lines `Running upgrade a -> b, message` and a failure are recorded;
            the database stays as it is
    heads   what the version table holds from now on
    sql     a script that is sent to the database
    write   files of the project that are written (path: text)
    remove  files or folders of the project that are removed
    cat     a file of the project whose text is recorded as `stdout`
    """

    args: list[str] | None = None
    plan: list[str] | None = None
    heads: list[str] | None = None
    sql: str | None = None
    write: dict[str, str] | None = None
    remove: list[str] | None = None
    cat: str = ""
    env: dict[str, str] = field(default_factory=dict)
    cwd: str = "."
    #: what real Alembic prints in hash order: "lines" (of stdout), "children" (lines under a branch point, and names in
    #: lists), or "revisions" (the paragraphs that begin with "Rev:", and names in lists)
    unordered: str = ""
    #: run by Python Alembic in the replay too: the database is handed back
    python: bool = False

    exit: int = 0
    stdout: str = ""
    stderr: str = ""
    #: the database after this step, when it is not what it was before
    database: str | None = None
    #: real Alembic crashed and left the database changed, which nobody has to repeat
    half_done: bool = False


@dataclass
class Scenario:
    topic: str
    name: str
    about: str
    steps: list[Step]
    database: Database = "none"
    #: the binaries that must behave so: `gateway` (compiled revisions) or `alembic`
    binaries: list[str] = field(default_factory=lambda: ["alembic"])
    #: folder of fixtures/projects that is copied first
    project: str = ""
    #: the file that the project's `sqlite` address names
    sqlite_file: str = "app.db"
    files: dict[str, str] = field(default_factory=dict)
    #: SQL script that puts a fresh database into the state from which the steps start
    setup: str = ""
    #: what real Alembic does to the database before the first step; `setup` is then recorded from it
    prepare: list[Step] = field(default_factory=list)
    #: "init": of stdout only what does not tell the files of an environment, which are others in Rust
    #: "files": paths of revision files are compared by their stem, as the same revision is a .py and a .rs file
    compare: str = ""

    def to_toml(self) -> str:
        lines = ["# Recorded by tests/oracle/run from real Alembic. Do not edit."]
        lines += _pairs(self, "about", "database", "binaries", "project", "compare", "setup")
        if self.database == "sqlite" and self.sqlite_file != "app.db":
            lines.append(f"sqlite_file = {_quote(self.sqlite_file)}")
        if self.files:
            lines += ["", "[files]"]
            lines += [f"{_quote(path)} = {_text(text)}" for path, text in self.files.items()]
        for step in self.steps:
            lines += ["", "[[step]]"]
            lines += _pairs(step, "args", "plan", "heads", "sql", "remove", "cat", "env", "cwd", "unordered", "python")
            lines += _pairs(step, "exit", "stdout", "stderr", "half_done")
            if step.database is not None:
                lines.append(f"database = {_text(step.database)}")
            if step.write is not None:
                lines.append("[step.write]")
                lines += [f"{_quote(path)} = {_text(text)}" for path, text in step.write.items()]
        return "\n".join(lines) + "\n"


_DEFAULTS = (None, "", 0, False, {}, [], ".")


def _pairs(owner: Scenario | Step, *names: str) -> list[str]:
    """`name = value` lines of the fields that say something."""
    values = ((name, getattr(owner, name)) for name in names)
    return [
        f"{name} = {_value(value)}"
        for name, value in values
        if not any(value is nothing or (value == nothing and type(value) is type(nothing)) for nothing in _DEFAULTS)
        or (name in ("args", "heads") and value == [])
    ]


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _text(value)
        case list():
            return "[" + ", ".join(_quote(item) for item in value) + "]"
        case dict():
            return "{ " + ", ".join(f"{_quote(key)} = {_quote(item)}" for key, item in value.items()) + " }"
    raise TypeError(value)


def _quote(text: str) -> str:
    """A basic string: JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _text(text: str) -> str:
    """A string, over several lines where that reads better."""
    if "\n" not in text or "'''" in text or text.endswith("'") or re.search(r"[^\n\t\x20-\x7e\xa0-\ufefe\U00010000-\U0010ffff]", text):
        return _quote(text)
    return f"'''\n{text}'''"
