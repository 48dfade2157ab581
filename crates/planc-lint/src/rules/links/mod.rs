//! Links that lead nowhere.

mod anchor_dead;
mod link_broken;

use crate::rule::Rule;

/// The rules of the family, by name.
pub(super) static RULES: &[&Rule] = &[&anchor_dead::RULE, &link_broken::RULE];
