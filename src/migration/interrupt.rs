use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use alembic_sql::Interrupter;

/// Asks a run of migrations, from another thread, to stop.
///
/// The statement that is running is cancelled where the driver can do that, its step is rolled back where the database
/// can do that, and no further step begins.
#[derive(Clone, Default)]
pub struct Interrupt(Arc<State>);

#[derive(Default)]
struct State {
    raised: AtomicBool,
    interrupter: Mutex<Option<Interrupter>>,
}

impl Interrupt {
    /// An interrupt that nobody has raised.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the run to stop.
    pub fn raise(&self) {
        self.0.raised.store(true, Ordering::SeqCst);
        if let Some(interrupter) = &*self.0.interrupter.lock().unwrap_or_else(PoisonError::into_inner) {
            interrupter();
        }
    }

    /// Whether the run was asked to stop.
    #[must_use]
    pub fn is_raised(&self) -> bool {
        self.0.raised.load(Ordering::SeqCst)
    }

    /// Says what cancels the statements of the connection that is in use from now on.
    pub(crate) fn set_interrupter(&self, interrupter: Option<Interrupter>) {
        *self.0.interrupter.lock().unwrap_or_else(PoisonError::into_inner) = interrupter;
    }
}

impl fmt::Debug for Interrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Interrupt").field(&self.is_raised()).finish()
    }
}
