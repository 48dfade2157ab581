//! One reader for all shapes: a table, keyed bullets, headed blocks, numbered bold items and keyed
//! paragraphs all become records.

use crate::fit::{Fit, Role};
use crate::heading::{split_label, split_number};
use crate::normal::undamaged;
use crate::record::{Body, Form, Prose, Record, Shape, Value};
use crate::vocabulary::Vocabulary;
use crate::{Field, normal};
use memchr::memchr2;
use planc_source::Span;
use planc_syntax::{Item, Keyed, Kind, NodeId, Tree, keyed, keyed_segments, lines, unwrap};
use smallvec::SmallVec;
use std::ops::Range;

/// Reads sections of one document.
pub struct Reader<'t, 'a> {
    /// The document.
    pub tree: &'t Tree<'a>,
    /// What its sections are.
    pub fit: &'t Fit,
    /// The words.
    pub vocabulary: &'t Vocabulary,
}

/// An item of a list with the key it begins with, and the field that key stands for.
type KeyedItem = (Item, Option<Keyed>, Option<Field>);

/// The record being read while blocks go by.
pub(crate) struct Open {
    pub(crate) record: Record,
    /// A headed record takes everything in its section; others end where the next begins.
    pub(crate) fixed: bool,
    /// The field whose value stands in the blocks that follow.
    pending: Option<Field>,
}

pub(crate) struct Sink {
    pub(crate) body: Body,
    pub(crate) open: Option<Open>,
    pub(crate) key: String,
    /// Whether a sub-heading of an item is being read.
    pub(crate) in_part: bool,
}

impl Sink {
    fn new() -> Sink {
        Sink { body: Body::default(), open: None, key: String::with_capacity(80), in_part: false }
    }

    pub(crate) fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.body.records.push(open.record);
        }
    }

    fn begin(&mut self, record: Record) -> &mut Open {
        self.close();
        self.open.insert(Open { record, fixed: false, pending: None })
    }
}

impl Reader<'_, '_> {
    /// What a section holds: its own content, then the items that are headings in it.
    pub fn section(&self, index: usize, shape: Shape) -> Body {
        let Some(section) = self.tree.sections.get(index) else { return Body::default() };
        let mut sink = Sink::new();
        if self.fit.spots[index].role == Role::Record {
            self.headed(index, shape, &mut sink);
        } else {
            self.blocks(self.own(index), shape, &mut sink);
            sink.close();
            for child in self.tree.subsections(index) {
                if self.fit.spots[child].role == Role::Record && self.belongs(child, index) {
                    self.headed(child, shape, &mut sink);
                }
            }
        }
        sink.body.any = section.nodes.start < section.nodes.end || !sink.body.records.is_empty();
        sink.body
    }

    /// The nodes of a section's own content; the footer of the document is no content of its last section.
    pub fn own(&self, index: usize) -> Range<NodeId> {
        let nodes = self.tree.sections[index].nodes.clone();
        let footer = self.tree.footer().filter(|_| index + 1 == self.tree.sections.len());
        footer.map_or(nodes.clone(), |(start, _)| nodes.start..start)
    }

    /// Whether the record at `child` is an item of the section at `parent`.
    pub fn belongs(&self, child: usize, parent: usize) -> bool {
        let (child, parent) = (self.fit.spots[child], self.fit.spots[parent]);
        let family = |c: Option<crate::Concept>| c.map(crate::Concept::family);
        parent.role == Role::Section && family(child.concept) == family(parent.concept)
    }

    /// The item that is a heading; where the heading only groups the rows of a table, these rows.
    fn headed(&self, index: usize, shape: Shape, sink: &mut Sink) {
        let (section, spot) = (&self.tree.sections[index], self.fit.spots[index]);
        let mut record = Record::new(Form::Heading, section.span);
        record.title = Some(spot.name).filter(|n| !n.is_empty());
        record.number = spot.number;
        record.section = Some(index);
        let first = sink.body.records.len();
        sink.open = Some(Open { record, fixed: true, pending: None });
        sink.in_part = false;
        self.blocks(self.own(index), shape, sink);
        self.parts(index, shape, sink);
        // What was open from first to last is the item; the rows of a table went by before it.
        let Some(Open { mut record, .. }) = sink.open.take() else { return };
        record.span = section.span;
        let records = &mut sink.body.records;
        if records.len() == first || !record.is_bare() {
            records.insert(first, record);
        }
    }

    /// Sub-headings of an item are its keys: `#### Responsibilities`.
    fn parts(&self, index: usize, shape: Shape, sink: &mut Sink) {
        for child in self.tree.subsections(index) {
            if self.fit.spots[child].role != Role::Part {
                continue;
            }
            let section = &self.tree.sections[child];
            if let Some(open) = &mut sink.open {
                open.pending = None;
                let field = self.field_but(shape, section.title, &mut sink.key);
                if let Some(field) = field.filter(|f| !open.record.has(*f)) {
                    let body = section.body.trim(self.tree.text);
                    let only = self
                        .tree
                        .blocks(section)
                        .next()
                        .filter(|&n| matches!(self.tree.nodes[n].kind, Kind::List(_) | Kind::Code(_)));
                    open.record.set(field, Value { span: body, node: only });
                    continue;
                }
            }
            sink.in_part = true;
            self.blocks(self.own(child), shape, sink);
            self.parts(child, shape, sink);
        }
    }

    /// The fields that the records of a bare list have; used for lists inside fields.
    pub fn items(&self, list: NodeId, shape: Shape) -> Vec<Record> {
        let mut key = String::new();
        self.tree.items(list).map(|item| self.item(&item, shape, &mut key)).collect()
    }

    pub(crate) fn field(&self, scope: u8, name: Span, key: &mut String) -> Option<Field> {
        key.clear();
        normal(self.tree.str(name), key);
        if let Some(found) = self.vocabulary.first_field(scope, key) {
            return Some(found);
        }
        // `Risk 1`, `Metric 2`, `Status (overall)`.
        let bare = key.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        if bare.len() < key.len() && !bare.is_empty() {
            return self.vocabulary.first_field(scope, bare);
        }
        let source = self.tree.str(name);
        let ascii = source.is_ascii();
        let cut = if ascii { memchr2(b'(', b'[', source.as_bytes()) } else { source.find(['(', '（', '[']) };
        if let Some(cut) = cut {
            key.clear();
            normal(&source[..cut], key);
            return self.vocabulary.first_field(scope, key);
        }
        // Names are recognised through damage by a wrong encoding.
        if ascii { None } else { self.vocabulary.field(scope, &undamaged(source)?) }
    }

    /// The same for what has a name already: a word that can stand for the name stands for something else,
    /// as the tasks of a phase do.
    pub(crate) fn field_but(&self, shape: Shape, name: Span, key: &mut String) -> Option<Field> {
        let first = self.field(shape.scope, name, key)?;
        if first == shape.name { self.second(shape, key) } else { Some(first) }
    }

    /// The same where the word stands for the name if it can stand for nothing else.
    fn field_of(&self, shape: Shape, name: Span, named: bool, key: &mut String) -> Option<Field> {
        let first = self.field(shape.scope, name, key)?;
        let second = if named && first == shape.name { self.second(shape, key) } else { None };
        second.or(Some(first))
    }

    fn second(&self, shape: Shape, key: &str) -> Option<Field> {
        self.vocabulary.fields(shape.scope, key).into_iter().find(|f| *f != shape.name)
    }

    /// Parts `Risk 1: Mast falls` into its label, the number in it, and the name.
    pub fn label(&self, title: Span, shape: Shape, key: &mut String) -> Option<(Span, u32, Span)> {
        let title = unwrap(self.tree.text, title);
        let source = self.tree.str(title);
        let (head, tail) = split_label(source);
        if tail.trim().is_empty() {
            return None;
        }
        key.clear();
        normal(head, key);
        let (label, number) = split_number(key);
        let number = number?;
        let names = self.vocabulary.fields(shape.scope, label).contains(&shape.name);
        let name = Span::new(title.end() - tail.len(), title.end()).trim(self.tree.text);
        names.then(|| {
            (Span::new(title.start(), title.start() + head.len()).trim(self.tree.text), number, name)
        })
    }

    /// Names a record, without a label that only counts it. `Option A` and `Step 1` are what they are called.
    pub(crate) fn call(&self, record: &mut Record, title: Span, shape: Shape, key: &mut String) {
        let counted = !matches!(shape.name, Field::Option | Field::Number);
        match self.label(title, shape, key).filter(|_| counted) {
            Some((_, number, name)) => {
                record.title = Some(name);
                record.number = Some(number);
            }
            None => record.title = Some(title),
        }
    }

    fn blocks(&self, nodes: Range<NodeId>, shape: Shape, sink: &mut Sink) {
        for (node, _) in self.tree.unquoted(nodes.start, nodes.end) {
            let block = self.tree.nodes[node];
            match block.kind {
                Kind::Paragraph if is_silent(self.tree.str(block.span)) => {}
                Kind::Paragraph => self.paragraph(block.span, shape, sink),
                Kind::List(_) => self.list(node, shape, sink),
                Kind::Table => self.table(node, shape, sink),
                Kind::Code(_) => self.code(node, block.span, sink),
                // A `Key: value` line above a rule is, to the letter, a heading.
                Kind::Heading(_) if !self.tree.str(block.span).starts_with('#') => {
                    self.paragraph(block.span, shape, sink);
                }
                Kind::Footnote => self.prose(block.span, sink),
                Kind::Html if says_something(self.tree.str(block.span)) => self.prose(block.span, sink),
                _ => {}
            }
        }
    }

    fn code(&self, node: NodeId, span: Span, sink: &mut Sink) {
        match &mut sink.open {
            Some(open) => match open.pending.take() {
                Some(field) => open.record.set(field, Value { span, node: Some(node) }),
                None => open.record.codes.push(node),
            },
            None => sink.body.codes.push(node),
        }
    }

    fn paragraph(&self, span: Span, shape: Shape, sink: &mut Sink) {
        let text = self.tree.text;
        let mut first = true;
        let mut in_field = false;
        for line in lines(text, span) {
            for part in keyed_segments(text, line) {
                match keyed(text, part).and_then(|k| self.known(k, shape, sink)) {
                    Some((found, field)) => {
                        self.key_line(found, field, part, shape, sink);
                        in_field = true;
                    }
                    None if in_field => extend(sink, part),
                    None if first => {
                        self.prose(span, sink);
                        return;
                    }
                    None => {}
                }
                first = false;
            }
        }
    }

    /// A key that means something here: a known field, or a bold label.
    fn known(&self, found: Keyed, shape: Shape, sink: &mut Sink) -> Option<(Keyed, Option<Field>)> {
        let named = sink.open.as_ref().is_some_and(|o| o.fixed);
        let field = self.field_of(shape, found.key, named, &mut sink.key);
        (field.is_some() || found.bold).then_some((found, field))
    }

    fn key_line(&self, found: Keyed, field: Option<Field>, line: Span, shape: Shape, sink: &mut Sink) {
        let value = Value { span: found.value, node: None };
        let fixed = sink.open.as_ref().is_some_and(|o| o.fixed);
        match field {
            Some(field) if field == shape.name && !fixed => {
                let mut record = Record::new(Form::Keyed, line);
                record.title = Some(if found.value.is_empty() { found.key } else { found.value });
                sink.begin(record);
            }
            Some(field) => {
                let again = sink.open.as_ref().is_some_and(|o| !o.fixed && o.record.has(field));
                if sink.open.is_none() || again {
                    sink.begin(Record::new(Form::Keyed, line));
                }
                if let Some(open) = &mut sink.open {
                    open.record.set(field, value);
                    open.pending = value.span.is_empty().then_some(field);
                }
            }
            None if fixed => {
                if let Some(open) = &mut sink.open {
                    open.pending = None;
                    open.record.unknown.push((found.key, value));
                }
            }
            None => {
                let mut record = Record::new(Form::Keyed, line);
                self.call(&mut record, found.key, shape, &mut sink.key);
                record.text = Some(found.value).filter(|v| !v.is_empty());
                sink.begin(record);
            }
        }
    }

    fn prose(&self, span: Span, sink: &mut Sink) {
        let span = span.trim(self.tree.text);
        match &mut sink.open {
            Some(open) if open.fixed || open.record.text.is_none() && open.record.fields.is_empty() => {
                match open.pending.take() {
                    Some(field) => open.record.set(field, Value { span, node: None }),
                    None => {
                        // Paragraphs that follow one another are one text.
                        let joined = open
                            .record
                            .text
                            .filter(|t| self.tree.str(Span::new(t.end(), span.start())).trim().is_empty());
                        let text = joined.map_or(span, |t| t.cover(span));
                        if joined.is_some() || open.record.text.is_none() {
                            open.record.text = Some(text);
                            open.record.span = open.record.span.cover(span);
                        } else {
                            open.record.unknown.push((Span::at(span.start()), Value { span, node: None }));
                        }
                    }
                }
            }
            Some(open) if open.pending.is_some() => {
                if let Some(field) = open.pending.take() {
                    open.record.set(field, Value { span, node: None });
                }
            }
            _ => {
                sink.close();
                let after_records = !sink.body.records.is_empty();
                sink.body.prose.push(Prose { span, after_records });
            }
        }
    }

    fn list(&self, list: NodeId, shape: Shape, sink: &mut Sink) {
        let span = self.tree.nodes[list].span;
        if let Some(open) = &mut sink.open
            && let Some(field) = open.pending.take()
        {
            open.record.set(field, Value { span: span.trim(self.tree.text), node: Some(list) });
            return;
        }
        let named = sink.open.as_ref().is_some_and(|o| o.fixed);
        let items: SmallVec<[KeyedItem; 8]> = self
            .tree
            .items(list)
            .map(|item| {
                let found = keyed(self.tree.text, item.text);
                let field = found.and_then(|k| self.field_of(shape, k.key, named, &mut sink.key));
                (item, found, field)
            })
            .collect();
        let fielded = items.iter().filter(|(_, _, f)| f.is_some_and(|f| f != shape.name)).count();
        if let Some(open) = &mut sink.open {
            let bare = open.record.text.is_none() && open.record.fields.is_empty();
            // Keys in bullets below `**Component Name**: X` or a heading are that item's fields.
            if fielded > 0 && fielded * 2 >= items.len() {
                for (item, found, field) in &items {
                    self.item_field(item, *found, *field, &mut open.record, shape);
                }
                return;
            }
            if open.fixed || bare {
                open.record.lists.push(list);
                open.record.span = open.record.span.cover(span);
                return;
            }
        }
        sink.close();
        let distinct =
            items.iter().enumerate().all(|(i, (_, _, f))| !items[..i].iter().any(|(_, _, g)| g == f));
        let unboxed = items.iter().all(|(item, _, _)| item.mark.is_none());
        if fielded == items.len() && distinct && unboxed && items.len() > 1 {
            let mut record = Record::new(Form::Keyed, span);
            for (item, found, field) in &items {
                self.item_field(item, *found, *field, &mut record, shape);
            }
            sink.body.records.push(record);
            return;
        }
        sink.body.records.reserve(items.len());
        let begins = items.iter().any(|(_, _, f)| *f == Some(shape.name));
        for (item, found, field) in &items {
            // `- **Mitigation**: x` behind `- **Risk**: y` goes on with the same record.
            let goes_on = begins && field.is_some_and(|f| f != shape.name);
            if goes_on && let Some(last) = sink.body.records.last_mut() {
                self.item_field(item, *found, *field, last, shape);
                continue;
            }
            let record = self.item_known(item, Some((*found, *field)), shape, &mut sink.key);
            sink.body.records.push(record);
        }
    }
}

/// A line that goes on with the value of the key before it.
fn extend(sink: &mut Sink, line: Span) {
    let Some(open) = &mut sink.open else { return };
    let target = if open.record.fields.is_empty()
        || open.record.text.is_some_and(|t| {
            t.end < line.start && open.record.fields.iter().all(|(_, v)| v.span.end < t.start)
        }) {
        open.record.text.as_mut()
    } else {
        open.record.fields.last_mut().map(|(_, v)| &mut v.span)
    };
    if let Some(span) = target {
        *span = if span.is_empty() { line } else { span.cover(line) };
        open.pending = None;
        open.record.span = open.record.span.cover(line);
    }
}

/// Whether a paragraph is no more than tags, as `<a id="risks"></a>`.
pub fn is_silent(paragraph: &str) -> bool {
    paragraph.starts_with('<') && !says_something(paragraph)
}

/// Whether HTML says something to people: what stands outside of tags and comments.
pub fn says_something(html: &str) -> bool {
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        if rest[..open].contains(char::is_alphanumeric) {
            return true;
        }
        let close = if rest[open..].starts_with("<!--") { "-->" } else { ">" };
        let Some(end) = rest[open..].find(close) else { return false };
        rest = &rest[open + end + close.len()..];
    }
    rest.contains(char::is_alphanumeric)
}
