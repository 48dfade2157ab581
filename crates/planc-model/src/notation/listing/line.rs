//! One line of a listing: what leads to the name, the name, and what is said about it.

use planc_source::Span;

use crate::notation::scan::{self, after, before};

pub(super) struct Entry {
    pub name: Span,
    pub comment: Option<Span>,
    /// Whether the name can be nothing but a file or folder.
    pub sure: bool,
    /// Whether words follow the name as closely as arguments follow a command.
    pub close: bool,
}

pub(super) enum Line {
    Blank,
    /// A comment, an ellipsis, an instruction.
    Remark,
    /// Something that no listing holds.
    Other,
    Entries {
        column: usize,
        connected: bool,
        entries: Vec<Entry>,
    },
}

/// No file name is longer.
const LONGEST: usize = 255;

impl Line {
    pub fn read(code: &str, line: Span) -> Line {
        let text = line.of(code);
        let Some(lead) = Lead::read(text) else { return Line::Other };
        let rest = after(text, lead.len).trim_end();
        if rest.is_empty() {
            return if lead.connected { Line::Remark } else { Line::Blank };
        }
        if rest.starts_with(['#', '…', '(', '（', '←', '✅', '⚠'])
            || rest.starts_with("...")
            || rest.starts_with("//")
        {
            // `(auth)/page.tsx` is a route, `(see below)` a remark.
            let path = rest.starts_with('(') && {
                let close = rest.find(')').unwrap_or(0);
                rest[close..].starts_with(")/") && !rest[..close].contains(' ')
            };
            if !path {
                return Line::Remark;
            }
        }
        if rest.starts_with('[') && rest.ends_with(']') && rest.contains([' ', '/']) {
            return Line::Remark;
        }
        let mut entries = Vec::new();
        let mut rest = rest;
        loop {
            let (text, behind) = name(rest);
            let trimmed = text.trim_matches(['`', '*', '"', '\'']);
            let whole =
                if text.starts_with('*') && !text.ends_with('*') { text.trim_matches('`') } else { trimmed };
            if !is_name(whole, lead.connected) {
                break;
            }
            let name = scan::span(code, whole);
            let mut comment = None;
            let listed = behind.trim_start().strip_prefix([',', '·']).map(str::trim_start);
            let listed = listed.filter(|next| !entries.is_empty() || is_sure(self::name(next).0));
            // `a.rs b.rs`
            let beside =
                behind.strip_prefix(' ').filter(|next| next.starts_with(|c: char| c.is_alphanumeric()));
            let beside = beside.filter(|next| extension(self::name(next).0) && extension(whole));
            let another = listed.or(beside);
            if another.is_none() {
                comment = self::comment(behind).map(|comment| scan::span(code, comment));
            }
            let first = behind.strip_prefix(' ').and_then(|words| words.chars().next());
            let close = first.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '"' | '$'))
                || behind.starts_with(" -") && !behind.starts_with(" - ") && !behind.starts_with(" -- ");
            entries.push(Entry { name, comment, sure: is_sure(whole), close });
            match another {
                Some(another) => rest = another,
                None => break,
            }
        }
        if entries.is_empty() {
            return Line::Other;
        }
        Line::Entries { column: lead.column, connected: lead.connected, entries }
    }
}

/// What stands before a name: indentation and the lines of the tree.
struct Lead {
    len: usize,
    column: usize,
    connected: bool,
}

impl Lead {
    /// `None` where an arrow leads to the name: that is a flow and no tree.
    fn read(text: &str) -> Option<Lead> {
        let (mut column, mut connected, mut dashes, mut bullet) = (0, false, false, false);
        let mut chars = text.char_indices().peekable();
        while let Some(&(at, c)) = chars.peek() {
            let next = after(text, at + c.len_utf8());
            let lead = match c {
                '\t' => {
                    column += 3;
                    true
                }
                _ if c.is_whitespace() || c == '\u{feff}' => true,
                '│' | '┃' | '║' | '┆' | '├' | '└' | '╰' | '┗' | '┣' | '╠' | '╚' | '┬' | '─' | '━' | '═'
                | '┊' => {
                    connected |= !matches!(c, '│' | '┃' | '║' | '┆' | '┊');
                    dashes = !matches!(c, '│' | '┃' | '║' | '┆' | '┊');
                    true
                }
                '|' => {
                    dashes = true;
                    connected |= next.starts_with(['-', '_']);
                    next.is_empty() || next.starts_with([' ', '-', '_', '\t', '|'])
                }
                '+' | '`' | '\\' if next.starts_with("--") || dashes && next.starts_with('-') => {
                    (connected, dashes) = (true, true);
                    true
                }
                '-' | '_' if dashes && (next.starts_with(['-', '_', ' ']) || connected && c == '-') => true,
                '-' | '*' | '•' if !bullet && !connected && next.starts_with(' ') => {
                    bullet = true;
                    true
                }
                '→' | '>' | '▶' | '►' | '◄' | '◀' if dashes => return None,
                _ => false,
            };
            if !lead {
                return Some(Lead { len: at, column, connected });
            }
            dashes &= !c.is_whitespace();
            column += 1;
            chars.next();
        }
        Some(Lead { len: text.len(), column, connected })
    }
}

/// The name that `text` begins with, and what follows it.
fn name(text: &str) -> (&str, &str) {
    let mut depth = 0usize;
    let mut first_space = None;
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        if at > LONGEST {
            end = first_space.unwrap_or(at);
            break;
        }
        let next = after(text, at + c.len_utf8());
        match c {
            '{' | '[' | '<' => depth += 1,
            '}' | ']' | '>' => depth = depth.saturating_sub(1),
            '（' | '，' | '：' | '；' => {
                end = at;
                break;
            }
            '(' if depth == 0 && at > 0 && has_end(before(text, at)) && text.ends_with(')') => {
                end = at;
                break;
            }
            ',' | ':' if depth == 0 && (next.is_empty() || next.starts_with(' ')) => {
                end = at;
                break;
            }
            _ if c.is_whitespace() && depth == 0 => {
                // One space before a word may belong to the name, unless the name is whole already.
                let word = c == ' ' && next.starts_with(|c: char| c.is_alphanumeric() || c == '&');
                if !word || has_end(before(text, at)) {
                    end = at;
                    break;
                }
                first_space.get_or_insert(at);
            }
            _ => {}
        }
    }
    if depth > 0 {
        end = text.find(char::is_whitespace).unwrap_or(text.len());
    }
    let name = before(text, end);
    // `backend  x` and `Makefile builds it`: what looked like further words of the name is a comment.
    match first_space.filter(|_| !has_end(name)) {
        Some(space) if depth == 0 => (before(text, space), after(text, space)),
        _ => (name, after(text, end)),
    }
}

/// Whether a name ends as a file's or folder's does: with `/` or an extension.
fn has_end(name: &str) -> bool {
    let name = name.trim_end_matches(['`', '*', '"', '\'']);
    name.ends_with('/') && name.len() > 1 || extension(name)
}

fn extension(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let file = file.trim_end_matches(['}', ']', '>']);
    let Some((stem, extension)) = file.rsplit_once('.') else { return false };
    let small =
        extension.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
    let large = extension.len() <= 4 && extension.bytes().all(|b| b.is_ascii_uppercase());
    (1..=16).contains(&extension.len())
        && (small || large || matches!(extension, "Rmd" | "csproj" | "vcxproj"))
        && extension.bytes().any(|b| b.is_ascii_alphabetic())
        && (stem.is_empty() || !stem.ends_with(['.', ' ']))
}

/// Whether a name can be nothing but a file or folder.
pub(super) fn is_sure(name: &str) -> bool {
    let known =
        ["Makefile", "Dockerfile", "LICENSE", "README", "CODEOWNERS", "Justfile", "Gemfile", "CHANGELOG"];
    has_end(name) || known.contains(&name.rsplit('/').next().unwrap_or(name))
}

/// Whether it is a path of more than one part that says where it leads.
pub(super) fn is_path(name: &str) -> bool {
    let known = ["/Users/", "/home/", "/etc/", "/var/", "/usr/", "/opt/", "/tmp/", "/srv/", "/."];
    let absolute = name.starts_with('/') && !known.iter().any(|root| name.starts_with(root));
    name.trim_end_matches('/').contains('/') && !absolute
        || name.ends_with('/') && name.len() > 2 && !absolute
}

/// Whether this can be the name of a file or folder at all.
fn is_name(name: &str, connected: bool) -> bool {
    let plain = |c: char| {
        c.is_alphanumeric()
            || "._-/@+~$%*{}[]<>#&!=^'".contains(c)
            || c == '('
            || c == ')'
            || c == '…'
            || c == ','
    };
    let first = name.chars().next();
    let spaced = name.contains(' ') && !name.contains(['{', '[', '<']);
    first.is_some_and(|c| c.is_alphanumeric() || "._@~${[<*#(/+-".contains(c))
        && name.len() <= LONGEST
        && scan::says_something(name) | matches!(name, "." | ".." | "./" | "../" | "*")
        && name.chars().all(|c| plain(c) || c == ' ')
        && !name.contains("://")
        && !name.contains("()")
        && !name.starts_with("--")
        && (connected || !name.starts_with('-') && !name.contains('='))
        && !(name.contains('(') && !name.contains("/(") && !name.starts_with('('))
        // `cat src/a.rs` is a command, `Arp Classic/` a folder.
        && !(spaced && (!has_end(name) || name.trim_end_matches('/').contains('/') || !connected && !name.ends_with('/') && !extension(name)))
}

/// What is said behind a name, without the mark that introduces it.
fn comment(text: &str) -> Option<&str> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '`');
    let mut rest = text;
    for _ in 0..2 {
        let bare = rest.trim_start();
        let marks = [
            "<!--",
            "<--",
            "<-",
            "<=",
            "-->",
            "->",
            "=>",
            "--",
            "//",
            "/*",
            "←",
            "→",
            "⟵",
            "—",
            "–",
            "-",
            "#",
            ":",
            "：",
            "*",
            "•",
            "·",
            "|",
            "✅",
            "🆕",
            "⭐",
            "◀",
            "◄",
            "⬅\u{fe0f}",
            "⬅",
            "=",
            "；",
            "，",
        ];
        let Some(mark) = marks.iter().find(|mark| bare.starts_with(**mark)) else { break };
        let behind = after(bare, mark.len());
        // `*.rs` and `-x` begin with no mark, `##` and `///` with a longer one.
        rest = behind.trim_start_matches(['#', '─', '/', '<', '\u{fe0f}']);
        if !behind.starts_with(' ')
            && !matches!(*mark, "#" | "//" | "←" | "→" | "—" | ":" | "：" | "✅" | "🆕" | "<--")
        {
            rest = if behind.is_empty() { behind } else { bare };
            break;
        }
    }
    let rest = rest.trim().trim_end_matches("-->").trim_end_matches("*/").trim_end();
    let inner = [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】')].iter().find_map(|&(open, close)| {
        rest.strip_prefix(open)?.strip_suffix(close).filter(|inner| !inner.contains([open, close]))
    });
    let rest = inner.unwrap_or(rest).trim();
    if rest.is_empty() {
        // A mark alone may be explained by a legend; `#` alone says nothing.
        let says = text.starts_with(['*', '✅', '🆕', '⭐', '←', '+']);
        return says.then_some(text);
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end() {
        for (text, expected, rest) in [
            ("plan.md   # x", "plan.md", "   # x"),
            ("plan.md This file", "plan.md", " This file"),
            ("Arp Classic/", "Arp Classic/", ""),
            ("Resource.ts（new）", "Resource.ts", "（new）"),
            ("main.rs(new)", "main.rs", "(new)"),
            ("(auth)/page.tsx", "(auth)/page.tsx", ""),
            ("{a, b}.rs x", "{a, b}.rs", " x"),
            ("backend holds it", "backend", " holds it"),
            ("*.test.ts  # y", "*.test.ts", "  # y"),
        ] {
            assert_eq!(name(text), (expected, rest), "{text}");
        }
    }

    #[test]
    fn comments() {
        for (text, expected) in [
            ("  # new", Some("new")),
            (" <-- changed", Some("changed")),
            (" (NEW)", Some("NEW")),
            (" [NEW] a [b]", Some("[NEW] a [b]")),
            (" # [NEW] a", Some("[NEW] a")),
            ("   ✅ NEW", Some("NEW")),
            (" *", Some("*")),
            (" #", None),
            ("", None),
            (" ← # why", Some("why")),
            ("   prose", Some("prose")),
            ("  # (MODIFY)", Some("MODIFY")),
        ] {
            assert_eq!(comment(text), expected, "{text}");
        }
    }
}
