//! Comments that steer planc and do not do what they say.

mod suppression_unexplained;
mod suppression_unknown;
mod suppression_unused;

use crate::rule::Rule;

/// The rules of the family, by name.
pub(super) static RULES: &[&Rule] =
    &[&suppression_unexplained::RULE, &suppression_unknown::RULE, &suppression_unused::RULE];
