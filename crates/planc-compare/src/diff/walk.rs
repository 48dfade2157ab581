//! From two records to changes: lists of things are paired, all else is compared value by value.

use super::breaking::{Seen, reasons};
use super::{Action, Change, Detail, Place, Subject};
use crate::digest::alone;
use crate::kinds;
use crate::meaning::{Node, Record};
use crate::order::is_ordered;
use crate::pair::{Pair, known_by, moved, pair, value};
use planc_source::Span;

/// Lists inside things whose items are things of their own.
const OWN: &[&str] = &["phases.tasks", "tables.columns"];

/// Numbers that only count what stands before.
const COUNTS: &[&str] = &["phases.number", "steps.number"];

/// Where a walk is: the path without numbers, and the paths in both models.
#[derive(Clone, Default)]
struct At {
    shape: String,
    old: String,
    new: String,
}

impl At {
    fn key(&self, key: &str) -> At {
        let join = |path: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        At { shape: join(&self.shape), old: join(&self.old), new: join(&self.new) }
    }

    fn item(&self, old: Option<usize>, new: Option<usize>) -> At {
        let join = |path: &str, at: Option<usize>| at.map_or(String::new(), |at| format!("{path}[{at}]"));
        At { shape: self.shape.clone(), old: join(&self.old, old), new: join(&self.new, new) }
    }

    /// The key of the model.
    fn top(&self) -> String {
        self.shape.split('.').next().unwrap_or("").to_owned()
    }
}

pub(super) fn changes(old: &Subject, new: &Subject) -> Vec<Change> {
    let mut walk = Walk { old, new, out: Vec::new() };
    walk.record(&old.root, &new.root, &At::default(), "");
    walk.out
}

struct Walk<'w> {
    old: &'w Subject,
    new: &'w Subject,
    out: Vec<Change>,
}

impl Walk<'_> {
    /// Compares the keys of two records that are no things themselves.
    fn record(&mut self, old: &Record, new: &Record, at: &At, outer: &str) {
        for (key, before, now) in both(old, new) {
            let at = at.key(key);
            match (before, now) {
                (Some(Node::Record(a)), Some(Node::Record(b))) => self.record(a, b, &at, outer),
                (Some(Node::Record(a)), None) => self.record(a, &Vec::new(), &at, outer),
                (None, Some(Node::Record(b))) => self.record(&Vec::new(), b, &at, outer),
                (a, b) if is_list(a) || is_list(b) => self.list(a, b, &at, outer),
                (a, b) => self.value(a, b, &at),
            }
        }
    }

    /// A value that is no item of a list.
    fn value(&mut self, old: Option<&Node>, new: Option<&Node>, at: &At) {
        let action = match (old, new) {
            (None, _) => Action::Added,
            (_, None) => Action::Removed,
            (Some(a), Some(b)) if text(a) == text(b) => return,
            _ => Action::Changed,
        };
        let (top, rest) = at.shape.split_once('.').unwrap_or((&at.shape, ""));
        let kind = if top == "meta" { rest } else { top };
        let name = if top == "meta" { "" } else { rest };
        let details = vec![Detail { key: String::new(), old: old.map(text), new: new.map(text) }];
        let breaking =
            reasons(&Seen { kind: &at.shape, action, old, new, roots: (&self.old.root, &self.new.root) });
        self.out.push(Change {
            key: at.top(),
            kind: kind.replace(['_', '.'], " "),
            action,
            name: name.replace(['_', '.'], " "),
            was: None,
            breaking,
            old: old.map(|node| Place { path: at.old.clone(), line: self.old.line(node) }),
            new: new.map(|node| Place { path: at.new.clone(), line: self.new.line(node) }),
            details,
        });
    }

    /// Things that stand in a list.
    fn list(&mut self, old: Option<&Node>, new: Option<&Node>, at: &At, outer: &str) {
        let (a, b) = (items(old), items(new));
        let pairs = pair(&at.shape, a, b);
        let shifted = if is_ordered(&at.shape) { moved(&pairs) } else { Vec::new() };
        for (number, pair) in pairs.iter().enumerate() {
            let one = pair.old.map(|n| &a[n]);
            let other = pair.new.map(|n| &b[n]);
            let place = at.item(one.map(|(n, _)| *n), other.map(|(n, _)| *n));
            let shifted = shifted.binary_search(&number).is_ok();
            self.thing(*pair, one.map(|(_, n)| n), other.map(|(_, n)| n), shifted, &place, outer);
        }
    }

    fn thing(
        &mut self,
        pair: Pair,
        old: Option<&Node>,
        new: Option<&Node>,
        shifted: bool,
        at: &At,
        outer: &str,
    ) {
        let shape = at.shape.as_str();
        let label = |node: &Node| {
            let label = label(shape, node);
            if outer.is_empty() { label } else { format!("{outer}{label}") }
        };
        let mut details = Vec::new();
        let (old_label, new_label) = (old.map(label), new.map(label));
        let renamed = pair.renamed && is_named(shape) && old_label != new_label;
        let action = match (old, new) {
            (None, _) => Action::Added,
            (_, None) => Action::Removed,
            (Some(a), Some(b)) => {
                self.details(a, b, at, "", &mut details);
                match () {
                    () if renamed => Action::Renamed,
                    () if !details.is_empty() => Action::Changed,
                    () if shifted => Action::Moved,
                    () => {
                        self.own(a, b, at, &old_label.unwrap_or_default());
                        return;
                    }
                }
            }
        };
        let (Some(node), Some(name)) = (new.or(old), new_label.clone().or(old_label.clone())) else { return };
        if let (true, Node::Record(record)) = (renamed, node) {
            let keys = known_by(shape, record).unwrap_or(&[]);
            details.retain(|d| !keys.contains(&d.key.as_str()));
        }
        let breaking =
            reasons(&Seen { kind: shape, action, old, new, roots: (&self.old.root, &self.new.root) });
        self.out.push(Change {
            key: at.top(),
            kind: kinds::at(shape).map_or_else(|| shape.replace(['_', '.'], " "), |k| k.noun.to_owned()),
            action,
            was: old_label.filter(|_| renamed),
            name: name.clone(),
            breaking,
            old: old.map(|node| Place { path: at.old.clone(), line: self.old.line(node) }),
            new: new.map(|node| Place { path: at.new.clone(), line: self.new.line(node) }),
            details,
        });
        if let (Some(a), Some(b)) = (old, new) {
            self.own(a, b, at, &name);
        }
    }

    /// Things inside a thing that is there on both sides.
    fn own(&mut self, old: &Node, new: &Node, at: &At, name: &str) {
        let (Node::Record(old), Node::Record(new)) = (old, new) else { return };
        for (key, before, now) in both(old, new) {
            let at = at.key(key);
            if OWN.contains(&at.shape.as_str()) {
                let outer =
                    if at.shape == "tables.columns" { format!("{name}.") } else { format!("{name}: ") };
                self.list(before, now, &at, &outer);
            }
        }
    }

    /// What of a thing changed.
    fn details(&self, old: &Node, new: &Node, at: &At, said: &str, out: &mut Vec<Detail>) {
        let mut told = |old: Option<String>, new: Option<String>| {
            out.push(Detail { key: said.to_owned(), old, new });
        };
        match (old, new) {
            (Node::Value(a), Node::Value(b)) => {
                if a.value != b.value {
                    told(Some(a.value.clone()), Some(b.value.clone()));
                }
            }
            (Node::Record(a), Node::Record(b)) => {
                for (key, before, now) in both(a, b) {
                    let at = at.key(key);
                    if OWN.contains(&at.shape.as_str()) || COUNTS.contains(&at.shape.as_str()) {
                        continue;
                    }
                    let key = key.replace('_', " ");
                    let said = if said.is_empty() { key } else { format!("{said} {key}") };
                    match (before, now) {
                        (Some(a), Some(b)) => self.details(a, b, &at, &said, out),
                        (a, b) => out.push(Detail { key: said, old: a.map(text), new: b.map(text) }),
                    }
                }
            }
            (Node::List(a), Node::List(b)) => {
                let mut shape = at.shape.clone();
                for pair in pair(&at.shape, a, b) {
                    let one = pair.old.map(|n| &a[n].1);
                    let other = pair.new.map(|n| &b[n].1);
                    let Some(node) = other.or(one) else { continue };
                    let said = match node {
                        Node::Record(_) => format!("{said} {}", label(&at.shape, node)),
                        _ => said.to_owned(),
                    };
                    match (one, other) {
                        (Some(a), Some(b)) if alone(a, &mut shape) == alone(b, &mut shape) => {}
                        (Some(a), Some(b)) => self.details(a, b, at, &said, out),
                        (a, b) => out.push(Detail { key: said, old: a.map(text), new: b.map(text) }),
                    }
                }
            }
            (a, b) => told(Some(text(a)), Some(text(b))),
        }
    }
}

/// The keys of two records, in the order of the new one, those of the old one alone where they stood.
fn both<'r>(old: &'r Record, new: &'r Record) -> Vec<(&'r str, Option<&'r Node>, Option<&'r Node>)> {
    let find = |record: &'r Record, key: &str| record.iter().find(|(k, _)| k == key).map(|(_, node)| node);
    let mut out: Vec<_> = Vec::with_capacity(new.len());
    let mut gone = old.iter().filter(|(key, _)| find(new, key).is_none()).peekable();
    let place = |key: &str| old.iter().position(|(k, _)| k == key);
    for (key, node) in new {
        if let Some(here) = place(key) {
            while let Some((key, node)) = gone.next_if(|(k, _)| place(k).is_some_and(|p| p < here)) {
                out.push((key.as_ref(), Some(node), None));
            }
        }
        out.push((key.as_ref(), find(old, key), Some(node)));
    }
    out.extend(gone.map(|(key, node)| (key.as_ref(), Some(node), None)));
    out
}

fn is_list(node: Option<&Node>) -> bool {
    matches!(node, Some(Node::List(_)))
}

fn items(node: Option<&Node>) -> &[(usize, Node)] {
    match node {
        Some(Node::List(list)) => list,
        _ => &[],
    }
}

/// Whether what things of a list are known by is a name, and no sentence.
fn is_named(shape: &str) -> bool {
    let first = kinds::at(shape).and_then(|k| k.known_by.first()).and_then(|keys| keys.first());
    let names = [
        "area",
        "article",
        "file",
        "heading",
        "id",
        "item",
        "method",
        "metric",
        "name",
        "operation",
        "path",
        "resource",
        "stage",
    ];
    first.is_some_and(|key| names.contains(key))
}

/// What a thing is called: the words it is known by, on one line.
pub(super) fn label(shape: &str, node: &Node) -> String {
    let words = match node {
        Node::Record(record) => {
            let keys = known_by(shape, record).unwrap_or(&[]);
            let words: Vec<&str> = keys.iter().filter_map(|key| value(record, key)).collect();
            let by = if shape == "endpoints" { " " } else { ": " };
            if words.is_empty() { crate::since::first(node).to_owned() } else { words.join(by) }
        }
        node => crate::since::first(node).to_owned(),
    };
    shortened(words.lines().next().unwrap_or(""))
}

/// Names of people's lists are short; what is longer is a sentence, of which the begin is enough.
fn shortened(words: &str) -> String {
    const MOST: usize = 80;
    if words.chars().count() <= MOST {
        return words.to_owned();
    }
    let kept: String = words.chars().take(MOST - 1).collect();
    format!("{}…", kept.trim_end())
}

/// All values of a node, a line each.
pub(super) fn text(node: &Node) -> String {
    fn add(node: &Node, out: &mut String) {
        match node {
            Node::Value(atom) => {
                if !out.is_empty() {
                    out.push('\n');
                }
                out.push_str(&atom.value);
            }
            Node::Record(record) => record.iter().for_each(|(_, node)| add(node, out)),
            Node::List(list) => list.iter().for_each(|(_, node)| add(node, out)),
        }
    }
    let mut out = String::new();
    add(node, &mut out);
    out
}

/// Where a node begins.
pub(super) fn span(node: &Node) -> Option<Span> {
    match node {
        Node::Value(atom) => atom.span,
        Node::Record(record) => record.iter().filter_map(|(_, node)| span(node)).min(),
        Node::List(list) => list.iter().filter_map(|(_, node)| span(node)).min(),
    }
}
