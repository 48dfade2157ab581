use crate::schema::Schema;
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::names::Names;
use planc_source::Span;
use std::cell::LazyCell;

pub static RULE: Rule = Rule {
    name: "table-unknown",
    summary: "SQL of the plan names a table that no `CREATE TABLE` of it makes, but one makes nearly the same",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: true,
    enabled: true,
    page: include_str!("table_unknown.md"),
    check: Check::Plan(check),
};

/// Tables of a plan may have been there before; so only those are reported that are meant to be new ones.
fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let schema = cx.schema();
    if schema.tables.is_empty() {
        return;
    }
    let known = LazyCell::new(|| Names::new(schema.tables.iter().map(|t| (t.name, t.span))));
    let uses = schema.uses.iter().map(|u| (u.table, u.table_span, u.said(), u.index));
    let refers = schema.refers.iter().map(|r| (r.table, r.table_span, "a foreign key", None));
    for (name, span, by, index) in uses.chain(refers) {
        if is_known(schema, name) {
            continue;
        }
        // `parcel` and `parcels` are one name to people, but two tables.
        let meant = known.get(name).or_else(|| known.meant(name)).or_else(|| by_index(&known, name, index?));
        let Some((meant, place)) = meant else { continue };
        let found = out
            .diagnostic(span, format!("{by} is about the table {}, which nothing creates", quoted(name)))
            .label(place, "this table is created")
            .help(format!("did you mean {}?", quoted(meant)));
        out.push(found.unsafe_fix(format!("name {}", quoted(meant)), span, meant.to_owned()));
    }
}

/// Whether the plan creates the table, or speaks of it as one that is there: it alters or renames it.
fn is_known(schema: &Schema<'_>, name: &str) -> bool {
    schema.named(name).next().is_some()
        || schema.touched.iter().any(|(touched, _)| touched.eq_ignore_ascii_case(name))
}

/// `CREATE INDEX idx_parcels_order_ref ON shipments`: the index is named after a table of the plan.
fn by_index<'n>(known: &'n Names<'_>, table: &str, index: &str) -> Option<(&'n str, Span)> {
    let index = index.to_lowercase();
    if index.contains(&table.to_lowercase()) {
        return None;
    }
    let mut named = known.iter().filter(|(name, _)| {
        let prefixes = ["idx_", "ix_", "index_", "uq_", "uniq_", ""];
        prefixes.iter().any(|prefix| {
            let rest = index.strip_prefix(prefix).and_then(|rest| rest.strip_prefix(&*name.to_lowercase()));
            rest.is_some_and(|rest| rest.starts_with('_'))
        })
    });
    let first = named.next()?;
    // `parcels` and `parcels_events`: the longer name is meant.
    Some(named.fold(first, |best, next| if next.0.len() > best.0.len() { next } else { best }))
}
