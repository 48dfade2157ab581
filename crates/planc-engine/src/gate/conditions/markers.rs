use crate::gate::{Condition, Seen};
use planc_dialect::State;

pub static CONDITION: Condition = Condition {
    name: "markers",
    summary: "nothing in plan and specification is marked as unclear, assumed, risky or unwritten",
    from: State::Approved,
    rules: &["marker-open"],
    look: |_| Seen::Well,
};
