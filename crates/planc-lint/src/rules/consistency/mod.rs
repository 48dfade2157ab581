//! Two places of one plan that contradict each other, and values that cannot be.

mod access_role_unknown;
mod column_conflict;
mod column_unknown;
mod completion_unrecorded;
mod component_duplicate;
mod component_undrawn;
mod component_unknown;
mod coverage_conflict;
mod coverage_range;
mod date_impossible;
mod date_order;
mod dependency_cycle;
mod endpoint_duplicate;
mod endpoint_unlisted;
mod error_format_mismatch;
mod estimate_sum;
mod file_conflict;
mod header_conflict;
mod history_conflict;
mod level_unknown;
mod migration_order;
mod path_parameter_mismatch;
mod phase_number;
mod risk_duplicate;
mod rollout_order;
mod status_claims;
mod status_code_invalid;
mod status_conflict;
mod status_unknown;
mod table_duplicate;
mod table_unknown;
mod task_duplicate;
mod value_conflict;

use crate::rule::Rule;

/// The rules of the family, by name.
pub(super) static RULES: &[&Rule] = &[
    &access_role_unknown::RULE,
    &column_conflict::RULE,
    &column_unknown::RULE,
    &completion_unrecorded::RULE,
    &component_duplicate::RULE,
    &component_undrawn::RULE,
    &component_unknown::RULE,
    &coverage_conflict::RULE,
    &coverage_range::RULE,
    &date_impossible::RULE,
    &date_order::RULE,
    &dependency_cycle::RULE,
    &endpoint_duplicate::RULE,
    &endpoint_unlisted::RULE,
    &error_format_mismatch::RULE,
    &estimate_sum::RULE,
    &file_conflict::RULE,
    &header_conflict::RULE,
    &history_conflict::RULE,
    &level_unknown::RULE,
    &migration_order::RULE,
    &path_parameter_mismatch::RULE,
    &phase_number::RULE,
    &risk_duplicate::RULE,
    &rollout_order::RULE,
    &status_claims::RULE,
    &status_code_invalid::RULE,
    &status_conflict::RULE,
    &status_unknown::RULE,
    &table_duplicate::RULE,
    &table_unknown::RULE,
    &task_duplicate::RULE,
    &value_conflict::RULE,
];
