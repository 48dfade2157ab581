use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::{Number, Spanned};
use planc_source::{Severity, Span};

pub static RULE: Rule = Rule {
    name: "coverage-range",
    summary: "a coverage target that no test suite can reach, or that asks for nothing",
    family: Family::Consistency,
    severities: Severities::always(Severity::Error),
    fixable: false,
    enabled: true,
    page: include_str!("coverage_range.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let plan = cx.plan;
    let targets = plan.coverage.iter().flat_map(|c| [&c.overall, &c.new, &c.modified]).flatten();
    let tests = plan.tests.iter().flatten().filter_map(|t| t.coverage_target.as_ref());
    let mut seen = Vec::new();
    for target in targets.chain(tests) {
        let Some(number) = target.value.get() else { continue };
        let in_range = number > 0.0 && number <= 100.0;
        if !in_range && !seen.contains(&target.span) && is_share(target, cx.tree.text) {
            seen.push(target.span);
            report(cx, target, number, out);
        }
    }
}

fn report(cx: &Context<'_, '_>, target: &Spanned<Number<'_>>, number: f64, out: &mut Findings<'_>) {
    let span = figure(cx.tree.text, target.span);
    let said = quoted(span.of(cx.tree.text));
    let found = if number == 0.0 {
        out.diagnostic(span, format!("a coverage target of {said} asks for no test at all"))
            .help("name the share that tests must reach, or drop the target")
    } else {
        out.diagnostic(span, format!("a coverage target of {said} cannot be met"))
            .help("a share of the code lies between 0 % and 100 %")
    };
    out.push(found);
}

/// Whether the number is a share of the code: it has a percent sign or stands alone, and nothing says that it is
/// a difference (`0% regression`, `no drop below -2 %`).
fn is_share(target: &Spanned<Number<'_>>, text: &str) -> bool {
    const DIFFERENCES: &[&str] = &[
        "regress",
        "drop",
        "decreas",
        "loss",
        "reduc",
        "chang",
        "below",
        "degrad",
        "declin",
        "delta",
        "lower",
        "untested",
        "uncovered",
    ];
    let source = target.span.of(text);
    let lower = source.to_lowercase();
    let alone = source.trim_matches(|c: char| !c.is_ascii_digit()).bytes().all(|b| b.is_ascii_digit());
    (alone || lower.contains('%') || lower.contains("percent"))
        && !DIFFERENCES.iter().any(|word| lower.contains(word))
        && !source.contains(['[', '{'])
}

/// The number with its signs: `> 150 %` in `> 150 % of the lines`.
fn figure(text: &str, span: Span) -> Span {
    let source = span.of(text);
    let Some(first) = source.find(|c: char| c.is_ascii_digit()) else { return span };
    let start = first - usize::from(source[..first].ends_with('-'));
    let number = source[first..]
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','))
        .map_or(source.len(), |at| first + at);
    let tail = source[number..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let end = if tail.starts_with('%') { source.len() - tail.len() + 1 } else { number };
    Span::new(span.start() + start, span.start() + end)
}
