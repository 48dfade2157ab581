//! Lines around a place of a text.

use planc_source::Span;

/// What ends the lines of a text.
pub(crate) fn newline(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        Some(_) => "\n",
        None if text.contains('\r') => "\r",
        None => "\n",
    }
}

/// Where the line of `at` begins.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

/// Where the line of `at` ends, before its line end.
pub(crate) fn line_end(text: &str, at: usize) -> usize {
    text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end)
}

/// Where the line behind that of `at` begins.
pub(crate) fn next_line(text: &str, at: usize) -> usize {
    let end = line_end(text, at);
    let rest = &text[end..];
    end + if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) }
}

/// A span without the blanks and line ends behind it.
pub(crate) fn trim_end(text: &str, span: Span) -> Span {
    Span::new(span.start(), span.start() + span.of(text).trim_end().len())
}

/// Words on one line, without the line ends that somebody gave with them.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words as the cell of a table takes them.
pub(crate) fn cell(text: &str) -> String {
    one_line(text).replace("\\|", "|").replace('|', "\\|")
}

/// The first line of a span.
pub(crate) fn first_line(text: &str, span: Span) -> Span {
    Span::new(span.start(), line_end(text, span.start()).min(span.end())).trim(text)
}
