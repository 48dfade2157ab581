//! The conditions of every workspace, one file each; the first eight are the universal gates.

pub(super) mod agreed;
pub(super) mod approvals;
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

#[cfg(test)]
mod tests {
    use super::*;
    use planc_lint::Check;

    #[test]
    fn a_rule_that_nobody_runs_can_find_nothing() {
        for condition in CONDITIONS {
            for name in condition.rules {
                let rule =
                    planc_lint::rule(name).unwrap_or_else(|| unreachable!("there is no rule `{name}`"));
                assert!(rule.enabled, "`{name}` is off unless asked for");
                // Where `sight` hears each kind; a new kind must be heard somewhere before a condition names it.
                match rule.check {
                    Check::Plan(_)
                    | Check::Suppressions(_)
                    | Check::Companion(_)
                    | Check::Both(..)
                    | Check::Workspace(_) => {}
                }
            }
        }
    }
}
