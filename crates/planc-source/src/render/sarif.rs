//! SARIF 2.1.0, which code scanning reads. A report is [`sarif_head`], results parted by commas, [`SARIF_TAIL`].

use super::{JsonSpan, Source, plain};
use crate::{Diagnostic, Edit, Fingerprint, Severity};
use serde_json::{Value, json};

/// A rule as the report names it.
#[derive(Clone, Copy, Debug)]
pub struct SarifRule {
    /// Its name.
    pub name: &'static str,
    /// What it finds.
    pub summary: &'static str,
    /// What it is about.
    pub family: &'static str,
    /// How bad its findings are at worst.
    pub worst: Severity,
}

/// What stands before the results.
pub fn sarif_head(version: &str, rules: impl Iterator<Item = SarifRule>) -> String {
    let rules = rules.map(|rule| {
        let name = rule.name;
        json!({
            "id": name,
            "shortDescription": {"text": rule.summary},
            "help": {"text": format!("`planc explain {name}` says more.")},
            "defaultConfiguration": {"level": rule.worst.word()},
            "properties": {"tags": [rule.family]},
        })
    });
    let driver = json!({
        "name": "planc",
        "semanticVersion": version,
        "rules": rules.collect::<Vec<_>>(),
    });
    format!(
        "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{{\
         \"tool\":{{\"driver\":{driver}}},\"columnKind\":\"unicodeCodePoints\",\"results\":["
    )
}

/// What stands behind the results.
pub const SARIF_TAIL: &str = "]}]}";

/// A diagnostic as one result.
pub fn sarif(diagnostic: &Diagnostic, source: &Source<'_>, fingerprint: Fingerprint) -> String {
    let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!("; {help}"));
    let mut result = json!({
        "ruleId": diagnostic.rule,
        "level": diagnostic.severity.word(),
        "message": {"text": format!("{}{help}", diagnostic.message)},
        "locations": [{"physicalLocation": place(&JsonSpan::new(diagnostic.span, source), source)}],
        "partialFingerprints": {"planc/v1": fingerprint.to_string()},
    });
    let labels = diagnostic.labels.iter().map(|label| {
        json!({
            "physicalLocation": place(&JsonSpan::new(label.span, source), source),
            "message": {"text": label.message},
        })
    });
    let labels: Vec<Value> = labels.collect();
    if !labels.is_empty() {
        result["relatedLocations"] = Value::Array(labels);
    }
    let fixes = diagnostic.fixes.iter().map(|fix| {
        let replacements: Vec<Value> = fix.edits.iter().map(|edit| replacement(edit, source)).collect();
        json!({
            "description": {"text": fix.message},
            "artifactChanges": [{"artifactLocation": {"uri": uri(plain(source.path))}, "replacements": replacements}],
        })
    });
    let fixes: Vec<Value> = fixes.collect();
    if !fixes.is_empty() {
        result["fixes"] = Value::Array(fixes);
    }
    result.to_string()
}

fn place(span: &JsonSpan, source: &Source<'_>) -> Value {
    json!({"artifactLocation": {"uri": uri(plain(source.path))}, "region": region(span)})
}

fn region(span: &JsonSpan) -> Value {
    json!({
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    })
}

fn replacement(edit: &Edit, source: &Source<'_>) -> Value {
    let deleted = region(&JsonSpan::new(edit.span, source));
    json!({"deletedRegion": deleted, "insertedContent": {"text": edit.text}})
}

/// A path as a reference: what is no letter, digit or plain mark is a percent sign and two digits.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
