use crate::owed::{is_none, is_placeholder, lacking};
use crate::placeholder::line_before;
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Field;
use planc_model::Alternative;

pub static RULE: Rule = Rule {
    name: "alternative-unexplained",
    summary: "a way was not taken, and nothing says why, though the plan says it of others",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("alternative_unexplained.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    // A bare list of options is weighed elsewhere; what has a label or a row is weighed where it stands.
    let all: Vec<_> = cx.plan.alternatives.iter().flatten().filter(|a| is_labelled(cx, a)).collect();
    let place = |a: &&Alternative<'_>| a.option.as_ref().map(|t| t.span);
    let mut found = lacking(cx, &all, ("alternatives", Field::WhyRejected), place, |a| {
        a.why_rejected.as_ref().or(a.tradeoff.as_ref())
    });
    // What was considered for an approach that was chosen was turned down: why is owed of each.
    let turned_down = |a: &&&Alternative<'_>| {
        a.area.is_some() && a.summary.is_some() && a.why_rejected.is_none() && a.tradeoff.is_none()
    };
    if found.is_empty() {
        found.extend(all.iter().filter(turned_down));
    }
    for alternative in found {
        let Some(name) = &alternative.option else { continue };
        let words = [&alternative.option, &alternative.summary];
        let told = words.into_iter().flatten().any(|t| gives_reason(&t.value));
        if !told && !is_placeholder(&name.value) && !is_none(&name.value) {
            out.push(
                out.diagnostic(name.span, format!("nothing says why {} was not chosen", quoted(&name.value)))
                    .help("give the reason, as for the others; who comes later will ask the same question again"),
            );
        }
    }
}

/// Whether a way has a name of its own: in bold, in a cell, in a heading, or as `Option B`.
fn is_labelled(cx: &Context<'_, '_>, alternative: &Alternative<'_>) -> bool {
    alternative.option.as_ref().is_some_and(|option| {
        let before = line_before(cx.tree.text, option.span.start());
        before.ends_with(['*', '_'])
            || before.trim_end().ends_with(['|', '#'])
            || option.value.starts_with("Option ")
    })
}

/// Whether words weigh the way, or say that it was taken after all.
fn gives_reason(words: &str) -> bool {
    const REASONS: &[&str] = &[
        "because",
        "reject",
        "too ",
        "but ",
        "however",
        "would",
        "overkill",
        "not ",
        "n't ",
        "no ",
        "lack",
        "chosen",
        "selected",
        "✅",
        "recommended",
        "adopted",
        "requires",
        "complex",
        "slow",
        "more ",
        "less ",
        "worse",
        "harder",
        "expensive",
        "cost",
        "risk",
        "adds ",
        "since ",
        "as it ",
        "unnecessary",
        "issue",
        "limit",
        "без",
        "слишком",
        "не ",
        "отклон",
        "porque",
        "demasiad",
        "muito",
        "因为",
        "因為",
        "过于",
        "過於",
        "不",
        "拒绝",
        "ため",
        "すぎ",
        "採用",
        "却下",
        "때문",
        "너무",
        "채택",
        "vì ",
        "quá ",
        "không",
    ];
    let lower = words.to_lowercase();
    words.split_whitespace().count() > 20 || REASONS.iter().any(|r| lower.contains(r))
}
