//! Markers in the text: `[NEEDS CLARIFICATION: which store?]`, `[RISK]`, `TODO`.

use memchr::{memchr_iter, memchr3_iter};
use planc_dialect::{Marker, Vocabulary};
use planc_source::Span;
use planc_syntax::Tree;
use planc_syntax::places::{Place, Places};

/// A marker, and what is said behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// What it says.
    pub kind: Marker,
    /// The marker with its brackets; of a bare one the word.
    pub span: Span,
    /// The words it stands with: those in the brackets, else the rest of the line. May be empty.
    pub words: Span,
}

/// So many bytes a marker in brackets may have.
const LONGEST: usize = 500;

/// So many bytes the name of a marker may have: `[NECESSITA DE CLARIFICAÇÃO: …]`.
const NAME: usize = 64;

/// Markers that are one even without brackets; `markers` looks for the letters they begin with.
const BARE: &[&str] = &["TODO", "TBD", "FIXME", "NEEDS CLARIFICATION"];

/// Every marker of a document, in the order of the text. What is shown letter by letter is none, nor is what
/// only speaks of markers: `no [NEEDS CLARIFICATION] is left`. Linear.
pub fn markers(tree: &Tree<'_>, vocabulary: &Vocabulary) -> Vec<Marked> {
    let bytes = tree.text.as_bytes();
    let mut starts: Vec<usize> = memchr_iter(b'[', bytes).filter(|at| may_open(tree.text, *at)).collect();
    // Most capitals are followed by a small letter.
    let is_bare = |at: &usize| {
        matches!(bytes.get(at + 1), Some(b'O' | b'B' | b'I' | b'E'))
            && BARE.iter().any(|word| bytes[*at..].starts_with(word.as_bytes()))
    };
    starts.extend(memchr3_iter(b'T', b'F', b'N', bytes).filter(is_bare));
    starts.sort_unstable();
    let mut places = Places::new(tree);
    let mut found: Vec<Marked> = Vec::new();
    for at in starts {
        if found.last().is_some_and(|m| m.span.end() > at) {
            continue;
        }
        let place = places.at(at);
        if place.is_code() || place.html || place.link.is_some() {
            continue;
        }
        found.extend(match bytes[at] {
            b'[' => bracketed(tree.text, at, vocabulary),
            _ => bare(tree.text, at, &place, vocabulary),
        });
    }
    found
}

/// Names of markers are in capitals, where a script has them: `[risk]` is a tag.
fn may_open(text: &str, at: usize) -> bool {
    let next = text[at + 1..].chars().next().unwrap_or(']');
    next.is_alphabetic() && !next.is_lowercase() && !text[..at].ends_with(['!', '\\', ']', '~'])
}

fn bracketed(text: &str, open: usize, vocabulary: &Vocabulary) -> Option<Marked> {
    let close = close(text, open)?;
    // A link, what is struck out, the definition of a link.
    let behind = &text[close + 1..];
    if behind.starts_with(['(', '[', '~'])
        || behind.strip_prefix(':').is_some_and(|t| t.trim_start().starts_with("http"))
    {
        return None;
    }
    let inner = &text[open + 1..close];
    let (kind, name) = named(inner, vocabulary)?;
    let rest = inner[name..].trim_start_matches([':', '：', '-', '–', '—', ' ', '?', '？']);
    let within = Span::new(close - rest.len(), close).trim(text);
    let words = if within.is_empty() { rest_of_line(text, close + 1) } else { within };
    let span = Span::new(open, close + 1);
    (!within.is_empty() || !speaks_of(text, span)).then_some(Marked { kind, span, words })
}

/// The bracket that closes the one at `open`; a line without words ends the search.
fn close(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    let window = &text.as_bytes()[open..text.len().min(open + LONGEST)];
    for (at, byte) in window.iter().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(open + at);
                }
            }
            b'\n' if window.get(at + 1..).is_some_and(|w| w.starts_with(b"\n") || w.starts_with(b"\r\n")) => {
                return None;
            }
            _ => {}
        }
    }
    None
}

/// What the words in brackets begin with, and how long it is: the words before a colon or dash, else those in
/// capitals.
fn named(inner: &str, vocabulary: &Vocabulary) -> Option<(Marker, usize)> {
    let window = &inner[..inner.floor_char_boundary(NAME)];
    let parted = [":", "：", " - ", " – ", "—"].iter().filter_map(|m| window.find(m)).min();
    let whole = parted.or((window.len() == inner.len()).then_some(inner.len()));
    let upper = || {
        let ends = window.match_indices([' ', ',']).map(|(at, _)| at);
        ends.take_while(|at| !lower(&window[..*at])).last()
    };
    let known = |len: usize| {
        let name = &inner[..len];
        if lower(name) { None } else { Some((vocabulary.marker(name)?, len)) }
    };
    whole.and_then(known).or_else(|| upper().and_then(known))
}

fn lower(text: &str) -> bool {
    text.contains(char::is_lowercase)
}

/// `TODO`, `TBD` and the like without brackets, where they stand for something that is to come.
fn bare(text: &str, at: usize, place: &Place, vocabulary: &Vocabulary) -> Option<Marked> {
    let word = BARE.iter().find(|w| text[at..].starts_with(**w))?;
    let span = Span::new(at, at + word.len());
    let (before, rest) = (line_before(text, at), rest_of_line(text, span.end()));
    let after = rest.of(text);
    let joined = |c: char| c.is_alphanumeric() || "_/\\\"'`“”‘’«».".contains(c);
    let next = text[span.end()..].chars().next().unwrap_or('\n');
    if before.ends_with(|c: char| joined(c) && c != '.' || c == '[')
        || joined(next) && !is_sentence_end(text, span.end())
        || next == '-'
        || speaks_of(text, span)
    {
        return None;
    }
    let head = before.trim_end_matches(['*', '_', '(', '<', ' ', '\t', '>']);
    let lead = head.trim_start();
    let opens = lead.is_empty() && begins_block(text, at - before.len())
        || lead.ends_with([':', '：', '|', '-', '–', '—', '+', '?', '.', ';', ']'])
        || matches!(*lead.as_bytes(), [b'*'])
        || before.ends_with(['(', '<'])
        || lead.ends_with('#');
    let said = after.trim_start_matches(['*', '_', ')']);
    let told = said.starts_with([':', '：', '(', '[']);
    // `TODO, IN PROGRESS, DONE`, `TODO|FIXME`: words of a list.
    let listed = next == '|' || next == ',';
    let is = match *word {
        // A word for something that is not known yet is one wherever it stands.
        "TBD" => true,
        // The status of a task in a table, a legend of states.
        "TODO" if place.cell && opens && said.trim_start().starts_with('|') => false,
        "TODO" if is_status(head, vocabulary) => false,
        _ if listed => false,
        _ => opens || told,
    };
    let kind = vocabulary.marker(word)?;
    let lead = said.len() - said.trim_start_matches([':', '：', ' ']).len();
    let end = rest.end();
    is.then_some(Marked { kind, span, words: Span::new(end - said.len() + lead, end).trim(text) })
}

/// Whether the sign at `end` is a full stop behind a word: `TBD.`, but not `TODO.md`.
fn is_sentence_end(text: &str, end: usize) -> bool {
    let mut chars = text[end..].chars();
    chars.next() == Some('.') && chars.next().is_none_or(|c| !c.is_alphanumeric())
}

/// `**Status**: TODO`.
fn is_status(before: &str, vocabulary: &Vocabulary) -> bool {
    let key = before.trim_end_matches([':', '：', '*', ' ', '|']);
    let key = key.rsplit(['|', '*', '-', '>']).next().unwrap_or("");
    let scope = vocabulary.scope("meta");
    vocabulary.field(scope, key) == Some(planc_dialect::Field::Status)
}

/// Whether a line that starts at `line` begins its block: the one before it is blank, ends a sentence, or
/// cannot go on.
fn begins_block(text: &str, line: usize) -> bool {
    let before = text[..line].trim_end_matches('\n').trim_end_matches('\r');
    let last = before.rsplit(['\n', '\r']).next().unwrap_or("").trim();
    let blank = text[..line].ends_with("\n\n") || text[..line].ends_with("\n\r\n");
    blank
        || last.is_empty()
        || last.starts_with('#')
        || last.ends_with(['.', ':', '|', '!', '?', '>', '`', '-'])
}

/// Whether the line speaks of the marker: `no TBD remains`, `all [NEEDS CLARIFICATION] markers are resolved`.
fn speaks_of(text: &str, span: Span) -> bool {
    let before = line_before(text, span.start()).trim_end_matches(['*', '_', ' ', '"', '“', '(']);
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_ascii_lowercase();
    let after = text[span.end()..].trim_start_matches(['*', '_', ' ', '"', '”']);
    let follows = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    // `### TODO Comments`; but behind a bracket a capital begins what the marker says.
    let bare = !span.of(text).starts_with('[');
    let follows = if bare { follows.to_ascii_lowercase() } else { follows.to_owned() };
    NEGATED.contains(&word.as_str()) || SPOKEN_OF.contains(&follows.trim_end_matches('s'))
}

/// Words before a marker that is only spoken of.
const NEGATED: &[&str] = &[
    "no",
    "any",
    "without",
    "zero",
    "unresolved",
    "remaining",
    "leftover",
    "all",
    "every",
    "each",
    "or",
    "the",
    "as",
    "of",
    "stale",
    "with",
    "never",
    "not",
    "0",
    "a",
    "an",
    "нет",
    "sem",
    "sin",
    "无",
];

/// Words behind such a marker, without the `s` of several.
const SPOKEN_OF: &[&str] = &[
    "marker",
    "item",
    "comment",
    "list",
    "tag",
    "placeholder",
    "entrie",
    "remain",
    "note",
    "text",
    "line",
    "column",
    "is",
    "are",
    "wa",
    "were",
    "in",
    "left",
    "word",
    "slot",
];

fn line_before(text: &str, at: usize) -> &str {
    let window = &text[text.floor_char_boundary(at.saturating_sub(LONGEST))..at];
    window.rfind(['\n', '\r']).map_or(window, |end| &window[end + 1..])
}

/// What follows on the line.
fn rest_of_line(text: &str, at: usize) -> Span {
    let window = &text[at..text.floor_char_boundary(at + LONGEST)];
    let line = window.split(['\n', '\r']).next().unwrap_or("");
    Span::new(at, at + line.len()).trim(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use planc_dialect::Library;

    fn found(text: &str) -> Vec<(Marker, String)> {
        let library = Library::builtin();
        let marks = markers(&planc_syntax::parse(text), library.vocabulary());
        marks.into_iter().map(|m| (m.kind, m.words.of(text).to_owned())).collect()
    }

    #[test]
    fn markers_are_known_in_their_forms() {
        use Marker::{Assumption, Clarification, Risk, Unfinished};
        for (text, kind, words) in [
            ("Use it [NEEDS CLARIFICATION: which store?].", Clarification, "which store?"),
            ("- **Storage**: NEEDS CLARIFICATION", Clarification, ""),
            ("- NEEDS CLARIFICATION: which library", Clarification, "which library"),
            ("<<[UNRESOLVED sig-network ]>>", Clarification, "sig-network"),
            ("[需要澄清：哪个数据库]", Clarification, "哪个数据库"),
            ("[ТРЕБУЕТ УТОЧНЕНИЯ: какой срок]", Clarification, "какой срок"),
            ("[PRECISA DE ESCLARECIMENTO — qual banco]", Clarification, "qual banco"),
            ("- [ASSUMPTION] Slots last 20 minutes.", Assumption, "Slots last 20 minutes."),
            ("- [RISK: lost mail]", Risk, "lost mail"),
            ("- TODO: write it", Unfinished, "write it"),
            ("TODO for the team", Unfinished, "for the team"),
            ("- [TODO ask the board]", Unfinished, "ask the board"),
            ("The wording is TBD, but short.", Unfinished, ", but short."),
            ("| Owner | TBD |\n|---|---|\n", Unfinished, "|"),
            ("See below (TODO add links).", Unfinished, "add links)."),
            ("FIXME(mia): the numbers", Unfinished, "(mia): the numbers"),
        ] {
            assert_eq!(found(text), [(kind, words.to_owned())], "{text}");
        }
    }

    #[test]
    fn words_about_markers_are_none() {
        for text in [
            "No [NEEDS CLARIFICATION] remains.",
            "Every `[NEEDS CLARIFICATION: x]` is resolved.",
            "- [x] No [NEEDS CLARIFICATION] markers remain",
            "no \"TODO\" left behind",
            "by status (TODO/IN PROGRESS/DONE)",
            "an open TODO in the specification",
            "stale TODO entries",
            "`context.TODO()`",
            "TODO.md",
            "- Columns: TODO, IN PROGRESS, DONE",
            "Search: TODO|FIXME|XXX",
            "### TODO Comments",
            "**Status**: TODO",
            "- [TODO](todo.md)",
            "- [risk] a tag",
            "~~[NEEDS CLARIFICATION: x]~~",
            "<!-- TODO: x -->",
            "```\n// TODO: x\n```",
            "TODOs",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
