use crate::companions::{Companion, contracts};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities, closest};
use planc_model::Operation;
use planc_source::Span;
use std::collections::{BTreeMap, BTreeSet};

pub static RULE: Rule = Rule {
    name: "contract-mismatch",
    summary: "the endpoints of the plan are not those of its contract",
    family: Family::Truth,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("contract_mismatch.md"),
    check: Check::Plan(check),
};

/// So many missing calls are named.
const NAMED: usize = 4;

/// An endpoint of the plan.
struct Call<'c> {
    method: &'c str,
    path: &'c str,
    /// What is compared of the path.
    shape: String,
    span: Span,
}

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let calls = calls(cx);
    if calls.is_empty() {
        return;
    }
    let contracts = contracts(cx);
    if contracts.is_empty() {
        return;
    }
    let bases = contracts.iter().filter_map(|c| c.facts.contract.as_ref()).flat_map(|c| &c.bases);
    let bases: BTreeSet<String> = bases.map(|b| shape(b)).collect();
    let mut offered: BTreeMap<String, Vec<(&Operation, &Companion)>> = BTreeMap::new();
    for contract in &contracts {
        for operation in contract.facts.contract.iter().flat_map(|c| &c.operations) {
            offered.entry(bare(&shape(&operation.path), &bases)).or_default().push((operation, contract));
        }
    }
    let same = |call: &Call<'_>| offered.get(&bare(&call.shape, &bases));
    // Documents that share no path tell of different interfaces.
    if !calls.iter().any(|c| same(c).is_some()) {
        return;
    }
    let name = match &contracts[..] {
        [one] => quoted(one.name()),
        _ => "the contracts".to_owned(),
    };
    for call in &calls {
        let known = same(call);
        if known.is_some_and(|o| o.iter().any(|(o, _)| o.method == call.method)) {
            continue;
        }
        let message =
            format!("{} does not offer {}", name, quoted(&format!("{} {}", call.method, call.path)));
        let help = match known {
            Some(others) => {
                let methods: Vec<_> = others.iter().map(|(o, _)| quoted(&o.method)).collect();
                format!("for this path it has {}", methods.join(", "))
            }
            None => {
                let paths = offered.values().flatten().map(|(o, _)| o.path.as_str());
                closest(call.path, paths)
                    .map_or("add it to the contract, or take it out of the plan".to_owned(), |near| {
                        format!("did you mean {}?", quoted(near))
                    })
            }
        };
        out.push(out.diagnostic(call.span, message).help(help));
    }
    let planned: BTreeSet<(String, &str)> =
        calls.iter().map(|c| (bare(&c.shape, &bases), c.method)).collect();
    let all = offered.iter().flat_map(|(shape, operations)| operations.iter().map(move |(o, _)| (shape, *o)));
    let surplus: Vec<_> = all
        .filter(|(shape, o)| !planned.contains(&((*shape).clone(), o.method.as_str())))
        .map(|(_, o)| o)
        .collect();
    if let Some(first) = surplus.first() {
        let said = |o: &&Operation| quoted(&format!("{} {}", o.method, o.path));
        let named: Vec<_> = surplus.iter().take(NAMED).map(said).collect();
        let more = surplus.len().saturating_sub(NAMED);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("{name} offers {}{rest}, which the plan does not have", named.join(", "));
        let help =
            format!("add {} to the endpoints of the plan, or take it out of the contract", said(first));
        out.push(out.diagnostic(place(cx), message).help(help));
    }
}

fn calls<'c>(cx: &'c Context<'_, '_>) -> Vec<Call<'c>> {
    let endpoints = cx.plan.endpoints.iter().flatten();
    let calls = endpoints.filter_map(|endpoint| {
        let (method, path) = (endpoint.method.as_ref()?, endpoint.path.as_ref()?);
        let plain = path.value.split(['?', '#']).next().unwrap_or("");
        (plain.starts_with('/') && !plain.contains(['*', ' ', '…'])).then(|| Call {
            method: method.as_str(),
            path: plain,
            shape: shape(plain),
            span: path.span,
        })
    });
    calls.collect()
}

/// What is compared of a path: the names of parameters and a slash at the end mean nothing.
fn shape(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for part in path.split('/').filter(|p| !p.is_empty()) {
        out.push('/');
        let parameter = part.starts_with([':', '{', '<', '[', '$']);
        out.push_str(if parameter { "{}" } else { part });
    }
    out.to_ascii_lowercase()
}

/// A path without the base of a server before it.
fn bare(shape: &str, bases: &BTreeSet<String>) -> String {
    let rest =
        bases.iter().filter_map(|base| shape.strip_prefix(base.as_str()).filter(|r| r.starts_with('/')));
    rest.min_by_key(|r| r.len()).unwrap_or(shape).to_owned()
}

/// The section of endpoints.
fn place(cx: &Context<'_, '_>) -> Span {
    let endpoints =
        cx.fit.spots.iter().position(|s| s.concept.is_some_and(|c| c.name().starts_with("endpoints")));
    endpoints.and_then(|at| cx.tree.sections.get(at)).map_or_else(|| cx.title_span(), |s| s.title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parameters_mean_nothing() {
        for path in ["/users/{id}/keys", "/users/:userId/keys/", "/Users/<id>/keys", "/users/[id]/keys"] {
            assert_eq!(shape(path), "/users/{}/keys", "{path}");
        }
        let bases = BTreeSet::from(["/api".to_owned(), "/api/v1".to_owned()]);
        assert_eq!(bare("/api/v1/users", &bases), "/users");
        assert_eq!(bare("/apiary", &bases), "/apiary");
    }
}
