use crate::owed::{is_placeholder, lacking};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::{Field, State};
use planc_model::{Dependency, DependencyKind};

pub static RULE: Rule = Rule {
    name: "precondition-unowned",
    summary: "something must be there first, and nobody answers for it",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("precondition_unowned.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let all = cx.plan.dependencies.iter().flatten();
    let needed = all.filter(|d| d.kind.as_ref().is_some_and(|k| k.value == DependencyKind::Precondition));
    let needed: Vec<_> = needed.filter(|d| !is_met(cx, d)).collect();
    let place = |d: &&Dependency<'_>| d.name.as_ref().map(|t| t.span);
    let field = ("dependencies", Field::Owner);
    for dependency in lacking(cx, &needed, field, place, |d| d.owner.as_ref()) {
        if let Some(name) = dependency.name.as_ref().filter(|n| !is_placeholder(&n.value)) {
            out.push(
                out.diagnostic(
                    name.span,
                    format!("nobody answers for the precondition {}", quoted(&name.value)),
                )
                .help("name its owner, as the others do: `(Status: …, Owner: …)`"),
            );
        }
    }
}

/// Whether it is there already: its box is ticked, or its status says so.
fn is_met(cx: &Context<'_, '_>, dependency: &Dependency<'_>) -> bool {
    const MET: &[&str] = &[
        "available",
        "ready",
        "merged",
        "released",
        "in place",
        "met",
        "live",
        "deployed",
        "installed",
        "none",
        "n/a",
    ];
    let status = dependency.status.as_ref().map_or("", |s| &*s.value);
    let head = status.split([',', ';', '(', '—', '–', '.']).next().unwrap_or("").trim();
    dependency.done.as_ref().is_some_and(|d| d.value)
        || matches!(cx.library.vocabulary().state(head), Some(State::Complete | State::Approved))
        || MET.iter().any(|w| head.eq_ignore_ascii_case(w))
        || status.contains(['✅', '✓', '✔'])
}
