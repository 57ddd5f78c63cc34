//! A driver's connection that is ours or the host program's.

use std::ops::{Deref, DerefMut};

/// A driver's connection, owned or borrowed.
#[derive(Debug)]
pub(super) enum Held<'c, T> {
    /// Closed when dropped.
    Owned(T),
    /// Given back when dropped.
    Borrowed(&'c mut T),
}

impl<T> Deref for Held<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Owned(connection) => connection,
            Self::Borrowed(connection) => connection,
        }
    }
}

impl<T> DerefMut for Held<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        match self {
            Self::Owned(connection) => connection,
            Self::Borrowed(connection) => connection,
        }
    }
}
