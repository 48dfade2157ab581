//! What a specification asks for.

use super::Stated;
use super::ids::{behind, id_len, is_requirement};
use planc_source::Span;
use planc_syntax::{Kind, Tree};
use rustc_hash::FxHashSet;

/// Bullets, rows and headings that begin with the id of a requirement, and headed user stories; the first of each id.
pub fn requirements(tree: &Tree<'_>) -> Vec<Stated> {
    let mut found: Vec<Stated> = Vec::new();
    let mut seen = FxHashSet::default();
    for (node, data) in tree.nodes.iter().enumerate() {
        let span = match data.kind {
            Kind::Item => tree.item(node).map(|i| i.text),
            Kind::Row => Some(data.span),
            Kind::Heading(_) => tree.section_of_heading(node).map(|s| tree.sections[s].title),
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
                is_requirement(&bare[..len]).then(|| (bare[..len].to_owned(), len))
            }
            _ if matches!(data.kind, Kind::Heading(_)) => story(bare),
            _ => None,
        };
        let Some((id, len)) = stated else { continue };
        let words =
            behind(&bare[len..]).lines().next().unwrap_or("").split(" | ").next().unwrap_or("").trim();
        if !words.is_empty() && seen.insert(id.clone()) {
            let start = span.start() + lead;
            found.push(Stated { id, text: words.to_owned(), span: Span::new(start, start + len) });
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
