//! Tables that are realigned say what they said before.

#![allow(clippy::unwrap_used)]

use planc_dialect::Library;
use planc_lint::{Context, NoSurroundings, check, rules};
use planc_source::Diagnostic;
use planc_syntax::{Kind, parse};
use proptest::prelude::*;
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::builtin);

fn crooked(text: &str) -> Vec<Diagnostic> {
    let tree = parse(text);
    let fit = LIBRARY.fit(&tree);
    let plan = planc_model::read(&tree, &fit, &LIBRARY, "plan.md").plan;
    let context = Context::new(&tree, &fit, &plan, &LIBRARY, &NoSurroundings);
    check(&context, rules().filter(|rule| rule.name == "table-unaligned"))
}

fn aligned(text: &str) -> Option<String> {
    Some(crooked(text).first()?.fixes[0].edits.apply(text))
}

/// Every cell of every table, row by row.
fn cells(text: &str) -> Vec<Vec<String>> {
    let tree = parse(text);
    let tables = tree.nodes.iter().enumerate().filter(|(_, node)| node.kind == Kind::Table);
    let tables: Vec<_> = tables.filter_map(|(node, _)| tree.table(node)).collect();
    let rows = tables.iter().flat_map(|table| std::iter::once(table.head.clone()).chain(tree.rows(table)));
    rows.map(|row| row.cells.iter().map(|cell| cell.of(text).to_owned()).collect()).collect()
}

#[test]
fn only_padding_changes() {
    for (text, want) in [
        ("|a|b|\n|-|-|\n|1|22222|\n", "| a   | b     |\n|-----|-------|\n| 1   | 22222 |\n"),
        ("| a | b |\r\n| - | - |\r\n| 王 | é |\r\n", "| a   | b   |\r\n| --- | --- |\r\n| 王  | é   |\r\n"),
        // One sign of several characters: a family, a flag, an arrow that is an emoji.
        (
            "| a | b |\n|---|---|\n| 👨‍👩‍👧 | 🇩🇪 |\n| x | ➡️ |\n",
            "| a   | b   |\n|-----|-----|\n| 👨‍👩‍👧  | 🇩🇪  |\n| x   | ➡️  |\n",
        ),
        // Tabs go, as they are padding.
        ("|\t\ta\t| b |\n|---|---|\n| 1 | 2 |\n", "| a   | b   |\n|-----|-----|\n| 1   | 2   |\n"),
        (
            "| a | b |\n|:-:|--:|\n| `x | y` | \\| |\n",
            "|    a    |   b |\n|:-------:|----:|\n| `x | y` |  \\| |\n",
        ),
        ("1. x\n\n   | a |\n   |---|\n   | long |\n", "1. x\n\n   | a    |\n   |------|\n   | long |\n"),
    ] {
        assert_eq!(aligned(text).as_deref(), Some(want), "{text}");
        assert_eq!(aligned(want), None, "{want}");
    }
}

#[test]
fn what_cannot_be_aligned_is_left_alone() {
    let long = format!("| a |\n|---|\n| {} |\n{}", "x".repeat(2000), "| b |\n".repeat(400));
    for text in [
        // Pipes are missing at an end.
        "a | b\n-|-\n1 | 22222\n",
        "| a | b\n|---|---|\n| 1 | 22222 |\n",
        // A tab in a cell is as wide as the editor likes; a no-break space is text.
        "| a |\n|---|\n| x\ty |\n",
        "| a |\n|---|\n|\u{a0}xyz |\n",
        long.as_str(),
    ] {
        assert_eq!(aligned(text), None, "{text}");
    }
}

fn cell() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "a",
        "Bc",
        "王",
        "👩‍🔧",
        "é",
        "e\u{301}",
        "\\|",
        "`x`",
        "`|`",
        "**y**",
        " ",
        "[l](m)",
        "`",
        "\\",
        "—",
        "\u{200b}",
    ]);
    proptest::collection::vec(part, 0..5).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn cells_stay_and_nothing_is_left_to_do(
        rows in proptest::collection::vec(proptest::collection::vec((0..3usize, cell(), 0..3usize), 1..5), 1..6),
        rule in prop::sample::select(vec!["---", ":-:", " --: ", ":--", " - "]),
        prefix in prop::sample::select(vec!["", "> ", "  "]),
    ) {
        let mut text = String::from("# Plan\n\n");
        for (number, row) in rows.iter().enumerate() {
            text += prefix;
            for (before, cell, behind) in row {
                text += &format!("|{:before$}{cell}{:behind$}", "", "");
            }
            text += "|\n";
            if number == 0 {
                text += &format!("{prefix}{}|\n", format!("|{rule}").repeat(row.len()));
            }
        }
        if let Some(straight) = aligned(&text) {
            prop_assert_eq!(cells(&straight), cells(&text), "{}\n{}", text, straight);
            prop_assert_eq!(aligned(&straight), None, "{}\n{}", text, straight);
        }
    }
}
