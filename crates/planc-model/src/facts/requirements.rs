//! What a specification asks for.

use super::Stated;
use super::ids::{behind, id_len, is_requirement};
use planc_source::Span;
use planc_syntax::{Kind, Tree};
use rustc_hash::FxHashSet;

/// Bullets, rows and headings that begin with the id of a requirement, and headed user stories; the first of each id.
pub fn requirements(tree: &Tree<'_>) -> Vec<Stated> {
    statements(tree, &is_requirement).into_iter().map(|s| s.stated).collect()
}

/// A requirement with all the bytes that say what it asks for.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its id and its first words.
    pub stated: Stated,
    /// The item, the cell, or the heading with what stands below it.
    pub whole: Span,
}

/// The same for ids of a workspace's own: those for which `counts` is true.
pub fn statements(tree: &Tree<'_>, counts: &dyn Fn(&str) -> bool) -> Vec<Statement> {
    let mut found: Vec<Statement> = Vec::new();
    let mut seen = FxHashSet::default();
    for (node, data) in tree.nodes.iter().enumerate() {
        let mut body = None;
        let span = match data.kind {
            Kind::Item => tree.item(node).map(|i| i.text),
            Kind::Row => Some(data.span),
            Kind::Heading(_) => tree.section_of_heading(node).map(|s| {
                body = Some(tree.sections[s].body);
                tree.sections[s].title
            }),
            Kind::Paragraph => Some(data.span),
            _ => None,
        };
        let Some(span) = span else { continue };
        let source = tree.str(span);
        let lead = source.len() - source.trim_start_matches(['*', '[', '`', ' ', '|', '~']).len();
        let bare = &source[lead..];
        let stated = match id_len(bare) {
            // A paragraph states a requirement only where its id stands out: `**FR-001**: …`.
            Some(len) if data.kind != Kind::Paragraph || source.starts_with("**") => {
                counts(&bare[..len]).then(|| (bare[..len].to_owned(), len))
            }
            _ if matches!(data.kind, Kind::Heading(_)) => story(bare),
            _ => None,
        };
        let Some((id, len)) = stated else { continue };
        let start = span.start() + lead;
        let said = behind(&bare[len..]);
        let words = said.lines().next().unwrap_or("").split(" | ").next().unwrap_or("").trim_end();
        if !words.is_empty() && seen.insert(id.clone()) {
            let from = span.end() - said.len();
            // Further cells say how far it is, not what it asks for.
            let to = if data.kind == Kind::Row { from + words.len() } else { span.end() };
            let whole = body.map_or(Span::new(from, to), |b| Span::new(from, b.end()));
            let text = words.trim().to_owned();
            found.push(Statement { stated: Stated { id, text, span: Span::new(start, start + len) }, whole });
        }
    }
    found
}

/// `User Story 1 - Sign in` is what others call `US1`.
fn story(heading: &str) -> Option<(String, usize)> {
    const WORDS: &str = "User Story ";
    let head = heading.get(..WORDS.len()).filter(|h| h.eq_ignore_ascii_case(WORDS))?;
    let digits = heading[head.len()..].bytes().take_while(u8::is_ascii_digit).count();
    let len = head.len() + digits;
    (digits > 0).then(|| (format!("US{}", &heading[head.len()..len]), len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_all_that_says_what_is_asked_for() {
        let text = "- **FR-1**: One\n  two\n\n| A | B | C |\n|---|---|---|\n| FR-2 | Three | ✅ |\n\n### US-3: Four\n\nFive\n\n### X-4: Six\n";
        let found = statements(&planc_syntax::parse(text), &|id| id.starts_with("X") || is_requirement(id));
        let said: Vec<_> = found.iter().map(|s| (s.stated.id.as_str(), s.whole.of(text).trim())).collect();
        assert_eq!(
            said,
            [("FR-1", "One\n  two"), ("FR-2", "Three"), ("US-3", "Four\n\nFive"), ("X-4", "Six")]
        );
    }

    #[test]
    fn requirements_have_many_forms() {
        for (text, id) in [
            ("- **FR-001**: Users sign in", "FR-001"),
            ("- **FR-001a** Users sign in", "FR-001a"),
            ("- [ ] NFR-SEC-01 - Keys rotate", "NFR-SEC-01"),
            ("| ID | Text |\n|---|---|\n| REQ-7 | Users sign in |", "REQ-7"),
            ("### AC-1.2: Sign in", "AC-1.2"),
            ("**SC-001**: fast", "SC-001"),
            ("### User Story 12 - Sign in (Priority: P1)", "US12"),
            ("See FR-001 for that", ""),
            ("FR-001 was dropped last week", ""),
            ("- PLAN-001: no", ""),
            ("- FR-002", ""),
        ] {
            let found: Vec<_> = requirements(&planc_syntax::parse(text)).into_iter().map(|r| r.id).collect();
            assert_eq!(found.join(" "), id, "{text}");
        }
    }
}
