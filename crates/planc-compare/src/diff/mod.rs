//! What changed from one plan to the next: things added, removed, changed and renamed, and what that breaks.

mod breaking;
mod columns;
mod limit;
mod tables;
mod walk;

use crate::digest::Digest;
use crate::meaning::{Meaning, Node, Record, meaning};
use crate::since::since;
use planc_dialect::Vocabulary;
use planc_model::Plan;
use planc_source::LineIndex;
use planc_syntax::Tree;
use schemars::JsonSchema;
use serde::Serialize;

/// A plan as it is compared.
#[derive(Debug)]
pub struct Subject {
    meaning: Meaning,
    /// The meaning, with tables in place of SQL and of their description in Markdown.
    root: Record,
    lines: LineIndex,
}

/// What happened to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
    /// It has another name.
    Renamed,
    /// It has another place in a list whose order counts.
    Moved,
}

/// One difference between two plans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// The key of the model it belongs to: `endpoints`.
    pub key: String,
    /// What it is: `endpoint`, `column`, `task`.
    pub kind: String,
    /// What happened.
    pub action: Action,
    /// What it is called; the new name of what was renamed.
    pub name: String,
    /// What it was called before it was renamed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// What breaks, or which promise is taken back; none where the change breaks nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breaking: Vec<String>,
    /// Where it stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Place>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Place>,
    /// What of it changed, value by value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
}

/// A place in one of the two plans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// Where in the model: `endpoints[2]`.
    pub path: String,
    /// The line, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

/// A value of a changed thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Detail {
    /// Which: `purpose`, `responses 200 body`; empty where the thing is one value.
    pub key: String,
    /// What it said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
}

impl Subject {
    /// A plan that was read whole, with its tree.
    pub fn new(tree: &Tree<'_>, plan: &Plan<'_>, vocabulary: &Vocabulary) -> Subject {
        let meaning = meaning(tree, plan, vocabulary);
        let mut root = meaning.root.clone();
        let mut tables = tables::Tables::default();
        if let Some(model) = &plan.data_model {
            tables.read(model);
            for (key, node) in &mut root {
                if let (true, Node::Record(record)) = (key == "data_model", node) {
                    record.retain(|(key, _)| key != "ddl");
                }
            }
        }
        let described = columns::take(tree, &mut root, &|name| tables.has(name));
        described.into_iter().for_each(|table| tables.describe(table));
        let before = |key: &str| matches!(key, "data_model" | "other");
        let at = root.iter().position(|(key, _)| before(key));
        let at = at.map_or(root.len(), |at| at + usize::from(root[at].0 == "data_model"));
        root.splice(at..at, tables.into_record());
        Subject { meaning, root, lines: LineIndex::new(tree.text) }
    }

    /// The digest of what it says.
    pub fn digest(&self) -> Digest {
        self.meaning.digest()
    }

    fn line(&self, node: &Node) -> Option<usize> {
        walk::span(node).map(|span| self.lines.line_of(span.start()) + 1)
    }
}

/// What changed: what breaks first, then in the order of the model. Empty if both say the same, whatever their status.
pub fn diff(old: &Subject, new: &Subject) -> Vec<Change> {
    let mut changes = walk::changes(old, new);
    if changes.is_empty() {
        // What only a closer look tells: a comment in SQL, a number in front of a step.
        changes = since(&old.meaning, &new.meaning).into_iter().map(value).collect();
    }
    changes.sort_by_key(|change| change.breaking.is_empty());
    changes
}

fn value(difference: crate::Difference) -> Change {
    let key = difference.path.split(['.', '[']).next().unwrap_or("").to_owned();
    let place = |there: bool| there.then(|| Place { path: difference.path.clone(), line: None });
    Change {
        kind: "value".to_owned(),
        action: match (&difference.old, &difference.new) {
            (None, _) => Action::Added,
            (_, None) => Action::Removed,
            _ if difference.moved => Action::Moved,
            _ => Action::Changed,
        },
        name: difference.path.clone(),
        was: None,
        breaking: Vec::new(),
        old: place(difference.old.is_some()),
        new: place(difference.new.is_some()),
        details: vec![Detail { key: String::new(), old: difference.old, new: difference.new }],
        key,
    }
}
