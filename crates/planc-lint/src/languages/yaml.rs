//! YAML, by the event parser; and as a tree, for what is written in YAML.

use super::{Fault, masked, was_placeholder};
use crate::words::quoted;
use granit_parser::{Event, Options, Parser, ScanError};
use planc_source::Span;
use rustc_hash::FxHashMap;

/// A value with its place.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Value,
}

#[derive(Debug)]
pub(crate) enum Value {
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
    /// `*name`.
    Alias,
}

impl Node {
    pub(crate) fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn map(&self) -> Option<&[(Node, Node)]> {
        match &self.value {
            Value::Map(members) => Some(members),
            _ => None,
        }
    }

    pub(crate) fn list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.map()?.iter().find(|(k, _)| k.scalar() == Some(key)).map(|(_, value)| value)
    }
}

/// The first fault.
pub(crate) fn fault(text: &str) -> Option<Fault> {
    let text = prepared(text);
    match documents(&text) {
        Ok(documents) => documents.iter().find_map(doubled),
        Err(fault) => Some(fault),
    }
}

/// The text with placeholders masked, and lines that only say that something is left out made blank.
pub(crate) fn prepared(text: &str) -> String {
    let mut text = masked(text, b'x').into_owned();
    let mut at = 0;
    let mut out: Vec<Span> = Vec::new();
    for line in text.split_inclusive('\n') {
        let words = line.trim();
        if matches!(words, "..." | "…" | "- ..." | "- …" | "[...]" | "..") {
            out.push(Span::new(at, at + line.trim_end().len()));
        }
        at += line.len();
    }
    for span in out {
        text.replace_range(span.range(), &" ".repeat(span.len()));
    }
    text
}

/// The documents of a stream.
pub(crate) fn documents(text: &str) -> Result<Vec<Node>, Fault> {
    let options: Options = granit_parser::options! { block_nesting_limit: 100, flow_nesting_limit: 100 };
    let mut open: Vec<(Span, Vec<Node>, bool)> = Vec::new();
    let mut documents = Vec::new();
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| scan_fault(text, &error))?;
        let span = span.byte_range().map_or(Span::default(), |r| Span::new(r.start, r.end));
        let node = match event {
            Event::Scalar(value, ..) => Node { span, value: Value::Scalar(value.into_owned()) },
            Event::Alias(_) => Node { span, value: Value::Alias },
            Event::SequenceStart(..) => {
                open.push((span, Vec::new(), false));
                continue;
            }
            Event::MappingStart(..) => {
                open.push((span, Vec::new(), true));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some((start, children, map)) = open.pop() else { continue };
                let value = if map { Value::Map(pairs(children)) } else { Value::List(children) };
                Node { span: start.cover(span), value }
            }
            _ => continue,
        };
        match open.last_mut() {
            Some((_, children, _)) => children.push(node),
            None => documents.push(node),
        }
    }
    Ok(documents)
}

fn pairs(children: Vec<Node>) -> Vec<(Node, Node)> {
    let mut out = Vec::with_capacity(children.len() / 2);
    let mut children = children.into_iter();
    while let (Some(key), Some(value)) = (children.next(), children.next()) {
        out.push((key, value));
    }
    out
}

fn scan_fault(text: &str, error: &ScanError) -> Fault {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    // The end of the text is no place to look at; the last word before it is.
    let line_start = |at: usize| text.get(..at).unwrap_or("").rfind('\n').map_or(0, |n| n + 1);
    let rest = text.get(at..).unwrap_or("");
    let span = if rest.trim().is_empty() {
        let end = text.trim_end().len();
        Span::new(line_start(end), end).trim(text)
    } else {
        let start = at + (rest.len() - rest.trim_start().len());
        let line = text.get(start..).unwrap_or("");
        Span::new(start, start + line.find(['\n', '\r']).unwrap_or(line.len())).trim(text)
    };
    Fault::new(span, format!("this is no YAML: {}", error.info()))
}

/// The first key that one mapping has twice.
fn doubled(node: &Node) -> Option<Fault> {
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        match &node.value {
            Value::Map(members) => {
                let mut keys: FxHashMap<&str, Span> = FxHashMap::default();
                for (key, value) in members {
                    if let Some(word) =
                        key.scalar().filter(|w| *w != "<<" && !w.is_empty() && !was_placeholder(w))
                        && let Some(first) = keys.insert(word, key.span)
                    {
                        let message = format!("the key {} is there twice", quoted(word));
                        return Some(Fault::new(key.span, message).label(first, "first here"));
                    }
                    waiting.push(value);
                }
            }
            Value::List(items) => waiting.extend(items),
            _ => {}
        }
    }
    None
}
