use std::borrow::Cow;

/// The longest placeholder, in bytes.
const LONGEST: usize = 160;

/// The text with every placeholder (`{{NAME}}`, `${NAME}`, `<name>`) made a word of as many bytes, so that what
/// is left can be parsed and every position stays. A line that holds nothing but tags of a template
/// (`{{- if x }}`, `{% endif %}`) becomes blank.
pub(crate) fn masked(text: &str, fill: u8) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut out: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some(step) = bytes.get(at..).and_then(|rest| memchr::memchr3(b'{', b'$', b'<', rest)) {
        let start = at + step;
        let Some(len) = placeholder(&bytes[start..]) else {
            at = start + 1;
            continue;
        };
        let out = out.get_or_insert_with(|| bytes.to_vec());
        let tag = bytes[start] == b'{' && alone(bytes, start, start + len);
        out[start..start + len].fill(if tag { b' ' } else { fill });
        at = start + len;
    }
    match out.map(String::from_utf8) {
        Some(Ok(masked)) => Cow::Owned(masked),
        _ => Cow::Borrowed(text),
    }
}

/// Whether a part of a masked word was a placeholder: two such words may be alike only since they were masked.
pub(crate) fn was_placeholder(word: &str) -> bool {
    word.contains("xxx")
}

/// The length of the placeholder that the bytes begin with.
fn placeholder(bytes: &[u8]) -> Option<usize> {
    let window = &bytes[..bytes.len().min(LONGEST)];
    let line = &window[..memchr::memchr2(b'\n', b'\r', window).unwrap_or(window.len())];
    let until = |close: &[u8]| {
        let end = memchr::memmem::find(line.get(2..)?, close)? + 2 + close.len();
        // A quote that is closed elsewhere is that of a text which only holds the opening: `"${"`.
        let quotes = memchr::memchr_iter(b'"', &line[..end]).count();
        quotes.is_multiple_of(2).then_some(end)
    };
    match line {
        [b'{', b'{', ..] => until(b"}}"),
        [b'{', b'%', ..] => until(b"%}"),
        [b'$', b'{', ..] => until(b"}"),
        [b'<', first, ..] if first.is_ascii_alphabetic() => {
            let end = line.iter().position(|b| *b == b'>')?;
            let named = |b: &u8| b.is_ascii_alphanumeric() || b"_-|./ ".contains(b) || !b.is_ascii();
            line[1..end].iter().all(named).then_some(end + 1)
        }
        _ => None,
    }
}

/// Whether nothing else stands on the line.
fn alone(bytes: &[u8], start: usize, end: usize) -> bool {
    let blank = |b: &&u8| matches!(b, b' ' | b'\t');
    let before = bytes[..start].iter().rev().find(|b| !blank(b));
    let behind = bytes[end..].iter().find(|b| !blank(b));
    let edge = |b: Option<&u8>| b.is_none_or(|b| matches!(b, b'\n' | b'\r'));
    edge(before) && edge(behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_words_of_the_same_length() {
        for (text, want) in [
            ("a: {{NAME}}", "a: xxxxxxxx"),
            ("{{- if x }}\na: {% y %}\n", "           \na: xxxxxxx\n"),
            ("\"<user id>\" ${HOME} $1", "\"xxxxxxxxx\" xxxxxxx $1"),
            ("a < b and c > d", "a < b and c > d"),
            ("x <名 a>", "x <名 a>"),
            ("{{open\n}}", "{{open\n}}"),
            ("<=> <a\n> {x} $", "<=> <a\n> {x} $"),
            ("a {{é}}", "a xxxxxx"),
            ("{\"a\": \"${\"}", "{\"a\": \"${\"}"),
            ("a: {{ x | or \"y\" }}", "a: xxxxxxxxxxxxxxxx"),
        ] {
            assert_eq!(masked(text, b'x'), want);
            assert_eq!(masked(text, b'x').len(), text.len());
        }
    }
}
