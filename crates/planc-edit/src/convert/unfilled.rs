//! What a plan has not filled in yet: sections and header lines that are, word for word, those of its template.
//!
//! They say nothing, so they are not converted, and those of the new template count as nothing when the result is
//! read back. Only what holds a placeholder can be unfilled: a template may well state something that plans keep.

use super::source::squeezed;
use planc_dialect::{Dialect, Fit, normal, unannotated};
use planc_source::{Edits, Span};
use planc_syntax::{Tree, header_fields, parse};
use std::collections::HashMap;

/// A plan's text without what is still its template's.
pub(crate) fn without(tree: &Tree<'_>, fit: &Fit, dialect: &Dialect) -> String {
    let plain = unannotated(&dialect.source);
    let template = parse(&plain);
    let mut bodies: HashMap<String, Vec<String>> = HashMap::new();
    for section in template.sections.iter().skip(1) {
        let body = own(&template, section.body);
        if has_placeholder(body) || has_placeholder(template.title(section)) && !body.is_empty() {
            bodies.entry(name(template.title(section))).or_default().push(squeezed(body));
        }
    }
    let title = fit.title.map(|(section, _)| section);
    let mut gone = vec![false; tree.sections.len()];
    let mut edits = Edits::new();
    for index in (1..tree.sections.len()).rev().filter(|i| Some(*i) != title) {
        let section = &tree.sections[index];
        let whole = inner(tree, section.body);
        let body = own(tree, section.body);
        let same = bodies.get(&name(tree.title(section))).is_some_and(|b| b.contains(&squeezed(body)));
        let mut inner = tree.subsections(index).peekable();
        let blank = body.is_empty() && inner.peek().is_some();
        gone[index] = (same || blank) && inner.all(|i| gone[i]);
        if gone[index] {
            let _ = edits.replace(Span::new(section.span.start(), whole.end()), "");
        } else if same {
            let _ = edits.replace(whole, "\n\n");
        }
    }
    header(tree, &template, &mut edits);
    edits.apply(tree.text)
}

/// A body without the rule that ends it.
fn own<'a>(tree: &Tree<'a>, body: Span) -> &'a str {
    let body = planc_dialect::behind_comment(tree.text, inner(tree, body));
    unruled(tree.str(body).trim())
}

/// A body without the footer that stands in it, and the rule before that.
fn inner(tree: &Tree<'_>, body: Span) -> Span {
    let footer = tree.footer().and_then(|(node, _)| tree.nodes.get(node)).map(|n| n.span.start());
    match footer.filter(|at| (body.start()..body.end()).contains(at)) {
        Some(at) => {
            Span::new(body.start(), body.start() + unruled(tree.text[body.start()..at].trim_end()).len())
        }
        None => body,
    }
}

fn unruled(mut text: &str) -> &str {
    while let Some(rest) = text.strip_suffix("---").filter(|r| r.is_empty() || r.ends_with('\n')) {
        text = rest.trim_end();
    }
    text
}

fn name(title: &str) -> String {
    let mut out = String::new();
    normal(title, &mut out);
    out
}

/// Header lines that still hold the template's placeholder.
fn header(tree: &Tree<'_>, template: &Tree<'_>, edits: &mut Edits) {
    let theirs = header_fields(template);
    for field in header_fields(tree) {
        let value = tree.str(field.value);
        let same = |t: &&planc_syntax::HeaderField| {
            template.str(t.key) == tree.str(field.key) && template.str(t.value) == value
        };
        if has_placeholder(value) && theirs.iter().any(|t| same(&t)) {
            let _ = edits.replace(line(tree.text, field.key.cover(field.value)), "");
        }
    }
}

/// The whole line, or lines, of a span, with the line's end.
fn line(text: &str, span: Span) -> Span {
    let start = text[..span.start()].rfind('\n').map_or(0, |n| n + 1);
    let end = text[span.end()..].find('\n').map_or(text.len(), |n| span.end() + n + 1);
    Span::new(start, end)
}

/// Whether a template waits for words here: `{{NAME}}`, `[Name]`, `{what}`, `YYYY-MM-DD`.
pub(crate) fn has_placeholder(text: &str) -> bool {
    if text.contains("{{") || text.contains("YYYY-MM-DD") || text.contains("XXX") {
        return true;
    }
    let waits = |open: char, close: char| {
        let mut rest = text;
        while let Some(at) = rest.find(open) {
            rest = &rest[at + open.len_utf8()..];
            let Some(end) = rest.find(close) else { return false };
            let linked = rest[end + 1..].starts_with(['(', '[', ':']);
            if !linked && rest[..end].chars().filter(|c| c.is_alphabetic()).count() > 1
                || rest[..end].contains("...")
            {
                return true;
            }
        }
        false
    };
    waits('[', ']') || waits('{', '}')
}
