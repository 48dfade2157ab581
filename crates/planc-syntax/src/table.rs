use crate::tree::{Kind, NodeId, Tree};
use planc_source::Span;
use smallvec::SmallVec;

/// A table, read row by row.
#[derive(Clone, Debug)]
pub struct Table {
    /// The table's node.
    pub node: NodeId,
    /// The column heads.
    pub head: Row,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The row's bytes.
    pub span: Span,
    /// The cells without padding. Fewer or more than the columns where the row is ragged.
    pub cells: SmallVec<[Span; 8]>,
}

impl<'a> Tree<'a> {
    /// The table at `node`, if there is one.
    pub fn table(&self, node: NodeId) -> Option<Table> {
        if self.nodes.get(node)?.kind != Kind::Table {
            return None;
        }
        let head = self.children(node).next()?;
        Some(Table { node, head: split_row(self.text, self.nodes[head].span, usize::MAX) })
    }

    /// The table's rows below the heads that have fewer or more cells than the heads.
    pub fn ragged_rows<'t>(&'t self, table: &'t Table) -> impl Iterator<Item = Row> + 't {
        let columns = table.head.cells.len();
        let rows = self.children(table.node).skip(1).map(|row| self.nodes[row].span);
        rows.filter(move |row| plain_count(self.text, *row) != Some(columns))
            .map(move |row| split_row(self.text, row, columns))
            .filter(move |row| row.cells.len() != columns)
    }

    /// The table's rows below the heads.
    pub fn rows<'t>(&'t self, table: &'t Table) -> impl Iterator<Item = Row> + 't {
        let columns = table.head.cells.len();
        let rows = self.children(table.node).skip(1);
        rows.map(move |row| split_row(self.text, self.nodes[row].span, columns))
    }
}

/// How many cells a row has, where that takes no more than counting its pipes.
fn plain_count(text: &str, row: Span) -> Option<usize> {
    let line = row.of(text).as_bytes();
    let end = memchr::memchr3(b'\\', b'`', b'\r', line).is_none();
    let line = line.strip_suffix(b"\n").unwrap_or(line).trim_ascii();
    let pipes = memchr::memchr_iter(b'|', line).count();
    let open = usize::from(line.last().is_some_and(|last| *last != b'|'));
    let plain = end && line.is_ascii() && !line.is_empty();
    plain.then(|| pipes + open - usize::from(line[0] == b'|'))
}

/// Splits a row at its pipes (GFM 4.10). A row with more cells than `columns` whose surplus comes from
/// pipes inside code spans is read as it was meant: those pipes are text.
fn split_row(text: &str, row: Span, columns: usize) -> Row {
    let line = row.of(text);
    let line = memchr::memchr2(b'\n', b'\r', line.as_bytes()).map_or(line, |end| &line[..end]);
    let span = Span::new(row.start(), row.start() + line.len());
    let cells = split(text, span, false);
    if cells.len() > columns && line.contains('`') {
        let guarded = split(text, span, true);
        if guarded.len() == columns {
            return Row { span, cells: guarded };
        }
    }
    Row { span, cells }
}

fn split(text: &str, row: Span, guard_code: bool) -> SmallVec<[Span; 8]> {
    let row = row.trim(text);
    let bytes = row.of(text).as_bytes();
    let cell = |from: usize, to: usize| {
        let (mut from, mut to) = (from, to);
        while from < to && bytes[from] == b' ' {
            from += 1;
        }
        while from < to && bytes[to - 1] == b' ' {
            to -= 1;
        }
        Span::new(row.start() + from, row.start() + to).trim(text)
    };
    let mut cells = SmallVec::new();
    let mut from = usize::from(bytes.first() == Some(&b'|'));
    let (mut at, mut ticks) = (from, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'`' if guard_code => {
                let run = bytes[at..].iter().take_while(|&&b| b == b'`').count();
                ticks = if ticks == 0 {
                    run
                } else if ticks == run {
                    0
                } else {
                    ticks
                };
                at += run - 1;
            }
            b'|' if ticks == 0 => {
                cells.push(cell(from, at));
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    if from < bytes.len() {
        cells.push(cell(from, bytes.len()));
    }
    cells
}
