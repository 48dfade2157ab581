use crate::groups::{Group, Groups};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_source::Span;
use rustc_hash::FxHashMap;

pub static RULE: Rule = Rule {
    name: "phase-number",
    summary: "two phases or steps have one number, or a number goes back",
    family: Family::Consistency,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("phase_number.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let phases = cx.plan.phases.iter().flatten().filter_map(|p| p.number.as_ref());
    numbered(cx, phases.filter_map(|n| label(cx, n.span, n.value)), out);
    let steps = cx.plan.steps.iter().flatten().filter_map(|s| s.number.as_ref());
    numbered(cx, steps.filter_map(|n| label(cx, n.span, n.value)), out);
}

/// A phase or step with a whole number: where `Phase 2` stands.
struct Label {
    number: u32,
    span: Span,
}

/// Among what stands side by side every number is there once, and they rise.
fn numbered(cx: &Context<'_, '_>, labels: impl Iterator<Item = Label>, out: &mut Findings<'_>) {
    let mut labels: Vec<Label> = labels.collect();
    labels.sort_by_key(|label| label.span);
    let mut groups = Groups::new(cx);
    let group_of: Vec<Group> = labels.iter().map(|label| groups.of(label.span)).collect();
    // A list beside headings or a table of phases says something more of them: which can go on at the same time.
    let listed = |group: &Group| matches!(group, Group::List(_));
    let elsewhere = group_of.iter().any(|group| !listed(group));
    let mut seen: FxHashMap<(Group, u32), Span> = FxHashMap::default();
    let mut highest: FxHashMap<Group, (u32, Span)> = FxHashMap::default();
    for (label, group) in labels.iter().zip(group_of) {
        if listed(&group) && elsewhere {
            continue;
        }
        let words = quoted(cx.tree.str(label.span));
        if is_part(cx, label.span) {
            continue;
        }
        if let Some(first) = seen.get(&(group, label.number)) {
            out.push(
                out.diagnostic(label.span, format!("{words} is there twice"))
                    .label(*first, "here already")
                    .help("number each once, so that a task or a message can name it"),
            );
            continue;
        }
        seen.insert((group, label.number), label.span);
        match highest.get(&group) {
            Some((number, there)) if *number > label.number => out.push(
                out.diagnostic(label.span, format!("{words} stands behind {}", quoted(cx.tree.str(*there))))
                    .label(*there, "a higher number")
                    .help("put them in the order in which they are done, and number them in that order"),
            ),
            _ => {
                highest.insert(group, (label.number, label.span));
            }
        }
    }
}

/// The words with the number; `None` for parts of a phase (`Phase 1a`, `1.2`) and for several at once (`Phase 1-3`).
fn label(cx: &Context<'_, '_>, span: Span, number: u32) -> Option<Label> {
    let source = cx.tree.str(span);
    let at = source.find(|c: char| c.is_ascii_digit())?;
    let digits = source[at..].bytes().take_while(u8::is_ascii_digit).count();
    if source[at..at + digits].parse() != Ok(number) {
        return None;
    }
    // In a table or list the number may be all there is of the span; what follows it counts as well.
    let behind = &cx.tree.text[span.start() + at + digits..];
    let part = behind.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '+' | '&' | '–'))
        || behind
            .strip_prefix(['.', '-', '_'])
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()));
    let several = ["and ", "to ", "& ", "+ ", "- "].iter().any(|word| {
        behind
            .trim_start()
            .strip_prefix(word)
            .is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    });
    // `WP3` and `T001` are ids.
    if cx.tree.text[..span.start() + at].ends_with(char::is_alphanumeric) {
        return None;
    }
    let head = source[..at].trim_start_matches(|c: char| !c.is_alphanumeric());
    let mut start = span.start() + at - head.len();
    if head.is_empty() {
        // The word stands before the span: `Phase 2` in a cell.
        let before = &cx.tree.text[..start];
        let word = before.trim_end_matches(' ');
        let letters = word.len() - word.trim_end_matches(char::is_alphabetic).len();
        if letters > 0 && word.len() < before.len() {
            start = word.len() - letters;
        }
    }
    (!part && !several).then(|| Label { number, span: Span::new(start, span.start() + at + digits) })
}

/// `Phase 1 - Constitution re-check`: a look back at a phase is a part of it.
fn is_part(cx: &Context<'_, '_>, span: Span) -> bool {
    let line = cx.tree.text[span.end()..].lines().next().unwrap_or("").to_lowercase();
    ["re-check", "recheck", "re-evaluation"].iter().any(|word| line.contains(word))
}
