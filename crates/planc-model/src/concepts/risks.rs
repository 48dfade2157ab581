use crate::lower::Lower;
use crate::spanned::Text;
use planc_dialect::{Concept, Field, Form, Record, Shape};
use schemars::JsonSchema;
use serde::Serialize;

/// What may go wrong with the plan.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Risk<'a> {
    /// What.
    pub risk: Option<Text<'a>>,
    /// How likely: `high`, `medium`, `low`, or the plan's own word.
    pub likelihood: Option<Text<'a>>,
    /// How bad: `high`, `medium`, `low`, or the plan's own word.
    pub impact: Option<Text<'a>>,
    /// What is done about it.
    pub mitigation: Option<Text<'a>>,
    /// Who watches it.
    pub owner: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("risks", Field::Risk, Field::Mitigation);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    let found: Vec<_> = body.records.iter().flat_map(|r| risks(cx, r, shape)).collect();
    cx.plan.risks.get_or_insert_default().extend(found);
}

fn risks<'a>(cx: &Lower<'_, 'a>, record: &Record, shape: Shape) -> Vec<Risk<'a>> {
    let bare = record.text.is_none() && record.fields.is_empty();
    if record.form != Form::Item && bare && record.lists.len() == 1 {
        // A heading or label that only groups: its items are the risks.
        let items = cx.reader.items(record.lists[0], shape);
        return items.iter().map(|r| risk(cx, r)).collect();
    }
    vec![risk(cx, record)]
}

fn risk<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Risk<'a> {
    let (risk, said) = cx.named(record);
    let mitigation = cx.get(record, Field::Mitigation);
    // `### Slow queries` with a paragraph: the paragraph tells the risk or its mitigation.
    let lists: Vec<_> = record.lists.iter().map(|l| cx.tree.nodes[*l].span).collect();
    let mitigation = mitigation.or(said).or_else(|| cx.joined(lists.into_iter()));
    Risk {
        risk,
        likelihood: cx.get(record, Field::Likelihood).map(|t| cx.level(t)),
        impact: cx.get(record, Field::Impact).map(|t| cx.level(t)),
        mitigation,
        owner: cx.get_name(record, Field::Owner),
    }
}
