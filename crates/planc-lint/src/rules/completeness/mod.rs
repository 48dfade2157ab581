//! What should be there and is not.

mod alert_without_action;
mod alternative_unexplained;
mod decision_unexplained;
mod migration_path_missing;
mod number_missing;
mod output_missing;
mod phase_empty;
mod placeholder_left;
mod precondition_unowned;
mod question_open;
mod removal_unexplained;
mod response_missing;
mod risk_unmitigated;
mod rollback_missing;
mod section_empty;
mod section_missing;
mod test_missing;
mod threshold_missing;

use crate::rule::Rule;

/// The rules of the family, by name.
pub(super) static RULES: &[&Rule] = &[
    &alert_without_action::RULE,
    &alternative_unexplained::RULE,
    &decision_unexplained::RULE,
    &migration_path_missing::RULE,
    &number_missing::RULE,
    &output_missing::RULE,
    &phase_empty::RULE,
    &placeholder_left::RULE,
    &precondition_unowned::RULE,
    &question_open::RULE,
    &removal_unexplained::RULE,
    &response_missing::RULE,
    &risk_unmitigated::RULE,
    &rollback_missing::RULE,
    &section_empty::RULE,
    &section_missing::RULE,
    &test_missing::RULE,
    &threshold_missing::RULE,
];
