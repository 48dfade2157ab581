use crate::lower::Lower;
use crate::spanned::{Spanned, Text};
use planc_dialect::{Concept, Field, Form, Record};
use planc_syntax::keyed;
use schemars::JsonSchema;
use serde::Serialize;

/// A claim of the author about the plan itself.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SelfCheck<'a> {
    /// What is claimed.
    pub item: Option<Text<'a>>,
    /// The answer.
    pub value: Option<Text<'a>>,
    /// Its box.
    pub done: Option<Spanned<bool>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("self_check", Field::Item, Field::Value);
    let records = cx.items(index, shape);
    let found: Vec<_> = records.iter().map(|r| entry(cx, r)).collect();
    cx.plan.self_check.get_or_insert_default().extend(found);
}

fn entry<'a>(cx: &Lower<'_, 'a>, record: &Record) -> SelfCheck<'a> {
    let lists: Vec<_> = record.lists.iter().map(|l| cx.tree.nodes[*l].span).collect();
    // A bullet's key is the claim, also where the vocabulary knows the key.
    let bullet = record.node.filter(|_| record.form == Form::Item).and_then(|n| cx.tree.item(n));
    let (item, said) = match (bullet.and_then(|i| keyed(cx.tree.text, i.text)), record.title) {
        (Some(claim), _) => {
            (Some(cx.text(claim.key)), Some(claim.value).filter(|v| !v.is_empty()).map(|v| cx.text(v)))
        }
        (None, Some(title)) => (Some(cx.text(title)), cx.said(record)),
        (None, None) => (cx.said(record), None),
    };
    let value = cx.get(record, Field::Value).or(said).or_else(|| cx.joined(lists.into_iter()));
    SelfCheck { item, value, done: cx.done(record) }
}
