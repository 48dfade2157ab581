use crate::words::{is_nothing, quoted};
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::State;
use planc_source::Severity;

pub static RULE: Rule = Rule {
    name: "rejection-unexplained",
    summary: "a rejected or deprecated plan does not say why",
    family: Family::Governance,
    severities: Severities::always(Severity::Note),
    fixable: false,
    enabled: true,
    page: include_str!("rejection_unexplained.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let ended = |s: State| matches!(s, State::Rejected | State::Deprecated);
    let Some(status) = cx.plan.meta.status.as_ref().filter(|s| ended(s.state.value)) else { return };
    let noted = status.note.as_ref().is_some_and(|n| !is_nothing(&n.value));
    if noted || is_told(cx, status.word.as_str()) {
        return;
    }
    out.push(
        out.diagnostic(
            status.word.span,
            format!("the plan is {}, but nothing says why", quoted(&status.word.value)),
        )
        .help("say it behind the word, or in a row of the history"),
    );
}

/// Whether the text speaks of the end of the plan anywhere else than in its status.
fn is_told(cx: &Context<'_, '_>, word: &str) -> bool {
    let stem: String = word.to_lowercase().chars().take(6).collect();
    let statuses = 1 + cx.plan.meta.status_copies.len();
    let lower = cx.tree.text.to_lowercase();
    let said = lower.match_indices(&stem).count() > statuses;
    said || STEMS.iter().any(|s| !stem.starts_with(&s[..s.len().min(stem.len())]) && lower.contains(s))
}

/// How people say that a plan ends.
const STEMS: &[&str] = &[
    "reject",
    "withdr",
    "abandon",
    "cancel",
    "declin",
    "deprec",
    "obsolet",
    "superse",
    "replaced by",
    "no longer",
    "in favor of",
    "in favour of",
    "dropped",
];
