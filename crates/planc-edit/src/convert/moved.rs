//! Blocks of the plan, as they are, below other headings.

use super::page::{Heading, heading};
use super::source::{Leftover, Source};
use planc_dialect::{Concept, Library, Role};
use planc_source::{Edits, Span};

/// Blocks of one section, by their numbers, with the headings of items at their new level.
///
/// `None` where words that no key takes cannot be told apart from the rest.
pub(crate) fn blocks(
    source: &Source<'_, '_>,
    owner: usize,
    chosen: &[usize],
    level: u8,
    library: &Library,
    stays: impl Fn(&Leftover) -> bool,
) -> Option<String> {
    let tree = source.tree;
    let base = tree.sections[owner].level;
    let mut out = Blocks::default();
    for at in chosen {
        let fragment = &source.fragments[*at];
        let span = planc_dialect::behind_comment(tree.text, fragment.span);
        let text = without_leftovers(source, fragment.item.unwrap_or(owner), span, &stays)?;
        if let Some(item) = fragment.item {
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
        if let Some(end) = self.end {
            let gap = text.get(end..span.start()).filter(|g| g.trim().is_empty());
            let touching = gap.is_some_and(|g| g.matches('\n').count() == 1) && !block.starts_with('#');
            self.text.push_str(if touching { "\n" } else { "\n\n" });
        }
        self.text.push_str(block);
        self.end = Some(span.trim(text).end());
    }
}

/// The comment below the heading of an item that by its words could be a section of its own.
fn item_note(source: &Source<'_, '_>, item: usize, library: &Library) -> String {
    let (spot, title) = (source.fit.spots[item], source.tree.title(&source.tree.sections[item]));
    let other = library.vocabulary().concept(title).filter(|c| Some(*c) != spot.concept);
    match (spot.role, spot.concept, other) {
        (Role::Record, Some(own), Some(_)) => format!("\n<!-- planc: item = \"{}\" -->", own.name()),
        _ => String::new(),
    }
}

/// A section's own content and its items, as they stand there.
pub(crate) fn whole(source: &Source<'_, '_>, owner: usize, library: &Library) -> String {
    let tree = source.tree;
    let mut out = Blocks::default();
    for fragment in source.fragments.iter().filter(|f| f.owner == owner) {
        let span = planc_dialect::behind_comment(tree.text, fragment.span);
        if let Some(item) = fragment.item {
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
        let whole = text.find(leftover.text.as_str()).map(|at| vec![(at, leftover.text.len())]);
        let parts = match whole {
            Some(parts) => parts,
            None => leftover
                .text
                .split("\n\n")
                .filter_map(|part| {
                    let at = from + text[from..].find(part)?;
                    from = at + part.len();
                    Some((at, part.len()))
                })
                .collect(),
        };
        let exact = source.tree.str(leftover.span) == leftover.text;
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
