//! Finding the boxes: one sweep from the top, with the boxes that are open at each row.

use planc_source::Span;

use super::grid::{DOWN, Grid, LEFT, RIGHT, UP, head, is_bar, lines};
use crate::notation::scan::says_something;

/// A box with a name.
pub(super) struct Frame {
    pub name: Span,
    pub top: usize,
    pub bottom: usize,
    pub left: usize,
    pub right: usize,
    /// The cells of its border.
    pub border: Vec<u32>,
}

/// How far a border may stand from where it should, in columns.
const SIDE: usize = 2;
/// Long lines push the right border out further than that.
const OVERFLOW: usize = 6;

/// The boxes that have a name, by row and column.
pub(super) fn find(grid: &Grid, code: &str) -> Vec<Frame> {
    let mut sweep = Sweep { grid, code, open: Vec::new(), done: Vec::new() };
    let mut items = Vec::new();
    for row in 0..grid.height() {
        scan(grid, row, &mut items);
        sweep.row(row, &mut items);
    }
    for frame in std::mem::take(&mut sweep.open) {
        sweep.close(frame);
    }
    sweep.done.sort_by_key(|frame| (frame.top, frame.left));
    sweep.done
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// Part of a side.
    Bar,
    /// `┌──┐` and `└──┘`, up to the column.
    Top(usize),
    Bottom(usize),
    /// `+--+`, which may be either.
    Rule(usize),
    /// Where a bottom or rule ends, for the right side.
    End,
}

#[derive(Clone, Copy)]
struct Item {
    column: usize,
    what: What,
    taken: bool,
}

impl Item {
    fn release(self, items: &mut [Item]) {
        if let Ok(at) = items.binary_search_by_key(&self.column, |item| item.column) {
            items[at].taken = false;
        }
    }
}

/// The parts of borders in a row, by column.
fn scan(grid: &Grid, row: usize, items: &mut Vec<Item>) {
    items.clear();
    let cells = grid.row(row);
    let mut at = 0;
    while at < cells.len() {
        let c = cells[at].c;
        let directions = lines(c);
        let run = match (c, directions) {
            ('+', _) => plus_run(grid, row, at).map(|end| (What::Rule(end), end)),
            (_, d) if d == RIGHT | DOWN => edge(grid, row, at, LEFT | DOWN).map(|end| (What::Top(end), end)),
            (_, d) if d == RIGHT | UP => edge(grid, row, at, LEFT | UP).map(|end| (What::Bottom(end), end)),
            _ if is_bar(c) => {
                items.push(Item { column: at, what: What::Bar, taken: false });
                None
            }
            _ => None,
        };
        match run {
            Some((what, end)) => {
                items.push(Item { column: at, what, taken: false });
                if !matches!(what, What::Top(_)) {
                    items.push(Item { column: end, what: What::End, taken: false });
                }
                at = end + 1;
            }
            None => at += 1,
        }
    }
}

/// Where the edge that begins at `column` has its other corner. A title may stand in it.
fn edge(grid: &Grid, row: usize, column: usize, corner: u8) -> Option<usize> {
    let cells = grid.row(row);
    let mut previous = ' ';
    for (at, cell) in cells.iter().enumerate().skip(column + 1) {
        let directions = lines(cell.c);
        let straight = directions & (LEFT | RIGHT) == LEFT | RIGHT;
        if directions == corner && lines(previous) & RIGHT != 0 {
            return Some(at);
        }
        let text = directions == 0 && at > column + 1;
        if !straight && !text {
            return None;
        }
        previous = cell.c;
    }
    None
}

/// Where `+--+` ends: at the last `+` of the run, or behind a title, as in `+-- Title --+`.
fn plus_run(grid: &Grid, row: usize, column: usize) -> Option<usize> {
    let cells = grid.row(row);
    let (mut last, mut title) = (None, false);
    for (at, cell) in cells.iter().enumerate().skip(column + 1) {
        match cell.c {
            '+' if title => return lines(cells[at - 1].c).eq(&(LEFT | RIGHT)).then_some(at),
            '+' => last = Some(at),
            '-' | '=' | '─' | 'v' | '^' | '▼' | '▲' | '↓' | '↑' => {}
            '|' => break,
            ' ' if last.is_none() && at > column + 1 => title = true,
            _ if title => {}
            _ => break,
        }
    }
    last.filter(|&end| end > column + 1 && !title)
}

/// A box that is open.
struct Open {
    top: usize,
    left: usize,
    right: usize,
    name: Option<Span>,
    border: Vec<u32>,
    /// The row before had no side of it.
    missed: bool,
    /// The row of its bottom, or of a rule that may be its bottom.
    rule: Option<usize>,
}

struct Sweep<'g> {
    grid: &'g Grid,
    code: &'g str,
    /// By column.
    open: Vec<Open>,
    done: Vec<Frame>,
}

impl Sweep<'_> {
    fn row(&mut self, row: usize, items: &mut [Item]) {
        let mut sides: Vec<(usize, usize, bool)> = Vec::with_capacity(self.open.len() * 2);
        for (index, frame) in self.open.iter().enumerate() {
            sides.push((frame.left, index, false));
            sides.push((frame.right, index, true));
        }
        sides.sort_unstable();
        let mut found: Vec<[Option<usize>; 2]> = vec![[None, None]; self.open.len()];
        let mut drift = 0isize;
        for (column, index, right) in sides {
            let moved = column.saturating_add_signed(drift);
            let reach = if right { OVERFLOW } else { SIDE };
            let item = nearest(items, moved, reach, right)
                .or_else(|| nearest(items, column, SIDE, right).filter(|_| drift != 0));
            if let Some(item) = item {
                items[item].taken = true;
                found[index][usize::from(right)] = Some(item);
                drift = items[item].column.cast_signed() - column.cast_signed();
            }
        }
        let before = std::mem::take(&mut self.open);
        for (mut frame, [left, right]) in before.into_iter().zip(found) {
            let [left, right] = [left, right].map(|item| item.map(|item| items[item]));
            if self.goes_on(&mut frame, row, left, right) {
                self.open.push(frame);
                continue;
            }
            if frame.rule.is_some_and(|rule| rule < row) {
                // What stands below its bottom is not the box's.
                for side in [left, right].into_iter().flatten() {
                    side.release(items);
                }
            }
            self.close(frame);
        }
        for item in items.iter().filter(|item| !item.taken) {
            if let What::Top(end) | What::Rule(end) = item.what {
                self.begin(row, item.column, end);
            }
        }
        self.open.sort_by_key(|frame| frame.left);
    }

    fn begin(&mut self, row: usize, left: usize, right: usize) {
        let mut frame =
            Open { top: row, left, right, name: None, border: Vec::new(), missed: false, rule: None };
        self.mark(&mut frame, row, left, right);
        // A title in the edge: `┌─ Title ──┐`.
        let words = |name: &Span| {
            name.of(self.code).split(|c: char| !c.is_alphanumeric()).any(|word| word.chars().nth(1).is_some())
        };
        frame.name = self.text(row, left + 1, right).filter(words);
        self.open.push(frame);
    }

    fn mark(&self, frame: &mut Open, row: usize, from: usize, to: usize) {
        let cells = (from..=to).filter_map(|column| self.grid.index(row, column));
        frame.border.extend(cells.filter_map(|cell| u32::try_from(cell).ok()));
    }

    /// Takes the row into the box; false once the box is over.
    fn goes_on(&self, frame: &mut Open, row: usize, left: Option<Item>, right: Option<Item>) -> bool {
        let bar = |item: &Item| item.what == What::Bar;
        if frame.rule.is_some() {
            // The rule was the bottom unless both sides go on below it.
            if !(left.as_ref().is_some_and(bar) && right.as_ref().is_some_and(bar)) {
                return false;
            }
            frame.rule = None;
        }
        if let Some(Item { column, what: What::Bottom(end) | What::Rule(end), .. }) = left {
            let width = frame.right - frame.left;
            if (end - column) * 2 >= width {
                self.mark(frame, row, column, end);
                frame.rule = Some(row);
                // A bottom is the bottom; only a rule waits for the next row.
                return matches!(left, Some(Item { what: What::Rule(_), .. }));
            }
        }
        if left.is_none() && right.is_none() {
            let again = std::mem::replace(&mut frame.missed, true);
            return !again && row > frame.top + 1;
        }
        frame.missed = false;
        for side in [left, right].into_iter().flatten() {
            self.mark(frame, row, side.column, side.column);
        }
        if let Some(left) = left.filter(bar).filter(|_| frame.name.is_none()) {
            frame.name = self.label(row, left.column, right.map(|item| item.column));
        }
        true
    }

    /// The words in a row of a box, up to the next bar.
    fn label(&self, row: usize, left: usize, right: Option<usize>) -> Option<Span> {
        let ascii = matches!(self.grid.get(row, left), '|' | '¦');
        let cells = self.grid.row(row);
        let end = cells.iter().enumerate().skip(left + 1).find(|&(at, cell)| {
            let drawn = lines(cell.c) & (UP | DOWN) != 0 && cell.c != '+';
            Some(at) == right || drawn && (ascii || right.is_none() || !matches!(cell.c, '|' | '¦'))
        });
        self.text(row, left + 1, end.map_or(cells.len(), |(at, _)| at))
    }

    /// What is written between two columns, without what is drawn around it.
    fn text(&self, row: usize, from: usize, to: usize) -> Option<Span> {
        let cells = self.grid.row(row);
        let inner = cells.get(from..to.min(cells.len()))?;
        let start = inner.first()?.at as usize;
        let end = cells.get(to).map_or_else(
            || inner.last().map_or(start, |cell| cell.at as usize + cell.c.len_utf8()),
            |cell| cell.at as usize,
        );
        let span = Span::new(start, end);
        let text = span.of(self.code);
        let drawn = |c: char| {
            c.is_whitespace()
                || !c.is_ascii() && (lines(c) != 0 || head(c) != 0)
                || matches!(c, '|' | '\u{fe0f}')
        };
        let dashed = |c: char| drawn(c) || matches!(c, '-' | '=' | '+');
        let name = text.trim_matches(drawn);
        let name =
            if name.starts_with("--") || name.ends_with("--") { name.trim_matches(dashed) } else { name };
        says_something(name).then(|| crate::notation::scan::span(self.code, name))
    }

    /// A box is over; it counts if it has a name and a bottom.
    fn close(&mut self, frame: Open) {
        if let (Some(name), Some(bottom)) = (frame.name, frame.rule) {
            let Open { top, left, right, border, .. } = frame;
            self.done.push(Frame { name, top, bottom, left, right, border });
        }
    }
}

/// The part of a border that stands nearest to `column`, and is of the right kind for the side.
fn nearest(items: &[Item], column: usize, reach: usize, right: bool) -> Option<usize> {
    let from = items.partition_point(|item| item.column + SIDE < column);
    items[from..]
        .iter()
        .enumerate()
        .take_while(|(_, item)| item.column <= column + reach)
        .filter(|(_, item)| !item.taken)
        .filter(|(_, item)| match item.what {
            What::Bar => true,
            What::End => right,
            What::Bottom(_) | What::Rule(_) => !right,
            What::Top(_) => false,
        })
        .min_by_key(|(_, item)| item.column.abs_diff(column))
        .map(|(offset, _)| from + offset)
}
