use crate::companions::{Done, is_of_planning, spec, tasks};
use crate::severity::Stage;
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities, stage};
use planc_dialect::State;

pub static RULE: Rule = Rule {
    name: "spec-conflict",
    summary: "the plan is agreed, but its specification is not, or no longer",
    family: Family::Truth,
    severities: Severities::UNTRUE,
    fixable: false,
    enabled: true,
    page: include_str!("spec_conflict.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(status) = cx.plan.meta.status.as_ref().filter(|_| !is_of_planning(cx)) else { return };
    if matches!(
        status.state.value,
        State::Rejected | State::Superseded | State::Deprecated | State::Paused | State::Other
    ) {
        return;
    }
    let Some(spec) = spec(cx) else { return };
    let Some(theirs) = &spec.facts.status else { return };
    let gone = matches!(theirs.state, State::Rejected | State::Superseded | State::Deprecated);
    let early = matches!(theirs.state, State::Draft | State::InReview) && stage(cx.state()) == Stage::Agreed;
    // Where all is done the specification is behind, which is said there.
    if !gone && (!early || status.state.value == State::Complete && Done::of(&tasks(cx)).open.is_empty()) {
        return;
    }
    let found = out.diagnostic(
        status.word.span,
        format!(
            "the plan is {}, but its specification {} is {}",
            quoted(&status.word.value),
            quoted(spec.name()),
            quoted(&theirs.word)
        ),
    );
    let found = match spec.link {
        Some(link) => found.label(link, "the specification"),
        None => found,
    };
    out.push(found.help(if gone {
        "find out what took the place of the specification, and make the plan from that"
    } else {
        "agree on the specification first, or correct the status that is behind"
    }));
}
