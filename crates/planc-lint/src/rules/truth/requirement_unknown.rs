use crate::companions::{Companion, spec, spec_beside};
use crate::words::quoted;
use crate::{Check, CompanionContext, Context, Family, Findings, Rule, Severities};
use planc_dialect::Document;
use planc_model::{Mention, Stated, family, id_key, is_requirement, requirements};
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    name: "requirement-unknown",
    summary: "the plan or its tasks cite a requirement that the specification does not have",
    family: Family::Truth,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("requirement_unknown.md"),
    check: Check::Both(check, check_companion),
};

/// A specification with fewer requirements of a kind than this may leave others to another document.
const ENOUGH: usize = 2;

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(spec) = spec(cx).filter(|s| !s.facts.requirements.is_empty()) else { return };
    let own = requirements(cx.tree);
    unknown(&spec, &own, cx.mentions(), out);
}

fn check_companion(cx: &CompanionContext<'_>, out: &mut Findings<'_>) {
    if cx.facts.kind != Some(Document::Tasks) {
        return;
    }
    let Some(spec) = spec_beside(cx.surroundings).filter(|s| !s.facts.requirements.is_empty()) else {
        return;
    };
    unknown(&spec, &cx.facts.requirements, &cx.facts.mentions, out);
}

fn unknown(spec: &Companion, own: &[Stated], cited: &[Mention], out: &mut Findings<'_>) {
    let stated = &spec.facts.requirements;
    let stands = stated.iter().chain(own).map(|r| id_key(&r.id));
    // What the specification only mentions is at least known to it.
    let known: BTreeSet<String> = stands.chain(spec.facts.mentions.iter().map(|m| id_key(&m.id))).collect();
    for mention in cited.iter().filter(|m| !m.implied && !m.elsewhere && is_requirement(&m.id)) {
        let kin = || stated.iter().filter(|r| shape(&r.id) == shape(&mention.id));
        let key = id_key(&mention.id);
        // `FR-006a` is a part of `FR-006`; `R-1` may be a risk, `PR-1` a change under review.
        let whole = key.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let vague = matches!(family(&mention.id), "R" | "PR");
        if vague || known.contains(&key) || known.contains(whole) || kin().count() < ENOUGH {
            continue;
        }
        let message = format!("{} has no {}", quoted(spec.name()), quoted(&mention.id));
        let last = kin().next_back().map_or("", |r| r.id.as_str());
        let help =
            format!("its ids of this kind end with {}; correct the id, or add the requirement", quoted(last));
        out.push(out.diagnostic(mention.span, message).help(help));
    }
}

/// Ids of one series look alike: letters and the number of parts.
fn shape(id: &str) -> (&str, usize) {
    let digits = id.find(|c: char| c.is_ascii_digit()).unwrap_or(id.len());
    (id[..digits].trim_end_matches('-'), id.matches('.').count())
}
