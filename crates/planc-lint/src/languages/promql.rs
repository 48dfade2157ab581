//! PromQL: brackets, names of functions, selectors, ranges, and that operands and operators take turns.
//!
//! The parser that exists (`promql-parser`) makes its tables when the program is built, with forty crates, and
//! does not say where it stopped; this one says where and what was meant.

use super::{Fault, masked};
use crate::suggest::closest;
use crate::words::quoted;
use planc_source::Span;

/// The first fault of one or more queries, each of which may go over several lines.
pub(crate) fn fault(text: &str) -> Option<Fault> {
    let text = masked(text, b'x');
    if text.contains("...") || text.contains('…') {
        return None;
    }
    let mut reader = Reader { text: &text, at: 0, open: Vec::new(), operand: true, last: Span::default() };
    match reader.read() {
        Ok(()) | Err(Stop::Sketch) => None,
        Err(Stop::Fault(fault)) => Some(*fault),
    }
}

enum Stop {
    /// No PromQL: an assignment, words.
    Sketch,
    Fault(Box<Fault>),
}

fn stop<T>(fault: Fault) -> Result<T, Stop> {
    Err(Stop::Fault(Box::new(fault)))
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    open: Vec<Span>,
    /// Whether an operand comes next; else an operator.
    operand: bool,
    last: Span,
}

impl<'t> Reader<'t> {
    fn read(&mut self) -> Result<(), Stop> {
        while let Some((token, line)) = self.token() {
            let word = token.of(self.text);
            if self.operand {
                self.operand(token, word)?
            } else {
                self.operator(token, word, line)?
            }
            self.last = Span::new(token.start(), self.at.max(token.end()));
        }
        if let Some(open) = self.open.last() {
            return stop(Fault::new(*open, "this `(` is never closed"));
        }
        if self.operand && !self.last.is_empty() {
            return stop(Fault::new(self.last, "the query ends behind this, but an operand is missing"));
        }
        Ok(())
    }

    fn operand(&mut self, token: Span, word: &'t str) -> Result<(), Stop> {
        let first = word.bytes().next().unwrap_or(b' ');
        match first {
            b'(' => self.open.push(token),
            b'+' | b'-' => {}
            b')' if self.open.last().is_some_and(|o| o.start() + 1 == self.last.end()) => {
                self.close(token)?
            }
            b'{' => {
                self.selector(token)?;
                self.operand = false;
            }
            b'"' | b'\'' | b'`' | b'0'..=b'9' | b'.' => self.operand = false,
            _ if is_name(first) => {
                let behind = self.peek();
                if is_aggregate(word) && matches!(behind, "by" | "without") {
                    self.token();
                    self.labels()?;
                } else if behind == "(" {
                    if !is_aggregate(word) && !FUNCTIONS.contains(&word) {
                        let near = closest(word, FUNCTIONS.iter().chain(AGGREGATES).copied());
                        let fault = Fault::new(token, format!("PromQL has no function {}", quoted(word)));
                        return stop(match near {
                            Some(near) => fault.help(format!("did you mean `{near}`?")),
                            None => fault,
                        });
                    }
                } else {
                    if behind == "{" {
                        let brace = self.token().map_or(token, |(t, _)| t);
                        self.selector(brace)?;
                    }
                    self.operand = false;
                }
            }
            _ => return stop(Fault::new(token, format!("{} cannot stand here in PromQL", quoted(word)))),
        }
        Ok(())
    }

    fn operator(&mut self, token: Span, word: &'t str, new_line: bool) -> Result<(), Stop> {
        match word {
            ")" => self.close(token)?,
            "," if !self.open.is_empty() => self.operand = true,
            "[" => self.range(token)?,
            "offset" => {
                if self.peek() == "-" {
                    self.token();
                }
                self.token();
            }
            "@" => {
                self.token();
                if self.peek() == "(" {
                    self.token();
                    self.token();
                }
            }
            "by" | "without" => self.labels()?,
            "and" | "or" | "unless" | "atan2" | "+" | "-" | "*" | "/" | "%" | "^" | "==" | "!=" | ">"
            | "<" | ">=" | "<=" => {
                self.operand = true;
                while matches!(self.peek(), "bool" | "on" | "ignoring" | "group_left" | "group_right") {
                    let modifier = self.token().map_or("", |(t, _)| t.of(self.text));
                    if modifier != "bool" && self.peek() == "(" {
                        self.labels()?;
                    }
                }
            }
            // The next query.
            _ if new_line && self.open.is_empty() && is_name(word.bytes().next().unwrap_or(b' ')) => {
                self.operand = true;
                return self.operand(token, word);
            }
            "=" | ":" | "=>" | "->" => return Err(Stop::Sketch),
            _ if self.open.is_empty() => return Err(Stop::Sketch),
            _ => {
                let message = format!("there is no operator before {}", quoted(word));
                return stop(Fault::new(token, message));
            }
        }
        Ok(())
    }

    fn close(&mut self, token: Span) -> Result<(), Stop> {
        self.operand = false;
        match self.open.pop() {
            Some(_) => Ok(()),
            None => stop(Fault::new(token, "this `)` closes nothing")),
        }
    }

    /// `(label, label)`.
    fn labels(&mut self) -> Result<(), Stop> {
        let Some((open, _)) = self.token() else { return Ok(()) };
        if open.of(self.text) != "(" {
            return stop(Fault::new(open, "the names of labels stand in brackets"));
        }
        while let Some((token, _)) = self.token() {
            match token.of(self.text) {
                ")" => return Ok(()),
                "," => {}
                word if is_name(word.bytes().next().unwrap_or(b' ')) || word.starts_with('"') => {}
                word => return stop(Fault::new(token, format!("{} is no label", quoted(word)))),
            }
        }
        stop(Fault::new(open, "this `(` is never closed"))
    }

    /// `{label="value", …}`, behind its brace.
    fn selector(&mut self, brace: Span) -> Result<(), Stop> {
        loop {
            let Some((name, _)) = self.token() else {
                return stop(Fault::new(brace, "this `{` is never closed"));
            };
            match name.of(self.text) {
                "}" => return Ok(()),
                "," => continue,
                word if is_name(word.bytes().next().unwrap_or(b' ')) || word.starts_with('"') => {}
                word => return stop(Fault::new(name, format!("{} is no label", quoted(word)))),
            }
            let sign = self.peek();
            if name.of(self.text).starts_with('"') && matches!(sign, "," | "}") {
                continue;
            }
            if !matches!(sign, "=" | "!=" | "=~" | "!~") {
                let message =
                    format!("the label {} has no `=`, `!=`, `=~` or `!~`", quoted(name.of(self.text)));
                return stop(Fault::new(name, message));
            }
            self.token();
            let value = self.token().map_or(name, |(t, _)| t);
            if !value.of(self.text).starts_with(['"', '\'', '`']) {
                let message = format!("the value {} is not quoted", quoted(value.of(self.text)));
                return stop(Fault::new(value, message));
            }
        }
    }

    /// `[5m]`, `[1h:5m]`, behind its bracket.
    fn range(&mut self, bracket: Span) -> Result<(), Stop> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let Some(len) = rest.find(']').filter(|n| !rest[..*n].contains('\n')) else {
            return stop(Fault::new(bracket, "this `[` is never closed"));
        };
        let inner = Span::new(self.at, self.at + len).trim(self.text);
        self.at += len + 1;
        let parts = || inner.of(self.text).split(':');
        let variable = |part: &str| part.contains('$') || part.bytes().all(|b| b == b'x');
        let valid = |(n, part): (usize, &str)| {
            let part = part.trim();
            (n == 1 && part.is_empty()) || is_duration(part) || variable(part)
        };
        if parts().count() <= 2 && parts().enumerate().all(valid) {
            return Ok(());
        }
        let span = if inner.is_empty() { bracket } else { inner };
        stop(
            Fault::new(span, format!("{} is no duration of PromQL", quoted(span.of(self.text))))
                .help("write a number and `ms`, `s`, `m`, `h`, `d`, `w` or `y`, like `5m` or `1h30m`"),
        )
    }

    fn peek(&mut self) -> &'t str {
        let at = self.at;
        let next = self.token().map_or("", |(t, _)| t.of(self.text));
        self.at = at;
        next
    }

    /// The next token, and whether it stands on a new line.
    fn token(&mut self) -> Option<(Span, bool)> {
        let bytes = self.text.as_bytes();
        let mut new_line = self.at == 0;
        loop {
            match bytes.get(self.at)? {
                b'#' => self.at += memchr::memchr(b'\n', &bytes[self.at..]).unwrap_or(bytes.len() - self.at),
                b'\n' => {
                    new_line = true;
                    self.at += 1;
                }
                b' ' | b'\t' | b'\r' => self.at += 1,
                _ => break,
            }
        }
        let start = self.at;
        let rest = &bytes[start..];
        let len = match rest[0] {
            quote @ (b'"' | b'\'' | b'`') => string(rest, quote),
            b'0'..=b'9' | b'.' => {
                rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_')).count()
            }
            first if is_name(first) => {
                rest.iter().take_while(|b| is_name(**b) || b.is_ascii_digit() || **b == b'.').count()
            }
            _ => match rest {
                [b'=' | b'!', b'=' | b'~', ..] | [b'<' | b'>', b'=', ..] | [b'=' | b'-', b'>', ..] => 2,
                _ => self.text.get(start..).and_then(|r| r.chars().next()).map_or(1, char::len_utf8),
            },
        };
        self.at = start + len.max(1);
        Some((Span::new(start, self.at), new_line))
    }
}

fn string(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'\\' if quote != b'`' => at += 1,
            b'\n' if quote != b'`' => return at,
            _ if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    rest.len()
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':' | b'$')
}

fn is_duration(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let unit = ["ms", "s", "m", "h", "d", "w", "y"].iter().find_map(|unit| number.strip_prefix(unit));
        match unit {
            Some(behind) if number.len() < rest.len() => rest = behind,
            _ => return false,
        }
    }
    !text.is_empty()
}

fn is_aggregate(word: &str) -> bool {
    AGGREGATES.contains(&word)
}

/// The names of all aggregations.
const AGGREGATES: &[&str] = &[
    "avg",
    "bottomk",
    "count",
    "count_values",
    "group",
    "limitk",
    "limit_ratio",
    "max",
    "min",
    "quantile",
    "stddev",
    "stdvar",
    "sum",
    "topk",
];

/// The names of all functions of Prometheus 3.
const FUNCTIONS: &[&str] = &[
    "abs",
    "absent",
    "absent_over_time",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "avg_over_time",
    "ceil",
    "changes",
    "clamp",
    "clamp_max",
    "clamp_min",
    "cos",
    "cosh",
    "count_over_time",
    "day_of_month",
    "day_of_week",
    "day_of_year",
    "days_in_month",
    "deg",
    "delta",
    "deriv",
    "double_exponential_smoothing",
    "exp",
    "first_over_time",
    "floor",
    "histogram_avg",
    "histogram_count",
    "histogram_fraction",
    "histogram_quantile",
    "histogram_stddev",
    "histogram_stdvar",
    "histogram_sum",
    "holt_winters",
    "hour",
    "idelta",
    "increase",
    "info",
    "irate",
    "label_join",
    "label_replace",
    "last_over_time",
    "ln",
    "log10",
    "log2",
    "mad_over_time",
    "max_over_time",
    "min_over_time",
    "minute",
    "month",
    "pi",
    "predict_linear",
    "present_over_time",
    "quantile_over_time",
    "rad",
    "rate",
    "resets",
    "round",
    "scalar",
    "sgn",
    "sin",
    "sinh",
    "sort",
    "sort_by_label",
    "sort_by_label_desc",
    "sort_desc",
    "sqrt",
    "stddev_over_time",
    "stdvar_over_time",
    "sum_over_time",
    "tan",
    "tanh",
    "time",
    "timestamp",
    "ts_of_first_over_time",
    "ts_of_last_over_time",
    "ts_of_max_over_time",
    "ts_of_min_over_time",
    "vector",
    "year",
];
