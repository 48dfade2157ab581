use crate::companions::{spec, tasks};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::{Stated, family, id_key};
use planc_source::Span;
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    name: "requirement-uncovered",
    summary: "a requirement of the specification is cited by nothing in the plan or its tasks",
    family: Family::Truth,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("requirement_uncovered.md"),
    check: Check::Plan(check),
};

/// What asks for something to be built; stories, criteria and measures are covered by these.
const ASKING: &[&str] = &["FR", "NFR", "REQ", "SR", "BR", "TR", "IR", "QR", "UR"];

/// So many requirements are named.
const NAMED: usize = 5;

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(spec) = spec(cx).filter(|s| !s.facts.requirements.is_empty()) else { return };
    let tasks = tasks(cx);
    let theirs = tasks.iter().flat_map(|t| &t.facts.mentions);
    let own = cx.mentions();
    let cited: BTreeSet<String> = own.iter().chain(theirs).map(|m| id_key(&m.id)).collect();
    for kind in ASKING {
        let asked = || spec.facts.requirements.iter().filter(|r| family(&r.id) == *kind);
        let uncovered: Vec<&Stated> = asked().filter(|r| !is_cited(&r.id, &cited)).collect();
        let total = asked().count();
        // Who cites a few ids does not trace; who cites most of them does.
        if uncovered.is_empty() || uncovered.len() * 3 > total {
            continue;
        }
        let named: Vec<_> = uncovered.iter().take(NAMED).map(|r| quoted(&r.id)).collect();
        let more = uncovered.len().saturating_sub(NAMED);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let are = if uncovered.len() == 1 { "is" } else { "are" };
        let message = format!("{}{rest} of {} {are} cited nowhere", named.join(", "), quoted(spec.name()));
        let first = uncovered.first().map_or("", |r| r.text.as_str());
        out.push(
            out.diagnostic(place(cx), message)
                .help(format!("name the requirement where the plan or a task meets it: {}", quoted(first))),
        );
    }
}

/// A requirement is met where its parts are (`FR-2` by `FR-2.1` or `FR-2a`), and a part where the whole is.
fn is_cited(id: &str, cited: &BTreeSet<String>) -> bool {
    let key = id_key(id);
    let whole = key.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_part = |k: &String| {
        let rest = &k[key.len()..];
        rest.starts_with('.') || rest.len() == 1 && rest.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    cited.contains(&key)
        || cited.contains(whole)
        || cited.range(key.clone()..).take_while(|k| k.starts_with(&key)).any(is_part)
}

/// The section of the plan that traces requirements, else the title.
fn place(cx: &Context<'_, '_>) -> Span {
    let tracing = cx.fit.spots.iter().position(|s| s.concept.is_some_and(|c| c.name() == "requirements"));
    tracing.and_then(|at| cx.tree.sections.get(at)).map_or_else(|| cx.title_span(), |s| s.title)
}
