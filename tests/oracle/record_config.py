"""Records what ConfigParser and Alembic's Config make of the files in fixtures/config and fixtures/pyproject.

Each fixtures/config/NAME.ini and each fixtures/pyproject/NAME.toml (with NAME.ini beside it, if there is one)
is a case; its answers go to NAME.json. fixtures/config-files/cases.json holds the uses of -c and ALEMBIC_CONFIG.
To add a case, add its file and run this script.
"""

import json
import os
import warnings
from argparse import Namespace
from configparser import Error
from pathlib import Path

from alembic.config import CommandLine, Config
from alembic.util import CommandError

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"

TEXT_OPTIONS = [
    "script_location",
    "sqlalchemy.url",
    "file_template",
    "timezone",
    "truncate_slug_length",
    "output_encoding",
    "revision_environment",
    "version_locations",
    "prepend_sys_path",
    "path_separator",
    "version_path_separator",
    "Custom_Option",
]
BOOLEAN_OPTIONS = ["recursive_version_locations", "sourceless"]

# What stock Alembic can end in: its own errors, configparser's, and Python's.
ERRORS = (CommandError, Error, ValueError, TypeError, KeyError, AttributeError, OSError)


def attempt(function, *args):
    try:
        return function(*args)
    except ERRORS as exception:
        return {"error": [type(exception).__name__, str(exception)]}


def section(config, name):
    items = attempt(config.file_config.items, name)
    if isinstance(items, list):
        return items
    # One bad value spoils items(); each option for itself may still be good.
    return {
        "items": items,
        "options": [
            [key, attempt(config.file_config.get, name, key)]
            for key in config.file_config[name]
        ],
    }


def options(get, names):
    """The answers for the options; those that are absent are left out."""
    found = {name: attempt(get, name) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def hooks(config):
    return [
        {"name": hook["_hook_name"], "options": {k: v for k, v in hook.items() if k != "_hook_name"}}
        for hook in config.get_hooks_list()
    ]


def answers(config):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = {
            "main": options(config.get_main_option, TEXT_OPTIONS[:2]),
            "alembic": options(config.get_alembic_option, TEXT_OPTIONS),
            "boolean": options(config.get_alembic_boolean_option, BOOLEAN_OPTIONS),
            "version_locations": attempt(config.get_version_locations_list),
            "prepend_sys_path": attempt(config.get_prepend_sys_paths_list),
            "hooks": attempt(hooks, config),
        }
    return found | {"warnings": [str(warning.message) for warning in caught]}


def record(ini, toml):
    config = Config(str(ini), toml_file=toml and str(toml))
    read = attempt(lambda: config.file_config)
    if isinstance(read, dict):
        return read
    sections = [[name, section(config, name)] for name in config.file_config.sections()]
    return {"sections": sections} | answers(config)


def write(path, value):
    lines = [f"{json.dumps(key)}: {json.dumps(part, ensure_ascii=False)}" for key, part in value.items()]
    # The folder's own path is not the same in every clone.
    text = ",\n".join(lines).replace(str(path.parent), "{here}")
    path.write_text("{\n" + text + "\n}\n", encoding="utf-8")


def choose_files(case):
    os.environ.pop("ALEMBIC_CONFIG", None)
    if case["env"] is not None:
        os.environ["ALEMBIC_CONFIG"] = case["env"]
    result = attempt(CommandLine()._inis_from_config, Namespace(config=case["config"]))
    return {"config": case["config"], "env": case["env"], "result": result}


def main():
    for ini in sorted((FIXTURES / "config").glob("*.ini")):
        write(ini.with_suffix(".json"), record(ini, None))
    for toml in sorted((FIXTURES / "pyproject").glob("*.toml")):
        write(toml.with_suffix(".json"), record(toml.with_suffix(".ini"), toml))
    cases = FIXTURES / "config-files" / "cases.json"
    chosen = [choose_files(case) for case in json.loads(cases.read_text(encoding="utf-8"))]
    lines = ",\n".join(json.dumps(case) for case in chosen)
    cases.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
