use super::Block;
use crate::Findings;
use planc_source::{Diagnostic, Span};

/// The first fault of a block; spans are those of the block's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) span: Span,
    pub(crate) message: String,
    label: Option<(Span, &'static str)>,
    help: Option<String>,
    /// What stands at a place instead, if nothing else can be meant.
    fix: Option<(&'static str, Span, &'static str)>,
}

impl Fault {
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Fault {
        Fault { span, message: message.into(), label: None, help: None, fix: None }
    }

    pub(crate) fn label(mut self, span: Span, message: &'static str) -> Fault {
        self.label = Some((span, message));
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Fault {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn fix(mut self, message: &'static str, span: Span, text: &'static str) -> Fault {
        self.fix = Some((message, span, text));
        self
    }

    /// The fault of a part, as one of the whole.
    pub(crate) fn moved(mut self, by: usize) -> Fault {
        let moved = |span: Span| Span::new(span.start() + by, span.end() + by);
        self.span = moved(self.span);
        self.label = self.label.map(|(span, message)| (moved(span), message));
        self.fix = self.fix.map(|(message, span, text)| (message, moved(span), text));
        self
    }

    /// The fault where it stands in the document.
    pub(super) fn diagnostic(self, block: &Block<'_>, out: &Findings<'_>) -> Diagnostic {
        let mut found = out.diagnostic(block.place(self.span), self.message);
        if let Some((span, message)) = self.label {
            found = found.label(block.place(span), message);
        }
        if let Some(help) = self.help {
            found = found.help(help);
        }
        match self.fix {
            Some((message, span, text)) => found.safe_fix(message, block.place(span), text),
            None => found,
        }
    }
}
