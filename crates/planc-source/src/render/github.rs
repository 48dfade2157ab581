//! Workflow commands: what GitHub Actions shows beside the lines of a change.

use super::{Source, plain};
use crate::{Diagnostic, Severity};

/// A diagnostic as a workflow command, without a line end.
pub fn github(diagnostic: &Diagnostic, source: &Source<'_>) -> String {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let span = source.clamp(diagnostic.span);
    let (start, end) = (source.position(span.start()), source.position(span.end()));
    // Columns count for a finding on one line only.
    let columns = if start.line == end.line {
        format!(",col={},endColumn={}", start.column, end.column)
    } else {
        String::new()
    };
    let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!("\nhelp: {help}"));
    format!(
        "::{level} file={},line={},endLine={}{columns},title={}::{}",
        property(plain(source.path)),
        start.line,
        end.line,
        property(diagnostic.rule),
        data(&format!("{}{help}", diagnostic.message))
    )
}

/// A message, on one line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value among others.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
