use crate::lower::Lower;
use crate::meta::dated;
use crate::spanned::{Spanned, Text};
use planc_dialect::{Concept, Field, Form, Record, Shape};
use schemars::JsonSchema;
use serde::Serialize;

/// Something still open.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Question<'a> {
    /// The question.
    pub question: Option<Text<'a>>,
    /// Why it is one.
    pub context: Option<Text<'a>>,
    /// What the answer may be.
    pub options: Option<Text<'a>>,
    /// Until when it must be settled.
    pub decision_by: Option<Text<'a>>,
    /// Its box.
    pub done: Option<Spanned<bool>>,
    /// The sign in a box that is neither blank nor a tick.
    pub mark: Option<Spanned<char>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("questions", Field::Question, Field::Context);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    let found: Vec<_> = body.records.iter().flat_map(|r| questions(cx, r, shape)).collect();
    cx.plan.questions.get_or_insert_default().extend(found);
}

fn questions<'a>(cx: &Lower<'_, 'a>, record: &Record, shape: Shape) -> Vec<Question<'a>> {
    let bare = record.text.is_none() && record.fields.is_empty();
    if record.form != Form::Item && bare && !record.lists.is_empty() {
        let items = record.lists.iter().flat_map(|l| cx.reader.items(*l, shape));
        return items.map(|r| question(cx, &r)).collect();
    }
    vec![question(cx, record)]
}

fn question<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Question<'a> {
    // `Q1: which store?` — the label is a number, the question follows it.
    let label = record.title.map_or("", |t| cx.tree.str(t));
    let counted = label == "Q"
        || label.len() <= 12 && label.chars().any(|c| c.is_ascii_digit()) && !label.contains('?');
    let (question, said) = match record.title {
        Some(_) if counted && record.text.is_some() => (cx.said(record), None),
        _ => cx.named(record),
    };
    Question {
        question,
        context: cx.get(record, Field::Context).or(said),
        options: cx.get(record, Field::Options),
        decision_by: record.get(Field::DecisionBy).map(|v| dated(cx, v.span)),
        done: cx.done(record),
        mark: cx.mark(record),
    }
}
