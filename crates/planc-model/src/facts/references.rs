//! What a document says about other documents: which it takes the place of, and how far they are.

use super::ids::id_len;
use planc_dialect::{Field, Library, State};
use planc_source::Span;
use planc_syntax::{Kind, Tree, first_link, links};

/// A document that another one overrides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Its name or id, as written.
    pub name: String,
    /// Where the link leads, if it is one.
    pub target: Option<String>,
    /// Where the name stands.
    pub span: Span,
}

/// A row of a table that links to a document and says how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Where the link leads.
    pub target: String,
    /// What the row says.
    pub state: State,
    /// In which word.
    pub word: String,
    /// Where the word stands.
    pub span: Span,
}

/// The words by which one document takes the place of another, in lower case.
const OVERRIDES: [&str; 5] = ["supersedes", "overrides", "replaces", "obsoletes", "overruling"];

/// What stands behind `supersedes`, `overrides` or `replaces` on its line: links, and ids with letters.
pub(super) fn overrides(tree: &Tree<'_>) -> Vec<Override> {
    let mut found = Vec::new();
    let mut line = 0;
    for from in words_of_order(tree.text) {
        // The first of a line counts.
        if from < line {
            continue;
        }
        line = memchr::memchr(b'\n', &tree.text.as_bytes()[from..]).map_or(tree.text.len(), |n| from + n + 1);
        let behind = Span::new(from, line);
        let mut linked = behind.start();
        for link in links(tree, behind).filter(|l| !l.image) {
            named(tree, Span::new(linked, link.span.start()), &mut found);
            let name = tree.str(link.text).trim_matches(['`', '*', ' ']).to_owned();
            found.push(Override { name, target: Some(link.target.to_owned()), span: link.text });
            linked = link.span.end();
        }
        named(tree, Span::new(linked, behind.end()), &mut found);
    }
    found
}

/// Where each of the words ends that say of an order.
fn words_of_order(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    // Each of the words has one of these letters near its beginning, and few others do.
    let rare = memchr::memchr3_iter(b'p', b'v', b'b', bytes);
    let mut found: Vec<usize> = rare.chain(memchr::memchr3_iter(b'P', b'V', b'B', bytes)).collect();
    let end = |at: &usize| {
        OVERRIDES.iter().find_map(|word| {
            let start = at.checked_sub(word.bytes().position(|b| matches!(b, b'p' | b'v' | b'b'))?)?;
            let there = bytes.get(start..start + word.len())?;
            there.eq_ignore_ascii_case(word.as_bytes()).then_some(start + word.len())
        })
    };
    found = found.iter().filter_map(end).collect();
    found.sort_unstable();
    found
}

/// Ids in running text.
fn named(tree: &Tree<'_>, span: Span, out: &mut Vec<Override>) {
    let source = tree.str(span);
    let mut at = 0;
    while at < source.len() {
        let word = source.as_bytes()[at].is_ascii_uppercase()
            && (at == 0 || !source.as_bytes()[at - 1].is_ascii_alphanumeric());
        match if word { id_len(&source[at..]) } else { None } {
            Some(len) => {
                let span = Span::new(span.start() + at, span.start() + at + len);
                out.push(Override { name: tree.str(span).to_owned(), target: None, span });
                at += len;
            }
            None => at += 1,
        }
    }
}

/// The rows of tables with a column of statuses that link to a document.
pub(super) fn listed(tree: &Tree<'_>, library: &Library) -> Vec<Listed> {
    let vocabulary = library.vocabulary();
    let scope = vocabulary.scope("meta");
    let mut found = Vec::new();
    for (node, data) in tree.nodes.iter().enumerate() {
        if data.kind != Kind::Table {
            continue;
        }
        let Some(table) = tree.table(node) else { continue };
        let heads = table.head.cells.iter();
        let mut columns = heads
            .enumerate()
            .filter(|(_, head)| vocabulary.field(scope, tree.str(**head)) == Some(Field::Status));
        let Some((column, _)) = columns.next() else { continue };
        for row in tree.rows(&table) {
            let Some(cell) = row.cells.get(column) else { continue };
            let Some((state, span)) = state(tree, *cell, library) else { continue };
            if let Some(link) = first_link(tree, row.span) {
                let word = tree.str(span).to_owned();
                found.push(Listed { target: link.target.to_owned(), state, word, span });
            }
        }
    }
    found
}

/// The state that a cell names, with the word it does so by: `✅ Complete (v2)`.
pub(super) fn state(tree: &Tree<'_>, cell: Span, library: &Library) -> Option<(State, Span)> {
    let source = tree.str(cell);
    let bare = source.trim_start_matches(|c: char| !c.is_alphanumeric());
    let start = cell.start() + source.len() - bare.len();
    let end = bare.find(['(', '（', '—', '–', ',', ';', ':', '*', '`', '<', '|']).unwrap_or(bare.len());
    let word = bare[..end].split(" - ").next().unwrap_or("");
    let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    let state = library.vocabulary().state(word)?;
    Some((state, Span::new(start, start + word.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_named_behind_the_word() {
        for (text, names) in [
            ("Supersedes: PLAN-001, ADR-2", "PLAN-001 ADR-2"),
            ("This overrides [the plan](../plan.md) and PLAN-4.", "the plan PLAN-4"),
            ("PLAN-001 is superseded by ADR-2", ""),
            ("**Replaces**: none", ""),
        ] {
            let tree = planc_syntax::parse(text);
            let found: Vec<_> = overrides(&tree).into_iter().map(|o| o.name).collect();
            assert_eq!(found.join(" "), names, "{text}");
        }
    }

    #[test]
    fn rows_with_link_and_status_are_listed() {
        let text = "| Plan | Status |\n|---|---|\n| [A](a.md) | ✅ Complete (v2) |\n| B | Draft |\n| [C](c.md) | soon |\n";
        let tree = planc_syntax::parse(text);
        let found: Vec<_> =
            listed(&tree, &Library::builtin()).into_iter().map(|l| (l.target, l.word)).collect();
        assert_eq!(found, [("a.md".to_owned(), "Complete".to_owned())]);
    }
}
