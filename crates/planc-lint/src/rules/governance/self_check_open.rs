use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_source::Severity;

pub static RULE: Rule = Rule {
    name: "self-check-open",
    summary: "the plan is agreed, but its self-check is not answered or says no",
    family: Family::Governance,
    severities: Severities { draft: None, review: Some(Severity::Warning), agreed: Some(Severity::Error) },
    fixable: false,
    enabled: true,
    page: include_str!("self_check_open.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let vocabulary = cx.library.vocabulary();
    for entry in cx.plan.self_check.iter().flatten() {
        let Some(item) = &entry.item else { continue };
        let answer = entry.value.as_ref().map_or("", |v| v.as_str().trim_matches(['*', '`', '_', ' ', '.']));
        let asked =
            cx.tree.text[item.span.end()..].trim_start_matches(['*', '_', '`', ' ']).starts_with([':', '：']);
        let named = quoted(&item.value);
        let found = match entry.done.as_ref() {
            Some(done) if !done.value && !item.value.starts_with("~~") => {
                out.diagnostic(done.span, format!("{named} is not ticked"))
            }
            Some(_) => continue,
            None if answer.is_empty() && asked || is_waiting(answer) => {
                let at = entry.value.as_ref().map_or(item.span, |v| v.span);
                out.diagnostic(at, format!("{named} has no answer"))
            }
            None if is_no(answer)
                || answer.len() < 24 && vocabulary.answer(answer) == Some(false) && asked =>
            {
                let at = entry.value.as_ref().map_or(item.span, |v| v.span);
                out.diagnostic(at, format!("{named} says {}", quoted(answer)))
            }
            None => continue,
        };
        out.push(found.help("do what it asks for and say so; what does not apply can say `N/A` and why"));
    }
}

/// What says `TBD` is reported as a marker.
fn is_waiting(answer: &str) -> bool {
    ["pending", "?", "[ ]"].iter().any(|w| answer.eq_ignore_ascii_case(w))
}

fn is_no(answer: &str) -> bool {
    answer.eq_ignore_ascii_case("false") || answer.starts_with('❌')
}
