use crate::languages::{Language, blocks, openapi, report_block};
use crate::{Check, Context, Family, Findings, Rule, Severities};

pub static RULE: Rule = Rule {
    name: "openapi-invalid",
    summary: "an OpenAPI description breaks the rules of its format",
    family: Family::Languages,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("openapi_invalid.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    for block in blocks(cx.tree, &["yaml", "yml", "json", "openapi"]) {
        if openapi::is_likely(&block.text) {
            report_block(cx, &block, Language::OpenApi, out);
        }
    }
}
