//! What planc keeps on disk, and how it writes.
//!
//! A file is replaced whole or not at all ([`write_atomic`], [`Locked`]), and two processes that change the same
//! file do so one after the other.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod lock;
mod write;

pub use lock::{Locked, lock_all};
pub use write::{create_new, write_atomic};
