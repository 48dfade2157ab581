use crate::gate::sight::Sight;
use crate::gate::{Condition, Seen};
use planc_dialect::{Document, Field, State};
use planc_lint::Target;

pub static CONDITION: Condition = Condition {
    name: "entry",
    summary: "the plan says which issue or specification it is for, and that one is there",
    from: State::InReview,
    rules: &["link-kind"],
    look,
};

fn look(sight: &Sight<'_, '_>) -> Seen {
    let meta = &sight.cx.plan.meta;
    let issue = meta.issue.as_ref().filter(|i| says_something(&i.value));
    if let Some(target) = meta.spec.as_ref().and_then(|s| s.target.as_ref()) {
        let path = target.value.split('#').next().unwrap_or("");
        let gone = !path.contains("://") && sight.cx.surroundings.target(path) == Target::Missing;
        if gone {
            return Seen::Missing(vec![sight.at(target.span, format!("there is no specification `{path}`"))]);
        }
        return Seen::Well;
    }
    let spec = meta.spec.as_ref().is_some_and(|s| says_something(&s.text.value));
    if issue.is_some() || spec || sight.companion(Document::Spec).is_some() {
        return Seen::Well;
    }
    let asked = |d: &planc_dialect::Dialect| {
        d.header.iter().any(|k| matches!(k.field, Some(Field::Issue | Field::Spec)))
    };
    if sight.cx.dialect().is_some_and(asked) || meta.issue.is_some() || meta.spec.is_some() {
        return Seen::Missing(vec![sight.whole("the plan names neither an issue nor a specification")]);
    }
    Seen::Nothing("plans of this form name no issue and no specification".to_owned())
}

/// What is no placeholder and no dash.
fn says_something(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    let template = text.trim_start().starts_with(['[', '{', '<']) && !text.contains("](");
    !bare.is_empty() && !template && !["none", "tbd", "n/a"].iter().any(|w| bare.eq_ignore_ascii_case(w))
}
