//! Following the lines between boxes: cells that touch are one wire, and where a wire meets a border it has
//! an end, with or without an arrowhead.

use super::frames::Frame;
use super::grid::{DOWN, Grid, LEFT, RIGHT, UP, head, lines};

/// A border may be this many columns away from the end of a line, or this many rows.
const GAP: usize = 3;
const ROWS: usize = 2;
/// A text on a line is not longer.
const TEXT: usize = 60;
/// A wire with more ends than that joins its boxes only to the first.
const WIDEST: usize = 32;

/// The edges between boxes by the boxes they lead from and to, each once.
pub(super) fn trace(grid: &Grid, frames: &[Frame]) -> Vec<(usize, usize)> {
    let mut owner = vec![0u32; grid.len()];
    for (index, frame) in (1u32..).zip(frames) {
        for &cell in &frame.border {
            owner[cell as usize] = index;
        }
    }
    let parents = (0u32..).take(grid.len()).collect();
    let mut wires = Wires { grid, owner, parents, ends: Vec::new(), middles: Vec::new() };
    for row in 0..grid.height() {
        for (column, cell) in grid.row(row).iter().enumerate() {
            // Most cells are blank or text.
            let drawn = matches!(cell.c, '-' | '=' | '|' | '+' | '<' | '>' | 'v' | 'V' | '^');
            if drawn || !cell.c.is_ascii() {
                wires.cell(row, column);
            }
        }
    }
    wires.edges(frames)
}

/// Where a wire meets a box.
#[derive(Clone, Copy)]
struct End {
    wire: u32,
    frame: usize,
    /// The direction of the arrowhead that points at the box; 0 without one.
    head: u8,
}

struct Wires<'g> {
    grid: &'g Grid,
    /// The box whose border a cell is, counted from 1.
    owner: Vec<u32>,
    /// The wires as a forest: the parent of each cell.
    parents: Vec<u32>,
    ends: Vec<End>,
    /// Arrowheads that point along a wire.
    middles: Vec<(u32, u8)>,
}

/// What a search along a line came to.
enum Found {
    Border(usize),
    Wire(usize),
    Nothing,
}

impl Wires<'_> {
    fn owner(&self, row: usize, column: usize) -> Option<usize> {
        let owner = self.owner[self.grid.index(row, column)?];
        (owner as usize).checked_sub(1)
    }

    /// The directions in which the cell goes on as part of a wire; 0 if it is text or border.
    fn wire(&self, row: usize, column: usize) -> u8 {
        if self.owner(row, column).is_some() {
            return 0;
        }
        let c = self.grid.get(row, column);
        let left = column.checked_sub(1).map_or(' ', |column| self.grid.get(row, column));
        let right = self.grid.get(row, column + 1);
        let flat = |c: char| lines(c) & (LEFT | RIGHT) != 0;
        match c {
            ' ' => 0,
            // A dash alone is a dash.
            '-' | '=' => {
                let left_owned =
                    column.checked_sub(1).is_some_and(|column| self.owner(row, column).is_some());
                let beside = flat(left) && left != '+' || flat(right) || matches!(right, '>' | '▶' | '►');
                let beside =
                    beside || left == '+' || matches!(left, '<' | '◀' | '◄') || left_owned && right != ' ';
                if beside { LEFT | RIGHT } else { 0 }
            }
            // And a plus that no line leads to is a plus.
            '+' => {
                let (above, below) = (self.above(row, column), self.grid.get(row + 1, column));
                let beside =
                    lines(left) & RIGHT | lines(right) & LEFT | lines(above) & DOWN | lines(below) & UP;
                if beside != 0 { lines(c) } else { 0 }
            }
            '>' if flat(left) => LEFT | RIGHT,
            '<' if flat(right) => LEFT | RIGHT,
            '>' | '<' => 0,
            'v' | 'V' | '^' => {
                let alone = !left.is_alphanumeric() && !right.is_alphanumeric();
                let (above, below) = (self.above(row, column), self.grid.get(row + 1, column));
                let (line, border) = if c == '^' {
                    (below, self.owner(row + 1, column))
                } else {
                    (above, row.checked_sub(1).and_then(|row| self.owner(row, column)))
                };
                let upright = lines(line) & (UP | DOWN) != 0;
                if alone && (upright || border.is_some()) { UP | DOWN } else { 0 }
            }
            _ => match head(c) {
                0 => lines(c),
                h if h & (LEFT | RIGHT) != 0 => LEFT | RIGHT,
                _ => UP | DOWN,
            },
        }
    }

    fn above(&self, row: usize, column: usize) -> char {
        row.checked_sub(1).map_or(' ', |row| self.grid.get(row, column))
    }

    /// Joins a cell to what it touches.
    fn cell(&mut self, row: usize, column: usize) {
        let directions = self.wire(row, column);
        if directions == 0 {
            return;
        }
        let Some(cell) = self.grid.index(row, column) else { return };
        let pointing = head(self.grid.get(row, column));
        if directions & RIGHT != 0 {
            let found = self.right(row, column);
            self.join(cell, found, RIGHT);
        }
        if directions & LEFT != 0 {
            let found = self.left(row, column);
            self.join(cell, found, LEFT);
        }
        if directions & DOWN != 0 {
            let found = self.down(row, column);
            self.join(cell, found, DOWN);
        }
        if directions & UP != 0 {
            let found = self.up(row, column);
            self.join(cell, found, UP);
        }
        if pointing != 0 {
            self.middles.push((u32::try_from(cell).unwrap_or(0), pointing));
        }
    }

    fn join(&mut self, cell: usize, found: Found, direction: u8) {
        let wire = u32::try_from(cell).unwrap_or(0);
        match found {
            Found::Border(border) => {
                let frame = self.owner[border] as usize - 1;
                // An arrowhead may be drawn in the border itself.
                let head = (head(self.grid.char(cell)) | head(self.grid.char(border))) & direction;
                self.ends.push(End { wire, frame, head });
            }
            Found::Wire(other) => {
                let (a, b) = (self.root(wire), self.root(u32::try_from(other).unwrap_or(0)));
                self.parents[b as usize] = a;
            }
            Found::Nothing => {}
        }
    }

    /// The cell that stands for the whole wire.
    fn root(&mut self, mut cell: u32) -> u32 {
        while self.parents[cell as usize] != cell {
            let parent = self.parents[cell as usize];
            self.parents[cell as usize] = self.parents[parent as usize];
            cell = self.parents[cell as usize];
        }
        cell
    }

    /// To the right: the next cell, a border behind a small gap, or the rest of the line behind its text.
    fn right(&self, row: usize, column: usize) -> Found {
        let mut blank = true;
        for at in column + 1..=column + TEXT {
            let Some(cell) = self.grid.index(row, at) else { return Found::Nothing };
            if self.owner(row, at).is_some() {
                // A few characters, such as a cardinality, may stand before the border.
                return if at - column <= 2 * GAP { Found::Border(cell) } else { Found::Nothing };
            }
            let c = self.grid.get(row, at);
            let wire = self.wire(row, at);
            if wire != 0 {
                let over = at == column + 1 && self.wire(row, at + 1) & LEFT != 0;
                return match self.grid.index(row, at + 1) {
                    _ if wire & LEFT != 0 => Found::Wire(cell),
                    // The lines cross.
                    Some(behind) if over => Found::Wire(behind),
                    _ if at == column + 1 => Found::Wire(cell),
                    _ => Found::Nothing,
                };
            }
            blank &= c == ' ';
            if blank && at - column > GAP {
                return Found::Nothing;
            }
        }
        Found::Nothing
    }

    /// To the left: borders, also behind a text, or an upright line that ours begins at. What else touches
    /// joins from its own side.
    fn left(&self, row: usize, column: usize) -> Found {
        let mut spaces = 0;
        for at in (column.saturating_sub(TEXT)..column).rev() {
            let Some(cell) = self.grid.index(row, at) else { return Found::Nothing };
            if self.owner(row, at).is_some() {
                return Found::Border(cell);
            }
            let wire = self.wire(row, at);
            if wire != 0 {
                let crossing = at.checked_sub(1).is_some_and(|at| self.wire(row, at) & RIGHT != 0);
                let begins = at + 1 == column && wire & RIGHT == 0 && !crossing;
                return if begins { Found::Wire(cell) } else { Found::Nothing };
            }
            spaces = if self.grid.get(row, at) == ' ' { spaces + 1 } else { 0 };
            if spaces > GAP {
                return Found::Nothing;
            }
        }
        Found::Nothing
    }

    fn down(&self, row: usize, column: usize) -> Found {
        for below in row + 1..=row + ROWS {
            if let Some(cell) = self.grid.index(below, column) {
                if self.owner(below, column).is_some() {
                    return Found::Border(cell);
                }
                let wire = self.wire(below, column);
                if wire & UP != 0 || wire != 0 && below == row + 1 {
                    return Found::Wire(cell);
                }
            }
            if below > row + 1 {
                continue;
            }
            // The line goes on beside the place where it should.
            for beside in [column.checked_sub(1), Some(column + 1)].into_iter().flatten() {
                let cell = self.grid.index(below, beside);
                if let Some(cell) = cell.filter(|_| self.wire(below, beside) & (UP | LEFT | RIGHT) == UP) {
                    return Found::Wire(cell);
                }
            }
        }
        Found::Nothing
    }

    fn up(&self, row: usize, column: usize) -> Found {
        for above in (row.saturating_sub(ROWS)..row).rev() {
            if let Some(cell) = self.grid.index(above, column) {
                if self.owner(above, column).is_some() {
                    return Found::Border(cell);
                }
                if self.grid.get(above, column) != ' ' {
                    return Found::Nothing;
                }
            }
        }
        Found::Nothing
    }

    fn edges(mut self, frames: &[Frame]) -> Vec<(usize, usize)> {
        let mut ends = std::mem::take(&mut self.ends);
        for end in &mut ends {
            end.wire = self.root(end.wire);
        }
        let mut middles = std::mem::take(&mut self.middles);
        for (wire, _) in &mut middles {
            *wire = self.root(*wire);
        }
        ends.sort_by_key(|end| end.wire);
        middles.sort_unstable();
        let mut edges = Vec::new();
        for wire in ends.chunk_by(|a, b| a.wire == b.wire) {
            let from = middles.partition_point(|(root, _)| *root < wire[0].wire);
            let along = middles[from..].iter().take_while(|(root, _)| *root == wire[0].wire);
            connect(frames, wire, along.fold(0, |all, (_, head)| all | head), &mut edges);
        }
        edges.retain(|&(a, b)| a != b && !within(&frames[a], &frames[b]) && !within(&frames[b], &frames[a]));
        edges.sort_unstable();
        edges.dedup();
        edges
    }
}

/// The edges of one wire.
fn connect(frames: &[Frame], ends: &[End], along: u8, edges: &mut Vec<(usize, usize)>) {
    let mut heads: Vec<&End> = ends.iter().filter(|end| end.head != 0).collect();
    let mut tails: Vec<usize> = ends.iter().filter(|end| end.head == 0).map(|end| end.frame).collect();
    tails.sort_unstable();
    tails.dedup();
    heads.sort_by_key(|end| end.frame);
    heads.dedup_by_key(|end| end.frame);
    if heads.is_empty() {
        // Nothing points anywhere: from the left, or else from the top.
        let first = tails.iter().copied().min_by(|&a, &b| order(&frames[a], &frames[b]));
        let back = along & (LEFT | UP) != 0 && along & (RIGHT | DOWN) == 0 && tails.len() == 2;
        for (first, other) in tails.iter().filter_map(|&other| first.map(|first| (first, other))) {
            edges.push(if back { (other, first) } else { (first, other) });
        }
        return;
    }
    if tails.is_empty() {
        // Both ways, unless it comes from somewhere else and splits.
        if let [a, b] = heads[..]
            && a.head != b.head
        {
            edges.extend([(a.frame, b.frame), (b.frame, a.frame)]);
        }
        return;
    }
    let wide = tails.len().saturating_mul(heads.len()) > WIDEST * WIDEST;
    for &tail in tails.iter().take(if wide { 1 } else { tails.len() }) {
        edges.extend(heads.iter().map(|end| (tail, end.frame)));
    }
}

fn order(a: &Frame, b: &Frame) -> std::cmp::Ordering {
    if a.bottom < b.top || b.bottom < a.top {
        return a.top.cmp(&b.top);
    }
    (a.left, a.top).cmp(&(b.left, b.top))
}

/// Whether a box stands in another.
fn within(inner: &Frame, outer: &Frame) -> bool {
    outer.top < inner.top
        && inner.bottom < outer.bottom
        && outer.left < inner.left
        && inner.right < outer.right
}
