//! Which words of a plan are in no value, so that no form of a template would hold them.

use super::source::Leftover;
use planc_dialect::Reader;
use planc_source::Span;
use planc_syntax::{Kind, Tree};
use serde_json::Value;

/// The bytes that values and leftovers were read from.
#[derive(Debug, Default)]
pub(crate) struct Cover {
    /// Sorted and disjoint.
    spans: Vec<Span>,
}

impl Cover {
    pub fn of(tree: &Tree<'_>, values: &[(&Value, Span)], leftovers: &[Leftover]) -> Cover {
        let mut spans = Vec::new();
        for (value, span) in values {
            parts(tree, value.as_str().unwrap_or(""), *span, &mut spans);
        }
        for leftover in leftovers {
            parts(tree, &leftover.raw, leftover.span, &mut spans);
        }
        // The head of a table says what its columns are.
        let heads = tree.nodes.iter().enumerate().filter(|(_, n)| n.kind == Kind::Table);
        spans.extend(heads.filter_map(|(n, _)| tree.table(n)).map(|t| t.head.span));
        let hidden = |kind| matches!(kind, Kind::Html | Kind::InlineHtml);
        spans.extend(tree.nodes.iter().filter(|n| hidden(n.kind)).map(|n| n.span));
        spans.sort_unstable_by_key(|s| s.start);
        let mut cover: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match cover.last_mut().filter(|last| span.start <= last.end) {
                Some(last) => last.end = last.end.max(span.end),
                None => cover.push(span),
            }
        }
        Cover { spans: cover }
    }

    /// Whether a stretch of the text has words that are neither in a value nor the name of one.
    pub fn lacks(&self, reader: &Reader<'_, '_>, family: &str, within: Span) -> bool {
        let mut at = within.start;
        let first = self.spans.partition_point(|s| s.end <= within.start);
        for span in self.spans[first..].iter().take_while(|s| s.start < within.end) {
            if span.start > at && says(reader, family, Span { start: at, end: span.start }) {
                return true;
            }
            at = at.max(span.end);
        }
        at < within.end && says(reader, family, Span { start: at, end: within.end })
    }
}

/// The bytes of a value. One that is made of several blocks covers what stands between them, too.
fn parts(tree: &Tree<'_>, words: &str, span: Span, out: &mut Vec<Span>) {
    let source = tree.str(span);
    if words.is_empty() || words == source || !words.contains("\n\n") {
        out.push(span);
        return;
    }
    let mut at = 0;
    for part in words.split("\n\n").filter(|p| !p.trim().is_empty()) {
        let Some(found) = source[at..].find(part) else { continue };
        let start = span.start() + at + found;
        out.push(Span::new(start, start + part.len()));
        at += found + part.len();
    }
}

/// Whether words between values say something: they are no key that planc knows.
fn says(reader: &Reader<'_, '_>, family: &str, gap: Span) -> bool {
    let vocabulary = reader.vocabulary;
    let scope = vocabulary.scope(family);
    let known = |words: &str| {
        let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
        let counted = bare.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '.');
        let is =
            |words: &str| vocabulary.field(scope, words).is_some() || vocabulary.concept(words).is_some();
        counted.chars().filter(|c| c.is_alphabetic()).count() < 2
            || is(bare)
            || is(counted)
            || counted.chars().count() < bare.chars().count() && !counted.contains(' ')
    };
    let parted = |c: char| matches!(c, ':' | '：' | '|' | '\n' | ',' | '(' | ')' | '[' | ']');
    gap.of(reader.tree.text).split(parted).any(|words| !known(words))
}
