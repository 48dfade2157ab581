use crate::groups::{Group, Groups};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::names::{joined, key, spaced};
use planc_model::{Diagram, Text};
use std::cell::LazyCell;

pub static RULE: Rule = Rule {
    name: "component-undrawn",
    summary: "the diagram of the components leaves one out",
    family: Family::Consistency,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("component_undrawn.md"),
    check: Check::Plan(check),
};

/// So many components must be drawn before a diagram is one of the components.
const ENOUGH: usize = 3;

/// So many components and boxes are compared.
const MOST: usize = 200;

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let components = side_by_side(cx);
    let diagrams: Vec<&Diagram<'_>> =
        cx.plan.architecture.iter().flat_map(|a| a.diagrams.iter().flatten()).collect();
    if components.len() <= ENOUGH || diagrams.is_empty() {
        return;
    }
    let all: Vec<String> = components.iter().map(|c| spaced(c.as_str())).collect();
    if !diagrams.iter().any(|d| shows(d, &all)) {
        return;
    }
    let nodes: Vec<&Text<'_>> = diagrams.iter().flat_map(|d| d.nodes()).take(MOST).collect();
    let boxes: Vec<String> = nodes.iter().map(|n| spaced(n.as_str())).collect();
    // Only a component without a box is looked for in all words of the drawings.
    let sources = LazyCell::new(|| diagrams.iter().map(|d| key(&d.source.value)).collect::<Vec<_>>());
    let is_drawn = |words: &str| {
        boxes.iter().any(|b| is_like(b, words)) || {
            let key = joined(words);
            sources.iter().any(|s| s.contains(&key))
        }
    };
    let undrawn: Vec<_> = components.iter().zip(&all).filter(|(_, words)| !is_drawn(words)).collect();
    // One of many is forgotten; several are left out on purpose.
    if let [(left, _)] = undrawn[..] {
        let message = format!(
            "the diagram shows {} components, but not {}",
            components.len() - 1,
            quoted(left.as_str())
        );
        let mut strange = nodes.iter().zip(&boxes).filter(|(_, b)| !all.iter().any(|c| is_like(b, c)));
        let found = out.diagnostic(left.span, message);
        let found = match (strange.next(), strange.next()) {
            (Some((node, _)), None) if node.span < left.span => {
                found.label(node.span, "the one box that is no component")
            }
            _ => match diagrams[0].nodes().first() {
                Some(node) if node.span < left.span => found.label(node.span, "the diagram"),
                _ => found,
            },
        };
        out.push(found.help("draw it, or say why it is not part of the picture"));
    }
}

/// The components of the longest list, table or row of headings. What stands elsewhere may be parts of them.
fn side_by_side<'c>(cx: &'c Context<'c, '_>) -> Vec<&'c Text<'c>> {
    let components = cx.plan.components.iter().flatten().filter_map(|c| c.name.as_ref());
    let mut components: Vec<&Text<'_>> = components.take(MOST).collect();
    components.sort_by_key(|name| name.span);
    let mut groups = Groups::new(cx);
    let mut found: Vec<(Group, Vec<&Text<'_>>)> = Vec::new();
    for name in components {
        let group = groups.of(name.span);
        match found.iter_mut().find(|(other, _)| *other == group) {
            Some((_, names)) => names.push(name),
            None => found.push((group, vec![name])),
        }
    }
    found.into_iter().map(|(_, names)| names).max_by_key(Vec::len).unwrap_or_default()
}

/// Whether a diagram is one of the components: most of its boxes are.
fn shows(diagram: &Diagram<'_>, components: &[String]) -> bool {
    let nodes = diagram.nodes().iter().take(MOST).map(|n| spaced(n.as_str()));
    let known: Vec<bool> = nodes.map(|n| components.iter().any(|c| is_part(&n, c))).collect();
    let count = known.iter().filter(|k| **k).count();
    count >= ENOUGH && count * 3 >= known.len() * 2
}

/// Whether the words of one are some of those of the other: `API` is `Tracking API`.
fn is_part(one: &str, other: &str) -> bool {
    let within =
        |few: &str, many: &str| !few.is_empty() && few.split(' ').all(|w| many.split(' ').any(|m| m == w));
    within(one, other) || within(other, one)
}

/// Whether a box may be a component: a part of its name, or both begin with one word (`nginx.conf` and `Nginx
/// configuration`).
fn is_like(one: &str, other: &str) -> bool {
    is_part(one, other) || one.split(' ').next() == other.split(' ').next()
}
