//! What it costs to make SQL of an operation: `cargo bench -p alembic-sql` prints the table of `docs/performance.md`.

#![expect(clippy::print_stdout, reason = "the table is the result")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use alembic_core::ops::{
    Operation, add_column, alter, alter_column, bulk_insert, create_foreign_key, create_index, create_table, execute,
    row,
};
use alembic_core::schema::{
    Table, boolean, check, column, date_time, foreign_key, func, integer, numeric, postgresql, string, table, text,
};
use alembic_core::{DialectName, Value};
use alembic_sql::{Compiler, Dialect, Mode};

const DIALECTS: [DialectName; 4] = [
    DialectName::Sqlite,
    DialectName::Postgresql,
    DialectName::Mysql,
    DialectName::Mariadb,
];

/// How long each figure is measured.
const TIME: Duration = Duration::from_millis(200);

fn main() {
    println!("| operation | sqlite | postgresql | mysql | mariadb |");
    println!("| --- | --- | --- | --- | --- |");
    for (name, operation) in operations() {
        let times = DIALECTS.map(|dialect| match time(&operation, dialect) {
            Some(time) => format!("{:.1} µs", time.as_secs_f64() * 1e6),
            None => "–".to_owned(),
        });
        println!("| {name} | {} |", times.join(" | "));
    }
}

/// The median time of one compilation; `None` where the dialect cannot say the operation.
fn time(operation: &Operation, dialect: DialectName) -> Option<Duration> {
    let compile = || Compiler::new(Dialect::offline(dialect), Mode::Online).compile(black_box(operation));
    compile().ok()?;
    let mut times = Vec::new();
    let begin = Instant::now();
    while begin.elapsed() < TIME {
        let lap = Instant::now();
        for _ in 0..16 {
            let _ = black_box(compile());
        }
        times.push(lap.elapsed() / 16);
    }
    times.sort();
    times.get(times.len() / 2).copied()
}

fn operations() -> Vec<(&'static str, Operation)> {
    vec![
        ("create_table, 12 columns", create_table(wide_table()).into()),
        (
            "add_column",
            add_column(
                "orders",
                column("note", string(200)).nullable(false).server_default("x"),
            )
            .into(),
        ),
        (
            "alter_column",
            alter_column(
                "orders",
                "note",
                alter().type_(string(500)).existing_type(string(200)).nullable(true),
            )
            .into(),
        ),
        (
            "create_index, partial",
            create_index("ix_orders_open", "orders", ["status", "created_at"])
                .postgresql(postgresql::index().where_("closed_at IS NULL"))
                .into(),
        ),
        (
            "create_foreign_key",
            create_foreign_key("fk_orders_user", "orders", "users", ["user_id"], ["id"])
                .ondelete("CASCADE")
                .into(),
        ),
        (
            "execute, text with values",
            execute(
                text("UPDATE orders SET status = :new WHERE status = :old")
                    .bind("new", 2)
                    .bind("old", 1),
            )
            .into(),
        ),
        (
            "bulk_insert, 100 rows",
            bulk_insert(
                table("orders")
                    .column(column("id", integer()))
                    .column(column("note", string(200))),
                (0..100).map(|id| row().set("id", Value::from(id)).set("note", "a note")),
            )
            .into(),
        ),
    ]
}

fn wide_table() -> Table {
    let mut orders = table("orders")
        .column(column("id", integer()).primary_key(true))
        .column(column("user_id", integer()).nullable(false).index(true))
        .column(column("total", numeric(12, 2)).nullable(false))
        .column(column("paid", boolean()).nullable(false).server_default(text("false")))
        .column(column("created_at", date_time()).server_default(func::now()))
        .column(column("closed_at", date_time()));
    for number in 1..=6 {
        orders = orders.column(column(format!("note_{number}"), string(255)).nullable(number % 2 == 0));
    }
    orders
        .constraint(
            foreign_key(["user_id"], "users", ["id"])
                .name("fk_orders_user")
                .ondelete("CASCADE"),
        )
        .constraint(check("total >= 0").name("ck_orders_total"))
}
