//! Where a status stands, and the change of one such place.

use super::word::{dressed, same};
use crate::document::{Document, Refusal};
use crate::text::one_line;
use planc_dialect::{Field, Lifecycle, State};
use planc_model::Status;
use planc_source::{Edits, Span};
use planc_syntax::{HeaderForm, Item, Kind, Mark, NodeId, header_fields_of, lines, unwrap};

/// A place that says how far the document is.
#[derive(Clone, Debug)]
pub(crate) enum Place<'a> {
    /// A value: behind a key, in a cell, on a line of its own.
    Value(Status<'a>, Span, Option<HeaderForm>),
    /// A ladder of boxes, the last ticked one being where the document is.
    Ladder(NodeId),
}

/// What a place is to say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Saying<'s> {
    pub(crate) state: State,
    pub(crate) word: &'s str,
    pub(crate) life: &'s Lifecycle,
    /// What stands behind the word, as in `Superseded by PLAN-007` or `Paused - no people`.
    pub(crate) note: Option<&'s str>,
}

/// All places of a document that say its status, the first one first.
pub(crate) fn places<'a>(doc: Document<'_, 'a>) -> Vec<Place<'a>> {
    let meta = &doc.plan.meta;
    let copies = meta.status_copies.iter().map(|(_, status)| status);
    meta.status.iter().chain(copies).filter_map(|s| place(doc, s)).collect()
}

fn place<'a>(doc: Document<'_, 'a>, status: &Status<'a>) -> Option<Place<'a>> {
    let word = status.word.span;
    let entry = doc.fit.header.iter().find(|e| e.field == Field::Status && e.source.value.contains(word));
    if let Some(entry) = entry {
        return Some(Place::Value(status.clone(), entry.source.value, Some(entry.source.form)));
    }
    // `## Status`, `## Metadata`: a header that is a section.
    let index = doc.tree.sections.partition_point(|s| s.span.start <= word.start).checked_sub(1)?;
    let fields = header_fields_of(doc.tree, index);
    if let Some(field) = fields.iter().find(|f| f.value.contains(word)) {
        return Some(Place::Value(status.clone(), field.value, Some(field.form)));
    }
    let mut blocks = doc.tree.blocks(&doc.tree.sections[index]);
    let node = blocks.find(|n| doc.tree.nodes[*n].span.contains(word))?;
    if !matches!(doc.tree.nodes[node].kind, Kind::List(_)) {
        let line = lines(doc.text(), doc.tree.nodes[node].span).find(|l| l.contains(word))?;
        return Some(Place::Value(status.clone(), line, None));
    }
    if doc.tree.items(node).any(|i| i.mark.is_some()) {
        return Some(Place::Ladder(node));
    }
    let item = doc.tree.items(node).find(|i| i.text.contains(word))?;
    Some(Place::Value(status.clone(), item.text, None))
}

impl Place<'_> {
    /// What stands there now; a ladder tells of itself.
    pub(crate) fn says(&self, doc: Document<'_, '_>, saying: &Saying<'_>) -> bool {
        match self {
            Place::Value(status, ..) => {
                status.state.value == saying.state && same(&status.word.value, saying.word)
            }
            Place::Ladder(list) => rungs(doc, *list, saying.life)
                .iter()
                .rfind(|(item, _)| item.mark == Some(Mark::Done))
                .is_some_and(|(_, state)| *state == Some(saying.state)),
        }
    }

    /// Makes the place say it.
    pub(crate) fn set(
        &self,
        doc: Document<'_, '_>,
        saying: &Saying<'_>,
        edits: &mut Edits,
    ) -> Result<(), Refusal> {
        match self {
            Place::Value(status, value, form) => set_value(doc, status, *value, *form, saying, edits),
            Place::Ladder(list) => climb(doc, *list, saying, edits),
        }
    }
}

/// The word, its emoji, and what is said of it: each is edited where it stands.
fn set_value(
    doc: Document<'_, '_>,
    status: &Status<'_>,
    value: Span,
    form: Option<HeaderForm>,
    saying: &Saying<'_>,
    edits: &mut Edits,
) -> Result<(), Refusal> {
    let (text, word) = (doc.text(), status.word.span);
    let known = status.state.value != State::Other;
    let tight = form == Some(HeaderForm::Yaml);
    let new = if known { dressed(saying.word, doc.str(word), tight) } else { saying.word.to_owned() };
    edits.replace(word, new)?;
    if let Some(old) = status.decoration.as_ref().map(|d| d.span) {
        match saying.life.mark(saying.word, saying.state) {
            Some(mark) => edits.replace(old, mark)?,
            // An emoji that says the old state must not stay.
            None if old.end <= word.start => {
                let rest = doc.str(Span::new(old.end(), word.start()));
                let blanks = rest.len() - rest.trim_start().len();
                edits.replace(Span::new(old.start(), old.end() + blanks), "")?;
            }
            None => {
                let rest = doc.str(Span::new(word.end(), old.start()));
                let blanks = rest.len() - rest.trim_end().len();
                edits.replace(Span::new(old.start() - blanks, old.end()), "")?;
            }
        }
    }
    let inner = unwrap(text, value);
    // Emphasis that ends behind the word belongs to it.
    let tail = Span::new(word.end(), inner.end().max(word.end()));
    let marks = doc.str(tail).len() - doc.str(tail).trim_start_matches(['*', '_', '`']).len();
    let behind = status.decoration.as_ref().map_or(0, |d| d.span.end()).max(word.end() + marks);
    let legend = status.note.as_ref().is_some_and(|n| is_legend(doc, n.span));
    let end = if status.note.is_some() && !legend { inner.end().max(behind) } else { behind };
    let note = saying.note.map_or(String::new(), |n| said(n, form, saying.state));
    if end > behind || !note.is_empty() {
        edits.replace(Span::new(behind, end), note)?;
    }
    Ok(())
}

/// What follows the word.
fn said(note: &str, form: Option<HeaderForm>, state: State) -> String {
    let note = one_line(note);
    let note = match form {
        Some(HeaderForm::Table) => crate::text::cell(&note),
        Some(HeaderForm::Pipes) => note.replace(" | ", " / "),
        _ => note,
    };
    if state == State::Superseded && note.starts_with("by ") {
        format!(" {note}")
    } else {
        format!(" - {note}")
    }
}

/// `Approved (Draft | Review | Approved)`: what stands in the brackets are the words there are.
fn is_legend(doc: Document<'_, '_>, note: Span) -> bool {
    let source = doc.str(note);
    let known = |by: char| source.split(by).filter(|w| doc.library.vocabulary().state(w).is_some()).count();
    ['|', '/'].into_iter().any(|by| known(by) > 1)
}

/// The boxes of a ladder with the states they stand for.
fn rungs(doc: Document<'_, '_>, list: NodeId, life: &Lifecycle) -> Vec<(Item, Option<State>)> {
    let state = |item: &Item| {
        let word = doc.str(item.text).split([':', '(', '—', '–']).next().unwrap_or("");
        life.word(word).map(|w| w.state).or_else(|| doc.library.vocabulary().state(word))
    };
    doc.tree.items(list).map(|item| (item, state(&item))).collect()
}

/// Ticks the boxes up to the wanted one, and none behind it. What was passed by below the old place stays open.
fn climb(doc: Document<'_, '_>, list: NodeId, saying: &Saying<'_>, edits: &mut Edits) -> Result<(), Refusal> {
    let rungs = rungs(doc, list, saying.life);
    let named = |(item, _): &(Item, Option<State>)| same(doc.str(item.text), saying.word);
    let target = rungs.iter().position(named).or(rungs.iter().position(|(_, s)| *s == Some(saying.state)));
    let Some(target) = target else {
        let span = crate::text::first_line(doc.text(), doc.tree.nodes[list].span);
        return Err(Refusal::new(span, format!("this ladder has no step for `{}`", saying.word)));
    };
    let now = rungs.iter().rposition(|(item, _)| item.mark == Some(Mark::Done));
    for (at, (item, _)) in rungs.iter().enumerate() {
        let reached = at <= target && now.is_none_or(|now| at > now) || at == target;
        let tick = match item.mark {
            Some(Mark::Done) if at > target => false,
            Some(Mark::Open | Mark::Other(_)) if reached => true,
            _ => continue,
        };
        let sign = match (doc.str(item.mark_span).starts_with('['), tick) {
            (true, true) => "[x]",
            (true, false) => "[ ]",
            (false, true) => "✅",
            (false, false) => "⬜",
        };
        edits.replace(item.mark_span, sign)?;
    }
    Ok(())
}
