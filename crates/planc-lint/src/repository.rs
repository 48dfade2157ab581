//! Files a plan names whose place in the repository is beyond doubt.

use crate::{Context, Target};
use planc_dialect::Change;
use planc_model::Text;

/// A file, and what happens to it.
pub(crate) struct Named<'c> {
    pub(crate) file: &'c Text<'c>,
    pub(crate) change: Change,
    /// Its path from the root of the workspace.
    pub(crate) path: &'c str,
}

/// The files of the plan whose outermost folder is in the repository. Placeholders and patterns are none; where the
/// folder is missing, the path may start elsewhere.
pub(crate) fn named<'c>(cx: &'c Context<'c, '_>) -> impl Iterator<Item = Named<'c>> + 'c {
    cx.plan.files.iter().flatten().filter_map(|f| {
        let change = f.change.as_ref()?.value;
        let path = f.path.value.trim_start_matches("./").trim_end_matches('/');
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | '@');
        let (outer, _) = path.split_once('/')?;
        let sure = !matches!(outer, "" | "..")
            && path.chars().all(plain)
            && !path.contains("...")
            && !path.split('/').any(|part| matches!(part, "path" | "to" | "example" | ".."))
            && cx.surroundings.in_workspace(outer) == Target::Folder;
        sure.then_some(Named { file: &f.path, change, path })
    })
}
