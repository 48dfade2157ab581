use crate::lower::Lower;
use crate::spanned::Text;
use planc_dialect::{Concept, Field, Form, Record};
use planc_source::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// A requirement the plan states or traces.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Requirement<'a> {
    /// Its id, as written.
    pub id: Option<Text<'a>>,
    /// What it asks for.
    pub text: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("requirements", Field::Id, Field::Text);
    let records = cx.items(index, shape);
    let found: Vec<_> = records.iter().flat_map(|r| requirements(cx, r)).collect();
    cx.plan.requirements.get_or_insert_default().extend(found);
}

fn requirements<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Vec<Requirement<'a>> {
    let shape = cx.shape("requirements", Field::Id, Field::Text);
    let bare = record.text.is_none() && record.fields.is_empty();
    if record.form != Form::Item && bare && !record.lists.is_empty() {
        let items = record.lists.iter().flat_map(|l| cx.reader.items(*l, shape));
        return items.map(|r| requirement(cx, &r)).collect();
    }
    vec![requirement(cx, record)]
}

fn requirement<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Requirement<'a> {
    let text = cx.get(record, Field::Text);
    match record.title {
        Some(title) if is_id(cx.tree.str(planc_syntax::unwrap(cx.tree.text, title))) => {
            Requirement { id: Some(cx.name(title)), text: text.or_else(|| cx.said(record)) }
        }
        Some(title) if record.form == Form::Row => Requirement { id: Some(cx.name(title)), text },
        _ => match cx.whole(record) {
            Some(whole) => match leading_id(cx, whole.span) {
                Some((id, rest)) => Requirement { id: Some(cx.name(id)), text: Some(cx.text(rest)) },
                None => Requirement { id: None, text: Some(whole) },
            },
            None => Requirement { id: None, text: text.or_else(|| record.title.map(|t| cx.name(t))) },
        },
    }
}

/// `FR-001`, `NFR1`, `AC-1.2`, `US-3`, `SC-001`.
fn is_id(word: &str) -> bool {
    let word = word.trim_matches(['[', ']', '*', '`']);
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = &word[letters..];
    (1..=6).contains(&letters)
        && word.len() <= 16
        && rest.bytes().any(|b| b.is_ascii_digit())
        && rest.bytes().all(|b| {
            b.is_ascii_digit()
                || matches!(b, b'-' | b'.' | b'_')
                || b.is_ascii_lowercase()
                || b.is_ascii_uppercase()
        })
}

/// `[FR-1] text`, `FR-1 - text`.
fn leading_id(cx: &Lower<'_, '_>, span: Span) -> Option<(Span, Span)> {
    let source = cx.tree.str(span);
    let end = source.find([' ', ':'])?;
    let word = source[..end].trim_matches(['[', ']', '*', '`', '(', ')']);
    if !is_id(word) {
        return None;
    }
    let at = source.find(word)?;
    let rest = source[end..].trim_start_matches([' ', ':', '-', '—', '–', '*']);
    let id = Span::new(span.start() + at, span.start() + at + word.len());
    Some((id, Span::new(span.end() - rest.len(), span.end())))
}
