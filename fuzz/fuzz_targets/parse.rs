//! Bytes to text to tree: nothing is lost, everything nests, every span lies between characters.

#![no_main]

use libfuzzer_sys::fuzz_target;
use planc_source::encoding::{damage, decode};
use planc_source::{LineIndex, Span};
use planc_syntax::{Tree, header_fields, keyed, lines, links, parse};

fuzz_target!(|data: &[u8]| {
    let decoded = decode(data.to_vec());
    let text = decoded.text.as_str();
    assert_eq!(decoded.fault.is_none(), text.as_bytes() == data, "only what is UTF-8 stays as it is");
    if let Some(damage) = damage(text) {
        damage.runs.iter().for_each(|(span, _)| fits(text, *span));
        let _ = damage.repair(text);
    }
    let tree = parse(text);
    gives_back(&tree);
    for (number, node) in tree.nodes.iter().enumerate() {
        fits(text, node.span);
        assert!(node.next as usize > number && node.next as usize <= tree.nodes.len());
        let mut end = node.span.start;
        for child in tree.children(number) {
            let child = tree.nodes[child];
            assert!(node.span.contains(child.span), "children lie in their parents");
            assert!(end <= child.span.start, "siblings do not overlap");
            end = child.span.end;
        }
        if let Some(table) = tree.table(number) {
            tree.rows(&table).flat_map(|row| row.cells).for_each(|cell| fits(text, cell));
        }
        for item in tree.items(number) {
            fits(text, item.text);
        }
        if let Some(code) = tree.code(number) {
            [code.info, code.body].into_iter().for_each(|span| fits(text, span));
        }
    }
    for section in &tree.sections {
        [section.title, section.span, section.body].into_iter().for_each(|span| fits(text, span));
    }
    for field in header_fields(&tree) {
        [field.key, field.value].into_iter().for_each(|span| fits(text, span));
    }
    for line in lines(text, Span::new(0, text.len())) {
        fits(text, line);
        if let Some(found) = keyed(text, line) {
            [found.key, found.value].into_iter().for_each(|span| fits(text, span));
        }
    }
    links(&tree, Span::new(0, text.len())).for_each(drop);
    let index = LineIndex::new(text);
    let _ = index.position(text, text.len() / 2);
});

/// A span lies in the text and between characters.
fn fits(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} does not fit a text of {} bytes", text.len());
}

/// The top-level nodes and the gaps between them are the text.
fn gives_back(tree: &Tree<'_>) {
    let mut back = String::with_capacity(tree.text.len());
    for node in tree.siblings(0, tree.nodes.len()) {
        let span = tree.nodes[node].span;
        back.push_str(&tree.text[back.len()..span.start()]);
        back.push_str(tree.str(span));
    }
    let rest = &tree.text[back.len()..];
    back.push_str(rest);
    assert_eq!(back, tree.text, "text in is text out");
}
