use crate::gate::sight::Sight;
use crate::gate::{Condition, Seen};
use planc_dialect::{Document, State};
use planc_source::Severity;

pub static CONDITION: Condition = Condition {
    name: "specification",
    summary: "plan and specification are whole and agree: sections, verification, rollback, requirements",
    from: State::InReview,
    rules: &[
        "migration-path-missing",
        "placeholder-left",
        "requirement-unknown",
        "rollback-missing",
        "section-empty",
        "section-missing",
        "spec-conflict",
        "spec-stale",
        "test-missing",
    ],
    look,
};

fn look(sight: &Sight<'_, '_>) -> Seen {
    let Some((path, facts)) = sight.companion(Document::Spec) else { return Seen::Well };
    if !sight.needs(State::Approved) {
        return Seen::Well;
    }
    // A rule says the same, in more words; one that was made a note does not count, and must not stand for it.
    if !sight.found(&["spec-conflict"], Severity::Warning).is_empty() {
        return Seen::Well;
    }
    let shown = sight.shown(path);
    match &facts.status {
        Some(s) if matches!(s.state, State::Draft | State::InReview | State::Rejected | State::Paused) => {
            Seen::Missing(vec![sight.whole(format!("the specification `{shown}` is `{}`", s.word))])
        }
        Some(s) if s.state == State::Other => {
            Seen::Unknown(format!("the status `{}` of the specification `{shown}` is unknown", s.word))
        }
        _ => Seen::Well,
    }
}
