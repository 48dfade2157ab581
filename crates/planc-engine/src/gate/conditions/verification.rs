use crate::gate::sight::Sight;
use crate::gate::{Condition, Reason, Seen};
use planc_dialect::{Document, State};

pub static CONDITION: Condition = Condition {
    name: "verification",
    summary: "the plan says how it is verified; what is said to be done is ticked",
    from: State::Approved,
    rules: &["coverage-range", "status-claims", "tasks-conflict"],
    look,
};

fn look(sight: &Sight<'_, '_>) -> Seen {
    let plan = sight.cx.plan;
    let some = |n: Option<usize>| n.is_some_and(|n| n > 0);
    let says = some(plan.tests.as_ref().map(Vec::len))
        || some(plan.commands.as_ref().map(Vec::len))
        || some(plan.validation_steps.as_ref().map(Vec::len))
        || some(plan.acceptance.as_ref().map(Vec::len))
        || some(plan.success_metrics.as_ref().map(Vec::len));
    let mut missing = Vec::new();
    if !says {
        missing.push(sight.whole("the plan names no test, command, check or measure that verifies it"));
    }
    if sight.needs(State::Complete) {
        missing.extend(open_boxes(sight));
    }
    if missing.is_empty() { Seen::Well } else { Seen::Missing(missing) }
}

/// Boxes of the plan and of its lists of tasks that are not ticked.
fn open_boxes(sight: &Sight<'_, '_>) -> Vec<Reason> {
    let plan = sight.cx.plan;
    let mut found = Vec::new();
    let tasks = plan.phases.iter().flatten().flat_map(|p| p.tasks.iter().flatten());
    let tasks = tasks.map(|t| (&t.text, &t.done));
    let checks = plan.milestones.iter().chain(&plan.acceptance).flatten();
    for (text, done) in tasks.chain(checks.map(|c| (&c.text, &c.done))) {
        if done.as_ref().is_some_and(|d| !d.value) && !text.value.starts_with("~~") {
            found.push(sight.at(text.span, format!("`{}` is not ticked", text.value.trim())));
        }
    }
    for (path, facts) in sight.all(Document::Tasks) {
        let open = facts.tasks.iter().filter(|t| t.done == Some(false)).count();
        if open > 0 {
            let shown = sight.shown(path);
            let many =
                if open == 1 { "one task is open".to_owned() } else { format!("{open} tasks are open") };
            found.push(Reason { message: many, path: Some(shown), ..Reason::default() });
        }
    }
    found
}
