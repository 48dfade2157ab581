use crate::gate::sight::Sight;
use crate::gate::{Condition, Seen};
use planc_dialect::{Compliance, State};

pub static CONDITION: Condition = Condition {
    name: "constitution",
    summary: "every article of the project's constitution is kept, or its exception is justified",
    from: State::Approved,
    rules: &["article-missing", "article-unjustified", "article-unknown", "exception-unexplained"],
    look,
};

fn look(sight: &Sight<'_, '_>) -> Seen {
    let Some(articles) = &sight.cx.plan.constitution else {
        return Seen::Nothing("the plan has no check against a constitution".to_owned());
    };
    let open = articles.iter().filter(|a| a.status.as_ref().is_none_or(|s| s.value == Compliance::Unknown));
    let names: Vec<_> =
        open.filter_map(|a| Some(format!("`{}`", a.article.as_ref()?.value.trim()))).collect();
    match names.len() {
        0 => Seen::Well,
        // Lists of principles without an answer each say nothing either way.
        _ => Seen::Unknown(format!("the plan does not say whether it keeps {}", names.join(", "))),
    }
}
