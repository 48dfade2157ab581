use crate::gate::{Condition, Seen};
use planc_dialect::State;

pub static CONDITION: Condition = Condition {
    name: "links",
    summary: "every link leads somewhere, and no other plan has the id or number",
    from: State::InReview,
    rules: &["anchor-dead", "id-duplicate", "link-broken", "number-duplicate", "number-mismatch"],
    look: |_| Seen::Well,
};
