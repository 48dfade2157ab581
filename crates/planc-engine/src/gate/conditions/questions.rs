use crate::gate::{Condition, Seen};
use planc_dialect::State;

pub static CONDITION: Condition = Condition {
    name: "questions",
    summary: "no question is open",
    from: State::Approved,
    rules: &["question-open"],
    look: |sight| match &sight.cx.plan.questions {
        Some(_) => Seen::Well,
        None => Seen::Nothing("the plan asks no questions".to_owned()),
    },
};
