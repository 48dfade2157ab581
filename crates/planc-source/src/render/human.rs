//! The source with carets under it, as `rustc` draws it. The only file that knows `annotate-snippets`.

use super::window::{Window, without_c1};
use super::{Source, one_line};
use crate::{Diagnostic, Edit, Fix, Severity, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet, normalize_untrusted_str};
use std::ops::Range;

/// The width that is drawn for when nobody says otherwise, so that output does not depend on the terminal.
const WIDTH: usize = 100;

/// The most characters of a line that the renderer is given; it shows fewer, as the width has it.
const LINE_ROOM: usize = 200;

/// Places so many lines apart share one drawing.
const NEAR: usize = 16;

/// The most lines of one place that are drawn; of a longer one only the first line is.
const TALL: usize = 40;

/// The most edits of a fix that are shown.
const MOST_EDITS: usize = 3;

/// What line numbers and margin take of the width, generously.
const GUTTER: usize = 12;

/// The most further places that are drawn.
const MOST_LABELS: usize = 8;

/// Stands for the path, line and column of a snippet until they are filled in. The renderer replaces control
/// characters in everything else, so there is no other in its output.
const ORIGIN: char = '\u{1}';

/// A diagnostic with the source it is about, for people; without a line end at the end.
///
/// Text that is not coloured holds no escape codes, whatever the source holds.
pub fn human(diagnostic: &Diagnostic, source: &Source<'_>, color: bool) -> String {
    human_in(diagnostic, source, color, WIDTH)
}

/// The same for a terminal of `width` columns.
pub fn human_in(diagnostic: &Diagnostic, source: &Source<'_>, color: bool, width: usize) -> String {
    let level = match diagnostic.severity {
        Severity::Note => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let views = views(diagnostic, source);
    let mut report = vec![finding(diagnostic, level, &views)];
    // The renderer cuts the lines of findings to the width itself, but not those of suggestions.
    let room = width.saturating_sub(GUTTER).clamp(20, LINE_ROOM);
    let all: Vec<_> = diagnostic.fixes.iter().map(|fix| changes(fix, source, room)).collect();
    report.extend(diagnostic.fixes.iter().zip(&all).map(|(fix, changes)| suggestion(fix, changes)));

    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let drawn = renderer.term_width(width).render(&report);
    fill_origins(&drawn, source, &views)
}

/// A place to draw, with what to say there.
struct Mark<'a> {
    span: Span,
    text: &'a str,
    kind: AnnotationKind,
}

/// Marks near each other and the lines they are drawn on.
struct View<'a> {
    marks: Vec<Mark<'a>>,
    window: Window,
}

/// The places of a diagnostic by nearness: the view of the diagnostic itself first, the others in text order.
fn views<'a>(diagnostic: &'a Diagnostic, source: &Source<'_>) -> Vec<View<'a>> {
    let main = Mark { span: diagnostic.span, text: &diagnostic.note, kind: AnnotationKind::Primary };
    let labels = diagnostic.labels.iter().take(MOST_LABELS);
    let labels = labels.map(|l| Mark { span: l.span, text: &l.message, kind: AnnotationKind::Context });
    let mut marks: Vec<Mark<'a>> = std::iter::once(main).chain(labels).collect();
    for mark in &mut marks {
        mark.span = drawable(source, mark.span);
    }
    let places: Vec<Span> = marks.iter().map(|mark| mark.span).collect();
    marks.sort_by_key(|mark| mark.span);

    let mut groups: Vec<(Range<usize>, Vec<Mark<'a>>)> = Vec::new();
    for mark in marks {
        let lines = lines_of(source, mark.span);
        match groups.last_mut() {
            Some((all, group)) if lines.start < all.end + NEAR => {
                all.end = all.end.max(lines.end);
                group.push(mark);
            }
            _ => groups.push((lines, vec![mark])),
        }
    }
    groups.sort_by_key(|(_, group)| !group.iter().any(|mark| mark.kind == AnnotationKind::Primary));
    let view = |(lines, marks)| View { window: Window::new(source, lines, &places, LINE_ROOM), marks };
    groups.into_iter().map(view).collect()
}

/// The part of `span` to draw: without the line end it may close with, and no more than one line of a tall one.
fn drawable(source: &Source<'_>, span: Span) -> Span {
    let span = source.clamp(span);
    let lines = lines_of(source, span);
    let last = if lines.len() > TALL { lines.start } else { lines.end - 1 };
    let end_of = |line: usize| source.lines.line_span(source.text, line).end();
    Span::new(span.start().min(end_of(lines.start)), span.end().min(end_of(last)))
}

/// The lines that have something of `span`, from 0; at least one.
fn lines_of(source: &Source<'_>, span: Span) -> Range<usize> {
    // A line end belongs to the line it ends.
    let last = if span.is_empty() { span.end() } else { span.end() - 1 };
    source.lines.line_of(span.start())..source.lines.line_of(last) + 1
}

/// Title, source, marks and help.
fn finding<'a>(diagnostic: &'a Diagnostic, level: Level<'a>, views: &'a [View<'a>]) -> Group<'a> {
    let title = level.primary_title(one_line(&diagnostic.message)).id(diagnostic.rule);
    let mut group = Group::with_title(title);
    for View { marks, window } in views {
        let annotations = marks.iter().map(|mark| {
            let text = (!mark.text.is_empty()).then(|| one_line(mark.text));
            mark.kind.span(window.range(mark.span)).label(text)
        });
        group = group.element(
            Snippet::source(&window.text)
                .path(ORIGIN.to_string())
                .line_start(window.first_line + 1)
                .annotations(annotations),
        );
    }
    if let Some(more @ 1..) = diagnostic.labels.len().checked_sub(MOST_LABELS) {
        group = group.element(Level::NOTE.message(format!("and {more} more places")));
    }
    match &diagnostic.help {
        Some(help) => group.element(Level::HELP.message(normalize_untrusted_str(&tame(help)))),
        None => group,
    }
}

/// What a fix does, and the lines as they would be.
fn suggestion<'a>(fix: &'a Fix, changes: &'a [Change<'a>]) -> Group<'a> {
    let title = Level::HELP.secondary_title(one_line(&fix.message));
    Group::with_title(title).elements(changes.iter().map(|Change { window, patches }| {
        Snippet::source(&window.text).line_start(window.first_line + 1).patches(patches.clone())
    }))
}

/// Lines that a fix changes.
struct Change<'a> {
    window: Window,
    patches: Vec<Patch<'a>>,
}

/// What a fix changes, where that is little enough to be shown; else nothing.
fn changes<'a>(fix: &'a Fix, source: &Source<'_>, room: usize) -> Vec<Change<'a>> {
    let edits: Vec<&Edit> = fix.edits.iter().take(MOST_EDITS + 1).collect();
    if edits.len() > MOST_EDITS || !edits.iter().all(|edit| is_small(edit, source)) {
        return Vec::new();
    }
    let places: Vec<Span> = edits.iter().map(|edit| edit.span).collect();
    let near = |a: &&Edit, b: &&Edit| lines_of(source, b.span).start < lines_of(source, a.span).end + NEAR;
    let change = |edits: &[&'a Edit]| {
        let lines = lines_of(source, edits.first()?.span).start..lines_of(source, edits.last()?.span).end;
        let window = Window::new(source, lines, &places, room);
        let patches = edits.iter().map(|edit| Some(Patch::new(window.exact(edit.span)?, tame(&edit.text))));
        Some(Change { patches: patches.collect::<Option<_>>()?, window })
    };
    edits.chunk_by(near).map(change).collect::<Option<_>>().unwrap_or_default()
}

/// `text` with plain line ends and without the control characters that the renderer lets through.
fn tame(text: &str) -> String {
    text.replace("\r\n", "\n").chars().map(without_c1).collect()
}

fn is_small(edit: &Edit, source: &Source<'_>) -> bool {
    source.clamp(edit.span) == edit.span
        && edit.span.len().max(edit.text.len()) <= 400
        && lines_of(source, edit.span).len().max(edit.text.lines().count()) <= 12
}

/// Puts the true places where the renderer left off: it counts lines and columns in the windows it is given.
fn fill_origins(drawn: &str, source: &Source<'_>, views: &[View<'_>]) -> String {
    let mut parts = drawn.split(ORIGIN);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (part, view) in parts.zip(views) {
        let first = view.marks.iter().min_by_key(|mark| (mark.kind != AnnotationKind::Primary, mark.span));
        let at = source.position(first.map_or(0, |mark| mark.span.start()));
        let counted = |c: char| c == ':' || c.is_ascii_digit();
        out += &format!(
            "{}:{}:{}{}",
            one_line(source.path),
            at.line,
            at.column,
            part.trim_start_matches(counted)
        );
    }
    // Blanks at the ends of lines are the renderer's, and nobody can see them in an expectation.
    out.split('\n').map(|line| line.trim_end_matches(' ')).collect::<Vec<_>>().join("\n")
}
