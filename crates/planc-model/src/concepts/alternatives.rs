use crate::lower::{Lower, append};
use crate::spanned::Text;
use planc_dialect::{Concept, Field, Form, Record, Value};
use planc_source::Span;
use planc_syntax::Kind;
use schemars::JsonSchema;
use serde::Serialize;

/// A way that was not taken.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Alternative<'a> {
    /// The part of the work it is about.
    pub area: Option<Text<'a>>,
    /// Its label as written.
    pub option: Option<Text<'a>>,
    /// What it is.
    pub summary: Option<Text<'a>>,
    /// Why it was not taken.
    pub why_rejected: Option<Text<'a>>,
    /// What speaks for and against it.
    pub tradeoff: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("alternatives", Field::Option, Field::Summary);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    let found: Vec<_> = body.records.iter().filter_map(|r| alternative(cx, r, None)).collect();
    cx.plan.alternatives.get_or_insert_default().extend(found);
}

/// The alternatives listed under `**Alternatives Considered**:` of an area.
pub(crate) fn take<'a>(cx: &mut Lower<'_, 'a>, value: Value, area: Option<Text<'a>>) {
    let shape = cx.shape("alternatives", Field::Option, Field::Summary);
    let list = value.node.filter(|n| matches!(cx.tree.nodes[*n].kind, Kind::List(_)));
    let found: Vec<_> = match list {
        Some(list) => {
            let items = cx.reader.items(list, shape);
            items.iter().filter_map(|r| alternative(cx, r, area.clone())).collect()
        }
        None if value.span.is_empty() => Vec::new(),
        None => vec![Alternative { area, summary: Some(cx.text(value.span)), ..Alternative::default() }],
    };
    cx.plan.alternatives.get_or_insert_default().extend(found);
}

fn alternative<'a>(cx: &Lower<'_, 'a>, record: &Record, area: Option<Text<'a>>) -> Option<Alternative<'a>> {
    let (option, name) = option(cx, record);
    let mut why = cx.get(record, Field::WhyRejected);
    let mut summary = cx.get(record, Field::Summary).or_else(|| cx.said(record));
    if why.is_none()
        && record.form == Form::Item
        && let Some(span) = record.text
    {
        let (before, behind) = why_not(cx, span);
        if let Some(behind) = behind {
            summary = Some(cx.text(before)).filter(|t| !t.value.is_empty());
            why = Some(cx.text(behind));
        }
    }
    if let Some(name) = name {
        let said = summary.take();
        append(&mut summary, cx.text(name));
        said.into_iter().for_each(|said| append(&mut summary, said));
    }
    let lists: Vec<_> = record.lists.iter().map(|l| cx.tree.nodes[*l].span).collect();
    let tradeoff = cx.get(record, Field::Tradeoff).or_else(|| cx.joined(lists.into_iter()));
    if option.is_none() && summary.is_none() && why.is_none() {
        return None;
    }
    Some(Alternative {
        area: area.or_else(|| cx.get(record, Field::Area)),
        option,
        summary,
        why_rejected: why,
        tradeoff,
    })
}

/// The label as written, and the name behind it: `### Option A: Horns`.
fn option<'a>(cx: &Lower<'_, 'a>, record: &Record) -> (Option<Text<'a>>, Option<Span>) {
    let heading = record.section.map(|s| cx.tree.sections[s].title);
    let shape = cx.shape("alternatives", Field::Option, Field::Summary);
    match heading.or(record.title).and_then(|t| cx.reader.label(t, shape, &mut String::new())) {
        Some((label, _, name)) if record.form != Form::Row => (Some(cx.name(label)), Some(name)),
        _ => (cx.title(record), None),
    }
}

/// `description - why not`: the last dash between blanks parts them.
fn why_not(cx: &Lower<'_, '_>, span: Span) -> (Span, Option<Span>) {
    let source = cx.tree.str(span);
    let found = [" - ", " – ", " — "].iter().filter_map(|d| source.find(d).map(|at| (at, d.len()))).min();
    match found {
        Some((at, len)) => (
            Span::new(span.start(), span.start() + at),
            Some(Span::new(span.start() + at + len, span.end()).trim(cx.tree.text)),
        ),
        None => (span, None),
    }
}
