//! Nothing of a plan is lost: what no value was read from goes to `other`.

mod spans;

use crate::lower::Lower;
use planc_dialect::{Role, is_count, is_silent, says_something};
use planc_source::Span;
use planc_syntax::{Kind, Row, keyed, lines};
use smallvec::SmallVec;
use spans::Covered;

/// Puts paragraphs, items, rows and code blocks that no value of the plan was read from into `other`, under
/// the heading they stand below. What a section as a whole has no place for is there already.
pub(crate) fn keep(cx: &mut Lower<'_, '_>) {
    let covered = Covered::of(&cx.plan, &cx.settled, cx.tree.text);
    let (mut units, mut rest) = (Vec::new(), Vec::new());
    let title = cx.fit.title.map(|(section, _)| section);
    for index in 1..cx.tree.sections.len() {
        let role = cx.fit.spots[index].role;
        if Some(index) == title || matches!(role, Role::Unknown | Role::Top) {
            continue;
        }
        read_units(cx, index, &mut units);
        let mut behind_is_left = false;
        for unit in units.drain(..).rev() {
            let left = !covered.touches(unit);
            // A label over a list belongs to what stands in the list.
            let left = left && (behind_is_left || !is_label(cx, unit));
            behind_is_left = left;
            if left {
                rest.push(unit);
            }
        }
        rest.reverse();
        columns(cx, index, &covered, &mut rest);
        if let Some(text) = cx.joined(rest.drain(..)) {
            cx.keep(index, text);
        }
    }
}

/// Adds the heads and cells of columns that no value was read from, though their rows were. Cells beyond the last head
/// have no column, and a column that only counts the rows says nothing.
fn columns(cx: &Lower<'_, '_>, index: usize, covered: &Covered, rest: &mut Vec<Span>) {
    let tree = cx.tree;
    let first = rest.len();
    for table in cx.reader.own(index).filter_map(|node| tree.table(node)) {
        let heads = &table.head.cells;
        let rows: Vec<Row> = tree.rows(&table).filter(|row| covered.touches(row.span)).collect();
        let mut read: SmallVec<[bool; 8]> = heads.iter().map(|head| is_count(tree.str(*head))).collect();
        for row in &rows {
            for (read, cell) in read.iter_mut().zip(&row.cells) {
                *read |= covered.touches(*cell);
            }
        }
        // A table of keys and values: the keys say what the values are.
        if let [key @ false, true] = &mut read[..] {
            *key = true;
        }
        let lost = |row: &Row| {
            let cells = row.cells.iter().zip(&read).filter(|(cell, read)| !**read && !cell.is_empty());
            cells.map(|(cell, _)| *cell).collect::<SmallVec<[Span; 8]>>()
        };
        let before = rest.len();
        rows.iter().for_each(|row| rest.extend(lost(row)));
        if rest.len() > before {
            rest.extend(lost(&table.head));
        }
    }
    if rest.len() > first {
        rest.sort_unstable();
    }
}

/// Whether a line is no more than a key: `**Responsibilities:**`.
fn is_label(cx: &Lower<'_, '_>, unit: Span) -> bool {
    let text = cx.tree.text;
    lines(text, unit).all(|line| keyed(text, line).is_some_and(|k| k.value.is_empty()))
}

/// The smallest pieces of a section's own content that say something by themselves.
fn read_units(cx: &Lower<'_, '_>, index: usize, units: &mut Vec<Span>) {
    let tree = cx.tree;
    let mut head = false;
    for node in cx.reader.own(index) {
        let span = tree.nodes[node].span;
        match tree.nodes[node].kind {
            Kind::Paragraph if !is_silent(tree.str(span)) => units.push(span),
            // The words of a tight list are no paragraph of their own.
            Kind::Item => units.extend(tree.item(node).map(|i| i.text).filter(|t| !t.is_empty())),
            Kind::Table => head = true,
            Kind::Row if head => head = false,
            Kind::Row => units.push(span),
            Kind::Code(_) => units
                .extend(tree.code_view(node).filter(|c| !c.body.trim(tree.text).is_empty()).map(|_| span)),
            Kind::Html if says_something(tree.str(span)) => units.push(span),
            Kind::Heading(_) => units.push(span),
            _ => {}
        }
    }
    // A loose item and the paragraph in it are the same words.
    units.dedup_by(|b, a| a.start <= b.start && b.end <= a.end);
}
