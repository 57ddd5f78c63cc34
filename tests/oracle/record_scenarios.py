"""Records fixtures/scenarios/<topic>/<name>.toml: `alembic` commands on a project, and everything they did.

    record_scenarios.py [--started] [FILTER...]

--started runs each command as a process of its own (slow), instead of forking a process that has Alembic imported.
A FILTER is a part of a scenario's `topic/name`; without one, files of scenarios that are no more are removed.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
import os
from pathlib import Path
import sys
import tempfile
import time

from scenarios import command_line, gateway, graphs, taken_over, writing
from scenarios.database import SERVERS
from scenarios.model import Scenario
from scenarios.recorder import Alembic, Recorder

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
MYSQL97 = SERVERS["mysql97"]


def path_of(scenario: Scenario) -> Path:
    return FIXTURES / "scenarios" / scenario.topic / f"{scenario.name}.toml"


def lacks_server(scenario: Scenario) -> bool:
    """Whether a scenario is about the server that cannot be had everywhere, and not here."""
    return scenario.database == "mysql97" and not os.environ.get(MYSQL97)


def main(arguments: list[str]) -> None:
    started = "--started" in arguments
    filters = [argument for argument in arguments if argument != "--started"]
    began = time.monotonic()
    written: set[Path] = set()
    with tempfile.TemporaryDirectory() as directory, Alembic(Path(directory), started) as alembic:
        recorder = Recorder(alembic, FIXTURES / "projects", Path(directory))
        scenarios = [
            scenario
            for topic in (gateway, taken_over, graphs, command_line, writing)
            for scenario in topic.scenarios(recorder)
            if not filters or any(part in f"{scenario.topic}/{scenario.name}" for part in filters)
        ]
        kept = {path_of(scenario) for scenario in scenarios if lacks_server(scenario)}
        if kept:
            print(f"SKIPPED: {len(kept)} scenarios keep what is recorded, for {MYSQL97} is not set")
        scenarios = [scenario for scenario in scenarios if not lacks_server(scenario)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for scenario in pool.map(recorder.record, scenarios):
                path = path_of(scenario)
                if path in written:
                    raise RuntimeError(f"two scenarios are named {scenario.topic}/{scenario.name}")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(scenario.to_toml())
                written.add(path)
    if not filters:
        for stale in set((FIXTURES / "scenarios").rglob("*.toml")) - written - kept:
            stale.unlink()
    steps = sum(len(scenario.steps) for scenario in scenarios)
    print(f"recorded {len(scenarios)} scenarios, {steps} steps, in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
