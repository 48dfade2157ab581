//! A history in a table: a further row.

use super::{Entry, Rows};
use crate::document::Refusal;
use crate::text::{cell, line_end, line_start, newline, next_line};
use planc_dialect::Field;
use planc_model::{Revision, Text};
use planc_source::{Edits, Span};
use planc_syntax::{Row, Table};

/// Adds a row beside the newest one.
pub(super) fn add(
    rows: &Rows<'_, '_>,
    entry: &Entry<'_>,
    version: Option<&str>,
    edits: &mut Edits,
) -> Result<(), Refusal> {
    let newest = rows.records[rows.newest()].span;
    let tree = rows.doc.tree;
    let tables = (0..tree.nodes.len()).filter_map(|n| tree.table(n));
    let table = tables.into_iter().find(|t| tree.rows(t).any(|r| r.span == newest));
    let Some(table) = table else {
        return Err(rows.unknown(newest, "the table of this row is not understood"));
    };
    let columns = columns(rows, &table);
    let all: Vec<Row> = tree.rows(&table).collect();
    let pattern = all.iter().find(|r| r.span == newest);
    let text = row(rows, &table, &columns, pattern, entry, version)?;
    let (source, newline) = (rows.doc.text(), newline(rows.doc.text()));
    let begin = line_start(source, newest.start());
    let prefix = &source[begin..newest.start()];
    if rows.newest_first {
        edits.replace(Span::at(begin), format!("{prefix}{text}{newline}"))?;
    } else {
        edits.replace(Span::at(line_end(source, newest.start())), format!("{newline}{prefix}{text}"))?;
    }
    Ok(())
}

/// Adds the first row to a table that has only its heads.
pub(super) fn first(
    rows: &Rows<'_, '_>,
    table: &Table,
    entry: &Entry<'_>,
    edits: &mut Edits,
) -> Result<(), Refusal> {
    let (source, newline) = (rows.doc.text(), newline(rows.doc.text()));
    let text = row(rows, table, &columns(rows, table), None, entry, Some("0.1"))?;
    let begin = line_start(source, table.head.span.start());
    let ruler = line_end(source, next_line(source, begin));
    let prefix = &source[begin..table.head.span.start()];
    edits.replace(Span::at(ruler), format!("{newline}{prefix}{text}"))?;
    Ok(())
}

/// What each column holds: where values were read from it, what they are; else what its head says.
fn columns(rows: &Rows<'_, '_>, table: &Table) -> Vec<Option<Field>> {
    let tree = rows.doc.tree;
    let vocabulary = rows.doc.library.vocabulary();
    let scope = vocabulary.scope("history");
    let mut columns: Vec<Option<Field>> = vec![None; table.head.cells.len()];
    for row in tree.rows(table) {
        let Some(at) = rows.records.iter().position(|r| r.span == row.span) else { continue };
        for (field, value) in values(&rows.revisions[at]) {
            let found = row.cells.iter().position(|c| value.is_some_and(|v| c.contains(v.span)));
            if let Some(column) = found.and_then(|c| columns.get_mut(c)) {
                column.get_or_insert(field);
            }
        }
    }
    for at in 0..columns.len() {
        let head = vocabulary.field(scope, tree.str(table.head.cells[at]));
        if columns[at].is_none() && head.is_none_or(|h| !columns.contains(&Some(h))) {
            columns[at] = head;
        }
    }
    columns
}

fn values<'r, 'a>(revision: &'r Revision<'a>) -> [(Field, Option<&'r Text<'a>>); 5] {
    [
        (Field::Version, revision.version.as_ref()),
        (Field::Date, revision.date.as_ref()),
        (Field::Author, revision.author.as_ref()),
        (Field::Summary, revision.summary.as_ref()),
        (Field::Reference, revision.reference.as_ref()),
    ]
}

/// The new row, written as the newest one is.
fn row(
    rows: &Rows<'_, '_>,
    table: &Table,
    columns: &[Option<Field>],
    pattern: Option<&Row>,
    entry: &Entry<'_>,
    version: Option<&str>,
) -> Result<String, Refusal> {
    let doc = rows.doc;
    let has = |field| columns.contains(&Some(field));
    if !has(Field::Summary) || !has(Field::Date) && !has(Field::Version) {
        let message = "this table is no history that planc understands: it needs a column for what changed, and one \
                       for the day or the version";
        return Err(rows.unknown(table.head.span, message));
    }
    if has(Field::Author) && entry.author.is_none() {
        return Err(rows.unknown(table.head.span, "this history names authors; say who changes the plan"));
    }
    let revision = pattern
        .and_then(|p| rows.records.iter().position(|r| r.span == p.span))
        .map(|at| &rows.revisions[at]);
    let cells = columns.iter().enumerate().map(|(at, column)| {
        let old = pattern.and_then(|p| p.cells.get(at)).copied();
        let shown = old.map_or("", |c| doc.str(c));
        let filler = if shown.contains(char::is_alphanumeric) || pattern.is_none() { "-" } else { shown };
        // What stands around a value, such as emphasis, stays around the new one.
        let around = |new: &str, value: Option<&Text<'_>>| match (old, value) {
            (Some(cell), Some(v)) if cell.contains(v.span) => {
                let before = doc.str(Span::new(cell.start(), v.span.start()));
                let after = doc.str(Span::new(v.span.end(), cell.end()));
                let marks = |s: &str| !s.contains(char::is_alphanumeric);
                if marks(before) && marks(after) { format!("{before}{new}{after}") } else { new.to_owned() }
            }
            _ => new.to_owned(),
        };
        match column {
            Some(Field::Version) => {
                around(version.unwrap_or(filler), revision.and_then(|r| r.version.as_ref()))
            }
            Some(Field::Date) => {
                let old = revision.and_then(|r| r.date.as_ref());
                let date = crate::dates::like(
                    old.map_or("", |d| doc.str(d.span)),
                    entry.date,
                    doc.library.vocabulary(),
                );
                around(&date, old)
            }
            Some(Field::Author) => cell(entry.author.unwrap_or(filler)),
            Some(Field::Summary) => cell(entry.summary),
            Some(Field::Reference) => cell(entry.reference.unwrap_or(filler)),
            Some(Field::Status) => cell(entry.word),
            _ => filler.to_owned(),
        }
    });
    Ok(drawn(doc.text(), table, pattern, &cells.collect::<Vec<_>>()))
}

/// The cells between pipes: padded where the table is drawn so that its pipes stand below each other.
fn drawn(text: &str, table: &Table, pattern: Option<&Row>, cells: &[String]) -> String {
    let like = pattern.map_or(table.head.span, |p| p.span).of(text).trim();
    let pipes = |line: &str| -> Vec<usize> {
        line.chars().enumerate().filter(|(_, c)| *c == '|').map(|(at, _)| at).collect()
    };
    let ruler_at = next_line(text, table.head.span.start());
    let ruler = text[ruler_at..line_end(text, ruler_at)].trim();
    let places = pipes(ruler);
    let aligned = like.starts_with('|') && places == pipes(like) && places.len() == cells.len() + 1;
    let mut out = String::new();
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 || like.starts_with('|') {
            out.push('|');
        }
        let width = if aligned { places[at + 1] - places[at] - 1 } else { 0 };
        let lead = if at > 0 || like.starts_with('|') { " " } else { "" };
        let drawn = format!("{lead}{cell} ");
        let missing = width.saturating_sub(drawn.chars().count());
        out.push_str(&drawn);
        out.extend(std::iter::repeat_n(' ', missing));
    }
    if like.ends_with('|') {
        out.push('|');
    }
    out.trim_end().to_owned()
}
