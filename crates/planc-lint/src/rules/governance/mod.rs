//! What was agreed on how plans are made and approved, and is not kept.

mod approval_pending;
mod article_missing;
mod article_unjustified;
mod article_unknown;
mod exception_unexplained;
mod gate_open;
mod marker_open;
mod rejection_unexplained;
mod self_check_open;
mod self_check_unbacked;
mod superseded_silent;

use crate::rule::Rule;

/// The rules of the family, by name.
pub(super) static RULES: &[&Rule] = &[
    &approval_pending::RULE,
    &article_missing::RULE,
    &article_unjustified::RULE,
    &article_unknown::RULE,
    &exception_unexplained::RULE,
    &gate_open::RULE,
    &marker_open::RULE,
    &rejection_unexplained::RULE,
    &self_check_open::RULE,
    &self_check_unbacked::RULE,
    &superseded_silent::RULE,
];
