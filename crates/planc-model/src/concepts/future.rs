use crate::lower::Lower;
use crate::spanned::Text;
use planc_dialect::{Concept, Field};
use schemars::JsonSchema;
use serde::Serialize;

/// Something for later.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Future<'a> {
    /// Its name.
    pub name: Option<Text<'a>>,
    /// What it would be.
    pub text: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("future", Field::Name, Field::Text);
    let body = cx.body(index, shape);
    let mut found: Vec<_> = body
        .records
        .iter()
        .map(|r| {
            let lists: Vec<_> = r.lists.iter().map(|l| cx.tree.nodes[*l].span).collect();
            let text = cx.get(r, Field::Text).or_else(|| cx.said(r)).or_else(|| cx.joined(lists.into_iter()));
            Future { name: cx.title(r), text }
        })
        .collect();
    if found.is_empty() {
        found.extend(body.prose.iter().map(|p| Future { name: None, text: Some(cx.text(p.span)) }));
    } else {
        cx.leave(index, &body.prose);
    }
    cx.plan.future.get_or_insert_default().extend(found);
}
