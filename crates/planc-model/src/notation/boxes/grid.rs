//! A drawing as rows of cells, so that what stands below something can be found.

use crate::notation::scan;

/// A character and where it stands in the text. A wide character is followed by an empty cell.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    pub c: char,
    pub at: u32,
}

pub(super) struct Grid {
    cells: Vec<Cell>,
    /// Where each row begins in `cells`, and at last where the last one ends.
    rows: Vec<usize>,
}

/// What follows a wide character or a tab in its further columns.
const FILLER: char = '\0';

impl Grid {
    pub fn new(code: &str) -> Grid {
        let mut grid = Grid { cells: Vec::with_capacity(code.len() / 2), rows: Vec::new() };
        for line in scan::lines(code) {
            grid.rows.push(grid.cells.len());
            for (at, c) in line.of(code).char_indices() {
                let at = u32::try_from(line.start() + at).unwrap_or(u32::MAX);
                let (c, width) = match c {
                    '\t' => (' ', 4),
                    _ if c.is_whitespace() => (' ', 1),
                    _ => (c, width(c)),
                };
                if width > 0 {
                    grid.cells.push(Cell { c, at });
                }
                for _ in 1..width {
                    grid.cells.push(Cell { c: if c == ' ' { ' ' } else { FILLER }, at });
                }
            }
        }
        grid.rows.push(grid.cells.len());
        grid
    }

    /// How many rows there are.
    pub fn height(&self) -> usize {
        self.rows.len() - 1
    }

    /// How many cells there are; their numbers run row by row.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// The cells of a row.
    pub fn row(&self, row: usize) -> &[Cell] {
        match (self.rows.get(row), self.rows.get(row + 1)) {
            (Some(&start), Some(&end)) => &self.cells[start..end],
            _ => &[],
        }
    }

    /// The number of a cell.
    pub fn index(&self, row: usize, column: usize) -> Option<usize> {
        let start = *self.rows.get(row)?;
        (start + column < *self.rows.get(row + 1)?).then_some(start + column)
    }

    /// The character in the cell with this number.
    pub fn char(&self, index: usize) -> char {
        self.cells.get(index).map_or(' ', |cell| cell.c)
    }

    /// The character in a cell; a space where there is none.
    pub fn get(&self, row: usize, column: usize) -> char {
        self.index(row, column).map_or(' ', |index| self.cells[index].c)
    }
}

/// How many columns a character takes on a screen.
fn width(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036f | 0x200b..=0x200f | 0x2060 | 0xfe00..=0xfe0f | 0xfeff => 0,
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f680..=0x1f6ff
        | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// The directions in which a character goes on.
pub(super) const LEFT: u8 = 1;
pub(super) const RIGHT: u8 = 2;
pub(super) const UP: u8 = 4;
pub(super) const DOWN: u8 = 8;

/// Where the lines of a drawing character lead to; 0 for other characters. The ASCII characters are the
/// ones that may be text too.
pub(super) fn lines(c: char) -> u8 {
    match c {
        '─' | '━' | '═' | '┄' | '┅' | '┈' | '┉' | '╌' | '╍' | '╴' | '╶' | '╼' | '╾' | '-' | '=' => {
            LEFT | RIGHT
        }
        '│' | '┃' | '║' | '┆' | '┇' | '┊' | '┋' | '╎' | '╏' | '╵' | '╷' | '|' | '¦' => {
            UP | DOWN
        }
        '┌' | '┍' | '┎' | '┏' | '╒' | '╓' | '╔' | '╭' => RIGHT | DOWN,
        '┐' | '┑' | '┒' | '┓' | '╕' | '╖' | '╗' | '╮' => LEFT | DOWN,
        '└' | '┕' | '┖' | '┗' | '╘' | '╙' | '╚' | '╰' => RIGHT | UP,
        '┘' | '┙' | '┚' | '┛' | '╛' | '╜' | '╝' | '╯' => LEFT | UP,
        '├'..='┣' | '╞' | '╟' | '╠' => RIGHT | UP | DOWN,
        '┤'..='┫' | '╡' | '╢' | '╣' => LEFT | UP | DOWN,
        '┬'..='┳' | '╤' | '╥' | '╦' => LEFT | RIGHT | DOWN,
        '┴'..='┻' | '╧' | '╨' | '╩' => LEFT | RIGHT | UP,
        '┼'..='╋' | '╪' | '╫' | '╬' | '+' => LEFT | RIGHT | UP | DOWN,
        _ => 0,
    }
}

/// The direction in which an arrowhead points, if it is one; letters count only where a line leads to them.
pub(super) fn head(c: char) -> u8 {
    match c {
        '▶' | '►' | '→' | '➜' | '➔' | '⟶' | '⇒' | '▷' | '>' => RIGHT,
        '◀' | '◄' | '←' | '⟵' | '⇐' | '◁' | '<' => LEFT,
        '▼' | '↓' | '⬇' | '⇓' | '▽' | 'v' | 'V' => DOWN,
        '▲' | '↑' | '⬆' | '⇑' | '△' | '^' => UP,
        '↔' | '⇄' | '⟷' => LEFT | RIGHT,
        '↕' => UP | DOWN,
        _ => 0,
    }
}

/// Whether a character may be part of the side of a box.
pub(super) fn is_bar(c: char) -> bool {
    let lines = lines(c);
    lines & (UP | DOWN) == UP | DOWN && c != '+'
}
