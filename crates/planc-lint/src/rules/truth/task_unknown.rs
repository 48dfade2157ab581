use crate::words::quoted;
use crate::{Check, CompanionContext, Family, Findings, Rule, Severities};
use planc_dialect::Document;
use planc_model::{id_key, is_task};
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    name: "task-unknown",
    summary: "a task depends on one that is not in the list",
    family: Family::Truth,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("task_unknown.md"),
    check: Check::Companion(check),
};

/// A list with fewer tasks than this is no list that others depend on.
const ENOUGH: usize = 3;

fn check(cx: &CompanionContext<'_>, out: &mut Findings<'_>) {
    if cx.facts.kind != Some(Document::Tasks) {
        return;
    }
    let named = || cx.facts.tasks.iter().filter_map(|t| t.id.as_deref()).filter(|id| is_task(id));
    let known: BTreeSet<String> = named().map(id_key).collect();
    for mention in
        cx.facts.mentions.iter().filter(|m| is_task(&m.id) && m.before && !m.implied && !m.elsewhere)
    {
        let kin = || named().filter(|id| shape(id) == shape(&mention.id));
        let key = id_key(&mention.id);
        // `T040b` is a part of `T040`.
        let whole = key.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if known.contains(&key) || known.contains(whole) || kin().count() < ENOUGH {
            continue;
        }
        let message = format!("there is no task {}", quoted(&mention.id));
        let last = kin().max_by_key(|id| id_key(id)).unwrap_or("");
        out.push(
            out.diagnostic(mention.span, message)
                .help(format!("the last task is {}; correct the id, or add the task", quoted(last))),
        );
    }
}

/// Ids of one series look alike: letters, and how many digits.
fn shape(id: &str) -> (&str, usize) {
    let digits = id.find(|c: char| c.is_ascii_digit()).unwrap_or(id.len());
    let count = id[digits..].bytes().take_while(u8::is_ascii_digit).count();
    (&id[..digits], count)
}
