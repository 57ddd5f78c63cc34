"""Options, configuration files, logging, and files that are not what they should be."""

from __future__ import annotations

from collections.abc import Iterator
import shlex

from .graphs import Revision
from .model import Database, Scenario, Step

#: the logging part of an alembic.ini, as the generic template has it
LOGGING = """
[loggers]
keys = root,sqlalchemy,alembic

[handlers]
keys = console

[formatters]
keys = generic

[logger_root]
level = WARNING
handlers = console
qualname =

[logger_sqlalchemy]
level = WARNING
handlers =
qualname = sqlalchemy.engine

[logger_alembic]
level = INFO
handlers =
qualname = alembic

[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic

[formatter_generic]
format = %(levelname)-5.5s [%(name)s] %(message)s
datefmt = %H:%M:%S
"""
FIRST = Revision("a1", doc="first").file()
SECOND = Revision("b1", ["a1"], doc="second").file()
REVISIONS = dict([FIRST, SECOND])


def scenarios(_recorder: object) -> Iterator[Scenario]:
    yield from command_line_options()
    yield from configuration_files()
    yield from alembic_sections()
    yield from version_locations()
    yield from revision_files()
    yield from pyproject()
    yield from logging()
    yield from databases()


def ini(*lines: str, main: str = "", logging: str = LOGGING) -> str:
    """An alembic.ini with these lines in its [alembic] section."""
    default = "script_location = %(here)s/alembic\npath_separator = os\nsqlalchemy.url = sqlite:///app.db"
    return f"[alembic]\n{main or default}\n" + "".join(f"{line}\n" for line in lines) + logging


def commands(*lines: str, **fields) -> list[Step]:
    return [Step(shlex.split(line), **fields) for line in lines]


def project(
    name: str, about: str, *steps: Step | list[Step], database: Database = "sqlite", base: str = "python", **files: dict
) -> Scenario:
    """A scenario on the generic template's project with two revisions, and with other files as they are given."""
    flat = [step for part in steps for step in (part if isinstance(part, list) else [part])]
    return Scenario("command_line", name, about, flat, database, project=base, **files)


def with_ini(name: str, about: str, text: str, *lines: str, files: dict[str, str] | None = None) -> Scenario:
    """A scenario about the text of alembic.ini."""
    steps = commands(*(lines or ("heads", "current")))
    return project(name, about, steps, files={"alembic.ini": text} | (REVISIONS if files is None else files))


def command_line_options() -> Iterator[Scenario]:
    yield project(
        "usage",
        "what is no command line",
        commands(
            "",
            "frobnicate",
            "--frobnicate",
            "heads --frobnicate",
            "heads extra",
            "heads extra more",
            "show",
            "show a1 b1",
            "upgrade",
            "upgrade head head",
            "downgrade",
            "downgrade -x",
            "stamp",
            "stamp --sql",
            "history -r",
            "history --rev-range",
            "history a1:b1",
            "current head",
            "branches -r a1:",
            "-c",
            "-n",
            "-x",
            "-n heads",
            "heads -n alembic",
            "history -c alembic.ini",
            "heads -q",
            "upgrade head --tag",
            "ensure_version head",
            "up head",
            "head",
            "HEADS",
            "list-templates",
            "ensure-version",
            "--version=1 heads",
            "-vv heads",
            "heads -v=1",
            "heads --verbose=1",
        ),
        files=REVISIONS,
    )
    yield project(
        "options",
        "forms of options",
        commands(
            "heads -v",
            "heads --verbose",
            "heads --verb",
            "heads --resolve",
            "--quiet heads",
            "-q heads",
            "--qui heads",
            "-q history",
            "-q show a1",
            "-q show nope",
            "--raiseerr heads",
            "--raiseerr show nope",
            "-c alembic.ini heads",
            "-calembic.ini heads",
            "-c=alembic.ini heads",
            "--config alembic.ini heads",
            "--config=alembic.ini heads",
            "--conf=alembic.ini heads",
            "-n alembic heads",
            "--name alembic heads",
            "-qc alembic.ini heads",
            "-x key=value heads",
            "-x key -x other=1 current",
            "-x key=value -q current",
            "history -r a1:b1",
            "history -ra1:b1",
            "history -r=a1:b1",
            "history --rev-range a1:b1",
            "history --rev a1:b1",
            "history -v -i",
            "history -vi",
            "history -ivr a1:",
            "history -i --verbose",
            "show -- a1",
            "show --",
            "-- heads",
            "current --check-heads",
            "current -c",
            "current -v -c",
            "current -cv",
            "stamp --tag t a1",
            "stamp a1 --tag t --sql",
            "stamp b1 --purge",
            "stamp a1 b1",
            "stamp -- a1",
            "-q stamp a1",
            "-q current",
            "-q ensure_version --sql",
            "-q stamp b1 --sql",
            "history -r a1: -r b1:",
            "heads -v -v",
            "-q -q heads",
            "-c missing.ini -c alembic.ini heads",
        ),
        files=REVISIONS,
    )
    yield project("version", "the version", commands("--version", "--version heads", "--vers"), database="none")
    yield project("templates", "the templates of `init`", commands("list_templates", unordered="lines"), database="none")


def configuration_files() -> Iterator[Scenario]:
    elsewhere = {"conf/alembic.ini": ini(main="script_location = %(here)s/../alembic\nsqlalchemy.url = sqlite:///app.db")}
    toml = '[tool.alembic]\nscript_location = "%(here)s/../alembic"\n'
    yield project(
        "other_files",
        "configuration files in other places",
        commands(
            "-c missing.ini heads",
            "-c missing.ini current",
            "-c conf heads",
            "-c conf/alembic.ini heads",
            "-c conf/alembic.ini current",
            "-c $PROJECT/conf/alembic.ini heads -v",
            "-c ./conf/../conf/alembic.ini heads -v",
            "-c conf/alembic.ini -c alembic.ini heads",
            "-c conf/pyproject.toml heads",
            "-c conf/pyproject.toml -c missing.ini heads",
            "-c conf/pyproject.toml -c conf/pyproject.toml heads",
            "-c missing/pyproject.toml heads",
            "-c conf/other.toml heads",
        ),
        commands("heads", env={"ALEMBIC_CONFIG": "conf/alembic.ini"}),
        commands("heads", "-c alembic.ini heads", env={"ALEMBIC_CONFIG": "missing.ini"}),
        commands("heads", env={"ALEMBIC_CONFIG": ""}),
        commands("heads", "-c missing.ini heads", env={"ALEMBIC_CONFIG": "conf/pyproject.toml"}),
        commands("heads", "-c alembic.ini heads", "-c ../alembic.ini heads -v", "-c ../alembic.ini current", cwd="conf"),
        commands("heads", cwd="empty"),
        commands("-c ../alembic.ini heads", "-c ../alembic.ini stamp a1", "-c ../alembic.ini current", cwd="empty"),
        files=REVISIONS | elsewhere | {"conf/pyproject.toml": toml, "conf/other.toml": toml, "empty/": ""},
    )
    yield project(
        "no_file", "no configuration file at all", Step(remove=["alembic.ini"]), commands("heads", "current", "--raiseerr heads")
    )
    other = "\n[other]\nscript_location = %(here)s/other\npath_separator = os\nsqlalchemy.url = sqlite:///app.db\n"
    yield project(
        "sections",
        "several environments in one file",
        commands("heads", "-n other heads", "-n other current", "-n missing heads", "-n DEFAULT heads", "-n loggers heads"),
        commands("-n other stamp b2", "-n other current", "current", "-n Other heads", "-n '' heads"),
        files=REVISIONS
        | {
            "alembic.ini": ini() + other,
            "other/versions/b2_other.py": Revision("b2", doc="other").file()[1],
            "other/env.py": GENERIC_ENV,
        },
    )


#: env.py of the generic template, as short as it can be
GENERIC_ENV = """\
from logging.config import fileConfig
from alembic import context
from sqlalchemy import create_engine

config = context.config
if config.config_file_name is not None:
    fileConfig(config.config_file_name)
url = config.get_main_option("sqlalchemy.url")
if context.is_offline_mode():
    context.configure(url=url, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine(url).connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
"""


def alembic_sections() -> Iterator[Scenario]:
    url = "sqlalchemy.url = sqlite:///app.db"
    location = "script_location = %(here)s/alembic"
    texts = {
        "empty": ("an empty file", ""),
        "comments": ("nothing but comments", "# nothing\n; here\n"),
        "other_section": ("no [alembic] section", f"[other]\n{location}\n"),
        "capital_section": ("a section named [Alembic]", f"[Alembic]\n{location}\n"),
        "empty_section": ("an empty [alembic] section", "[alembic]\n"),
        "no_location": ("no script_location", ini(main=url)),
        "empty_location": ("an empty script_location", ini(main=f"script_location =\n{url}")),
        "relative": ("a relative script_location", ini(main=f"script_location = alembic\n{url}")),
        "relative_dot": ("a script_location with dots", ini(main=f"script_location = ./x/../alembic/\n{url}")),
        "absolute": ("an absolute script_location", ini(main=f"script_location = $PROJECT/alembic\n{url}")),
        "missing_location": ("a script_location that is not there", ini(main=f"script_location = %(here)s/nope\n{url}")),
        "file_location": ("a script_location that is a file", ini(main=f"script_location = %(here)s/alembic.ini\n{url}")),
        "package_location": ("a package that cannot be imported", ini(main=f"script_location = nope:migrations\n{url}")),
        "package_colons": ("a location with two colons", ini(main=f"script_location = a:b:c\n{url}")),
        "spaces": ("a location with spaces around", ini(main=f"script_location   :   alembic   \n{url}")),
        "capital_key": ("keys in capitals", ini(main=f"SCRIPT_LOCATION = alembic\nSQLAlchemy.URL = sqlite:///app.db")),
        "default_section": ("values from [DEFAULT]", f"[DEFAULT]\nplace = alembic\n[alembic]\nscript_location = %(here)s/%(place)s\n{url}\n{LOGGING}"),
        "only_default": ("everything in [DEFAULT]", f"[DEFAULT]\n{location}\n{url}\n[alembic]\n{LOGGING}"),
        "default_without_section": ("[DEFAULT] without [alembic]", f"[DEFAULT]\n{location}\n{url}\n{LOGGING}"),
        "own_key": ("interpolation of an own key", ini("name = alembic", main=f"script_location = %(here)s/%(name)s\n{url}")),
        "missing_key": ("interpolation of a missing key", ini(main=f"script_location = %(nowhere)s/alembic\n{url}")),
        "bare_percent": ("a percent sign alone", ini(main=f"script_location = %(here)s/al%embic\n{url}")),
        "double_percent": ("a doubled percent sign", ini(main=f"script_location = %(here)s/al%%embic\n{url}")),
        "environment_variable": ("no environment variables", ini(main=f"script_location = %(HOME)s/alembic\n{url}")),
        "inline_comment": ("a comment behind a value", ini(main=f"script_location = %(here)s/alembic # here\n{url}")),
        "continuation": ("a value over two lines", ini(main=f"script_location =\n    %(here)s/alembic\n{url}")),
        "duplicate_key": ("a key twice", ini(main=f"{location}\n{location}\n{url}")),
        "duplicate_section": ("a section twice", ini(main=f"{location}\n{url}") + "[alembic]\n"),
        "no_header": ("a key before every section", f"{location}\n{url}\n"),
        "no_delimiter": ("a line that is no pair", f"[alembic]\n{location}\nnonsense\n{url}\n"),
        "carriage_returns": ("line ends of Windows", ini().replace("\n", "\r\n")),
        "byte_order_mark": ("a byte order mark", "\ufeff" + ini()),
        "not_ascii": ("values beyond ASCII", ini("note = Grüße", main=f"script_location = %(here)s/größe\n{url}")),
        "file_template": ("options for new files do not matter", ini("file_template = %%(rev)s", "timezone = Europe/Nowhere", "truncate_slug_length = 40", "output_encoding = utf-8")),
        "slug_length_text": ("a length that is no number", ini("truncate_slug_length = forty")),
        "prepend_sys_path": ("prepend_sys_path", ini("prepend_sys_path = .:lib")),
        "sourceless": ("sourceless", ini("sourceless = true")),
        "sourceless_yes": ("sourceless that is not `true`", ini("sourceless = yes")),
        "revision_environment": ("history runs the environment", ini("revision_environment = true")),
        "revision_environment_no": ("and does not", ini("revision_environment = no")),
        "revision_environment_text": ("or says what it cannot read", ini("revision_environment = maybe")),
    }
    for name, (about, text) in texts.items():
        lines = ("heads", "history", "current")
        files = REVISIONS | ({"größe/versions/a.py": FIRST[1], "größe/env.py": GENERIC_ENV} if name == "not_ascii" else {})
        yield with_ini(f"ini_{name}", about, text, *lines, files=files)


def version_locations() -> Iterator[Scenario]:
    files = {
        "one/a1.py": FIRST[1],
        "two/b1.py": SECOND[1],
        "three/deep/c1.py": Revision("c1", ["b1"], doc="third").file()[1],
        "three/d1.py": Revision("d1", ["b1"], doc="fourth").file()[1],
        "with space/e1.py": Revision("e1", doc="fifth").file()[1],
    }
    here = "script_location = %(here)s/alembic\nsqlalchemy.url = sqlite:///app.db\n"
    both = "version_locations = %(here)s/one{0}%(here)s/two"
    cases = {
        "os": (both.format(":"), "path_separator = os"),
        "colon": (both.format(":"), "path_separator = :"),
        "semicolon": (both.format(";"), "path_separator = ;"),
        "semicolon_spaces": (both.format(" ; "), "path_separator = ;"),
        "space": (both.format(" "), "path_separator = space"),
        "spaces": (both.format("   "), "path_separator = space"),
        "newline": (both.format("\n    "), "path_separator = newline"),
        "newline_first": ("version_locations =\n    %(here)s/one\n    %(here)s/two", "path_separator = newline"),
        "wrong_separator": (both.format(":"), "path_separator = colon"),
        "commented_separator": (both.format(":"), "path_separator = os  # Use os.pathsep."),
        "empty_separator": (both.format(":"), "path_separator ="),
        "old_separator": (both.format(":"), "version_path_separator = os"),
        "old_separator_space": (both.format(" "), "version_path_separator = space"),
        "old_separator_wrong": (both.format(" "), "version_path_separator = colon"),
        "both_separators": (both.format(";"), "path_separator = ;", "version_path_separator = :"),
        "no_separator": (both.format(" "),),
        "no_separator_comma": (both.format(", "),),
        "no_separator_colon": (both.format(":"),),
        "relative": ("version_locations = one:two", "path_separator = os"),
        "script_location": ("version_locations = %(script_location)s/../one:two", "path_separator = os"),
        "only_second": ("version_locations = two", "path_separator = os"),
        "missing": ("version_locations = one:nope:two", "path_separator = os"),
        "all_missing": ("version_locations = nope", "path_separator = os"),
        "twice": ("version_locations = one:two:one", "path_separator = os"),
        "nested": ("version_locations = one:two:three:three/deep", "path_separator = os"),
        "recursive": ("version_locations = one:two:three", "path_separator = os", "recursive_version_locations = true"),
        "recursive_twice": ("version_locations = one:two:three:three/deep", "path_separator = os", "recursive_version_locations = true"),
        "recursive_capital": ("version_locations = one:two:three", "path_separator = os", "recursive_version_locations = True"),
        "with_space": ("version_locations = one:two:with space", "path_separator = os"),
        "empty": ("version_locations =", "path_separator = os"),
        "separators_only": ("version_locations = :", "path_separator = os"),
        "package": ("version_locations = nope:versions", "path_separator = newline"),
        "file": ("version_locations = one/a1.py", "path_separator = os"),
    }
    for name, lines in cases.items():
        text = ini(*lines, main=here)
        yield with_ini(f"locations_{name}", "version_locations", text, "history", "heads -v", "current", files=files)
    paths = {
        "path_os": ("prepend_sys_path = .:lib", "path_separator = os"),
        "path_legacy": ("prepend_sys_path = . lib",),
        "path_wrong": ("prepend_sys_path = .", "path_separator = comma"),
    }
    for name, lines in paths.items():
        yield with_ini(f"locations_{name}", "prepend_sys_path", ini(*lines, main=here), "heads", "current")


def revision_files() -> Iterator[Scenario]:
    broken = {
        "syntax_error": ("a syntax error", 'revision = "c1"\ndown_revision = "b1"\n\ndef upgrade(:\n'),
        "bad_indentation": ("a wrong indentation", 'revision = "c1"\n  down_revision = "b1"\n'),
        "unclosed_text": ("a text without end", '"""third\nrevision = "c1"\ndown_revision = "b1"\n'),
        "no_identifier": ("no `revision`", '"""third"""\ndown_revision = "b1"\n'),
        "no_parent": ("no `down_revision`", '"""third"""\nrevision = "c1"\n'),
        "empty": ("nothing at all", ""),
        "only_comment": ("nothing but a comment", "# not a revision\n"),
        "none_identifier": ("`revision` is None", '"""third"""\nrevision = None\ndown_revision = "b1"\n'),
        "number_identifier": ("`revision` is a number", '"""third"""\nrevision = 3\ndown_revision = "b1"\n'),
        "number_parent": ("`down_revision` is a number", '"""third"""\nrevision = "c1"\ndown_revision = 3\n'),
        "empty_identifier": ("`revision` is empty", '"""third"""\nrevision = ""\ndown_revision = "b1"\n'),
        "null_byte": ("a null byte", '"""third"""\nrevision = "c1"\x00\ndown_revision = "b1"\n'),
        "form_feed": ("a form feed", '"""third"""\n\x0c\nrevision = "c1"\ndown_revision = "b1"\n'),
        "byte_order_mark": ("a byte order mark", '\ufeff"""third"""\nrevision = "c1"\ndown_revision = "b1"\n'),
        "old_mac": ("line ends of old Macs", '"""third"""\rrevision = "c1"\rdown_revision = "b1"\r'),
        "escapes": ("escapes in texts", '"""th\\u0069rd\\n\\x41 \\N{BULLET}"""\nrevision = "\\x63\\u0031"\ndown_revision = "b" "1"\n'),
    }
    lines = ("heads", "history", "show head", "current")
    for name, (about, text) in broken.items():
        yield project(f"file_{name}", f"a revision file with {about}", commands(*lines), files=REVISIONS | {"alembic/versions/c1_third.py": text})
    named = {
        "legacy_name": ("c1.py", "no identifier but in its name"),
        "capital_extension": ("c1.PY", "an extension in capitals"),
        "compiled": ("c1.pyc", "the extension of a compiled file"),
        "stub": ("c1.pyi", "the extension of a stub"),
        "backup": ("c1.py~", "the name of a backup"),
        "dotted": ("2025.01.01_c1.third.py", "dots in its name"),
        "dashes": ("97b73ceb-third change.py", "dashes and spaces in its name"),
        "init": ("__init__.py", "the name of a package"),
        "init_more": ("__init__more.py", "a name that begins like a package's"),
        "swap": (".#c1.py", "the name of a lock"),
        "hidden": (".c1.py", "a hidden name"),
        "umlaut": ("c1_größe_世界.py", "a name beyond ASCII"),
    }
    for name, (file, about) in named.items():
        text = "x = 1\n" if name == "legacy_name" else Revision("c1", ["b1"], doc="third").file()[1]
        yield project(f"name_{name}", f"a revision file with {about}", commands("heads -v"), database="none", files=REVISIONS | {f"alembic/versions/{file}": text})
    yield project("versions_missing", "no folder for revisions", commands(*lines), files={})
    yield project("versions_is_file", "a file in place of the folder for revisions", commands(*lines), files={"alembic/versions": ""})
    yield project("versions_folder_named_py", "a folder named like a revision", commands(*lines), files=REVISIONS | {"alembic/versions/c1.py/": ""})
    yield project("env_missing", "no env.py", Step(remove=["alembic/env.py"]), commands("heads", "history", "show a1"), files=REVISIONS)


def pyproject() -> Iterator[Scenario]:
    lines = ("heads", "history -v", "current", "stamp a1", "current -v", "history -i")
    yield project("pyproject", "the template with pyproject.toml", commands(*lines), base="pyproject", files=REVISIONS)
    yield project(
        "pyproject_alone",
        "pyproject.toml without alembic.ini",
        Step(remove=["alembic.ini"]),
        commands("heads", "history", "show a1", "-n other heads", "-c missing.ini heads"),
        base="pyproject",
        files=REVISIONS,
    )
    location = 'script_location = "%(here)s/alembic"\n'
    texts = {
        "empty": "",
        "no_table": "[project]\nname = 'x'\n",
        "empty_table": "[tool.alembic]\n",
        "table_is_text": "[tool]\nalembic = 'x'\n",
        "tool_is_text": "tool = 'x'\n",
        "not_toml": "[tool.alembic\n",
        "duplicate": f"[tool.alembic]\n{location}{location}",
        "relative": "[tool.alembic]\nscript_location = 'alembic'\n",
        "missing_location": "[tool.alembic]\nscript_location = 'nope'\n",
        "bare_percent": "[tool.alembic]\nscript_location = '%(here)s/al%embic'\n",
        "double_percent": "[tool.alembic]\nscript_location = '%(here)s/al%%embic'\n",
        "missing_key": "[tool.alembic]\nscript_location = '%(nowhere)s/alembic'\n",
        "own_key": "[tool.alembic]\nname = 'alembic'\nscript_location = '%(here)s/%(name)s'\n",
        "location_is_number": "[tool.alembic]\nscript_location = 5\n",
        "location_is_list": "[tool.alembic]\nscript_location = ['alembic']\n",
        "location_is_date": "[tool.alembic]\nscript_location = 2025-01-01\n",
        "locations": f"[tool.alembic]\n{location}version_locations = ['%(here)s/one', 'two']\n",
        "locations_text": f"[tool.alembic]\n{location}version_locations = 'one'\n",
        "locations_empty": f"[tool.alembic]\n{location}version_locations = []\n",
        "locations_number": f"[tool.alembic]\n{location}version_locations = [1]\n",
        "recursive": f"[tool.alembic]\n{location}recursive_version_locations = true\n",
        "recursive_text": f"[tool.alembic]\n{location}recursive_version_locations = 'true'\n",
        "sourceless_number": f"[tool.alembic]\n{location}sourceless = 1\n",
        "prepend": f"[tool.alembic]\n{location}prepend_sys_path = ['.']\n",
        "slug_length": f"[tool.alembic]\n{location}truncate_slug_length = 10\n",
        "environment": f"[tool.alembic]\n{location}revision_environment = true\n",
        "hooks": f"[tool.alembic]\n{location}[[tool.alembic.post_write_hooks]]\nname = 'black'\ntype = 'console_scripts'\n",
        "hooks_unnamed": f"[tool.alembic]\n{location}[[tool.alembic.post_write_hooks]]\ntype = 'exec'\n",
    }
    more = {"one/a1.py": FIRST[1], "two/b1.py": SECOND[1], "alembic/versions/sub/c1.py": Revision("c1", ["b1"], doc="third").file()[1]}
    for name, text in texts.items():
        files = REVISIONS | more | {"pyproject.toml": text}
        yield project(f"pyproject_{name}", "the table [tool.alembic]", commands("heads", "history"), base="pyproject", database="none", files=files)
    both = {"pyproject.toml": '[tool.alembic]\nscript_location = "nope"\nversion_locations = ["two"]\n', "alembic.ini": ini()}
    yield project("pyproject_and_ini", "alembic.ini is asked first", commands("heads", "current"), base="pyproject", files=REVISIONS | more | both)


def logging() -> Iterator[Scenario]:
    def changed(*changes: tuple[str, str]) -> str:
        text = LOGGING
        for old, new in changes:
            if old not in text:
                raise ValueError(old)
            text = text.replace(old, new, 1)
        return text

    alembic_level = "level = INFO\nhandlers =\nqualname = alembic"
    format_line = "format = %(levelname)-5.5s [%(name)s] %(message)s\ndatefmt = %H:%M:%S"
    texts = {
        "warning": changed((alembic_level, "level = WARNING\nhandlers =\nqualname = alembic")),
        "error": changed((alembic_level, "level = ERROR\nhandlers =\nqualname = alembic")),
        "critical": changed((alembic_level, "level = CRITICAL\nhandlers =\nqualname = alembic")),
        "debug": changed((alembic_level, "level = DEBUG\nhandlers =\nqualname = alembic")),
        "notset": changed((alembic_level, "level = NOTSET\nhandlers =\nqualname = alembic")),
        "unknown_level": changed((alembic_level, "level = LOUD\nhandlers =\nqualname = alembic")),
        "handler_level": changed(("level = NOTSET", "level = ERROR")),
        "root_level": changed(("[logger_root]\nlevel = WARNING", "[logger_root]\nlevel = CRITICAL")),
        "own_handler": changed((alembic_level, "level = INFO\nhandlers = console\nqualname = alembic")),
        "no_propagation": changed((alembic_level, "level = INFO\nhandlers = console\npropagate = 0\nqualname = alembic")),
        "no_propagation_no_handler": changed((alembic_level, "level = INFO\nhandlers =\npropagate = 0\nqualname = alembic")),
        "runtime_only": changed(("qualname = alembic\n", "qualname = alembic.runtime\n")),
        "migration_only": changed(("qualname = alembic\n", "qualname = alembic.runtime.migration\n")),
        "messaging_only": changed(("qualname = alembic\n", "qualname = alembic.util.messaging\n")),
        "root_only": changed(("keys = root,sqlalchemy,alembic", "keys = root"), ("[logger_root]\nlevel = WARNING", "[logger_root]\nlevel = INFO")),
        "no_handlers": changed(("handlers = console\nqualname =\n", "handlers =\nqualname =\n")),
        "stdout": changed(("args = (sys.stderr,)", "args = (sys.stdout,)")),
        "stream_by_default": changed(("args = (sys.stderr,)\n", "")),
        "stream_by_name": changed(("args = (sys.stderr,)", "kwargs = {'stream': sys.stdout}")),
        "message_only": changed((format_line, "format = %(message)s")),
        "no_format": changed((format_line, "")),
        "widths": changed((format_line, "format = [%(levelname)10s|%(levelname)-10s|%(name).9s|%(levelno)05d] %(message)s %% %(module)s")),
        "braces": changed((format_line, "format = {levelname:>8} {name} - {message}\nstyle = {")),
        "dollars": changed((format_line, "format = $levelname: ${message}\nstyle = $")),
        "no_formatter": changed(("formatter = generic", "")),
        "null_handler": changed(("class = StreamHandler\nargs = (sys.stderr,)", "class = NullHandler\nargs = ()")),
        "file": changed(("class = StreamHandler\nargs = (sys.stderr,)", "class = FileHandler\nargs = ('alembic.log', 'w')")),
        "file_appended": changed(("class = StreamHandler\nargs = (sys.stderr,)", "class = logging.FileHandler\nargs = ('%(here)s/alembic.log',)")),
        "missing_formatters": changed(("[formatters]\nkeys = generic\n", "")),
        "missing_handler": changed(("keys = console\n", "keys = other\n")),
        "unknown_class": changed(("class = StreamHandler", "class = LoudHandler")),
    }
    steps = ("current", "stamp b1", "show nope", "upgrade nope", "stamp a1", "stamp base --sql")
    for name, text in texts.items():
        files = REVISIONS | {"alembic.ini": ini(logging=text)}
        more = [Step(cat="alembic.log")] if name.startswith("file") else []
        yield project(f"logging_{name}", "log lines", commands(*steps), more, files=files)


def databases() -> Iterator[Scenario]:
    urls = {
        "empty": "",
        "template": "driver://user:pass@localhost/dbname",
        "no_url": "nonsense",
        "unknown_dialect": "nosuch://localhost/db",
        "unknown_driver": "postgresql+nosuch://localhost/db",
        "folder": "sqlite:///alembic",
        "missing_folder": "sqlite:///missing/app.db",
        "not_sqlite": "sqlite:///alembic.ini",
        "refused_postgresql": "postgresql://nobody:secret@127.0.0.1:1/db",
        "refused_mysql": "mysql+pymysql://nobody:secret@127.0.0.1:1/db",
    }
    for name, url in urls.items():
        text = ini(main=f"script_location = %(here)s/alembic\nsqlalchemy.url = {url}")
        yield project(f"address_{name}", "an address that cannot be used", commands("heads", "current", "stamp a1"), database="none", files=REVISIONS | {"alembic.ini": text})
    texts = {
        "no_url_option": "script_location = %(here)s/alembic",
        "memory": "script_location = %(here)s/alembic\nsqlalchemy.url = sqlite://",
        "absolute": "script_location = %(here)s/alembic\nsqlalchemy.url = sqlite:///$PROJECT/app.db",
        "here": "script_location = %(here)s/alembic\nsqlalchemy.url = sqlite:///%(here)s/app.db",
        "driver": "script_location = %(here)s/alembic\nsqlalchemy.url = sqlite+pysqlite:///./app.db",
    }
    for name, main in texts.items():
        lines = ("current -v", "stamp a1", "current -v", "stamp b1 --sql", "ensure_version --sql")
        yield with_ini(f"address_{name}", "an address", ini(main=main), *lines)
    for name, setup in {
        "no_primary_key": "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);\nINSERT INTO alembic_version VALUES ('a1');\n",
        "text_column": "CREATE TABLE alembic_version (version_num TEXT);\nINSERT INTO alembic_version VALUES ('a1');\n",
        "more_columns": "CREATE TABLE alembic_version (at TEXT DEFAULT 'x', version_num VARCHAR(32) NOT NULL);\nINSERT INTO alembic_version (version_num) VALUES ('a1');\n",
        "other_case": 'CREATE TABLE "ALEMBIC_VERSION" (version_num VARCHAR(32) NOT NULL);\nINSERT INTO alembic_version VALUES (\'a1\');\n',
        "row_twice": "CREATE TABLE alembic_version (version_num VARCHAR(32));\nINSERT INTO alembic_version VALUES ('a1'), ('a1');\n",
        "null_row": "CREATE TABLE alembic_version (version_num VARCHAR(32));\nINSERT INTO alembic_version VALUES (NULL);\n",
        "no_column": "CREATE TABLE alembic_version (number INTEGER);\n",
        "view": "CREATE TABLE v (version_num VARCHAR(32));\nINSERT INTO v VALUES ('a1');\nCREATE VIEW alembic_version AS SELECT * FROM v;\n",
    }.items():
        lines = ("current", "current --check-heads", "history -i", "stamp b1")
        yield project(f"table_{name}", "a version table made by others", commands(*lines), setup=setup, files=REVISIONS)
