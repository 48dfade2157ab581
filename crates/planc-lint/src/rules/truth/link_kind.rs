use crate::address::relative;
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Document;
use planc_model::Text;

pub static RULE: Rule = Rule {
    name: "link-kind",
    summary: "the header links to a document of another kind than it says",
    family: Family::Truth,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("link_kind.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let meta = &cx.plan.meta;
    if let Some(target) = meta.spec.as_ref().and_then(|l| l.target.as_ref()) {
        expect(cx, target, Document::Spec, out);
    }
    for target in meta.adrs.iter().flatten().filter_map(|l| l.target.as_ref()) {
        expect(cx, target, Document::Decision, out);
    }
}

fn expect(cx: &Context<'_, '_>, target: &Text<'_>, wanted: Document, out: &mut Findings<'_>) {
    let Some(address) = relative(&target.value).filter(|a| !a.path.is_empty()) else { return };
    let Some(facts) = cx.surroundings.facts(&address.path) else { return };
    let Some(kind) = facts.kind.filter(|k| *k != wanted) else { return };
    let message =
        format!("the link is to be {}, but {} is {}", name(wanted), quoted(&address.path), name(kind));
    out.push(out.diagnostic(target.span, message).help(format!("link {} here", name(wanted))));
}

fn name(kind: Document) -> &'static str {
    match kind {
        Document::Plan => "a plan",
        Document::Spec => "a specification",
        Document::Tasks => "a list of tasks",
        Document::Decision => "a decision record",
        Document::DataModel => "a data model",
        Document::Constitution => "a constitution",
        Document::Contract => "a contract",
        Document::Standards => "a document of standards",
        Document::Gates => "a document of gates",
    }
}
