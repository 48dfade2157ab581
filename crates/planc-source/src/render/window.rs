use super::Source;
use crate::Span;
use std::ops::Range;

/// Stands for what was cut off a line.
const ELLIPSIS: char = '…';

/// Some lines of a source, as much of each as can be shown.
///
/// In a window every line ends in `\n`, whatever ends it in the source; a byte order mark is left out.
pub(super) struct Window {
    /// What to show.
    pub(super) text: String,
    /// The number of the first line, from 0.
    pub(super) first_line: usize,
    lines: Vec<Line>,
}

/// One line of a window.
struct Line {
    /// The line in the source, without its line end.
    whole: Span,
    /// The part of it that is shown.
    shown: Span,
    /// Where the line starts in the window, and where the part does: behind the ellipsis if there is one.
    start: usize,
    part: usize,
    /// Where the line ends in the window.
    end: usize,
}

impl Window {
    /// The `lines` (from 0; at least one) of `source`. A line of more than `room` bytes is cut to at most that many
    /// characters, around the first of the `marks` that touches it.
    pub(super) fn new(source: &Source<'_>, lines: Range<usize>, marks: &[Span], room: usize) -> Window {
        let mut window = Window { text: String::new(), first_line: lines.start, lines: Vec::new() };
        for line in lines {
            let whole = source.lines.line_span(source.text, line);
            let touches = |mark: &&Span| mark.start <= whole.end && whole.start <= mark.end;
            let focus = marks.iter().find(touches).map_or(whole.start, |mark| mark.start.max(whole.start));
            window.push(source.text, whole, focus as usize, room);
        }
        window
    }

    fn push(&mut self, text: &str, whole: Span, focus: usize, room: usize) {
        let mark = if whole.start == 0 && text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        let readable = Span::new(whole.start() + mark, whole.end());
        let shown = cut(text, readable, focus, room);
        let start = self.text.len();
        self.text.extend((shown.start > readable.start).then_some(ELLIPSIS));
        let part = self.text.len();
        self.text.extend(shown.of(text).chars().map(without_c1));
        self.text.extend((shown.end < readable.end).then_some(ELLIPSIS));
        self.lines.push(Line { whole, shown, start, part, end: self.text.len() });
        self.text.push('\n');
    }

    /// Where to draw `span`; what was cut off is drawn at the ellipsis.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let (from, to) = (self.line_of(span.start()), self.line_of(span.end()));
        let start = match span.start() {
            offset if offset < from.shown.start() => from.start,
            offset => from.part + offset.min(from.shown.end()) - from.shown.start(),
        };
        let end = match span.end() {
            // Behind a line end that nothing follows in the window.
            offset if offset > to.whole.end() => to.end + 1,
            offset if offset > to.shown.end() => to.end,
            offset => to.part + offset.max(to.shown.start()) - to.shown.start(),
        };
        start..end.max(start)
    }

    /// Where `span` is, if neither of its ends was cut off.
    pub(super) fn exact(&self, span: Span) -> Option<Range<usize>> {
        let shows = |offset: usize| {
            let line = self.line_of(offset);
            (line.part == line.start || line.shown.start() <= offset)
                && (line.shown.end == line.whole.end || offset <= line.shown.end())
        };
        (shows(span.start()) && shows(span.end())).then(|| self.range(span))
    }

    fn line_of(&self, offset: usize) -> &Line {
        let behind = self.lines.partition_point(|line| line.whole.start() <= offset);
        &self.lines[behind.saturating_sub(1)]
    }
}

/// A dot for a C1 control, which some terminals obey. Both take two bytes, so offsets stay true.
pub(super) fn without_c1(c: char) -> char {
    if matches!(c, '\u{80}'..='\u{9F}') { '·' } else { c }
}

/// The part of the line `whole` to show: at most `room` characters, a third of them before `focus`.
fn cut(text: &str, whole: Span, focus: usize, room: usize) -> Span {
    let line = whole.of(text);
    if line.len() <= room {
        return whole;
    }
    let focus = line.floor_char_boundary(focus.saturating_sub(whole.start()));
    let behind = |n: usize, of: &str| of.char_indices().rev().nth(n).map_or(0, |(at, _)| at);
    let mut start = behind(room / 3, &line[..focus]);
    let end = line[start..].char_indices().nth(room).map_or(line.len(), |(at, _)| start + at);
    if end == line.len() {
        start = behind(room.saturating_sub(1), line);
    }
    Span::new(whole.start() + start, whole.start() + end)
}
