use crate::words::{is_nothing, quoted};
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::{Field, State};
use planc_source::Severity;

pub static RULE: Rule = Rule {
    name: "superseded-silent",
    summary: "a superseded plan does not say by what",
    family: Family::Governance,
    severities: Severities::always(Severity::Warning),
    fixable: false,
    enabled: true,
    page: include_str!("superseded_silent.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(status) = cx.plan.meta.status.as_ref().filter(|s| s.state.value == State::Superseded) else {
        return;
    };
    let named = status.superseded_by.iter().flatten().any(|by| !is_nothing(&by.value));
    let noted = status.note.as_ref().is_some_and(|n| !is_nothing(&n.value));
    let keyed = cx
        .fit
        .header
        .iter()
        .any(|e| e.field == Field::SupersededBy && !is_nothing(e.source.value.of(cx.tree.text)));
    if named || noted || keyed || is_told(cx.tree.text) {
        return;
    }
    out.push(
        out.diagnostic(
            status.word.span,
            format!("the plan is {}, but nothing says by what", quoted(&status.word.value)),
        )
        .help("name the document that took its place and link to it: `Superseded by [PLAN-002](…)`"),
    );
}

/// Whether the text names what took its place, in words.
fn is_told(text: &str) -> bool {
    let text = text.to_lowercase();
    const WORDS: &[&str] = &[
        "superseded by",
        "replaced by",
        "superseded-by",
        "superseded_by",
        "replaced-by",
        "supplanted by",
        "in favor of",
        "in favour of",
        "moved to",
        "merged into",
        "reemplazado por",
        "substituído por",
        "заменён на",
        "заменен на",
        "取代",
        "替代",
        "代替",
        "置き換え",
        "대체",
        "thay thế",
    ];
    WORDS.iter().any(|w| text.contains(w))
}
