"""Runs scenarios through real Alembic and fills in what came out."""

from __future__ import annotations

from contextlib import closing
import os
from pathlib import Path
import shutil
import sqlite3
import subprocess
import sys
import tempfile

from . import forkserver, normalise
from .database import FreshDatabase
from .model import Scenario, Step

#: everything that a command sees of the environment, in recording and in the replay
ENVIRONMENT = {
    "HOME": "/nonexistent",
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "1735731907.089406",
    "TZ": "UTC",
}


def version_table(heads: list[str]) -> str:
    """The script that makes the version table, and writes these revisions into it."""
    rows = "".join(f"INSERT INTO alembic_version VALUES ('{head}');\n" for head in heads)
    return (
        "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));\n"
        f"DELETE FROM alembic_version;\n{rows}"
    )


class Alembic:
    """The real command: by the fork server, or, with `started=True`, as a process of its own."""

    def __init__(self, directory: Path, started: bool = False) -> None:
        self.socket = str(directory / "alembic.sock")
        self.started = started

    def __enter__(self) -> Alembic:
        if not self.started:
            self.server = subprocess.Popen(
                [sys.executable, forkserver.__file__, "serve", self.socket],
                # another seed shows which outputs are in hash order
                env=os.environ | ENVIRONMENT | {"PYTHONHASHSEED": os.environ.get("PYTHONHASHSEED", "0")},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
            first = self.server.stderr.readline()
            if first != "ready\n":
                raise RuntimeError(first + self.server.stderr.read())
        return self

    def __exit__(self, *_: object) -> None:
        if not self.started:
            self.server.terminate()
            self.server.wait()

    def run(self, args: list[str], cwd: Path, env: dict[str, str]) -> tuple[int, str, str]:
        """Exit code, stdout and stderr."""
        with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr, open(os.devnull) as stdin:
            if self.started:
                command = [sys.executable, forkserver.__file__, "alone", *args]
                code = subprocess.run(command, cwd=cwd, env=env, stdin=stdin, stdout=stdout, stderr=stderr).returncode
            else:
                files = (stdin.fileno(), stdout.fileno(), stderr.fileno())
                code = forkserver.request(self.socket, args, str(cwd), env, files)
            texts = []
            for file in (stdout, stderr):
                file.seek(0)
                texts.append(file.read().decode())
            return code, texts[0], texts[1]


class Recorder:
    def __init__(self, alembic: Alembic, projects: Path, directory: Path) -> None:
        self.alembic = alembic
        self.projects = projects
        self.directory = directory

    def record(self, scenario: Scenario) -> Scenario:
        project = Path(tempfile.mkdtemp(dir=self.directory))
        try:
            with FreshDatabase(scenario.database, project / scenario.sqlite_file) as database:
                run = _Run(self, scenario, project, database)
                if scenario.prepare:
                    scenario.setup = run.prepare()
                    self._check_setup(scenario, database.dump())
                elif scenario.setup:
                    database.execute_script(scenario.setup)
                run.run()
        finally:
            shutil.rmtree(project)
        return scenario

    def _check_setup(self, scenario: Scenario, left_by_alembic: str) -> None:
        """Fails unless the recorded script makes the database that Alembic itself left."""
        with tempfile.TemporaryDirectory(dir=self.directory) as folder:
            with FreshDatabase(scenario.database, Path(folder) / scenario.sqlite_file) as database:
                database.execute_script(scenario.setup)
                if database.dump() != left_by_alembic:
                    raise RuntimeError(f"{scenario.topic}/{scenario.name}: the setup script makes another database")


class _Run:
    """One scenario in its own folder with its own database."""

    def __init__(self, recorder: Recorder, scenario: Scenario, project: Path, database: FreshDatabase) -> None:
        self.alembic = recorder.alembic
        self.scenario = scenario
        self.project = project
        self.database = database
        self.names = {str(project): "$PROJECT"}
        if database.url:
            self.names |= {database.url: "$URL", database.name: "$DATABASE"}
        if scenario.project:
            shutil.copytree(recorder.projects / scenario.project, project, dirs_exist_ok=True)
        self._write(scenario.files)

    def prepare(self) -> str:
        """Runs the steps before the first, and returns a script that leads to the same database.

        SQLite's is the dump of the file; a server has no such thing without its tools, so that it is what `--sql` prints.
        """
        script = ""
        before = ""
        for step in self.scenario.prepare:
            self._step(step)
            if step.exit:
                raise RuntimeError(step.stderr)
            if step.sql is not None:
                script += step.sql
            else:
                command, revision = step.args
                offline = Step([command, f"{before}:{revision}" if before else revision, "--sql"])
                self._step(offline)
                script += offline.stdout
                before = revision
        if self.scenario.database == "sqlite":
            with closing(sqlite3.connect(self.database.file)) as connection:
                script = "\n".join(connection.iterdump()) + "\n"
        return script

    def run(self) -> None:
        state = self.database.dump()
        for number, step in enumerate(self.scenario.steps, 1):
            self._step(step)
            after = self.database.dump()
            if after != state and step.heads is None:
                step.half_done = "crash: " in step.stderr
                if not step.half_done:
                    step.database = after
                elif number < len(self.scenario.steps):
                    raise RuntimeError(f"{self.scenario.name}: {step.args} crashed half way, but is not the last step")
            state = after

    def _step(self, step: Step) -> None:
        if step.sql is not None:
            self.database.execute_script(step.sql)
        elif step.heads is not None:
            self.database.execute_script(version_table(step.heads))
        elif step.write is not None:
            self._write(step.write)
        elif step.remove is not None:
            for path in step.remove:
                target = self.project / path
                shutil.rmtree(target) if target.is_dir() else target.unlink()
        elif step.cat:
            file = self.project / step.cat
            step.stdout = normalise.stdout(file.read_bytes().decode() if file.exists() else "", "", self.names)
        elif step.plan is not None:
            self._plan(step)
        else:
            step.exit, stdout, stderr = self._alembic(step, step.args)
            step.stdout = normalise.stdout(stdout, step.unordered, self.names)
            step.stderr = normalise.stderr(stderr, self.names)

    def _plan(self, step: Step) -> None:
        """Runs the steps on SQLite, takes them back, and keeps what was said of them."""
        before = self.database.file.read_bytes()
        sql = ["--sql"] if ":" in step.plan[-1] else []
        step.exit, stdout, stderr = self._alembic(step, [*step.plan, *sql])
        step.stdout = normalise.stdout(normalise.plan(stdout, stderr), step.unordered, self.names)
        crash = normalise.stderr(stderr, self.names).splitlines()[-1:]
        step.stderr = "".join(f"{line}\n" for line in crash if line.startswith("crash: "))
        self.database.file.write_bytes(before)

    def _alembic(self, step: Step, args: list[str]) -> tuple[int, str, str]:
        env = ENVIRONMENT | {name: self._insert(value) for name, value in step.env.items()}
        if self.database.url:
            env.setdefault("ALEMBIC_URL", self.database.url)
        return self.alembic.run([self._insert(arg) for arg in args], self.project / step.cwd, env)

    def _insert(self, text: str) -> str:
        return text.replace("$PROJECT", str(self.project)).replace("$URL", self.database.url)

    def _write(self, files: dict[str, str]) -> None:
        for path, text in files.items():
            target = self.project / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.endswith("/"):
                target.mkdir()
            else:
                target.write_text(self._insert(text), newline="")
