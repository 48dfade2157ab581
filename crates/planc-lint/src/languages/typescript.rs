//! TypeScript as plans write it: brackets, and members of interfaces without a colon. Everything else is left to
//! the compiler: a plan shows parts.

use super::Fault;
use crate::words::quoted;
use planc_source::Span;

/// The first fault.
pub(crate) fn fault(text: &str) -> Option<Fault> {
    let mut reader = Reader { text, at: 0, open: Vec::new(), before: None };
    reader.read().err().or_else(|| member(text))
}

/// The most bytes of a regular expression.
const LONGEST_REGEX: usize = 500;

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// The open brackets; a backtick stands for a template that an expression interrupts.
    open: Vec<(u8, usize)>,
    /// The last byte that is neither blank nor comment.
    before: Option<u8>,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), Fault> {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            let start = self.at;
            self.at += 1;
            match byte {
                b'/' if bytes.get(self.at) == Some(&b'/') => {
                    self.skip_line();
                    continue;
                }
                b'/' if bytes.get(self.at) == Some(&b'*') => {
                    let rest = bytes.get(start + 2..).unwrap_or(&[]);
                    self.at = memchr::memmem::find(rest, b"*/").map_or(bytes.len(), |n| start + n + 4);
                    continue;
                }
                b'/' if self.may_begin_regex() => self.skip_regex(),
                b'"' | b'\'' => self.skip_string(byte),
                b'`' => self.template(start),
                b'(' | b'[' | b'{' => self.open.push((byte, start)),
                b'}' if self.open.last().is_some_and(|(b, _)| *b == b'`') => {
                    let start = self.open.pop().map_or(start, |(_, at)| at);
                    self.template(start);
                }
                b')' | b']' | b'}' => self.close(byte, start)?,
                // What is escaped begins no string.
                b'\\' => self.at += 1,
                b' ' | b'\t' | b'\n' | b'\r' => continue,
                _ => {}
            }
            self.before = Some(byte);
        }
        Ok(())
    }

    fn close(&mut self, byte: u8, at: usize) -> Result<(), Fault> {
        let sign = Span::new(at, at + 1);
        // Without a bracket before it, it ends something that is not shown.
        let Some((open, start)) = self.open.pop() else { return Ok(()) };
        let fits = matches!((open, byte), (b'(', b')') | (b'[', b']') | (b'{', b'}'));
        if fits || open == b'`' {
            return Ok(());
        }
        let other = Span::new(start, start + 1);
        let message = format!("{} cannot close {}", quoted(sign.of(self.text)), quoted(other.of(self.text)));
        Err(Fault::new(sign, message).label(other, "opened here"))
    }

    /// Goes behind a template, or to the next expression in it.
    fn template(&mut self, start: usize) {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'`' => return,
                b'\\' => self.at += 1,
                b'$' if bytes.get(self.at) == Some(&b'{') => {
                    self.at += 1;
                    self.open.push((b'`', start));
                    return;
                }
                _ => {}
            }
        }
    }

    fn skip_line(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    /// A quote without its end on the line is an apostrophe.
    fn skip_string(&mut self, quote: u8) {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'\n' => return,
                b'\\' => at += 1,
                _ if byte == quote => {
                    self.at = at + 1;
                    return;
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn may_begin_regex(&self) -> bool {
        self.before.is_none_or(|b| b"(,=:[!&|?{};".contains(&b))
    }

    fn skip_regex(&mut self) {
        let bytes = self.text.as_bytes();
        let (mut at, mut class) = (self.at, false);
        // Where it has no end it was a division; looking for the end each time must not add up.
        let limit = self.at + LONGEST_REGEX;
        while let Some(&byte) = bytes.get(at).filter(|_| at < limit) {
            match byte {
                b'\n' => return,
                b'\\' => at += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => {
                    self.at = at + 1;
                    return;
                }
                _ => {}
            }
            at += 1;
        }
    }
}

/// The types that stand behind a name and nothing else can be.
const TYPES: &[&str] =
    &["string", "number", "boolean", "unknown", "any", "void", "never", "bigint", "object", "Date"];

/// The first line of an interface that gives a name and a type with no colon between them: `name string;`.
fn member(text: &str) -> Option<Fault> {
    let mut inside = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let head = words.strip_prefix("export ").unwrap_or(words);
        if head.starts_with("interface ") && head.ends_with('{') {
            inside = true;
            continue;
        }
        if !inside || words.contains(['{', '}', '(', '*', '/']) {
            inside &= !words.contains(['{', '}']);
            continue;
        }
        let member = words.strip_prefix("readonly ").unwrap_or(words).trim_end_matches([';', ',']);
        let Some((name, kind)) = member.split_once(' ') else { continue };
        let kind = kind.trim().trim_end_matches("[]");
        let is_name =
            |w: &str| w.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'?'));
        if is_name(name) && TYPES.contains(&kind) {
            let start = start + (words.len() - words.strip_prefix("readonly ").unwrap_or(words).len());
            let span = Span::new(start, start + name.len());
            let message = format!("there is no colon between {} and its type", quoted(name));
            return Some(Fault::new(span, message).fix("add the colon", Span::at(span.end()), ":"));
        }
    }
    None
}
