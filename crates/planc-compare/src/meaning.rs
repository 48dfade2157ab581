//! What a plan says: its values, without what changes while it lives and without how it is written.
//!
//! Left out, because the plan says the same with another one: path and dialect, status, version, dates of the
//! header, history, approvals, ticks and other signs in boxes, levels of headings, comments. Empty sections say
//! nothing. White space, bullets and the alignment of tables are folded; code and drawings keep their lines.

use crate::fold::{fold, fold_code};
use crate::life::Life;
use planc_dialect::Vocabulary;
use planc_model::Plan;
use planc_model::leaves::{self, Step, Value, Visitor};
use planc_source::Span;
use planc_syntax::{Tree, unanchored};
use std::borrow::Cow;

/// What a plan says.
#[derive(Clone, Debug, Default)]
pub struct Meaning {
    pub(crate) root: Record,
}

/// A value, or what values are made up to.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// A value.
    Value(Atom),
    /// Values by key.
    Record(Record),
    /// Values one after the other, each with its place in the model's list; what says nothing is left out.
    List(Vec<(usize, Node)>),
}

/// Values by key, in the order of the model.
pub(crate) type Record = Vec<(Cow<'static, str>, Node)>;

/// A value with its place.
#[derive(Clone, Debug)]
pub(crate) struct Atom {
    pub(crate) kind: Kind,
    pub(crate) value: String,
    pub(crate) span: Option<Span>,
}

/// What kind of value it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Words.
    Text,
    /// Code or a drawing.
    Code,
    /// A number.
    Number,
    /// One of a fixed set of words.
    Word,
    /// Yes or no.
    Flag,
}

/// A value of a plan that is part of its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf<'m> {
    /// Where it stands in the model: `endpoints[2].responses[0].status`.
    pub path: String,
    /// What kind of value it is.
    pub kind: Kind,
    /// The value, folded.
    pub value: &'m str,
    /// Its bytes in the document; `None` for what was read from a snapshot.
    pub span: Option<Span>,
}

/// What a plan says. The tree must be that of the plan, and the plan must have been read whole: one that was
/// skimmed lacks `other`.
pub fn meaning(tree: &Tree<'_>, plan: &Plan<'_>, vocabulary: &Vocabulary) -> Meaning {
    let mut codes: Vec<Span> = tree.codes.iter().map(|c| c.body).collect();
    codes.sort_unstable();
    let life = Life::new(tree, vocabulary);
    let mut reader = Reader { codes, life, open: vec![(Step::Key(""), Node::Record(Vec::new()))], skip: 0 };
    leaves::visit(plan, &mut reader);
    let mut meaning = match reader.open.pop() {
        Some((_, Node::Record(root))) => Meaning { root },
        _ => Meaning::default(),
    };
    meaning.drop_signs_of_life(vocabulary);
    meaning
}

/// Keys that are no part of the meaning: at the top, in the header, and anywhere.
const ELSEWHERE: &[(usize, &str)] = &[(1, "path"), (1, "dialect"), (1, "history")];
const HEADER: &[&str] = &["status", "version", "created", "updated"];
const BOX: &[&str] = &["done", "mark"];

/// Builds the nodes while the values are told.
struct Reader<'r> {
    /// The bodies of code blocks, sorted.
    codes: Vec<Span>,
    life: Life<'r>,
    open: Vec<(Step, Node)>,
    /// How many steps deep below something that is left out.
    skip: usize,
}

impl Reader<'_> {
    fn is_left_out(&self, step: Step) -> bool {
        let Step::Key(key) = step else { return false };
        let above = |n: usize| match self.open.get(n) {
            Some((Step::Key(key), _)) => *key,
            _ => "",
        };
        BOX.contains(&key)
            || ELSEWHERE.contains(&(self.open.len(), key))
            || self.open.len() == 2 && above(1) == "meta" && HEADER.contains(&key)
            || above(1) == "other" && key == "level"
    }

    /// Whether a value is a code block, or part of one.
    fn is_code(&self, span: Span) -> bool {
        let before = self.codes.partition_point(|code| code.start <= span.start);
        before.checked_sub(1).is_some_and(|at| !span.is_empty() && self.codes[at].contains(span))
    }

    fn top(&self) -> &'static str {
        match self.open.get(1) {
            Some((Step::Key(key), _)) => key,
            _ => "",
        }
    }
}

impl Visitor for Reader<'_> {
    fn enter(&mut self, step: Step) {
        if self.skip > 0 || self.is_left_out(step) {
            self.skip += 1;
            return;
        }
        // Whether it is a record or a list shows with what comes first in it.
        if let Some((_, node)) = self.open.last_mut()
            && matches!((&*node, step), (Node::Record(r), Step::Item(_)) if r.is_empty())
        {
            *node = Node::List(Vec::new());
        }
        self.open.push((step, Node::Record(Vec::new())));
    }

    fn leave(&mut self) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        let Some((step, node)) = self.open.pop() else { return };
        let says_nothing = match &node {
            Node::Value(atom) => atom.value.is_empty(),
            Node::Record(record) => record.is_empty(),
            Node::List(list) => list.is_empty(),
        };
        if says_nothing {
            return;
        }
        match (self.open.last_mut(), step) {
            (Some((_, Node::Record(record))), Step::Key(key)) => record.push((Cow::Borrowed(key), node)),
            (Some((_, Node::List(list))), Step::Item(index)) => list.push((index, node)),
            _ => {}
        }
    }

    fn value(&mut self, value: Value<'_>, span: Span) {
        if self.skip > 0 {
            return;
        }
        let (kind, value) = match value {
            Value::Text(text) if self.is_code(span) => {
                let code = fold_code(text);
                // What stands on one line reads the same in a table and in a block.
                (if code.contains('\n') { Kind::Code } else { Kind::Text }, code)
            }
            Value::Text(text) if self.top() == "other" => {
                (Kind::Text, words(fold(text, &|line| self.life.is_sign(line, span))))
            }
            Value::Text(text) => (Kind::Text, words(fold(text, &|_| false))),
            Value::Word(word) => (Kind::Word, word.to_owned()),
            Value::Whole(number) => (Kind::Number, number.to_string()),
            Value::Real(number) => (Kind::Number, number.to_string()),
            Value::Flag(flag) => (Kind::Flag, flag.to_string()),
            Value::Sign(sign) => (Kind::Word, sign.to_string()),
        };
        if let Some((_, node)) = self.open.last_mut() {
            *node = Node::Value(Atom { kind, value, span: Some(span) });
        }
    }
}

/// What headings are called is no matter of the links that lead to them.
fn words(folded: String) -> String {
    if folded.contains("](#") { unanchored(&folded) } else { folded }
}

impl Meaning {
    /// Takes out the entries of `other` that only say who agreed.
    fn drop_signs_of_life(&mut self, vocabulary: &Vocabulary) {
        for (key, node) in &mut self.root {
            if let Node::List(list) = node
                && key == "other"
            {
                list.retain(|(_, entry)| !is_approvals(entry, vocabulary));
            }
        }
        self.root.retain(|(_, node)| !matches!(node, Node::List(list) if list.is_empty()));
    }

    /// The values one after the other, in the order of the model.
    pub fn leaves(&self) -> impl Iterator<Item = Leaf<'_>> {
        let mut all = Vec::new();
        let mut path = String::new();
        collect(&self.root, &mut path, &mut all);
        all.into_iter()
    }

    /// Whether the plan says nothing.
    pub fn is_empty(&self) -> bool {
        self.root.is_empty()
    }
}

/// Two plans say the same if their digests are equal: lists whose order says nothing are compared as sets.
impl PartialEq for Meaning {
    fn eq(&self, other: &Self) -> bool {
        self.digest() == other.digest()
    }
}

impl Eq for Meaning {}

/// Whether an entry of `other` is about approvals, or says nothing but its heading any more.
fn is_approvals(entry: &Node, vocabulary: &Vocabulary) -> bool {
    let Node::Record(record) = entry else { return false };
    let heading = record.iter().find_map(|(key, node)| match node {
        Node::Value(atom) if key == "heading" => Some(atom.value.as_str()),
        _ => None,
    });
    let about = heading.and_then(|h| vocabulary.concept(h)).is_some_and(|c| c.name() == "approvals");
    about || !record.iter().any(|(key, _)| key == "text")
}

fn collect<'m>(record: &'m Record, path: &mut String, all: &mut Vec<Leaf<'m>>) {
    for (key, node) in record {
        let length = path.len();
        if length > 0 {
            path.push('.');
        }
        path.push_str(key);
        collect_node(node, path, all);
        path.truncate(length);
    }
}

fn collect_node<'m>(node: &'m Node, path: &mut String, all: &mut Vec<Leaf<'m>>) {
    match node {
        Node::Value(atom) => {
            all.push(Leaf { path: path.clone(), kind: atom.kind, value: &atom.value, span: atom.span })
        }
        Node::Record(record) => collect(record, path, all),
        Node::List(list) => {
            for (index, node) in list {
                let length = path.len();
                path.push_str(&format!("[{index}]"));
                collect_node(node, path, all);
                path.truncate(length);
            }
        }
    }
}
