use crate::groups::{Group, Groups};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::names::key;
use planc_source::Span;
use rustc_hash::FxHashMap;

pub static RULE: Rule = Rule {
    name: "risk-duplicate",
    summary: "one list of risks has a risk twice",
    family: Family::Consistency,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("risk_duplicate.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let mut risks: Vec<_> = cx.plan.risks.iter().flatten().filter_map(|r| r.risk.as_ref()).collect();
    if risks.len() < 2 {
        return;
    }
    risks.sort_by_key(|risk| risk.span);
    let mut groups = Groups::new(cx);
    let mut seen: FxHashMap<(Group, String), Span> = FxHashMap::default();
    for risk in risks {
        // `Low Risk` heads several risks; placeholders are reported as such.
        let words = || risk.as_str().split_whitespace();
        let few = match words().count() {
            0 | 1 => true,
            2 | 3 => words().any(|word| cx.library.vocabulary().level(word).is_some()),
            _ => false,
        };
        if few || risk.as_str().contains(['[', '{']) {
            continue;
        }
        let key = key(risk.as_str());
        if key.is_empty() {
            continue;
        }
        let first = *seen.entry((groups.of(risk.span), key)).or_insert(risk.span);
        if first != risk.span {
            out.push(
                out.diagnostic(risk.span, format!("the risk {} is there twice", quoted(risk.as_str())))
                    .label(first, "here already")
                    .help("put both into one: one likelihood, one impact, one mitigation"),
            );
        }
    }
}
