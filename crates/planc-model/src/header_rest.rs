//! What header, front matter and footer say that no key takes: it goes to `other`.

use crate::lower::Lower;
use planc_source::Span;
use planc_syntax::{Block, Kind, Place, header_fields, keyed_segments, lines};

/// What stands between the title and the first section, and the rest of the front matter.
pub(crate) fn preamble(cx: &mut Lower<'_, '_>) {
    front_matter(cx);
    let title = cx.fit.title.map(|(section, _)| section);
    for index in 0..cx.tree.sections.len().min(2) {
        if index == 0 || title == Some(1) {
            section(cx, index);
        }
    }
}

/// The lines of a section with header entries that are no such entry, and its other blocks.
pub(crate) fn section(cx: &mut Lower<'_, '_>, index: usize) {
    let rest = cx.blocks(index).into_iter().flat_map(|b| rest(cx, &b)).collect::<Vec<_>>();
    if let Some(text) = cx.joined(rest.into_iter()) {
        cx.keep(index, text);
    }
}

/// The lines of the footer that are no header entry; they stand below the last heading.
pub(crate) fn footer(cx: &mut Lower<'_, '_>) {
    let Some((start, end)) = cx.tree.footer() else { return };
    let blocks = cx.tree.siblings(start, end).filter_map(|n| cx.tree.block(n));
    let blocks = blocks.filter(|b| !matches!(b.kind, Kind::Rule | Kind::Html));
    let rest = blocks.flat_map(|b| rest(cx, &b)).collect::<Vec<_>>();
    if let Some(text) = cx.joined(rest.into_iter()) {
        cx.keep(cx.tree.sections.len() - 1, text);
    }
}

fn front_matter(cx: &mut Lower<'_, '_>) {
    if cx.tree.front_matter.is_none() {
        return;
    }
    let mut rest: Vec<Span> = Vec::new();
    for field in header_fields(cx.tree).iter().filter(|f| f.place == Place::FrontMatter) {
        match rest.last_mut() {
            // Each value of a list is an entry of its own.
            Some(last) if last.start == field.key.start => *last = last.cover(field.value),
            _ if cx.used.contains(&field.key) => {}
            _ => rest.push(field.key.cover(field.value)),
        }
    }
    // Values lose their quotes; a line keeps them.
    let line = |s: Span| {
        cx.tree.str(Span::new(s.end(), cx.tree.text.len())).split(['\n', '\r']).next().map_or(0, str::len)
    };
    let lines: Vec<Span> = rest.into_iter().map(|s| Span::new(s.start(), s.end() + line(s))).collect();
    if let Some(text) = cx.joined(lines.into_iter()) {
        cx.keep(0, text);
    }
}

/// A block as it is if no header entry stands in it, else its lines without one.
fn rest(cx: &Lower<'_, '_>, block: &Block) -> Vec<Span> {
    let is_used = |span: Span| cx.used.within(span);
    if !is_used(block.span) {
        return vec![block.span];
    }
    let mut rest = Vec::new();
    for (number, line) in lines(cx.tree.text, block.span).enumerate() {
        let ruler = cx.tree.str(line).bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'='));
        // The heads of a table name its columns, or are an entry themselves.
        if ruler || is_value(cx, line) || number == 0 && block.kind == Kind::Table {
            continue;
        }
        let parts = keyed_segments(cx.tree.text, unmarked(cx, line));
        rest.extend(parts.into_iter().filter(|s| !is_used(*s)));
    }
    rest
}

/// Whether a line is the value of an entry whose key stands above it, as in a table with one row.
fn is_value(cx: &Lower<'_, '_>, line: Span) -> bool {
    // Entries are in the order of the text, so the first value behind the line's start decides.
    let first = cx.fit.header.partition_point(|e| e.source.value.start < line.start);
    let mut entries = cx.fit.header[first..].iter().take_while(|e| e.source.value.start < line.end);
    let is_kept = |e: &planc_dialect::Entry| !e.source.value.is_empty() && cx.used.contains(&e.source.key);
    entries.any(|e| is_kept(e) && line.contains(e.source.value)) && !cx.used.within(line)
}

/// A line without the mark of its bullet.
fn unmarked(cx: &Lower<'_, '_>, line: Span) -> Span {
    let source = cx.tree.str(line);
    let bare = ["- ", "* ", "+ "].iter().find_map(|mark| source.strip_prefix(mark)).unwrap_or(source);
    Span::new(line.end() - bare.len(), line.end()).trim(cx.tree.text)
}
