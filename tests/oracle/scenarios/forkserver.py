"""Runs the real `alembic` command without paying Python's start for each run.

A server process imports Alembic, SQLAlchemy and the drivers once and forks for every command, so that each command
still finds a process that nobody has used: no logging set up, no env.py imported, no warning shown.

    python forkserver.py serve SOCKET            the server
    python forkserver.py run SOCKET ARGUMENT...  behaves as `alembic ARGUMENT...`
    python forkserver.py alone ARGUMENT...       the same without a server
"""

from __future__ import annotations

import json
import os
import socket
import sys


def request(path: str, args: list[str], cwd: str, env: dict[str, str], files: tuple[int, int, int]) -> int:
    """Runs one command with the given stdin, stdout and stderr, and returns its exit code."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        message = json.dumps({"args": args, "cwd": cwd, "env": env}).encode()
        socket.send_fds(connection, [len(message).to_bytes(8, "big")], list(files))
        connection.sendall(message)
        answer = connection.recv(16)
    if not answer:
        raise RuntimeError(f"the fork server died while running {args}")
    return int(answer)


def _receive(connection: socket.socket) -> tuple[dict, list[int]]:
    head, files, _, _ = socket.recv_fds(connection, 8, 3)
    missing = int.from_bytes(head, "big")
    message = b""
    while len(message) < missing:
        message += connection.recv(missing - len(message))
    return json.loads(message), files


def _stop_clock() -> None:
    """Makes new revisions come at the moment that SOURCE_DATE_EPOCH names, in seconds."""
    import datetime
    import time
    from types import SimpleNamespace

    from alembic.script import base

    time.tzset()
    seconds, _, fraction = os.environ.get("SOURCE_DATE_EPOCH", "").partition(".")
    if not seconds:
        return
    moment = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc)
    moment += datetime.timedelta(microseconds=int(fraction.ljust(6, "0")))

    class StoppedClock(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
            return moment.astimezone(tz) if tz else moment.astimezone().replace(tzinfo=None)

    base.datetime = SimpleNamespace(datetime=StoppedClock, timezone=datetime.timezone)


def _run_command(message: dict, files: list[int], program: str) -> int:
    """Becomes the `alembic` command in this process, and returns its exit code."""
    import logging

    from alembic.config import main

    os.chdir(message["cwd"])
    os.environ.clear()
    os.environ.update(message["env"])
    _stop_clock()
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    sys.argv = [program, *message["args"]]
    sys.path[0] = os.path.dirname(program)
    sys.modules["__main__"].__dict__.update(__file__=program, __name__="__main__")
    try:
        main()
        code = 0
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
        if code == 1 and not isinstance(stop.code, int):
            print(stop.code, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    return code & 0xFF


def serve(path: str) -> None:
    """Answers requests until the parent process goes away."""
    import ctypes
    import gc
    import logging.config  # noqa: F401
    import signal

    import alembic.autogenerate  # noqa: F401
    from alembic.config import CommandLine
    import pymysql  # noqa: F401
    import psycopg  # noqa: F401
    from sqlalchemy import create_engine
    import sqlalchemy.dialects.mysql.pymysql  # noqa: F401
    import sqlalchemy.dialects.postgresql.psycopg  # noqa: F401

    CommandLine(prog="alembic")
    create_engine("sqlite://").connect().close()
    gc.freeze()
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    program = os.path.join(os.path.dirname(sys.executable), "alembic")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(64)
        print("ready", file=sys.stderr, flush=True)
        while True:
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                code = _run_command(*_receive(connection), program)
                connection.sendall(str(code).encode())
                os._exit(0)
            connection.close()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    elif sys.argv[1] == "alone":
        program = os.path.join(os.path.dirname(sys.executable), "alembic")
        sys.exit(_run_command({"args": sys.argv[2:], "cwd": os.getcwd(), "env": dict(os.environ)}, [], program))
    else:
        os.set_inheritable(0, True)
        sys.exit(request(sys.argv[2], sys.argv[3:], os.getcwd(), dict(os.environ), (0, 1, 2)))
