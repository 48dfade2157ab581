//! What changed from one meaning to the next, value by value.

use crate::digest::alone;
use crate::meaning::{Meaning, Node, Record};
use crate::order::is_ordered;
use crate::pair::{Items, moved, pair};
use schemars::JsonSchema;
use serde::Serialize;

/// A value that is another one, or is there only before or after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// Where it stands now; for what is gone, where it stood.
    pub path: String,
    /// What it said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// Whether it only changed its place in a list whose order counts; then both texts are the same.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub moved: bool,
}

/// What changed, in the order of the new meaning; none if the digests are equal. [`crate::words`] tells the words
/// of both texts apart.
pub fn since(old: &Meaning, new: &Meaning) -> Vec<Difference> {
    let mut out = Vec::new();
    let mut walk = Walk { out: &mut out, shape: String::new() };
    walk.records(&old.root, &new.root, &mut String::new(), &mut String::new());
    out
}

struct Walk<'w> {
    out: &'w mut Vec<Difference>,
    /// The path without numbers.
    shape: String,
}

impl Walk<'_> {
    fn records(&mut self, old: &Record, new: &Record, old_path: &mut String, new_path: &mut String) {
        let find = |record: &'_ Record, key: &str| record.iter().position(|(known, _)| known == key);
        for (key, node) in new {
            let before = find(old, key).map(|at| &old[at].1);
            self.below(key, old_path, new_path, |walk, old_path, new_path| {
                walk.nodes(before, Some(node), old_path, new_path);
            });
        }
        for (key, node) in old.iter().filter(|(key, _)| find(new, key).is_none()) {
            self.below(key, old_path, new_path, |walk, old_path, new_path| {
                walk.nodes(Some(node), None, old_path, new_path);
            });
        }
    }

    fn below(
        &mut self,
        key: &str,
        old_path: &mut String,
        new_path: &mut String,
        each: impl FnOnce(&mut Self, &mut String, &mut String),
    ) {
        let lengths = (self.shape.len(), old_path.len(), new_path.len());
        for path in [&mut self.shape, &mut *old_path, &mut *new_path] {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(key);
        }
        each(self, old_path, new_path);
        self.shape.truncate(lengths.0);
        old_path.truncate(lengths.1);
        new_path.truncate(lengths.2);
    }

    fn nodes(
        &mut self,
        old: Option<&Node>,
        new: Option<&Node>,
        old_path: &mut String,
        new_path: &mut String,
    ) {
        match (old, new) {
            (Some(Node::Value(a)), Some(Node::Value(b))) if a.kind == b.kind && a.value == b.value => {}
            (Some(Node::Value(a)), Some(Node::Value(b))) => {
                self.push(new_path, Some(&a.value), Some(&b.value), false);
            }
            (Some(Node::Record(a)), Some(Node::Record(b))) => self.records(a, b, old_path, new_path),
            (Some(Node::List(a)), Some(Node::List(b))) => self.lists(a, b, old_path, new_path),
            (old, new) => {
                if let Some(node) = old {
                    self.all(node, old_path, &mut |walk, path, text| {
                        walk.push(path, Some(text), None, false)
                    });
                }
                if let Some(node) = new {
                    self.all(node, new_path, &mut |walk, path, text| {
                        walk.push(path, None, Some(text), false)
                    });
                }
            }
        }
    }

    fn lists(&mut self, old: &Items, new: &Items, old_path: &mut String, new_path: &mut String) {
        let pairs = pair(&self.shape, old, new);
        let moved = if is_ordered(&self.shape) { moved(&pairs) } else { Vec::new() };
        for (at, pair) in pairs.iter().enumerate() {
            let (a, b) = (pair.old.map(|at| &old[at]), pair.new.map(|at| &new[at]));
            if let (Some((_, a)), Some((_, b))) = (a, b)
                && moved.binary_search(&at).is_err()
                && alone(a, &mut self.shape) == alone(b, &mut self.shape)
            {
                continue;
            }
            let lengths = (old_path.len(), new_path.len());
            for (path, item) in [(&mut *old_path, a), (&mut *new_path, b)] {
                if let Some((index, _)) = item {
                    path.push_str(&format!("[{index}]"));
                }
            }
            if moved.binary_search(&at).is_ok()
                && let Some((_, b)) = b
            {
                let said = first(b).to_owned();
                self.push(new_path, Some(&said), Some(&said), true);
            }
            self.nodes(a.map(|a| &a.1), b.map(|b| &b.1), old_path, new_path);
            old_path.truncate(lengths.0);
            new_path.truncate(lengths.1);
        }
    }

    /// Every value of a node that stands on one side alone.
    fn all(&mut self, node: &Node, path: &mut String, each: &mut dyn FnMut(&mut Self, &str, &str)) {
        match node {
            Node::Value(atom) => each(self, path, &atom.value),
            Node::Record(record) => {
                for (key, node) in record {
                    let length = path.len();
                    path.push('.');
                    path.push_str(key);
                    self.all(node, path, each);
                    path.truncate(length);
                }
            }
            Node::List(list) => {
                for (index, node) in list {
                    let length = path.len();
                    path.push_str(&format!("[{index}]"));
                    self.all(node, path, each);
                    path.truncate(length);
                }
            }
        }
    }

    fn push(&mut self, path: &str, old: Option<&str>, new: Option<&str>, moved: bool) {
        let (old, new) = (old.map(str::to_owned), new.map(str::to_owned));
        self.out.push(Difference { path: path.to_owned(), old, new, moved });
    }
}

/// The first words of a node.
pub(crate) fn first(node: &Node) -> &str {
    match node {
        Node::Value(atom) => &atom.value,
        Node::Record(record) => record.first().map_or("", |(_, node)| first(node)),
        Node::List(list) => list.first().map_or("", |(_, node)| first(node)),
    }
}
