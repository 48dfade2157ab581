use crate::companions::{Companion, spec, spec_beside};
use crate::words::quoted;
use crate::{Check, CompanionContext, Context, Family, Findings, Rule, Severities};
use planc_dialect::Document;
use planc_model::{Mention, Stated, family, id_key, is_requirement, requirements};
use rustc_hash::FxHashSet;
use std::cell::LazyCell;

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
    unknown(&spec, || requirements(cx.tree), cx.mentions(), out);
}

fn check_companion(cx: &CompanionContext<'_>, out: &mut Findings<'_>) {
    if cx.facts.kind != Some(Document::Tasks) {
        return;
    }
    let Some(spec) = spec_beside(cx.surroundings).filter(|s| !s.facts.requirements.is_empty()) else {
        return;
    };
    unknown(&spec, || cx.facts.requirements.clone(), &cx.facts.mentions, out);
}

fn unknown(spec: &Companion, own: impl FnOnce() -> Vec<Stated>, cited: &[Mention], out: &mut Findings<'_>) {
    let stated = &spec.facts.requirements;
    // What the specification only mentions is at least known to it.
    let theirs = stated.iter().map(|r| &r.id).chain(spec.facts.mentions.iter().map(|m| &m.id));
    let theirs: FxHashSet<String> = theirs.map(|id| id_key(id)).collect();
    // The plan's own are looked for where one is missing.
    let own = LazyCell::new(|| own().iter().map(|r| id_key(&r.id)).collect::<FxHashSet<_>>());
    for mention in cited.iter().filter(|m| !m.implied && !m.elsewhere && is_requirement(&m.id)) {
        let kin = || stated.iter().filter(|r| shape(&r.id) == shape(&mention.id));
        let key = id_key(&mention.id);
        // `FR-006a` is a part of `FR-006`; `R-1` may be a risk, `PR-1` a change under review.
        let whole = key.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let vague = matches!(family(&mention.id), "R" | "PR");
        if vague || theirs.contains(&key) || theirs.contains(whole) || kin().count() < ENOUGH {
            continue;
        }
        if own.contains(&key) || own.contains(whole) {
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
