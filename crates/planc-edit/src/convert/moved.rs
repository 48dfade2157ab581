//! Blocks of the plan, as they are, below other headings.

use super::page::{Heading, heading};
use super::source::{Leftover, Source};
use planc_dialect::{Concept, Library, Role};
use planc_source::{Edits, Span};
use std::collections::BTreeSet;

/// Blocks of one section that stand together.
#[derive(Debug)]
pub(crate) struct Run {
    owner: usize,
    /// The item that it begins with, where that stands behind other sections.
    pub item: Option<usize>,
    fragments: Vec<usize>,
}

impl Run {
    /// The units it says.
    pub fn units(&self, source: &Source<'_, '_>) -> Vec<usize> {
        self.fragments.iter().flat_map(|f| source.fragments[*f].units.clone()).collect()
    }

    /// Where its heading stands.
    pub fn start(&self, source: &Source<'_, '_>) -> usize {
        source.tree.sections[self.item.unwrap_or(self.owner)].span.start()
    }
}

/// Blocks of one section, by their numbers, parted where sections of their own stand between its items: written
/// together, they would be read in another order.
pub(crate) fn runs(source: &Source<'_, '_>, owner: usize, chosen: &[usize]) -> Vec<Run> {
    let mut runs = vec![Run { owner, item: None, fragments: Vec::new() }];
    let mut last = owner;
    for at in chosen {
        // Parts of an item are nothing without it.
        let whole = |s: &usize| {
            source.tree.sections[*s].parent == Some(owner) && source.fit.spots[*s].role == Role::Record
        };
        let item = source.fragments[*at].item.filter(whole);
        let parted = item.filter(|s| (last + 1..*s).any(|between| source.owners[between] != owner));
        if parted.is_some() {
            runs.push(Run { owner, item: parted, fragments: Vec::new() });
        }
        runs.last_mut().into_iter().for_each(|r| r.fragments.push(*at));
        last = source.fragments[*at].item.unwrap_or(last);
    }
    runs
}

/// Parts of an item that feed nothing and stand behind other sections: what no key takes of them can stand for itself.
pub(crate) fn apart(source: &Source<'_, '_>, owner: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let sections = &source.tree.sections;
    let mut foreign = false;
    for part in (owner + 1..sections.len()).take_while(|s| sections[*s].span.start < sections[owner].span.end)
    {
        foreign |= source.owners[part] != owner;
        let direct = sections[part].parent == Some(owner) && source.owners[part] == owner;
        if !foreign || !direct || source.fit.spots[part].role != Role::Part {
            continue;
        }
        let inside = |s: usize| sections[part].span.contains(sections[s].span);
        let mut fed = source.fragments.iter().filter(|f| f.owner == owner && !f.units.is_empty());
        if !fed.any(|f| f.item.is_some_and(inside)) {
            found.extend(
                (part..sections.len()).take_while(|s| inside(*s)).filter(|s| source.owners[*s] == owner),
            );
        }
    }
    found
}

/// The heading of an item; `always` with a comment that says what it is.
pub(crate) fn item(source: &Source<'_, '_>, item: usize, library: &Library, always: bool) -> Heading {
    let title = source.tree.title(&source.tree.sections[item]).to_owned();
    Heading { title, note: note_of(source, item, library, always) }
}

/// Blocks of a run, with the headings of items at their new level.
///
/// `None` where words that no key takes cannot be told apart from the rest.
pub(crate) fn blocks(
    source: &Source<'_, '_>,
    run: &Run,
    level: u8,
    library: &Library,
    stays: impl Fn(&Leftover) -> bool,
) -> Option<String> {
    let tree = source.tree;
    let base = tree.sections[run.owner].level;
    let mut out = Blocks::default();
    for at in &run.fragments {
        let fragment = &source.fragments[*at];
        let span = planc_dialect::behind_comment(tree.text, fragment.span);
        let text = without_leftovers(source, fragment.item.unwrap_or(run.owner), span, &stays)?;
        if let Some(item) = fragment.item.filter(|_| fragment.item != run.item) {
            let section = &tree.sections[item];
            let own = (section.level - base).saturating_add(level);
            let title = heading(own, tree.title(section)) + &item_note(source, item, library);
            out.push(tree.text, Span::new(section.span.start(), span.start()), &title);
        }
        out.push(tree.text, span, unruled(&text));
    }
    Some(out.text)
}

/// Blocks with what stood between them where they were neighbours, else with a blank line.
#[derive(Default)]
struct Blocks {
    text: String,
    end: Option<usize>,
}

impl Blocks {
    fn push(&mut self, text: &str, span: Span, block: &str) {
        if block.is_empty() {
            return;
        }
        let span = span.trim(text);
        if let Some(end) = self.end {
            let gap = text.get(end..span.start()).filter(|g| g.trim().is_empty());
            let lines = gap.map_or(2, |g| g.matches('\n').count());
            let least = if block.starts_with('#') { 2 } else { 1 };
            self.text.push_str(&"\n".repeat(lines.max(least)));
        }
        self.text.push_str(block);
        self.end = Some(span.end());
    }
}

/// What a comment says of an item: where by its words it could be a section of its own, or always.
fn note_of(source: &Source<'_, '_>, item: usize, library: &Library, always: bool) -> Option<String> {
    let (spot, title) = (source.fit.spots[item], source.tree.title(&source.tree.sections[item]));
    let own = spot.concept.filter(|_| spot.role == Role::Record)?;
    let other = library.vocabulary().concept(title).is_some_and(|c| c != own);
    (always || other).then(|| format!("item = \"{}\"", own.name()))
}

/// The comment below the heading of an item.
fn item_note(source: &Source<'_, '_>, item: usize, library: &Library) -> String {
    let note = note_of(source, item, library, false);
    note.map_or(String::new(), |note| format!("\n<!-- planc: {note} -->"))
}

/// A run of blocks as they stand there.
pub(crate) fn whole(source: &Source<'_, '_>, run: &Run, library: &Library) -> String {
    let tree = source.tree;
    let mut out = Blocks::default();
    for fragment in run.fragments.iter().map(|at| &source.fragments[*at]) {
        let span = planc_dialect::behind_comment(tree.text, fragment.span);
        if let Some(item) = fragment.item.filter(|_| fragment.item != run.item) {
            let section = &tree.sections[item];
            let title = heading(section.level, tree.title(section)) + &item_note(source, item, library);
            out.push(tree.text, Span::new(section.span.start(), span.start()), &title);
        }
        out.push(tree.text, span, unruled(tree.str(span)));
    }
    out.text
}

fn unruled(text: &str) -> &str {
    let mut text = text.trim_matches(['\n', '\r']).trim_end();
    while let Some(rest) = text.strip_suffix("---").filter(|r| r.is_empty() || r.ends_with("\n\n")) {
        text = rest.trim_end();
    }
    text
}

/// The text of a fragment without what goes to the end of the document.
fn without_leftovers(
    source: &Source<'_, '_>,
    section: usize,
    span: Span,
    stays: impl Fn(&Leftover) -> bool,
) -> Option<String> {
    let text = source.tree.str(span);
    let mut edits = Edits::new();
    let near = |l: &&Leftover| {
        !stays(l) && l.section == section && l.span.start < span.end && span.start < l.span.end
    };
    for leftover in source.leftovers.iter().filter(near) {
        let mut from = 0;
        let whole = text.find(leftover.raw.as_str()).map(|at| vec![(at, leftover.raw.len())]);
        let parts = match whole {
            Some(parts) => parts,
            None => leftover
                .raw
                .split("\n\n")
                .filter_map(|part| {
                    let at = from + text[from..].find(part)?;
                    from = at + part.len();
                    Some((at, part.len()))
                })
                .collect(),
        };
        let exact = source.tree.str(leftover.span) == leftover.raw;
        if parts.is_empty() && exact {
            return None;
        }
        for (at, len) in parts {
            let line = text[..at].rfind('\n').map_or(0, |n| n + 1);
            let lead = &text[line..at];
            let is_marker = lead.chars().all(|c| c.is_ascii_digit() || " \t-*+.)>[]x".contains(c));
            let end = text[at + len..].find('\n').map_or(text.len(), |n| at + len + n);
            let closes = text[at + len..end].trim().is_empty();
            if !is_marker || !closes {
                return None;
            }
            let behind = (end + 1).min(text.len());
            edits.replace(Span::new(line, behind), "").ok()?;
        }
    }
    Some(edits.apply(text))
}

/// The heading that says `concept` wherever it stands: the plan's own where its words do, else the usual one.
pub(crate) fn titled(source: &Source<'_, '_>, owner: usize, concept: Concept, library: &Library) -> Heading {
    let tree = source.tree;
    let own = tree.title(&tree.sections[owner]);
    let bare = own.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim_start();
    let words = if own.starts_with(|c: char| c.is_ascii_digit()) && !bare.is_empty() { bare } else { own };
    if library.vocabulary().concept(words) == Some(concept) {
        return Heading { title: words.to_owned(), note: None };
    }
    let usual = library.wording().heading(concept);
    let known = library.vocabulary().concept(&usual) == Some(concept);
    if source.fit.spots[owner].concept == Some(concept) {
        return Heading { title: words.to_owned(), note: Some(note(concept)) };
    }
    Heading { title: usual, note: (!known).then(|| note(concept)) }
}

/// What a comment says of a section about `concept`.
pub(crate) fn note(concept: Concept) -> String {
    format!("concept = \"{}\"", concept.name())
}
