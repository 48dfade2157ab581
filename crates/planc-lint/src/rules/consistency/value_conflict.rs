use crate::groups::{Group, Groups};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::Text;
use planc_source::Span;
use rustc_hash::FxHashMap;

pub static RULE: Rule = Rule {
    name: "value-conflict",
    summary: "one list gives one thing two values: a metric two targets, a dependency two versions",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("value_conflict.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let plan = cx.plan;
    let performance = plan.performance.iter();
    let metrics = performance.clone().flat_map(|p| p.expectations.iter().flatten());
    let metrics = metrics.map(|m| (m.metric.as_ref(), m.value.as_ref()));
    conflicts(cx, &Kind::figure("target"), metrics, out);
    let budgets = performance.clone().flat_map(|p| p.budgets.iter().flatten());
    let budgets = budgets.map(|b| (Some(&b.operation), b.limit.as_ref()));
    conflicts(cx, &Kind::figure("limit"), budgets, out);
    let caches = performance.flat_map(|p| p.caches.iter().flatten());
    let caches = caches.map(|c| (c.cache.as_ref(), c.ttl.as_ref()));
    conflicts(cx, &Kind::property("time to live"), caches, out);
    let success = plan.success_metrics.iter().flatten();
    let success = success.map(|m| (m.metric.as_ref(), m.target.as_ref()));
    conflicts(cx, &Kind::figure("target"), success, out);
    let state = plan.state.iter().flatten();
    let state = state.map(|s| (s.name.as_ref(), s.ttl.as_ref()));
    conflicts(cx, &Kind::property("time to live"), state, out);
    let dependencies = plan.dependencies.iter().flatten();
    let dependencies = dependencies.map(|d| (d.name.as_ref(), d.version.as_ref()));
    conflicts(cx, &Kind::property("version"), dependencies, out);
    let environments = plan.deployment.iter().flat_map(|d| d.environments.iter().flatten());
    let environments = environments.map(|e| (e.name.as_ref(), e.url.as_ref()));
    conflicts(cx, &Kind::property("address"), environments, out);
}

/// A kind of values.
struct Kind {
    what: &'static str,
    /// Whether other columns of the table may say what makes two rows of one name two things: a target of a metric
    /// holds under a condition, a version of a dependency just is.
    conditional: bool,
}

impl Kind {
    fn figure(what: &'static str) -> Kind {
        Kind { what, conditional: true }
    }

    fn property(what: &'static str) -> Kind {
        Kind { what, conditional: false }
    }
}

/// Within one table or list a name stands once, or its values agree.
fn conflicts<'p, 'a: 'p>(
    cx: &Context<'_, '_>,
    kind: &Kind,
    pairs: impl Iterator<Item = (Option<&'p Text<'a>>, Option<&'p Text<'a>>)>,
    out: &mut Findings<'_>,
) {
    let pairs = pairs.filter_map(|(name, value)| Some((name?, value?)));
    let filled = |text: &Text<'_>| !text.as_str().contains(['[', '{']);
    let mut pairs: Vec<_> = pairs.filter(|(name, value)| filled(name) && filled(value)).collect();
    pairs.sort_by_key(|(name, _)| name.span);
    let mut groups = Groups::new(cx);
    let mut seen: FxHashMap<(Group, String), (Span, String, &str)> = FxHashMap::default();
    for (name, value) in pairs {
        let group = groups.of(name.span);
        let (key, own) = (name.as_str().to_lowercase(), spoken(value.as_str()));
        if own.is_empty() || kind.conditional && !(is_pair(cx, group) && is_figure(value.as_str())) {
            continue;
        }
        let (there, other, said) =
            seen.entry((group, key)).or_insert_with(|| (value.span, own.clone(), value.as_str()));
        if *other != own {
            let message = format!(
                "the {} of {} is {} here and {} above",
                kind.what,
                quoted(name.as_str()),
                quoted(value.as_str()),
                quoted(said)
            );
            out.push(
                out.diagnostic(value.span, message)
                    .label(*there, "the other value")
                    .help("keep one of the two, or say in the names what makes them two things"),
            );
        }
    }
}

/// Whether a name and its value are all that stands side by side.
fn is_pair(cx: &Context<'_, '_>, group: Group) -> bool {
    match group {
        Group::Table(node) => cx.tree.table(node).is_some_and(|table| table.head.cells.len() == 2),
        _ => true,
    }
}

/// `< 2 s`, `99.9 %`, `~10 MB`: a value that can be measured.
fn is_figure(value: &str) -> bool {
    let bare = value
        .trim_start_matches(['<', '>', '≤', '≥', '=', '~', '≈', '±', '-', '−', '+', '$', '€', ' ', '*', '`']);
    bare.starts_with(|c: char| c.is_ascii_digit())
}

/// A value without what does not count: blanks, marks, case. Without a number or letter it says nothing, and `latest`
/// goes with every version.
fn spoken(value: &str) -> String {
    let bare: String =
        value.chars().filter(|c| c.is_alphanumeric() || matches!(c, '.' | '<' | '>')).collect();
    let lower = bare.to_lowercase();
    if ["na", "none", "tbd", "todo", "latest"].contains(&lower.as_str())
        || !lower.chars().any(char::is_alphanumeric)
    {
        return String::new();
    }
    lower
}
