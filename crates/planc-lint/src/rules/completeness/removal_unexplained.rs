use crate::owed::is_missing;
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Change;

pub static RULE: Rule = Rule {
    name: "removal-unexplained",
    summary: "a component goes away, and nothing says why",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("removal_unexplained.md"),
    check: Check::Plan(check),
};

/// Whatever is said of the component may be the reason, but for where it was and how to do without it.
fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    for component in cx.plan.components.iter().flatten() {
        let removed = component.change.as_ref().is_some_and(|c| c.value == Change::Removed);
        let said = [&component.reason, &component.purpose, &component.changes, &component.impact];
        let Some(name) = component.name.as_ref().filter(|_| removed) else { continue };
        let listed = component.responsibilities.iter().flatten().next().is_some();
        // A name of many words is a sentence: `The old queue, since nobody reads it`.
        let sentence = name.value.split_whitespace().count() > 6;
        if said.into_iter().all(|t| is_missing(cx, t.as_ref())) && !listed && !sentence {
            out.push(
                out.diagnostic(
                    name.span,
                    format!("nothing says why the component {} goes away", quoted(&name.value)),
                )
                .help("give the reason, and how those who use it move on"),
            );
        }
    }
}
