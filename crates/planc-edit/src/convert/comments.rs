//! Comments that people wrote: no value holds them, so each is put back near what it stood beside.

use super::page::Piece;
use super::source::{Comment, squeezed};
use planc_dialect::Dialect;
use planc_source::Span;
use planc_syntax::{Kind, Tree, parse};
use std::collections::HashMap;

/// The comments of a text that are neither planc's own nor, word for word, those of its template.
pub(crate) fn own(tree: &Tree<'_>, template: Option<&Dialect>) -> Vec<Span> {
    if !tree.text.contains("<!--") {
        return Vec::new();
    }
    let mut known = HashMap::new();
    template.iter().for_each(|dialect| counted(&dialect.source, &mut known));
    let is_own = |span: &Span| {
        let words = span.of(tree.text);
        let inner = words.trim_start_matches("<!--").trim_start();
        !inner.starts_with("planc:") && !known.contains_key(&squeezed(words))
    };
    comments(tree).into_iter().filter(is_own).collect()
}

/// All comments of a text, in order; those in code are code.
fn comments(tree: &Tree<'_>) -> Vec<Span> {
    let mut found = Vec::new();
    for node in tree.nodes.iter().filter(|n| matches!(n.kind, Kind::Html | Kind::InlineHtml)) {
        let mut at = node.span.start();
        while let Some(start) = tree.text[at..node.span.end()].find("<!--").map(|n| at + n) {
            let end = tree.text[start..node.span.end()].find("-->");
            at = end.map_or(node.span.end(), |n| start + n + "-->".len());
            found.push(Span::new(start, at).trim(tree.text));
        }
    }
    found
}

/// Comments by their words, and how often they stand there.
fn counted(text: &str, counts: &mut HashMap<String, usize>) {
    if text.contains("<!--") {
        let tree = parse(text);
        for comment in comments(&tree) {
            *counts.entry(squeezed(comment.of(text))).or_default() += 1;
        }
    }
}

/// Adds the comments that no piece has to the piece that stood beside them, and to the head what stood there.
pub(crate) fn keep(text: &str, stood: &[Comment], pieces: &mut [Piece], head: &mut String, foot: &str) {
    if stood.is_empty() {
        return;
    }
    let mut counts = HashMap::new();
    for text in pieces.iter().map(|p| p.text.as_str()).chain([&**head, foot]) {
        counted(text, &mut counts);
    }
    let mut order: Vec<usize> = (0..pieces.len()).filter(|at| !pieces[*at].text.is_empty()).collect();
    order.sort_by_key(|at| pieces[*at].order);
    let mut around: HashMap<usize, (String, String)> = HashMap::new();
    for Comment { span, within } in stood {
        let words = span.of(text);
        if let Some(count) = counts.get_mut(&squeezed(words)).filter(|count| **count > 0) {
            *count -= 1;
            continue;
        }
        let before = order.partition_point(|at| pieces[*at].order <= span.start());
        let inside = |at: &usize| within.range().contains(&pieces[*at].order);
        // What stood before it in its section, else what stood behind it there, else what stood before it anywhere.
        let near = before.checked_sub(1).map(|n| order[n]);
        let behind = order.get(before).copied().filter(inside);
        match (near.filter(inside), behind) {
            (Some(at), _) => add(&mut around.entry(at).or_default().1, words),
            (None, Some(at)) => add(&mut around.entry(at).or_default().0, words),
            (None, None) => match near {
                Some(at) => add(&mut around.entry(at).or_default().1, words),
                None => add(head, words),
            },
        }
    }
    for (at, (before, behind)) in around {
        let piece = &mut pieces[at];
        piece.text = [before.as_str(), &piece.text, &behind]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n\n");
    }
}

fn add(out: &mut String, words: &str) {
    if !out.is_empty() {
        out.push_str("\n\n");
    }
    out.push_str(words);
}
