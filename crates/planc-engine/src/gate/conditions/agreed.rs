use crate::gate::sight::Sight;
use crate::gate::{Condition, Seen};
use planc_dialect::State;
use planc_source::shell_word;

pub static CONDITION: Condition = Condition {
    name: "agreed",
    summary: "the plan is approved: work begins only after that",
    from: State::InProgress,
    rules: &[],
    look,
};

fn look(sight: &Sight<'_, '_>) -> Seen {
    let said = sight.word.as_deref().unwrap_or("");
    let command = format!("planc status {}", shell_word(&sight.open.shown));
    let place = sight.cx.plan.meta.status.as_ref().filter(|_| sight.state.is_some());
    let span = place.map_or_else(|| sight.cx.title_span(), |s| s.word.span);
    let stop = |message: String| Seen::Missing(vec![sight.at(span, message).shown_by(&command)]);
    match sight.state {
        Some(State::Approved | State::InProgress | State::Complete) => Seen::Well,
        // Plans of some forms have no status; then approvals must say it.
        None if sight.workspace.wants_approvals(&sight.approvals) && sight.approvals.approved => Seen::Well,
        None => stop("the plan has no status, and nobody has approved it".to_owned()),
        Some(State::Other) => Seen::Unknown(format!("the status `{said}` is unknown")),
        Some(State::Paused) => stop(format!("the plan is paused (`{said}`)")),
        Some(State::Draft | State::InReview) => stop(format!("the plan is not approved: it is `{said}`")),
        Some(State::Rejected | State::Deprecated | State::Superseded) => {
            stop(format!("the plan is no longer to be followed: it is `{said}`"))
        }
    }
}
