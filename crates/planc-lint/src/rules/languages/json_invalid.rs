use crate::languages::{Language, report, report_block, unlabelled};
use crate::{Check, Context, Family, Findings, Rule, Severities};

pub static RULE: Rule = Rule {
    name: "json-invalid",
    summary: "a block of JSON does not parse",
    family: Family::Languages,
    severities: Severities::RISING,
    fixable: true,
    enabled: true,
    page: include_str!("json_invalid.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    report(cx, &["json"], Language::Json, out);
    for block in unlabelled(cx.tree, bodies(cx)) {
        report_block(cx, &block, Language::Json, out);
    }
}

/// Where the bodies of requests and responses stand that look like JSON.
fn bodies(cx: &Context<'_, '_>) -> impl Iterator<Item = planc_source::Span> {
    let endpoints = || cx.plan.endpoints.iter().flatten();
    let requests = endpoints().filter_map(|e| e.request.as_ref());
    let responses = endpoints().flat_map(|e| e.responses.iter().flatten()).map(|r| &r.body);
    requests.chain(responses).filter(|body| body.as_str().starts_with(['{', '['])).map(|body| body.span)
}
