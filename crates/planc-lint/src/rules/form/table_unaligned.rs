use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_source::{Applicability, Edits, Fix, Severity, Span};
use planc_syntax::{Kind, Table};
use unicode_width::UnicodeWidthStr;

pub static RULE: Rule = Rule {
    name: "table-unaligned",
    summary: "the pipes of a table do not stand below each other",
    family: Family::Form,
    severities: Severities::always(Severity::Note),
    fixable: true,
    // Whether the source of tables should be tidy is a matter of taste.
    enabled: false,
    page: include_str!("table_unaligned.md"),
    check: Check::Plan(check),
};

/// A table that would become so many times as long is better read as it is: one cell is far longer than all others.
const LONGEST: usize = 16;

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let tables = cx.tree.nodes.iter().enumerate().filter(|(_, n)| n.kind == Kind::Table);
    for table in tables.filter_map(|(node, _)| cx.tree.table(node)) {
        if let Some(grid) = Grid::of(cx, &table)
            && let Some(row) = grid.crooked()
            && let Some(edits) = grid.aligned()
        {
            let fix =
                Fix { message: "align the columns".to_owned(), applicability: Applicability::Safe, edits };
            let mut found = out
                .diagnostic(row, "the pipes of this row do not stand below those of the first one")
                .label(grid.lines[0].span, "the first row");
            found.fixes.push(fix);
            out.push(found);
        }
    }
}

/// A table line by line, the line below the heads included.
struct Grid<'t> {
    text: &'t str,
    lines: Vec<Line>,
    /// Whether the dashes below the heads touch the pipes.
    filled: bool,
}

/// A line that begins and ends with a pipe.
struct Line {
    span: Span,
    cells: Vec<Span>,
    /// The line of dashes below the heads.
    rule: bool,
}

/// To which side of its column a cell goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Middle,
}

impl<'t> Grid<'t> {
    /// `None` where a line lacks one of its outer pipes or holds something whose width nobody knows.
    fn of(cx: &Context<'_, 't>, table: &Table) -> Option<Grid<'t>> {
        let text = cx.tree.text;
        let head = Line::new(text, table.head.span, table.head.cells.to_vec())?;
        let dashes = below(text, head.span)?;
        let dashes = Line { rule: true, ..Line::new(text, dashes, cells_of_rule(text, dashes))? };
        let touching = |cell: &Span| text.as_bytes().get(cell.start().wrapping_sub(1)) == Some(&b'|');
        let filled = dashes.cells.first().is_some_and(touching);
        let mut lines = vec![head, dashes];
        for row in cx.tree.rows(table) {
            lines.push(Line::new(text, row.span, row.cells.to_vec())?);
        }
        (lines[1].cells.len() == lines[0].cells.len()).then_some(Grid { text, lines, filled })
    }

    /// The first line whose pipes stand elsewhere than those of the heads.
    fn crooked(&self) -> Option<Span> {
        let first: Vec<usize> = self.pipes(&self.lines[0]).collect();
        // Cells that are missing or too many have no column to stand in.
        let off = |line: &&Line| self.pipes(line).zip(&first).any(|(one, other)| one != *other);
        self.lines[1..].iter().find(off).map(|line| line.span)
    }

    /// In which columns of an editor the pipes of a line stand.
    fn pipes<'l>(&'l self, line: &'l Line) -> impl Iterator<Item = usize> + 'l {
        let mut at = 0;
        line.gaps().map(move |(before, gap)| {
            let blanks = gap.of(self.text).find('|').unwrap_or(0);
            let pipe = at + before.of(self.text).width() + blanks;
            at = pipe + gap.len() - blanks;
            pipe
        })
    }

    /// The blanks and dashes that make it straight; `None` where it would become far too long.
    fn aligned(&self) -> Option<Edits> {
        let sides: Vec<Side> = self.lines[1].cells.iter().map(|cell| side(cell.of(self.text))).collect();
        let mut widths = Vec::new();
        for line in self.lines.iter().filter(|line| !line.rule) {
            widths.resize(widths.len().max(line.cells.len()), 3);
            for (width, cell) in widths.iter_mut().zip(&line.cells) {
                *width = cell.of(self.text).width().max(*width);
            }
        }
        let length: usize = self.lines.iter().map(|line| line.span.len()).sum();
        let wide: usize = widths.iter().map(|width| width + 3).sum();
        if wide * self.lines.len() > LONGEST * length {
            return None;
        }
        let mut edits = Edits::new();
        for line in &self.lines {
            let mut behind = 0;
            for (index, (_, gap)) in line.gaps().enumerate() {
                let (mut before, mut next) = (0, 0);
                if let Some(cell) = line.cells.get(index)
                    && !line.rule
                {
                    let room = widths[index] - cell.of(self.text).width();
                    (before, next) = match sides.get(index).copied().unwrap_or(Side::Left) {
                        Side::Left => (0, room),
                        Side::Right => (room, 0),
                        Side::Middle => (room / 2, room - room / 2),
                    };
                }
                let blank = usize::from(!(line.rule && self.filled));
                let left = if index == 0 { 0 } else { behind + blank };
                let right = if index == line.cells.len() { 0 } else { before + blank };
                behind = next;
                self.put(&mut edits, gap, &format!("{}|{}", " ".repeat(left), " ".repeat(right)))?;
            }
            if line.rule {
                for ((cell, side), width) in line.cells.iter().zip(&sides).zip(&widths) {
                    let width = width + if self.filled { 2 } else { 0 };
                    self.put(&mut edits, *cell, &dashes(cell.of(self.text), *side, width))?;
                }
            }
        }
        Some(edits)
    }

    fn put(&self, edits: &mut Edits, span: Span, text: &str) -> Option<()> {
        if span.of(self.text) == text { Some(()) } else { edits.replace(span, text).ok() }
    }
}

impl Line {
    fn new(text: &str, span: Span, cells: Vec<Span>) -> Option<Line> {
        let line = Line { span: span.trim(text), cells, rule: false };
        // Other blanks than those of the keyboard are somebody's text.
        let padding = |gap: &str| {
            gap.matches('|').count() == 1 && gap.bytes().all(|b| matches!(b, b' ' | b'\t' | b'|'))
        };
        let straight = line.cells.iter().all(|cell| !cell.of(text).contains('\t'));
        (straight && line.gaps().all(|(_, gap)| padding(gap.of(text)))).then_some(line)
    }

    /// What stands before, between and behind the cells, each with the cell before it.
    fn gaps(&self) -> impl Iterator<Item = (Span, Span)> + '_ {
        (0..=self.cells.len()).map(|index| {
            let before = index.checked_sub(1).map_or(Span::at(self.span.start()), |i| self.cells[i]);
            let behind = self.cells.get(index).map_or(self.span.end(), |cell| cell.start());
            (before, Span::new(before.end(), behind))
        })
    }
}

/// The line of dashes: the one below the heads, without the marks of a quote.
fn below(text: &str, head: Span) -> Option<Span> {
    let rest = text.get(head.end()..)?;
    let from = head.end() + rest.find(['\n', '\r'])? + 1;
    let from = from + usize::from(text[from - 1..].starts_with("\r\n"));
    let line = text[from..].split(['\n', '\r']).next()?;
    Some(Span::new(from + line.find('|')?, from + line.len()).trim(text))
}

fn cells_of_rule(text: &str, line: Span) -> Vec<Span> {
    let inner = line.of(text).trim_matches('|');
    let mut at = line.start() + line.of(text).find(inner).unwrap_or(0);
    let cells = inner.split('|').map(|cell| {
        let span = Span::new(at, at + cell.len()).trim(text);
        at += cell.len() + 1;
        span
    });
    cells.collect()
}

fn side(dashes: &str) -> Side {
    match (dashes.starts_with(':'), dashes.ends_with(':')) {
        (true, true) => Side::Middle,
        (false, true) => Side::Right,
        _ => Side::Left,
    }
}

/// A cell of the line of dashes, with its colons.
fn dashes(cell: &str, side: Side, width: usize) -> String {
    let (open, close) =
        (if cell.starts_with(':') { ":" } else { "" }, if side == Side::Left { "" } else { ":" });
    let dashes = width.saturating_sub(open.len() + close.len()).max(1);
    format!("{open}{}{close}", "-".repeat(dashes))
}
