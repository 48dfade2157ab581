//! A report of tests as CI systems read it: a suite for each file, a test that failed for each finding.

use super::{Source, one_line};
use crate::{Diagnostic, Severity};
use std::fmt::Write;

/// A diagnostic as a test of its own; one that `fails` is counted as a failure.
pub fn junit_case(diagnostic: &Diagnostic, source: &Source<'_>, fails: bool) -> String {
    let at = source.position(source.clamp(diagnostic.span).start());
    let mut body = super::short(diagnostic, source);
    if let Some(help) = &diagnostic.help {
        // Writing into a text cannot fail.
        let _ = write!(body, "\nhelp: {help}");
    }
    let (rule, message, body) = (diagnostic.rule, xml(&one_line(&diagnostic.message)), xml(&body));
    let said = if fails {
        format!("<failure type=\"{}\" message=\"{message}\">{body}</failure>", word(diagnostic.severity))
    } else {
        format!("<system-out>{body}</system-out>")
    };
    let (class, line, column) = (xml(source.path), at.line, at.column);
    format!("    <testcase classname=\"{class}\" name=\"{rule} at {line}:{column}\">{said}</testcase>\n")
}

/// The cases of one file; a file without findings is a test that passed.
pub fn junit_suite(path: &str, cases: &[String], failures: usize) -> String {
    let (path, tests) = (xml(path), cases.len().max(1));
    let passed = format!("    <testcase classname=\"{path}\" name=\"check\"/>\n");
    let cases = if cases.is_empty() { passed } else { cases.concat() };
    format!(
        "  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n{cases}  </testsuite>\n"
    )
}

fn word(severity: Severity) -> &'static str {
    severity.word()
}

/// Text for XML 1.0, which has no place for most control characters.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\r' => out.push_str("&#13;"),
            '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            c if c.is_control() && (c as u32) < 0x20 => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out
}
