//! A status for a document that has no place for one: a line in the form of its header.

use crate::document::{Document, Refusal};
use crate::text::{line_end, line_start, newline};
use planc_source::{Edits, Span};
use planc_syntax::{HeaderForm, Place, header_fields};

/// Adds `Status` to the header.
pub(super) fn add(doc: Document<'_, '_>, value: &str, edits: &mut Edits) -> Result<(), Refusal> {
    let fields = header_fields(doc.tree);
    let text = doc.text();
    let newline = newline(text);
    let known = |f: &&planc_syntax::HeaderField| {
        f.place == Place::Head
            && (f.form != HeaderForm::Plain || doc.fit.header.iter().any(|e| e.source == **f))
    };
    let Some(first) = fields.iter().find(known) else {
        return bare(doc, value, newline, edits);
    };
    let begin = line_start(text, first.key.start());
    let line = Span::new(begin, line_end(text, begin));
    // The last key of the same form that follows without a gap.
    let together = |f: &&planc_syntax::HeaderField| {
        f.place == Place::Head
            && f.form == first.form
            && !doc.str(Span::new(line.start(), f.key.start())).contains("\n\n")
            && !doc.str(Span::new(line.start(), f.key.start())).contains("\r\n\r\n")
    };
    let last = fields.iter().rfind(together).unwrap_or(first);
    let end = line_end(text, last.value.end().max(last.key.end()));
    match first.form {
        HeaderForm::Pipes => {
            let shown = doc.str(Span::new(last.key.start(), last.key.end())).len();
            let bold = if first.marked { ("**", "**") } else { ("", "") };
            let at = crate::text::trim_end(text, Span::new(last.key.start(), end)).end();
            let at = at.max(last.key.start() + shown);
            edits.replace(Span::at(at), format!(" | {}Status{}: {value}", bold.0, bold.1))?;
        }
        HeaderForm::Table => {
            if doc.str(line).matches('|').count() > 3 {
                return bare(doc, value, newline, edits);
            }
            edits.replace(Span::at(end), format!("{newline}| Status | {value} |"))?;
        }
        _ => {
            // The same line again with another key and value: bullets, quotes, bold and blanks stay.
            let before = doc.str(Span::new(line.start(), first.key.start()));
            let between = doc.str(Span::new(first.key.end(), first.value.start().max(first.key.end())));
            let between = if first.value.is_empty() { "**: " } else { between };
            let source = doc.str(line);
            let tail = &source[source.trim_end().len()..];
            let before = before.trim_start_matches('\u{feff}');
            edits.replace(Span::at(end), format!("{newline}{before}Status{between}{value}{tail}"))?;
        }
    }
    Ok(())
}

/// A document without a header: a line below the title, a key in the front matter where there is some, or the first
/// line.
fn bare(doc: Document<'_, '_>, value: &str, newline: &str, edits: &mut Edits) -> Result<(), Refusal> {
    let text = doc.text();
    if let Some(inner) = doc.tree.front_matter {
        edits.replace(Span::at(inner.end()), format!("status: {}{newline}", value.to_lowercase()))?;
        return Ok(());
    }
    let line = format!("**Status**: {value}");
    match doc.fit.title {
        Some((section, _)) if doc.tree.sections[section].heading.is_some() => {
            let head = crate::text::trim_end(text, doc.tree.sections[section].head_span());
            edits.replace(Span::at(head.end()), format!("{newline}{newline}{line}"))?;
        }
        _ => {
            let start = text.len() - text.trim_start_matches('\u{feff}').len();
            edits.replace(Span::at(start), format!("{line}{newline}{newline}"))?;
        }
    }
    Ok(())
}
