//! The status of a plan: the word with its decoration wherever it stands, the day, the version, the history.
//!
//! What is edited is what the document keeps. The edited text is read again, and says what was meant, or nothing is
//! changed.

mod add;
mod listing;
mod place;
mod verify;
mod word;

pub use listing::Listing;
pub use word::{UnknownWord, choose};

use crate::document::{Document, Refusal};
use crate::history::{self, Entry};
use crate::text::one_line;
use jiff::civil::Date;
use place::{Saying, places};
use planc_dialect::{Field, Lifecycle, State};
use planc_source::{Edits, Span};

/// A change of the status.
#[derive(Clone, Copy, Debug)]
pub struct StatusChange<'c> {
    /// The new state.
    pub state: State,
    /// The word for it.
    pub word: &'c str,
    /// The words of the plan's dialect, for their emoji.
    pub life: &'c Lifecycle,
    /// Today.
    pub date: Date,
    /// Who changes it; a history that names authors asks for it.
    pub author: Option<&'c str>,
    /// Why; it is what the history says.
    pub note: Option<&'c str>,
    /// Where it was agreed; the plan's issue where nobody says.
    pub reference: Option<&'c str>,
    /// Whether it was refused and is done all the same.
    pub forced: bool,
}

/// An edited document.
#[derive(Clone, Debug)]
pub struct Edited {
    /// What changes. Empty where everything says it already.
    pub edits: Edits,
    /// The text after it.
    pub text: String,
    /// The version that the history gave it.
    pub version: Option<String>,
}

/// Changes the status of a plan in all places that say it, with what belongs to a change. A plan that is in that state
/// gets no entry in its history, but its places are made to agree.
///
/// # Errors
/// Something of the document is not understood; the place and why. Nothing is changed then.
pub fn set_status(doc: Document<'_, '_>, change: &StatusChange<'_>) -> Result<Edited, Refusal> {
    let mut edits = Edits::new();
    let places = places(doc);
    let now = doc.plan.meta.status.as_ref();
    let plain = Saying { state: change.state, word: change.word, life: change.life, note: None };
    let already = now.is_some_and(|s| s.state.value == change.state)
        && places.first().is_some_and(|p| p.says(doc, &plain));
    if already {
        for place in places.iter().filter(|p| !p.says(doc, &plain)) {
            place.set(doc, &plain, &mut edits)?;
        }
        return verify::read_again(doc, change, edits, None);
    }
    let summary = summary(change, now.filter(|s| s.state.value != State::Other).map(|s| &*s.word.value));
    let issue = doc.plan.meta.issue.as_ref().map(|i| doc.str(i.span));
    let issue = issue.filter(|i| !i.contains(['{', '<']) && (!i.contains('[') || i.contains("](")));
    let entry = Entry {
        date: change.date,
        author: change.author,
        summary: &summary,
        reference: change.reference.or(issue),
        word: change.word,
        approval: change.state == State::Approved,
    };
    let before = history::newest_version(doc);
    let added = history::add(doc, &entry, &mut edits)?;
    // What the history would say stands behind the status where a plan keeps none.
    let note = change.note.map(one_line);
    let note = note.map(|n| if change.forced { format!("forced: {n}") } else { n });
    let took_over = change.state == State::Superseded && change.note.is_some_and(|n| n.starts_with("by "));
    let note = note.filter(|_| added.is_none() || took_over && !change.forced);
    let saying = Saying { note: note.as_deref(), ..plain };
    if places.is_empty() {
        let value = note.as_ref().map_or(change.word.to_owned(), |n| format!("{} - {n}", change.word));
        add::add(doc, &value, &mut edits)?;
    }
    for (at, place) in places.iter().enumerate() {
        place.set(doc, if at == 0 { &saying } else { &plain }, &mut edits)?;
    }
    day(doc, change.date, &mut edits)?;
    if let (Some(version), Some(before)) = (added.as_ref().and_then(|a| a.version.as_ref()), before) {
        header_version(doc, before, version, &mut edits)?;
    }
    verify::read_again(doc, change, edits, added.map(|a| (a, summary)))
}

/// Makes another document that repeats the status of a plan say the new one; see [`Listing`]. Gives the edits, the
/// text after them, and how many places there are.
///
/// # Errors
/// A place has a form that cannot say it, or would not read as meant.
pub fn mirror(
    doc: Document<'_, '_>,
    change: &StatusChange<'_>,
    listing: Option<&Listing<'_>>,
) -> Result<(Edited, usize), Refusal> {
    let saying = Saying { state: change.state, word: change.word, life: change.life, note: None };
    let (edits, count) = listing::mirror(doc, &saying, listing)?;
    let text = edits.apply(doc.text());
    verify::mirrored(doc, &saying, listing, &text, count)?;
    Ok((Edited { edits, text, version: None }, count))
}

/// What the history says of the change.
fn summary(change: &StatusChange<'_>, old: Option<&str>) -> String {
    let moved = match old {
        Some(old) => format!("Status: {old} → {}", change.word),
        None => format!("Status: {}", change.word),
    };
    match change.note.map(one_line) {
        Some(note) if change.forced => format!("{moved}; forced: {note}"),
        // That the work was done must stand there, whatever else is said of it.
        Some(note) if change.state == State::Complete && !note.is_empty() => format!("{moved}; {note}"),
        Some(note) if !note.is_empty() => note,
        _ => moved,
    }
}

/// The day of the last change, wherever the header has one.
fn day(doc: Document<'_, '_>, date: Date, edits: &mut Edits) -> Result<(), Refusal> {
    let dated = doc.dialect().map_or(&[][..], |d| &d.dated[..]);
    let takes = |key: Span| dated.iter().any(|d| d.eq_ignore_ascii_case(doc.str(key)));
    for entry in &doc.fit.header {
        let source = entry.source;
        if entry.field != Field::Updated && !takes(source.key) {
            continue;
        }
        let old = doc.str(source.value);
        // `2024-11-20 (Retrospective)`: only the day changes.
        let iso = old.as_bytes().windows(10).position(is_iso);
        let span = iso.map_or(planc_syntax::unwrap(doc.text(), source.value), |at| {
            Span::new(source.value.start() + at, source.value.start() + at + 10)
        });
        let new = crate::dates::like(doc.str(span), date, doc.library.vocabulary());
        let blank = old.is_empty() && !doc.text()[..span.start()].ends_with([' ', '\t']);
        edits.replace(span, if blank { format!(" {new}") } else { new })?;
    }
    Ok(())
}

fn is_iso(bytes: &[u8]) -> bool {
    bytes.iter().enumerate().all(|(at, b)| match at {
        4 | 7 => *b == b'-',
        _ => b.is_ascii_digit(),
    })
}

/// The header's version follows that of the history if it was the same.
fn header_version(
    doc: Document<'_, '_>,
    before: &str,
    version: &str,
    edits: &mut Edits,
) -> Result<(), Refusal> {
    let bare = |v: &str| v.trim_matches(['*', '`', '[', ']', ' ']).trim_start_matches(['v', 'V']).to_owned();
    for entry in doc.fit.header.iter().filter(|e| e.field == Field::Version) {
        let value = planc_syntax::unwrap(doc.text(), entry.source.value);
        let old = doc.str(value);
        if bare(old) == bare(before) {
            let mark = &old[..old.len() - old.trim_start_matches(['v', 'V']).len()];
            edits.replace(value, format!("{mark}{}", bare(version)))?;
        }
    }
    Ok(())
}
