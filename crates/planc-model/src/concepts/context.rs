use crate::lower::Lower;
use crate::spanned::Text;
use planc_dialect::{Concept, Field, Form, Record};
use schemars::JsonSchema;
use serde::Serialize;

/// A fact the plan rests on: stack, constraint, assumption.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ContextItem<'a> {
    /// What it is about.
    pub name: Option<Text<'a>>,
    /// What is so.
    pub value: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("context", Field::Name, Field::Value);
    let body = cx.body(index, shape);
    let prose: Vec<_> = body.prose.iter().filter(|p| !p.after_records).map(|p| p.span).collect();
    let intro = cx.joined(prose.into_iter());
    let mut found: Vec<_> = intro.map(|t| ContextItem { name: None, value: Some(t) }).into_iter().collect();
    let tail: Vec<_> = body.prose.iter().filter(|p| p.after_records).copied().collect();
    for record in &body.records {
        items(cx, record, &mut found);
    }
    cx.leave(index, &tail);
    cx.plan.context.get_or_insert_default().extend(found);
}

fn items<'a>(cx: &Lower<'_, 'a>, record: &Record, out: &mut Vec<ContextItem<'a>>) {
    if record.form == Form::Keyed && record.title.is_none() {
        // A line whose key is a field of other records (`Constraint: …`) names itself here.
        for (_, value) in &record.fields {
            out.push(ContextItem { name: cx.key_before(value.span), value: Some(cx.value(*value)) });
        }
        return;
    }
    let lists: Vec<_> = record.lists.iter().map(|l| cx.tree.nodes[*l].span).collect();
    let listed = cx.joined(lists.into_iter());
    let value = cx.get(record, Field::Value).or_else(|| cx.said(record)).or(listed);
    let value = match (value, record.title) {
        (None, None) => return,
        (value, _) => value,
    };
    // `**Constraints**: x`: what may name a column is the name here.
    let keyed = matches!(record.form, Form::Keyed | Form::Item) && value.is_none();
    let key = record.title.filter(|_| keyed).and_then(|t| cx.key_before(t));
    match key {
        Some(key) => out.push(ContextItem { name: Some(key), value: cx.title(record) }),
        None => out.push(ContextItem { name: cx.title(record), value }),
    }
}
