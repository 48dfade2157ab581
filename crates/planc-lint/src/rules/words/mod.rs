//! Words that say too little.

mod vague_requirement;
mod vague_target;

use crate::rule::Rule;

/// The rules of the family, by name.
pub(super) static RULES: &[&Rule] = &[&vague_requirement::RULE, &vague_target::RULE];
