//! Reading a table: what each column is, and a record for each row.

use crate::reader::{Reader, Sink};
use crate::record::{Form, Record, Shape, Value};
use crate::{Field, normal};
use planc_source::Span;
use planc_syntax::{NodeId, Row, Table, unwrap};
use smallvec::SmallVec;

impl Reader<'_, '_> {
    pub(crate) fn table(&self, node: NodeId, shape: Shape, sink: &mut Sink) {
        let Some(table) = self.tree.table(node) else { return };
        match &mut sink.open {
            // A table below a heading says of one item what it is, or the heading only groups the rows.
            Some(open) if open.fixed => {
                let pairs = self.pairs(&table, shape, &mut open.record, &mut sink.key);
                if pairs {
                    return;
                }
                if sink.in_part || !open.record.is_bare() || !self.speaks_of(&table, shape, &mut sink.key) {
                    let span = self.tree.nodes[node].span.trim(self.tree.text);
                    open.record.unknown.push((Span::at(span.start()), Value { span, node: None }));
                    return;
                }
            }
            _ => sink.close(),
        }
        let columns = self.columns(&table.head.cells, shape, &mut sink.key);
        sink.body.records.reserve(self.tree.children(node).count());
        for row in self.tree.rows(&table) {
            let mut record = Record::new(Form::Row, row.span);
            for (cell, column) in row.cells.iter().zip(&columns) {
                match column {
                    Some(field) if *field == shape.name && record.title.is_none() => {
                        record.title = Some(*cell)
                    }
                    Some(field) if !cell.is_empty() => {
                        record.fields.push((*field, Value { span: *cell, node: None }))
                    }
                    _ => {}
                }
            }
            if row.cells.iter().any(|c| !c.is_empty()) {
                sink.body.records.push(record);
            }
        }
    }

    /// What each column of a table says of the items in its rows.
    pub fn table_fields(&self, table: &Table, shape: Shape) -> Vec<Option<Field>> {
        self.columns(&table.head.cells, shape, &mut String::new()).to_vec()
    }

    /// Whether most heads of a table are known to speak of such items.
    fn speaks_of(&self, table: &Table, shape: Shape, key: &mut String) -> bool {
        let heads = table.head.cells.iter().filter(|h| !is_count(self.tree.str(**h)));
        let (mut known, mut all) = (0, 0);
        for head in heads {
            all += 1;
            known += usize::from(self.field(shape.scope, *head, key).is_some());
        }
        known * 2 >= all && known > 0
    }

    /// Takes a table of two columns as keys and values of one item, if most of its keys are known.
    fn pairs(&self, table: &Table, shape: Shape, record: &mut Record, key: &mut String) -> bool {
        let rows = std::iter::once(table.head.clone()).chain(self.tree.rows(table));
        let rows: Vec<Row> = rows.filter(|r| r.cells.len() == 2).collect();
        if table.head.cells.len() != 2 {
            return false;
        }
        let field = |cell: Span, key: &mut String| self.field(shape.scope, unwrap(self.tree.text, cell), key);
        let fields: Vec<Option<Field>> =
            rows.iter().map(|r| field(r.cells[0], key).filter(|f| *f != shape.name)).collect();
        let known = fields.iter().skip(1).flatten().count();
        if known == 0 || known * 2 < fields.len() - 1 {
            return false;
        }
        for (number, (row, field)) in rows.iter().zip(fields).enumerate() {
            let value = Value { span: row.cells[1], node: None };
            match field {
                Some(field) if !value.span.is_empty() => record.set(field, value),
                // The heads only name the columns.
                None if number > 0 => record.unknown.push((row.cells[0], value)),
                _ => {}
            }
        }
        true
    }

    /// What each column is. The first column nobody knows is the name where no other is; the second one
    /// is the text.
    fn columns(&self, heads: &[Span], shape: Shape, key: &mut String) -> SmallVec<[Option<Field>; 8]> {
        let mut columns: SmallVec<[Option<Field>; 8]> = SmallVec::from_elem(None, heads.len());
        let mut used: SmallVec<[Field; 8]> = SmallVec::new();
        let mut open: SmallVec<[(usize, SmallVec<[Field; 2]>); 8]> = SmallVec::new();
        for (at, head) in heads.iter().take(64).enumerate() {
            key.clear();
            normal(self.tree.str(*head), key);
            let mut fields = self.vocabulary.fields(shape.scope, key);
            if fields.is_empty() {
                fields.extend(self.field(shape.scope, *head, key));
            }
            // A head that can mean one thing only takes it before those that can mean several.
            match fields[..] {
                [field] if !used.contains(&field) => {
                    used.push(field);
                    columns[at] = Some(field);
                }
                [] | [_] => {}
                _ => open.push((at, fields)),
            }
        }
        for (at, fields) in open {
            let mut free = fields.iter().copied().filter(|f| !used.contains(f));
            let field = free.clone().find(|f| *f == shape.name).or_else(|| free.next());
            used.extend(field);
            columns[at] = field;
        }
        // A column `Responsibility` is what the component is for.
        let duties = columns.iter().position(|c| *c == Some(Field::Responsibilities));
        if let Some(at) = duties.filter(|_| shape.text == Field::Purpose && !used.contains(&Field::Purpose)) {
            columns[at] = Some(Field::Purpose);
            used.push(Field::Purpose);
        }
        for wanted in [shape.name, shape.text] {
            if !used.contains(&wanted) {
                let free = heads
                    .iter()
                    .zip(&columns)
                    .position(|(head, c)| c.is_none() && !is_count(self.tree.str(*head)));
                if let Some(at) = free {
                    columns[at] = Some(wanted);
                    used.push(wanted);
                }
            }
        }
        columns
    }
}

/// Whether a head is that of a column which only counts the rows.
pub fn is_count(head: &str) -> bool {
    matches!(
        head.trim_matches(['*', '`', ' ', '.']),
        "#" | "№" | "ID" | "Id" | "id" | "No" | "Nr" | "序号" | "编号" | "番号"
    )
}
