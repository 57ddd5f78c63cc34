//! Ctrl-C and SIGTERM: the first one ends the run at a step boundary, the second one ends the process.

use crate::migration::Interrupt;

/// Raises `interrupt` when a signal asks the process to end. A second signal ends it at once, whatever the first one is
/// waiting for.
#[cfg(unix)]
pub(super) fn raise_on_signal(interrupt: &Interrupt) {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag;
    use signal_hook::iterator::Signals;

    // Without a handler the process ends at once, and the database rolls back what was not committed.
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
        return;
    };
    let asked = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // The actions of a signal run in the order of their registration: the first signal only sets the flag.
        let _ends_nothing = flag::register_conditional_default(signal, Arc::clone(&asked))
            .and_then(|_| flag::register(signal, Arc::clone(&asked)));
    }
    let interrupt = interrupt.clone();
    std::thread::spawn(move || {
        for _ in &mut signals {
            interrupt.raise();
        }
    });
}

/// Without signals the process ends at once, and the database rolls back what was not committed.
#[cfg(not(unix))]
pub(super) fn raise_on_signal(_: &Interrupt) {}
