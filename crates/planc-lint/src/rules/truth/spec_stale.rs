use crate::companions::{Done, plan_beside, tasks_beside};
use crate::words::quoted;
use crate::{Check, CompanionContext, Family, Findings, Rule, Severities};
use planc_dialect::{Document, State};
use planc_source::Severity;

pub static RULE: Rule = Rule {
    name: "spec-stale",
    summary: "a specification still says draft although everything it asks for is done",
    family: Family::Truth,
    severities: Severities::always(Severity::Warning),
    fixable: false,
    enabled: true,
    page: include_str!("spec_stale.md"),
    check: Check::Companion(check),
};

fn check(cx: &CompanionContext<'_>, out: &mut Findings<'_>) {
    if cx.facts.kind != Some(Document::Spec) {
        return;
    }
    let Some(status) = &cx.facts.status else { return };
    if !matches!(status.state, State::Draft | State::InReview) {
        return;
    }
    let documents = tasks_beside(cx.surroundings);
    let done = Done::of(&documents);
    let plan = plan_beside(cx.surroundings);
    let complete =
        plan.as_ref().filter(|p| p.facts.status.as_ref().is_some_and(|s| s.state == State::Complete));
    let (reason, word) = match (complete, documents.first()) {
        (_, Some(first)) if done.all() => {
            let name = if documents.len() == 1 { first.name() } else { "tasks" };
            (
                format!("every one of the {} tasks in {} is done", done.done, quoted(name)),
                quoted(&status.word),
            )
        }
        (Some(plan), _) if done.open.is_empty() => {
            (format!("the plan {} is complete", quoted(plan.name())), quoted(&status.word))
        }
        _ => return,
    };
    out.push(
        out.diagnostic(status.span, format!("the specification is {word}, but {reason}"))
            .help("say what came of it: set the status to `Complete`, or to the word your team uses for it"),
    );
}
