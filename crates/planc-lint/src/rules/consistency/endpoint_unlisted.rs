use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::Text;
use planc_model::calls::{Call, fits, is_base, parameter, segments};
use planc_model::names::is_slip;
use rustc_hash::FxHashSet;

pub static RULE: Rule = Rule {
    name: "endpoint-unlisted",
    summary: "a flow, test or error calls an endpoint that the list of endpoints does not have",
    family: Family::Consistency,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("endpoint_unlisted.md"),
    check: Check::Plan(check),
};

/// A list of fewer endpoints is no list of all.
const ENOUGH: usize = 2;

/// So many calls are looked at; each is compared with every endpoint.
const MOST: usize = 500;

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let listed: Vec<Call<'_>> = cx.plan.endpoints.iter().flatten().filter_map(Call::of).take(MOST).collect();
    if listed.len() < ENOUGH {
        return;
    }
    let mut seen = FxHashSet::default();
    for text in texts(cx).take(MOST) {
        // The words of the plan, so that the place is right.
        let source = cx.tree.str(text.span);
        let Some(call) = Call::in_text(source, text.span) else { continue };
        if listed.iter().any(|l| same_method(&call, l) && fits(call.path, l.path)) {
            continue;
        }
        let name = quoted(&format!("{} {}", call.method, call.path));
        let message = format!("{name} is called here, but the plan lists no such endpoint");
        let Some(help) = help(&call, &listed) else { continue };
        if seen.insert(call.key()) {
            out.push(out.diagnostic(call.span, message).help(help));
        }
    }
}

fn same_method(one: &Call<'_>, other: &Call<'_>) -> bool {
    one.method.eq_ignore_ascii_case(other.method)
}

/// Steps of flows, what errors answer, what tests do.
fn texts<'c>(cx: &Context<'c, '_>) -> impl Iterator<Item = &'c Text<'c>> {
    let plan = cx.plan;
    let flows = plan.flows.iter().flatten();
    let steps =
        flows.flat_map(|f| f.steps.iter().map(|s| &s.action).chain(&f.response).chain(&f.retry_policy));
    let scenarios = plan.errors.iter().flat_map(|e| e.scenarios.iter().flatten());
    let errors = scenarios.flat_map(|s| [&s.name, &s.cause, &s.response, &s.recovery]).flatten();
    let tests = plan.tests.iter().flatten();
    let tests = tests.flat_map(|t| [&t.subject, &t.what, &t.setup, &t.expected, &t.criteria]).flatten();
    steps.chain(errors).chain(tests)
}

/// What was meant; `None` for calls of other systems: nothing in the list is like them.
fn help(call: &Call<'_>, listed: &[Call<'_>]) -> Option<String> {
    let near = listed.iter().find(|l| same_method(call, l) && slip(call.path, l.path));
    if let Some(near) = near {
        return Some(format!("did you mean {}?", quoted(&format!("{} {}", near.method, near.path))));
    }
    if let Some(other) = listed.iter().find(|l| fits(call.path, l.path)) {
        return Some(format!(
            "the path is listed as {}; list this call too, or correct its method",
            quoted(&format!("{} {}", other.method, other.path))
        ));
    }
    let resource = |path| segments(path).find(|s| !is_base(s) && parameter(s).is_none());
    let own = resource(call.path)?;
    listed
        .iter()
        .any(|l| resource(l.path) == Some(own))
        .then(|| "add it to the endpoints, or correct the call".to_owned())
}

/// Whether two paths differ in one word, and that by a slip.
fn slip(one: &str, other: &str) -> bool {
    let mut slips = 0;
    let same = segments(one).count() == segments(other).count()
        && segments(one).zip(segments(other)).all(|(one, other)| {
            let both = parameter(one).is_some() && parameter(other).is_some();
            let slip = one != other
                && !both
                && (is_slip(one, other) || one.trim_end_matches('s') == other.trim_end_matches('s'));
            slips += usize::from(slip);
            one == other || both || slip
        });
    same && slips == 1
}
