use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::calls::{Call, parameter, segments};
use planc_model::names::{is_slip, key};
use planc_source::Span;
use rustc_hash::FxHashMap;

pub static RULE: Rule = Rule {
    name: "path-parameter-mismatch",
    summary: "paths give one parameter two names, or a parameter is named that the path does not have",
    family: Family::Consistency,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("path_parameter_mismatch.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let endpoints: Vec<_> =
        cx.plan.endpoints.iter().flatten().filter_map(|e| Some((e, Call::of(e)?))).collect();
    let mut first: FxHashMap<String, Vec<(&str, Span)>> = FxHashMap::default();
    for (endpoint, call) in &endpoints {
        let source = cx.tree.str(call.path_span);
        two_names(source, call.path_span, &mut first, out);
        for words in [&endpoint.purpose, &endpoint.name].into_iter().flatten() {
            described(cx, call, words.span, out);
        }
    }
}

/// What stands before a parameter says which one it is; its names there must be one.
fn two_names<'c>(
    path: &'c str,
    span: Span,
    first: &mut FxHashMap<String, Vec<(&'c str, Span)>>,
    out: &mut Findings<'_>,
) {
    let mut before = String::new();
    for segment in segments(path) {
        let Some(name) = parameter(segment) else {
            before.push('/');
            before.push_str(segment);
            continue;
        };
        let start = span.start() + (name.as_ptr() as usize - path.as_ptr() as usize);
        let place = Span::new(start, start + name.len());
        let known = first.entry(before.clone()).or_default();
        let other = known.iter().find(|(known, _)| is_other(known, name));
        if let Some((known, there)) = other {
            let message = format!(
                "the parameter behind {} is {} here and {} elsewhere",
                quoted(&before),
                quoted(name),
                quoted(known)
            );
            out.push(
                out.diagnostic(place, message)
                    .label(*there, "the other name")
                    .help("give it one name in all paths"),
            );
        } else if known.len() < 8 && !known.iter().any(|(k, _)| *k == name) {
            known.push((name, place));
        }
        before.push_str("/{}");
    }
}

/// `userId` and `user_id`, `parcelId` and `parcleId`, `userId` and `uid`; but `id` is short for any of them, and two
/// names that have nothing in common may be two ways to find a thing (`{id}`, `{slug}`).
fn is_other(one: &str, other: &str) -> bool {
    one != other && (key(one) == key(other) || is_slip(one, other))
}

/// A parameter that the description names in the style of a path, but the path does not have.
fn described(cx: &Context<'_, '_>, call: &Call<'_>, words: Span, out: &mut Findings<'_>) {
    let source = cx.tree.str(words);
    let own: Vec<&str> = segments(call.path).filter_map(parameter).collect();
    if own.is_empty() || source.contains('/') {
        return;
    }
    let mut at = 0;
    while let Some(open) = source[at..].find('{').map(|o| at + o) {
        let rest = &source[open + 1..];
        let Some(close) = rest.find('}') else { return };
        let name = &rest[..close];
        at = open + 1;
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        // `{{X}}` is a placeholder, `{a}` of another call may be one of its query.
        if !plain || source[..open].ends_with(['{', '$']) || own.iter().any(|o| key(o) == key(name)) {
            continue;
        }
        let query = call.path.split_once('?').is_some_and(|(_, query)| query.contains(name));
        if !query {
            let start = words.start() + open;
            let span = Span::new(start, start + close + 2);
            let message = format!("the path {} has no parameter {}", quoted(call.path), quoted(name));
            let found = out.diagnostic(span, message);
            let found = if call.path_span < span { found.label(call.path_span, "the path") } else { found };
            out.push(found.help(format!(
                "its parameters are {}",
                own.iter().map(|o| quoted(o)).collect::<Vec<_>>().join(", ")
            )));
        }
    }
}
