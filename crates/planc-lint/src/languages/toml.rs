//! TOML, by the `toml` crate.

use super::{Fault, masked};
use planc_source::Span;
use toml::de::DeTable;

/// The first fault.
pub(crate) fn fault(text: &str) -> Option<Fault> {
    // Digits are a value and a bare key, whatever stood there.
    let text = left_out(&masked(text, b'1'));
    let error = DeTable::parse(&text).err()?;
    let at = error.span().map_or(Span::default(), |r| Span::new(r.start, r.end));
    // A span that goes over the end of a line, or none at all, says less than the line.
    let start = at.start().min(text.len());
    let line = text.get(start..).unwrap_or("");
    let end = start + line.find(['\n', '\r']).unwrap_or(line.len()).min(at.len().max(1));
    let mut span = Span::new(start, end);
    if span.is_empty() || span.of(&text).trim().is_empty() {
        let before = text.get(..start).unwrap_or("");
        let from = before.trim_end().rfind('\n').map_or(0, |n| n + 1);
        span = Span::new(from, before.trim_end().len().max(from)).trim(&text);
    }
    let message = error.message().lines().next().unwrap_or("").to_owned();
    Some(Fault::new(span, format!("this is no TOML: {message}")))
}

/// The text with `...` made a value where a value may stand, and a comment on a line of its own.
fn left_out(text: &str) -> String {
    if !text.contains("...") && !text.contains('…') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if matches!(line.trim(), "..." | "…") {
            let len = line.trim_end().len();
            out.push_str(&"#".repeat(len));
            out.push_str(&line[len..]);
        } else {
            out.push_str(&line.replace("...", "111").replace('…', "111"));
        }
    }
    out
}
