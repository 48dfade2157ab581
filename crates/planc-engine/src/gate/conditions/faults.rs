use super::CONDITIONS;
use crate::gate::{Condition, Seen};
use planc_dialect::State;

pub static CONDITION: Condition = Condition {
    name: "faults",
    summary: "no other rule finds an error, were the plan in that state",
    from: State::InReview,
    rules: &[],
    look: |sight| {
        let elsewhere = |rule: &str| CONDITIONS.iter().any(|c| c.rules.contains(&rule));
        let found = sight.other_errors(&elsewhere);
        if found.is_empty() { Seen::Well } else { Seen::Missing(found) }
    },
};
