"""The gateway: the commands that its operators use, on the three databases and as SQL text."""

from __future__ import annotations

from collections.abc import Iterator
import shlex

from .model import Database, Scenario, Step

DATABASES: tuple[Database, ...] = ("sqlite", "postgresql", "mysql", "mysql97")
#: for --sql, which needs an address but no server
OFFLINE_URLS = {
    "sqlite": "sqlite:///./gateway.db",
    "postgresql": "postgresql://user:pass@localhost/dbname",
    "mysql": "mysql+pymysql://user:pass@localhost/dbname",
}
INITIAL, INDEXES, EPOCH = "d5b3f8f2e9a0", "b1c2d3e4f5g6", "f6e7d8c9b0a1"


def commands(text: str, **fields) -> list[Step]:
    """One step for every line."""
    return [Step(shlex.split(line), **fields) for line in text.strip().splitlines()]


def gateway(topic: str, name: str, about: str, steps: list[Step], **fields) -> Scenario:
    fields.setdefault("binaries", ["gateway"])
    return Scenario(topic, name, about, steps, project="gateway", sqlite_file="gateway.db", compare="stems", **fields)


def scenarios(_recorder: object) -> Iterator[Scenario]:
    for database in DATABASES:
        for name, binaries, about, steps in ONLINE:
            yield gateway("gateway", f"{name}-{database}", about, steps(), database=database, binaries=binaries)
        if database in OFFLINE_URLS:
            yield offline(database)
    yield gateway(
        "gateway", "reading", "commands that need no database", commands(READING), binaries=BOTH
    )
    yield gateway("gateway", "usage", "wrong usage", commands(USAGE), binaries=BOTH)


def operator() -> list[Step]:
    return commands(
        """
        current
        upgrade head
        current
        upgrade d5b3f8f2e9a0
        downgrade -1
        downgrade b1c2d3e4f5g6
        downgrade base
        upgrade d5b3f8f2e9a0
        current
        upgrade d5b3f8f2e9a0 --sql
        upgrade head --sql
        upgrade head
        history
        """
    )


def walk() -> list[Step]:
    return commands(
        """
        current -v
        current --check-heads
        downgrade base
        upgrade +1
        current
        current -v
        current --check-heads
        history -i
        history -r base:current
        history -r current:
        upgrade +1
        upgrade heads
        upgrade head
        current --check-heads
        current -v
        history -i -v
        history -r :current
        history -r -1:current
        history -r current:current
        downgrade f6e7:-1
        downgrade f6e7@-1
        downgrade d5b3
        upgrade b1c2d3e4f5g6
        upgrade f6e7-1
        upgrade d5b3+2
        downgrade head-2
        upgrade current+1
        downgrade -2
        downgrade -1
        upgrade f6
        downgrade base
        downgrade base
        current
        """
    )


def stamping() -> list[Step]:
    return commands(
        """
        ensure_version
        ensure_version
        ensure_version --sql
        stamp head
        stamp head
        current
        stamp b1c2d3e4f5g6
        stamp -1
        stamp +2
        stamp d5b3 f6e7
        current
        stamp base
        stamp heads --tag released
        stamp --purge d5b3f8f2e9a0
        current
        stamp nope
        stamp base --purge
        current -v
        stamp d5b3
        stamp --purge nope
        """
    )


def reading() -> list[Step]:
    """What the version table says, with every content that it can have here."""
    steps = commands("current\ncurrent -v\ncurrent --check-heads\nhistory -i\nhistory -r current:")
    for heads in ([], [INITIAL], [INDEXES], [EPOCH], [INITIAL, EPOCH], ["ffffffffffff"]):
        steps.append(Step(heads=heads))
        steps += [Step(["current"], unordered="lines"), Step(["current", "-v"], unordered="revisions")]
        steps += commands(
            """
            current --check-heads
            history -i
            history -r current:
            history -r :current
            history -r current:head
            history -r d5b3:current -v
            show current
            """
        )
    return steps


def stamped_wrongly() -> list[Step]:
    """The version table is ahead of the database, and the migration fails half way."""
    return commands("upgrade head\nstamp b1c2\ndowngrade base")


def behind() -> list[Step]:
    """The version table is behind the database, and the migration fails at once."""
    return [*commands("upgrade head"), Step(sql="DELETE FROM alembic_version;"), *commands("upgrade head")]


def errors() -> list[Step]:
    return [
        *commands(
            """
            upgrade nope
            upgrade nope:head
            upgrade head:nope --sql
            upgrade +4
            upgrade -1
            upgrade d5b3f8f2e9a0-5
            upgrade d5b3f8f2e9a0+5
            upgrade nope@head
            upgrade base
            upgrade d5b3:head
            downgrade -1
            downgrade nope
            downgrade head
            downgrade f6e7d8c9b0a1
            downgrade +1
            upgrade b1c2d3e4f5g6
            downgrade f6e7d8c9b0a1
            downgrade -3
            downgrade nope
            downgrade head
            upgrade d5b3f8f2e9a0
            upgrade +2
            upgrade ""
            upgrade d
            upgrade ag:head
            current
            """
        ),
        Step(sql="UPDATE alembic_version SET version_num = 'ffffffffffff';"),
        *commands(
            """
            current
            current -v
            current --check-heads
            upgrade head
            upgrade +1
            downgrade -1
            downgrade base
            stamp b1c2
            history -i
            history -r current:
            stamp --purge b1c2
            current
            """
        ),
        Step(sql="INSERT INTO alembic_version (version_num) VALUES ('d5b3f8f2e9a0');"),
        Step(["current"], unordered="lines"),
        *commands(
            """
            upgrade head
            upgrade +1
            downgrade -1
            """
        ),
    ]


#: the binaries that can do without the steps, and those that run them
BOTH, COMPILED = ["gateway", "alembic"], ["gateway"]

ONLINE = (
    ("operator", COMPILED, "what its operators type", operator),
    ("walk", COMPILED, "up and down by every form of revision identifier", walk),
    ("stamping", BOTH, "stamp and ensure_version", stamping),
    ("reading", BOTH, "what reads the version table", reading),
    ("errors", COMPILED, "revisions that cannot be reached, and a version table that nobody expects", errors),
    ("stamped_wrongly", COMPILED, "a version table that is ahead of the database", stamped_wrongly),
    ("behind", COMPILED, "a version table that is behind the database", behind),
)


def offline(database: Database) -> Scenario:
    steps = commands(
        """
        upgrade d5b3f8f2e9a0 --sql
        upgrade head --sql
        upgrade d5b3f8f2e9a0:head --sql
        upgrade d5b3f8f2e9a0:b1c2d3e4f5g6 --sql
        upgrade b1c2:f6e7 --sql
        upgrade base:b1c2 --sql
        upgrade b1c2:+1 --sql
        upgrade +2 --sql
        upgrade heads --sql
        upgrade head:head --sql
        downgrade head:base --sql
        downgrade f6e7d8c9b0a1:d5b3f8f2e9a0 --sql
        downgrade b1c2d3e4f5g6:base --sql
        downgrade f6e7:-1 --sql
        downgrade d5b3f8f2e9a0:b1c2d3e4f5g6 --sql
        downgrade base --sql
        downgrade -1 --sql
        downgrade nope:base --sql
        upgrade head:d5b3f8f2e9a0 --sql
        upgrade nope --sql
        upgrade nope:head --sql
        upgrade d5b3:nope --sql
        stamp head --sql
        stamp d5b3f8f2e9a0:head --sql
        stamp d5b3f8f2e9a0:b1c2 d5b3f8f2e9a0:f6e7 --sql
        stamp b1c2:f6e7 d5b3:f6e7 --sql
        stamp f6e7:base --sql
        stamp --purge head --sql
        stamp base --sql
        ensure_version --sql
        -q upgrade d5b3f8f2e9a0 --sql
        """,
        env={"ALEMBIC_URL": OFFLINE_URLS[database]},
    )
    return gateway("gateway", f"offline-{database}", "SQL text without a server", steps)


READING = """
history
history -v
history --verbose --rev-range base:b1c2
history -r d5b3f8f2e9a0:head
history -r b1c2:
history -r :b1c2
history -r :
history -r -2:
history -r :-1
history -r head:base
history -r nope:
history -r :nope
history -r d5b3
history -r a:b:c
history -r f6e7:+1
history -r d5b3:+1
heads
heads -v
heads --resolve-dependencies
branches
branches -v
show head
show heads
show base
show current
show d5b3f8f2e9a0
show d5b
show f
show b1c2d3e4f5g6
show b1c2+1
show b1c2-1
show -1
show +1
show nope
show x
show d5b3:f6e7
show head@head
"""

USAGE = """
upgrade
downgrade
stamp
show
upgrade head extra
upgrade --nope head
frobnicate
downgrade -x
history -r
upgrade head --tag
-c
"""
