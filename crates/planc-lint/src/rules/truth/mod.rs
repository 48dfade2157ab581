//! What a plan says against what other files say.

mod adr_overrides;
mod adr_unaccepted;
mod contract_mismatch;
mod file_exists;
mod file_missing;
mod id_duplicate;
mod index_conflict;
mod link_kind;
mod number_duplicate;
mod number_mismatch;
mod requirement_uncovered;
mod requirement_unknown;
mod spec_conflict;
mod spec_stale;
mod task_unknown;
mod tasks_conflict;

use crate::rule::Rule;

/// The rules of the family, by name.
pub(super) static RULES: &[&Rule] = &[
    &adr_overrides::RULE,
    &adr_unaccepted::RULE,
    &contract_mismatch::RULE,
    &file_exists::RULE,
    &file_missing::RULE,
    &id_duplicate::RULE,
    &index_conflict::RULE,
    &link_kind::RULE,
    &number_duplicate::RULE,
    &number_mismatch::RULE,
    &requirement_uncovered::RULE,
    &requirement_unknown::RULE,
    &spec_conflict::RULE,
    &spec_stale::RULE,
    &task_unknown::RULE,
    &tasks_conflict::RULE,
];
