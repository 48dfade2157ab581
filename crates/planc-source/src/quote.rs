//! Text as one word of a language with quotes: a field of CSV, a word of a shell.

use std::borrow::Cow;

/// A field of a CSV line (RFC 4180).
pub fn csv_field(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}

/// A word of a POSIX shell that is this text and nothing else; bare where the shell reads it as it is.
pub fn shell_word(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+' | ',' | '@' | ':');
    if !text.is_empty() && text.chars().all(plain) { text.into() } else { shell_quoted(text).into() }
}

/// The same, in quotes in any case.
pub fn shell_quoted(text: &str) -> String {
    // No program can be given a NUL.
    format!("'{}'", text.replace('\0', "").replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_word_is_quoted() {
        for (text, csv, shell) in [
            ("plain", "plain", "plain"),
            ("", "", "''"),
            ("a,b", "\"a,b\"", "a,b"),
            ("say \"no\"", "\"say \"\"no\"\"\"", "'say \"no\"'"),
            ("two\nlines", "\"two\nlines\"", "'two\nlines'"),
            ("cr\r", "\"cr\r\"", "'cr\r'"),
            ("it's", "it's", r"'it'\''s'"),
            ("$(x)", "$(x)", "'$(x)'"),
            ("nul\0", "nul\0", "'nul'"),
            ("docs/plan-1.md", "docs/plan-1.md", "docs/plan-1.md"),
        ] {
            assert_eq!(csv_field(text), csv, "{text}");
            assert_eq!(shell_word(text), shell, "{text}");
        }
        assert_eq!(shell_quoted("plain"), "'plain'");
    }
}
