use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::{Number, Plan, Text};
use planc_source::{Severity, Span};

pub static RULE: Rule = Rule {
    name: "percentage-impossible",
    summary: "a share is more than the whole",
    family: Family::Languages,
    severities: Severities::always(Severity::Warning),
    fixable: false,
    enabled: true,
    page: include_str!("percentage_impossible.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let rollout = cx.plan.deployment.iter().flat_map(|d| d.rollout.iter().flatten());
    for percent in rollout.flat_map(|s| s.percent.iter().flatten()) {
        if Number::get(&percent.value).is_some_and(|n| n > 100.0) {
            let message =
                format!("{} of all users are more than there are", quoted(percent.span.of(cx.tree.text)));
            out.push(out.diagnostic(percent.span, message).help("the stages of a rollout go up to 100 %"));
        }
    }
    for (metric, value) in shares(cx.plan) {
        let source = value.span.of(cx.tree.text);
        if let Some(span) = over(source).filter(|_| is_share(metric.as_str()) && !is_change(source)) {
            let at = Span::new(value.span.start() + span.start(), value.span.start() + span.end());
            let message = format!("{} cannot be {}", quoted(metric.as_str()), quoted(span.of(source)));
            out.push(out.diagnostic(at, message).help("a share goes up to 100 %"));
        }
    }
}

/// What a plan says of what is measured, with its number.
fn shares<'p>(plan: &'p Plan<'_>) -> impl Iterator<Item = (&'p Text<'p>, &'p Text<'p>)> {
    let success =
        plan.success_metrics.iter().flatten().filter_map(|m| Some((m.metric.as_ref()?, m.target.as_ref()?)));
    let expected = plan.performance.iter().flat_map(|p| p.expectations.iter().flatten());
    let metrics = plan.monitoring.iter().flat_map(|m| m.metrics.iter().flatten());
    success
        .chain(expected.filter_map(|e| Some((e.metric.as_ref()?, e.value.as_ref()?))))
        .chain(metrics.filter_map(|m| Some((m.metric.as_ref()?, m.threshold.as_ref()?))))
}

/// The first percentage over 100.
fn over(source: &str) -> Option<Span> {
    source.match_indices('%').find_map(|(at, _)| {
        let head = source[..at].trim_end();
        let start = head.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let number: f64 = head[start..].parse().ok()?;
        let inside = source[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '+' | '_'));
        (number > 100.0 && !inside).then(|| Span::new(start, at + 1))
    })
}

/// Whether a metric is a part of something. Only words that can be nothing else count.
fn is_share(metric: &str) -> bool {
    let metric = metric.to_lowercase();
    let words = [
        "availability",
        "uptime",
        "accuracy",
        "success rate",
        "error rate",
        "failure rate",
        "hit rate",
        "hit ratio",
        "completion rate",
        "pass rate",
        "disponibilidade",
        "disponibilidad",
        "доступность",
    ];
    words.iter().any(|word| metric.contains(word))
}

/// Whether a value compares with another one: that can be any number of percent.
fn is_change(value: &str) -> bool {
    let value = value.to_lowercase();
    let words = [
        "increase", "improve", "growth", "grow", "baseline", "current", "more", "faster", "than", "over ",
        " of ", "reduc", "relative", "drop", "spike",
    ];
    words.iter().any(|word| value.contains(word))
}
