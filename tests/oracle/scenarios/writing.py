"""New environments and new revision files: `init`, `revision`, `merge`, `edit`."""

from __future__ import annotations

from collections.abc import Iterator

from .command_line import FIRST, REVISIONS, commands, ini
from .graphs import Revision
from .model import Scenario, Step

BRANCHES = dict(
    Revision.parse(line).file()
    for line in ["aaaa1 : root", "bbbb2 < aaaa1 @left : left", "cccc3 < aaaa1 @right : right"]
)
#: the template of Flask-Migrate, and of Alembic before it wrote types
UNTYPED = '''"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}

"""
from alembic import op
import sqlalchemy as sa
${imports if imports else ""}

# revision identifiers, used by Alembic.
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade():
    ${upgrades if upgrades else "pass"}


def downgrade():
    ${downgrades if downgrades else "pass"}
'''
SEVERAL = '''<%!
import re

%>"""${message}

Revises: ${down_revision | comma,n}
"""

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}

<%
    names = config.get_main_option("databases")
%>

## a comment
% for name in re.split(r',\\s*', names):

def upgrade_${name}() -> None:
    ${context.get("%s_upgrades" % name, "pass")}

% endfor
'''


def scenarios(_recorder: object) -> Iterator[Scenario]:
    yield from init()
    yield from revision()
    yield from parents()
    yield from version_paths()
    yield from file_names()
    yield from templates()
    yield from bad_templates()
    yield from hooks()
    yield from merge()
    yield from edit()
    yield from environment()


def scenario(name: str, about: str, *steps: Step | list[Step], files: dict[str, str] | None = None, **fields) -> Scenario:
    flat = [step for part in steps for step in (part if isinstance(part, list) else [part])]
    fields.setdefault("project", "python")
    files = REVISIONS if files is None else files
    files = files if any("versions/" in path for path in files) else {"alembic/versions/": ""} | files
    return Scenario("writing", name, about, flat, files=files, **fields)


def written(name: str, about: str, line: str, *paths: str, **fields) -> Scenario:
    """A scenario of one command and the files that it writes."""
    steps = [Step(cat=f"alembic/versions/{path}") for path in paths]
    return scenario(name, about, commands(line), steps, commands("heads -v", unordered="revisions"), **fields)


def with_template(name: str, about: str, text: str, line: str = "revision --rev-id c1 -m third", **fields) -> Scenario:
    files = {"alembic/script.py.mako": text} | fields.pop("files", REVISIONS)
    return scenario(name, about, commands(line), Step(cat="alembic/versions/c1_third.py"), files=files, **fields)


def init() -> Iterator[Scenario]:
    def new(name: str, about: str, *lines: str, files: dict[str, str] | None = None) -> Scenario:
        steps = [step for line in lines for step in commands(line, unordered="lines")]
        return Scenario("writing", f"init_{name}", about, steps, project="", files=files or {}, compare="init")

    yield new("generic", "the default template", "init migrations", "heads", "history")
    yield new("dot", "here, where nothing is", "init .", "heads")
    yield new("nested", "in folders that do not exist yet", "init a/b/migrations", "heads")
    yield new("absolute", "a path from the root", "init $PROJECT/migrations", "heads")
    yield new("trailing_slash", "paths written in other ways", "init ./migrations/", "heads")
    yield new("multidb", "several databases", "init -t multidb migrations", "heads")
    yield new("pyproject", "options in pyproject.toml", "init --template pyproject migrations", "heads")
    yield new("long_option", "the template behind an equals sign", "init --template=generic migrations")
    yield new("quiet", "without messages", "-q init migrations", "heads")
    yield new("quiet_pyproject", "without messages, in a pyproject.toml that is there already",
              "-q init -t pyproject migrations", files={"pyproject.toml": "[tool.alembic]\n"})
    yield new("config", "a configuration with another name", "-c conf/other.ini init migrations", "-c conf/other.ini heads",
              files={"conf/": ""})
    yield new("config_exists", "a configuration that is there already", "init migrations",
              files={"alembic.ini": "[alembic]\nscript_location = migrations\n"})
    yield new("pyproject_exists", "a pyproject.toml without our table", "init -t pyproject migrations", "heads",
              files={"pyproject.toml": '[project]\nname = "app"\n'})
    yield new("pyproject_has_table", "a pyproject.toml with our table", "init -t pyproject migrations",
              files={"pyproject.toml": '[tool.alembic]\nscript_location = "migrations"\n'})
    yield new("empty_folder", "in an empty folder", "init migrations", "init migrations", files={"migrations/": ""})
    yield new("not_empty", "in a folder with files", "init migrations", "init -t nope migrations",
              files={"migrations/README": "mine\n"})
    yield new("file", "where a file is", "init migrations", files={"migrations": "mine\n"})
    yield new("no_directory", "without a folder", "init", "init -t generic", "init a b", "init --template")


def revision() -> Iterator[Scenario]:
    yield written("revision", "a new revision on top", "revision -m 'add users' --rev-id c1", "c1_add_users.py")
    yield written("revision_first", "the first revision", "revision -m first --rev-id a1", "a1_first.py", files={})
    yield written("revision_no_message", "without a message", "revision --rev-id c1", "c1_.py")
    yield written("revision_message", "characters in messages", """revision --rev-id c1 -m 'It''s "50%" done: ${x} \\n é'""",
                  "c1_its_50_done_x_n_é.py")
    yield written("revision_lines", "a message of several lines", "revision --rev-id c1 -m 'one\n\ntwo\n'", "c1_one_two.py")
    yield written("revision_label", "a branch label", "revision --rev-id c1 -m third --branch-label third", "c1_third.py")
    yield written("revision_quiet", "without messages", "-q revision --rev-id c1 -m third", "c1_third.py")
    yield written("revision_quotes", "an id with quotes", """revision --rev-id "c'1" -m third""", "c'1_third.py")
    for name, id_ in {"at": "a@b", "minus": "a-b", "plus": "a+b", "colon": "a:b", "several": "@a-b+"}.items():
        yield scenario(f"revision_id_{name}", "an id with a character that means something",
                       commands(f"revision --rev-id {id_} -m third", "heads"))
    yield scenario("revision_label_taken", "a branch label that another revision has",
                   commands("revision --rev-id d1 -m fourth --head cccc3 --branch-label left"), files=BRANCHES)
    yield scenario("revision_sql", "--sql and --autogenerate where they make no sense",
                   commands("revision --sql --rev-id c1", "revision --sql --autogenerate --rev-id c1"))
    yield scenario("revision_usage", "what is no command line",
                   commands("revision extra", "revision --rev-id", "revision -m", "revision --nope", "merge", "merge -m x", "edit",
                            "edit a1 b1"))
    yield scenario("revision_chain", "one after the other",
                   commands("revision --rev-id c1 -m third", "revision --rev-id d1 -m fourth", "history"))


def parents() -> Iterator[Scenario]:
    yield scenario("heads_several", "several heads", commands("revision --rev-id d1 -m fourth", "revision --head head --rev-id d1"),
                   files=BRANCHES)
    for name, head in {"id": "bbbb2", "partial": "bbbb", "label": "left@head", "branch": "right@heads"}.items():
        yield written(f"head_{name}", "a head of several", f"revision --rev-id d1 -m fourth --head {head}", "d1_fourth.py",
                      files=BRANCHES)
    yield written("head_base", "a second base", "revision --rev-id d1 -m fourth --head base", "d1_fourth.py")
    yield written("head_heads", "all heads at once", "revision --rev-id d1 -m fourth --head heads", "d1_fourth.py", files=BRANCHES)
    yield scenario("head_unknown", "heads that are none",
                   commands("revision --rev-id d1 --head nope", "revision --rev-id d1 --head nope@head",
                            "revision --rev-id d1 --head bb"), files=BRANCHES)
    yield scenario("head_no_head", "a revision that is no head", commands("revision --rev-id d1 -m fourth --head a1"))
    yield written("head_splice", "a revision that is no head, as the parent all the same",
                  "revision --rev-id d1 -m fourth --head a1 --splice", "d1_fourth.py")
    yield written("depends_on", "a dependency", "revision --rev-id d1 -m fourth --head bbbb2 --depends-on cccc3", "d1_fourth.py",
                  files=BRANCHES)
    yield written("depends_on_partial", "a dependency by the start of its id",
                  "revision --rev-id d1 -m fourth --head bbbb2 --depends-on cccc", "d1_fourth.py", files=BRANCHES)
    yield written("depends_on_label", "a dependency by its label",
                  "revision --rev-id d1 -m fourth --head bbbb2 --depends-on right", "d1_fourth.py", files=BRANCHES)
    yield written("depends_on_several", "several dependencies",
                  "revision --rev-id d1 -m fourth --head base --depends-on right --depends-on bbbb2", "d1_fourth.py", files=BRANCHES)
    yield scenario("depends_on_unknown", "a dependency that is none",
                   commands("revision --rev-id d1 --head bbbb2 --depends-on nope"), files=BRANCHES)


def version_paths() -> Iterator[Scenario]:
    two = {"alembic.ini": ini("version_locations = %(here)s/one:%(here)s/two")}
    first = {"one/" + path.rpartition("/")[2]: text for path, text in [FIRST]}
    yield scenario("version_path_missing", "several locations, and no head that tells which",
                   commands("revision --rev-id b1 -m second --head base"), files=two | first)
    yield scenario("version_path", "several locations",
                   commands("revision --rev-id b1 -m second", "revision --rev-id c1 --head base --version-path two -m third",
                            "revision --rev-id d1 --head base --version-path $PROJECT/one -m fourth", "history -v"),
                   files=two | first)
    yield scenario("version_path_unknown", "a folder that is no location",
                   commands("revision --rev-id b1 --version-path three", "revision --rev-id b1 --version-path alembic/versions"),
                   files=two | first)
    yield scenario("version_path_new", "a location that does not exist yet",
                   commands("revision --rev-id c1 --head base --version-path two -m third"), Step(cat="two/c1_third.py"),
                   files=two | first)
    yield scenario("versions_missing", "an environment without a folder of revisions",
                   commands("revision --rev-id a1 -m first", "history"), Step(cat="new/versions/a1_first.py"),
                   files={"alembic.ini": ini(main="script_location = %(here)s/new"), "new/script.py.mako": UNTYPED,
                          "alembic/versions/": ""})
    yield scenario("recursive", "folders in a location",
                   commands("revision --rev-id c1 -m third", "revision --rev-id d1 -m fourth", "history -v"),
                   files={"alembic.ini": ini("recursive_version_locations = true",
                                             "file_template = %%(year)d/%%(month).2d/%%(rev)s_%%(slug)s")} | REVISIONS)


def file_names() -> Iterator[Scenario]:
    def named(name: str, about: str, *lines: str, path: str) -> Scenario:
        return written(f"file_name_{name}", about, "revision --rev-id c1 -m 'A message of quite some words, too long to keep'",
                       path, files={"alembic.ini": ini(*lines)} | REVISIONS)

    yield named("default", "the default", path="c1_a_message_of_quite_some_words_too_long_to_.py")
    yield named("date", "a date", "file_template = %%(year)d%%(month).2d%%(day).2d_%%(rev)s_%%(slug)s",
                path="20250101_c1_a_message_of_quite_some_words_too_long_to_.py")
    yield named("epoch", "all tokens", "file_template = %%(epoch)s-%%(hour).2d%%(minute).2d%%(second).2d-%%(rev)s",
                path="1735731907-114507-c1.py")
    yield named("slug_length", "a shorter slug", "truncate_slug_length = 12", path="c1_a_message_.py")
    yield named("timezone", "a time zone", "timezone = America/New_York", "file_template = %%(rev)s_%%(hour).2d", path="c1_06.py")
    yield named("timezone_capitals", "a time zone in small letters", "timezone = utc", path="c1_a_message_of_quite_some_words_too_long_to_.py")
    yield scenario("timezone_unknown", "no time zone", commands("revision --rev-id c1"),
                   files={"alembic.ini": ini("timezone = Nowhere/Town")} | REVISIONS)
    yield scenario("file_template_bad", "a template with a token that does not exist", commands("revision --rev-id c1"),
                   files={"alembic.ini": ini("file_template = %%(nope)s")} | REVISIONS)
    yield scenario("local_time", "the local time zone", [Step(["revision", "--rev-id", "c1", "-m", "third"], env={"TZ": "Asia/Kolkata"})],
                   Step(cat="alembic/versions/c1_third.py"))
    yield scenario("encoding", "another encoding", commands("revision --rev-id c1 -m äöü", "heads"),
                   files={"alembic.ini": ini("output_encoding = latin-1"),
                          "alembic/script.py.mako": "# -*- coding: utf-8 -*-\n# coding: latin-1\n" + UNTYPED} | REVISIONS)


def templates() -> Iterator[Scenario]:
    databases = {"alembic.ini": ini("databases = engine1, engine2,engine3")} | REVISIONS
    several = "merge aaaa1 cccc3 --splice --rev-id c1 -m third"
    yield with_template("template_untyped", "Flask-Migrate's template, and the older one of Alembic", UNTYPED)
    yield with_template("template_untyped_merge", "the same for a merge", UNTYPED, several, files=BRANCHES)
    yield with_template("template_several", "several databases", SEVERAL, files=databases)
    yield with_template("template_crlf", "lines that end as on Windows", UNTYPED.replace("\n", "\r\n"))
    header = UNTYPED.replace('"""${message}', '#!/usr/bin/env python\n# (c) 100% mine ## no comment\n"""${message}')
    yield with_template("template_header", "a licence above", header)
    tail = {
        "if": "% if message == 'third' and up_revision:\n# third\n% elif 1:\n# one\n% else:\n# other\n% endif\n",
        "for": "% for i, part in list(enumerate(message.split('i'))):\n#  ${i} ${loop.index} ${loop.last} ${part!r}\n% endfor\n".replace("${part!r}", "${repr(part)}"),
        "while": "<% n = 3 %>\n% while n:\n# ${n}\n<% n -= 1 %>\\\n% endwhile\n",
        "escapes": "'''\n%% percent\n  %%% two\n# a ${'}'} ${\"{|}\"} \\\n  joined\n## gone\n  ## gone too\n# kept ## here\n'''\n",
        "doc": "<%doc>\n${nothing}\n</%doc># after\n# <%text>${kept} % as it is</%text>\n",
        "def": "<%def name=\"shout(text, mark='!')\">${text.upper()}${mark}</%def># ${shout('abc')} ${shout(\"b\", mark='?')}\n",
        "module": "<%!\n    def twice(text):\n        # a comment\n        if text:\n            return text * 2\n        return None\n%># ${twice(message)} ${twice('')}\n",
        "block": "<%\n    names = [n for n in ('a', 'b', 'c') if n != 'b']\n    table = {'x': 1, 'y': [2, None]}\n    table['z'] = (True,)\n%># ${names} ${table} ${', '.join(names)}\n",
        "filters": "# ${message | trim} ${' x < y & \"z\" ' | h,trim} ${'a b/ü' | u} ${message | n} ${\"it's\" | x}\n",
        "format": "# ${'%s-%r-%d-%%' % (message, message, 3)} ${'{} {0!r} {x}'.replace('0', '').format(1, 2, x=3)} ${f'{message}!'}\n",
        "methods": "# ${message.title()} ${'a,b, c'.split(',')} ${'x'.join(['1', '2'])} ${message[1:-1]} ${message[0]} ${'third' in message}\n",
        "context": "# ${context.get('nothing', 'default')} ${context.get('message')} ${context['up_revision']}\n<% context.write('# written\\n') %>",
        "config": "# ${config.get_main_option('path_separator')} ${config.get_main_option('nope', 'no')} ${config.config_ini_section}\n",
        "date": "# ${create_date.year} ${create_date.strftime('%Y-%m-%d %H:%M')} ${create_date.isoformat()}\n",
        "ternary": "# ${'yes' if down_revision else 'no'} ${down_revision or 'none'} ${not imports} ${1 < 2 <= 2}\n",
        "multiline": "# ${', '.join([\n    'a',  # with a comment }\n    'b',\n])}\n",
        "types": "# ${isinstance(down_revision, tuple)} ${isinstance(down_revision, (str, list))} ${len(message)} ${sorted('bca')}\n",
        "lambda": "# ${sorted(['bb', 'a'], key=lambda x: len(x))} ${list(map_) if False else 1} ${[x + y for x in 'ab' for y in 'cd']}\n",
    }
    for name, text in tail.items():
        yield with_template(f"template_{name}", "what templates do", UNTYPED + text)


def bad_templates() -> Iterator[Scenario]:
    tail = {
        "undefined": "# ${nothing}\n",
        "exception": "# ${message.nope}\n",
        "key": "# ${{}['x']}\n",
        "syntax": "# ${message +}\n",
        "unclosed": "# ${message\n",
        "endfor": "% for x in 'ab':\n# ${x}\n",
        "endif": "% endif\n",
        "keyword": "% foo:\n",
        "colon": "% if message\n% endif\n",
        "tag": "<%nope/>\n",
        "zero": "# ${1 // 0}\n",
    }
    for name, text in tail.items():
        yield with_template(f"bad_template_{name}", "templates that cannot be rendered", UNTYPED + text)
    yield scenario("template_missing", "no template", Step(remove=["alembic/script.py.mako"]), commands("revision --rev-id c1"))
    no_labels = UNTYPED.replace("branch_labels = ${repr(branch_labels)}\n", "")
    yield scenario("template_no_labels", "a template that knows nothing of branch labels",
                   commands("revision --rev-id c1 --branch-label new"), files={"alembic/script.py.mako": no_labels} | REVISIONS)


def hooks() -> Iterator[Scenario]:
    def hook(name: str, about: str, *options: str, line: str = "revision --rev-id c1 -m third") -> Scenario:
        text = ini().replace("[loggers]", "[post_write_hooks]\n" + "".join(f"{option}\n" for option in options) + "\n[loggers]")
        return scenario(f"hook_{name}", about, commands(line), Step(cat="alembic/versions/c1_third.py"), commands("heads"),
                        files={"alembic.ini": text} | REVISIONS)

    yield hook("exec", "a program", "hooks = one", "one.type = exec", "one.executable = echo", "one.options = say REVISION_SCRIPT_FILENAME loud")
    yield hook("exec_path", "a program with the file in front", "hooks = one", "one.type = exec", "one.executable = /bin/echo", "one.options = -n 'a  b'")
    yield hook("exec_quiet", "hooks say what they do even when nothing else does", "hooks = one", "one.type = exec", "one.executable = echo",
               line="-q revision --rev-id c1 -m third")
    yield hook("exec_changes", "a program that changes the file", "hooks = one", "one.type = exec", "one.executable = sed",
               "one.options = -i 's/third/THIRD/' REVISION_SCRIPT_FILENAME")
    yield hook("exec_cwd", "a program in another folder", "hooks = one", "one.type = exec", "one.executable = sh",
               "one.options = -c pwd", "one.cwd = %(here)s/alembic")
    yield hook("exec_fails", "a program that fails", "hooks = one, two", "one.type = exec", "one.executable = false", "two.type = exec",
               "two.executable = echo")
    yield hook("exec_missing", "a program that does not exist", "hooks = one", "one.type = exec", "one.executable = there-is-no-such-program")
    yield hook("no_type", "without a type", "hooks = one", "one.executable = echo")
    yield hook("no_executable", "without a program", "hooks = one", "one.type = exec")
    yield hook("no_entrypoint", "without an entry point", "hooks = one", "one.type = console_scripts")
    yield hook("no_module", "without a module", "hooks = one", "one.type = module")
    yield hook("unknown_type", "a type that does not exist", "hooks = one", "one.type = nope")
    yield hook("unknown_entrypoint", "an entry point that does not exist", "hooks = one", "one.type = console_scripts", "one.entrypoint = there_is_none")
    yield hook("unknown_module", "a module that does not exist", "hooks = one", "one.type = module", "one.module = there_is_none")
    yield hook("quotes", "options that end in a quote", "hooks = one", "one.type = exec", "one.executable = echo", "one.options = 'a")
    toml = '[[tool.alembic.post_write_hooks]]\nname = "one"\ntype = "exec"\nexecutable = "echo"\noptions = "hi REVISION_SCRIPT_FILENAME"\n'
    yield scenario("hook_toml", "hooks in pyproject.toml", commands("revision --rev-id c1 -m third"),
                   files={"pyproject.toml": toml, "alembic.ini": ini()} | REVISIONS)


def merge() -> Iterator[Scenario]:
    yield written("merge_heads", "all heads", "merge heads -m merged --rev-id d1", "d1_merged.py", files=BRANCHES)
    yield written("merge_ids", "heads by their ids", "merge cccc3 bbbb2 --rev-id d1", "d1_.py", files=BRANCHES)
    yield written("merge_labels", "heads by their labels", "merge left right -m merged --rev-id d1", "d1_merged.py", files=BRANCHES)
    yield written("merge_label", "a branch label for the merge", "merge heads -m merged --branch-label both --rev-id d1", "d1_merged.py",
                  files=BRANCHES)
    yield written("merge_one", "one revision", "merge bbbb2 -m merged --rev-id d1", "d1_merged.py", files=BRANCHES)
    yield written("merge_splice", "revisions that are no heads", "merge aaaa1 cccc3 --splice -m merged --rev-id d1", "d1_merged.py",
                  files=BRANCHES)
    yield scenario("merge_bad", "what cannot be merged",
                   commands("merge aaaa1 cccc3 --rev-id d1", "merge nope bbbb2 --rev-id d1", "merge bbbb2 bbbb2 --rev-id d1",
                            "merge bbbb2 bbbb --rev-id d1", "merge heads --rev-id a@b", "merge head --rev-id d1"), files=BRANCHES)


def edit() -> Iterator[Scenario]:
    def edits(name: str, about: str, *lines: str, env: dict[str, str], files: dict[str, str] = REVISIONS, **fields) -> Scenario:
        return scenario(f"edit_{name}", about, commands(*lines, env=env), files=files, **fields)

    echo = {"EDITOR": "/bin/echo"}
    yield edits("symbols", "revisions by symbols", "edit head", "edit a1", "edit heads", "edit head-1", "edit +1", env=echo)
    yield edits("heads", "several heads", "edit heads", "edit head", "edit left@head", "edit bbbb", "edit left", env=echo, files=BRANCHES)
    yield edits("nothing", "revisions that are none", "edit base", "edit nope", "edit a", "edit nope@head", env=echo)
    yield scenario("edit_current", "where the database stands", commands("edit current", env=echo), Step(heads=["a1"]),
                   commands("edit current", env=echo), database="sqlite")
    yield edits("editor_name", "an editor by its name", "edit head", env={"EDITOR": "echo"})
    yield edits("visual", "VISUAL alone", "edit head", env={"VISUAL": "echo"})
    yield edits("both", "EDITOR comes before VISUAL", "edit head", env={"EDITOR": "echo", "VISUAL": "false"})
    yield edits("both_paths", "EDITOR comes before VISUAL, as paths", "edit head", env={"EDITOR": "/bin/false", "VISUAL": "/bin/echo"})
    yield edits("editor_missing", "an EDITOR that does not exist, and a VISUAL", "edit head", env={"EDITOR": "no-such-editor", "VISUAL": "echo"})
    yield edits("fails", "an editor that fails", "edit head", env={"EDITOR": "false"})
    yield edits("none", "no editor anywhere", "edit head", env={"PATH": "/nowhere"})
    yield edits("none_path", "an editor that is no program", "edit head", env={"EDITOR": "/no/such/editor", "PATH": "/nowhere"})


def environment() -> Iterator[Scenario]:
    files = {"alembic.ini": ini("revision_environment = true")} | REVISIONS
    yield scenario("revision_environment", "with the environment entered", commands("revision --rev-id c1 -m third"),
                   Step(cat="alembic/versions/c1_third.py"), files=files, database="sqlite")
    yield scenario("revision_environment_merge", "a merge with the environment entered",
                   commands("merge heads --rev-id d1 -m merged"), Step(cat="alembic/versions/d1_merged.py"),
                   files={"alembic.ini": ini("revision_environment = true")} | BRANCHES, database="sqlite")
    yield scenario("revision_environment_sql", "with the environment entered offline", commands("revision --sql --rev-id c1 -m third"),
                   Step(cat="alembic/versions/c1_third.py"), files=files, database="sqlite")
