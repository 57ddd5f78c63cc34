"""Records what Python's logging does after fileConfig() with each fixtures/logging/NAME.ini.

Every case logs the lines of fixtures/logging/messages.json in a process of its own, in which Alembic is loaded
as it is when env.py begins, the clock stands still in New York, and {dir} in the file is an empty folder but
for existing.log. Standard output, standard error and the files go to NAME.json.
To add a case, add its file and run this script.
"""

import json
import logging
import logging.config
import logging.handlers
import os
import sys
import tempfile
import time
from pathlib import Path

# Importing Alembic makes its loggers, which fileConfig then disables or not.
import alembic.config  # noqa: F401
from sqlalchemy.dialects import postgresql  # noqa: F401

CASES = Path(__file__).resolve().parents[2] / "fixtures" / "logging"
MESSAGES = json.loads((CASES / "messages.json").read_text(encoding="utf-8"))
LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
NOW = 1700000000.987654
PROCESS = 4711


def handle_error(self, record):
    """What Python writes when a message cannot be formatted, but for the tracebacks."""
    kind, error, _ = sys.exc_info()
    sys.stderr.write(
        f"--- Logging error ---\n{kind.__name__}: {error}\nMessage: {record.msg!r}\nArguments: {record.args}\n"
    )


def log_everything(ini):
    try:
        if ini.name != "silent.ini":
            logging.config.fileConfig(str(ini))
    except Exception as exception:
        return {"error": [type(exception).__name__, str(exception)]}
    enabled = {}
    for level, name, message in MESSAGES:
        logger = logging.getLogger(name)
        logger.log(getattr(logging, level), message)
        least = [level for level in LEVELS if logger.isEnabledFor(getattr(logging, level))]
        enabled[name] = least[0] if least else None
    return {"enabled": enabled}


def in_child(ini, work, folder):
    """Runs a case; logging cannot be unconfigured, so this is a process of its own."""
    for number, name in [(1, "stdout"), (2, "stderr")]:
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT), number)
    os.chdir(work)
    os.environ["TZ"] = "America/New_York"
    time.tzset()
    time.time = lambda: NOW
    os.getpid = lambda: PROCESS
    logging.Handler.handleError = handle_error
    result = log_everything(ini)
    sys.stdout.flush()
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")


def record(case):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        work = folder / "work"
        work.mkdir()
        (work / "existing.log").write_text("old line\n")
        ini = folder / case.name
        ini.write_text(case.read_text(encoding="utf-8").replace("{dir}", str(work)), encoding="utf-8")
        child = os.fork()
        if child == 0:
            try:
                in_child(ini, work, folder)
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        value = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        value |= {stream: (folder / stream).read_text(encoding="utf-8") for stream in ["stdout", "stderr"]}
        # A handler opens its file before the next section turns out to be wrong.
        value["files"] = {file.name: file.read_text(encoding="utf-8") for file in sorted(work.iterdir())}
    lines = [f"{json.dumps(key)}: {json.dumps(part, ensure_ascii=False)}" for key, part in value.items()]
    text = ",\n".join(lines).replace(str(work), "{dir}")
    case.with_suffix(".json").write_text("{\n" + text + "\n}\n", encoding="utf-8")


def main():
    for case in sorted(CASES.glob("*.ini")):
        record(case)


if __name__ == "__main__":
    main()
