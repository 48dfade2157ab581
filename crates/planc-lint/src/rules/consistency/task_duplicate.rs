use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::names::key;
use planc_model::{Text, leading_id};
use planc_source::Span;
use rustc_hash::FxHashMap;

pub static RULE: Rule = Rule {
    name: "task-duplicate",
    summary: "two tasks of the plan have one id",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("task_duplicate.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let phases = cx.plan.phases.iter().flatten();
    let tasks =
        phases.flat_map(|p| p.tasks.iter().flatten()).filter(|t| t.done.is_some() || t.mark.is_some());
    let mut first: FxHashMap<&str, (Span, &str)> = FxHashMap::default();
    for task in tasks {
        let Some((id, words)) = id(cx, &task.text) else { continue };
        let start = task.text.span.start() + cx.tree.str(task.text.span).find(id).unwrap_or(0);
        let span = Span::new(start, start + id.len());
        let (there, said) = *first.entry(id).or_insert((span, words));
        if there == span {
            continue;
        }
        // The same task again, in an overview or ticked off later, is one task.
        if key(said) != key(words) {
            out.push(
                out.diagnostic(span, format!("another task has the id {} too", quoted(id)))
                    .label(there, "the other task")
                    .help("give each task an id of its own, so that others can name it"),
            );
        }
    }
}

/// `T001`, `**T-001**: …`: letters and a number at the start.
fn id<'c>(cx: &Context<'c, '_>, text: &Text<'_>) -> Option<(&'c str, &'c str)> {
    let source = cx.tree.str(text.span).trim_start_matches(['*', '~', '`', '[', ' ']);
    let (id, rest) = leading_id(source)?;
    // `T001a` and `T001-T003` are other ids.
    let behind = &source[id.len()..];
    let whole = !behind.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '–' | '.'));
    (whole && rest.split_whitespace().count() > 1).then_some((id, rest.lines().next().unwrap_or("")))
}
