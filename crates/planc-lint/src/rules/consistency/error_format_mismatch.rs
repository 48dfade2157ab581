use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_source::Span;

pub static RULE: Rule = Rule {
    name: "error-format-mismatch",
    summary: "the example of an error has keys that the error format does not have",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("error_format_mismatch.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(format) = cx.plan.errors.as_ref().and_then(|e| e.format.as_ref()) else { return };
    let wanted = keys(cx.tree.str(format.span));
    if wanted.is_empty() {
        return;
    }
    for endpoint in cx.plan.endpoints.iter().flatten() {
        for response in endpoint.responses.iter().flatten().filter(|r| r.status.value >= 400) {
            let found = keys(cx.tree.str(response.body.span));
            let unknown = found.iter().find(|key| !wanted.iter().any(|w| w.path == key.path));
            if let Some(key) = unknown {
                report(format.span, response.body.span, key, &wanted, &found, out);
            }
        }
    }
}

fn report(
    format: Span,
    body: Span,
    key: &Key<'_>,
    wanted: &[Key<'_>],
    found: &[Key<'_>],
    out: &mut Findings<'_>,
) {
    let at = |span: Span, inner: Span| Span::new(span.start() + inner.start(), span.start() + inner.end());
    let lacking: Vec<String> =
        wanted.iter().filter(|w| !found.iter().any(|f| f.path == w.path)).map(|w| quoted(w.name())).collect();
    let message =
        format!("this error has the key {}, which the error format does not have", quoted(key.name()));
    let first = wanted.first().map_or(format, |w| at(format, w.span));
    let (place, label) = (at(body, key.span), "the error format");
    let found = if first < place {
        out.diagnostic(place, message).label(first, label)
    } else {
        out.diagnostic(first, "the error format lacks a key that an example of an error has")
            .label(place, "the key")
    };
    out.push(if lacking.is_empty() {
        found.help("add the key to the format, or drop it from the example")
    } else {
        found.help(format!("all errors have one format; it also has {}", lacking.join(", ")))
    });
}

/// A key of a JSON object, or of an object in it: `error`, `error.code`.
struct Key<'t> {
    path: Vec<&'t str>,
    span: Span,
}

impl<'t> Key<'t> {
    fn name(&self) -> &'t str {
        self.path.last().copied().unwrap_or("")
    }
}

/// The keys of the first object of a text, two levels deep. It need not be valid JSON: placeholders and dots are common.
/// What is below `details`, `meta` or in a list may be of any form.
fn keys(text: &str) -> Vec<Key<'_>> {
    let Some(open) = text.find('{').filter(|open| !text[*open..].starts_with("{{")) else {
        return Vec::new();
    };
    let bytes = text.as_bytes();
    let (mut found, mut outer, mut depth, mut lists, mut at) = (Vec::new(), "", 0usize, 0usize, open);
    while at < bytes.len() {
        match bytes[at] {
            b'{' => depth += 1,
            b'[' => lists += 1,
            b']' => lists = lists.saturating_sub(1),
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            b'"' => {
                let Some(end) = string(bytes, at + 1) else { break };
                let name = &text[at + 1..end];
                if text[end + 1..].trim_start().starts_with(':') && lists == 0 && depth <= 2 {
                    let free = [
                        "details", "detail", "meta", "metadata", "errors", "fields", "context", "data",
                        "extra",
                    ];
                    let span = Span::new(at + 1, end);
                    if depth == 1 {
                        outer = name;
                        found.push(Key { path: vec![name], span });
                    } else if !free.contains(&outer) {
                        found.push(Key { path: vec![outer, name], span });
                    }
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Where the string that begins at `at` ends.
fn string(bytes: &[u8], mut at: usize) -> Option<usize> {
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'"' => return Some(at),
            b'\n' => return None,
            _ => {}
        }
        at += 1;
    }
    None
}
