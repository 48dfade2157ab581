//! Where a comment allows findings, and where it does not.

#![allow(clippy::unwrap_used)]

use planc_dialect::Library;
use planc_lint::{Context, NoSurroundings, Surroundings, check, rules};
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::builtin);

/// A place where every link may be right.
struct Somewhere;

impl Surroundings for Somewhere {
    fn place(&self) -> Option<String> {
        Some("plan.md".to_owned())
    }
}

/// The rules that have something to say, with the lines they say it of.
fn said(text: &str, surroundings: &dyn Surroundings, only: &[&str]) -> Vec<String> {
    let tree = planc_syntax::parse(text);
    let fit = LIBRARY.fit(&tree);
    let plan = planc_model::read(&tree, &fit, &LIBRARY, "plan.md").plan;
    let context = Context::new(&tree, &fit, &plan, &LIBRARY, surroundings);
    let found = check(&context, rules().filter(|r| r.enabled && (only.is_empty() || only.contains(&r.name))));
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    found.iter().map(|d| format!("{}:{}", d.rule, line(d.span.start()))).collect()
}

fn all(text: &str) -> Vec<String> {
    said(text, &Somewhere, &[])
}

const NONE: [&str; 0] = [];

#[test]
fn a_comment_allows_the_next_block_and_no_more() {
    let text = "# Plan: X\n\n## Notes\n\n<!-- planc-allow anchor-dead: later -->\nSee [a](#a)\nand [b](#b).\n\nSee [c](#c).\n";
    assert_eq!(all(text), ["anchor-dead:9"]);
    // The block of a list is the whole list; comments may stand above each other.
    let text = "# Plan: X\n\n## Notes\n\n<!-- planc-allow anchor-dead: later -->\n<!-- planc-allow table-ragged, links: later -->\n\n- [a](#a)\n- [b](#b)\n";
    assert_eq!(all(text), ["suppression-unused:6"]);
}

#[test]
fn a_comment_in_a_line_allows_the_line() {
    let text =
        "# Plan: X\n\n## Notes\n\nSee [a](#a). <!-- planc-allow anchor-dead: later -->\nAnd [b](#b).\n";
    assert_eq!(all(text), ["anchor-dead:6"]);
}

#[test]
fn a_comment_for_the_file_allows_everything_of_that_name() {
    let text = "# Plan: X\n\n## Notes\n\nSee [a](#a).\n\n## More\n\nSee [b](#b).\n\n<!-- planc-allow-file anchor-dead:\n     written later -->\n";
    assert_eq!(all(text), NONE);
}

#[test]
fn the_header_below_a_comment_is_read_all_the_same() {
    let text = "# Plan: X\n\n<!-- planc-allow status-unknown: our word -->\n**Status**: Simmering\n\n## Notes\n\nx\n";
    assert_eq!(all(text), NONE);
    let text = "<!-- planc-allow-file status-unknown: our word -->\n# Plan: X\n\n**Status**: Simmering\n\n## Notes\n\nx\n";
    assert_eq!(all(text), NONE);
}

#[test]
fn what_is_no_comment_allows_nothing() {
    for comment in [
        "```html\n<!-- planc-allow anchor-dead: no -->\n```",
        "    <!-- planc-allow anchor-dead: no -->\n",
        "`<!-- planc-allow anchor-dead: no -->`",
        "<pre>\n<!-- planc-allow anchor-dead: no -->\n</pre>",
        "<!-- planc-verify anchor-dead: no -->",
        "<!-- we planc-allow anchor-dead: no -->",
    ] {
        let found = all(&format!("# Plan: X\n\n## Notes\n\n{comment}\n\nSee [a](#a).\n"));
        assert!(found.iter().any(|f| f.starts_with("anchor-dead")), "{comment}: {found:?}");
        assert!(
            found.iter().all(|f| !f.starts_with("suppression-un") || comment.contains("verify")),
            "{found:?}"
        );
    }
}

#[test]
fn only_what_was_looked_for_is_missed() {
    let text = "# Plan: X\n\n## Notes\n\n<!-- planc-allow anchor-dead, link-broken: later -->\nNothing.\n";
    assert_eq!(all(text), ["suppression-unused:5"]);
    assert_eq!(said(text, &Somewhere, &["suppression-unused"]), NONE);
    assert_eq!(said(text, &Somewhere, &["suppression-unused", "anchor-dead"]), ["suppression-unused:5"]);
    // Text without a place has no links that could be followed.
    assert_eq!(said(text, &NoSurroundings, &[]), NONE);
}

#[test]
fn comments_that_are_cut_off_harm_nobody() {
    for text in [
        "<!-- planc-allow",
        "<!-- planc-allow x: y",
        "<!--planc-allow-->",
        "<!-- planc-allow : -->\n",
        "a <!-- planc-allow-file: x --> b",
    ] {
        all(text);
    }
}
