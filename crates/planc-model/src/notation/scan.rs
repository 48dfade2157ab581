//! What all readers need: lines, and spans of parts of a text.

use planc_source::Span;

/// The lines of a block without their line ends (`\n`, `\r\n` or `\r`).
pub(super) fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.as_bytes().get(start..).filter(|rest| !rest.is_empty())?;
        let len = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let line = Span::new(start, start + len);
        start += len + if rest[len..].starts_with(b"\r\n") { 2 } else { 1 };
        Some(line)
    })
}

/// The span of `part`, which must be a slice of `text`; an empty span for anything else.
///
/// It lets the readers work with string slices, which read better than offsets, and still answer in spans.
pub(crate) fn span(text: &str, part: &str) -> Span {
    let start = (part.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    match start.checked_add(part.len()) {
        Some(end) if end <= text.len() => Span::new(start, end),
        _ => Span::default(),
    }
}

/// `text` without its first `len` bytes; empty where that is no character boundary.
pub(super) fn after(text: &str, len: usize) -> &str {
    text.get(len..).unwrap_or("")
}

/// The first `len` bytes of `text`; empty where that is no character boundary.
pub(super) fn before(text: &str, len: usize) -> &str {
    text.get(..len).unwrap_or("")
}

/// Whether `text` begins with `prefix`, whatever the case of its ASCII letters.
pub(super) fn starts_with_ignore_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// `text` without one pair of enclosing quotes and the white space within.
pub(super) fn unquote(text: &str) -> &str {
    let text = text.trim();
    ['"', '\'', '`']
        .iter()
        .find_map(|&quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .map_or(text, str::trim)
}

/// Whether `word` is one of the words of a list, which are separated by single spaces.
pub(super) fn listed(list: &str, word: &str) -> bool {
    !word.is_empty() && words(list).any(|known| known == word.as_bytes())
}

/// The same, whatever the case of its ASCII letters.
pub(super) fn listed_ignore_case(list: &str, word: &str) -> bool {
    let (list, word) = (list.as_bytes(), word.as_bytes());
    let Some(first) = word.first().map(u8::to_ascii_lowercase) else { return false };
    // Where a word of the list begins with the letter of ours, it is looked at; lists are in lower case.
    let mut at = 0;
    while let Some(found) = list.get(at..).and_then(|rest| memchr::memchr(first, rest)) {
        let (start, end) = (at + found, at + found + word.len());
        if (start == 0 || list[start - 1] == b' ')
            && list.get(end).is_none_or(|byte| *byte == b' ')
            && list.get(start..end).is_some_and(|known| known.eq_ignore_ascii_case(word))
        {
            return true;
        }
        at = start + 1;
    }
    false
}

/// Words this short are found sooner byte by byte than with a searcher each.
fn words(list: &str) -> impl Iterator<Item = &[u8]> {
    list.as_bytes().split(|byte| *byte == b' ')
}

/// Whether there is anything to read in `text`: a letter or a digit of any script.
pub(super) fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// The number before the text of a list item and that text: `1. User`, `2) User`, `(3) User`.
pub(super) fn numbered(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let inner = line.strip_prefix('(').unwrap_or(line);
    let digits = inner.len() - inner.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 || digits > 4 {
        return None;
    }
    let (number, rest) = inner.split_at(digits);
    let rest = rest.strip_prefix(['.', ')', '、', '．'])?;
    if !rest.starts_with(char::is_whitespace) {
        return None;
    }
    Some((number, rest.trim())).filter(|(_, text)| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_every_line_end() {
        let text = "a\r\nb\rc\n\nd";
        let all: Vec<&str> = lines(text).map(|line| line.of(text)).collect();
        assert_eq!(all, ["a", "b", "c", "", "d"]);
        assert_eq!(lines("").count(), 0);
    }

    #[test]
    fn parts_have_spans() {
        let text = "one two";
        assert_eq!(span(text, &text[4..]), Span::new(4, 7));
        assert_eq!(span(text, "elsewhere"), Span::default());
        assert_eq!(unquote(" \"x y\" "), "x y");
        assert_eq!(numbered(" 12. User → x"), Some(("12", "User → x")));
        assert_eq!(numbered("1.5 days"), None);
    }
}
