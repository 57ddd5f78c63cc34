"""Compares ours with real Alembic over published packages that ship Alembic revisions.

    tests/oracle/run --compatibility [--write] [NAME...]

runs it as `python -m compatibility ALEMBIC …`, where ALEMBIC is our program. The packages are fetched by pip (pinned in `packages.py`) into target/compatibility and unpacked;
nothing of theirs is run or imported. Ours reads the files as they are; real Alembic reads a copy in which every revision
file is reduced to its identifiers and docstring, because the files import applications. The results are those of
docs/compatibility.md: they must not differ from it, and `--write` writes it.

Where pip cannot fetch, a package is skipped, visibly; under
ALEMBIC_TEST_REQUIRE_ORACLE=1 that is a failure.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
import difflib
import os
from pathlib import Path
import subprocess
import sys
import time
import zipfile

from .packages import PACKAGES, Environment, Package
from .real import Real, copy, fresh

ROOT = Path(__file__).resolve().parents[3]
WORK = ROOT / "target" / "compatibility"
TABLE = ROOT / "docs" / "compatibility.md"
COLUMNS = (
    "history",
    "history -v",
    "heads -v",
    "branches -v",
    "show",
    "upgrade base:heads --plan",
    "downgrade heads:base --plan",
)


def main(arguments: list[str]) -> int:
    names = [argument for argument in arguments[1:] if not argument.startswith("-")]
    alembic = Path(arguments[0]).resolve()
    rows, skipped, seconds = [], [], [0.0, 0.0]
    for package in PACKAGES:
        environments = [environment for environment in package.environments if not names or environment.name in names]
        if not environments:
            continue
        source = unpacked(package)
        if source is None:
            skipped += [environment.name for environment in environments]
            continue
        for environment in environments:
            rows.append(row(package, environment, source, alembic, seconds))
            print(" | ".join(rows[-1]), flush=True)
    print(f"real Alembic: {seconds[0]:.1f} s; ours: {seconds[1]:.1f} s")
    if skipped:
        print(f"SKIPPED: pip cannot fetch {', '.join(skipped)}")
        if os.environ.get("ALEMBIC_TEST_REQUIRE_ORACLE") == "1":
            return 1
    if "--write" in arguments:
        TABLE.write_text(table(rows))
        return 0
    committed = TABLE.read_text().splitlines()
    moved = [line for line in map(as_line, rows) if line not in committed]
    for line in moved:
        print(f"not what {TABLE.relative_to(ROOT)} says: {line}", file=sys.stderr)
    return 1 if moved else 0


def unpacked(package: Package) -> Path | None:
    """The folder where the distributions of a package are unpacked; `None` when pip cannot fetch them."""
    name = package.distributions[0].replace("==", "-")
    folder = WORK / name
    if (folder / ".complete").is_file():
        return folder
    wheels = fresh(WORK / "wheels" / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    # The wheels are only read: any Python will do.
    pip += ["--only-binary", ":all:", "--python-version", "3.12", "--dest", str(wheels)]
    if subprocess.run([*pip, *package.distributions]).returncode:
        return None
    fresh(folder)
    for wheel in sorted(wheels.iterdir()):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder, [name for name in archive.namelist() if name.endswith((".py", ".ini"))])
    (folder / ".complete").touch()
    return folder


def row(package: Package, environment: Environment, source: Path, alembic: Path, seconds: list[float]) -> tuple:
    """Runs every command on both sides, and tells how they compare."""
    target = fresh(WORK / "headers" / environment.name.replace(" ", "-"))
    ini = environment.ini or "compatibility.ini"
    if environment.options:
        lines = [f"[{environment.section}]", *(f"{key} = {value}" for key, value in environment.options.items())]
        (source / environment.folder / ini).write_text("\n".join(lines) + "\n")
    text = (source / environment.folder / ini).read_bytes()
    for path in (target / environment.folder, (target / environment.folder / ini).parent):
        path.mkdir(parents=True, exist_ok=True)
    (target / environment.folder / ini).write_bytes(text)
    copy(folders_of_revisions(source), source, target)
    started = time.monotonic()
    real = Real(target / environment.folder, ini, environment.section)
    expected = real.answers()
    seconds[0] += time.monotonic() - started
    started = time.monotonic()
    results = {column: [] for column in COLUMNS}
    python = empty_environment()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = pool.map(lambda arguments: run(alembic, python, environment, source, ini, arguments.split()), expected)
    for (arguments, answer), ours in zip(expected.items(), answers, strict=True):
        column = "show" if arguments.startswith("show ") else arguments
        results[column] += difference(arguments, normal(answer, target), normal(ours, source))
    seconds[1] += time.monotonic() - started
    for lines in results.values():
        print("\n".join(lines[:30]), end="\n" if lines else "")
    verdicts = ["same" if not results[column] else "DIFFERENT" for column in COLUMNS]
    versions = ", ".join(sorted({distribution.split("==")[1] for distribution in package.distributions}))
    return (environment.name, versions, str(len(real.revisions())), *verdicts)


def folders_of_revisions(source: Path) -> list[Path]:
    """The folders that hold revision files, relative to `source`."""
    files = (file for file in source.rglob("*.py") if b"\ndown_revision" in file.read_bytes())
    return sorted({file.parent.relative_to(source) for file in files})


def run(alembic: Path, python: Path, environment: Environment, source: Path, ini: str, arguments: list[str]) -> str:
    command = [alembic, "-c", ini, "-n", environment.section, *arguments]
    clean = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8", "VIRTUAL_ENV": str(python)}
    process = subprocess.run(command, cwd=source / environment.folder, env=clean, capture_output=True, text=True)
    return process.stdout + (process.stderr if process.returncode else "")


def empty_environment() -> Path:
    """An installation of Python without any package."""
    folder = WORK / "python"
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (folder / "lib" / version / "site-packages").mkdir(parents=True, exist_ok=True)
    settings = folder / "pyvenv.cfg"
    if not settings.exists():
        settings.write_text(f"home = {sys.base_prefix}/bin\n")
    return folder


def normal(text: str, root: Path) -> list[str]:
    """The lines, with children sorted: real Alembic lists them in the order of a hash."""
    lines, children = [], []
    for line in text.replace(str(root), "ROOT").splitlines():
        if line.startswith(" ") and " -> " in line[: len(line) - len(line.lstrip()) + 3]:
            children.append(line)
            continue
        lines += sorted(children)
        children = []
        label, colon, revisions = line.partition("Branches into: ")
        lines.append(label + colon + ", ".join(sorted(revisions.split(", "))) if colon else line)
    return lines + sorted(children)


def difference(arguments: str, expected: list[str], ours: list[str]) -> list[str]:
    return list(difflib.unified_diff(expected, ours, f"real {arguments}", f"ours {arguments}", lineterm=""))


def as_line(cells: tuple) -> str:
    return "| " + " | ".join(cells) + " |"


def table(rows: list[tuple]) -> str:
    head = ("environment", "version", "revisions", *(f"`{column}`" for column in COLUMNS))
    lines = [INTRODUCTION, as_line(head), as_line(("---",) * len(head)), *map(as_line, rows)]
    return "\n".join(lines) + "\n"


INTRODUCTION = """\
# Published projects, compared

The revisions of published Python packages, read by ours as they are, and by real Alembic 1.20.1 over a copy whose
revision files import nothing. `show` is asked for every revision; a plan is compared with the steps that Alembic's
`ScriptDirectory` computes. *same* means: every line of the output. Children of a branch point are sorted on both sides,
because Alembic's order of them is that of a Python set. `tests/oracle/run --compatibility` repeats it, and CI does.
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
