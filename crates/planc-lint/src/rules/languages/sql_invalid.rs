use crate::languages::sql::{Database, NAMES};
use crate::languages::{Language, blocks, report_block, unlabelled};
use crate::{Check, Context, Family, Findings, Rule, Severities};
use std::cell::LazyCell;

pub static RULE: Rule = Rule {
    name: "sql-invalid",
    summary: "a statement of SQL does not parse",
    family: Family::Languages,
    severities: Severities::MILD,
    fixable: true,
    enabled: true,
    page: include_str!("sql_invalid.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let of_plan = LazyCell::new(|| Database::of_plan(cx));
    for block in blocks(cx.tree, NAMES) {
        let database = Database::of_fence(block.language).unwrap_or_else(|| *of_plan);
        report_block(cx, &block, Language::Sql(database), out);
    }
    let tables = cx.plan.data_model.iter().flat_map(|m| m.ddl().unwrap_or_default());
    let migrations = cx.plan.migrations.iter().flatten().flat_map(|m| [&m.up, &m.down]).flatten();
    for block in unlabelled(cx.tree, tables.chain(migrations).map(|text| text.span)) {
        report_block(cx, &block, Language::Sql(*of_plan), out);
    }
}
