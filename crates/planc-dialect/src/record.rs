//! What a section is read into.

use crate::Field;
use planc_source::Span;
use planc_syntax::{Mark, NodeId};
use smallvec::SmallVec;

/// The shape a record was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A row of a table.
    Row,
    /// An item of a list.
    Item,
    /// A heading with what stands below it.
    Heading,
    /// Keys a line each, or a bold label with what follows.
    Keyed,
}

/// The value of a field: a place in the text, and the list or code block it consists of, if it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// The bytes, without key and padding.
    pub span: Span,
    /// A list or code block.
    pub node: Option<NodeId>,
}

/// One item of a section.
#[derive(Clone, Debug)]
pub struct Record {
    /// All of it.
    pub span: Span,
    /// How it was written.
    pub form: Form,
    /// What it is called: a heading, a label, the value of the naming field.
    pub title: Option<Span>,
    /// What is said of it without a key.
    pub text: Option<Span>,
    /// Its number, from a numbered list or a label.
    pub number: Option<u32>,
    /// Its box.
    pub mark: Option<Mark>,
    /// The box's bytes.
    pub mark_span: Span,
    /// What its keys or columns say.
    pub fields: SmallVec<[(Field, Value); 4]>,
    /// Lists in it that no key claims.
    pub lists: SmallVec<[NodeId; 1]>,
    /// Code blocks in it that no key claims.
    pub codes: SmallVec<[NodeId; 1]>,
    /// Keys in it that the vocabulary does not know, with their values.
    pub unknown: SmallVec<[(Span, Value); 1]>,
    /// The node it came from: item, row; none for headings and paragraphs.
    pub node: Option<NodeId>,
    /// The section of a headed record.
    pub section: Option<usize>,
}

/// A paragraph that is no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prose {
    /// The paragraph.
    pub span: Span,
    /// Whether a record came before it.
    pub after_records: bool,
}

/// What a section holds.
#[derive(Default, Debug)]
pub struct Body {
    /// Its items, in order.
    pub records: Vec<Record>,
    /// Its paragraphs that are no items.
    pub prose: Vec<Prose>,
    /// Its code blocks.
    pub codes: Vec<NodeId>,
    /// Whether there was anything at all.
    pub any: bool,
}

/// How records of a section are named and which words their fields go by.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The table of field words ([`Vocabulary::scope`]).
    pub scope: u8,
    /// The field that names a record; a key for it begins a new one.
    pub name: Field,
    /// What a column or value without a known name is, besides the name.
    pub text: Field,
}

impl Record {
    pub(crate) fn new(form: Form, span: Span) -> Record {
        Record {
            span,
            form,
            title: None,
            text: None,
            number: None,
            mark: None,
            mark_span: Span::at(span.start()),
            fields: SmallVec::new(),
            lists: SmallVec::new(),
            codes: SmallVec::new(),
            unknown: SmallVec::new(),
            node: None,
            section: None,
        }
    }

    /// The value of a field.
    pub fn get(&self, field: Field) -> Option<Value> {
        self.fields.iter().find(|(f, _)| *f == field).map(|(_, v)| *v)
    }

    /// Whether nothing is known of it but its name.
    pub(crate) fn is_bare(&self) -> bool {
        let loose = self.lists.is_empty() && self.codes.is_empty() && self.unknown.is_empty();
        loose && self.text.is_none() && self.fields.is_empty()
    }

    pub(crate) fn set(&mut self, field: Field, value: Value) {
        self.span = self.span.cover(value.span);
        match self.fields.iter_mut().find(|(f, v)| *f == field && v.span.is_empty()) {
            Some((_, empty)) => *empty = value,
            None => self.fields.push((field, value)),
        }
    }

    pub(crate) fn has(&self, field: Field) -> bool {
        self.fields.iter().any(|(f, _)| *f == field)
    }
}
