use crate::owed::{is_placeholder, lacking};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Field;
use planc_model::Decision;

pub static RULE: Rule = Rule {
    name: "decision-unexplained",
    summary: "a decision has no rationale, though the plan gives one for others",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("decision_unexplained.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let decisions = cx.plan.decisions.as_deref().unwrap_or_default();
    let name = |d: &Decision<'_>| d.decision.as_ref().or(d.choice.as_ref()).map(|t| t.span);
    let field = ("decisions", Field::Rationale);
    for decision in lacking(cx, decisions, field, name, |d| d.rationale.as_ref()) {
        let Some(name) = decision.decision.as_ref().or(decision.choice.as_ref()) else { continue };
        // A choice in many words gives its reason itself.
        let told = decision.choice.as_ref().is_some_and(|c| c.value.split_whitespace().count() > 12);
        if !told && !is_placeholder(&name.value) {
            out.push(
                out.diagnostic(name.span, format!("the decision {} has no rationale", quoted(&name.value)))
                    .help("say why it was taken; who comes later must know when it no longer holds"),
            );
        }
    }
}
