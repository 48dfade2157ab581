//! Reading a bullet or numbered item: its label, its text, its fields wherever they stand in it.

use crate::Field;
use crate::reader::Reader;
use crate::record::{Form, Record, Shape, Value};
use planc_source::Span;
use planc_syntax::{Item, Keyed, Kind, NodeId, keyed, keyed_segments, lines};

impl Reader<'_, '_> {
    /// Takes a bullet as a field of `record`.
    pub(crate) fn item_field(
        &self,
        item: &Item,
        found: Option<Keyed>,
        field: Option<Field>,
        record: &mut Record,
        shape: Shape,
    ) {
        record.span = record.span.cover(item.span);
        let Some(found) = found else {
            record.unknown.push((Span::at(item.text.start()), Value { span: item.text, node: None }));
            return;
        };
        let nested = self.tree.nested(item).find(|b| matches!(b.kind, Kind::List(_) | Kind::Code(_)));
        let value = match nested {
            Some(block) if found.value.is_empty() => {
                Value { span: block.span.trim(self.tree.text), node: Some(block.node) }
            }
            _ => Value { span: found.value, node: None },
        };
        match field {
            Some(field) if field == shape.name && record.title.is_none() => record.title = Some(found.value),
            Some(field) => record.set(field, value),
            None => record.unknown.push((found.key, value)),
        }
        // What stands below a value is kept, but not read for fields again: lists may nest without end.
        if !found.value.is_empty()
            && let Some(block) = nested
        {
            match block.kind {
                Kind::List(_) => record.lists.push(block.node),
                _ => record.codes.push(block.node),
            }
        }
    }

    /// Takes a bullet or numbered item as a record.
    pub fn item(&self, item: &Item, shape: Shape, key: &mut String) -> Record {
        self.item_known(item, None, shape, key)
    }

    /// The same where the key it begins with is known already, and what that stands for.
    pub(crate) fn item_known(
        &self,
        item: &Item,
        known: Option<(Option<Keyed>, Option<Field>)>,
        shape: Shape,
        key: &mut String,
    ) -> Record {
        let mut record = Record::new(Form::Item, item.span);
        record.node = Some(item.node);
        record.number = item.number;
        record.mark = item.mark;
        record.mark_span = item.mark_span;
        let text = self.inline_fields(item.text, &mut record, shape, key);
        let known = known.filter(|_| text == item.text);
        match known.map_or_else(|| keyed(self.tree.text, text), |(found, _)| found) {
            Some(found) => {
                let field = known.map_or_else(|| self.field(shape.scope, found.key, key), |(_, field)| field);
                let named = field == Some(shape.name) && !found.value.is_empty();
                if named && found.key.of(self.tree.text).chars().all(|c| !c.is_ascii_digit()) {
                    record.title = Some(found.value);
                } else {
                    self.call(&mut record, found.key, shape, key);
                    record.text = Some(found.value).filter(|v| !v.is_empty());
                }
            }
            None => record.text = Some(text).filter(|t| !t.is_empty()),
        }
        for block in self.tree.nested(item) {
            self.nested(block.node, &mut record, shape, key);
        }
        record
    }

    pub(crate) fn nested(&self, node: NodeId, record: &mut Record, shape: Shape, key: &mut String) {
        let block = self.tree.nodes[node];
        match block.kind {
            Kind::List(_) => {
                let mut plain = false;
                for item in self.tree.items(node) {
                    // What has a box is something to do and no field.
                    let found = if item.mark.is_none() { keyed(self.tree.text, item.text) } else { None };
                    match found.and_then(|k| self.field_but(shape, k.key, key)) {
                        Some(field) => self.item_field(&item, found, Some(field), record, shape),
                        None => plain = true,
                    }
                }
                if plain {
                    record.lists.push(node);
                }
            }
            Kind::Code(_) => record.codes.push(node),
            Kind::Paragraph => {
                for line in lines(self.tree.text, block.span) {
                    let found = keyed(self.tree.text, line);
                    let field = found.and_then(|k| self.field_but(shape, k.key, key));
                    match (found, field) {
                        (Some(found), Some(field)) => {
                            record.set(field, Value { span: found.value, node: None })
                        }
                        _ if record.text.is_none() => record.text = Some(line),
                        _ => record.unknown.push((Span::at(line.start()), Value { span: line, node: None })),
                    }
                }
            }
            _ => {}
        }
    }

    /// Takes the fields inside a line: `… **Mitigation**: x`, and `… (Owner: y, Expected outputs: z)` at its end.
    /// Gives the text that is left.
    fn inline_fields(&self, text: Span, record: &mut Record, shape: Shape, key: &mut String) -> Span {
        let mut left = text;
        let parts = keyed_segments(self.tree.text, text);
        for part in parts.iter().skip(1) {
            let found = keyed(self.tree.text, *part);
            match found.and_then(|k| Some((k, self.field_but(shape, k.key, key)?))) {
                Some((found, field)) => {
                    record.set(field, Value { span: found.value, node: None });
                    left = Span::new(left.start(), left.end().min(part.start())).trim(self.tree.text);
                }
                // What is no field goes on with what stands before it.
                _ if left.end() < part.start() => {
                    if let Some((_, value)) = record.fields.last_mut() {
                        value.span = value.span.cover(*part);
                    }
                }
                _ => {}
            }
        }
        let kept = self.tree.str(left).trim_end_matches(['|', '·', '•', '/', ';', '→', ' ']).len();
        let left = if left == text { left } else { Span::new(left.start(), left.start() + kept) };
        let source = self.tree.str(left);
        let close = source.trim_end_matches(['.', ' ']);
        if !close.ends_with([')', '）']) {
            return left;
        }
        let Some(open) = opening(close) else { return left };
        let inner = &close[open..];
        let skip = inner.chars().next().map_or(1, char::len_utf8);
        let last = inner.chars().next_back().map_or(1, char::len_utf8);
        let inside = Span::new(left.start() + open + skip, left.start() + close.len() - last);
        if self.bracket_fields(inside, record, shape, key) {
            return Span::new(left.start(), left.start() + open).trim(self.tree.text);
        }
        left
    }

    /// `Expected outputs: a, b, Owner: c`: parts without a key go on with the value before them.
    fn bracket_fields(&self, inside: Span, record: &mut Record, shape: Shape, key: &mut String) -> bool {
        let source = self.tree.str(inside);
        let mut from = inside.start();
        let mut any = false;
        for part in source.split([',', ';', '，', '；', '|']) {
            let span = Span::new(from, from + part.len());
            let found = keyed(self.tree.text, span).filter(|k| k.by == ':');
            match found.and_then(|k| Some((k, self.field(shape.scope, k.key, key)?))) {
                Some((found, field)) => {
                    record.fields.push((field, Value { span: found.value, node: None }));
                    any = true;
                }
                None if any => {
                    if let Some((_, value)) = record.fields.last_mut() {
                        value.span = value.span.cover(span.trim(self.tree.text));
                    }
                }
                None => return false,
            }
            from =
                span.end() + source[span.end() - inside.start()..].chars().next().map_or(0, char::len_utf8);
        }
        any
    }
}

/// Where the bracket opens that closes at the end of `text`.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in text.char_indices().rev() {
        match c {
            ')' | '）' => depth += 1,
            '(' | '（' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
