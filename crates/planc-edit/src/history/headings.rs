//! A history of dated headings, as changelogs have them: a further heading, or a further bullet below today's.

use super::{Entry, Rows, rewritten};
use crate::document::Refusal;
use crate::text::{line_start, newline, trim_end};
use planc_dialect::Record;
use planc_source::{Edits, Span};
use planc_syntax::{Item, Kind};

/// Adds an entry beside the newest one; says which one it was added to, if it is one of the same day.
pub(super) fn add(
    rows: &Rows<'_, '_>,
    entry: &Entry<'_>,
    version: Option<&str>,
    edits: &mut Edits,
) -> Result<Option<usize>, Refusal> {
    let (doc, source, newline) = (rows.doc, rows.doc.text(), newline(rows.doc.text()));
    let newest = &rows.records[rows.newest()];
    let today =
        rows.revisions[rows.newest()].date.as_ref().is_some_and(|d| *d.value == *entry.date.to_string());
    if today
        && version.is_none()
        && let Some(item) = last_item(rows, newest)
    {
        let marker = marker(source, &item);
        let at = trim_end(source, item.span).end();
        edits.replace(Span::at(at), format!("{newline}{marker}{}", entry.summary))?;
        return Ok(Some(rows.newest()));
    }
    let pattern = rows.by_age().find_map(|(record, revision)| {
        let section = record.section?;
        let title = doc.tree.sections[section].title;
        let words = rewritten(doc, title, revision, entry, version, false)?;
        let titled = revision.summary.as_ref().is_some_and(|s| title.contains(s.span));
        Some((section, title, words, titled))
    });
    let Some((section, title, words, titled)) = pattern else {
        return Err(rows.unknown(newest.span, "the headings of this history are not understood"));
    };
    let head = doc.tree.sections[section].head_span();
    let before = doc.str(Span::new(head.start(), title.start()));
    let after = doc.str(Span::new(title.end(), head.end())).trim_end();
    let mut text = format!("{before}{words}{after}");
    if !titled {
        let items = rows.by_age().filter_map(|(r, _)| last_item(rows, r)).next();
        let marker = items.map_or("- ".to_owned(), |i| marker(source, &i));
        let close = rows.by_age().any(|(r, _)| is_close(rows, r));
        let gap = if close { newline.to_owned() } else { format!("{newline}{newline}") };
        text.push_str(&format!("{gap}{marker}{}", entry.summary));
    }
    if rows.newest_first {
        edits.replace(Span::at(newest.span.start()), format!("{text}{newline}{newline}"))?;
    } else {
        let own = newest.section.map_or(newest.span, |s| content(rows, s));
        edits.replace(Span::at(own.end()), format!("{newline}{newline}{text}"))?;
    }
    Ok(None)
}

/// The last item of the last list right below the heading of a record.
fn last_item(rows: &Rows<'_, '_>, record: &Record) -> Option<Item> {
    let tree = rows.doc.tree;
    let section = &tree.sections[record.section?];
    let list = tree.blocks(section).filter(|n| matches!(tree.nodes[*n].kind, Kind::List(false))).last()?;
    tree.items(list).last()
}

/// The blanks and the bullet before an item's text, without its box.
fn marker(source: &str, item: &Item) -> String {
    let begin = line_start(source, item.span.start());
    let text = if item.mark_span.is_empty() { item.text } else { item.mark_span };
    source[begin..text.start().max(begin)].to_owned()
}

/// Whether the list stands right below its heading, without an empty line.
fn is_close(rows: &Rows<'_, '_>, record: &Record) -> bool {
    let tree = rows.doc.tree;
    let Some(section) = record.section.map(|s| &tree.sections[s]) else { return false };
    let first = tree.blocks(section).next().map(|n| tree.nodes[n].span);
    let title_end = section.title.end();
    first.is_some_and(|f| tree.str(Span::new(title_end, f.start())).matches('\n').count() == 1)
}

/// From the heading to the end of what it holds, without the rule and the footer that end the document.
fn content(rows: &Rows<'_, '_>, section: usize) -> Span {
    let tree = rows.doc.tree;
    let own = &tree.sections[section];
    let footer = tree.footer().map_or(usize::MAX, |(start, _)| start);
    let blocks = tree.blocks(own).filter(|n| *n < footer && tree.nodes[*n].kind != Kind::Rule);
    let end = blocks.last().map_or(own.head_span().end(), |n| tree.nodes[n].span.end());
    trim_end(tree.text, Span::new(own.span.start(), end))
}
