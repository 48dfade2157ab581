//! Other documents that repeat the status of a plan: rows of an index, headed entries, items of a list.

use super::place::{Place, Saying, places};
use crate::document::{Document, Refusal};
use planc_dialect::{Field, State};
use planc_model::status_at;
use planc_source::{Edits, Span};
use planc_syntax::{HeaderForm, Kind, header_fields_of, links};

/// How a document names the plan that it lists.
pub struct Listing<'l> {
    /// Whether a link leads to the plan, its folder or its specification.
    pub leads: &'l dyn Fn(&str) -> bool,
    /// Its id and that of its specification.
    pub ids: &'l [String],
}

impl std::fmt::Debug for Listing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listing").field("ids", &self.ids).finish_non_exhaustive()
    }
}

/// Makes a document that repeats the status say the new one. `listing` finds the plan among those it lists; without
/// it the whole document has the status. Gives the edits and how many places there are; none is no fault here.
///
/// # Errors
/// A place has a form that cannot say it.
pub(super) fn mirror(
    doc: Document<'_, '_>,
    saying: &Saying<'_>,
    listing: Option<&Listing<'_>>,
) -> Result<(Edits, usize), Refusal> {
    let found = match listing {
        Some(listing) => listed(doc, listing),
        None => places(doc),
    };
    let mut edits = Edits::new();
    for place in &found {
        if !place.says(doc, saying) {
            place.set(doc, saying, &mut edits)?;
        }
    }
    Ok((edits, found.len()))
}

fn listed<'a>(doc: Document<'_, 'a>, listing: &Listing<'_>) -> Vec<Place<'a>> {
    let tree = doc.tree;
    let mut found = Vec::new();
    for node in 0..tree.nodes.len() {
        match tree.nodes[node].kind {
            Kind::Table => rows(doc, node, listing, &mut found),
            Kind::Item => found.extend(item(doc, node, listing)),
            _ => {}
        }
    }
    for (index, section) in tree.sections.iter().enumerate().skip(1) {
        let own = Span::new(section.span.start(), section.body.end());
        let fields = header_fields_of(tree, index);
        let field = fields.iter().find(|f| is_status(doc, f.key));
        if let Some(field) = field.filter(|f| f.form != HeaderForm::Table && names(doc, own, listing)) {
            let status = status_at(tree, doc.fit, doc.library, field.value);
            found.push(Place::Value(status, field.value, Some(field.form)));
        }
    }
    found
}

/// Rows that name the plan, in tables with a column for the status.
fn rows<'a>(doc: Document<'_, 'a>, node: usize, listing: &Listing<'_>, found: &mut Vec<Place<'a>>) {
    let Some(table) = doc.tree.table(node) else { return };
    let Some(column) = table.head.cells.iter().position(|head| is_status(doc, *head)) else { return };
    for row in doc.tree.rows(&table).filter(|r| names(doc, r.span, listing)) {
        let Some(cell) = row.cells.get(column).copied().filter(|c| !c.is_empty()) else { continue };
        let status = status_at(doc.tree, doc.fit, doc.library, cell);
        found.push(Place::Value(status, cell, Some(HeaderForm::Table)));
    }
}

/// `- [SPEC-001](001-login/) - ✅ Complete`: an item that names the plan and ends with a status.
fn item<'a>(doc: Document<'_, 'a>, node: usize, listing: &Listing<'_>) -> Option<Place<'a>> {
    let item = doc.tree.item(node)?;
    if !names(doc, item.text, listing) {
        return None;
    }
    let source = doc.str(item.text).split(['\n', '\r']).next().unwrap_or("");
    let cut = [" - ", " — ", " – ", ": ", " | ", " → "];
    let mut starts: Vec<usize> =
        cut.iter().flat_map(|c| source.match_indices(c).map(|(at, c)| at + c.len())).collect();
    starts.sort_unstable();
    starts.into_iter().find_map(|at| {
        let value = Span::new(item.text.start() + at, item.text.start() + source.len());
        let status = status_at(doc.tree, doc.fit, doc.library, value);
        (status.state.value != State::Other).then_some(Place::Value(status, value, None))
    })
}

fn is_status(doc: Document<'_, '_>, key: Span) -> bool {
    let vocabulary = doc.library.vocabulary();
    let field = vocabulary.field(vocabulary.scope("meta"), doc.str(key));
    field == Some(Field::Status)
}

/// Whether a part of the text leads to the plan or names its id.
fn names(doc: Document<'_, '_>, span: Span, listing: &Listing<'_>) -> bool {
    let source = doc.str(span);
    links(doc.tree, span).any(|l| (listing.leads)(l.target))
        || listing.ids.iter().any(|id| word_at(source, id).is_some())
}

/// Where an id stands as a word of its own.
fn word_at(source: &str, id: &str) -> Option<usize> {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_'));
    source
        .match_indices(id)
        .map(|(at, _)| at)
        .find(|at| edge(source[..*at].chars().next_back()) && edge(source[at + id.len()..].chars().next()))
}
