use crate::owed::{is_none, is_placeholder, section_at};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::Phase;
use planc_source::Span;
use planc_syntax::Kind;

pub static RULE: Rule = Rule {
    name: "phase-empty",
    summary: "a phase has nothing to do, though others have",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("phase_empty.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let phases = cx.plan.phases.as_deref().unwrap_or_default();
    if !phases.iter().any(|p| p.tasks.is_some()) {
        return;
    }
    for phase in phases.iter().filter(|p| p.tasks.is_none()) {
        let Some(span) = place(cx, phase) else { continue };
        let goal = phase.goal.as_ref();
        // What is told without a key may well be what is to be done.
        if goal.is_some_and(|g| is_none(&g.value) || is_placeholder(&g.value) || !is_keyed(cx, g.span)) {
            continue;
        }
        let name = quoted(span.of(cx.tree.text));
        let message = match goal {
            Some(_) => format!("{name} has a goal, and nothing that is done for it"),
            None => format!("{name} has nothing to do"),
        };
        out.push(
            out.diagnostic(span, message)
                .help("list its tasks or deliverables; a phase that the plan does not need can go"),
        );
    }
}

/// The heading of a phase, if it stands under one of its own that holds nothing else: no list, table, code or
/// further heading that was not read as a task.
fn place(cx: &Context<'_, '_>, phase: &Phase<'_>) -> Option<Span> {
    let at = phase.number.as_ref().map(|n| n.span).or(phase.name.as_ref().map(|n| n.span))?;
    let index = section_at(cx, at.start());
    let section = &cx.tree.sections[index];
    let head = section.head_span();
    let deeper = cx.tree.sections.get(index + 1).is_some_and(|next| next.level > section.level);
    let holds = |node: usize| {
        let kind = cx.tree.nodes[node].kind;
        !matches!(kind, Kind::Paragraph | Kind::Rule)
    };
    let bare = !deeper && head.contains(at) && !cx.tree.blocks(section).any(holds);
    bare.then_some(section.title)
}

/// Whether a value stands behind a key: `**Goal**: …`.
fn is_keyed(cx: &Context<'_, '_>, value: Span) -> bool {
    let before = &cx.tree.text[..value.start()];
    before.trim_end_matches([' ', '*', '_', '\t']).ends_with([':', '：'])
}
