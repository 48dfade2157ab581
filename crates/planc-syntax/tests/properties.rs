//! What holds for every text, whatever it is.
#![allow(clippy::unwrap_used)]

mod damaged;

use damaged::{cases, hit, plans};
use planc_source::Span;
use planc_syntax::{Kind, Tree, header_fields, keyed, lines, parse};
use proptest::prelude::*;

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn any_text_is_a_tree(text in any_text()) {
        holds(&text)?;
    }

    #[test]
    fn markdown_put_together_is_a_tree(parts in proptest::collection::vec(fragment(), 0..40)) {
        holds(&parts.concat())?;
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn a_plan_with_something_wrong_is_a_tree(
        (which, hits) in (0..5usize, proptest::collection::vec(hit(80, fragment()), 1..12))
    ) {
        let mut text = plans()[which].clone();
        for hit in &hits {
            hit.strike(&mut text);
        }
        holds(&text)?;
    }
}

fn holds(text: &str) -> Result<(), TestCaseError> {
    let tree = parse(text);
    prop_assert_eq!(tree.text, text);
    nodes_nest(&tree)?;
    sections_give_the_text_back(&tree)?;
    views_stay_inside(&tree)
}

/// Each node lies in the one around it and begins no earlier than the one before it.
fn nodes_nest(tree: &Tree<'_>) -> Result<(), TestCaseError> {
    let mut open: Vec<(Span, usize)> = vec![(Span::new(0, tree.text.len()), tree.nodes.len())];
    let mut before = 0;
    for (index, node) in tree.nodes.iter().enumerate() {
        while open.last().is_some_and(|(_, next)| index >= *next) {
            open.pop();
        }
        let (around, next) = open.last().copied().unwrap();
        prop_assert!(around.contains(node.span), "{:?} leaves {:?}", node, around);
        prop_assert!((index + 1..=next).contains(&(node.next as usize)), "{:?}", node);
        prop_assert!(node.span.start() >= before, "{:?} begins before {}", node, before);
        prop_assert!(tree.text.get(node.span.range()).is_some(), "{:?} cuts a character", node);
        before = node.span.start();
        open.push((node.span, node.next as usize));
    }
    Ok(())
}

/// Headings and bodies, one after the other, are the text behind front matter and byte order mark.
fn sections_give_the_text_back(tree: &Tree<'_>) -> Result<(), TestCaseError> {
    let mut at = tree.sections[0].span.start();
    let marked = tree.text.starts_with('\u{feff}');
    prop_assert!(at == 0 || tree.front_matter.is_some() || marked);
    for (index, section) in tree.sections.iter().enumerate() {
        prop_assert_eq!(section.span.start(), at, "section {}", index);
        prop_assert!(section.body.start() >= at && section.body.end() >= section.body.start());
        prop_assert!(section.span.contains(section.title));
        prop_assert_eq!(section.heading.is_none(), index == 0);
        if let Some(parent) = section.parent.filter(|p| *p > 0) {
            prop_assert!(parent < index && tree.sections[parent].span.contains(section.span));
            prop_assert!(tree.sections[parent].level < section.level);
        }
        at = section.body.end();
    }
    prop_assert_eq!(at, tree.text.len());
    Ok(())
}

/// Items, tables, code blocks, keys and header fields are places in the text.
fn views_stay_inside(tree: &Tree<'_>) -> Result<(), TestCaseError> {
    let there = |span: Span| tree.text.get(span.range()).is_some();
    for (index, node) in tree.nodes.iter().enumerate() {
        match node.kind {
            Kind::List(_) => {
                for item in tree.items(index) {
                    prop_assert!(there(item.span) && there(item.text) && there(item.mark_span));
                }
            }
            Kind::Table => {
                let table = tree.table(index).unwrap();
                for row in tree.rows(&table).chain([table.head.clone()]) {
                    prop_assert!(row.cells.iter().all(|c| there(*c) && node.span.contains(*c)), "{:?}", row);
                }
            }
            Kind::Code(_) => {
                let code = tree.code_view(index).unwrap();
                prop_assert!(there(code.body) && there(code.info));
            }
            Kind::Paragraph => {
                for line in lines(tree.text, node.span) {
                    prop_assert!(there(line));
                    let found = keyed(tree.text, line);
                    prop_assert!(found.is_none_or(|k| there(k.key) && there(k.value)), "{:?}", found);
                }
            }
            _ => {}
        }
    }
    for field in header_fields(tree) {
        prop_assert!(there(field.key) && there(field.value), "{:?}", field);
    }
    Ok(())
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,200}",
        "(#|-|\\*|\\||`|>|=|\\[|\\]|x|1|\\.|:|\n|\r|\t| |é|—|\u{feff}|\u{0}|~|<|&|\\\\|_){0,160}",
        proptest::collection::vec(any::<u8>(), 0..200).prop_map(|b| String::from_utf8_lossy(&b).into_owned()),
    ]
}

/// Pieces that plans are made of, whole and broken.
const PIECES: &[&str] = &[
    "# Title\n\n",
    "## 2.1. Risks & Mitigations\n",
    "####### no heading\n",
    "Setext\n---\n",
    "**Status**: Draft\n---\n",
    "---\n",
    "---\nstatus: draft\ntags: [a]\n---\n",
    "- [ ] task\n",
    "- [x] **Key**: value\n  - [~] nested\n",
    "- **Authors:**\n  - A\n  - B\n",
    "1. one\n2. two\n",
    "| a | b |\n|---|---|\n| `x | y` | c\\|d |\n| short |\n",
    "| no table |\n",
    "```sql\nSELECT 1;\n```\n",
    "```\nunclosed\n",
    "> **Author**: A\n> more\n",
    "    indented\n",
    "<!-- comment -->\n",
    "<details>\n",
    "[link](a.md \"t\")\n",
    "![i][r]\n",
    "[r]: x\n",
    "text\n| a |\n|-|\n",
    "*   **A:** b | **C**: d\n",
    "\r\n",
    "\n\n",
    "\t",
    "  \n",
    "\\\n",
    "日本語：値\n",
    "[^1]: note\n",
];

fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![4 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => "\\PC{0,12}"]
}
