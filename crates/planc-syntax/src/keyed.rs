use planc_source::Span;

/// `**Key:** value` in any of its spellings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyed {
    /// The key, without marks and colon.
    pub key: Span,
    /// What follows; empty when nothing does.
    pub value: Span,
    /// Whether the key is bold or italic.
    pub bold: bool,
    /// What parts key and value: `:`, `-` (any dash or arrow), or ` ` when the bold key stands alone.
    pub by: char,
}

/// Keys longer than this are sentences with a colon in them.
const MAX_PLAIN_KEY: usize = 72;

/// Reads `**Key:** value`, `**Key**: value`, `**Key** - value`, `**Key**`, `*Key*: value`, `Key: value`
/// at the start of `span`; colons may be full-width. A plain key needs a colon with a blank behind it.
pub fn keyed(text: &str, span: Span) -> Option<Keyed> {
    let span = span.trim(text);
    let source = span.of(text);
    let first = *source.as_bytes().first()?;
    if matches!(first, b'*' | b'_') {
        let run = source.bytes().take_while(|b| *b == first).count();
        return marked(text, span, first, run.min(if first == b'*' { 3 } else { 2 }));
    }
    plain(text, span)
}

/// A key between runs of `len` marks.
fn marked(text: &str, span: Span, mark: u8, len: usize) -> Option<Keyed> {
    let inner = &span.of(text)[len..];
    let close = find_run(inner, mark, len)?;
    let key_text = inner[..close].trim_end();
    if key_text.is_empty() || key_text.contains('\n') {
        return None;
    }
    let key_start = span.start() + len;
    let behind = key_start + close + len;
    let without = key_text.trim_end_matches([':', '：']).trim_end();
    let key = Span::new(key_start, key_start + without.len());
    if without.len() < key_text.len() {
        return Some(Keyed { key, value: Span::new(behind, span.end()).trim(text), bold: true, by: ':' });
    }
    let rest = Span::new(behind, span.end());
    let tail = rest.of(text).trim_start();
    let (by, skip) = if tail.is_empty() {
        // An italic sentence that stands alone is a remark: `*GATE: must pass first.*`
        if len == 1 && key_text.ends_with(['.', '!', '?', '。']) {
            return None;
        }
        (' ', 0)
    } else if let Some(colon) = tail.chars().next().filter(|c| matches!(c, ':' | '：')) {
        (':', colon.len_utf8())
    } else if let Some((_, dash)) = dash(tail) {
        ('-', dash)
    } else {
        return bracketed(text, key, rest);
    };
    let value = Span::new(span.end() - tail.len() + skip, span.end()).trim(text);
    Some(Keyed { key, value, bold: true, by })
}

/// Where `len` bytes `mark` of ASCII follow one another first. A searcher for so short a needle costs more
/// than most texts are long.
pub fn find_run(text: &str, mark: u8, len: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(mark, bytes)
        .find(|&at| bytes[at..].iter().take(len).filter(|b| **b == mark).count() == len)
}

/// Where `needle` stands first in `text`; like [`find_run`], for needles of a few bytes.
pub fn find_short(text: &str, needle: &str) -> Option<usize> {
    let (bytes, needle) = (text.as_bytes(), needle.as_bytes());
    memchr::memchr_iter(*needle.first()?, bytes).find(|&at| bytes[at..].starts_with(needle))
}

/// `**Key** (remark): value`: the remark belongs to the value's side and is kept in front of it.
fn bracketed(text: &str, key: Span, rest: Span) -> Option<Keyed> {
    let tail = rest.of(text);
    let open = tail.trim_start();
    if !open.starts_with(['(', '（', '[']) {
        return None;
    }
    let close = tail.find([')', '）', ']'])?;
    let close_len = tail[close..].chars().next().map_or(1, char::len_utf8);
    let behind = tail[close + close_len..].trim_start();
    let skip = match behind.chars().next() {
        None => 0,
        Some(c @ (':' | '：')) => c.len_utf8(),
        Some(_) => dash(behind)?.1,
    };
    let by = if skip == 0 { ' ' } else { ':' };
    let value = Span::new(rest.end() - behind.len() + skip, rest.end()).trim(text);
    let key = Span::new(key.start(), rest.start() + close + close_len);
    Some(Keyed { key, value, bold: true, by })
}

fn plain(text: &str, span: Span) -> Option<Keyed> {
    let source = span.of(text);
    // Most lines have no colon where a key could end.
    let head = &source.as_bytes()[..source.len().min(MAX_PLAIN_KEY * 2 + 3)];
    memchr::memchr2(b':', 0xEF, head)?;
    let line = source.split('\n').next().unwrap_or("");
    let mut in_code = false;
    let mut depth = 0i32;
    let mut link = false;
    // All marks but the full-width colon are ASCII, and no other byte looks like one of them.
    for (at, byte) in line.bytes().enumerate() {
        if at > MAX_PLAIN_KEY * 2 {
            return None;
        }
        match byte {
            b'`' => in_code = !in_code,
            _ if in_code => {}
            b'[' | b'(' => {
                link |= byte == b'(' && line[..at].ends_with(']');
                depth += 1;
            }
            b']' | b')' => depth -= 1,
            b':' | 0xef if depth <= 0 => {
                let colon = if byte == b':' { ":" } else { "：" };
                let Some(behind) = line[at..].strip_prefix(colon) else { continue };
                let parted = byte != b':' || behind.is_empty() || behind.starts_with([' ', '\t', '*', '`']);
                if !parted {
                    if behind.starts_with("//") {
                        return None;
                    }
                    continue;
                }
                let key = line[..at].trim_end();
                if key.is_empty() || key.chars().count() > MAX_PLAIN_KEY && !link {
                    return None;
                }
                let key = Span::new(span.start(), span.start() + key.len());
                let value = Span::new(span.start() + at + colon.len(), span.end()).trim(text);
                return Some(Keyed { key, value, bold: false, by: ':' });
            }
            b'.' | b'?' | b'!' | b';' | b'|'
                if depth <= 0 && line[at + 1..].starts_with(' ') && !numbering(&line[..at]) =>
            {
                return None;
            }
            _ => {}
        }
    }
    None
}

/// `1. Key: v` and `v2. x` keep their dot.
fn numbering(before: &str) -> bool {
    !before.is_empty() && before.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// A dash or arrow at the start of `text` with blanks around it; its bytes and where the rest begins.
fn dash(text: &str) -> Option<(&str, usize)> {
    ["—", "–", "->", "→", "=>", "--", "-", "=", "|"].into_iter().find_map(|d| {
        let rest = text.strip_prefix(d)?;
        (rest.is_empty() || rest.starts_with(' ') || matches!(d, "—" | "–" | "→")).then_some((d, d.len()))
    })
}

/// The lines of `span`, without quote marks, indentation, hard breaks and line ends; empty ones left out.
pub fn lines(text: &str, span: Span) -> impl Iterator<Item = Span> + '_ {
    let mut at = span.start();
    std::iter::from_fn(move || {
        while at < span.end() {
            let rest = text.get(at..span.end())?;
            let len = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
            let line = &rest[..len];
            let begin = at;
            at += len + 1;
            let content = line.trim_start_matches([' ', '\t', '>']);
            let kept = content.trim_end().trim_end_matches('\\').trim_end();
            let kept = kept.strip_suffix("<br>").or(kept.strip_suffix("<br/>")).unwrap_or(kept).trim_end();
            if !kept.is_empty() {
                let start = begin + line.len() - content.len();
                return Some(Span::new(start, start + kept.len()));
            }
        }
        None
    })
}

/// Splits one line that holds several keyed values (`**A**: x | **B**: y · **C**: z`) into its parts.
/// A line without a second bold key is one part.
pub fn keyed_segments(text: &str, line: Span) -> smallvec::SmallVec<[Span; 4]> {
    let source = line.of(text);
    let mut parts: smallvec::SmallVec<[Span; 4]> = smallvec::SmallVec::new();
    let mut from = 0;
    let bytes = source.as_bytes();
    if memchr::memchr2(b'*', b'|', bytes).is_none() {
        parts.push(line.trim(text));
        parts.retain(|p| !p.is_empty());
        return parts;
    }
    let stars = memchr::memchr(b'*', bytes).is_some_and(|at| bytes.get(at + 1) == Some(&b'*'));
    if stars {
        let mut behind = 0;
        while let Some(found) = find_run(&source[behind..], b'*', 2) {
            let at = behind + found;
            behind = at + 2;
            if at <= from {
                continue;
            }
            // A further key begins behind a blank or a separator, never inside a word.
            let before = &source[..at];
            let parted = before.ends_with(['|', '·', '•', '/', ',', ';', ' ']);
            if !parted || !starts_key(&source[at..]) {
                continue;
            }
            let trimmed = before[from..].trim_end_matches(['|', '·', '•', '/', ',', ';', ' ']);
            if trimmed.trim().is_empty() {
                continue;
            }
            parts.push(Span::new(line.start() + from, line.start() + from + trimmed.len()).trim(text));
            from = at;
        }
    } else if memchr::memchr(b'|', bytes).is_some()
        && source.contains(" | ")
        && source.split(" | ").all(|p| p.contains([':', '：']))
    {
        for (at, _) in source.match_indices(" | ") {
            parts.push(Span::new(line.start() + from, line.start() + at).trim(text));
            from = at + 3;
        }
    }
    parts.push(Span::new(line.start() + from, line.end()).trim(text));
    parts.retain(|p| !p.is_empty());
    parts
}

/// `**Key:**` or `**Key**:` at the start.
fn starts_key(text: &str) -> bool {
    let Some(inner) = text.strip_prefix("**") else { return false };
    let Some(close) = find_run(inner, b'*', 2) else { return false };
    let behind = inner[close + 2..].trim_start();
    inner[..close].trim_end().ends_with([':', '：']) || behind.starts_with([':', '：'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(text: &str) -> Option<(&str, &str, char)> {
        keyed(text, Span::new(0, text.len())).map(|k| (k.key.of(text), k.value.of(text), k.by))
    }

    #[test]
    fn keys_are_read_in_every_spelling() {
        for (text, want) in [
            ("**Status:** Draft", Some(("Status", "Draft", ':'))),
            ("**Status**: Draft", Some(("Status", "Draft", ':'))),
            ("**Status** : Draft", Some(("Status", "Draft", ':'))),
            ("**状态**：草稿", Some(("状态", "草稿", ':'))),
            ("__Status__: Draft", Some(("Status", "Draft", ':'))),
            ("*Status*: Draft", Some(("Status", "Draft", ':'))),
            ("Status: Draft", Some(("Status", "Draft", ':'))),
            ("**Option A** - slow", Some(("Option A", "slow", '-'))),
            ("**Option A** — slow", Some(("Option A", "slow", '-'))),
            ("**[Error Type 1]**", Some(("[Error Type 1]", "", ' '))),
            ("`001_x.sql`: create", Some(("`001_x.sql`", "create", ':'))),
            ("**API** (new): the door", Some(("API** (new)", "the door", ':'))),
            ("**Important** words here", None),
            ("See https://x.y for more", None),
            ("It ends. Then: more", None),
            ("at 10:30 we go", None),
        ] {
            assert_eq!(pair(text), want, "{text}");
        }
    }

    #[test]
    fn one_line_may_hold_several_keys() {
        let text = "**Branch**: `1-x` | **Date**: 2026-01-01 | **Spec**: [a | b](c.md)";
        let parts = keyed_segments(text, Span::new(0, text.len()));
        let parts: Vec<_> = parts.iter().map(|p| p.of(text)).collect();
        assert_eq!(parts, ["**Branch**: `1-x`", "**Date**: 2026-01-01", "**Spec**: [a | b](c.md)"]);
    }
}
