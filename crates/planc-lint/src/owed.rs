//! Whether a record owes a value that it does not give: only where the plan's own content asks for it.

use crate::context::Context;
use crate::severity::{Stage, stage};
use crate::words::{LATER, NOTHING};
use planc_dialect::{Concept, Field, Role, normal};
use planc_model::Text;
use planc_source::Span;
use planc_syntax::Kind;
use std::collections::BTreeMap;

/// Whether nothing was said where a value is owed. `N/A`, `None` and a dash are answers; `TBD` is one in a draft.
pub(crate) fn is_missing(cx: &Context<'_, '_>, value: Option<&Text<'_>>) -> bool {
    value.is_none_or(|v| match v.value.trim() {
        "" => true,
        words => is_later(words) && stage(cx.state()) != Stage::Draft,
    })
}

/// Whether words only promise an answer: `TBD`, `to be decided`, `?`, `待定`.
pub(crate) fn is_later(words: &str) -> bool {
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
    bare.is_empty() && words.contains(['?', '？'])
        || bare.len() < 40 && LATER.contains(&bare.to_lowercase().as_str())
}

/// Whether words say that there is nothing to say: `N/A`, `None needed`, `-`, `不适用`.
pub(crate) fn is_none(words: &str) -> bool {
    // Where something is owed, these are answers too.
    const SPARED: &[&str] = &["not needed", "not required", "nothing", "no", "не требуется"];
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
    let head = bare.split([',', '.', ':', ';', '(', '—', '–', '-', '，', '。', '：', '；', '（']).next();
    let head = head.unwrap_or(bare).trim().to_lowercase();
    bare.is_empty()
        || NOTHING.contains(&head.as_str())
        || SPARED.contains(&head.as_str())
        || ["none ", "n/a ", "no ", "not "].iter().any(|h| head.starts_with(h)) && bare.len() < 60
}

/// Whether words still wait to be replaced, in whole or in part; `placeholder-left` speaks of them.
pub(crate) fn is_placeholder(words: &str) -> bool {
    let bare = words.trim_matches(|c: char| c.is_whitespace() || "*_`<>≤≥=~\"'".contains(c));
    words.contains("{{") || bare.starts_with('[') && bare.ends_with(']') || bare == "..." || bare == "…"
}

/// The records of a list that lack a value for which the plan itself has a place: a column of their table, or
/// the same value in at least as many of the records beside them.
pub(crate) fn lacking<'r, T>(
    cx: &Context<'_, '_>,
    records: &'r [T],
    (family, field): (&str, Field),
    place: impl Fn(&T) -> Option<Span>,
    value: impl Fn(&T) -> Option<&Text<'_>>,
) -> Vec<&'r T> {
    let missing = |record: &T| is_missing(cx, value(record));
    if !records.iter().any(missing) {
        return Vec::new();
    }
    let column = Column::of(cx, family, field);
    // Of the records that stand in no such table: how many siblings have the value, and how many lack it.
    let mut groups: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for record in records {
        if let Some(place) = place(record).filter(|p| column.at(*p).is_none()) {
            let (with, without) = groups.entry(home(cx, place.start())).or_default();
            *(if missing(record) { without } else { with }) += 1;
        }
    }
    let usual = |home: usize| groups.get(&home).is_some_and(|(with, without)| *with > 0 && with >= without);
    let asked = |record: &&T| {
        place(record).is_some_and(|at| match column.at(at) {
            Some(cell) => cell == Cell::Empty || value(record).is_some(),
            None => usual(home(cx, at.start())),
        })
    };
    records.iter().filter(|r| missing(r)).filter(asked).collect()
}

/// The section whose items stand at `offset`: a headed item belongs to the section around it.
pub(crate) fn home(cx: &Context<'_, '_>, offset: usize) -> usize {
    let mut at = section_at(cx, offset);
    while matches!(cx.fit.spots[at].role, Role::Record | Role::Part)
        && let Some(parent) = cx.tree.sections[at].parent
    {
        at = parent;
    }
    at
}

/// The innermost section at `offset`.
pub(crate) fn section_at(cx: &Context<'_, '_>, offset: usize) -> usize {
    cx.tree.sections.partition_point(|s| s.span.start() <= offset).saturating_sub(1)
}

/// Whether the lines below the one at `place` say more of it than stands at `known`, up to `end` or the end of the
/// section. What nobody has given a key may well be the answer.
pub(crate) fn says_more(cx: &Context<'_, '_>, place: Span, known: &[Span], end: Option<usize>) -> bool {
    let text = cx.tree.text;
    let section = cx.tree.sections[section_at(cx, place.start())].body.end();
    let end = end.filter(|end| *end >= place.end()).unwrap_or(section).min(section).max(place.end());
    let Some(first) = text[place.end()..end].find(['\n', '\r']) else { return false };
    let mut at = place.end() + first;
    for line in text[at..end].split_inclusive('\n') {
        let span = Span::new(at, at + line.len());
        at = span.end();
        let told = known.iter().any(|k| k.start < span.end && span.start < k.end);
        // The next record's own mark stands before it.
        let mark = line.trim().trim_matches(|c: char| c.is_ascii_digit() || "-*+.)#>[]| \t_".contains(c));
        if !told && mark.contains(char::is_alphanumeric) {
            return true;
        }
    }
    false
}

/// What the section around `offset` is about.
pub(crate) fn concept_at(cx: &Context<'_, '_>, offset: usize) -> Option<Concept> {
    cx.fit.spots[home(cx, offset)].concept
}

/// The heading of the first section that is about a family of concepts.
pub(crate) fn heading_of(cx: &Context<'_, '_>, family: &str) -> Option<Span> {
    let about = |spot: &planc_dialect::Spot| {
        spot.role == Role::Section && spot.concept.is_some_and(|c| c.family() == family)
    };
    cx.fit.spots.iter().position(about).map(|at| cx.tree.sections[at].title)
}

/// What a row has in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Something.
    Filled,
    /// Nothing.
    Empty,
    /// The row ends before the column.
    Cut,
}

/// The cells of all columns for a field, by the rows they stand in.
pub(crate) struct Column(Vec<(Span, Cell)>);

impl Column {
    /// The columns whose heads stand for `field` in the tables of `family`.
    pub(crate) fn of(cx: &Context<'_, '_>, family: &str, field: Field) -> Column {
        let vocabulary = cx.library.vocabulary();
        let scope = vocabulary.scope(family);
        let mut key = String::new();
        let mut cells = Vec::new();
        let tables = cx.tree.nodes.iter().enumerate().filter(|(_, n)| n.kind == Kind::Table);
        for table in tables.filter_map(|(node, _)| cx.tree.table(node)) {
            let column = table.head.cells.iter().position(|head| {
                key.clear();
                normal(cx.tree.str(*head), &mut key);
                vocabulary.fields(scope, &key).contains(&field)
            });
            let Some(column) = column else { continue };
            cells.extend(cx.tree.rows(&table).map(|row| {
                let cell = match row.cells.get(column) {
                    Some(cell) if cell.is_empty() => Cell::Empty,
                    Some(_) => Cell::Filled,
                    None => Cell::Cut,
                };
                (row.span, cell)
            }));
        }
        Column(cells)
    }

    /// What the row at `place` has; `None` where no row with this column stands.
    pub(crate) fn at(&self, place: Span) -> Option<Cell> {
        let before = self.0.partition_point(|(row, _)| row.start <= place.start);
        let (row, cell) = self.0.get(before.checked_sub(1)?)?;
        row.contains(place).then_some(*cell)
    }
}
