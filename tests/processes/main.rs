//! What needs a process of its own: signals, sudden death, and a library that stays silent.
//!
//! This binary has no test harness: with `ALEMBIC_TEST_CHILD` set it is the process under test, the `alembic` command of an
//! environment with a slow step. Otherwise it runs the tests whose names contain one of its arguments, or all of them. The
//! signals are those of Unix.

#[path = "../support/mod.rs"]
mod support;

mod child;
mod process;
mod signals;
mod silence;

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

const TESTS: [(&str, fn()); 8] = [
    (
        "ctrl_c_ends_at_a_step_boundary",
        signals::ctrl_c_ends_at_a_step_boundary,
    ),
    (
        "a_request_to_terminate_does_so_too",
        signals::a_request_to_terminate_does_so_too,
    ),
    ("mysql_may_keep_half_a_step", signals::mysql_may_keep_half_a_step),
    (
        "ctrl_c_while_waiting_for_a_lock",
        signals::ctrl_c_while_waiting_for_a_lock,
    ),
    (
        "the_second_ctrl_c_ends_at_once",
        signals::the_second_ctrl_c_ends_at_once,
    ),
    (
        "sudden_death_leaves_no_half_step",
        signals::sudden_death_leaves_no_half_step,
    ),
    ("a_panic_is_rolled_back", signals::a_panic_is_rolled_back),
    (
        "an_embedded_run_prints_nothing",
        silence::an_embedded_run_prints_nothing,
    ),
];

fn main() -> ExitCode {
    if let Ok(mode) = std::env::var(child::MODE) {
        return child::main(&mode);
    }
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word));
    let (mut passed, mut failed) = (0, 0);
    let mut out = std::io::stdout();
    for (name, test) in TESTS.into_iter().filter(|(name, _)| wanted(name)) {
        let outcome = catch_unwind(AssertUnwindSafe(test)).map_or("FAILED", |()| "ok");
        *if outcome == "ok" { &mut passed } else { &mut failed } += 1;
        let _ = writeln!(out, "test {name} ... {outcome}");
    }
    let result = if failed == 0 { "ok" } else { "FAILED" };
    let left_out = TESTS.len() - passed - failed;
    let _ = writeln!(
        out,
        "\ntest result: {result}. {passed} passed; {failed} failed; 0 ignored; 0 measured; {left_out} filtered out"
    );
    ExitCode::from(u8::from(failed > 0))
}
