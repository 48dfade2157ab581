use crate::owed::{is_later, is_none, is_placeholder};
use crate::vague::{LOOSE, SPEED, first_of, has_digits, has_number, has_unit, is_quantity};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::Text;
use planc_source::Span;
use planc_syntax::Kind;

pub static RULE: Rule = Rule {
    name: "number-missing",
    summary: "a limit or target that no number can be compared with",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("number_missing.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let performance = cx.plan.performance.iter();
    let budgets = performance.clone().flat_map(|p| p.budgets.iter().flatten());
    let budgets = budgets.filter_map(|b| Some(("budget", &b.operation, b.limit.as_ref()?)));
    let expected = performance.flat_map(|p| p.expectations.iter().flatten());
    let expected = expected.filter_map(|e| Some(("expectation", e.metric.as_ref()?, e.value.as_ref()?)));
    let success = cx.plan.success_metrics.iter().flatten();
    let success = success.filter_map(|m| Some(("metric", m.metric.as_ref()?, m.target.as_ref()?)));
    let mut tables = None;
    for (what, name, value) in budgets.chain(expected).chain(success) {
        let source = value.span.of(cx.tree.text);
        if is_none(source) || is_later(source) || waits(source) || is_placeholder(&name.value) {
            continue;
        }
        if !has_number(source) {
            // Another cell of the row may have it.
            if !has_digits(line(cx.tree.text, name.span, value.span)) {
                without_number(what, name, value, source, out);
            }
        } else if is_bare(source) && is_quantity(&name.value) && !has_unit(&name.value) {
            let tables = tables.get_or_insert_with(|| heads(cx));
            if !head_of(tables, value.span).is_some_and(|head| has_unit(cx.tree.str(head))) {
                let message = format!("{} of {} has no unit", quoted(source), quoted(&name.value));
                let found = out.diagnostic(value.span, message);
                out.push(found.help("say of what: `ms`, `MB`, `%`, requests a second"));
            }
        }
    }
}

fn without_number(what: &str, name: &Text<'_>, value: &Text<'_>, source: &str, out: &mut Findings<'_>) {
    // Long values explain; what they explain may be a number that stands elsewhere.
    let short = source.split_whitespace().count() <= 8 && source.chars().count() <= 80;
    let vague = first_of(source, SPEED).or_else(|| first_of(source, LOOSE));
    let message = match vague {
        Some(at) if short => format!(
            "{} is no {}: nothing can be measured against it",
            quoted(at.of(source)),
            if what == "budget" { "limit" } else { "target" }
        ),
        _ if short && is_quantity(&name.value) => format!("the {what} {} has no number", quoted(&name.value)),
        _ => return,
    };
    let start = value.span.start();
    let span = vague.map_or(value.span, |at| Span::new(start + at.start(), start + at.end()));
    out.push(
        out.diagnostic(span, message).help("give a number with its unit, and under which load it holds"),
    );
}

/// `[Expected value]`, `< Z MB`: the words of a template.
fn waits(value: &str) -> bool {
    let letter = |w: &str| w.len() == 1 && w.starts_with(|c: char| c.is_ascii_uppercase());
    is_placeholder(value) || value.split_whitespace().any(letter)
}

/// Only a number and signs.
fn is_bare(value: &str) -> bool {
    let signs = |c: char| c.is_whitespace() || c.is_ascii_digit() || "<>≤≥=~.,".contains(c);
    value.chars().all(signs)
}

/// The line that holds name and value.
fn line(text: &str, name: Span, value: Span) -> &str {
    let both = name.cover(value);
    let start = text[..both.start()].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let end = text[both.end()..].find(['\n', '\r']).map_or(text.len(), |at| both.end() + at);
    &text[start..end]
}

/// The tables with their heads, in the order of the text.
fn heads(cx: &Context<'_, '_>) -> Vec<(Span, Span)> {
    let tables = cx.tree.nodes.iter().enumerate().filter(|(_, n)| n.kind == Kind::Table);
    tables.filter_map(|(node, table)| Some((table.span, cx.tree.table(node)?.head.span))).collect()
}

fn head_of(tables: &[(Span, Span)], place: Span) -> Option<Span> {
    let before = tables.partition_point(|(table, _)| table.start <= place.start);
    let (table, head) = tables.get(before.checked_sub(1)?)?;
    table.contains(place).then_some(*head)
}
