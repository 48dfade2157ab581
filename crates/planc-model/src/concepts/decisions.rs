use crate::lower::Lower;
use crate::spanned::Text;
use planc_dialect::{Concept, Field, Form, Record};
use schemars::JsonSchema;
use serde::Serialize;

/// Something that was decided.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Decision<'a> {
    /// What had to be decided.
    pub decision: Option<Text<'a>>,
    /// What was chosen.
    pub choice: Option<Text<'a>>,
    /// Why.
    pub rationale: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("decisions", Field::Decision, Field::Choice);
    let body = cx.body(index, shape);
    let mut found: Vec<_> = body.records.iter().map(|r| decision(cx, r)).collect();
    if found.is_empty() {
        let text = cx.joined(body.prose.iter().map(|p| p.span));
        found.extend(text.map(|t| Decision { decision: None, choice: Some(t), rationale: None }));
    } else {
        cx.leave(index, &body.prose);
    }
    for record in &body.records {
        if let Some(others) = record.get(Field::Alternatives) {
            let area = cx.title(record);
            super::alternatives::take(cx, others, area);
        }
    }
    cx.plan.decisions.get_or_insert_default().extend(found);
}

fn decision<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Decision<'a> {
    let lists: Vec<_> = record.lists.iter().map(|l| cx.tree.nodes[*l].span).collect();
    let rest = record.unknown.iter().map(|(k, v)| if k.is_empty() { v.span } else { k.cover(v.span) });
    let loose: Vec<_> = rest.chain(lists).collect();
    let (decision, said) = cx.named(record);
    let choice = cx.get(record, Field::Choice);
    let rationale = cx.get(record, Field::Rationale);
    // `**Use X**: because Y` — what follows a label without other keys is the choice made.
    let (choice, rationale) = match (choice, rationale) {
        (None, rationale) => (said.or_else(|| cx.joined(loose.into_iter())), rationale),
        (choice, None) if record.form != Form::Row => (choice, said),
        both => both,
    };
    Decision { decision, choice, rationale }
}
