use crate::gate::sight::Sight;
use crate::gate::{Condition, Seen};
use planc_dialect::State;
use planc_lint::Target;

pub static CONDITION: Condition = Condition {
    name: "standards",
    summary: "the project's standards were applied, and the plan says which",
    from: State::InReview,
    rules: &["encoding-damaged", "fence-unclosed", "heading-glued", "table-ragged"],
    look,
};

/// Where projects keep their standards.
const FOLDERS: &[&str] = &["docs/standards", "standards"];

fn look(sight: &Sight<'_, '_>) -> Seen {
    let there = FOLDERS.iter().find(|f| sight.cx.surroundings.in_workspace(f) == Target::Folder);
    let entries = sight.cx.plan.self_check.iter().flatten();
    let about =
        entries.filter(|e| e.item.as_ref().is_some_and(|i| i.value.to_lowercase().contains("standard")));
    let Some(entry) = about.into_iter().next() else {
        return match there {
            Some(folder) if sight.cx.plan.self_check.is_some() => Seen::Unknown(format!(
                "there are standards in `{folder}`, and no self-check says which were applied"
            )),
            _ => Seen::Nothing("no standards are asked for".to_owned()),
        };
    };
    let answer = entry.value.as_ref().map_or("", |v| v.value.trim());
    let ticked = entry.done.as_ref().is_some_and(|d| d.value);
    let says = answer.chars().any(char::is_alphanumeric) && !answer.starts_with(['[', '{', '<'])
        || answer.contains("](");
    if ticked || says && sight.cx.library.vocabulary().answer(answer) != Some(false) {
        return Seen::Well;
    }
    let span = entry.item.as_ref().map_or_else(|| sight.cx.title_span(), |i| i.span);
    Seen::Missing(vec![sight.at(span, "the self-check does not say which standards were applied")])
}
