"""Records the names and dates that Alembic gives to new revision files.

Writes fixtures/file_names/names.json (`ScriptDirectory._rev_path`), and dates.json (`_generate_create_date`).
"""

import datetime
import json
import os
import tempfile
import time
from pathlib import Path

from alembic.script import ScriptDirectory, base
from alembic.util import CommandError

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "file_names"

TEMPLATES = [
    "%(rev)s_%(slug)s",
    "%(year)d%(month).2d%(day).2d_%(rev)s_%(slug)s",
    "%(year)d_%(month).2d_%(day).2d_%(hour).2d%(minute).2d-%(rev)s_%(slug)s",
    "%(epoch)d-%(second)03d",
    "%(year)s/%(month)s/%(rev)s",
    "%(rev)20s|%(slug)-10s|%(year)x",
    "%(rev).4s%%",
    "%(nothing)s",
    "%(slug)d",
    "%(rev)",
    "%(rev)y",
    "fixed",
]
MESSAGES = [
    None,
    "",
    "add user table",
    "Add  User-Table!  (twice)",
    "snake_case stays __ as it is",
    "Größe ÄNDERN, naïve café",
    "日本語 の メッセージ",
    "हिन्दी में संदेश",
    "İstanbul ΣΑΣ ß ǅ ﬁ",
    "numbers 12 ½ ² Ⅷ ٣ 3.5",
    "emoji 🎉 and combining e\u0301 marks",
    "../path/to\\file:*?\"<>|",
    "line\nbreak\ttab\u00a0nbsp\u2028sep",
    "a message of forty characters, no more.",
    "a message of a bit more than forty characters",
    "onewordthatislongerthanfortycharactersandhasnobreak",
    "onewordthatislongerthanfortycharactersandhasnobreak and more",
    "___",
    "_leading and trailing_",
]
LENGTHS = [None, 40, 10, 1, 0, 100, -5]
DATES = [
    datetime.datetime(2011, 11, 8, 11, 40, 27, 89406),
    datetime.datetime(2024, 2, 29, 0, 0, 0),
    datetime.datetime(1969, 12, 31, 23, 59, 58, 500000),
    datetime.datetime(2025, 7, 1, 14, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30))),
]
TIMEZONES = [
    None,
    "UTC",
    "utc",
    "Europe/Paris",
    "europe/paris",
    "EUROPE/PARIS",
    "est5edt",
    "EST5EDT",
    "cet",
    "Asia/Kolkata",
    "America/St_Johns",
    "Pacific/Apia",
    "Etc/GMT+5",
    "gmt",
    "Nowhere/City",
    "UTC ",
]
INSTANTS = [0, 1320752427089406, 1719838800000000, 1704067200000001, 4102444799999999]


def name_case(directory, template, message, length, date):
    case = {"template": template, "message": message, "length": length, "date": str(date)}
    script = ScriptDirectory(directory, file_template=template, truncate_slug_length=length)
    try:
        path = script._rev_path("versions", "ae1027a6acf", message, date)
    except Exception as error:
        return case | {"error": f"{type(error).__name__}: {error}"}
    return case | {"path": os.path.relpath(path, "versions")}


def names(directory):
    cases = [(template, "add user table", None, DATES[0]) for template in TEMPLATES]
    cases += [("%(slug)s", message, None, DATES[0]) for message in MESSAGES]
    cases += [("%(slug)s", message, length, DATES[0]) for message in MESSAGES[-6:] for length in LENGTHS]
    cases += [(TEMPLATES[number], "x", None, date) for number in (1, 2, 3, 4) for date in DATES]
    return [name_case(directory, *case) for case in cases]


class Clock(datetime.datetime):
    """A clock that stands still."""

    instant = 0

    @classmethod
    def now(cls, tz=None):
        moment = datetime.datetime.fromtimestamp(0, datetime.timezone.utc)
        moment += datetime.timedelta(microseconds=cls.instant)
        return moment if tz else moment.astimezone().replace(tzinfo=None)


class Stopped:
    """Stands in for the `datetime` module."""

    timezone = datetime.timezone
    datetime = Clock


def date_case(directory, timezone, instant):
    case = {"timezone": timezone, "instant": instant}
    Clock.instant = instant
    try:
        return case | {"date": str(ScriptDirectory(directory, timezone=timezone)._generate_create_date())}
    except CommandError as error:
        return case | {"error": str(error)}


def write(name, cases):
    text = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    (FIXTURES / name).write_text(f"[\n{text}\n]\n")


def main():
    os.environ["TZ"] = "UTC"
    time.tzset()
    with tempfile.TemporaryDirectory() as directory:
        write("names.json", names(directory))
        base.datetime = Stopped
        dates = [(zone, instant) for zone in TIMEZONES for instant in INSTANTS]
        dates += [("Europe/Paris", -2208988800000000)]
        write("dates.json", [date_case(directory, *date) for date in dates])


if __name__ == "__main__":
    main()
