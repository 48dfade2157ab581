//! A meaning as a text that can be kept, read by people, compared by git, and read back.
//!
//! A line a value: its path, its kind, its words as a JSON string. Places in the document are not kept.

use crate::meaning::{Atom, Kind, Meaning, Node, Record};
use std::borrow::Cow;
use std::fmt::{Display, Formatter, Write};

const HEAD: &str = "planc meaning 1";

const KINDS: &[(Kind, &str)] = &[
    (Kind::Text, "text"),
    (Kind::Code, "code"),
    (Kind::Number, "number"),
    (Kind::Word, "word"),
    (Kind::Flag, "flag"),
];

/// Paths of the model are short; a text with deeper ones was not written by planc.
const DEEPEST: usize = 16;

/// No record of the model has so many keys.
const MOST_KEYS: usize = 100;

/// A text is no snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: &'static str,
}

impl Display for SnapshotError {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for SnapshotError {}

impl Meaning {
    /// The meaning as a text; [`Meaning::from_text`] reads it back.
    pub fn to_text(&self) -> String {
        let mut out = format!("{HEAD}\n");
        for leaf in self.leaves() {
            let kind = KINDS.iter().find(|(kind, _)| *kind == leaf.kind).map_or("text", |(_, word)| word);
            // Writing to a string cannot fail, nor can a string be no JSON.
            let _ = writeln!(out, "{} {kind} {}", leaf.path, serde_json::Value::from(leaf.value));
        }
        out
    }

    /// Reads what [`Meaning::to_text`] wrote.
    ///
    /// # Errors
    /// The text is no snapshot, or was cut off or changed by hand so that it is none.
    pub fn from_text(text: &str) -> Result<Meaning, SnapshotError> {
        let mut meaning = Meaning::default();
        let fault = |line: usize, message| SnapshotError { line: line + 1, message };
        let mut lines = text.split_terminator('\n').map(|l| l.strip_suffix('\r').unwrap_or(l)).enumerate();
        if lines.next().is_none_or(|(_, head)| head != HEAD) {
            return Err(fault(0, "this is no snapshot of a plan's meaning"));
        }
        for (number, line) in lines {
            let (path, rest) =
                line.split_once(' ').ok_or(fault(number, "a path, a kind and a value belong here"))?;
            let (kind, value) =
                rest.split_once(' ').ok_or(fault(number, "a kind and a value belong here"))?;
            let kind = KINDS.iter().find(|(_, word)| *word == kind).map(|(kind, _)| *kind);
            let kind = kind.ok_or(fault(number, "there is no such kind of value"))?;
            let value = serde_json::from_str::<String>(value)
                .map_err(|_| fault(number, "the value is no JSON string"))?;
            let steps = steps(path).ok_or(fault(number, "the path is none"))?;
            let atom = Atom { kind, value, span: None };
            insert(&mut meaning.root, &steps, atom).ok_or(fault(number, "the path is out of order"))?;
        }
        Ok(meaning)
    }
}

enum Step<'p> {
    Key(&'p str),
    Item(usize),
}

/// The steps of `endpoints[2].path`.
fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let (key, mut items) = part.split_at(part.find('[').unwrap_or(part.len()));
        let plain =
            !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        steps.push(plain.then_some(Step::Key(key))?);
        while !items.is_empty() {
            let (item, rest) = items.strip_prefix('[')?.split_once(']')?;
            let canonical = item == "0" || !item.starts_with(['0', '+']);
            steps.push(Step::Item(item.parse().ok().filter(|_| canonical)?));
            items = rest;
        }
    }
    (steps.len() <= DEEPEST).then_some(steps)
}

/// Puts a value where it belongs: at the end, for snapshots are in order.
fn insert(record: &mut Record, steps: &[Step<'_>], atom: Atom) -> Option<()> {
    let (Step::Key(key), rest) = steps.split_first()? else { return None };
    let same = record.last().is_some_and(|(last, _)| last == key);
    if !same {
        // A key that came before does not come again.
        if record.len() > MOST_KEYS || record.iter().any(|(known, _)| known == key) {
            return None;
        }
        record.push((Cow::Owned((*key).to_owned()), empty(rest)));
    } else if rest.is_empty() {
        return None;
    }
    let (_, node) = record.last_mut()?;
    into(node, rest, atom)
}

fn into(node: &mut Node, steps: &[Step<'_>], atom: Atom) -> Option<()> {
    match (node, steps) {
        (Node::List(list), [Step::Item(index), rest @ ..]) => {
            match list.last() {
                Some((last, _)) if last == index && !rest.is_empty() => {}
                Some((last, _)) if last >= index => return None,
                _ => list.push((*index, empty(rest))),
            }
            let (_, node) = list.last_mut()?;
            into(node, rest, atom)
        }
        (Node::Record(record), [Step::Key(_), ..]) => insert(record, steps, atom),
        (node @ Node::Value(_), []) => {
            *node = Node::Value(atom);
            Some(())
        }
        _ => None,
    }
}

/// What stands at the begin of these steps.
fn empty(steps: &[Step<'_>]) -> Node {
    match steps.first() {
        Some(Step::Key(_)) => Node::Record(Vec::new()),
        Some(Step::Item(_)) => Node::List(Vec::new()),
        None => Node::Value(Atom { kind: Kind::Text, value: String::new(), span: None }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_is_written_and_read() {
        let text = "planc meaning 1\nmeta.title text \"A \\\"b\\\"\\n\"\nrisks[0].risk text \"x\"\nrisks[2].risk text \"y\"\n\
                    risks[2].impact word \"high\"\ndata_model.ddl[0] code \"z\"\n";
        let meaning = Meaning::from_text(text).unwrap();
        assert_eq!(meaning.to_text(), text);
        assert_eq!(Meaning::from_text(&text.replace('\n', "\r\n")).unwrap(), meaning);
    }

    #[test]
    fn what_is_no_snapshot_is_refused() {
        for (lines, line) in [
            ("", 1),
            ("planc meaning 2\n", 1),
            ("planc meaning 1\nmeta.title", 2),
            ("planc meaning 1\nmeta.title text", 2),
            ("planc meaning 1\nmeta.title text \"a", 2),
            ("planc meaning 1\nmeta.title prose \"a\"", 2),
            ("planc meaning 1\na.b text \"a\"\na.b text \"a\"", 3),
            ("planc meaning 1\na.b text \"a\"\na text \"a\"", 3),
            ("planc meaning 1\na[1] text \"a\"\na[0] text \"a\"", 3),
            ("planc meaning 1\na[1] text \"a\"\na.b text \"a\"", 3),
            ("planc meaning 1\na text \"a\"\nb text \"a\"\na text \"a\"", 4),
            ("planc meaning 1\na[01] text \"a\"", 2),
            ("planc meaning 1\na[ text \"a\"", 2),
            ("planc meaning 1\n[0] text \"a\"", 2),
        ] {
            assert_eq!(Meaning::from_text(lines).unwrap_err().line, line, "{lines}");
        }
        let deep = format!("planc meaning 1\na{} text \"a\"", "[0]".repeat(100_000));
        assert!(Meaning::from_text(&deep).is_err());
    }
}
