use crate::languages::yaml::{self, Node, Value};
use crate::languages::{Block, Language, blocks, report, report_block};
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
    for block in blocks(cx.tree, &["yaml", "yml"]) {
        // Parsing is dear, and few blocks are rules of Prometheus.
        if block.text.contains("expr:") && ["alert:", "record:"].iter().any(|key| block.text.contains(key)) {
            ruled(cx, &block, out);
        }
    }
    let Some(monitoring) = &cx.plan.monitoring else { return };
    let conditions = monitoring.alerts.iter().flatten().filter_map(|a| a.condition.as_ref());
    let metrics = monitoring.metrics.iter().flatten().flat_map(|m| [&m.metric, &m.threshold]).flatten();
    for text in conditions.chain(metrics) {
        for query in queries(cx, text) {
            report_block(cx, &Block::plain(cx.tree.text, query), Language::PromQl, out);
        }
    }
}

/// The expressions of alerting and recording rules: `expr` beside `alert` or `record`.
fn ruled(cx: &Context<'_, '_>, block: &Block<'_>, out: &mut Findings<'_>) {
    let Ok(documents) = yaml::documents(&yaml::prepared(&block.text)) else { return };
    let mut waiting: Vec<&Node> = documents.iter().collect();
    let mut found: Vec<Span> = Vec::new();
    while let Some(node) = waiting.pop() {
        match &node.value {
            Value::List(items) => waiting.extend(items),
            Value::Map(members) => {
                waiting.extend(members.iter().map(|(_, value)| value));
                let rule = node.get("alert").is_some() || node.get("record").is_some();
                found.extend(node.get("expr").filter(|_| rule).and_then(|expr| written(&block.text, expr)));
            }
            _ => {}
        }
    }
    found.sort_unstable();
    for span in found {
        // A query over several lines of a quote or list has their marks in it.
        let query = block.place(span);
        if query.of(cx.tree.text) == span.of(&block.text) {
            report_block(cx, &Block::plain(cx.tree.text, query), Language::PromQl, out);
        }
    }
}

/// Where a query stands as it is: without its quotes; a block scalar from its first word to its last. `None` where it
/// is written with escapes.
fn written(text: &str, node: &Node) -> Option<Span> {
    let words = node.scalar()?;
    let source = node.span.of(text);
    let inner = match source.chars().next()? {
        quote @ ('"' | '\'') => {
            let inner = source.get(1..)?.strip_suffix(quote)?;
            (inner == words).then_some(inner)?
        }
        _ => {
            let head = source.find(|c: char| !matches!(c, '|' | '>' | '-' | '+') && !c.is_ascii_digit())?;
            let marks = source.starts_with(['|', '>']);
            source.get(if marks { head } else { 0 }..)?
        }
    };
    let at = inner.as_ptr() as usize - text.as_ptr() as usize;
    Some(Span::new(at, at + inner.len()).trim(text))
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
