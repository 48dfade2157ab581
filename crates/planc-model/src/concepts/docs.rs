use crate::lower::Lower;
use crate::spanned::Text;
use planc_dialect::{Concept, Field, Record};
use schemars::JsonSchema;
use serde::Serialize;

/// What happens to the documentation.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Docs<'a> {
    /// Documents that change.
    pub update: Option<Vec<DocUpdate<'a>>>,
    /// Documents that are written.
    pub new: Option<Vec<NewDoc<'a>>>,
}

/// A document that changes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DocUpdate<'a> {
    /// Which.
    pub file: Option<Text<'a>>,
    /// What in it.
    pub what: Option<Text<'a>>,
    /// Why.
    pub why: Option<Text<'a>>,
}

/// A document that is written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NewDoc<'a> {
    /// Its name.
    pub name: Option<Text<'a>>,
    /// What it is for.
    pub purpose: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    if concept.name() == "docs.new" {
        let shape = cx.shape("docs", Field::Name, Field::Purpose);
        let records = cx.items(index, shape);
        let found: Vec<_> = records
            .iter()
            .map(|r| {
                let (name, said) = cx.named(r);
                let purpose = [Field::Purpose, Field::What, Field::Why].iter().find_map(|f| cx.get(r, *f));
                NewDoc { name, purpose: purpose.or(said) }
            })
            .collect();
        cx.plan.docs.get_or_insert_default().new.get_or_insert_default().extend(found);
        return;
    }
    let shape = cx.shape("docs", Field::File, Field::What);
    let records = cx.items(index, shape);
    let found: Vec<_> = records.iter().map(|r| update(cx, r)).collect();
    let docs = cx.plan.docs.get_or_insert_default();
    if !found.is_empty() || concept.name() == "docs.update" {
        docs.update.get_or_insert_default().extend(found);
    }
}

/// Sub-bullets say what and why: keyed, or the first what and the last why.
fn update<'a>(cx: &Lower<'_, 'a>, record: &Record) -> DocUpdate<'a> {
    let (file, said) = cx.named(record);
    let mut what = cx.get(record, Field::What).or(said);
    let mut why = cx.get(record, Field::Why);
    let plain: Vec<_> = record.lists.iter().flat_map(|l| cx.list(*l)).collect();
    match &plain[..] {
        [one] => what = what.or_else(|| Some(one.clone())),
        [one, two] if what.is_none() && why.is_none() => {
            what = Some(one.clone());
            why = Some(two.clone());
        }
        [_, ..] if what.is_none() => {
            let spans: Vec<_> = record.lists.iter().map(|l| cx.tree.nodes[*l].span).collect();
            what = cx.joined(spans.into_iter());
        }
        _ => {}
    }
    DocUpdate { file, what, why }
}
