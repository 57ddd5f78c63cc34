"""The headers of revision files, as Python itself computes them, without what the files import."""

from __future__ import annotations

import ast
import builtins
from pathlib import Path
import types

NAMES = ("revision", "down_revision", "branch_labels", "depends_on")


class Stub(types.ModuleType):
    """Stands for everything that is imported: a module's constants are those of its file."""

    def __init__(self, name: str, constants: dict[str, object]):
        super().__init__(name)
        self.__dict__.update(constants)

    def __getattr__(self, name: str) -> "Stub":
        if name.startswith("__"):
            raise AttributeError(name)
        return Stub(f"{self.__name__}.{name}", {})

    def __call__(self, *args: object, **kwargs: object) -> "Stub":
        return self

    def __iter__(self):
        return iter(())

    __or__ = __ror__ = __add__ = __getitem__ = __call__

    def __mro_entries__(self, bases: object) -> tuple:
        return ()


def constants(file: Path) -> dict[str, object]:
    found = {}
    for statement in ast.parse(file.read_bytes()).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            found.update({target.id: statement.value.value for target in statement.targets if isinstance(target, ast.Name)})
    return found


def importer(root: Path):
    """An `__import__` that finds the modules below `root`, and those that every revision file may import."""

    def locate(name: str) -> Path | None:
        path = root.joinpath(*name.split("."))
        return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)

    def module(name: str) -> Stub:
        file = locate(name)
        return Stub(name, constants(file) if file else {})

    def stub_import(name, globals=None, locals=None, fromlist=(), level=0):
        if name == "__future__":
            return builtins.__import__(name, globals, locals, fromlist, level)
        if not fromlist:
            if name.startswith("invenio_") and not (root / name).is_dir():
                raise ImportError(name)
            return module(name.split(".")[0])
        found = module(name)
        for member in fromlist:
            if locate(f"{name}.{member}"):
                setattr(found, member, module(f"{name}.{member}"))
        return found

    return stub_import


def header(file: Path, root: Path) -> str | None:
    """The text of a file that has the docstring and the identifiers of `file`; `None` when it is no revision."""
    names = {"__name__": "revision", "__builtins__": {**vars(builtins), "__import__": importer(root)}}
    exec(compile(file.read_bytes(), str(file), "exec"), names)
    if "down_revision" not in names:
        return None
    lines = [f"{names['__doc__']!r}"] if names.get("__doc__") is not None else []
    lines += [f"{name} = {names[name]!r}" for name in NAMES if name in names]
    # A plan asks for both.
    lines += ["def upgrade(): pass", "def downgrade(): pass"]
    return "\n".join(lines) + "\n"
