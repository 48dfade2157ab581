use crate::owed::heading_of;
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::{Change, Role};
use planc_model::Test;
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "test-missing",
    summary: "the plan changes components or calls, and its section about tests names no test",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("test_missing.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(tests) = &cx.plan.tests else { return };
    if tests.iter().any(says_something) || tells(cx) {
        return;
    }
    if let (Some(changed), Some(heading)) = (changed(cx), heading_of(cx, "tests")) {
        let mut found = out
            .diagnostic(
                heading,
                format!("no test is named, though {} changes", quoted(changed.of(cx.tree.text))),
            )
            .help("say what is tested and how; `N/A` and why if nothing has to be");
        if changed.end <= heading.start {
            found = found.label(changed, "this changes");
        }
        out.push(found);
    }
}

fn says_something(test: &Test<'_>) -> bool {
    let all = [&test.subject, &test.what, &test.setup, &test.expected, &test.criteria, &test.tool];
    all.into_iter().flatten().any(|t| !t.value.trim().is_empty())
}

/// Whether the sections about tests hold words that were not read as tests: they may name them all the same.
/// A line about coverage names none.
fn tells(cx: &Context<'_, '_>) -> bool {
    cx.tree.sections.iter().zip(&cx.fit.spots).any(|(section, spot)| {
        let about = spot.role != Role::Top && spot.concept.is_some_and(|c| c.family() == "tests");
        about
            && cx.tree.blocks(section).any(|block| {
                let words = cx.tree.str(cx.tree.nodes[block].span);
                let lower = words.to_lowercase();
                words.contains(char::is_alphanumeric)
                    && !words.starts_with("<!--")
                    && !lower.contains("coverage")
            })
    })
}

/// The first thing that the plan makes or changes.
fn changed(cx: &Context<'_, '_>) -> Option<Span> {
    let changes = |c: &&planc_model::Component<'_>| {
        c.change.as_ref().is_none_or(|c| matches!(c.value, Change::New | Change::Modified))
    };
    let component = cx.plan.components.iter().flatten().filter(changes).find_map(|c| c.name.as_ref());
    let call = || cx.plan.endpoints.iter().flatten().find_map(|e| e.path.as_ref());
    component.or_else(call).map(|t| t.span)
}
