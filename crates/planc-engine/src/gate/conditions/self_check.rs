use crate::gate::{Condition, Seen};
use planc_dialect::State;

pub static CONDITION: Condition = Condition {
    name: "self-check",
    summary: "every entry of the self-check is answered, and true",
    from: State::Approved,
    rules: &["gate-open", "self-check-open", "self-check-unbacked"],
    look: |sight| match &sight.cx.plan.self_check {
        Some(entries) if !entries.is_empty() => Seen::Well,
        _ => Seen::Nothing("the plan has no self-check".to_owned()),
    },
};
