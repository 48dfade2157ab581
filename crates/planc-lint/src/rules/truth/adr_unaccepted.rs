use crate::companions::decisions;
use crate::severity::Stage;
use crate::words::{line_of, quoted};
use crate::{Check, Context, Family, Findings, Rule, Severities, stage};
use planc_dialect::{Document, State};

pub static RULE: Rule = Rule {
    name: "adr-unaccepted",
    summary: "the plan rests on a decision that was not accepted, or no longer holds",
    family: Family::Truth,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("adr_unaccepted.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let closed = |s| matches!(s, State::Rejected | State::Superseded | State::Deprecated | State::Complete);
    if cx.state().is_some_and(closed) {
        return;
    }
    for decision in decisions(cx) {
        let (Some(span), Some(status)) = (decision.link, &decision.facts.status) else { continue };
        if !matches!(decision.facts.kind, None | Some(Document::Decision)) {
            continue;
        }
        let help = match status.state {
            State::Rejected => "plan without it, or have the decision taken again",
            State::Superseded | State::Deprecated => "find the decision that took its place, and link that",
            State::Draft | State::InReview if stage(cx.state()) == Stage::Agreed => {
                "have the decision accepted before work goes on"
            }
            _ => continue,
        };
        // Whoever writes that a decision was replaced knows it.
        if knows(line_of(cx.tree.text, span)) {
            continue;
        }
        let message = format!("the decision {} is {}", quoted(decision.name()), quoted(&status.word));
        out.push(out.diagnostic(span, message).help(help));
    }
}

fn knows(line: &str) -> bool {
    let lower = line.to_lowercase();
    ["supersed", "replace", "reject", "deprecat", "obsolete", "proposed", "pending", "draft"]
        .iter()
        .any(|word| lower.contains(word))
}
