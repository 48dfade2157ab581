use crate::approvals::ApprovalState;
use crate::gate::sight::Sight;
use crate::gate::{Condition, Reason, Seen};
use planc_dialect::State;
use planc_source::shell_word;

pub static CONDITION: Condition = Condition {
    name: "approvals",
    summary: "those who must approve have approved what the plan says now",
    from: State::Approved,
    rules: &["approval-pending"],
    look,
};

fn look(sight: &Sight<'_, '_>) -> Seen {
    let approvals = &sight.approvals;
    if !sight.workspace.wants_approvals(approvals) {
        return Seen::Nothing("the workspace asks for no recorded approvals".to_owned());
    }
    let command = format!("planc approvals {}", shell_word(&sight.open.shown));
    let mut missing = Vec::new();
    for given in approvals.approvals.iter().filter(|g| g.state == ApprovalState::Forged) {
        let why = given.reason.as_deref().unwrap_or("it cannot be read");
        let path = Some(given.file.clone());
        let message = format!("an approval is not to be believed: {why}");
        missing.push(Reason { message, path, ..Reason::default() }.shown_by(&command));
    }
    for demand in approvals.demands.iter().filter(|d| !d.met) {
        let there = demand.missing.as_deref().unwrap_or("missing");
        missing.push(Reason::new(format!("{}: {there}", demand.demand)).shown_by(&command));
    }
    // Why those that were given do not count.
    if missing.iter().any(|m| m.path.is_none()) {
        let held = |g: &&crate::approvals::Given| !g.counts && g.state != ApprovalState::Forged;
        for given in approvals.approvals.iter().filter(held) {
            let why = given.reason.as_deref().unwrap_or("it does not count");
            missing.push(Reason::new(format!("the approval by `{}`: {why}", given.by)).shown_by(&command));
        }
    }
    if missing.is_empty() { Seen::Well } else { Seen::Missing(missing) }
}
