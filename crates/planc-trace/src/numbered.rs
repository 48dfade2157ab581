//! Requirements that are numbers: `Requirement 1` with the criteria `1.1`, `1.2`, …, and `_Requirements: 1.1, 2.3_`.
//!
//! To be cited like all others each gets a letter: criterion 2 of requirement 1 is `R1.2`.

use crate::cite::{Cite, Role};
use planc_source::Span;
use planc_syntax::{Kind, Tree, lines, unwrap};

/// The letter.
const LETTER: &str = "R";

/// What people call a requirement.
const ONE: &[&str] = &[
    "requirement",
    "要件",
    "要求",
    "需求",
    "요구사항",
    "requisito",
    "требование",
    "anforderung",
    "exigence",
    "yêu cầu",
];

/// What they call many, where that is another word.
const MANY: &[&str] = &["requirements", "requisitos", "требования", "anforderungen", "exigences"];

/// A requirement or criterion without an id of its own.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Numbered {
    /// `R1.2`.
    pub(crate) id: String,
    /// Where its number, or its words, stand.
    pub(crate) span: Span,
    /// All that it asks for.
    pub(crate) whole: Span,
}

/// The criteria of all headed requirements: the first numbered list below each; a requirement without one itself.
pub(crate) fn numbered(tree: &Tree<'_>) -> Vec<Numbered> {
    let mut found: Vec<Numbered> = Vec::new();
    let mut node = 0;
    for section in tree.sections.iter().skip(1) {
        let title = section.title;
        let Some((number, said)) = headed(tree, title) else { continue };
        // Sections and nodes are both in the order of the text.
        while tree.nodes.get(node).is_some_and(|n| n.span.start < section.span.start) {
            node += 1;
        }
        let mut below = (node..tree.nodes.len()).take_while(|n| tree.nodes[*n].span.start < section.span.end);
        let list = below.find(|n| tree.nodes[*n].kind == Kind::List(true));
        let Some(list) = list else {
            let whole = Span::new(said.start(), section.body.end());
            found.push(Numbered { id: format!("{LETTER}{number}"), span: title, whole });
            continue;
        };
        for item in tree.items(list).filter(|i| !i.text.is_empty()) {
            let Some(own) = item.number else { continue };
            let id = format!("{LETTER}{number}.{own}");
            found.push(Numbered {
                id,
                span: item.text,
                whole: Span::new(item.text.start(), item.span.end()),
            });
        }
    }
    let mut seen = rustc_hash::FxHashSet::default();
    found.retain(|n| seen.insert(n.id.clone()));
    found
}

/// The number in `Requirement 1: Sign in`, and where its name begins.
fn headed(tree: &Tree<'_>, title: Span) -> Option<(u32, Span)> {
    let words = title.of(tree.text);
    let lower = words.to_lowercase();
    let digits = lower.find(|c: char| c.is_ascii_digit())?;
    let is_one = ONE.contains(&lower[..digits].trim()) && lower.len() == words.len();
    let rest = words.get(digits..).filter(|_| is_one)?;
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    let behind = rest[len..].trim_start_matches([' ', ':', '：', '.', '-', '–', '—', '*']);
    // `Requirement 1.2` is a number of another kind.
    let parted = !rest[len..].starts_with('.') || !behind.starts_with(|c: char| c.is_ascii_digit());
    let number = rest[..len].parse().ok().filter(|_| parted)?;
    Some((number, Span::new(title.end() - behind.len(), title.end())))
}

/// The numbers that a stretch of text cites behind a word for requirements: `_Requirements: 1.1, 2.3_`. Linear.
pub(crate) fn cites(text: &str, within: Span, out: &mut Vec<Cite>) {
    for line in lines(text, within) {
        let line = line.trim(text);
        let bare = line.of(text).trim_start_matches(['-', '*', '+', '_', '>', ' ']);
        let Some(at) = bare.find([':', '：']).filter(|at| is_word(&bare[..*at])) else { continue };
        let colon = bare[at..].chars().next().map_or(1, char::len_utf8);
        numbers(text, Span::new(line.end() - bare.len() + at + colon, line.end()), out);
    }
}

/// The numbers in tables: below a head, or beside a key, that is a word for requirements.
pub(crate) fn cites_in_tables(tree: &Tree<'_>, out: &mut Vec<Cite>) {
    for table in (0..tree.nodes.len()).filter_map(|n| tree.table(n)) {
        let is = |cell: &Span| is_word(unwrap(tree.text, *cell).of(tree.text));
        let column = table.head.cells.iter().position(is);
        let first = std::iter::once(table.head.clone());
        for row in first.chain(tree.rows(&table)) {
            if let [key, value] = &row.cells[..]
                && is(key)
            {
                numbers(tree.text, *value, out);
            } else if let Some(cell) = column.and_then(|c| row.cells.get(c)) {
                numbers(tree.text, *cell, out);
            }
        }
    }
}

fn is_word(words: &str) -> bool {
    let bare = words.trim_matches(['*', '_', '`', ' ']);
    let lower = if bare.len() < 40 { bare.to_lowercase() } else { String::new() };
    ONE.contains(&&*lower) || MANY.contains(&&*lower)
}

/// `1.1, 2.3, 4` and `1.1-1.3`, up to the first word that is none.
fn numbers(text: &str, within: Span, out: &mut Vec<Cite>) {
    let source = within.of(text);
    let part = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '、' | '，' | '_' | '*');
    let mut at = 0;
    for word in source.split(part) {
        let start = within.start() + at;
        at += word.len() + source[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        if word.is_empty() || matches!(word, "and" | "&") {
            continue;
        }
        let (first, last) = word.split_once(['-', '–', '~']).map_or((word, None), |(a, b)| (a, Some(b)));
        let (Some(len), true) = (number_len(first), last.is_none_or(|l| number_len(l) == Some(l.len())))
        else {
            return;
        };
        // A bracket closes it, a word goes on.
        if len < first.len() && !first[len..].starts_with([')', ']', '.']) {
            return;
        }
        out.push(Cite {
            id: format!("{LETTER}{}", &first[..len]),
            span: Span::new(start, start + len),
            implied: false,
            until: last.map(|l| format!("{LETTER}{l}")),
            role: Role::Implements,
            qualifier: None,
            pin: None,
            named: Vec::new(),
            elsewhere: false,
        });
    }
}

/// The length of `1` or `1.2` at the begin of a word.
fn number_len(word: &str) -> Option<usize> {
    let digits = |from: usize| word[from..].bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(0);
    let part = if word[whole..].starts_with('.') { digits(whole + 1) } else { 0 };
    (1..=3).contains(&whole).then_some(if part > 0 { whole + 1 + part } else { whole })
}

#[cfg(test)]
mod tests {
    use super::*;
    use planc_syntax::parse;

    #[test]
    fn criteria_have_the_numbers_of_their_requirement() {
        let text = "# Requirements\n\n## Requirement 1: Sign in\n\n**Story:** As a user\n\n### Acceptance Criteria\n\n\
            1. WHEN a THEN b\n   - and c\n2. IF d THEN e\n\n1. other\n\n## 要件2\n\n1. f\n\n### Requirement 3 - Speed\n\nIt is fast.\n\n\
            ## Requirement 4.2\n\n1. g\n\n## Requirements 2027\n\n- h\n\n## Requirement 1\n\n1. again\n";
        let tree = parse(text);
        let said: Vec<_> =
            numbered(&tree).iter().map(|n| format!("{} {}", n.id, n.whole.of(text).trim())).collect();
        let want =
            ["R1.1 WHEN a THEN b\n   - and c", "R1.2 IF d THEN e", "R2.1 f", "R3 Speed\n\nIt is fast."];
        assert_eq!(said, want);
    }

    #[test]
    fn numbers_are_cited_behind_their_word() {
        for (text, want) in [
            ("  - _Requirements: 1.1, 2.3_", "R1.1 R2.3"),
            ("- **Requirements**: 1, 12.10", "R1 R12.10"),
            ("_要件: 7.1、8.1_", "R7.1 R8.1"),
            ("_Requirements: 1.1-1.3, 4 and 5.2_", "R1.1..R1.3 R4 R5.2"),
            ("_Requirements: 9.1 (all of it)_", "R9.1"),
            ("_Requirements: all_", ""),
            ("Requirements: 2GB", ""),
            ("Requirements: 20000", ""),
            ("The requirements: 1.1", ""),
            ("Depends on: 1.1", ""),
            ("Requirement 1: 2.2", ""),
        ] {
            let mut found = Vec::new();
            cites(text, Span::new(0, text.len()), &mut found);
            let until = |c: &Cite| c.until.as_ref().map_or(String::new(), |u| format!("..{u}"));
            let said: Vec<_> = found.iter().map(|c| format!("{}{}", c.id, until(c))).collect();
            assert_eq!(said.join(" "), want, "{text}");
            assert!(found.iter().all(|c| c.id[1..] == *c.span.of(text)), "{text}");
        }
    }

    #[test]
    fn tables_cite_by_column_and_by_key() {
        let text = "| Requirement | Summary |\n|---|---|\n| 1 | a |\n| 2.1, 2.2 | b |\n\n| Field | Detail |\n|---|---|\n\
            | Requirements | 3, 4 |\n| Size | 5 |\n";
        let mut found = Vec::new();
        cites_in_tables(&parse(text), &mut found);
        let ids: Vec<_> = found.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids, ["R1", "R2.1", "R2.2", "R3", "R4"]);
    }
}
