//! SQL as words and marks; comments are left out, strings are one token.

use planc_source::Span;

use crate::notation::scan::after;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word, number or placeholder: `users`, `255`, `{{table}}_log`.
    Word,
    /// A quoted name; `inner` is without its quotes.
    Quoted,
    /// A string or a dollar-quoted body.
    Text,
    /// Any other character, by its first byte.
    Mark(u8),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Span,
}

impl Token {
    /// The name in a token, without quotes.
    pub fn inner(self) -> Span {
        match self.kind {
            Kind::Quoted => Span::new(self.span.start() + 1, self.span.end().saturating_sub(1)),
            _ => self.span,
        }
    }
}

/// How many dollar quotes may stay open before a `$` is only a `$`; each costs a search to the end.
const OPEN_QUOTES: usize = 8;

pub(super) struct Lexer<'t> {
    code: &'t str,
    at: usize,
    open_quotes: usize,
}

impl<'t> Lexer<'t> {
    pub fn new(code: &'t str) -> Lexer<'t> {
        Lexer { code, at: 0, open_quotes: 0 }
    }

    fn rest(&self) -> &'t str {
        after(self.code, self.at)
    }

    /// Steps over white space and comments.
    fn blank(&mut self) {
        let bytes = self.code.as_bytes();
        while bytes.get(self.at).is_some_and(|b| matches!(b, b' ' | b'\n')) {
            self.at += 1;
        }
        // Most tokens have one blank before them.
        if bytes.get(self.at).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'(' | b')' | b',')) {
            return;
        }
        loop {
            let rest = self.rest();
            let text = rest.trim_start();
            self.at += rest.len() - text.len();
            let line_start =
                || self.code[..self.at].trim_end_matches([' ', '\t']).ends_with(['\n', '\r']) || self.at == 0;
            if text.starts_with("--") || text.starts_with('#') && line_start() {
                self.at += memchr::memchr2(b'\n', b'\r', text.as_bytes()).unwrap_or(text.len());
            } else if let Some(inner) = text.strip_prefix("/*") {
                self.at += inner.find("*/").map_or(text.len(), |end| end + 4);
            } else {
                return;
            }
        }
    }

    /// The end of what is quoted with `quote`, which stands doubled for itself; `None` if it stays open.
    fn quoted(&self, quote: u8) -> Option<usize> {
        let bytes = self.code.as_bytes();
        let mut at = self.at + 1;
        loop {
            at += memchr::memchr(quote, bytes.get(at..)?)? + 1;
            if bytes.get(at) != Some(&quote) {
                return Some(at);
            }
            at += 1;
        }
    }

    /// The end of `$tag$ .. $tag$`.
    fn dollars(&mut self) -> Option<usize> {
        let rest = self.rest();
        let len = rest[1..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))?;
        let tag = rest.get(..len + 2).filter(|tag| len < 64 && tag.ends_with('$'))?;
        if self.open_quotes >= OPEN_QUOTES {
            return None;
        }
        let end = rest[tag.len()..].find(tag);
        self.open_quotes += usize::from(end.is_none());
        end.map(|end| self.at + end + 2 * tag.len())
    }

    /// The end of a word, with the placeholders glued to it.
    fn word(&self) -> Option<usize> {
        let bytes = self.code.as_bytes();
        let mut at = self.at;
        loop {
            // Most words are plain, and so is what ends them.
            while bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_') {
                at += 1;
            }
            let ends = |b: &u8| b.is_ascii() && !matches!(b, b'@' | b'$' | b'#' | b'{');
            if at > self.at && bytes.get(at).is_none_or(ends) {
                return Some(at);
            }
            let rest = after(self.code, at);
            let name =
                rest.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '@' | '$' | '#'));
            let mut next = at + rest.len() - name.len();
            if name.starts_with("{{") || name.starts_with("${") {
                let window = &name.as_bytes()[..name.len().min(120)];
                let len = memchr::memchr(b'}', window).filter(|&len| !window[..len].contains(&b'\n'));
                next +=
                    len.map_or(0, |len| len + 1 + usize::from(name.as_bytes().get(len + 1) == Some(&b'}')));
            }
            if next == at {
                break;
            }
            at = next;
        }
        if at == self.at && self.rest().starts_with('<') {
            // A placeholder in angle brackets: `<table_name>`.
            let inner = &self.rest()[1..];
            let name = inner.trim_start_matches(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '-'));
            if name.len() < inner.len() && name.starts_with('>') {
                at += inner.len() - name.len() + 2;
            }
        }
        (at > self.at).then_some(at)
    }

    /// The end of a name in brackets, as SQL Server writes it; `[]` and `[3]` are something else.
    fn bracketed(&self) -> Option<usize> {
        let inner = &self.rest()[1..];
        if !inner.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return None;
        }
        let name =
            inner.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | ' ' | '.' | '-'));
        name.starts_with(']').then(|| self.at + inner.len() - name.len() + 2)
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.blank();
        // Most tokens are plain words and the marks between them.
        let start = self.at;
        let rest = self.code.as_bytes().get(start..)?;
        let run = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let next = rest.get(run);
        if run > 0 && matches!(next, None | Some(b' ' | b'\n' | b',' | b'(' | b')' | b';' | b'.')) {
            self.at += run;
            return Some(Token { kind: Kind::Word, span: Span::new(start, self.at) });
        }
        if run == 0
            && let Some(mark @ (b'(' | b')' | b',' | b';')) = next
        {
            self.at += 1;
            return Some(Token { kind: Kind::Mark(*mark), span: Span::new(start, self.at) });
        }
        let first = self.rest().chars().next()?;
        let (kind, end) = match first {
            // Drawings are asked as well whether they are SQL; these are no letters.
            '\u{2500}'..='\u{25ff}' => (Kind::Word, None),
            '\'' => (Kind::Text, self.quoted(b'\'')),
            '"' => (Kind::Quoted, self.quoted(b'"')),
            '`' => (Kind::Quoted, self.quoted(b'`')),
            '[' => (Kind::Quoted, self.bracketed()),
            '$' => match self.dollars() {
                Some(end) => (Kind::Text, Some(end)),
                None => (Kind::Word, self.word()),
            },
            _ => (Kind::Word, self.word()),
        };
        let start = self.at;
        // A quote that nothing closes is only a mark.
        let (kind, end) = end.map_or_else(
            || (Kind::Mark(self.code.as_bytes()[start]), start + first.len_utf8()),
            |end| (kind, end),
        );
        self.at = end;
        Some(Token { kind, span: Span::new(start, end) })
    }
}
