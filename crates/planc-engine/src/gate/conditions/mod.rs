//! The conditions of every workspace, one file each; the first eight are the universal gates.

mod agreed;
mod approvals;
mod constitution;
mod decisions;
mod decomposition;
mod documentation;
mod entry;
mod faults;
mod links;
mod markers;
mod questions;
mod self_check;
mod specification;
mod standards;
mod verification;

use super::Condition;

/// In the order in which they are answered and printed.
pub(super) static CONDITIONS: &[&Condition] = &[
    &entry::CONDITION,
    &standards::CONDITION,
    &decisions::CONDITION,
    &specification::CONDITION,
    &decomposition::CONDITION,
    &links::CONDITION,
    &verification::CONDITION,
    &documentation::CONDITION,
    &constitution::CONDITION,
    &self_check::CONDITION,
    &questions::CONDITION,
    &markers::CONDITION,
    &faults::CONDITION,
    &approvals::CONDITION,
    &agreed::CONDITION,
];
