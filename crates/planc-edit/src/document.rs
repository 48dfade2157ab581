//! A document with all that was read from it, and why it cannot be changed.

use planc_dialect::{Dialect, Fit, Library};
use planc_model::Plan;
use planc_source::{Overlap, Span};
use planc_syntax::Tree;

/// A document that is to be changed, with what was read from it.
#[derive(Clone, Copy, Debug)]
pub struct Document<'d, 'a> {
    /// The text and its nodes.
    pub tree: &'d Tree<'a>,
    /// What its sections are.
    pub fit: &'d Fit,
    /// What it says.
    pub plan: &'d Plan<'a>,
    /// Dialects and words.
    pub library: &'d Library,
}

/// Why a document was not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The place that is in the way.
    pub span: Span,
    /// What is wrong with it.
    pub message: String,
}

impl Refusal {
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Refusal {
        Refusal { span, message: message.into() }
    }
}

impl From<Overlap> for Refusal {
    fn from(overlap: Overlap) -> Refusal {
        Refusal::new(overlap.span, "two changes want to edit the same words here")
    }
}

impl<'d, 'a> Document<'d, 'a> {
    /// The dialect it is written in; `None` where no dialect fits.
    pub fn dialect(&self) -> Option<&'d Dialect> {
        let name = &self.fit.dialect;
        self.library.dialect_version(&name.name, name.version)
    }

    pub(crate) fn str(&self, span: Span) -> &'a str {
        self.tree.str(span)
    }

    pub(crate) fn text(&self) -> &'a str {
        self.tree.text
    }
}

/// The marker of a merge that nobody has settled yet, if there is one: `<<<<<<<`, later `=======`, later `>>>>>>>`.
pub fn conflict_marker(text: &str) -> Option<Span> {
    let mut at = 0;
    let mut open: Option<(Span, bool)> = None;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        open = match open {
            None if bare.starts_with("<<<<<<< ") => Some((Span::new(at, at + bare.len()), false)),
            Some((span, _)) if bare == "=======" => Some((span, true)),
            Some((span, true)) if bare.starts_with(">>>>>>>") => return Some(span),
            other => other,
        };
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conflicts_have_three_marks() {
        let at = |text| conflict_marker(text).map(Span::start);
        assert_eq!(at("a\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n"), Some(2));
        assert_eq!(at("a\r\n<<<<<<< ours\r\nb\r\n=======\r\nc\r\n>>>>>>> theirs"), Some(3));
        assert_eq!(at("<<<<<<< is what git writes\n\nTitle\n=======\n"), None);
        assert_eq!(at(">>>>>>> x\n=======\n<<<<<<< y\n"), None);
    }
}
