use crate::lower::Lower;
use crate::meta::dated;
use crate::notation::date;
use crate::spanned::{Spanned, Text};
use planc_dialect::{Concept, Field, Form, Record};
use planc_source::Span;
use planc_syntax::{Kind, NodeId};
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;

/// A change of the plan.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Revision<'a> {
    /// The version it made.
    pub version: Option<Text<'a>>,
    /// When; ISO 8601 where the date can be read.
    pub date: Option<Text<'a>>,
    /// Who.
    pub author: Option<Text<'a>>,
    /// What.
    pub summary: Option<Text<'a>>,
    /// Where it was agreed.
    pub reference: Option<Text<'a>>,
}

/// A table of versions, dated headings, or dated bullets.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("history", Field::Version, Field::Summary);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    let found: Vec<_> = body.records.iter().map(|r| revision(cx, r)).collect();
    cx.plan.history.get_or_insert_default().extend(found);
}

fn revision<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Revision<'a> {
    let mut revision = Revision {
        date: record.get(Field::Date).map(|v| dated(cx, v.span)),
        author: cx.get_name(record, Field::Author),
        reference: cx.get(record, Field::Reference),
        summary: cx
            .get(record, Field::Summary)
            .or_else(|| cx.said(record))
            .or_else(|| bullets(cx, &record.lists)),
        ..Revision::default()
    };
    let title = if record.form == Form::Heading {
        record.section.map(|s| cx.tree.sections[s].title)
    } else {
        record.title
    };
    let keyed = revision.author.is_some() || revision.reference.is_some();
    if record.form == Form::Heading && revision.summary.is_none() && !keyed {
        // `- Status: Draft → In Review` is what happened, and no field of an entry.
        revision.summary = record.section.and_then(|s| {
            let blocks = cx.tree.blocks(&cx.tree.sections[s]);
            let lists: Vec<_> = blocks.filter(|n| matches!(cx.tree.nodes[*n].kind, Kind::List(_))).collect();
            bullets(cx, &lists)
        });
    }
    let Some(title) = title else {
        // `2026-01-31 - first draft`
        if let Some(text) = record.text {
            let (date, rest) = leading_date(cx, text);
            if date.is_some() {
                revision.summary = Some(cx.text(rest));
                revision.date = date;
            }
        }
        return revision;
    };
    if record.form == Form::Row {
        revision.version = Some(cx.name(title)).filter(|t| !t.value.is_empty());
        if revision.date.is_none() && is_date(cx, title) {
            revision.date = revision.version.take().map(|t| dated(cx, t.span));
        }
        return revision;
    }
    // A heading or label holds a version, a date, or both: `### [1.2] - 2026-01-31`.
    for part in parts(cx, title) {
        for piece in pieces(cx, part) {
            if is_date(cx, piece) {
                revision.date.get_or_insert_with(|| dated(cx, piece));
            } else if is_version(cx.tree.str(piece)) {
                let version = cx.name(piece);
                let bare = version.value.trim_start_matches(['v', 'V', '[']).trim_end_matches(']');
                let skip = version.value.find(bare).unwrap_or(0);
                let span = Span::new(version.span.start() + skip, version.span.start() + skip + bare.len());
                revision.version.get_or_insert_with(|| cx.text(span));
            } else if revision.summary.is_none() {
                revision.summary = Some(cx.text(piece));
            }
        }
    }
    revision
}

/// `1.2`, `v0.3-rc1`, `[1.2]`.
fn is_version(piece: &str) -> bool {
    let bare = piece.trim_matches(['[', ']', '`']).trim_start_matches(['v', 'V']);
    bare.len() < 16
        && bare.starts_with(|c: char| c.is_ascii_digit())
        && bare.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_'))
}

/// The parts of a label between brackets, dashes and the marks of emphasis: `v1.0 (4 March 2026)`.
fn parts(cx: &Lower<'_, '_>, title: Span) -> Vec<Span> {
    let source = cx.tree.str(title);
    let mut out = Vec::new();
    let mut from = 0;
    for (at, mark) in source.match_indices(['(', ')', '（', '）', '–', '—', '*']) {
        out.push(Span::new(title.start() + from, title.start() + at).trim(cx.tree.text));
        from = at + mark.len();
    }
    out.push(Span::new(title.start() + from, title.end()).trim(cx.tree.text));
    out.retain(|s| !s.is_empty());
    out
}

/// The parts of a label around ` - `.
fn pieces(cx: &Lower<'_, '_>, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut from = span.start();
    for (at, dash) in cx.tree.str(span).match_indices(" - ") {
        out.push(Span::new(from, span.start() + at).trim(cx.tree.text));
        from = span.start() + at + dash.len();
    }
    out.push(Span::new(from, span.end()).trim(cx.tree.text));
    out.retain(|s| !s.is_empty());
    out
}

fn is_date(cx: &Lower<'_, '_>, span: Span) -> bool {
    date::read(cx.name(span).value.as_ref(), &|w| cx.vocabulary.month(w)).is_some()
        || matches!(cx.tree.str(span).trim_matches(['[', ']', '*', ' ']), "YYYY-MM-DD")
}

fn leading_date<'a>(cx: &Lower<'_, 'a>, text: Span) -> (Option<Text<'a>>, Span) {
    let source = cx.tree.str(text);
    let cut = [" - ", ": ", " – ", " — "].iter().filter_map(|d| source.find(d).map(|at| (at, d.len()))).min();
    let Some((at, len)) = cut else { return (None, text) };
    let head = Span::new(text.start(), text.start() + at);
    let found = is_date(cx, head).then(|| dated(cx, head));
    (found, Span::new(text.start() + at + len, text.end()))
}

/// Several bullets under a dated heading are one summary, a line each.
fn bullets<'a>(cx: &Lower<'_, 'a>, lists: &[NodeId]) -> Option<Text<'a>> {
    let mut items = lists.iter().flat_map(|l| cx.list(*l));
    let first = items.next()?;
    Some(items.fold(first, |all, next| {
        let span = all.span.cover(next.span);
        Spanned::new(Cow::Owned(format!("{}\n{}", all.value, next.value)), span)
    }))
}
