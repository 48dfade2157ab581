use crate::gate::sight::Sight;
use crate::gate::{Condition, Seen};
use planc_dialect::{Document, State};

pub static CONDITION: Condition = Condition {
    name: "decisions",
    summary: "every decision record the plan rests on is accepted and still holds",
    from: State::Approved,
    rules: &["adr-overrides", "adr-unaccepted"],
    look,
};

fn look(sight: &Sight<'_, '_>) -> Seen {
    let mut missing = Vec::new();
    let mut any = false;
    for (path, facts) in sight.all(Document::Decision) {
        any = true;
        // What is not accepted is said by a rule; what says nothing or something unknown, here.
        let shown = sight.shown(path);
        match facts.status.as_ref() {
            None => missing.push(sight.whole(format!("the decision `{shown}` has no status"))),
            Some(s) if s.state == State::Other => {
                missing.push(sight.whole(format!("the status `{}` of `{shown}` is unknown", s.word)));
            }
            Some(_) => {}
        }
    }
    if !missing.is_empty() {
        return Seen::Missing(missing);
    }
    let named = sight.cx.plan.meta.adrs.iter().flatten().count();
    match (any, named) {
        (true, _) => Seen::Well,
        (false, 0) => Seen::Nothing("the plan names no decision records".to_owned()),
        // A name without a link that leads to a record.
        (false, _) => Seen::Unknown("the decision records that the plan names cannot be read".to_owned()),
    }
}
