//! What should be there and is not.

mod placeholder_left;
mod section_empty;
mod section_missing;

use crate::rule::Rule;

/// The rules of the family, by name.
pub(super) static RULES: &[&Rule] = &[&placeholder_left::RULE, &section_empty::RULE, &section_missing::RULE];
