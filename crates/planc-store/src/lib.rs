//! What planc keeps on disk, and how it writes.
//!
//! A file is replaced whole or not at all ([`write_atomic`], [`Locked`]), and two processes that change the same
//! file do so one after the other. An [`Approval`] is a file of its own; [`snapshot`] keeps what was approved.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod approval;
mod lock;
mod scratch;
pub mod signature;
pub mod snapshot;
mod write;

pub use approval::{Approval, ApprovalKind, Filed, approvals};
pub use lock::{Locked, lock_all};
pub use scratch::Scratch;
pub use write::{create_new, rename_new, write_atomic};
