//! Addresses of links, taken apart.

use planc_syntax::{Destination, Link, Tree, links};
use std::borrow::Cow;

/// A link to something in the same tree of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address<'t> {
    /// The path, decoded; empty for a place in the same document.
    pub(crate) path: Cow<'t, str>,
    /// The path as it is written.
    pub(crate) written: &'t str,
    /// What stands behind `#`, decoded.
    pub(crate) anchor: Option<Cow<'t, str>>,
}

/// Takes a link apart; `None` for what leads elsewhere (`https:`, `mailto:`, `/from/the/root`) or nowhere yet
/// (`[path]`, `{{SPEC}}`).
pub(crate) fn relative(target: &str) -> Option<Address<'_>> {
    let target = target.trim();
    if target.is_empty()
        || target.starts_with(['/', '\\', '?', '~', '@'])
        || target.contains(['[', ']', '{', '}', '<', '>', '$', '*', '|', '`'])
        || target.contains("...")
        || UNWRITTEN.iter().any(|word| word.eq_ignore_ascii_case(target))
        || has_scheme(target)
    {
        return None;
    }
    let (path, anchor) = match target.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (target, None),
    };
    let written = path.split('?').next().unwrap_or("");
    Some(Address { path: decoded(written), written, anchor: anchor.map(decoded) })
}

/// What people write where they have no address yet.
const UNWRITTEN: &[&str] =
    &["todo", "tbd", "url", "link", "path", "href", "xxx", "placeholder", "path/to/file", "path/to/file.md"];

/// The link with that destination.
pub(crate) fn link_of<'t>(tree: &'t Tree<'_>, destination: &Destination<'_>) -> Option<Link<'t>> {
    links(tree, tree.nodes.get(destination.node as usize)?.span).next()
}

fn has_scheme(target: &str) -> bool {
    let name = target.split(':').next().unwrap_or("");
    // One letter is a drive, and `src/main.rs:12` is a place in a file.
    let scheme = name.len() < target.len()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-'));
    scheme && !name.is_empty()
}

/// Undoes `%20`; what is not encoded so, or gives no text, stays.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let (bytes, mut out, mut at) = (text.as_bytes(), Vec::with_capacity(text.len()), 0);
    while at < bytes.len() {
        let hex =
            |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
        match (bytes[at], hex(bytes.get(at + 1)), hex(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                out.push(high * 16 + low);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// A path as a link writes it: blanks and brackets would end the link.
pub(crate) fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            ' ' => out.push_str("%20"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '%' => out.push_str("%25"),
            '#' => out.push_str("%23"),
            '?' => out.push_str("%3F"),
            c => out.push(c),
        }
    }
    out
}

/// The path without the line behind it: `src/main.rs:12`, `src/main.rs:12-20`.
pub(crate) fn without_line(path: &str) -> &str {
    let bare = path.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '-' | ','));
    if path[bare.len()..].starts_with(':') { bare } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let of = |target| relative(target).map(|a| (a.path.into_owned(), a.anchor.map(Cow::into_owned)));
        let some = |path: &str, anchor: Option<&str>| Some((path.to_owned(), anchor.map(str::to_owned)));
        assert_eq!(of("../a%20b.md#c%C3%A9"), some("../a b.md", Some("cé")));
        assert_eq!(of("#top"), some("", Some("top")));
        assert_eq!(of("a.png?raw=true"), some("a.png", None));
        assert_eq!(of("100%.md"), some("100%.md", None));
        for elsewhere in
            ["https://x.y", "mailto:a@b", "/x", "", "{{SPEC}}", "[path]", "C:/x", "path/...", "TODO"]
        {
            assert_eq!(of(elsewhere), None, "{elsewhere}");
        }
        assert_eq!(without_line("src/main.rs:12-20"), "src/main.rs");
        assert_eq!(without_line("v2"), "v2");
        assert_eq!(encoded("a b (c).md"), "a%20b%20%28c%29.md");
    }
}
