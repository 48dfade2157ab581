//! A history in bullets, numbered items or bold lines: a further one.

use super::{Entry, Rows, rewritten};
use crate::document::Refusal;
use crate::text::{line_start, newline, trim_end};
use planc_source::{Edits, Span};

/// Adds an entry beside the newest one.
pub(super) fn add(
    rows: &Rows<'_, '_>,
    entry: &Entry<'_>,
    version: Option<&str>,
    edits: &mut Edits,
) -> Result<(), Refusal> {
    let (doc, source) = (rows.doc, rows.doc.text());
    let newest = trim_end(source, rows.records[rows.newest()].span);
    // The newest entry may say more than its parts; then an older one is the pattern.
    let pattern = rows.by_age().find_map(|(record, revision)| {
        let span = trim_end(source, record.span);
        let begin = line_start(source, span.start());
        let text = rewritten(doc, unnumbered(doc.str(span), span), revision, entry, version, true)?;
        let marker = &source[begin..span.start()];
        let bullet = doc.str(Span::new(span.start(), unnumbered(doc.str(span), span).start()));
        Some((format!("{marker}{bullet}"), text, record.number))
    });
    let Some((marker, text, number)) = pattern else {
        return Err(rows.unknown(newest, "the entries of this history are not understood"));
    };
    let newline = newline(source);
    let gap = gap(rows).unwrap_or(newline);
    if rows.newest_first {
        let begin = line_start(source, newest.start());
        edits.replace(Span::at(begin), format!("{marker}{text}{gap}"))?;
    } else {
        let next = rows.records.last().and_then(|r| r.number).filter(|_| number.is_some());
        let marker = match next {
            Some(last) => marker.replacen(&number.unwrap_or(1).to_string(), &(last + 1).to_string(), 1),
            None => marker,
        };
        edits.replace(Span::at(newest.end()), format!("{gap}{marker}{text}"))?;
    }
    Ok(())
}

/// The words behind a bullet or number.
fn unnumbered(source: &str, span: Span) -> Span {
    let digits = source.bytes().take_while(u8::is_ascii_digit).count();
    let bullet = if digits > 0 && source[digits..].starts_with(['.', ')']) {
        digits + 1
    } else {
        usize::from(source.starts_with(['-', '+']) || source.starts_with("* "))
    };
    let rest = source[bullet..].trim_start();
    if bullet == 0 { span } else { Span::new(span.end() - rest.len(), span.end()) }
}

/// What parts two entries, where it is nothing but blanks and line ends.
fn gap<'a>(rows: &Rows<'_, 'a>) -> Option<&'a str> {
    let source = rows.doc.text();
    let pair = match rows.newest_first {
        true => [rows.records.first()?, rows.records.get(1)?],
        false => [rows.records.get(rows.records.len().checked_sub(2)?)?, rows.records.last()?],
    };
    let end = trim_end(source, pair[0].span).end();
    let gap = source.get(end..line_start(source, pair[1].span.start()))?;
    (gap.contains(['\n', '\r']) && gap.trim().is_empty()).then_some(gap)
}
