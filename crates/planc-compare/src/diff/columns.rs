//! Tables of columns in Markdown, as data models have them: taken out of the prose they stand in and compared column
//! by column.

use crate::fold::fold;
use crate::meaning::{Atom, Kind, Node, Record};
use planc_model::{ColumnTable, column_tables};
use planc_source::Span;
use planc_syntax::{Kind as Syntax, NodeId, Tree, unwrap};
use std::borrow::Cow;

/// A table of columns.
pub(super) struct Described {
    /// What it describes: the words of a label above it, else its heading.
    pub(super) name: Atom,
    /// Its rows, as records: `name`, `type`, and what other columns of it are called.
    pub(super) columns: Vec<Node>,
}

/// The keys of a plan whose prose may hold such tables.
const PROSE: &[&str] = &["data_model", "other"];

/// Takes the tables of columns out of the prose of a plan; none that the prose does not hold, or whose name `known`
/// tells to be another's.
pub(super) fn take(tree: &Tree<'_>, root: &mut Record, known: &dyn Fn(&str) -> bool) -> Vec<Described> {
    let mut found = Vec::new();
    let mut nodes = (0..tree.nodes.len()).filter(|n| tree.nodes[*n].kind == Syntax::Table);
    for table in column_tables(tree) {
        let Some(first) = table.columns.first() else { continue };
        // Both are in the order of the text.
        let Some(node) = nodes.find(|n| tree.nodes[*n].span.contains(first.span)) else { break };
        let (name, span) = (name(tree, node), tree.nodes[node].span.trim(tree.text));
        if known(&name.value) {
            continue;
        }
        let words = fold(tree.str(span), &|_| false);
        let prose = root.iter_mut().filter(|(key, _)| PROSE.contains(&key.as_ref()));
        if prose.into_iter().any(|(_, node)| taken(node, span, &words)) {
            found.push(Described { name, columns: columns(tree, node, &table) });
        }
    }
    if !found.is_empty() {
        for (_, node) in root.iter_mut().filter(|(key, _)| PROSE.contains(&key.as_ref())) {
            prune(node);
        }
        root.retain(|(_, node)| !is_empty(node));
    }
    found
}

/// What the table describes: a short label right above it, else the heading.
fn name(tree: &Tree<'_>, table: NodeId) -> Atom {
    let text = tree.text;
    let start = tree.nodes[table].span.start();
    // A label is short, and so are the nodes in it.
    let above = tree.nodes[..table].iter().rev().take(8).find(|n| n.kind == Syntax::Paragraph);
    let label = above.filter(|n| n.span.end() <= start && text[n.span.end()..start].trim().is_empty());
    let label = label.map(|n| n.span.trim(text)).filter(|span| is_label(span.of(text)));
    let section = tree.sections.partition_point(|s| s.span.start() <= start).checked_sub(1);
    let section = section.map(|at| &tree.sections[at]);
    let span = label.or(section.map(|s| s.title)).unwrap_or(Span::at(start));
    let end = span.end() - (span.of(text).len() - span.of(text).trim_end_matches([':', ' ']).len());
    let span = unwrap(text, Span::new(span.start(), end));
    Atom { kind: Kind::Text, value: named(span.of(text)), span: Some(span) }
}

/// `users` of `` 3.1 Table: `users` `` and of `Users table`.
fn named(words: &str) -> String {
    let words = words.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').replace('`', "");
    let mut words = words.trim().trim_end_matches(':');
    for kind in ["Table:", "Entity:", "Table ", "Entity "] {
        words = words.strip_prefix(kind).unwrap_or(words).trim_start();
    }
    for kind in [" table", " Table", " entity", " Entity"] {
        words = words.strip_suffix(kind).unwrap_or(words);
    }
    words.to_owned()
}

/// `**users**`, `` `users` table: ``: a line that stands out or leads up to something.
fn is_label(words: &str) -> bool {
    words.lines().count() == 1
        && words.len() < 80
        && (words.starts_with("**") || words.starts_with('`') || words.ends_with(':'))
}

/// The rows of a table.
fn columns(tree: &Tree<'_>, node: NodeId, described: &ColumnTable) -> Vec<Node> {
    let Some(table) = tree.table(node) else { return Vec::new() };
    let text = tree.text;
    let heads: Vec<String> =
        table.head.cells.iter().map(|h| unwrap(text, *h).of(text).to_lowercase()).collect();
    let mut rest = described.columns.iter().peekable();
    let rows = tree.rows(&table).filter_map(|row| {
        let column = rest.next_if(|c| row.span.contains(c.span))?;
        let atom =
            |value: String, span: Span| Node::Value(Atom { kind: Kind::Text, value, span: Some(span) });
        let mut record: Record = vec![(Cow::Borrowed("name"), atom(column.name.clone(), column.span))];
        if !column.kind.is_empty() {
            record.push((Cow::Borrowed("type"), atom(column.kind.clone(), column.kind_span)));
        }
        let further = row.cells.iter().zip(&heads).filter(|(cell, _)| {
            !cell.is_empty() && !cell.contains(column.span) && !cell.contains(column.kind_span)
        });
        for (cell, head) in further {
            let said = fold(cell.of(text), &|_| false);
            if !said.is_empty() {
                record.push((Cow::Owned(head.clone()), atom(said, *cell)));
            }
        }
        Some(Node::Record(record))
    });
    rows.collect()
}

/// Takes the folded lines of a table out of the value that holds its bytes.
fn taken(node: &mut Node, span: Span, words: &str) -> bool {
    match node {
        Node::Record(record) => record.iter_mut().any(|(_, node)| taken(node, span, words)),
        Node::List(list) => list.iter_mut().any(|(_, node)| taken(node, span, words)),
        Node::Value(atom) => {
            let holds = atom.span.is_some_and(|s| s.contains(span));
            let Some(at) = atom.value.find(words).filter(|_| holds && !words.is_empty()) else {
                return false;
            };
            let end = at + words.len();
            let whole = (at == 0 || atom.value[..at].ends_with('\n'))
                && (end == atom.value.len() || atom.value[end..].starts_with('\n'));
            if whole {
                atom.value.replace_range(at..(end + 1).min(atom.value.len()), "");
                atom.value.truncate(atom.value.trim_end().len());
            }
            whole
        }
    }
}

/// Drops what says nothing any more; a section of which only the heading is left goes with its table.
fn prune(node: &mut Node) {
    match node {
        Node::Record(record) => {
            record.iter_mut().for_each(|(_, node)| prune(node));
            record.retain(|(_, node)| !is_empty(node));
            if record.iter().all(|(key, _)| key == "heading") {
                record.clear();
            }
        }
        Node::List(list) => {
            list.iter_mut().for_each(|(_, node)| prune(node));
            list.retain(|(_, node)| !is_empty(node));
        }
        Node::Value(_) => {}
    }
}

fn is_empty(node: &Node) -> bool {
    match node {
        Node::Value(atom) => atom.value.is_empty(),
        Node::Record(record) => record.is_empty(),
        Node::List(list) => list.is_empty(),
    }
}
