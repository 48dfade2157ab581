//! The rules, a folder for each family. To add one: its file and its page in the folder, and a line in the
//! folder's list.

mod completeness;
mod consistency;
mod control;
mod form;
mod governance;
mod languages;
mod links;
mod truth;
mod words;

use crate::rule::Rule;

/// The rules of each family.
static FAMILIES: &[&[&Rule]] = &[
    completeness::RULES,
    consistency::RULES,
    truth::RULES,
    governance::RULES,
    languages::RULES,
    words::RULES,
    links::RULES,
    form::RULES,
    control::RULES,
];

/// Every rule, in the order `planc rules` lists them: by family, then by name.
pub fn rules() -> impl Iterator<Item = &'static Rule> + Clone {
    FAMILIES.iter().flat_map(|family| family.iter().copied())
}
