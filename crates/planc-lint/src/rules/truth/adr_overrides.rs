use crate::{Check, Family, Rule, Severities, WorkspaceFindings};
use planc_dialect::{Document, State};
use planc_model::Graph;
use planc_source::Severity;
use std::collections::BTreeMap;

pub static RULE: Rule = Rule {
    name: "adr-overrides",
    summary: "an accepted decision took the place of the plan, which does not say so",
    family: Family::Truth,
    severities: Severities::always(Severity::Warning),
    fixable: false,
    enabled: true,
    page: include_str!("adr_overrides.md"),
    check: Check::Workspace(check),
};

fn check(graph: &Graph, out: &mut WorkspaceFindings<'_>) {
    let plans = || graph.documents().iter().enumerate().filter(|(_, d)| d.kind == Some(Document::Plan));
    let ids: BTreeMap<String, usize> =
        plans().filter_map(|(n, d)| Some((d.id.as_ref()?.id.to_uppercase(), n))).collect();
    for (n, decision) in graph.documents().iter().enumerate() {
        let accepted = matches!(decision.state, Some(State::Approved | State::InProgress | State::Complete));
        if decision.kind != Some(Document::Decision) || !accepted {
            continue;
        }
        for override_ in &decision.overrides {
            let linked = override_.target.as_deref().and_then(|target| graph.linked(n, target));
            let Some(plan) = linked.or_else(|| ids.get(&override_.name.to_uppercase()).copied()) else {
                continue;
            };
            let member = &graph.documents()[plan];
            let gone = |s| matches!(s, State::Superseded | State::Deprecated | State::Rejected);
            if member.kind == Some(Document::Plan) && !member.state.is_some_and(gone) {
                let message = format!("the decision `{}` took the place of this plan", decision.shown);
                out.report(
                    plan,
                    member.place,
                    message,
                    "bring the plan in line with it, or set the status to `Superseded`",
                );
            }
        }
    }
}
