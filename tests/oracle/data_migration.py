"""A migration with data in Alembic, for the test that runs the same one in Rust: tests/migrations/data.rs.

    python tests/oracle/data_migration.py URL
"""

import datetime
import decimal
import sys
import uuid

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql", "mariadb": "mariadb+pymysql"}

COLUMNS = [
    ("id", sa.Integer()),
    ("name", sa.String(50)),
    ("flag", sa.Boolean()),
    ("balance", sa.Numeric(10, 2)),
    ("ratio", sa.Double()),
    ("made", sa.DateTime()),
    ("day", sa.Date()),
    ("at", sa.Time()),
    ("key", sa.Uuid()),
    ("data", sa.JSON()),
    ("raw", sa.LargeBinary()),
    ("span", sa.Interval()),
    ("kind", sa.Enum("new", "old", name="account_kind")),
    ("note", sa.Text()),
]


def upgrade(op):
    op.create_table("account", *[sa.Column(name, type_, primary_key=name == "id") for name, type_ in COLUMNS])
    op.create_table(
        "person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account_id", sa.Integer),
        sa.Column("name", sa.String(50)),
    )
    account = sa.table("account", *[sa.column(name, type_) for name, type_ in COLUMNS])
    person = sa.table(
        "person", sa.column("id", sa.Integer), sa.column("account_id", sa.Integer), sa.column("name", sa.String)
    )
    op.execute(
        account.insert().values(
            id=1,
            name="it's",
            flag=True,
            balance=decimal.Decimal("12.50"),
            ratio=0.25,
            made=datetime.datetime(2020, 1, 2, 3, 4, 5),
            day=datetime.date(2020, 1, 2),
            at=datetime.time(3, 4, 5),
            key=uuid.UUID("d5b3f8f2-e9a0-4b1c-8d2e-0123456789ab"),
            data={"a": [1, None, "ü"]},
            raw=b"\x00\xffabc",
            span=datetime.timedelta(days=1, hours=2, seconds=3),
            kind="old",
            note=None,
        )
    )
    op.execute(
        account.insert().values(
            [{"id": 2, "name": "b", "flag": False, "ratio": 1.5}, {"id": 3, "name": None, "flag": None, "ratio": 2.0}]
        )
    )
    op.bulk_insert(account, [{"id": 4, "name": "d", "kind": "new"}, {"id": 5, "name": "e%_", "kind": "old"}])
    op.execute(
        person.insert().from_select(
            ["id", "account_id", "name"],
            sa.select(account.c.id + 10, account.c.id, sa.func.upper(account.c.name)).where(account.c.id < 5),
        )
    )
    op.execute(
        account.update()
        .values(
            note=sa.case((account.c.ratio > 1, "big"), else_="small"),
            name=account.c.name + "!",
        )
        .where(sa.or_(account.c.ratio.is_not(None), account.c.name == "d"))
    )
    op.execute(
        account.update()
        .values(note=sa.select(person.c.name).where(person.c.account_id == account.c.id).scalar_subquery())
        .where(account.c.id.in_([1, 2]), account.c.flag)
    )
    op.execute(account.update().values(made=datetime.datetime(2021, 1, 1)).where(account.c.made < datetime.datetime(2020, 6, 1)))
    op.execute(person.delete().where(~account.select().where(account.c.flag, account.c.id == person.c.account_id).exists()))
    connection = op.get_bind()
    for identifier, name in connection.execute(
        sa.select(account.c.id, account.c.name).where(account.c.name.contains("%_", autoescape=True))
    ).fetchall():
        op.execute(account.update().values(note=f"found {name}").where(account.c.id == identifier))
    with op.get_context().autocommit_block():
        op.execute(account.delete().where(account.c.id == 3))


def main(address):
    scheme, rest = address.split(":", 1)
    engine = sa.create_engine(f"{DRIVERS.get(scheme, scheme)}:{rest}")
    with engine.connect() as connection:
        opts = {"transactional_ddl": True, "transaction_per_migration": True}
        context = MigrationContext.configure(connection, opts=opts)
        with context.begin_transaction(_per_migration=True):
            upgrade(Operations(context))
        connection.commit()


if __name__ == "__main__":
    main(sys.argv[1])
