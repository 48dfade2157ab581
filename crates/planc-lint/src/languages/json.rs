//! JSON as plans write it: with comments, `...`, names of types for values, several documents in a block, the
//! head of an HTTP message before it, parts without their braces. What is plainly no JSON but a sketch ends the
//! check without a word; what is JSON with a slip in it is a fault.

use super::{Fault, masked, was_placeholder};
use crate::words::quoted;
use planc_source::Span;
use rustc_hash::FxHashMap;

/// The first fault.
pub(crate) fn fault(text: &str) -> Option<Fault> {
    let masked = masked(text, b'x');
    let mut reader =
        Reader { text: &masked, at: 0, open: Vec::new(), keys: FxHashMap::default(), loose: false };
    reader.start();
    match reader.read() {
        Ok(()) | Err(Stop::Sketch) => None,
        Err(Stop::Fault(fault)) => Some(*fault),
    }
}

/// Why reading ends before the text does.
enum Stop {
    /// It is no JSON, and nobody said it was to the letter.
    Sketch,
    Fault(Box<Fault>),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Fault(Box::new(fault))
    }
}

/// What comes next in the innermost bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Behind the bracket: a member, or its end.
    First,
    /// Behind the comma at this place: a member.
    Member(Span),
    /// Behind this key: a colon.
    Colon(Span),
    /// Behind the colon of this key: a value.
    Value(Span),
    /// Behind a value: a comma, or the end.
    Comma,
    /// Behind `...`: anything.
    Anything,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    bracket: Span,
    object: bool,
    next: Next,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Open(bool),
    Close(bool),
    Colon,
    Comma,
    Text,
    Word,
    Ellipsis,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    open: Vec<Open>,
    /// Where the keys of the open objects stand, by the place of the object and the key.
    keys: FxHashMap<(usize, &'t str), Span>,
    /// Whether there were comments, `...` or names of types: then a comma too many is no fault.
    loose: bool,
}

impl<'t> Reader<'t> {
    /// Goes to the first line that begins like JSON: the head of an HTTP message or words may stand before it.
    fn start(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or("");
        let mut at = self.at;
        for line in rest.split_inclusive('\n') {
            if line.trim_start().starts_with(['{', '[']) {
                self.at = at + (line.len() - line.trim_start().len());
                return;
            }
            at += line.len();
        }
        self.at = self.text.len();
    }

    fn read(&mut self) -> Result<(), Stop> {
        let mut last = None;
        while let Some((token, span)) = self.token()? {
            self.take(token, span)?;
            last = Some(token);
        }
        match self.open.last() {
            // Cut off on purpose.
            Some(_) if last == Some(Token::Ellipsis) => Ok(()),
            Some(open) => {
                let sign = open.bracket.of(self.text);
                Err(Fault::new(open.bracket, format!("this {} is never closed", quoted(sign))).into())
            }
            None => Ok(()),
        }
    }

    fn take(&mut self, token: Token, span: Span) -> Result<(), Stop> {
        let Some(open) = self.open.last().copied() else { return self.outside(token, span) };
        match token {
            Token::Ellipsis => {
                self.loose = true;
                self.then(Next::Anything);
            }
            Token::Close(object) => self.close(open, object, span)?,
            Token::Colon => match open.next {
                Next::Colon(key) => self.then(Next::Value(key)),
                Next::Anything => {}
                _ => return Err(Stop::Sketch),
            },
            Token::Comma => self.comma(open, span)?,
            Token::Open(object) => {
                self.value(open, span, token)?;
                self.open.push(Open { bracket: span, object, next: Next::First });
            }
            Token::Text | Token::Word => match open.next {
                Next::First | Next::Member(_) if open.object => self.key(open, span, token)?,
                // Behind `...` it may be a key or a value.
                Next::Anything => {}
                _ => self.value(open, span, token)?,
            },
        }
        Ok(())
    }

    fn outside(&mut self, token: Token, span: Span) -> Result<(), Stop> {
        match token {
            Token::Open(object) => self.open.push(Open { bracket: span, object, next: Next::First }),
            Token::Close(_) if !self.loose => {
                let sign = span.of(self.text);
                return Err(Fault::new(span, format!("this {} closes nothing", quoted(sign))).into());
            }
            Token::Comma | Token::Ellipsis => {}
            // The next document has words before it.
            _ => self.start(),
        }
        Ok(())
    }

    fn then(&mut self, next: Next) {
        if let Some(open) = self.open.last_mut() {
            open.next = next;
        }
    }

    fn key(&mut self, open: Open, span: Span, token: Token) -> Result<(), Stop> {
        let word = span.of(self.text);
        if token == Token::Word {
            if self.loose || word.bytes().all(|b| b == b'x') {
                return Err(Stop::Sketch);
            }
            let rest = self.text.get(span.end()..).unwrap_or("").trim_start();
            let name = word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'$'));
            // `{ id, name }` only lists.
            return Err(match rest.strip_prefix(':') {
                Some(_) if name => Fault::new(span, format!("the key {} is not quoted", quoted(word)))
                    .help(format!("keys of JSON are quoted: `\"{word}\"`"))
                    .into(),
                _ => Stop::Sketch,
            });
        }
        if let Some(first) = self.keys.insert((open.bracket.start(), word), span)
            && !self.loose
            && !was_placeholder(word)
        {
            let message = format!("the key {} is there twice", quoted(word.trim_matches('"')));
            return Err(Fault::new(span, message)
                .label(first, "first here")
                .help("most readers keep the last one and drop the others")
                .into());
        }
        self.then(Next::Colon(span));
        Ok(())
    }

    fn value(&mut self, open: Open, span: Span, token: Token) -> Result<(), Stop> {
        let missing = || {
            let before = self.text.get(..span.start()).unwrap_or("").trim_end().len();
            let what = if open.object { "member" } else { "element" };
            Fault::new(span, format!("there is no comma before this {what}")).fix(
                "add the comma",
                Span::at(before),
                ",",
            )
        };
        match open.next {
            Next::Comma if token == Token::Word => return Err(Stop::Sketch),
            Next::Comma if !self.loose || token == Token::Text => {
                // `"a" or "b"`, `string[]` are sketches; a word behind a value has been one above.
                return Err(missing().into());
            }
            Next::Comma => return Err(Stop::Sketch),
            Next::Colon(key) => {
                return Err(match token {
                    Token::Word => Stop::Sketch,
                    _ => Fault::new(key, format!("there is no colon behind {}", quoted(key.of(self.text))))
                        .into(),
                });
            }
            Next::First | Next::Member(_) if open.object => return Err(Stop::Sketch),
            _ => {}
        }
        if token == Token::Word {
            self.word(span)?;
        }
        self.then(Next::Comma);
        Ok(())
    }

    fn word(&mut self, span: Span) -> Result<(), Stop> {
        let word = span.of(self.text);
        if matches!(word, "true" | "false" | "null") || is_number(word) {
            return Ok(());
        }
        let meant = match word {
            "True" | "TRUE" => "true",
            "False" | "FALSE" => "false",
            "None" | "NULL" | "Null" | "nil" | "undefined" => "null",
            _ if word.bytes().all(|b| b.is_ascii_digit()) => {
                let message = format!("{} is no number in JSON", quoted(word));
                return Err(Fault::new(span, message).help("a number has no zeros before it").into());
            }
            _ => {
                self.loose = true;
                return Ok(());
            }
        };
        Err(Fault::new(span, format!("{} is no value of JSON", quoted(word)))
            .help(format!("did you mean `{meant}`?"))
            .into())
    }

    fn comma(&mut self, open: Open, span: Span) -> Result<(), Stop> {
        match open.next {
            Next::Comma | Next::Anything => self.then(Next::Member(span)),
            Next::Value(key) => {
                let message = format!("{} has no value", quoted(key.of(self.text)));
                return Err(Fault::new(key, message).into());
            }
            Next::Member(_) if !self.loose => {
                return Err(Fault::new(span, "there is a comma too many").into());
            }
            // `{ "id", "name" }` only lists.
            _ => return Err(Stop::Sketch),
        }
        Ok(())
    }

    fn close(&mut self, open: Open, object: bool, span: Span) -> Result<(), Stop> {
        let sign = span.of(self.text);
        if open.object != object {
            let other = open.bracket.of(self.text);
            let message = format!("{} cannot close {}", quoted(sign), quoted(other));
            return Err(Fault::new(span, message).label(open.bracket, "opened here").into());
        }
        match open.next {
            Next::Member(comma) if !self.loose => {
                return Err(Fault::new(comma, format!("there is a comma before {}", quoted(sign)))
                    .help("JSON has no comma behind the last member")
                    .fix("remove the comma", comma, "")
                    .into());
            }
            Next::Value(key) => {
                let message = format!("{} has no value", quoted(key.of(self.text)));
                return Err(Fault::new(key, message).into());
            }
            Next::Colon(_) => return Err(Stop::Sketch),
            _ => {}
        }
        self.open.pop();
        self.then(Next::Comma);
        Ok(())
    }

    fn token(&mut self) -> Result<Option<(Token, Span)>, Stop> {
        self.blanks();
        let rest = self.text.get(self.at..).unwrap_or("");
        let Some(first) = rest.chars().next() else { return Ok(None) };
        let (token, len) = match first {
            '{' | '['
                if rest.starts_with("[...]") || rest.starts_with("[…]") || rest.starts_with("{...}") =>
            {
                (Token::Word, rest.find([']', '}']).map_or(1, |n| n + 1))
            }
            '{' => (Token::Open(true), 1),
            '[' => (Token::Open(false), 1),
            '}' => (Token::Close(true), 1),
            ']' => (Token::Close(false), 1),
            ':' => (Token::Colon, 1),
            ',' => (Token::Comma, 1),
            '"' => (Token::Text, self.string()?),
            '…' => (Token::Ellipsis, first.len_utf8()),
            '.' if rest.starts_with("..") => {
                (Token::Ellipsis, rest.len() - rest.trim_start_matches('.').len())
            }
            '\'' => (Token::Word, self.single()?),
            _ => {
                let ends = |c: char| c.is_whitespace() || ",:{}[]\"".contains(c);
                (Token::Word, rest.find(ends).unwrap_or(rest.len()))
            }
        };
        let span = Span::new(self.at, self.at + len);
        self.at += len;
        Ok(Some((token, span)))
    }

    /// Skips white space and comments.
    fn blanks(&mut self) {
        loop {
            let rest = self.text.get(self.at..).unwrap_or("");
            let spaced = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            self.at += rest.len() - spaced.len();
            let len = if spaced.starts_with("//") || spaced.starts_with('#') {
                spaced.find(['\n', '\r']).unwrap_or(spaced.len())
            } else if let Some(comment) = spaced.strip_prefix("/*") {
                comment.find("*/").map_or(spaced.len(), |n| n + 4)
            } else {
                return;
            };
            self.loose = true;
            self.at += len;
        }
    }

    /// The length of the string that begins here.
    fn string(&self) -> Result<usize, Stop> {
        let bytes = self.text.as_bytes();
        let mut at = self.at + 1;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'"' => return Ok(at + 1 - self.at),
                b'\n' | b'\r' => break,
                b'\\' => {
                    let valid = bytes.get(at + 1).is_some_and(|b| b"\"\\/bfnrtu".contains(b));
                    if !valid {
                        let len =
                            self.text.get(at + 1..).and_then(|r| r.chars().next()).map_or(0, char::len_utf8);
                        let escape = Span::new(at, at + 1 + len);
                        let message = format!("{} is no escape of JSON", quoted(escape.of(self.text)));
                        return Err(Fault::new(escape, message).help("a backslash is written `\\\\`").into());
                    }
                    at += 1;
                }
                _ => {}
            }
            at += 1;
        }
        Err(Fault::new(Span::new(self.at, at), "this string is not closed on its line").into())
    }

    /// A string in single quotes.
    fn single(&self) -> Result<usize, Stop> {
        let rest = self.text.get(self.at + 1..).unwrap_or("");
        let line = rest.split(['\n', '\r']).next().unwrap_or("");
        let Some(len) = line.find('\'').filter(|_| !self.loose) else { return Err(Stop::Sketch) };
        let span = Span::new(self.at, self.at + len + 2);
        Err(Fault::new(span, "strings of JSON take double quotes").into())
    }
}

fn is_number(word: &str) -> bool {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let word = word.strip_prefix('-').unwrap_or(word);
    let whole = digits(word);
    if whole == 0 || (whole > 1 && word.starts_with('0')) {
        return false;
    }
    let mut rest = &word[whole..];
    if let Some(behind) = rest.strip_prefix('.') {
        let len = digits(behind);
        if len == 0 {
            return false;
        }
        rest = &behind[len..];
    }
    if let Some(behind) = rest.strip_prefix(['e', 'E']) {
        let behind = behind.strip_prefix(['+', '-']).unwrap_or(behind);
        let len = digits(behind);
        if len == 0 {
            return false;
        }
        rest = &behind[len..];
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "\\PC{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec(("[a-z]{1,3}", inner), 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Whatever the other parser takes is taken here.
        #[test]
        fn json_is_json(value in json(), cut in 0usize..60, put in "[,:\\[\\]{}\"a1 ]{0,2}", pretty: bool) {
            let mut text =
                if pretty { format!("{value:#}") } else { value.to_string() };
            prop_assert_eq!(fault(&text), None, "{}", text);
            if let Some((at, c)) = text.char_indices().nth(cut) {
                text.replace_range(at..at + c.len_utf8(), &put);
                let twice = fault(&text).is_some_and(|f| f.message.ends_with("twice"));
                if serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok() && !twice {
                    prop_assert_eq!(fault(&text), None, "{}", text);
                }
            }
        }
    }
}
