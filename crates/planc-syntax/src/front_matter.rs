use planc_source::Span;

/// The place of YAML front matter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// With both fences.
    pub(crate) whole: Span,
    /// Between the fences.
    pub(crate) inner: Span,
}

/// Finds `---` lines around YAML at the very start of the text.
pub(crate) fn find(text: &str) -> Option<Place> {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let (first, mut at) = line(text, start)?;
    if first.of(text).trim_end() != "---" {
        return None;
    }
    let inner = at;
    let mut has_key = false;
    while let Some((span, next)) = line(text, at) {
        let content = span.of(text).trim_end();
        if matches!(content, "---" | "...") {
            // A rule, an empty line and another rule are no front matter.
            let place = Place { whole: Span::new(start, next), inner: Span::new(inner, at) };
            return has_key.then_some(place);
        }
        has_key |= content.contains(':');
        at = next;
    }
    None
}

fn line(text: &str, at: usize) -> Option<(Span, usize)> {
    let rest = text.get(at..).filter(|r| !r.is_empty())?;
    let len = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
    let crlf = rest[len..].starts_with("\r\n");
    let next = (at + len + if crlf { 2 } else { 1 }).min(text.len());
    Some((Span::new(at, at + len), next))
}

/// One entry of front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// The key.
    pub key: Span,
    /// Its values, without quotes: one, or one for each item of a list.
    pub values: Vec<Span>,
}

/// Reads the flat entries of front matter: scalars, `[a, b]` lists and `- item` lists. Deeper structure
/// is passed over.
pub fn front_matter(text: &str, inner: Span) -> Vec<FrontMatter> {
    let mut entries: Vec<FrontMatter> = Vec::new();
    let mut at = inner.start();
    while let Some((span, next)) = line(text, at).filter(|_| at < inner.end()) {
        at = next;
        let source = span.of(text);
        let content = source.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if let Some(item) = content.strip_prefix("- ") {
            if let Some(last) = entries.last_mut() {
                let blanks = source.len() - source.trim_end().len();
                push_scalar(text, Span::new(span.end() - blanks - item.len(), span.end()), &mut last.values);
            }
        } else if !source.starts_with([' ', '\t'])
            && let Some(colon) = source.find(':')
        {
            let key = Span::new(span.start(), span.start() + colon).trim(text);
            let mut entry = FrontMatter { key, values: Vec::new() };
            let value = Span::new(span.start() + colon + 1, span.end()).trim(text);
            let inside = value.of(text);
            if inside.starts_with('[') && inside.ends_with(']') && !inside.starts_with("[[") {
                let mut from = value.start() + 1;
                for part in inside[1..inside.len() - 1].split(',') {
                    push_scalar(text, Span::new(from, from + part.len()), &mut entry.values);
                    from += part.len() + 1;
                }
            } else if !matches!(inside, "|" | ">" | "|-" | ">-") {
                push_scalar(text, value, &mut entry.values);
            }
            entries.push(entry);
        }
    }
    entries
}

fn push_scalar(text: &str, span: Span, out: &mut Vec<Span>) {
    let span = span.trim(text);
    let source = span.of(text);
    let quoted = source.len() >= 2
        && (source.starts_with('"') && source.ends_with('"')
            || source.starts_with('\'') && source.ends_with('\''));
    let span = if quoted { Span::new(span.start() + 1, span.end() - 1) } else { span };
    let span = match span.of(text).find(" #").filter(|_| !quoted) {
        Some(comment) => Span::new(span.start(), span.start() + comment).trim(text),
        None => span,
    };
    if !span.is_empty() {
        out.push(span);
    }
}
