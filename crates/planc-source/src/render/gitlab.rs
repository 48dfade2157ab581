//! A report of code quality as GitLab reads it: a list of findings.

use super::{Source, plain};
use crate::{Diagnostic, Fingerprint, Severity};
use serde_json::json;

/// A diagnostic as one entry of the list.
pub fn gitlab(diagnostic: &Diagnostic, source: &Source<'_>, fingerprint: Fingerprint) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Note => "info",
    };
    let span = source.clamp(diagnostic.span);
    let (begin, end) = (source.position(span.start()).line, source.position(span.end()).line);
    json!({
        "description": diagnostic.message,
        "check_name": diagnostic.rule,
        "fingerprint": fingerprint.to_string(),
        "severity": severity,
        "location": {"path": plain(source.path), "lines": {"begin": begin, "end": end}},
    })
    .to_string()
}
