//! Documents are read as GitHub shows them, where the parser below reads otherwise.
#![allow(clippy::unwrap_used)]

use planc_syntax::{Kind, Tree, parse};

fn kinds(tree: &Tree<'_>) -> Vec<(Kind, String)> {
    let top = tree.siblings(0, tree.nodes.len());
    top.map(|n| (tree.nodes[n].kind, tree.str(tree.nodes[n].span).to_owned())).collect()
}

fn cells(tree: &Tree<'_>) -> Vec<Vec<String>> {
    let node = tree.nodes.iter().position(|n| n.kind == Kind::Table).unwrap();
    let table = tree.table(node).unwrap();
    let texts = |cells: &[planc_source::Span]| cells.iter().map(|c| tree.str(*c).to_owned()).collect();
    let mut rows = vec![texts(&table.head.cells)];
    rows.extend(tree.rows(&table).map(|r| texts(&r.cells)));
    rows
}

#[test]
fn a_closing_fence_may_have_a_tab_behind_it() {
    let text = "```sql\nSELECT 1;\n```\t\n\n## Next\n";
    let tree = parse(text);
    assert_eq!(tree.sections.len(), 2);
    assert_eq!(tree.str(tree.codes[0].body), "SELECT 1;\n");
    assert!(tree.codes[0].closed);
}

#[test]
fn a_table_may_stand_right_under_a_line_of_text() {
    let text = "The risks:\n| Risk | Impact |\n|---|---|\n| Loss | High |\n\nAfter.\n";
    let tree = parse(text);
    let kinds = kinds(&tree);
    assert_eq!(
        kinds.iter().map(|k| k.0).collect::<Vec<_>>(),
        [Kind::Paragraph, Kind::Table, Kind::Paragraph]
    );
    assert_eq!(kinds[0].1.trim(), "The risks:");
    assert_eq!(kinds[2].1.trim(), "After.");
    assert_eq!(cells(&tree), [["Risk", "Impact"], ["Loss", "High"]]);
}

#[test]
fn also_in_a_quote_and_after_another_such_table() {
    let text = "> Words\n> | A | B |\n> |---|---|\n> | 1 | 2 |\n\nWords\n| C | D |\n|---|---|\n| 3 | 4 |\n\n## End\n";
    let tree = parse(text);
    let tables: Vec<_> = tree.nodes.iter().filter(|n| n.kind == Kind::Table).collect();
    assert_eq!(tables.len(), 2);
    assert!(tree.str(tables[0].span).starts_with("| A | B |"));
    assert!(tree.str(tables[1].span).starts_with("| C | D |"));
    assert_eq!(tree.title(tree.sections.last().unwrap()), "End");
}

#[test]
fn a_delimiter_row_of_another_width_makes_no_table() {
    let tree = parse("Words\n| A | B |\n|---|\n");
    assert!(tree.nodes.iter().all(|n| n.kind != Kind::Table));
}

#[test]
fn pipes_in_code_do_not_split_a_row_that_would_get_too_wide() {
    let tree = parse("| Type | Use |\n|---|---|\n| `a | b` | union |\n| x \\| y | or |\n");
    assert_eq!(cells(&tree), [["Type", "Use"], ["`a | b`", "union"], ["x \\| y", "or"]]);
}

#[test]
fn ragged_rows_keep_the_cells_they_have() {
    let tree = parse("| A | B | C |\n|---|---|---|\n| 1 |\n| 1 | 2 | 3 | 4 |\n");
    let rows = cells(&tree);
    assert_eq!((rows[1].len(), rows[2].len()), (1, 4));
}

#[test]
fn keys_above_a_rule_are_a_header_and_no_heading() {
    let tree = parse("# Plan\n\n**Spec**: SPEC-1\n**Status**: Draft\n---\n\n## Overview\n");
    let titles: Vec<_> = tree.sections.iter().skip(1).map(|s| tree.title(s)).collect();
    assert_eq!(titles, ["Plan", "Overview"]);
    let fields = planc_syntax::header_fields(&tree);
    let pairs: Vec<_> = fields.iter().map(|f| (tree.str(f.key), tree.str(f.value))).collect();
    assert_eq!(pairs, [("Spec", "SPEC-1"), ("Status", "Draft")]);
}

#[test]
fn sections_nest_by_level_even_where_levels_are_skipped() {
    let tree = parse("# T\n## A\n#### A1\n### A2\n## B\n# U\n## C\n");
    let shape: Vec<_> = tree
        .sections
        .iter()
        .skip(1)
        .map(|s| (tree.title(s), s.parent.map(|p| tree.title(&tree.sections[p]))))
        .collect();
    assert_eq!(
        shape,
        [
            ("T", Some("")),
            ("A", Some("T")),
            ("A1", Some("A")),
            ("A2", Some("A")),
            ("B", Some("T")),
            ("U", Some("")),
            ("C", Some("U"))
        ]
    );
}
