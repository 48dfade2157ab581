use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use rustc_hash::FxHashMap;

pub static RULE: Rule = Rule {
    name: "table-duplicate",
    summary: "one block of SQL creates a table twice, or one table has a column twice",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("table_duplicate.md"),
    check: Check::Plan(check),
};

/// The data model and a migration may both show a table; one block that makes it twice cannot be run.
fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let mut seen = FxHashMap::default();
    for table in &cx.schema().tables {
        let first = *seen.entry((table.block, &table.key)).or_insert(table.span);
        if first != table.span && !table.dropped {
            out.push(
                out.diagnostic(table.span, format!("the table {} is created twice", quoted(table.name)))
                    .label(first, "created here already")
                    .help("put all columns into one `CREATE TABLE`, or give one of the two another name"),
            );
        }
        let mut columns = FxHashMap::default();
        for column in &table.columns {
            let first = *columns.entry(&column.key).or_insert(column.span);
            if first != column.span {
                let message =
                    format!("the table {} has the column {} twice", quoted(table.name), quoted(column.name));
                out.push(
                    out.diagnostic(column.span, message)
                        .label(first, "here already")
                        .help("drop one of the two"),
                );
            }
        }
    }
}
