//! The book and the binary say the same.

#![allow(clippy::unwrap_used)]

use planc_lint::{Rule, rules};
use planc_source::Severity;
use std::path::Path;

/// The row of a rule in the tables of `docs/checking.md`.
fn row(rule: &Rule) -> String {
    let word = |severity: Option<Severity>| severity.map_or("–", Severity::word);
    let off = if rule.enabled { "" } else { " (off until it is selected)" };
    let at = rule.severities;
    let [draft, review, agreed] = [at.draft, at.review, at.agreed].map(word);
    format!("| `{}` | {}{off} | {draft} | {review} | {agreed} |", rule.name, rule.summary)
}

#[test]
fn the_book_lists_every_rule() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let checking = std::fs::read_to_string(docs.join("checking.md")).unwrap();
    let corpus = std::fs::read_to_string(docs.join("real-documents.md")).unwrap();
    for rule in rules() {
        let row = row(rule);
        assert!(checking.lines().any(|line| line == row), "docs/checking.md lacks\n{row}");
        let name = format!("| `{}` |", rule.name);
        assert!(
            corpus.lines().any(|line| line.starts_with(&name)),
            "docs/real-documents.md lacks `{}`",
            rule.name
        );
    }
    let rows = checking.lines().filter(|l| l.starts_with("| `") && l.matches('|').count() == 6).count();
    assert_eq!(rows, rules().count(), "docs/checking.md has rows of rules that are no more");
}
