//! Two places where GitHub reads otherwise than the parser does, mended by patching what it reads.

use crate::parse::Builder;
use crate::tree::Kind;
use memchr::{memchr, memmem};

/// A text made for the parser, and the way back from its offsets.
#[derive(Default)]
pub(crate) struct Patched {
    /// The text to read; `None` where the original will do.
    pub(crate) text: Option<String>,
    /// Bytes put in, sorted.
    inserted: Vec<Inserted>,
}

/// Bytes put in before one place.
struct Inserted {
    /// The place in the original.
    at: usize,
    len: usize,
    /// How many were put in further up.
    above: usize,
}

impl Patched {
    /// A closing fence may have tabs behind it (CommonMark 4.5); the parser wants spaces there.
    /// Same length, so offsets stay.
    pub(crate) fn fences(body: &str) -> Patched {
        if memmem::find(body.as_bytes(), b"`\t").is_none() && memmem::find(body.as_bytes(), b"~\t").is_none()
        {
            return Patched::default();
        }
        let mut text = String::with_capacity(body.len());
        for line in body.split_inclusive('\n') {
            if closes_with_tab(line) {
                text.extend(line.chars().map(|c| if c == '\t' { ' ' } else { c }));
            } else {
                text.push_str(line);
            }
        }
        Patched { text: Some(text), inserted: Vec::new() }
    }

    /// A table may follow a line of text directly (cmark-gfm); the parser wants an empty line there,
    /// so one is put in. `None` where no paragraph hides a table.
    pub(crate) fn tables(body: &str, start: usize, first: &Builder<'_>) -> Option<Patched> {
        let mut at = Vec::new();
        for node in first.nodes.iter().filter(|n| n.kind == Kind::Paragraph) {
            let span = node.span;
            if span.len() > 6 && memchr(b'|', span.of(first.text).as_bytes()).is_some() {
                hidden_tables(span.of(first.text), span.start() - start, &mut at);
            }
        }
        if at.is_empty() {
            return None;
        }
        let fenced = Patched::fences(body);
        let read = fenced.text.as_deref().unwrap_or(body);
        let mut text = String::with_capacity(read.len() + 2 * at.len());
        let mut inserted = Vec::with_capacity(at.len());
        let (mut done, mut above) = (0, 0);
        for offset in at {
            // The empty line must stand in the same quote or list item as the row below it.
            let prefix = container_prefix(body, offset);
            text.push_str(&read[done..offset - prefix.len()]);
            text.push_str(prefix);
            text.push('\n');
            inserted.push(Inserted { at: offset - prefix.len(), len: prefix.len() + 1, above });
            above += prefix.len() + 1;
            done = offset - prefix.len();
        }
        text.push_str(&read[done..]);
        Some(Patched { text: Some(text), inserted })
    }

    /// The offset in the original that belongs to an offset of the text that was read.
    pub(crate) fn back(&self, offset: usize) -> usize {
        let before = self.inserted.partition_point(|i| i.at + i.above < offset);
        match before.checked_sub(1).map(|last| &self.inserted[last]) {
            None => offset,
            Some(i) if offset < i.at + i.above + i.len => i.at,
            Some(i) => offset - i.above - i.len,
        }
    }
}

fn closes_with_tab(line: &str) -> bool {
    let inner = line.trim_start_matches([' ', '>']);
    let Some(fence) = inner.bytes().next().filter(|b| matches!(b, b'`' | b'~')) else { return false };
    let marks = inner.bytes().take_while(|&b| b == fence).count();
    let rest = &inner[marks..];
    marks >= 3 && rest.contains('\t') && rest.trim().is_empty()
}

/// Finds header rows of tables below the first line of a paragraph; pushes their offsets.
fn hidden_tables(paragraph: &str, base: usize, out: &mut Vec<usize>) {
    let mut offset = 0;
    let mut above: Option<(usize, &str)> = None;
    let mut in_table = false;
    for line in paragraph.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '>', '\t']);
        let content_at = offset + line.len() - content.len();
        if let Some((at, head)) = above
            && !in_table
            && at > 0
            && is_delimiter_row(content)
            && columns(head) == columns(content)
        {
            out.push(base + at);
            in_table = true;
        }
        above = Some((content_at, content));
        offset += line.len();
    }
}

fn is_delimiter_row(line: &str) -> bool {
    let line = line.trim();
    line.contains('-')
        && line.contains('|')
        && line.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\t'))
        && line
            .trim_matches('|')
            .split('|')
            .all(|cell| cell.trim().trim_matches(':').bytes().all(|b| b == b'-') && cell.contains('-'))
}

fn columns(row: &str) -> usize {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut count = 1;
    let mut escaped = false;
    let mut last = 0;
    for (at, byte) in row.bytes().enumerate() {
        if byte == b'|' && !escaped {
            count += 1;
            last = at;
        }
        escaped = byte == b'\\' && !escaped;
    }
    if count > 1 && last + 1 == row.len() { count - 1 } else { count }
}

/// What stands before the content of the line at `offset`: blanks and quote marks.
fn container_prefix(text: &str, offset: usize) -> &str {
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    &text[line..offset]
}
