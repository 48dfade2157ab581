use crate::languages::amount::amounts;
use crate::suggest::closest;
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::{Plan, Text};
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "quantity-unknown",
    summary: "a number has a unit with a slip in it",
    family: Family::Languages,
    severities: Severities::RISING,
    fixable: true,
    enabled: true,
    page: include_str!("quantity_unknown.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    for quantity in quantities(cx.plan) {
        let source = quantity.span.of(cx.tree.text);
        for amount in amounts(source) {
            let word = amount.word.of(source);
            if let Some(meant) = meant(word) {
                let start = quantity.span.start() + amount.word.start();
                let span = Span::new(start, start + word.len());
                out.push(
                    out.diagnostic(span, format!("{} is no unit", quoted(word)))
                        .help(format!("did you mean `{meant}`?"))
                        .unsafe_fix("write it so", span, meant),
                );
            }
        }
    }
}

/// The values of a plan that say how much.
fn quantities<'p>(plan: &'p Plan<'_>) -> impl Iterator<Item = &'p Text<'p>> {
    let performance = || plan.performance.iter();
    let expected =
        performance().flat_map(|p| p.expectations.iter().flatten()).filter_map(|e| e.value.as_ref());
    let budgets = performance().flat_map(|p| p.budgets.iter().flatten()).filter_map(|b| b.limit.as_ref());
    let metrics = plan.monitoring.iter().flat_map(|m| m.metrics.iter().flatten());
    let success = plan.success_metrics.iter().flatten().filter_map(|m| m.target.as_ref());
    expected.chain(budgets).chain(metrics.filter_map(|m| m.threshold.as_ref())).chain(success)
}

/// Short units: a letter of them may be doubled by mistake, and nothing else can be told from a word.
const SHORT: &[&str] = &[
    "ms", "us", "ns", "sec", "min", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB", "rps", "qps", "Hz",
    "kHz", "MHz", "GHz", "fps",
];

/// Long units, as nobody shortens them.
const LONG: &[&str] = &[
    "milliseconds",
    "millisecond",
    "microseconds",
    "nanoseconds",
    "seconds",
    "second",
    "minutes",
    "minute",
    "kilobytes",
    "megabytes",
    "gigabytes",
    "terabytes",
    "percent",
    "requests",
    "request",
];

/// Words near to a long unit that are none.
const OTHERS: &[&str] = &[
    "percentile",
    "percentiles",
    "percents",
    "percentage",
    "percentages",
    "records",
    "regressions",
    "requested",
    "requester",
    "requesters",
    "requires",
    "minuto",
    "minutos",
    "minuten",
    "segundo",
    "segundos",
    "secondes",
    "sekunden",
    "milisegundos",
    "millisecondes",
    "secondary",
    "requestors",
    "microservices",
];

fn meant(word: &str) -> Option<&'static str> {
    let lower = word.to_ascii_lowercase();
    if !word.is_ascii() || OTHERS.contains(&lower.as_str()) || LONG.contains(&lower.as_str()) {
        return None;
    }
    if word.len() > 5 {
        // One slip in a word, two in a long one; more make another word.
        let slips =
            |unit: &&&str| strsim::damerau_levenshtein(&lower, unit) <= 1 + usize::from(unit.len() > 8);
        let alike = |unit: &&&str| unit.starts_with(&lower[..1]) && slips(unit);
        return closest(&lower, LONG.iter().filter(alike).copied());
    }
    let doubled = |unit: &&&str| {
        let mut letters = word.as_bytes().windows(2).enumerate();
        letters.any(|(at, pair)| {
            let mut single = word.to_owned();
            single.remove(at);
            pair[0] == pair[1] && single == **unit
        })
    };
    SHORT.iter().find(doubled).copied()
}
