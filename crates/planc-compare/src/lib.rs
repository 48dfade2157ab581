//! What a plan means, apart from how it is written.
//!
//! Pure functions of typed plans: the digest that approvals are bound to, the changes between two plans, and
//! what two plans both touch.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod diff;
mod digest;
mod fold;
mod kinds;
mod life;
mod meaning;
mod order;
mod pair;
mod since;
mod snapshot;
pub mod touch;
mod words;

pub use digest::{Digest, NoDigest};
pub use meaning::{Kind, Leaf, Meaning, meaning};
pub use since::{Difference, since};
pub use snapshot::SnapshotError;
pub use words::{Part, Word, words};
