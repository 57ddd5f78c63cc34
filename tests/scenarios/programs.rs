//! The programs that run in scenarios: ours, or the one named by `ALEMBIC_UNDER_TEST`.

use crate::model::{Binary, Scenario};
use crate::program::{Program, variable};

/// The programs that have to behave as the scenario says.
pub(crate) fn under_test(scenario: &Scenario) -> Vec<(Binary, Program)> {
    match variable("ALEMBIC_UNDER_TEST") {
        Some(command) => vec![(Binary::Alembic, Program::named(&command))],
        None => scenario
            .binaries
            .iter()
            .map(|binary| (*binary, ours(*binary)))
            .collect(),
    }
}

fn ours(binary: Binary) -> Program {
    match binary {
        Binary::Alembic => Program::alembic(),
        Binary::Gateway => Program::gateway(),
    }
}
