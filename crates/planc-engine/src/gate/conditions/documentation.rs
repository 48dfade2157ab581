use crate::gate::sight::Sight;
use crate::gate::{Condition, Seen};
use planc_dialect::State;
use planc_lint::Target;

pub static CONDITION: Condition = Condition {
    name: "documentation",
    summary: "the documents that the plan promises are there, and its history says how it went",
    from: State::Complete,
    rules: &["completion-unrecorded", "history-conflict"],
    look,
};

fn look(sight: &Sight<'_, '_>) -> Seen {
    let Some(docs) = &sight.cx.plan.docs else {
        return Seen::Nothing("the plan promises no documents".to_owned());
    };
    let new = docs.new.iter().flatten().filter_map(|d| d.name.as_ref());
    let update = docs.update.iter().flatten().filter_map(|d| d.file.as_ref());
    let mut missing = Vec::new();
    for name in new.chain(update) {
        let path = name.value.split(['#', ' ', '(']).next().unwrap_or("").trim_matches('`');
        // A name that is no path may stand for anything.
        let is_path =
            path.contains('/') || path.rsplit_once('.').is_some_and(|(_, e)| (1..5).contains(&e.len()));
        if is_path && !is_there(sight, path) {
            missing.push(sight.at(name.span, format!("there is no document `{path}`")));
        }
    }
    if missing.is_empty() { Seen::Well } else { Seen::Missing(missing) }
}

/// Whether a path leads somewhere from the plan, from the root, or from a folder between: a repository may hold
/// several projects, and a plan speaks of its own. A bare name is that of a file in any folder.
fn is_there(sight: &Sight<'_, '_>, path: &str) -> bool {
    let around = sight.cx.surroundings;
    let there = |t: Target| t != Target::Missing;
    let place = around.place().unwrap_or_default();
    let folders = place.match_indices('/').map(|(at, _)| &place[..at]);
    there(around.target(path))
        || there(around.in_workspace(path))
        || folders.into_iter().any(|folder| there(around.in_workspace(&format!("{folder}/{path}"))))
        || !path.contains('/') && sight.documents.has_file(path)
}
