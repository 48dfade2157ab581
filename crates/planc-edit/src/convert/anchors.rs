//! Links within the document, which must lead to the same sections below their new headings.

use planc_dialect::normal;
use planc_source::{Edits, Span};
use planc_syntax::{Slugger, Tree, links, parse};
use std::collections::HashMap;

/// Mends the links of `text` that lead to a section of `whole`, which is `old` with what was not filled in; `near` says
/// where in `text` a section of `old` went.
pub(crate) fn follow(
    whole: &Tree<'_>,
    old: &Tree<'_>,
    text: &str,
    near: impl Fn(usize) -> Option<usize>,
) -> String {
    if !text.contains("(#") && !text.contains(": #") && !text.contains("<#") {
        return text.to_owned();
    }
    let was = kept(whole, old);
    let tree = parse(text);
    let is = slugs(&tree);
    let mut named: HashMap<String, Vec<usize>> = HashMap::new();
    for (section, data) in tree.sections.iter().enumerate().skip(1) {
        named.entry(name(tree.title(data))).or_default().push(section);
    }
    let became = |section: usize| {
        let place = near(section).map(|at| around(&tree, at));
        let alike = named.get(&name(old.title(&old.sections[section])));
        let inside =
            |s: &&usize| place.is_some_and(|p| tree.sections[p].span.contains(tree.sections[**s].span));
        let same = alike.and_then(|all| all.iter().find(inside).or(all.first()));
        same.copied().or(place).filter(|s| *s > 0)
    };
    let mut edits = Edits::new();
    for link in links(&tree, Span::new(0, text.len())) {
        let Some(slug) = link.target.strip_prefix('#') else { continue };
        let Some(section) = was.get(&slug.to_lowercase()).and_then(|s| became(*s)) else { continue };
        if is[section] != slug && !link.target_span.is_empty() {
            // Links do not overlap, but a picture in a link is mended with it.
            let _ = edits.replace(link.target_span, format!("#{}", is[section]));
        }
    }
    edits.apply(text)
}

/// The anchors of a whole plan that lead to a section of what is filled in of it.
fn kept(whole: &Tree<'_>, old: &Tree<'_>) -> HashMap<String, usize> {
    let body = |tree: &Tree<'_>, section: usize| tree.str(tree.sections[section].body).trim().to_owned();
    let all = slugs(whole);
    let mut next = 1;
    let mut found = HashMap::new();
    for (section, data) in old.sections.iter().enumerate().skip(1) {
        let own = body(old, section);
        let same = |at: usize| {
            whole.title(&whole.sections[at]) == old.title(data) && (own.is_empty() || body(whole, at) == own)
        };
        if let Some(at) = (next..all.len()).find(|at| same(*at)) {
            found.insert(all[at].clone(), section);
            next = at + 1;
        }
    }
    found
}

/// The anchors of all sections.
fn slugs(tree: &Tree<'_>) -> Vec<String> {
    let mut slugger = Slugger::new();
    let own = tree.sections.iter().skip(1).map(|s| slugger.slug(tree.title(s)));
    std::iter::once(String::new()).chain(own).collect()
}

/// The innermost section around a place.
fn around(tree: &Tree<'_>, at: usize) -> usize {
    tree.sections.partition_point(|s| s.span.start() <= at).saturating_sub(1)
}

fn name(title: &str) -> String {
    let mut out = String::new();
    normal(title, &mut out);
    out
}
