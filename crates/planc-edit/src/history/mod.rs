//! A further entry in the history of a plan, in the shape that its history has.
//!
//! The newest entry is the pattern: its version, day, author and words are replaced, everything else is copied. So a
//! history of any shape goes on in that shape, in any language, or is refused.

mod entries;
mod headings;
mod table;
mod version;

use crate::document::{Document, Refusal};
use crate::text::{line_end, newline};
use jiff::civil::Date;
use planc_dialect::{Field, Form, Reader, Record, Role, Shape};
use planc_model::{Revision, Text};
use planc_source::{Edits, Span};

/// What is to be written down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'e> {
    pub(crate) date: Date,
    pub(crate) author: Option<&'e str>,
    pub(crate) summary: &'e str,
    pub(crate) reference: Option<&'e str>,
    /// The status word, for a history with a column of them.
    pub(crate) word: &'e str,
    /// Whether it is an approval, by which many count a new version.
    pub(crate) approval: bool,
}

/// What was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Added {
    /// The version of the new entry, where entries have one.
    pub(crate) version: Option<String>,
    /// The entry, from first to last, that took the words in because it is of the same day; else there is a new one.
    pub(crate) grown: Option<usize>,
    /// Where the new entry stands among the others.
    pub(crate) at: usize,
}

/// The entries of a history, and how they are written.
pub(crate) struct Rows<'d, 'a> {
    doc: Document<'d, 'a>,
    /// The section they stand in.
    section: usize,
    records: Vec<Record>,
    revisions: &'d [Revision<'a>],
    newest_first: bool,
}

/// Adds an entry; `None` where the plan keeps no history.
pub(crate) fn add(
    doc: Document<'_, '_>,
    entry: &Entry<'_>,
    edits: &mut Edits,
) -> Result<Option<Added>, Refusal> {
    let Some(rows) = Rows::of(doc)? else { return Ok(None) };
    let Some(newest) = rows.records.get(rows.newest()) else {
        return rows.first(entry, edits).map(Some);
    };
    let version = rows.version(entry)?;
    let version = version.as_deref();
    let grown = match newest.form {
        Form::Row => {
            table::add(&rows, entry, version, edits)?;
            None
        }
        Form::Heading => headings::add(&rows, entry, version, edits)?,
        Form::Item | Form::Keyed => {
            entries::add(&rows, entry, version, edits)?;
            None
        }
    };
    let at = if rows.newest_first { 0 } else { rows.records.len() };
    Ok(Some(Added { version: version.map(str::to_owned), grown, at }))
}

/// The version of the newest entry, where the history counts versions.
pub(crate) fn newest_version<'d>(doc: Document<'d, '_>) -> Option<&'d str> {
    let rows = Rows::of(doc).ok()??;
    rows.revisions.get(rows.newest())?.version.as_ref().map(|v| &*v.value)
}

impl<'d, 'a> Rows<'d, 'a> {
    fn of(doc: Document<'d, 'a>) -> Result<Option<Rows<'d, 'a>>, Refusal> {
        let is_history = |i: usize| doc.fit.spots[i].concept.is_some_and(|c| c.name() == "history");
        let sections = (1..doc.tree.sections.len())
            .filter(|i| is_history(*i) && doc.fit.spots[*i].role == Role::Section)
            .filter(|i| !doc.tree.sections[*i].parent.is_some_and(is_history));
        let sections: Vec<usize> = sections.collect();
        let Some(&first) = sections.first() else { return Ok(None) };
        let vocabulary = doc.library.vocabulary();
        let reader = Reader { tree: doc.tree, fit: doc.fit, vocabulary };
        let shape = Shape { scope: vocabulary.scope("history"), name: Field::Version, text: Field::Summary };
        let mut all: Vec<(usize, Record)> = Vec::new();
        for section in sections {
            all.extend(reader.section(section, shape).records.into_iter().map(|r| (section, r)));
        }
        let revisions = doc.plan.history.as_deref().unwrap_or(&[]);
        if all.len() != revisions.len() {
            let title = doc.tree.sections[first].title;
            return Err(Refusal::new(
                title,
                "this history is not understood: its entries cannot be told apart",
            ));
        }
        let newest_first = newest_first(&all, revisions);
        let section = match newest_first {
            true => all.first().map_or(first, |(s, _)| *s),
            false => all.last().map_or(first, |(s, _)| *s),
        };
        let records = all.into_iter().map(|(_, r)| r).collect();
        Ok(Some(Rows { doc, section, records, revisions, newest_first }))
    }

    fn newest(&self) -> usize {
        if self.newest_first { 0 } else { self.records.len().saturating_sub(1) }
    }

    /// The entries from the newest to the oldest, with what was read from them.
    fn by_age(&self) -> impl Iterator<Item = (&Record, &'d Revision<'a>)> + '_ {
        let count = self.records.len();
        let order = move |n: usize| if self.newest_first { n } else { count - 1 - n };
        (0..count).map(move |n| (&self.records[order(n)], &self.revisions[order(n)]))
    }

    /// The version of the new entry, where the newest has one.
    fn version(&self, entry: &Entry<'_>) -> Result<Option<String>, Refusal> {
        let mut versions: Vec<&Text<'_>> = self.by_age().filter_map(|(_, r)| r.version.as_ref()).collect();
        versions.reverse();
        let newest = self.by_age().next().and_then(|(_, r)| r.version.as_ref());
        let (Some(newest), Some(_)) = (newest, versions.last()) else { return Ok(None) };
        // Somebody whose approval did not make `1.0` of `0.x` does not count so.
        let approved = self.by_age().any(|(_, r)| {
            let early =
                r.version.as_ref().is_some_and(|v| v.value.trim_start_matches(['v', 'V']).starts_with("0."));
            early && r.summary.as_ref().is_some_and(|s| mentions(&s.value, entry.word))
        });
        let words: Vec<&str> = versions.iter().map(|v| &*v.value).collect();
        let next = version::next(&words, entry.approval && !approved);
        let refused = || {
            let message = format!("`{}` is no version that another can follow", newest.value);
            Refusal::new(newest.span, message)
        };
        next.map(Some).ok_or_else(refused)
    }

    /// The first entry of a history that has none: a row where there is a table, else a bullet.
    fn first(&self, entry: &Entry<'_>, edits: &mut Edits) -> Result<Added, Refusal> {
        let doc = self.doc;
        let section = &doc.tree.sections[self.section];
        let tables = doc.tree.blocks(section).find_map(|n| doc.tree.table(n));
        if let Some(found) = tables {
            table::first(self, &found, entry, edits)?;
            return Ok(Added { version: None, grown: None, at: 0 });
        }
        let own = doc.tree.sections[self.section].body.trim(doc.text());
        if let Some(block) = doc.tree.blocks(section).next()
            && !own.is_empty()
        {
            let span = doc.tree.nodes[block].span;
            return Err(self.unknown(span, "nothing in this history is an entry with a version or a day"));
        }
        let (newline, at) =
            (newline(doc.text()), line_end(doc.text(), section.head_span().trim(doc.text()).end()));
        let text = format!("{newline}{newline}- **{}**: {}", entry.date, entry.summary);
        edits.replace(Span::at(at), text)?;
        Ok(Added { version: None, grown: None, at: 0 })
    }

    fn unknown(&self, span: Span, message: &str) -> Refusal {
        Refusal::new(crate::text::first_line(self.doc.text(), span), message)
    }
}

/// Whether the newest entry stands first. Days tell, else versions; a single headed entry leaves it to the habit of
/// changelogs, any other to that of tables.
fn newest_first(records: &[(usize, Record)], revisions: &[Revision<'_>]) -> bool {
    let ends = |key: &dyn Fn(&Revision<'_>) -> Option<Vec<u64>>| {
        let mut keys = revisions.iter().filter_map(key);
        let first = keys.next()?;
        let last = keys.next_back()?;
        (first != last).then(|| first > last)
    };
    let numbers = |text: &str| -> Option<Vec<u64>> {
        let parts = text.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty());
        let found: Vec<u64> = parts.map(|p| p.parse().ok()).collect::<Option<_>>()?;
        (!found.is_empty()).then_some(found)
    };
    let dated = |r: &Revision<'_>| numbers(&r.date.as_ref()?.value);
    let versioned = |r: &Revision<'_>| numbers(&r.version.as_ref()?.value);
    let headed = records.first().is_some_and(|(_, r)| r.form == Form::Heading);
    ends(&dated).or_else(|| ends(&versioned)).unwrap_or(headed)
}

/// Whether a summary names a status word.
fn mentions(summary: &str, word: &str) -> bool {
    let (summary, word) = (summary.to_lowercase(), word.to_lowercase());
    !word.is_empty() && summary.contains(&word)
}

/// The words of an entry with those of the new one in their places; `None` where something else is said there that
/// would be copied along.
fn rewritten(
    doc: Document<'_, '_>,
    span: Span,
    revision: &Revision<'_>,
    entry: &Entry<'_>,
    version: Option<&str>,
    needs_summary: bool,
) -> Option<String> {
    let within =
        |t: &Option<Text<'_>>| t.as_ref().map(|t| t.span).filter(|s| span.contains(*s) && !s.is_empty());
    let date = within(&revision.date);
    let mut parts: Vec<(Span, String)> = Vec::new();
    if let Some(span) = date {
        parts.push((span, crate::dates::like(doc.str(span), entry.date, doc.library.vocabulary())));
    }
    if let Some(span) = within(&revision.version) {
        parts.push((span, version?.to_owned()));
    }
    if let Some(span) = within(&revision.author) {
        parts.push((span, entry.author?.to_owned()));
    }
    if let Some(span) = within(&revision.reference) {
        parts.push((span, entry.reference?.to_owned()));
    }
    if parts.is_empty() {
        return None;
    }
    let summary = within(&revision.summary);
    if summary.is_none() && needs_summary {
        return None;
    }
    parts.extend(summary.map(|s| (s, entry.summary.to_owned())));
    parts.sort_by_key(|(span, _)| *span);
    let (mut out, mut at) = (String::new(), span.start());
    let mut kept = String::new();
    for (part, new) in parts {
        if part.start() < at {
            return None;
        }
        let between = doc.str(Span::new(at, part.start()));
        kept.push_str(between);
        kept.push(' ');
        out.push_str(between);
        out.push_str(&new);
        at = part.end();
    }
    let tail = doc.str(Span::new(at, span.end()));
    kept.push_str(tail);
    out.push_str(tail);
    let says = |word: &str| !KEPT.iter().any(|k| k.eq_ignore_ascii_case(word));
    let more = kept.split(|c: char| !c.is_alphanumeric()).any(|word| !word.is_empty() && says(word));
    (!more && !out.contains(['\n', '\r'])).then_some(out)
}

/// Words between version, day and author that belong to the shape of an entry.
const KEPT: &[&str] = &["v", "by", "version", "date", "author", "rev", "on"];
