use std::ops::Range;

/// A half-open range of bytes in one text. Texts are at most 4 GiB, so 32 bits are enough.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just behind the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`; an `end` before `start` gives the empty span at `start`.
    pub fn new(start: usize, end: usize) -> Span {
        let (start, end) = (clamp(start), clamp(end));
        Span { start, end: end.max(start) }
    }

    /// The empty span at `offset`.
    pub fn at(offset: usize) -> Span {
        Span::new(offset, offset)
    }

    /// The start as an index.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// The end as an index.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// The length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The span as a range of indices.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Whether `other` lies wholly in this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` lies in this span.
    pub fn contains_offset(self, offset: usize) -> bool {
        self.start() <= offset && offset < self.end()
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The bytes of `text` in this span; empty where the span does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// This span without white space at either end of what it holds in `text`.
    #[inline]
    pub fn trim(self, text: &str) -> Span {
        // Most spans are trimmed already.
        match self.of(text).as_bytes() {
            [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => self,
            _ => self.trim_blanks(text),
        }
    }

    fn trim_blanks(self, text: &str) -> Span {
        let inner = self.of(text);
        let bytes = inner.as_bytes();
        // Most texts begin and end with ASCII: no character has to be decoded.
        let black = |byte: &u8| !matches!(byte, b' ' | b'\t'..=b'\r');
        let left = bytes.iter().position(black).unwrap_or(bytes.len());
        let right = bytes.iter().rposition(black).map_or(left, |last| last + 1);
        let kept = &bytes[left..right];
        if kept.first().is_some_and(u8::is_ascii) && kept.last().is_some_and(u8::is_ascii) {
            return Span::new(self.start() + left, self.start() + left + kept.len());
        }
        let left = inner.len() - inner.trim_start().len();
        let trimmed = inner.trim();
        Span::new(self.start() + left, self.start() + left + trimmed.len())
    }
}

impl std::fmt::Debug for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
