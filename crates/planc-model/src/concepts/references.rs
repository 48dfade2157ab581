use crate::lower::Lower;
use crate::meta::reference;
use crate::spanned::Text;
use planc_dialect::{Concept, Field};
use planc_source::Span;
use planc_syntax::Kind;
use schemars::JsonSchema;
use serde::Serialize;

/// Something to read beside the plan.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Reference<'a> {
    /// What it is called.
    pub text: Text<'a>,
    /// Where it is.
    pub target: Option<Text<'a>>,
}

/// Bullets of links; the companions among them are links of the plan too.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let found = collect(cx, index);
    cx.count(index, found.len());
    super::links::note_companions(cx, &found);
    cx.plan.references.get_or_insert_default().extend(found);
}

/// The references of a section: one for each bullet, row or paragraph.
pub(crate) fn collect<'a>(cx: &mut Lower<'_, 'a>, index: usize) -> Vec<Reference<'a>> {
    let shape = cx.shape("references", Field::Text, Field::Target);
    let body = cx.body(index, shape);
    let mut found = Vec::new();
    for record in &body.records {
        let span = cx.whole(record).map_or(record.span, |t| t.span);
        let all = record.fields.iter().map(|(_, v)| v.span).fold(span, Span::cover);
        let bare = record.text.is_none() && record.fields.is_empty() && !record.lists.is_empty();
        if !bare {
            found.push(one(cx, span, all));
        }
        for list in &record.lists {
            let items: Vec<Span> = cx.tree.items(*list).map(|i| i.text).collect();
            found.extend(items.into_iter().map(|s| one(cx, s, s)));
        }
    }
    for prose in &body.prose {
        let links: Vec<_> = planc_syntax::links(cx.tree, prose.span).map(|l| l.span).collect();
        found.extend(links.into_iter().map(|s| one(cx, s, s)));
        if !cx.tree.nodes_in(prose.span).any(|n| cx.tree.nodes[n].kind == Kind::Link) {
            found.push(one(cx, prose.span, prose.span));
        }
    }
    found.retain(|r| !r.text.value.is_empty());
    found
}

/// A bullet that is no more than a link is its text and target; else the words stay as they are.
fn one<'a>(cx: &Lower<'_, 'a>, words: Span, all: Span) -> Reference<'a> {
    let link = reference(cx, all);
    let only = cx.tree.str(words).trim().starts_with('[') && link.target.is_some();
    let whole =
        only && words.len() <= link.text.span.len() + link.target.as_ref().map_or(0, |t| t.span.len()) + 6;
    let text = if whole { link.text } else { cx.text(words) };
    Reference { text, target: link.target }
}
