use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::Text;
use rustc_hash::FxHashSet;

pub static RULE: Rule = Rule {
    name: "component-unknown",
    summary: "a diagram, flow or dependency names a component that is defined under nearly the same name",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: true,
    enabled: true,
    page: include_str!("component_unknown.md"),
    check: Check::Plan(check),
};

/// So many names are compared with the components.
const MOST: usize = 400;

/// Diagrams also show what is around a system, and components need what others made. So only names are reported that
/// are a slip of one that is defined.
fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let names = cx.components();
    if names.is_empty() {
        return;
    }
    let mut seen = FxHashSet::default();
    for name in named(cx).take(MOST) {
        // What two boxes of a drawing say over several lines is no name.
        let plain = || !name.as_str().contains('\n') && cx.tree.str(name.span).contains(name.as_str());
        let Some((meant, defined)) = names.meant(name.as_str()).filter(|_| plain()) else { continue };
        let at = cx.tree.str(name.span).find(name.as_str()).unwrap_or(0) + name.span.start();
        let span = planc_source::Span::new(at, at + name.as_str().len());
        if seen.insert(span) {
            let found =
                out.diagnostic(span, format!("{} is no component of this plan", quoted(name.as_str())));
            let found = if defined < span { found.label(defined, "defined here") } else { found };
            // In a drawing the new name must be as wide as the old one, or the frame breaks.
            let width = meant.chars().count() == name.as_str().chars().count();
            let found = found.help(format!("did you mean {}?", quoted(meant)));
            out.push(if width || !is_drawn(cx, span) {
                found.unsafe_fix(format!("name {}", quoted(meant)), span, meant.to_owned())
            } else {
                found
            });
        }
    }
}

fn is_drawn(cx: &Context<'_, '_>, span: planc_source::Span) -> bool {
    let diagrams = cx.plan.architecture.iter().flat_map(|a| a.diagrams.iter().flatten());
    diagrams.filter(|d| d.kind().value == "boxes").any(|d| d.source.span.contains(span))
}

/// Every place that names components.
fn named<'c>(cx: &Context<'c, '_>) -> impl Iterator<Item = &'c Text<'c>> {
    let plan = cx.plan;
    let diagrams = plan.architecture.iter().flat_map(|a| a.diagrams.iter().flatten());
    let needed = plan.components.iter().flatten().flat_map(|c| c.dependencies.iter().flatten());
    let actors = plan.flows.iter().flatten().flat_map(|f| f.steps.iter().filter_map(|s| s.actor.as_ref()));
    diagrams.flat_map(|d| d.nodes()).chain(needed.map(|n| &n.name)).chain(actors)
}
