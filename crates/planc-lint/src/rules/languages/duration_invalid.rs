use crate::languages::amount::amounts;
use crate::suggest::closest;
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::{Plan, Text};
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "duration-invalid",
    summary: "a duration has a unit with a slip in it, or ends before it begins",
    family: Family::Languages,
    severities: Severities::RISING,
    fixable: true,
    enabled: true,
    page: include_str!("duration_invalid.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    for duration in durations(cx.plan) {
        let source = duration.span.of(cx.tree.text);
        let at =
            |span: Span| Span::new(duration.span.start() + span.start(), duration.span.start() + span.end());
        for amount in amounts(source) {
            let word = amount.word.of(source);
            if let Some(meant) = meant(word) {
                out.push(
                    out.diagnostic(at(amount.word), format!("{} is no unit of time", quoted(word)))
                        .help(format!("did you mean `{meant}`?"))
                        .unsafe_fix("write it so", at(amount.word), meant),
                );
            } else if let Some(range) = reversed(source, amount.number) {
                let message = format!("the range {} ends before it begins", quoted(range.of(source)));
                out.push(out.diagnostic(at(range), message));
            }
        }
    }
}

/// The values of a plan that say how long.
fn durations<'p>(plan: &'p Plan<'_>) -> impl Iterator<Item = &'p Text<'p>> {
    let phases = plan.phases.iter().flatten().filter_map(|p| p.duration.as_ref());
    let rollout = plan.deployment.iter().flat_map(|d| d.rollout.iter().flatten());
    let state = plan.state.iter().flatten().filter_map(|s| s.ttl.as_ref());
    let caches = plan.performance.iter().flat_map(|p| p.caches.iter().flatten());
    let logging = plan.monitoring.iter().flat_map(|m| m.logging.iter().flatten());
    let session = plan.security.iter().filter_map(|s| s.session.as_ref()?.duration.as_ref());
    phases
        .chain(rollout.filter_map(|s| s.duration.as_ref()))
        .chain(state)
        .chain(caches.filter_map(|c| c.ttl.as_ref()))
        .chain(logging.filter_map(|l| l.retention.as_ref()))
        .chain(session)
        .chain(plan.estimate.as_ref())
}

const UNITS: &[&str] = &[
    "milliseconds",
    "millisecond",
    "seconds",
    "second",
    "minutes",
    "minute",
    "hours",
    "hour",
    "days",
    "day",
    "weeks",
    "week",
    "months",
    "month",
    "quarters",
    "quarter",
    "years",
    "year",
    "sprints",
    "sprint",
];

/// Words near to a unit that are none, or units of another language.
const OTHERS: &[&str] = &[
    "hosts", "house", "weekend", "weekends", "weekday", "weekdays", "weekly", "monthly", "hourly", "yearly",
    "secs", "mins", "minuto", "minutos", "minuten", "segundo", "segundos", "secondes", "seconde", "sekunden",
    "heures", "heure", "horas", "monate", "mois", "woche", "wochen", "semana", "semanas", "sprinter",
    "secrets", "minus", "dais", "dias",
];

fn meant(word: &str) -> Option<&'static str> {
    let lower = word.to_ascii_lowercase();
    let known = |list: &[&str]| list.contains(&lower.as_str());
    if word.len() < 4 || !word.is_ascii() || known(UNITS) || known(OTHERS) {
        return None;
    }
    let alike = |unit: &&&str| unit.starts_with(&lower[..1]);
    closest(&lower, UNITS.iter().filter(alike).copied())
}

/// The range that ends with this number and begins with a greater one: `5-3`.
fn reversed(source: &str, number: Span) -> Option<Span> {
    let before = source.get(..number.start())?;
    let head = before.strip_suffix(['-', '–'])?;
    let digits = head.trim_end_matches(|c: char| c.is_ascii_digit());
    // A date, a version, a label before the number are no range.
    if digits.ends_with(|c: char| !matches!(c, ' ' | '(' | '~' | '|')) {
        return None;
    }
    let (first, last): (u32, u32) = (head[digits.len()..].parse().ok()?, number.of(source).parse().ok()?);
    (first > last && last > 0).then(|| Span::new(digits.len(), number.end()))
}
