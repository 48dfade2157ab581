//! The comments of a file. No language is parsed: strings are passed over, comments are taken.
//!
//! Never fails; linear. What nothing closes is no string, and a comment to the end.

use crate::language::{Block, Language, Line, Text};
use memchr::{memchr, memmem};
use planc_source::Span;

/// A character literal is at most this long: `'\u{10FFFF}'`.
const LONGEST_CHAR: usize = 12;

/// A pattern between slashes that is longer than this is a division.
const LONGEST_PATTERN: usize = 400;

/// The comments of a text, with their marks, in order.
pub fn comments(text: &str, language: &Language) -> Vec<Span> {
    let mut scan = Scan {
        bytes: text.as_bytes(),
        language,
        starts: starts(language),
        at: 0,
        open: Vec::new(),
        found: Vec::new(),
    };
    scan.run();
    scan.found
}

/// The bytes with which comments and strings of a language begin.
fn starts(language: &Language) -> [bool; 256] {
    let mut starts = [false; 256];
    let mut begin = |byte: u8| {
        starts[usize::from(byte.to_ascii_lowercase())] = true;
        starts[usize::from(byte.to_ascii_uppercase())] = true;
    };
    for line in language.lines {
        let (Line::Any(mark) | Line::Word(mark) | Line::First(mark)) = line;
        begin(mark.as_bytes()[0]);
    }
    language.blocks.iter().for_each(|b| begin(b.open.as_bytes()[0]));
    for string in language.strings {
        match string {
            Text::Quoted(quote) | Text::Plain(quote) => begin(*quote),
            Text::Char => begin(b'\''),
            Text::Long(open, ..) | Text::Doc(open) => begin(open.as_bytes()[0]),
            Text::Hashed => begin(b'r'),
            Text::Bracketed => ["[", "-"].iter().for_each(|s| begin(s.as_bytes()[0])),
            Text::Pattern => begin(b'/'),
        }
    }
    starts
}

struct Scan<'t> {
    bytes: &'t [u8],
    language: &'t Language,
    starts: [bool; 256],
    at: usize,
    /// Closing marks that were looked for in vain, and up to where: nobody looks twice.
    open: Vec<(&'static str, usize)>,
    found: Vec<Span>,
}

impl Scan<'_> {
    fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            if !self.starts[usize::from(byte)] || !(self.comment() || self.string()) {
                self.at += 1;
            }
        }
    }

    fn has(&self, mark: &str) -> bool {
        self.bytes[self.at..].starts_with(mark.as_bytes())
    }

    fn has_any_case(&self, mark: &str) -> bool {
        self.bytes.get(self.at..self.at + mark.len()).is_some_and(|b| b.eq_ignore_ascii_case(mark.as_bytes()))
    }

    /// Whether only blanks stand before this place on its line.
    fn is_first(&self) -> bool {
        let before = self.bytes[..self.at].iter().rev().find(|b| !matches!(b, b' ' | b'\t'));
        before.is_none_or(|b| matches!(b, b'\n' | b'\r'))
    }

    fn begins_word(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.bytes.get(at));
        before.is_none_or(|b| {
            b.is_ascii_whitespace() || matches!(b, b';' | b'(' | b')' | b'{' | b'}' | b'|' | b'&' | b',')
        })
    }

    /// Where the line ends that this place is on.
    fn line_end(&self) -> usize {
        let rest = &self.bytes[self.at..];
        let end = memchr(b'\n', rest).unwrap_or(rest.len());
        // A lone carriage return ends a line as well.
        self.at + memchr(b'\r', &rest[..end]).unwrap_or(end)
    }

    fn comment(&mut self) -> bool {
        let start = self.at;
        let end = self.long_comment().or_else(|| {
            let block =
                self.language.blocks.iter().find(|b| self.has(b.open) && (!b.first || self.opens_line()))?;
            Some(self.block_end(block))
        });
        let end = end.or_else(|| {
            let is = |line: &Line| match line {
                Line::Any(mark) => self.has(mark),
                Line::Word(mark) => self.has(mark) && self.begins_word(),
                Line::First(mark) => self.has_any_case(mark) && self.is_first(),
            };
            self.language.lines.iter().any(is).then(|| self.line_end())
        });
        let Some(end) = end else { return false };
        self.found.push(Span::new(start, end));
        self.at = end.max(start + 1);
        true
    }

    fn opens_line(&self) -> bool {
        self.at == 0 || self.bytes[self.at - 1] == b'\n'
    }

    fn block_end(&self, block: &Block) -> usize {
        let mut at = self.at + block.open.len();
        if block.first {
            let rest = &self.bytes[at..];
            let mut closes = memmem::find_iter(rest, block.close).map(|n| at + n);
            let close = closes.find(|n| *n == 0 || self.bytes[n - 1] == b'\n');
            return close.map_or(self.bytes.len(), |n| n + block.close.len());
        }
        if !block.nests {
            let close = memmem::find(&self.bytes[at..], block.close.as_bytes());
            return close.map_or(self.bytes.len(), |n| at + n + block.close.len());
        }
        let (open, close) = (block.open.as_bytes(), block.close.as_bytes());
        let mut depth = 1usize;
        while at < self.bytes.len() {
            let rest = &self.bytes[at..];
            if rest.starts_with(close) {
                depth -= 1;
                at += close.len();
                if depth == 0 {
                    return at;
                }
            } else if rest.starts_with(open) {
                depth += 1;
                at += open.len();
            } else {
                at += 1;
            }
        }
        at
    }

    /// `--[[ … ]]` where strings are written in the same brackets.
    fn long_comment(&mut self) -> Option<usize> {
        let brackets = self.language.strings.iter().any(|s| matches!(s, Text::Bracketed));
        let level = brackets.then(|| self.bytes[self.at..].strip_prefix(b"--")).flatten().and_then(level)?;
        Some(self.bracket_end(self.at + 4 + level, level).unwrap_or(self.bytes.len()))
    }

    fn bracket_end(&mut self, from: usize, level: usize) -> Option<usize> {
        const CLOSES: [&str; 4] = ["]]", "]=]", "]==]", "]===]"];
        self.find(CLOSES.get(level)?, from)
    }

    /// Where a mark ends that is looked for from here; asked in vain once, never again.
    fn find(&mut self, mark: &'static str, from: usize) -> Option<usize> {
        if self.open.iter().any(|(m, end)| *m == mark && *end == self.bytes.len()) {
            return None;
        }
        let found = memmem::find(self.bytes.get(from..)?, mark.as_bytes());
        if found.is_none() {
            self.open.push((mark, self.bytes.len()));
        }
        found.map(|n| from + n + mark.len())
    }

    fn string(&mut self) -> bool {
        for string in self.language.strings {
            let end = match string {
                Text::Quoted(quote) => self.quoted(*quote, true),
                Text::Plain(quote) => self.quoted(*quote, false),
                Text::Char => self.character(),
                Text::Long(open, close, escapes) if self.has(open) => {
                    let from = self.at + open.len();
                    if *escapes { self.escaped(close, from) } else { self.find(close, from) }
                }
                Text::Doc(quote) if self.has(quote) => {
                    let end = self.escaped(quote, self.at + quote.len());
                    if let Some(end) = end.filter(|_| self.stands_alone()) {
                        self.found.push(Span::new(self.at, end));
                    }
                    end
                }
                Text::Hashed => self.hashed(),
                Text::Bracketed => {
                    let level = level(&self.bytes[self.at..]);
                    level.and_then(|level| self.bracket_end(self.at + 2 + level, level))
                }
                Text::Pattern => self.pattern(),
                Text::Long(..) | Text::Doc(_) => None,
            };
            if let Some(end) = end {
                self.at = end;
                return true;
            }
        }
        false
    }

    /// A string on one line. A quote that nothing closes is none, and so are its kin up to the end of the line.
    fn quoted(&mut self, quote: u8, escapes: bool) -> Option<usize> {
        let key: &'static str = if quote == b'"' { "\"" } else { "'" };
        if self.bytes[self.at] != quote || self.open.iter().any(|(m, end)| *m == key && self.at < *end) {
            return None;
        }
        let mut at = self.at + 1;
        while let Some(&byte) = self.bytes.get(at) {
            match byte {
                b'\\' if escapes => at += 1,
                b'\n' | b'\r' => break,
                _ if byte == quote => return Some(at + 1),
                _ => {}
            }
            at += 1;
        }
        self.open.retain(|(m, _)| *m != key);
        self.open.push((key, at));
        None
    }

    fn character(&self) -> Option<usize> {
        let rest = self.bytes[self.at..].strip_prefix(b"'")?;
        let skip = if rest.first() == Some(&b'\\') { 2 } else { 1 };
        let near = rest.get(skip..rest.len().min(LONGEST_CHAR))?;
        let end = near.iter().position(|b| matches!(b, b'\'' | b'\n'))?;
        (near[end] == b'\'').then_some(self.at + 1 + skip + end + 1)
    }

    /// Where a string ends whose closing mark may be escaped.
    fn escaped(&mut self, close: &'static str, from: usize) -> Option<usize> {
        let first = close.as_bytes()[0];
        if self.open.iter().any(|(m, end)| *m == close && *end == self.bytes.len()) {
            return None;
        }
        let mut at = from;
        while let Some(found) = self.bytes.get(at..).and_then(|rest| memchr::memchr2(first, b'\\', rest)) {
            at += found;
            if self.bytes[at] == b'\\' {
                at += 2;
            } else if self.bytes[at..].starts_with(close.as_bytes()) {
                return Some(at + close.len());
            } else {
                at += 1;
            }
        }
        self.open.push((close, self.bytes.len()));
        None
    }

    /// `r"…"`, `br#"…"#`: the mark is no part of a word.
    fn hashed(&mut self) -> Option<usize> {
        const CLOSES: [&str; 5] = ["\"", "\"#", "\"##", "\"###", "\"####"];
        let before = self.at.checked_sub(1).map(|at| self.bytes[at]);
        if before.is_some_and(|b| (b.is_ascii_alphanumeric() && b != b'b') || b == b'_') {
            return None;
        }
        let rest = self.bytes[self.at..].strip_prefix(b"r")?;
        let hashes = rest.iter().take_while(|b| **b == b'#').count();
        let from = self.at + 1 + hashes + 1;
        (rest.get(hashes) == Some(&b'"')).then(|| self.find(CLOSES.get(hashes)?, from)).flatten()
    }

    /// A string that is a statement of its own: nothing before it on its line but a prefix or `@doc`, and nothing
    /// before that which wants a value.
    fn stands_alone(&self) -> bool {
        let before = &self.bytes[..self.at];
        let begin = before.iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
        let head = before[begin..].trim_ascii();
        let prefix = head.len() <= 2 && head.iter().all(|b| b.is_ascii_alphabetic());
        let last = before[..begin].trim_ascii_end().last();
        let wants = last.is_some_and(|b| matches!(b, b'(' | b',' | b'=' | b'[' | b'{' | b'+' | b'\\' | b'%'));
        head.starts_with(b"@") && head.ends_with(b"doc") || prefix && !wants
    }

    /// A pattern where a value cannot have ended: behind an operator or an opening bracket.
    fn pattern(&self) -> Option<usize> {
        let before = self.bytes[..self.at].trim_ascii_end();
        let begins = match before.last() {
            None => true,
            Some(b) if b.is_ascii_alphanumeric() => before.ends_with(b"return"),
            Some(b) => b"(,=:[!&|?{};<>+*~^%-".contains(b),
        };
        if !begins || !self.has("/") || self.has("//") || self.has("/*") {
            return None;
        }
        let (mut at, mut class) = (self.at + 1, false);
        let end = self.bytes.len().min(at + LONGEST_PATTERN);
        while at < end {
            match self.bytes[at] {
                b'\\' => at += 1,
                b'\n' => return None,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => return Some(at + 1),
                _ => {}
            }
            at += 1;
        }
        None
    }
}

/// How many `=` stand between two opening brackets.
fn level(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.strip_prefix(b"[")?;
    let level = rest.iter().take_while(|b| **b == b'=').count();
    (rest.get(level) == Some(&b'[')).then_some(level)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::language;

    #[test]
    fn comments_are_told_from_strings() {
        for (file, text, found) in [
            ("a.c", "int a; // x\n/* y\n z */ \"// no\" '\"' // w", "// x|/* y\n z */|// w"),
            ("a.c", "char *s = \"it's\"; // x", "// x"),
            ("a.rs", "/* a /* b */ c */ fn f<'a>(s: &'a str) {} // d", "/* a /* b */ c */|// d"),
            ("a.rs", "r#\"// no \" // no\"# // x", "// x"),
            ("a.rs", "let s = \"one\n// no\n\"; // x", "// x"),
            ("a.rs", "attr // x", "// x"),
            ("a.go", "s := `\n// no\n` // x", "// x"),
            ("a.ts", "const u = `http://no` + 'http://no' // x", "// x"),
            ("a.ts", "const p = /[/\"']/; // x", "// x"),
            ("a.ts", "a = b / c; // x", "// x"),
            ("a.cs", "var p = @\"C:\\\"; // x", "// x"),
            ("a.java", "String s = \"\"\"\n// no\n\"\"\"; // x", "// x"),
            (
                "a.py",
                "def f():\n    \"\"\"x\n    y\"\"\"\n    s = \"\"\"no\"\"\"  # z",
                "\"\"\"x\n    y\"\"\"|# z",
            ),
            ("a.py", "call(\n    \"\"\"no\"\"\",\n)\n", ""),
            ("a.py", "u = 'http://#no' # it's", "# it's"),
            ("a.exs", "@doc \"\"\"\nx\n\"\"\"\n\"#{a}\"", "\"\"\"\nx\n\"\"\""),
            ("a.rb", "=begin\nx\n=end\nputs \"#{no}\" # y", "=begin\nx\n=end|# y"),
            ("a.sh", "echo $# ${a#b} '# no' # x\necho it's # y", "# x|# y"),
            ("a.yaml", "a: it's # x\nb: c#no", "# x"),
            ("a.sql", "select 'it''s -- no\n' -- x\n/* y */", "-- x|/* y */"),
            ("a.lua", "s = [[\n-- no]] --[==[ x\n]] ]==] -- y", "--[==[ x\n]] ]==]|-- y"),
            ("a.hs", "{- x {- y -} -} f = \"-- no\" -- z", "{- x {- y -} -}|-- z"),
            ("a.ml", "(* x (* y *) *) let s = \"(* no *)\"", "(* x (* y *) *)"),
            ("a.clj", "; x\n(str \"; no\") #| y |#", "; x|#| y |#"),
            ("a.erl", "% x\nS = \"% no\".", "% x"),
            ("a.vb", "s = \"' no\" ' x\nREM y", "' x|REM y"),
            ("a.bat", ":: x\nrem y\necho rem no", ":: x|rem y"),
            ("a.html", "<!-- x --> <a href=\"//no\">", "<!-- x -->"),
            ("a.feature", "@x @y\nScenario: a@no.org # no\n  # z", "@x @y|# z"),
            ("a.f90", "a = 'no!' ! x", "! x"),
            ("a.unheard", "see http://no # x\n-- y", "# x|-- y"),
            ("a.c", "\"open\n// x\n/* never closed", "// x|/* never closed"),
        ] {
            let spans = comments(text, language(file).unwrap());
            let shown: Vec<_> = spans.iter().map(|s| s.of(text)).collect();
            assert_eq!(shown.join("|"), found, "{file}: {text}");
        }
    }
}
