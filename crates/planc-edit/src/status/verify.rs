//! The edited text is read again before anybody writes it.

use super::listing::{self, Listing};
use super::place::{Saying, places};
use super::{Edited, StatusChange};
use crate::document::{Document, Refusal};
use crate::history::Added;
use planc_model::{Meta, Revision};
use planc_source::{Edits, Span};

/// The edited plan, if it says what was meant and else what it said before.
pub(super) fn read_again(
    doc: Document<'_, '_>,
    change: &StatusChange<'_>,
    edits: Edits,
    added: Option<(Added, String)>,
) -> Result<Edited, Refusal> {
    let text = edits.apply(doc.text());
    let version = added.as_ref().and_then(|(a, _)| a.version.clone());
    if edits.is_empty() {
        return Ok(Edited { edits, text, version });
    }
    let tree = planc_syntax::parse(&text);
    let fit = doc.library.fit(&tree);
    let plan = planc_model::skim(&tree, &fit, doc.library, &doc.plan.path).plan;
    let new = Document { tree: &tree, fit: &fit, plan: &plan, library: doc.library };
    let place = doc.plan.meta.status.as_ref().map_or(Span::at(0), |s| s.word.span);
    let refuse = |what: &str| {
        let message = format!("after the change {what} would not read as meant, so nothing was changed");
        Err(Refusal::new(place, message))
    };
    let saying = Saying { state: change.state, word: change.word, life: change.life, note: None };
    let all = places(new);
    if all.is_empty() || !all.iter().all(|p| p.says(new, &saying)) {
        return refuse("the status");
    }
    if said(doc, &doc.plan.meta) != said(doc, &plan.meta) {
        return refuse("the header");
    }
    if !history_holds(doc, &plan.history, change, added.as_ref()) {
        return refuse("the history");
    }
    Ok(Edited { edits, text, version })
}

/// What the header says and must go on to say. A day that the dialect counts as that of the last change may change.
fn said<'m>(doc: Document<'_, '_>, meta: &'m Meta<'_>) -> Vec<Option<&'m str>> {
    let born = doc.dialect().is_none_or(|d| d.dated.is_empty());
    let created = meta.created.as_ref().filter(|_| born);
    let texts = [meta.id.as_ref(), meta.title.as_ref(), created, meta.issue.as_ref()];
    let mut all: Vec<Option<&str>> = texts.into_iter().map(|t| t.map(|t| &*t.value)).collect();
    all.extend(meta.authors.iter().flatten().map(|a| Some(&*a.value)));
    all.extend(meta.spec.iter().map(|s| Some(&*s.text.value)));
    all
}

/// Whether the history is the old one with the entry in its place.
fn history_holds(
    doc: Document<'_, '_>,
    now: &Option<Vec<Revision<'_>>>,
    change: &StatusChange<'_>,
    added: Option<&(Added, String)>,
) -> bool {
    let old = doc.plan.history.as_deref().unwrap_or(&[]);
    let now = now.as_deref().unwrap_or(&[]);
    let values = |r: &Revision<'_>| {
        [&r.version, &r.date, &r.author, &r.summary, &r.reference]
            .map(|t| t.as_ref().map(|t| t.value.to_string()))
    };
    let Some((added, summary)) = added else {
        return old.iter().map(values).eq(now.iter().map(values));
    };
    if let Some(grown) = added.grown {
        let longer =
            now.get(grown).and_then(|r| r.summary.as_ref()).is_some_and(|s| s.value.ends_with(summary));
        let others = |rows: &[Revision<'_>]| -> Vec<_> {
            rows.iter().enumerate().filter(|(at, _)| *at != grown).map(|(_, r)| values(r)).collect()
        };
        return longer && others(old) == others(now);
    }
    let Some(new) = now.get(added.at) else { return false };
    let others = now.iter().enumerate().filter(|(at, _)| *at != added.at).map(|(_, r)| values(r));
    let [version, date, _, said, _] = values(new);
    let plain = |t: &str| t.replace(['|', '\\'], "");
    // A colon in the words may make a key of what stands before it.
    let holds = |said: &str| !said.is_empty() && plain(summary).contains(&plain(said));
    old.iter().map(values).eq(others)
        && said.is_some_and(|s| holds(&s))
        && date.is_none_or(|d| d == change.date.to_string())
        && (added.version.is_none() || version.is_some())
}

/// Whether the places of an index say the new status.
pub(super) fn mirrored(
    doc: Document<'_, '_>,
    saying: &Saying<'_>,
    listing: Option<&Listing<'_>>,
    text: &str,
    count: usize,
) -> Result<(), Refusal> {
    let tree = planc_syntax::parse(text);
    let fit = doc.library.fit(&tree);
    let plan = planc_model::skim(&tree, &fit, doc.library, &doc.plan.path).plan;
    let new = Document { tree: &tree, fit: &fit, plan: &plan, library: doc.library };
    let (left, again) = listing::mirror(new, saying, listing)?;
    if left.is_empty() && again == count {
        return Ok(());
    }
    Err(Refusal::new(
        Span::at(0),
        "after the change its status would not read as meant, so nothing was changed",
    ))
}
