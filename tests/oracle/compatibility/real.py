"""What real Alembic answers over a copy of an environment that has headers only."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path
import shutil
import sys
from unittest import mock
import warnings

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from .headers import header


def copy(folders: list[Path], source: Path, target: Path) -> None:
    """Writes the header of each revision file in `folders` of `source` to the same place below `target`."""
    for folder in folders:
        (target / folder).mkdir(parents=True, exist_ok=True)
        for file in sorted((source / folder).glob("*.py")):
            if file.name != "env.py" and not file.name.startswith("__init__"):
                if text := header(file, source):
                    (target / folder / file.name).write_text(text)
    # A location in a package has to be importable.
    for package in [folder for file in target.rglob("*.py") for folder in file.relative_to(target).parents]:
        if (source / package / "__init__.py").is_file():
            (target / package / "__init__.py").touch()


class Real:
    """Alembic's own commands; the revisions are loaded once."""

    def __init__(self, folder: Path, ini: str, section: str):
        self.folder = folder
        with self.inside():
            self.config = Config(ini, ini_section=section)
            self.script = ScriptDirectory.from_config(self.config)
            self.script.revision_map._revision_map  # reads the files

    @contextlib.contextmanager
    def inside(self):
        before, path = os.getcwd(), list(sys.path)
        os.chdir(self.folder)
        try:
            yield
        finally:
            os.chdir(before)
            sys.path[:] = path

    def revisions(self) -> list[str]:
        return [script.revision for script in self.script.walk_revisions()]

    def run(self, function, *args, **kwargs) -> str:
        output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        self.config.stdout = output
        with self.inside(), mock.patch.object(ScriptDirectory, "from_config", lambda config: self.script):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                function(self.config, *args, **kwargs)
        return output.buffer.getvalue().decode()

    def answers(self) -> dict[str, str]:
        answers = {
            "history": self.run(command.history),
            "history -v": self.run(command.history, verbose=True),
            "heads -v": self.run(command.heads, verbose=True),
            "branches -v": self.run(command.branches, verbose=True),
        }
        for revision in self.revisions():
            answers[f"show {revision}"] = self.run(command.show, revision)
        # What the version table holds at all heads: none that another one depends on.
        heads = [script.revision for script in self.script.get_revisions("heads")]
        answers["upgrade base:heads --plan"] = plan(self.script._upgrade_revs("heads", ()))
        answers["downgrade heads:base --plan"] = plan(self.script._downgrade_revs("base", tuple(heads)))
        return answers


def plan(steps) -> str:
    """The log lines of the steps, one line each."""
    return "".join(f"Running {step}".splitlines()[0] + "\n" for step in steps)


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
