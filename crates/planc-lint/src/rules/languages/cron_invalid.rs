use crate::languages::yaml::{Node, Value};
use crate::languages::{Block, Language, blocks, cron, report, report_block, yaml};
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_source::Span;
use planc_syntax::Kind;

pub static RULE: Rule = Rule {
    name: "cron-invalid",
    summary: "a schedule of cron names a time that never comes",
    family: Family::Languages,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("cron_invalid.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    report(cx, &["cron", "crontab"], Language::Cron, out);
    for block in blocks(cx.tree, &["yaml", "yml"]) {
        // Parsing is dear, and few blocks have a schedule.
        if ["cron:", "schedule:"].iter().any(|key| block.text.contains(key)) {
            scheduled(cx, &block, out);
        }
    }
    for (node, found) in cx.tree.nodes.iter().enumerate().filter(|(_, n)| n.kind == Kind::CodeSpan) {
        let code = inner(cx.tree.text, found.span);
        if cron::is_schedule_like(code.of(cx.tree.text)) && is_about_time(cx, node) {
            report_block(cx, &Block::plain(cx.tree.text, code), Language::Cron, out);
        }
    }
}

/// The values of `cron` and `schedule` in YAML.
fn scheduled(cx: &Context<'_, '_>, block: &Block<'_>, out: &mut Findings<'_>) {
    let Ok(documents) = yaml::documents(&yaml::prepared(&block.text)) else { return };
    let mut waiting: Vec<&Node> = documents.iter().collect();
    while let Some(node) = waiting.pop() {
        match &node.value {
            Value::List(items) => waiting.extend(items),
            Value::Map(members) => {
                for (key, value) in members {
                    waiting.push(value);
                    if !matches!(key.scalar(), Some("cron" | "schedule")) {
                        continue;
                    }
                    let Some(words) = value.scalar().filter(|w| cron::is_schedule_like(w)) else { continue };
                    // Without its quotes.
                    let Some(at) = value.span.of(&block.text).find(words) else { continue };
                    let start = value.span.start() + at;
                    let place = block.place(Span::new(start, start + words.len()));
                    report_block(cx, &Block::plain(cx.tree.text, place), Language::Cron, out);
                }
            }
            _ => {}
        }
    }
}

/// A code span without its backticks.
fn inner(text: &str, span: Span) -> Span {
    let source = span.of(text);
    let ticks = source.len() - source.trim_start_matches('`').len();
    let end = span.end().saturating_sub(ticks).max(span.start() + ticks);
    Span::new(span.start() + ticks, end).trim(text)
}

/// Whether the line of a node speaks of schedules; five fields with stars in them may be a sum.
fn is_about_time(cx: &Context<'_, '_>, node: usize) -> bool {
    let span = cx.tree.nodes[node].span;
    let before = cx.tree.text.get(..span.start()).unwrap_or("");
    let start = before.rfind('\n').map_or(0, |n| n + 1);
    let rest = cx.tree.text.get(span.end()..).unwrap_or("");
    let end = span.end() + rest.find('\n').unwrap_or(rest.len());
    let line = cx.tree.text.get(start..end).unwrap_or("").to_ascii_lowercase();
    let stars = span.of(cx.tree.text).matches('*').count();
    stars > 2 || ["cron", "schedul"].iter().any(|word| line.contains(word))
}
