use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::{Compliance, Field};
use planc_source::{Severity, Span};
use planc_syntax::{Kind, Mark, keyed};

pub static RULE: Rule = Rule {
    name: "gate-open",
    summary: "a gate is marked passed and has open items",
    family: Family::Governance,
    severities: Severities::always(Severity::Warning),
    fixable: false,
    enabled: true,
    page: include_str!("gate_open.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let tree = cx.tree;
    for (index, section) in tree.sections.iter().enumerate().skip(1) {
        let gate = cx.fit.spots[index]
            .concept
            .is_some_and(|c| matches!(c.family(), "constitution" | "self_check" | "acceptance"));
        if !gate {
            continue;
        }
        // The section's own lines; what stands below a heading inside is a gate of its own.
        let nodes = section.nodes.start..section.nodes.end;
        let verdict = passed_heading(cx, section.title).or_else(|| {
            let lines = nodes.clone().filter(|n| matches!(tree.nodes[*n].kind, Kind::Paragraph | Kind::Item));
            lines.filter_map(|n| passed_line(cx, tree.nodes[n].span)).next()
        });
        let Some(verdict) = verdict else { continue };
        let items = nodes.filter(|n| tree.nodes[*n].kind == Kind::Item).filter_map(|n| tree.item(n));
        let boxes: Vec<_> =
            items.filter(|i| i.mark.is_some() && !i.text.of(tree.text).starts_with("~~")).collect();
        let open: Vec<Span> = boxes.iter().filter(|i| i.mark == Some(Mark::Open)).map(|i| i.text).collect();
        let Some(first) = open.first() else { continue };
        let (at, there) = (verdict.max(*first), verdict.min(*first));
        let many = match open.len() {
            1 => "one of its items is open".to_owned(),
            n => format!("{n} of its {} items are open", boxes.len()),
        };
        let message = format!("the gate is marked {}, but {many}", quoted(verdict.of(tree.text)));
        out.push(
            out.diagnostic(at, message)
                .label(there, if there == verdict { "marked here" } else { "open" })
                .help("tick what is done, strike out what does not apply, or take the mark back"),
        );
    }
}

/// `### Pre-Design Check (PASSED)`, `### Exit Gate ✅`.
fn passed_heading(cx: &Context<'_, '_>, title: Span) -> Option<Span> {
    let source = title.of(cx.tree.text).trim_end_matches(['*', '_', ' ', '#']);
    let at = |word: &str| Span::new(title.start() + source.len() - word.len(), title.start() + source.len());
    if let Some(mark) = ["✅", "✓", "✔", "✔️"].iter().find(|m| source.ends_with(**m)) {
        return Some(at(mark));
    }
    let bare = source.trim_end_matches([')', '）', ']', '✅', ' ']);
    let from = bare.rfind(['(', '（', '[', ':', '：', '—', '–'])?;
    let sign = bare[from..].chars().next().map_or(1, char::len_utf8);
    let word = bare[from + sign..].trim();
    let start = title.start() + bare.len() - word.len();
    let is = cx.library.vocabulary().compliance(word) == Some(Compliance::Compliant);
    is.then(|| Span::new(start, start + word.len()))
}

/// `**Gate Result**: ✅ PASS - no violations`: the word.
fn passed_line(cx: &Context<'_, '_>, span: Span) -> Option<Span> {
    let text = cx.tree.text;
    let source = span.of(text).lines().next()?;
    let line = Span::new(span.start(), span.start() + source.len());
    let line = planc_syntax::unwrap(text, line.trim(text));
    let pair = keyed(text, line).filter(|k| k.by == ':')?;
    let vocabulary = cx.library.vocabulary();
    let key = pair.key.of(text);
    let gate = key.to_lowercase().contains("gate") || key.to_lowercase().ends_with("check");
    if !gate && vocabulary.field(vocabulary.scope("constitution"), key) != Some(Field::Status) {
        return None;
    }
    let value = pair.value.of(text);
    let lead = value.len() - value.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '[').len();
    let word = &value[lead..];
    let len = word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len());
    let start = pair.value.start() + lead;
    let is = vocabulary.compliance(&word[..len]) == Some(Compliance::Compliant);
    is.then(|| Span::new(start, start + len))
}
