use crate::gate::sight::Sight;
use crate::gate::{Condition, Seen};
use planc_dialect::{Document, State};
use planc_source::shell_word;

pub static CONDITION: Condition = Condition {
    name: "decomposition",
    summary: "the work is cut into tasks, and they cover the requirements",
    from: State::InProgress,
    rules: &["phase-empty", "requirement-uncovered", "task-unknown"],
    look,
};

fn look(sight: &Sight<'_, '_>) -> Seen {
    let plan = sight.cx.plan;
    let mut lists = sight.all(Document::Tasks);
    let own = plan.phases.iter().flatten().any(|p| p.tasks.as_ref().is_some_and(|t| !t.is_empty()))
        || plan.steps.as_ref().is_some_and(|s| !s.is_empty())
        || plan.milestones.as_ref().is_some_and(|m| !m.is_empty());
    if own || lists.any(|(_, facts)| !facts.tasks.is_empty()) {
        return Seen::Well;
    }
    let command = format!("planc tasks {} --write", shell_word(&sight.open.shown));
    Seen::Missing(vec![sight.whole("neither the plan nor a companion lists tasks").shown_by(command)])
}
