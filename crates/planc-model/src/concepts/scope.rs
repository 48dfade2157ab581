use crate::lower::Lower;
use crate::spanned::Text;
use planc_dialect::{Concept, Field, Form, Record};
use schemars::JsonSchema;
use serde::Serialize;

/// What is done and what is left alone.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Scope<'a> {
    /// What is done.
    pub goals: Option<Vec<Text<'a>>>,
    /// What is left alone.
    pub non_goals: Option<Vec<Text<'a>>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    let shape = cx.shape("scope", Field::Name, Field::Text);
    let body = cx.body(index, shape);
    cx.plan.scope.get_or_insert_default();
    let non_goals = concept.name() == "scope.non_goals";
    let mut any = false;
    for record in &body.records {
        for (field, out) in [(Field::Goals, false), (Field::NonGoals, true)] {
            if let Some(value) = record.get(field) {
                let found = cx.values(value);
                any = true;
                push(cx, found, out);
            }
        }
        let label = record.title.and_then(|t| cx.vocabulary.field(shape.scope, cx.tree.str(t)));
        match label {
            Some(field @ (Field::Goals | Field::NonGoals)) => {
                let found = said(cx, record);
                push(cx, found, field == Field::NonGoals);
                any = true;
            }
            _ if record.form == Form::Keyed && record.title.is_none() => {}
            _ => {
                let found = if record.form == Form::Item {
                    cx.whole(record).into_iter().collect()
                } else {
                    said(cx, record)
                };
                push(cx, found, non_goals);
                any = true;
            }
        }
    }
    if any || !concept.name().contains('.') {
        cx.leave(index, &body.prose);
    } else {
        let found: Vec<_> = body.prose.iter().map(|p| cx.text(p.span)).collect();
        push(cx, found, non_goals);
    }
}

fn said<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Vec<Text<'a>> {
    let listed: Vec<_> = record.lists.iter().flat_map(|l| cx.list(*l)).collect();
    if listed.is_empty() {
        cx.said(record).or_else(|| cx.title(record)).into_iter().collect()
    } else {
        listed
    }
}

fn push<'a>(cx: &mut Lower<'_, 'a>, found: Vec<Text<'a>>, non_goals: bool) {
    let scope = cx.plan.scope.get_or_insert_default();
    let slot = if non_goals { &mut scope.non_goals } else { &mut scope.goals };
    slot.get_or_insert_default().extend(found);
}
