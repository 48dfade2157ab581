use crate::{Edits, Span};
use serde::{Deserialize, Serialize};

/// How bad a finding is. The order is that of urgency: `Note < Warning < Error`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; asks for nothing yet.
    Note,
    /// Should be mended before the plan moves on.
    Warning,
    /// Must be mended: the plan claims to be further than it is, or cannot be read as meant.
    Error,
}

impl Severity {
    /// The word used in every output.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One fault of a document: what, where, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that found it, in words (`section-missing`).
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: one lower-case sentence without a full stop.
    pub message: String,
    /// The smallest place to look at.
    pub span: Span,
    /// What to say at `span` itself, under the caret; may be empty.
    pub note: String,
    /// Other places that take part.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// Changes that would mend it.
    pub fixes: Vec<Fix>,
}

/// A further place of a diagnostic, with what it has to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// Whether a fix may be applied without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Keeps the meaning of the document.
    Safe,
    /// Likely right, but somebody should look.
    Unsafe,
}

/// A change that mends a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the change does, in the imperative (`close the fence`).
    pub message: String,
    /// Whether it may be applied without asking.
    pub applicability: Applicability,
    /// The change.
    pub edits: Edits,
}

impl Diagnostic {
    /// A diagnostic with a message at a place; the rest is added by the methods below.
    pub fn new(rule: &'static str, severity: Severity, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            rule,
            severity,
            message: message.into(),
            span,
            note: String::new(),
            labels: Vec::new(),
            help: None,
            fixes: Vec::new(),
        }
    }

    /// Says something at the place itself.
    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.note = note.into();
        self
    }

    /// Points to a further place.
    pub fn label(mut self, span: Span, message: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Offers a change of one place that keeps the meaning.
    pub fn safe_fix(self, message: impl Into<String>, span: Span, text: impl Into<String>) -> Diagnostic {
        self.fix(message, Applicability::Safe, span, text)
    }

    /// Offers a change of one place that somebody should look at.
    pub fn unsafe_fix(self, message: impl Into<String>, span: Span, text: impl Into<String>) -> Diagnostic {
        self.fix(message, Applicability::Unsafe, span, text)
    }

    fn fix(
        mut self,
        message: impl Into<String>,
        applicability: Applicability,
        span: Span,
        text: impl Into<String>,
    ) -> Diagnostic {
        let mut edits = Edits::new();
        // A single edit has nothing to overlap with.
        let _ = edits.replace(span, text);
        self.fixes.push(Fix { message: message.into(), applicability, edits });
        self
    }
}
