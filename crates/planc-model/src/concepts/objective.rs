use crate::lower::{Lower, append};
use planc_dialect::Concept;

/// The summary of the plan: everything its section says.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let text = cx.everything(index).unwrap_or_else(|| cx.nothing(index));
    append(&mut cx.plan.objective, text);
}
