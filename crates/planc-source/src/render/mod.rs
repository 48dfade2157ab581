//! Diagnostics as people, scripts and editors read them.
//!
//! [`human`] draws the source with carets, [`short`] is one line, [`Report`] is the JSON;
//! the others are for programs that show findings. Every renderer takes
//! any span: what lies outside the text is taken for its nearest end.

mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod sarif;
mod short;
mod window;

use crate::{LineIndex, Position, Span};
use std::borrow::Cow;

pub use github::github;
pub use gitlab::gitlab;
pub use human::{human, human_in};
pub use json::{JsonDiagnostic, JsonEdit, JsonFix, JsonLabel, JsonSpan, Report, Summary};
pub use junit::{junit_case, junit_suite};
pub use sarif::{SARIF_TAIL, SarifRule, sarif, sarif_head};
pub use short::short;

/// The text a diagnostic is about.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// What to call it: the path as the user knows it.
    pub path: &'a str,
    /// The text.
    pub text: &'a str,
    /// The lines of that text.
    pub lines: &'a LineIndex,
}

impl Source<'_> {
    /// `span` with both ends in the text and between characters.
    fn clamp(&self, span: Span) -> Span {
        let start = self.text.floor_char_boundary(span.start());
        Span::new(start, self.text.ceil_char_boundary(span.end()).max(start))
    }

    fn position(&self, offset: usize) -> Position {
        self.lines.position(self.text, offset)
    }
}

/// A path as services know it: from the root of the repository, without a dot before it.
fn plain(path: &str) -> &str {
    let mut path = path;
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.trim_start_matches('/');
    }
    path
}

/// `text` on one line and without anything that a terminal would obey.
fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let text = text.trim().replace("\r\n", " ");
    let visible = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    Cow::Owned(text.chars().map(visible).collect())
}
