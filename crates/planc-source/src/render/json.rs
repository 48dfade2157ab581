//! What `check --format json` prints. The names here are a published contract; change none of them.

use super::Source;
use crate::{Applicability, Diagnostic, Severity, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// All findings of a run.
///
/// Its JSON Schema is to be generated [for serializing](schemars::generate::SchemaSettings::for_serialize): then
/// every key is required, as every key is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The findings, in the order of the paths and of their places.
    pub diagnostics: Vec<JsonDiagnostic>,
    /// The findings, counted.
    pub summary: Summary,
}

/// How much was looked at and what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// How many plans were checked.
    pub plans: usize,
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings there are.
    pub warnings: usize,
    /// How many notes there are.
    pub notes: usize,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JsonDiagnostic {
    /// The rule that found it (`section-missing`).
    pub rule: String,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The file, as given on the command line or relative to the working directory.
    pub path: String,
    /// The place.
    pub span: JsonSpan,
    /// Further places that take part, and what is to be said at the place itself.
    pub labels: Vec<JsonLabel>,
    /// What to do about it, if there is something to say.
    pub help: Option<String>,
    /// Changes that would mend it.
    pub fixes: Vec<JsonFix>,
}

/// A place, in bytes and as people count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JsonSpan {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
    /// Line of the start, from 1.
    pub line: u32,
    /// Column of the start, from 1, in Unicode scalar values.
    pub column: u32,
    /// Line of the end, from 1.
    pub end_line: u32,
    /// Column behind the end, from 1, in Unicode scalar values.
    pub end_column: u32,
}

/// A further place and what is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JsonLabel {
    /// The place.
    pub span: JsonSpan,
    /// What is there.
    pub message: String,
}

/// A change that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JsonFix {
    /// What the change does.
    pub message: String,
    /// Whether it may be applied without asking.
    pub applicability: Applicability,
    /// The change: replacements in the order of the text, which do not overlap.
    pub edits: Vec<JsonEdit>,
}

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JsonEdit {
    /// Offset of the first byte that goes away.
    pub start: u32,
    /// Offset behind the last byte that goes away.
    pub end: u32,
    /// What comes in its place.
    pub text: String,
}

impl JsonDiagnostic {
    /// `diagnostic` as it is printed.
    ///
    /// The contract has no key for [`Diagnostic::note`]. A note that says more than the message becomes the first
    /// label, at the place of the diagnostic itself.
    pub fn new(diagnostic: &Diagnostic, source: &Source<'_>) -> JsonDiagnostic {
        let label = |span: Span, message: &str| JsonLabel {
            span: JsonSpan::new(span, source),
            message: message.to_owned(),
        };
        let note = diagnostic.note.as_str();
        let note = (!diagnostic.message.contains(note.trim())).then(|| label(diagnostic.span, note));
        let labels = diagnostic.labels.iter().map(|further| label(further.span, &further.message));
        JsonDiagnostic {
            rule: diagnostic.rule.to_owned(),
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            path: source.path.to_owned(),
            span: JsonSpan::new(diagnostic.span, source),
            labels: note.into_iter().chain(labels).collect(),
            help: diagnostic.help.clone(),
            fixes: diagnostic.fixes.iter().map(JsonFix::new).collect(),
        }
    }
}

impl JsonSpan {
    /// `span` in numbers; what lies outside the text is taken for its nearest end.
    pub fn new(span: Span, source: &Source<'_>) -> JsonSpan {
        let span = source.clamp(span);
        let (start, end) = (source.position(span.start()), source.position(span.end()));
        JsonSpan {
            start: span.start,
            end: span.end,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

impl JsonFix {
    fn new(fix: &crate::Fix) -> JsonFix {
        let edits = fix.edits.iter().map(|edit| JsonEdit {
            start: edit.span.start,
            end: edit.span.end,
            text: edit.text.clone(),
        });
        JsonFix { message: fix.message.clone(), applicability: fix.applicability, edits: edits.collect() }
    }
}
