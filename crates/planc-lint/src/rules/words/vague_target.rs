use crate::owed::is_placeholder;
use crate::vague::{SPEED, first_of, has_number};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "vague-target",
    summary: "a word of speed stands where a number is owed",
    family: Family::Words,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("vague_target.md"),
    check: Check::Plan(check),
};

/// Words by which a sentence binds; one without them may tell a story or name a wish.
const MUST: &[&str] = &[
    "must",
    "shall",
    "should",
    "has to",
    "have to",
    "needs to",
    "need to",
    "deve",
    "devem",
    "debe",
    "deben",
    "deberá",
    "должен",
    "должна",
    "должно",
    "должны",
    "phải",
    "cần",
    "必须",
    "必須",
    "应",
    "應",
    "べき",
    "こと",
    "해야",
    "한다",
];

/// Requirements, acceptance criteria and metrics in prose; what has a field for its number is the matter of
/// `number-missing`.
fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let requirements = cx.plan.requirements.iter().flatten();
    let requirements = requirements.filter_map(|r| Some((r.text.as_ref()?.span, r.id.is_some())));
    let acceptance = cx.plan.acceptance.iter().flatten().map(|a| (a.text.span, false));
    let metrics = cx.plan.success_metrics.iter().flatten().filter(|m| m.target.is_none());
    let metrics = metrics.filter_map(|m| m.metric.as_ref()).map(|t| (t.span, true));
    let expected = cx.plan.performance.iter().flat_map(|p| p.expectations.iter().flatten());
    let expected = expected.filter(|e| e.value.is_none()).filter_map(|e| e.metric.as_ref());
    let expected = expected.map(|t| (t.span, false));
    for (span, binds) in requirements.chain(acceptance).chain(metrics).chain(expected) {
        let words = span.of(cx.tree.text);
        if let Some(at) = first_of(words, SPEED)
            && (binds || first_of(words, MUST).is_some())
            && !has_number(words)
            && !is_placeholder(words)
        {
            let place = Span::new(span.start() + at.start(), span.start() + at.end());
            out.push(
                out.diagnostic(place, format!("{} can be neither met nor missed", quoted(at.of(words))))
                    .help("give the number and its unit: `within 200 ms for 95 % of the calls`"),
            );
        }
    }
}
