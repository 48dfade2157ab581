use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::State;
use planc_model::Status;
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "status-conflict",
    summary: "two places of the plan name different statuses",
    family: Family::Consistency,
    severities: Severities::UNTRUE,
    fixable: true,
    enabled: true,
    page: include_str!("status_conflict.md"),
    check: Check::Plan(check),
};

/// So many copies of the status are looked at; no plan has more.
const MOST_COPIES: usize = 8;

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let meta = &cx.plan.meta;
    let Some(status) = meta.status.as_ref().filter(|s| s.state.value != State::Other) else { return };
    for (_, copy) in meta.status_copies.iter().take(MOST_COPIES) {
        let other = copy.state.value;
        if other == State::Other || other == status.state.value || is_of_the_work(cx, copy.word.span) {
            continue;
        }
        let (first, second) = if copy.word.span < status.word.span { (copy, status) } else { (status, copy) };
        let message = format!(
            "the plan says {} here and {} above",
            quoted(&second.word.value),
            quoted(&first.word.value)
        );
        // What the header says wins wherever planc has to choose; so it does here.
        let (wrong, right) = (whole(copy), whole(status).of(cx.tree.text));
        out.push(
            out.diagnostic(second.word.span, message)
                .label(first.word.span, format!("here it says {}", quoted(&first.word.value)))
                .help(format!(
                    "planc takes {} for the status; keep one, or make both say the same",
                    quoted(&status.word.value)
                ))
                .unsafe_fix(format!("say {} in both places", quoted(right)), wrong, right),
        );
    }
}

/// Emoji and word; a note behind them is about the status it stands at and stays.
fn whole(status: &Status<'_>) -> Span {
    match &status.decoration {
        Some(decoration) => decoration.span.cover(status.word.span),
        None => status.word.span,
    }
}

/// `Implementation Status` says how far the work is, not the plan.
fn is_of_the_work(cx: &Context<'_, '_>, word: Span) -> bool {
    let entry = cx.fit.header.iter().map(|e| e.source).find(|e| e.value.contains(word));
    entry.is_some_and(|e| e.key.of(cx.tree.text).to_ascii_lowercase().contains("implementation"))
}
