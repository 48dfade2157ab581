//! The tables of a plan as they are compared: columns with type and rules, constraints, other statements.

use super::columns::Described;
use crate::meaning::{Atom, Kind, Node, Record};
use planc_model::notation::sql::{self, Part};
use planc_model::{DataModel, Text};
use planc_source::Span;
use std::borrow::Cow;
use std::collections::HashMap;

/// The tables of a plan by their names, and what else its SQL states.
#[derive(Default)]
pub(super) struct Tables {
    all: Vec<Table>,
    by_name: HashMap<String, usize>,
    statements: Vec<Node>,
}

struct Table {
    name: Atom,
    columns: Vec<Node>,
    constraints: Vec<Node>,
}

impl Tables {
    /// Adds tables and statements of the SQL of a data model.
    pub(super) fn read(&mut self, model: &DataModel<'_>) {
        model.ddl().unwrap_or(&[]).iter().for_each(|code| self.add(code));
    }

    /// Whether there is a table of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(&name.to_lowercase())
    }

    /// Adds a table that is described in Markdown; of two with one name the columns are joined.
    pub(super) fn describe(&mut self, table: Described) {
        let at = self.table(table.name);
        self.all[at].columns.extend(table.columns);
    }

    /// As keys of a record: `tables`, `statements`.
    pub(super) fn into_record(self) -> Record {
        let list = |nodes: Vec<Node>| Node::List(nodes.into_iter().enumerate().collect());
        let table = |table: Table| {
            let mut record = vec![key("name", table.name)];
            if !table.columns.is_empty() {
                record.push((Cow::Borrowed("columns"), list(table.columns)));
            }
            if !table.constraints.is_empty() {
                record.push((Cow::Borrowed("constraints"), list(table.constraints)));
            }
            Node::Record(record)
        };
        let mut record = Vec::new();
        if !self.all.is_empty() {
            record.push((Cow::Borrowed("tables"), list(self.all.into_iter().map(table).collect())));
        }
        if !self.statements.is_empty() {
            record.push((Cow::Borrowed("statements"), list(self.statements)));
        }
        record
    }

    /// The place of the table of that name.
    fn table(&mut self, name: Atom) -> usize {
        *self.by_name.entry(name.value.to_lowercase()).or_insert_with(|| {
            self.all.push(Table { name, columns: Vec::new(), constraints: Vec::new() });
            self.all.len() - 1
        })
    }

    fn add(&mut self, code: &Text<'_>) {
        for statement in sql::statements(&code.value) {
            let Some((table, parts)) = statement.defines else {
                self.statements.push(Node::Value(atom(code, statement.span, statement.words)));
                continue;
            };
            let at = self.table(atom(code, table, table.of(&code.value).to_owned()));
            for part in parts {
                match part {
                    Part::Column { name, kind, rules } => {
                        let own = |span: Span| atom(code, span, span.of(&code.value).to_owned());
                        let rest = atom(code, name, rules);
                        let values = [("name", own(name)), ("type", own(kind)), ("rules", rest)];
                        let record = values.into_iter().filter(|(_, atom)| !atom.value.is_empty());
                        let record = record.map(|(name, atom)| key(name, atom)).collect();
                        self.all[at].columns.push(Node::Record(record));
                    }
                    Part::Constraint(span, words) => {
                        self.all[at].constraints.push(Node::Value(atom(code, span, words)));
                    }
                }
            }
        }
    }
}

fn key(name: &'static str, atom: Atom) -> (Cow<'static, str>, Node) {
    (Cow::Borrowed(name), Node::Value(atom))
}

/// A value at a place of a code block.
fn atom(code: &Text<'_>, at: Span, value: String) -> Atom {
    let span = match code.value {
        Cow::Borrowed(_) => Span::new(code.span.start() + at.start(), code.span.start() + at.end()),
        Cow::Owned(_) => code.span,
    };
    Atom { kind: Kind::Text, value, span: Some(span) }
}
