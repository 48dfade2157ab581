use crate::lower::Lower;
use crate::spanned::Text;
use planc_dialect::{Concept, Field};
use schemars::JsonSchema;
use serde::Serialize;

/// A rule that is broken on purpose.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Exception<'a> {
    /// What is broken.
    pub violation: Option<Text<'a>>,
    /// Why it must be.
    pub why: Option<Text<'a>>,
    /// Why the simpler way will not do.
    pub alternative_rejected: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("exceptions", Field::Violation, Field::Why);
    let records = cx.items(index, shape);
    let found: Vec<_> = records
        .iter()
        .map(|r| {
            let (violation, said) = cx.named(r);
            Exception {
                violation,
                why: cx.get(r, Field::Why).or(said),
                alternative_rejected: cx.get(r, Field::AlternativeRejected),
            }
        })
        .collect();
    cx.plan.exceptions.get_or_insert_default().extend(found);
}
