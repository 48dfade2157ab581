use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::{Number, Spanned, Text};
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "coverage-conflict",
    summary: "two coverage targets of the plan contradict each other",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("coverage_conflict.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(coverage) = &cx.plan.coverage else { return };
    let percent = |target: &Option<Spanned<Number<'_>>>| {
        let target = target.as_ref()?;
        // A number without a percent sign may count something else.
        let source = cx.tree.str(target.span);
        target
            .value
            .get()
            .filter(|n| *n > 0.0 && *n <= 100.0 && source.contains(['%', '％']))
            .map(|n| (n, target.span))
    };
    let (overall, new, modified) =
        (percent(&coverage.overall), percent(&coverage.new), percent(&coverage.modified));
    if let (Some(overall), Some(new)) = (overall, new)
        && new.0 < overall.0
        && modified.is_none_or(|m| m.0 < overall.0)
    {
        let (first, later) = if overall.1 < new.1 { (overall, new) } else { (new, overall) };
        let message = format!(
            "new code is to be covered to {} %, all code to {} %: the first pulls the second down",
            new.0, overall.0
        );
        let label = if first.1 == overall.1 { "the target for all code" } else { "the target for new code" };
        out.push(
            out.diagnostic(later.1, message)
                .label(first.1, label)
                .help("new code needs at least the target of all code"),
        );
    }
    for text in texts(cx) {
        let source = cx.tree.str(text.span);
        let Some((scope, number, at)) = target(source) else { continue };
        let Some(stated) = (match scope {
            Scope::All => overall,
            Scope::New => new,
        }) else {
            continue;
        };
        let span = Span::new(text.span.start() + at.start(), text.span.start() + at.end());
        if stated.0 == number || stated.1.contains(span) {
            continue;
        }
        let (first, later) = if stated.1 < span { (stated.1, span) } else { (span, stated.1) };
        let (one, other) = if first == span { (number, stated.0) } else { (stated.0, number) };
        out.push(
            out.diagnostic(later, format!("the coverage target is {other} % here and {one} % elsewhere"))
                .label(first, "the other target")
                .help("there is one target; say it in one place and link to it"),
        );
    }
}

/// Where targets of the whole plan are repeated; a task of a phase may have its own.
fn texts<'c>(cx: &Context<'c, '_>) -> impl Iterator<Item = &'c Text<'c>> {
    let plan = cx.plan;
    let checks = plan.acceptance.iter().chain(&plan.milestones).flatten().map(|c| &c.text);
    let validation = plan.validation_steps.iter().flatten();
    let notes = plan.constitution.iter().flatten().filter_map(|a| a.notes.as_ref());
    checks.chain(validation).chain(notes)
}

/// Whose coverage a sentence is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    All,
    New,
}

/// The target of a sentence that says nothing but a target: `Test coverage ≥ 80 %`. A word that is not expected
/// (`unit`, `handlers`) makes it the target of something smaller.
fn target(source: &str) -> Option<(Scope, f64, Span)> {
    if source.len() > 120 || source.matches(['%', '％']).count() != 1 {
        return None;
    }
    const WORDS: &[&str] = &[
        "test", "tests", "code", "coverage", "overall", "total", "line", "lines", "is", "at", "least", "of",
        "minimum", "the", "target", "reach", "reaches", "reached", "achieve", "achieves", "achieved", "meet",
        "meets", "above", "over", "or", "higher", "more", "all", "a", "with", "have", "has", "new", "for",
        "maintain", "ensure", "verify", "pass", "to", "and",
    ];
    let mut words =
        source.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).map(str::to_lowercase);
    let (mut coverage, mut new) = (false, false);
    if !words.all(|word| {
        coverage |= word == "coverage";
        new |= word == "new";
        WORDS.contains(&word.as_str())
    }) || !coverage
    {
        return None;
    }
    let start = source.find(|c: char| c.is_ascii_digit())?;
    let end = start + source[start..].find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let tail = source[end..].trim_start();
    let sign = tail.chars().next().filter(|c| matches!(c, '%' | '％'))?;
    let number = source[start..end].parse().ok()?;
    let end = source.len() - tail.len() + sign.len_utf8();
    Some((if new { Scope::New } else { Scope::All }, number, Span::new(start, end)))
}
