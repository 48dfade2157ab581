//! Comments in a plan that allow a finding: `<!-- planc-allow table-ragged: the vendor's table -->`.

use crate::rule::Family;
use crate::{family_of, rule};
use memchr::memmem;
use planc_source::{Diagnostic, Span};
use planc_syntax::{Kind, NodeId, Tree};

/// The comments of a text that allow findings, in its order.
#[derive(Debug, Default)]
pub struct Suppressions {
    /// Those that are written as they should be, and those that are not.
    pub(crate) list: Vec<Suppression>,
}

/// One comment.
#[derive(Debug)]
pub(crate) struct Suppression {
    /// The comment.
    pub(crate) span: Span,
    /// Its first word: `planc-allow`.
    pub(crate) word: Span,
    /// What it allows.
    pub(crate) names: Vec<Allowed>,
    /// Why; empty where it does not say.
    pub(crate) reason: Span,
    /// Where it allows that; `None` in the whole file.
    scope: Option<Span>,
}

/// A rule or family that is allowed, and whether it had anything to say.
#[derive(Debug)]
pub(crate) struct Allowed {
    pub(crate) name: Span,
    pub(crate) used: bool,
}

/// Allows findings in the block below the comment, or in the line that the comment stands in.
pub(crate) const ALLOW: &str = "planc-allow";

/// Allows findings in the whole file.
pub(crate) const ALLOW_FILE: &str = "planc-allow-file";

/// What comments of ours begin with; `planc:` alone is for templates.
const OURS: [&str; 2] = ["planc-", "planc: allow"];

/// HTML in which a comment is text.
const RAW: [&str; 4] = ["<pre", "<script", "<style", "<textarea"];

impl Suppressions {
    /// Finds the comments of a text. What stands in code is no comment.
    pub fn of(tree: &Tree<'_>) -> Suppressions {
        let mut found = Suppressions::default();
        // The start of a comment is the rarest part of one.
        let has = |word: &str| memmem::find(tree.text.as_bytes(), word.as_bytes()).is_some();
        if !has("<!--") || !OURS.into_iter().any(has) {
            return found;
        }
        for (index, node) in tree.nodes.iter().enumerate() {
            let html = tree.str(node.span);
            let scope = match node.kind {
                Kind::Html if !RAW.iter().any(|tag| starts_with(html, tag)) => below(tree, index),
                Kind::InlineHtml => line(tree.text, node.span),
                _ => continue,
            };
            let mut from = 0;
            while let Some(open) = html[from..].find("<!--").map(|at| from + at) {
                let Some(close) = html[open..].find("-->").map(|at| open + at) else { break };
                let comment = Span::new(node.span.start() + open, node.span.start() + close + 3);
                found.list.extend(Suppression::read(tree.text, comment, scope));
                from = close + 3;
            }
        }
        found
    }

    /// Whether a finding is allowed; whoever asks has made use of the comment.
    pub fn allow(&mut self, text: &str, found: &Diagnostic) -> bool {
        if self.list.is_empty() {
            return false;
        }
        let family = family_of(found.rule);
        if family == Some(Family::Control) {
            return false;
        }
        let mut any = false;
        for comment in self.list.iter_mut().filter(|c| c.holds(text) && c.covers(found.span)) {
            for allowed in &mut comment.names {
                let name = allowed.name.of(text);
                let meant = name == found.rule || family.is_some_and(|f| f.name() == name);
                allowed.used |= meant;
                any |= meant;
            }
        }
        any
    }
}

impl Suppression {
    /// A comment of ours; `None` for all others.
    fn read(text: &str, span: Span, scope: Span) -> Option<Suppression> {
        let inner = Span::new(span.start() + 4, span.end() - 3).trim(text);
        let source = inner.of(text);
        if !OURS.iter().any(|word| source.starts_with(word)) {
            return None;
        }
        // `planc: allow x` is what somebody writes who has seen the comments of templates.
        let skip = if source.starts_with("planc:") { "planc: ".len() } else { 0 };
        let end = source[skip..].find([' ', '\t', '\n', '\r', ':']).map_or(source.len(), |at| skip + at);
        let word = Span::new(inner.start(), inner.start() + end);
        let rest = Span::new(word.end(), inner.end());
        let colon = rest.of(text).find(':').map_or(rest.end(), |at| rest.start() + at);
        let reason = Span::new((colon + 1).min(rest.end()), rest.end()).trim(text);
        let scope = (word.of(text) != ALLOW_FILE).then_some(scope);
        Some(Suppression { span, word, names: names(text, Span::new(rest.start(), colon)), reason, scope })
    }

    /// Whether it is written so that it counts: with a reason.
    pub(crate) fn holds(&self, text: &str) -> bool {
        self.is_known(text) && self.reason.of(text).contains(char::is_alphanumeric)
    }

    /// Whether its first word is one of ours.
    pub(crate) fn is_known(&self, text: &str) -> bool {
        matches!(self.word.of(text), ALLOW | ALLOW_FILE)
    }

    fn covers(&self, span: Span) -> bool {
        self.scope.is_none_or(|scope| scope.start <= span.start && span.start <= scope.end)
    }
}

/// Whether a name is that of something which can be allowed.
pub(crate) fn can_be_allowed(name: &str) -> bool {
    let control = rule(name).is_some_and(|r| r.family == Family::Control) || name == Family::Control.name();
    !control && crate::names().any(|known| known == name)
}

fn names(text: &str, span: Span) -> Vec<Allowed> {
    let mut at = span.start();
    let mut names = Vec::new();
    for part in span.of(text).split(|c: char| c == ',' || c.is_whitespace()) {
        let name = Span::new(at, at + part.len());
        at += part.len() + 1;
        if !part.is_empty() {
            names.push(Allowed { name, used: false });
        }
    }
    names
}

/// The block that stands below a comment.
fn below(tree: &Tree<'_>, comment: NodeId) -> Span {
    let mut at = tree.nodes[comment].next as usize;
    while let Some(node) = tree.nodes.get(at) {
        if node.kind != Kind::Html || !starts_with(tree.str(node.span), "<!--") {
            return node.span;
        }
        at = node.next as usize;
    }
    Span::at(tree.text.len())
}

/// The whole line of a comment.
fn line(text: &str, comment: Span) -> Span {
    let start = text[..comment.start()].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let end = text[comment.end()..].find(['\n', '\r']).map_or(text.len(), |at| comment.end() + at);
    Span::new(start, end)
}

fn starts_with(html: &str, tag: &str) -> bool {
    let html = html.trim_start();
    html.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag))
}
