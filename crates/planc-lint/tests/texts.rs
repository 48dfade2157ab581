//! What pages cannot show: line ends, byte order marks, and texts that nobody writes.

#![allow(clippy::unwrap_used)]

use planc_dialect::Library;
use planc_lint::{Context, NoSurroundings, check};
use planc_source::Diagnostic;
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::builtin);

fn findings(text: &str) -> Vec<Diagnostic> {
    let tree = planc_syntax::parse(text);
    let fit = LIBRARY.fit(&tree);
    let plan = planc_model::read(&tree, &fit, &LIBRARY, "plan.md").plan;
    let context = Context::new(&tree, &fit, &plan, &LIBRARY, &NoSurroundings);
    check(&context, planc_lint::rules())
}

/// The text after the first fix of every finding of a rule.
fn fixed(text: &str, rule: &str) -> String {
    let mut edits = planc_source::Edits::new();
    for fix in findings(text).iter().filter(|d| d.rule == rule).filter_map(|d| d.fixes.first()) {
        edits.union(&fix.edits).unwrap();
    }
    edits.apply(text)
}

#[test]
fn fixes_keep_the_line_ends_of_the_text() {
    for (rule, text, want) in [
        ("heading-glued", "# A\r\n\r\nIt is done.## Risks\r\n", "# A\r\n\r\nIt is done.\r\n\r\n## Risks\r\n"),
        (
            "fence-unclosed",
            "# A\r\n\r\n```sh\r\nls\r\n\r\n## Risks\r\n",
            "# A\r\n\r\n```sh\r\nls\r\n```\r\n\r\n## Risks\r\n",
        ),
        ("fence-unclosed", "# A\r\n\r\n```\r\n\r\n## Risks\r\n", "# A\r\n\r\n\r\n## Risks\r\n"),
        // A narrow no-break space behind a fence would keep it open.
        ("fence-unclosed", "# A\n\n```sh\nls\u{202f}\n", "# A\n\n```sh\nls\u{202f}\n```\n"),
        ("table-ragged", "|a|b|\r\n|-|-|\r\n|1|2|\r\nText.\r\n", "|a|b|\r\n|-|-|\r\n|1|2|\r\n\r\nText.\r\n"),
        ("encoding-damaged", "\u{feff}# A\r\n\r\nx â†’ y\r\n", "\u{feff}# A\r\n\r\nx → y\r\n"),
    ] {
        assert_eq!(fixed(text, rule), want, "{rule}");
    }
}

#[test]
fn a_damaged_text_is_mended_as_a_whole() {
    let text = format!("# A\n\n{}", "x â†’ y\n".repeat(25));
    let found: Vec<_> = findings(&text).into_iter().filter(|d| d.rule == "encoding-damaged").collect();
    assert_eq!(found.len(), 21);
    assert_eq!(found[20].message, "5 more places are damaged in the same way");
    assert_eq!(fixed(&text, "encoding-damaged"), text.replace("â†’", "→"));
}

#[test]
fn a_status_alone_is_reported_where_it_should_stand() {
    let text = "# A\n\n**Status**: ✅\n\n## Summary\n\nx\n";
    let found: Vec<_> = findings(text).into_iter().filter(|d| d.rule == "status-unknown").collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].span.of(text), "✅");
}

/// A hundred kilobytes of marks: nothing panics, every finding has its place. A rule that is not linear would
/// run into the limit that the test runner sets.
#[test]
fn texts_made_of_marks_are_read() {
    let marks = [
        "[a b ",
        "[[",
        "{{A ",
        "{{A}} ",
        "## ",
        "a## A ",
        "XXX",
        "SPEC-XXX ",
        ": ...",
        "| a |",
        "[x](#y) ",
        "[x](y.md) ",
        "```\n",
        "> ",
        "- [ ] a\n",
        "[e.g. a](",
        "(",
        "YYYY-MM-DD ",
        "<a id=x>",
        "â†’",
        "\r",
        "| `a | b` ",
        "# A\n",
        "1. [...]\n",
        "[Feature Name]\n",
    ];
    for mark in marks {
        for head in ["", "# PLAN-NNN: x\n\n* **Status:** Draft\n\n", "|a|b|\n|-|-|\n"] {
            let text = format!("{head}{}", mark.repeat(100_000 / mark.len()));
            for found in findings(&text) {
                assert!(text.get(found.span.range()).is_some(), "{mark:?} after {head:?}: {found:?}");
            }
        }
    }
}

#[test]
fn a_marker_is_no_placeholder_as_well() {
    let text = "# Implementation Plan: A\n\n**Status**: Approved\n\n## Approach\n\n[TODO]\n\n- **Store**: [TBD]\n- [NEEDS CLARIFICATION: which?]\n\
        - [NEEDS CLARIFICATION]\n- **Owner**: [Name or NEEDS CLARIFICATION]\n- [ASSUMPTION: x]\n- [TODO: describe it]\n";
    let found = findings(text);
    let of = |rule: &str| found.iter().filter(|d| d.rule == rule).map(|d| d.span).collect::<Vec<_>>();
    let (markers, placeholders) = (of("marker-open"), of("placeholder-left"));
    assert_eq!(markers.len(), 6);
    assert_eq!(placeholders.len(), 1);
    assert!(!markers.iter().any(|m| placeholders.iter().any(|p| p.start < m.end && m.start < p.end)));
}
