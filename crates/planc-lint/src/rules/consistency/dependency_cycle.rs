use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "dependency-cycle",
    summary: "components need each other in a circle",
    family: Family::Consistency,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("dependency_cycle.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let components = cx.plan.components.iter().flatten();
    if components.clone().all(|c| c.dependencies.is_none()) {
        return;
    }
    let names = cx.components();
    let mut needs: Vec<Vec<(usize, Span)>> = vec![Vec::new(); names.len()];
    for component in components {
        let Some(own) = component.name.as_ref().and_then(|n| names.position(n.as_str())) else { continue };
        for needed in component.dependencies.iter().flatten() {
            if let Some(other) = names.position(needed.name.as_str()) {
                needs[own].push((other, needed.name.span));
            }
        }
    }
    let called: Vec<&str> = names.iter().map(|(name, _)| name).collect();
    for circle in circles(&needs) {
        report(&circle, &called, out);
    }
}

/// A step of a circle: who needs, and where it says whom.
type Circle = Vec<(usize, Span)>;

/// One circle for every edge that leads back to where a walk came from. Each component is walked once, without
/// recursion: a plan may have ten thousand of them.
fn circles(needs: &[Vec<(usize, Span)>]) -> Vec<Circle> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; needs.len()];
    let mut found = Vec::new();
    for start in 0..needs.len() {
        if marks[start] != Mark::New {
            continue;
        }
        marks[start] = Mark::Open;
        // The way from the start: each component with the edge that is looked at next.
        let mut way = vec![(start, 0)];
        while let Some((at, next)) = way.last_mut() {
            let Some((other, _)) = needs[*at].get(*next).copied() else {
                marks[*at] = Mark::Done;
                way.pop();
                continue;
            };
            *next += 1;
            match marks[other] {
                Mark::New => {
                    marks[other] = Mark::Open;
                    way.push((other, 0));
                }
                Mark::Open => {
                    let from = way.iter().position(|(at, _)| *at == other).unwrap_or(0);
                    found.push(way[from..].iter().map(|(at, next)| (*at, needs[*at][next - 1].1)).collect());
                }
                Mark::Done => {}
            }
        }
    }
    found
}

/// At the last place of the text that says so; the others get labels.
fn report(circle: &Circle, called: &[&str], out: &mut Findings<'_>) {
    let Some((last, (_, place))) = circle.iter().enumerate().max_by_key(|(_, (_, span))| *span) else {
        return;
    };
    let name = |index: usize| quoted(called[circle[index % circle.len()].0]);
    let message = match circle.len() {
        1 => format!("{} needs itself", name(last)),
        2 => format!("{} and {} need each other", name(last), name(last + 1)),
        _ => {
            let way: Vec<String> = (0..=circle.len()).map(|step| name(last + step)).collect();
            format!("these components need each other in a circle: {}", way.join(" → "))
        }
    };
    let mut found = out.diagnostic(*place, message);
    for (index, (_, span)) in circle.iter().enumerate().filter(|(index, _)| *index != last).take(4) {
        found = found.label(*span, format!("{} needs {}", name(index), name(index + 1)));
    }
    out.push(
        found.help("move what both need into a third component, or let one of them only be called back"),
    );
}
