use crate::languages::{Language, report};
use crate::{Check, Context, Family, Findings, Rule, Severities};

pub static RULE: Rule = Rule {
    name: "yaml-invalid",
    summary: "a block of YAML does not parse",
    family: Family::Languages,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("yaml_invalid.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    report(cx, &["yaml", "yml"], Language::Yaml, out);
}
