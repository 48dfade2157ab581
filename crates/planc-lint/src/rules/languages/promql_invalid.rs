use crate::languages::{Block, Language, report, report_block};
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::Text;
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "promql-invalid",
    summary: "a query of PromQL does not parse",
    family: Family::Languages,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("promql_invalid.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    report(cx, &["promql"], Language::PromQl, out);
    let Some(monitoring) = &cx.plan.monitoring else { return };
    let conditions = monitoring.alerts.iter().flatten().filter_map(|a| a.condition.as_ref());
    let metrics = monitoring.metrics.iter().flatten().flat_map(|m| [&m.metric, &m.threshold]).flatten();
    for text in conditions.chain(metrics) {
        for query in queries(cx, text) {
            report_block(cx, &Block::plain(cx.tree.text, query), Language::PromQl, out);
        }
    }
}

/// The code spans of a value that are PromQL by what it alone has: a range in brackets, or labels to sum by.
fn queries<'p>(cx: &'p Context<'_, '_>, text: &Text<'_>) -> impl Iterator<Item = Span> + 'p {
    // A name loses its backticks; they still stand around it.
    let outside =
        Span::new(text.span.start().saturating_sub(1), (text.span.end() + 1).min(cx.tree.text.len()));
    let span = if outside.of(cx.tree.text).starts_with('`') { outside } else { text.span };
    let (source, start) = (span.of(cx.tree.text), span.start());
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let open = at + source.get(at..)?.find('`')? + 1;
            let len = source.get(open..)?.find('`')?;
            at = open + len + 1;
            let code = &source[open..open + len];
            if is_query(code) {
                return Some(Span::new(start + open, start + open + len));
            }
        }
    })
}

fn is_query(code: &str) -> bool {
    let ranged = code.split('[').skip(1).any(|rest| {
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        number.len() < rest.len() && number.trim_start().starts_with(['s', 'm', 'h', 'd', 'w'])
    });
    (ranged && code.contains('(')) || code.contains(" by (")
}
