use crate::languages::{Language, report};
use crate::{Check, Context, Family, Findings, Rule, Severities};

pub static RULE: Rule = Rule {
    name: "typescript-invalid",
    summary: "brackets of TypeScript do not match, or a member has no colon",
    family: Family::Languages,
    severities: Severities::MILD,
    fixable: true,
    enabled: true,
    page: include_str!("typescript_invalid.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    report(cx, &["typescript", "ts"], Language::TypeScript, out);
}
