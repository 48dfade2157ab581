//! Which words of a plan are a template's, waiting to be replaced.

use crate::words::undecorated;
use memchr::memmem;
use planc_dialect::{Dialect, Library};
use planc_source::Span;

/// The most bytes a placeholder may have; the longest of the templates that come with planc has 250.
const LONGEST: usize = 500;

/// The text in the brackets that open at `open`, up to the bracket that closes them. A paragraph ends it.
pub(crate) fn bracketed(text: &str, open: usize) -> Option<Span> {
    enclosed(text, open, b'[', b']')
}

/// The text in the single braces that open at `open`: `{short title}`.
pub(crate) fn single_braced(text: &str, open: usize) -> Option<Span> {
    enclosed(text, open, b'{', b'}')
}

fn enclosed(text: &str, open: usize, opens: u8, closes: u8) -> Option<Span> {
    let rest = text.as_bytes().get(open..)?;
    let (mut depth, mut blank_line) = (0usize, false);
    for (at, byte) in rest.iter().take(LONGEST).enumerate() {
        match byte {
            b if *b == opens => depth += 1,
            b if *b == closes => {
                depth -= 1;
                if depth == 0 {
                    return Some(Span::new(open, open + at + 1));
                }
            }
            b'\n' if blank_line => return None,
            b'\n' => blank_line = true,
            b' ' | b'\t' | b'\r' => {}
            _ => blank_line = false,
        }
    }
    None
}

/// The `{{…}}` that opens at `open`, on one line.
pub(crate) fn braced(text: &str, open: usize) -> Option<Span> {
    let rest = text.get(open..)?;
    let window = &rest.as_bytes()[..rest.len().min(LONGEST)];
    let close = memmem::find(window, b"}}")?;
    let line_ends = memchr::memchr(b'\n', &window[..close]).is_some();
    (!line_ends).then(|| Span::new(open, open + close + 2))
}

/// Whether the placeholders of a dialect's template stand in single braces: `{title of option 1}`.
pub(crate) fn in_single_braces(dialect: &Dialect) -> bool {
    let (source, bytes) = (&dialect.source, dialect.source.as_bytes());
    memchr::memchr_iter(b'{', bytes).any(|at| {
        let double = bytes.get(at + 1) == Some(&b'{') || source[..at].ends_with(['{', '"']);
        !double && single_braced(source, at).is_some_and(|s| is_phrase(&source[s.start() + 1..s.end() - 1]))
    })
}

/// Whether what stands in single braces is an instruction in words, and no code.
pub(crate) fn is_phrase(inner: &str) -> bool {
    let code = inner.contains(['=', ';', '\\', '{', '}', '"', '<', '>', '$', '@']);
    let first = inner.split(char::is_whitespace).next().unwrap_or("");
    inner.starts_with(|c: char| c.is_alphabetic())
        && first.len() < inner.len()
        && !first.ends_with(':')
        && !code
}

/// Whether a dialect's template has this text, other than as a link.
pub(crate) fn is_of(dialect: &Dialect, text: &str) -> bool {
    has(&memmem::Finder::new(text), dialect)
}

/// Whether any template has this text.
pub(crate) fn is_of_any(library: &Library, text: &str) -> bool {
    let finder = memmem::Finder::new(text);
    library.dialects().iter().any(|dialect| has(&finder, dialect))
}

fn has(finder: &memmem::Finder<'_>, dialect: &Dialect) -> bool {
    let (text, source) = (finder.needle(), dialect.source.as_bytes());
    let link = |at: usize| text.ends_with(b"]") && source.get(at + text.len()) == Some(&b'(');
    finder.find_iter(source).any(|at| !link(at))
}

/// Whether nothing but markers stands beside `span` in its place: it is a whole value, cell, item or heading.
pub(crate) fn stands_alone(text: &str, span: Span) -> bool {
    const EMPHASIS: &[char] = &['*', '_', '`', '"', '\'', ' ', '\t', '“', '”', '('];
    let mut before = line_before(text, span.start()).trim_end_matches(EMPHASIS);
    if let Some(head) = ["[ ]", "[x]", "[X]"].iter().find_map(|mark| before.strip_suffix(mark)) {
        before = head.trim_end();
    }
    let opens = before.is_empty()
        || before.ends_with(['|', ':', '：', '-', '–', '—', '#', '>', '•', '+', '→', '/'])
        || before
            .strip_suffix(['.', ')'])
            .is_some_and(|n| n.trim_start().bytes().all(|b| b.is_ascii_digit()));
    if !opens {
        return false;
    }
    let after = text[span.end()..].trim_start_matches(['*', '_', '`', '"', '\'', ' ', '\t', '“', '”']);
    after.is_empty()
        || after.starts_with([
            '\n', '\r', '|', ':', '：', '-', '–', '—', '(', ')', ',', ';', '.', '%', '\\', '→', '/', '#',
        ])
        || after.starts_with("<br")
}

/// The line up to `at`, or as much of it as matters.
pub(crate) fn line_before(text: &str, at: usize) -> &str {
    let window = &text[text.floor_char_boundary(at.saturating_sub(LONGEST))..at];
    window.rfind(['\n', '\r']).map_or(window, |end| &window[end + 1..])
}

/// The line from `at` on, or as much of it as matters.
pub(crate) fn line_after(text: &str, at: usize) -> &str {
    let window = &text[at..text.floor_char_boundary(at + LONGEST)];
    window.split(['\n', '\r']).next().unwrap_or("")
}

/// Whether words in brackets are an instruction or the name of what belongs there, in any template.
pub(crate) fn describes(inner: &str) -> bool {
    let mut words = inner.split_whitespace();
    let (first, count) = (words.next().unwrap_or(""), inner.split_whitespace().count());
    let first = first.trim_end_matches([',', ':']);
    let last = undecorated(inner.rsplit(char::is_whitespace).next().unwrap_or(""));
    let is = |words: &[&str], word: &str| words.iter().any(|w| w.eq_ignore_ascii_case(word));
    if inner.contains("or NEEDS CLARIFICATION") || inner.starts_with("###") || is(EXAMPLE, first) {
        return true;
    }
    match count {
        0 => false,
        1 => ONE_WORD.contains(&inner),
        2 => {
            is(&["name", "title", "description", "placeholder", "here"], last) && undecorated(inner) == inner
                || is(&["describe", "insert", "your"], first)
        }
        _ => is(INSTRUCTIONS, first) || is(&["name", "description", "here"], last) && starts_upper(inner),
    }
}

fn starts_upper(text: &str) -> bool {
    text.starts_with(|c: char| c.is_uppercase())
}

/// How examples in brackets begin.
const EXAMPLE: &[&str] = &["e.g.", "e.g", "eg"];

/// How instructions of templates begin.
const INSTRUCTIONS: &[&str] = &[
    "describe",
    "explain",
    "list",
    "provide",
    "insert",
    "enter",
    "specify",
    "outline",
    "summarize",
    "summarise",
    "detail",
    "define",
    "document",
    "identify",
    "fill",
    "replace",
    "your",
    "brief",
    "briefly",
    "short",
    "what",
    "why",
    "how",
    "who",
    "extract",
    "discuss",
    "name",
];

/// Words that nobody puts in brackets for another reason, as templates write them.
const ONE_WORD: &[&str] = &[
    "FEATURE",
    "FEATURE_NAME",
    "FEATURE-NAME",
    "DATE",
    "NAME",
    "TITLE",
    "AUTHOR",
    "PROJECT_NAME",
    "YYYY-MM-DD",
];

/// Whether what stands between `{{` and `}}` is the name of something to be filled in: `FEATURE_NAME`,
/// `APPROVED | REJECTED`, `@ATTRIBUTES`. What programs read is in lower case or begins with a sign.
pub(crate) fn is_upper_name(inner: &str) -> bool {
    let name = |c: char| {
        c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | ' ' | '|' | '/' | '@')
    };
    let bare = inner.trim();
    bare.len() > 1
        && bare.chars().all(name)
        && bare.starts_with(|c: char| c.is_ascii_uppercase() || c == '@')
        && bare.chars().any(|c| c.is_ascii_uppercase())
}

/// The name in `{{RISK_12}}` as the template numbers it: `{{RISK_1}}`.
pub(crate) fn renumbered(braces: &str) -> Option<String> {
    let inner = braces.strip_prefix("{{")?.strip_suffix("}}")?;
    let name = inner.trim_end_matches(|c: char| c.is_ascii_digit());
    (name.len() < inner.len()).then(|| format!("{{{{{name}1}}}}"))
}

/// Languages whose `{{ }}` means something to a program.
pub(crate) fn has_braces(language: &str) -> bool {
    const LANGUAGES: &[&str] = &[
        "yaml",
        "yml",
        "html",
        "htm",
        "jinja",
        "jinja2",
        "j2",
        "helm",
        "vue",
        "svelte",
        "handlebars",
        "hbs",
        "mustache",
        "go-template",
        "gotemplate",
        "gotmpl",
        "tmpl",
        "tpl",
        "liquid",
        "twig",
        "django",
        "njk",
        "nunjucks",
        "ansible",
        "jsx",
        "tsx",
        "latex",
        "tex",
    ];
    LANGUAGES.iter().any(|l| l.eq_ignore_ascii_case(language))
}

/// The token around `at` (the first of several `N` or `X`), if it is an id whose number is still to come:
/// `PLAN-NNN`, `SPEC-XXX`, `NNN`.
pub(crate) fn unnumbered(text: &str, at: usize) -> Option<Span> {
    let part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'#');
    let bytes = text.as_bytes();
    let start = at - bytes[..at].iter().rev().take(32).take_while(|b| part(**b)).count();
    let end = at + bytes[at..].iter().take(32).take_while(|b| part(**b)).count();
    let token = text.get(start..end)?;
    let digits = token.rsplit('-').next()?;
    let same = digits.len() >= 3 && digits.bytes().all(|b| b == digits.as_bytes()[0]);
    let name = token.strip_suffix(digits)?.trim_end_matches('-');
    (same && matches!(digits.as_bytes()[0], b'N' | b'X') && name.bytes().all(|b| b.is_ascii_uppercase()))
        .then(|| Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(line: &str) -> bool {
        let open = line.find("[P").unwrap();
        stands_alone(line, bracketed(line, open).unwrap())
    }

    #[test]
    fn what_stands_alone_is_a_value() {
        for line in [
            "[Purpose]",
            "- **Purpose**: [Purpose]",
            "| a | [Purpose] | b |",
            "## [Purpose]",
            "1. **[Purpose]**: x",
            "- [ ] [Purpose]",
            "**A**: [Purpose] - [Why]",
            "1. [Purpose]\r\n2. x",
            "#[Purpose]",
            "> **A**: [Purpose]",
        ] {
            assert!(alone(line), "{line}");
        }
        for line in
            ["see [Purpose] below", "- see [Purpose]", "- [Purpose] of it", "f[Purpose]", "v2. [Purpose]"]
        {
            assert!(!alone(line), "{line}");
        }
    }

    #[test]
    fn ids_without_a_number() {
        let token = |text: &str| {
            let at = text.find(['N', 'X']).unwrap();
            unnumbered(text, at).map(|s| s.of(text).to_owned())
        };
        assert_eq!(token("PLAXX NNN"), None);
        assert_eq!(token("SPEC-XXX: x").as_deref(), Some("SPEC-XXX"));
        assert_eq!(token("KEP-NNNN").as_deref(), Some("KEP-NNNN"));
        assert_eq!(token("XXX").as_deref(), Some("XXX"));
        for text in ["MAXXXX", "XXL", "NNN-1", "xXXX", "PLAN-NN"] {
            assert_eq!(token(text), None, "{text}");
        }
    }

    #[test]
    fn names_in_braces_are_told_from_expressions() {
        for name in
            ["FEATURE_NAME", "ID", "@ATTRIBUTES", "CASCADE|RESTRICT", "APPROVED | NEEDS_WORK", "TASK_1"]
        {
            assert!(is_upper_name(name), "{name}");
        }
        for name in ["user.name", ".Values.x", "- if", "T", "1", " ", "Values", "#EACH", "/IF"] {
            assert!(!is_upper_name(name), "{name}");
        }
        assert_eq!(renumbered("{{RISK_12}}").as_deref(), Some("{{RISK_1}}"));
    }

    #[test]
    fn instructions_are_told_from_remarks() {
        for words in [
            "Describe the approach",
            "Feature Name",
            "project name",
            "Failure mode brief description",
            "e.g., 4th project",
            "What it does",
            "DATE",
            "###-feature-name",
        ] {
            assert!(describes(words), "{words}");
        }
        for words in
            ["optional", "Save", "Add user", "NEEDS CLARIFICATION: which store?", "WIP", "see below", "INFO"]
        {
            assert!(!describes(words), "{words}");
        }
    }
}
