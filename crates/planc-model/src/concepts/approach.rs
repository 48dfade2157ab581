use crate::lower::Lower;
use crate::spanned::Text;
use planc_dialect::{Concept, Field};
use schemars::JsonSchema;
use serde::Serialize;

/// How one part of the work is approached.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Approach<'a> {
    /// The part; absent where the plan speaks of the whole.
    pub area: Option<Text<'a>>,
    /// What is done.
    pub approach: Option<Text<'a>>,
    /// Why it is done so.
    pub rationale: Option<Text<'a>>,
}

/// Headed areas with keyed paragraphs; plain text of the section is an approach without an area.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("approach", Field::Area, Field::Approach);
    let body = cx.body(index, shape);
    let own = cx.joined(body.prose.iter().map(|p| p.span));
    let mut found = Vec::new();
    if let Some(text) = own {
        found.push(Approach { area: None, approach: Some(text), rationale: None });
    }
    for record in &body.records {
        let area = cx.title(record);
        let said = cx.said(record);
        let unknown =
            record.unknown.iter().map(|(key, v)| if key.is_empty() { v.span } else { key.cover(v.span) });
        let lists = record.lists.iter().map(|l| cx.tree.nodes[*l].span);
        let rest = cx.joined(unknown.chain(lists).collect::<Vec<_>>().into_iter());
        let approach = cx.get(record, Field::Approach).or(said).or(rest);
        let rationale = cx.get(record, Field::Rationale);
        if let Some(others) = record.get(Field::Alternatives) {
            super::alternatives::take(cx, others, area.clone());
        }
        if approach.is_some() || rationale.is_some() || area.is_some() {
            found.push(Approach { area, approach, rationale });
        }
    }
    cx.plan.approach.get_or_insert_default().extend(found);
}
