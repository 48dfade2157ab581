use crate::groups::{Group, Groups};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Change;
use planc_model::names::{joined, spaced};
use planc_source::Span;
use rustc_hash::FxHashMap;

pub static RULE: Rule = Rule {
    name: "component-duplicate",
    summary: "one list of components has one twice, or two places say two things of what happens to it",
    family: Family::Consistency,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("component_duplicate.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let mut components: Vec<_> =
        cx.plan.components.iter().flatten().filter_map(|c| Some((c, c.name.as_ref()?))).collect();
    components.sort_by_key(|(_, name)| name.span);
    let mut groups = Groups::new(cx);
    let mut listed: FxHashMap<(Group, String), Span> = FxHashMap::default();
    let mut changes: FxHashMap<String, (Change, Span)> = FxHashMap::default();
    for (component, name) in components {
        let words = spaced(name.as_str());
        let key = joined(&words);
        // `Overview` and the like group components; they are none.
        if words.len() < 3 || name.as_str().contains(['[', '{']) {
            continue;
        }
        let change = component.change.as_ref().map(|c| c.value);
        if let Some(change) = change
            && let Some((other, there)) = changes.get(&key)
            && *other != change
        {
            let message =
                format!("{} is {} here and {} elsewhere", quoted(name.as_str()), said(change), said(*other));
            out.push(
                out.diagnostic(name.span, message)
                    .label(*there, format!("{} here", said(*other)))
                    .help("a component is one of them; say what happens to it in one place"),
            );
        } else if let Some(first) = listed.get(&(groups.of(name.span), key.clone())) {
            out.push(
                out.diagnostic(name.span, format!("the component {} is there twice", quoted(name.as_str())))
                    .label(*first, "here already")
                    .help("put what both say into one, or give one of the two another name"),
            );
        }
        listed.entry((groups.of(name.span), key.clone())).or_insert(name.span);
        if let Some(change) = change {
            changes.entry(key).or_insert((change, name.span));
        }
    }
}

fn said(change: Change) -> &'static str {
    match change {
        Change::New => "new",
        Change::Modified => "modified",
        Change::Removed => "removed",
        Change::Unchanged => "unchanged",
    }
}
