//! Signs of life in text that no key of the model takes: who approved, what changed when, status and dates once more.
//! They change while a plan says the same.

use crate::fold::Line;
use planc_dialect::{Field, Vocabulary};
use planc_source::Span;
use planc_syntax::{Tree, keyed};

/// What is known of a document, to tell its signs of life.
pub(crate) struct Life<'l> {
    vocabulary: &'l Vocabulary,
    approvals: u8,
    history: u8,
    meta: u8,
    /// Where the header ends and the footer begins.
    head: u32,
    foot: u32,
}

impl<'l> Life<'l> {
    pub(crate) fn new(tree: &Tree<'_>, vocabulary: &'l Vocabulary) -> Life<'l> {
        let end = u32::try_from(tree.text.len()).unwrap_or(u32::MAX);
        // The first heading is the title, if nothing else is.
        let head = tree.sections.get(2).map_or(end, |s| s.span.start);
        let foot = tree.footer().and_then(|(node, _)| tree.nodes.get(node)).map_or(end, |n| n.span.start);
        let scope = |name: &str| vocabulary.scope(name);
        Life {
            vocabulary,
            approvals: scope("approvals"),
            history: scope("history"),
            meta: scope("meta"),
            head,
            foot,
        }
    }

    /// Whether a line of a text that stands at `span` says nothing of the plan's content.
    pub(crate) fn is_sign(&self, line: Line<'_>, span: Span) -> bool {
        match line {
            Line::Heading(title) => self.is_approvals(title),
            Line::Head(cells) => self.is_sign_off(cells) || self.is_history(cells),
            Line::Words(words) => self.is_entry(words, span),
        }
    }

    fn is_approvals(&self, words: &str) -> bool {
        self.vocabulary.concept(words).is_some_and(|c| c.name() == "approvals")
    }

    /// `Role | Name | Signature | Date`: every column is one of a sign-off, and one says that it is one. A signature
    /// alone may be that of a function.
    fn is_sign_off(&self, cells: &[&str]) -> bool {
        let fields = self.fields(self.approvals, cells);
        let has = |field| fields.contains(&Some(field));
        let agreed = has(Field::Approver) || has(Field::Signature) && (has(Field::Date) || has(Field::Role));
        agreed && fields.iter().all(Option::is_some)
    }

    /// `Version | Date | Author | Changes` under a heading that nobody knows.
    fn is_history(&self, cells: &[&str]) -> bool {
        let fields = self.fields(self.history, cells);
        let has = |field| fields.contains(&Some(field));
        has(Field::Version) && has(Field::Date) && fields.iter().all(Option::is_some)
    }

    fn fields(&self, scope: u8, cells: &[&str]) -> Vec<Option<Field>> {
        let named = cells.iter().filter(|c| !c.is_empty());
        named.map(|cell| self.vocabulary.field(scope, cell)).collect()
    }

    /// `**Approved by**: …` anywhere; `Version: …` in header and footer, where it is a copy.
    fn is_entry(&self, words: &str, span: Span) -> bool {
        let bare = words.trim_matches(['*', '_', ' ']);
        let key = |text: &str| {
            keyed(text, Span::new(0, text.len())).filter(|k| k.by == ':').map(|k| k.key.of(text).to_owned())
        };
        let Some(key) = key(words).or_else(|| key(bare)) else { return false };
        let field = |scope| self.vocabulary.field(scope, &key);
        let agreed = || matches!(field(self.approvals), Some(Field::Approver | Field::Signature));
        let aside = span.start < self.head || span.end > self.foot;
        let copy = || {
            matches!(field(self.meta), Some(Field::Status | Field::Version | Field::Created | Field::Updated))
        };
        self.is_approvals(&key) || agreed() || aside && copy()
    }
}
