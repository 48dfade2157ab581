use crate::companions::{Done, is_of_planning, tasks};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::State;

pub static RULE: Rule = Rule {
    name: "tasks-conflict",
    summary: "the list of tasks tells another story than the status of the plan",
    family: Family::Truth,
    severities: Severities::UNTRUE,
    fixable: false,
    enabled: true,
    page: include_str!("tasks_conflict.md"),
    check: Check::Plan(check),
};

/// So many open tasks are named.
const NAMED: usize = 3;

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(status) = cx.plan.meta.status.as_ref().filter(|_| !is_of_planning(cx)) else { return };
    let state = status.state.value;
    if !matches!(state, State::Complete | State::Draft | State::InReview) {
        return;
    }
    let documents = tasks(cx);
    let Some(first) = documents.first() else { return };
    let place = match &documents[..] {
        [one] => quoted(one.name()),
        _ => quoted(first.path.rsplit_once('/').map_or("", |(folder, _)| folder)),
    };
    let done = Done::of(&documents);
    let word = quoted(&status.word.value);
    if state == State::Complete && !done.open.is_empty() {
        let (open, total) = (done.open.len(), done.total());
        let message = match open {
            _ if done.done == 0 => {
                format!("the plan is {word}, but none of the {total} tasks in {place} is done")
            }
            1 => format!("the plan is {word}, but one task of {total} in {place} is open"),
            _ => format!("the plan is {word}, but {open} tasks of {total} in {place} are open"),
        };
        let named: Vec<_> = done.open.iter().take(NAMED).map(|name| quoted(name)).collect();
        let more = if open > NAMED { format!(" and {} more", open - NAMED) } else { String::new() };
        out.push(out.diagnostic(status.word.span, message).help(format!(
            "tick what is done, strike out what was dropped, or take the status back; open: {}{more}",
            named.join(", ")
        )));
    }
    if state != State::Complete && done.all() {
        let message =
            format!("the plan is {word}, but every one of the {} tasks in {place} is done", done.done);
        out.push(
            out.diagnostic(status.word.span, message)
                .help("if the work is done, say so: set the status to `Complete`"),
        );
    }
}
