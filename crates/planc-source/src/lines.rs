use crate::Span;
use memchr::memchr2_iter;

/// Where the lines of a text begin. Lines end at `\n`, `\r\n` or a lone `\r`.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// How many characters begin before each block of [`BLOCK`] bytes, so that a place in a line of a megabyte
    /// costs no more than one in a short line.
    counts: Vec<u32>,
}

/// Bytes whose characters are counted one by one.
const BLOCK: usize = 4096;

/// A place as people count: both numbers from 1, columns in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line number, from 1.
    pub line: u32,
    /// Column number, from 1.
    pub column: u32,
}

impl LineIndex {
    /// Finds the lines of `text`; linear.
    pub fn new(text: &str) -> LineIndex {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
        }
        LineIndex { starts, counts: counts(bytes) }
    }

    /// How many lines there are; the text after the last line end counts, even when empty.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Never: every text has a line.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The line that holds `offset`, from 0.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&s| s as usize <= offset).saturating_sub(1)
    }

    /// The line and column of `offset` in `text` (the text this index was made of).
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = floor_char_boundary(text, offset.min(text.len()));
        let line = self.line_of(offset);
        let start = self.starts[line] as usize;
        let column = match offset - start {
            near if near <= BLOCK => text[start..offset].chars().count(),
            _ => self.characters(text, offset) - self.characters(text, start),
        };
        Position { line: to_u32(line + 1), column: to_u32(column + 1) }
    }

    /// How many characters begin before `offset`.
    fn characters(&self, text: &str, offset: usize) -> usize {
        let block = offset / BLOCK;
        let before = self.counts.get(block).map_or(0, |&n| n as usize);
        before + begin(&text.as_bytes()[block * BLOCK..offset])
    }

    /// The bytes of line `line` (from 0), without its line end.
    pub fn line_span(&self, text: &str, line: usize) -> Span {
        let start = self.starts.get(line).map_or(text.len(), |&s| s as usize);
        let end = self.starts.get(line + 1).map_or(text.len(), |&s| s as usize);
        let kept = text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r']).len();
        Span::new(start, start + kept)
    }
}

fn counts(bytes: &[u8]) -> Vec<u32> {
    let mut total = 0;
    let mut counts = vec![0];
    for block in bytes.chunks(BLOCK) {
        total += begin(block);
        counts.push(to_u32(total));
    }
    counts
}

/// How many characters of UTF-8 begin in these bytes.
fn begin(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| !matches!(b, 0x80..=0xBF)).count()
}

fn floor_char_boundary(text: &str, mut offset: usize) -> usize {
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        let text = "a\r\nb\rc\nd";
        let lines = LineIndex::new(text);
        assert_eq!(lines.len(), 4);
        let at = |c: char| lines.position(text, text.find(c).unwrap());
        assert_eq!(at('b'), Position { line: 2, column: 1 });
        assert_eq!(at('c'), Position { line: 3, column: 1 });
        assert_eq!(at('d'), Position { line: 4, column: 1 });
        assert_eq!(lines.line_span(text, 0), Span::new(0, 1));
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "→ é x";
        let lines = LineIndex::new(text);
        assert_eq!(lines.position(text, text.find('x').unwrap()), Position { line: 1, column: 5 });
        assert_eq!(lines.position(text, 9999), Position { line: 1, column: 6 });
    }

    #[test]
    fn columns_of_long_lines_are_those_of_short_ones() {
        let text = format!("first\n{}", "→é x".repeat(5_000));
        let lines = LineIndex::new(&text);
        for (column, (at, _)) in text["first\n".len()..].char_indices().enumerate() {
            let position = lines.position(&text, at + "first\n".len());
            assert_eq!(position, Position { line: 2, column: u32::try_from(column + 1).unwrap() });
        }
    }
}
