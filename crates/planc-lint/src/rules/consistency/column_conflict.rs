use crate::companions::data_model;

use crate::schema::{Column, Schema};
use crate::words::{lower, quoted};
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::{ColumnRow, column_tables, names};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::hash_map::Entry;

pub static RULE: Rule = Rule {
    name: "column-conflict",
    summary: "a column has two types, or another type than the key it refers to",
    family: Family::Consistency,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("column_conflict.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let schema = cx.schema();
    if !schema.tables.is_empty() {
        twice(schema, out);
        references(cx, schema, out);
        told(cx, schema, out);
    }
}

/// What tables in Markdown say of columns must be what the SQL says: those of the plan, and those of its data model.
fn told(cx: &Context<'_, '_>, schema: &Schema<'_>, out: &mut Findings<'_>) {
    let own = column_tables(cx.tree);
    let beside = data_model(cx);
    let others = beside.iter().flat_map(|companion| &companion.facts.columns);
    let name = beside.as_ref().map(|companion| companion.name());
    for (table, elsewhere) in own.iter().map(|t| (t, None)).chain(others.map(|t| (t, name))) {
        let Some(created) = created(schema, &table.title) else { continue };
        let Some(columns) = schema.columns(created) else { continue };
        let of = |row: &ColumnRow| columns.iter().find(|column| column.name.eq_ignore_ascii_case(&row.name));
        // A table of another layer shares a few names by chance.
        let shared = table.columns.iter().filter(|row| of(row).is_some()).count();
        if shared < 2 || shared * 2 < table.columns.len() {
            continue;
        }
        for (row, column) in table.columns.iter().filter_map(|row| Some((row, of(row)?))) {
            if !contradict(&row.kind, column.kind) || schema.is_retyped(created, column.name) {
                continue;
            }
            let said = |here: &str, there: &str, place: &str| {
                let (column, table) = (quoted(column.name), quoted(created));
                format!(
                    "the column {column} of {table} is {} here and {} {place}",
                    quoted(here),
                    quoted(there)
                )
            };
            let found = match elsewhere {
                Some(file) => {
                    let place = format!("in {}", quoted(file));
                    out.diagnostic(column.kind_span, said(column.kind, &row.kind, &place))
                }
                None if row.kind_span < column.kind_span => out
                    .diagnostic(column.kind_span, said(column.kind, &row.kind, "elsewhere"))
                    .label(row.kind_span, "the other type"),
                None => out
                    .diagnostic(row.kind_span, said(&row.kind, column.kind, "elsewhere"))
                    .label(column.kind_span, "the other type"),
            };
            out.push(found.help("give it one type"));
        }
    }
}

/// The table that a heading is about: its name in backticks, the whole heading, or one of its few words.
fn created<'s>(schema: &'s Schema<'_>, title: &str) -> Option<&'s str> {
    let named = |words: &str| {
        let key = names::key(words);
        schema.tables.iter().map(|t| t.name).find(|name| !key.is_empty() && names::key(name) == key)
    };
    let words: Vec<&str> = title.split(' ').filter(|word| !word.is_empty()).collect();
    let coded = title.split('`').nth(1);
    let few = || words.iter().filter(|_| words.len() <= 4).find_map(|word| named(word));
    coded.and_then(named).or_else(|| named(title)).or_else(few)
}

/// Whether nothing of the one type can be kept in the other. Words are looser than SQL: a UUID may be kept as text,
/// and a number is a number.
fn contradict(told: &str, stored: &str) -> bool {
    let group = |kind: &str| {
        Some(match family(kind)? {
            "smallint" | "int" | "bigint" | "numeric" | "float" => "number",
            "timestamp" | "timestamptz" => "moment",
            known => known,
        })
    };
    let (Some(told), Some(stored)) = (group(told), group(stored)) else { return false };
    let number = |other: &str| matches!(other, "text" | "uuid" | "json" | "array" | "inet");
    match (told, stored) {
        ("number", other) | (other, "number") => number(other),
        ("text", other) => matches!(other, "boolean" | "bytes" | "moment" | "date"),
        ("boolean", other) | (other, "boolean") => {
            matches!(other, "uuid" | "json" | "moment" | "date" | "bytes")
        }
        ("uuid", other) => matches!(other, "moment" | "date" | "json"),
        _ => false,
    }
}

/// A table that stands in the data model and in a migration must be the same in both.
fn twice(schema: &Schema<'_>, out: &mut Findings<'_>) {
    let mut first: FxHashMap<(&str, &str), &Column<'_>> = FxHashMap::default();
    let added =
        schema.added.iter().flat_map(|(table, columns)| columns.iter().map(move |c| (table.as_ref(), c)));
    let mut added: Vec<_> = added.collect();
    added.sort_by_key(|(_, column)| column.span);
    let mut conflicts = Vec::new();
    let mut shared: FxHashMap<&str, usize> = FxHashMap::default();
    for table in &schema.tables {
        for column in &table.columns {
            match first.entry((&table.key, &column.key)) {
                Entry::Vacant(place) => _ = place.insert(column),
                Entry::Occupied(one) => {
                    *shared.entry(table.name).or_default() += 1;
                    if differ(one.get().kind, column.kind) {
                        conflicts.push((table.name, *one.get(), column));
                    }
                }
            }
        }
    }
    // A table for PostgreSQL and the same for SQLite differ in most types; that is no slip.
    let dialects = |name: &str| {
        let differing = conflicts.iter().filter(|(table, ..)| *table == name).count();
        differing > 2 && differing * 3 > shared.get(name).copied().unwrap_or(0)
    };
    let mut reports: Vec<_> = conflicts.iter().filter(|(table, ..)| !dialects(table)).copied().collect();
    for (table, column) in added {
        if let Some(one) = first.get(&(table, &column.key))
            && differ(one.kind, column.kind)
        {
            reports.push((table, one, column));
        }
    }
    for (table, one, other) in reports {
        if schema.is_retyped(table, other.name) {
            continue;
        }
        let (one, other) = if one.span < other.span { (one, other) } else { (other, one) };
        let message = format!(
            "the column {} of {} is {} here and {} elsewhere",
            quoted(other.name),
            quoted(table),
            quoted(other.kind),
            quoted(one.kind)
        );
        out.push(
            out.diagnostic(other.kind_span, message)
                .label(one.kind_span, "the other type")
                .help("give it one type, or say with `ALTER COLUMN` that it changes"),
        );
    }
}

/// A foreign key has the type of the key it refers to.
fn references(cx: &Context<'_, '_>, schema: &Schema<'_>, out: &mut Findings<'_>) {
    let mut known: FxHashMap<Cow<'_, str>, FxHashMap<&str, &Column<'_>>> = FxHashMap::default();
    for key in &schema.refers {
        let ([own], true) = (&key.columns[..], key.keys.len() <= 1) else { continue };
        for table in [key.from, key.table] {
            known.entry(lower(table)).or_insert_with(|| {
                // The first of two counts: the other one is reported by itself.
                let columns = schema.columns(table).unwrap_or_default();
                columns.into_iter().rev().map(|c| (c.key.as_ref(), c)).collect()
            });
        }
        let column = |table: &str, name: &str| known.get(&*lower(table))?.get(&*lower(name)).copied();
        let Some(target) = key.keys.first().map(|k| k.of(cx.tree.text)) else { continue };
        let (Some(own), Some(target)) = (column(key.from, own.of(cx.tree.text)), column(key.table, target))
        else {
            continue;
        };
        if !differ(own.kind, target.kind) {
            continue;
        }
        let message = format!(
            "{} is {}, but {} of {}, which it refers to, is {}",
            quoted(own.name),
            quoted(own.kind),
            quoted(target.name),
            quoted(key.table),
            quoted(target.kind)
        );
        let place = if own.kind_span < target.kind_span {
            out.diagnostic(target.kind_span, message).label(own.kind_span, "the column that refers to it")
        } else {
            out.diagnostic(own.kind_span, message).label(target.kind_span, "the column it refers to")
        };
        out.push(place.help("a foreign key has the type of the key it refers to"));
    }
}

/// Whether two types are known and cannot be one.
fn differ(one: &str, other: &str) -> bool {
    match (family(one), family(other)) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    }
}

/// What a type holds, whatever it is called; `None` for types nobody knows. Widths of numbers count, lengths of
/// texts do not: a column that grows is seldom meant to be another.
fn family(kind: &str) -> Option<&'static str> {
    let lower = lower(kind);
    if lower.contains("[]") {
        return Some("array");
    }
    let bare = lower.split('(').next().unwrap_or("").trim();
    Some(match bare {
        "smallint" | "int2" | "smallserial" => "smallint",
        "int" | "integer" | "int4" | "serial" | "serial4" | "mediumint" | "int unsigned" => "int",
        "bigint" | "int8" | "bigserial" | "serial8" | "bigint unsigned" => "bigint",
        "uuid" | "uniqueidentifier" => "uuid",
        "text" | "varchar" | "character varying" | "char" | "character" | "nvarchar" | "citext"
        | "string" | "longtext" | "mediumtext" | "clob" => "text",
        "boolean" | "bool" => "boolean",
        "date" => "date",
        "time" => "time",
        "timestamp" | "timestamp without time zone" | "datetime" => "timestamp",
        "timestamptz" | "timestamp with time zone" => "timestamptz",
        "json" | "jsonb" => "json",
        "bytea" | "blob" | "varbinary" | "binary" => "bytes",
        "numeric" | "decimal" => "numeric",
        "real" | "float" | "float4" | "float8" | "double precision" | "double" => "float",
        "inet" | "cidr" => "inet",
        "interval" => "interval",
        _ => return None,
    })
}
