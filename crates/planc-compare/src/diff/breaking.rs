//! What a change breaks, or which promise it takes back. To add one: a line in [`RULES`], its function below.

use super::Action;
use super::limit::is_loosened;
use super::walk::label;
use crate::meaning::{Node, Record};
use crate::pair::{pair, value};
use planc_model::notation::sql;
use std::collections::HashSet;

/// A thing that changed, as the rules see it.
pub(super) struct Seen<'s> {
    /// Its path without numbers.
    pub(super) kind: &'s str,
    pub(super) action: Action,
    pub(super) old: Option<&'s Node>,
    pub(super) new: Option<&'s Node>,
    /// The two plans.
    pub(super) roots: (&'s Record, &'s Record),
}

/// Says why a change breaks something.
type Rule = fn(&Seen<'_>) -> Vec<String>;

/// Which paths a rule looks at, and the rule.
const RULES: &[(&str, Rule)] = &[
    ("acceptance", |s| gone(s, "what was to be accepted is not asked for any more")),
    ("compatibility.breaking", now_breaking),
    ("components", component),
    ("coverage.modified", lowered),
    ("coverage.new", lowered),
    ("coverage.overall", lowered),
    ("dependencies", dependency),
    ("endpoints", endpoint),
    ("migrations", migration),
    ("monitoring.alerts", |s| gone(s, "nobody is alerted any more")),
    ("performance.budgets", |s| loosened(s, "limit")),
    ("performance.expectations", |s| loosened(s, "value")),
    ("requirements", |s| gone(s, "the requirement is not served any more")),
    ("rollback.risk_level", rollback),
    ("rollback.steps", rollback),
    ("rollback.text", rollback),
    ("scope.goals", |s| gone(s, "the goal is given up")),
    ("security.access", |s| gone(s, "the access rule is gone")),
    ("security.authentication", |s| gone(s, "nothing is said of authentication any more")),
    ("security.authorization", |s| gone(s, "nothing is said of authorization any more")),
    ("security.data_protection", |s| gone(s, "the protection is gone")),
    ("security.input_validation", |s| gone(s, "the validation is gone")),
    ("security.requirements", |s| gone(s, "the security requirement is gone")),
    ("security.threats", mitigation),
    ("statements", statement),
    ("success_metrics", |s| loosened(s, "target")),
    ("tables", table),
    ("tables.columns", column),
    ("tables.constraints", |_| Vec::new()),
    ("tests", test),
];

/// Why a change breaks something; none if it does not.
pub(super) fn reasons(seen: &Seen<'_>) -> Vec<String> {
    let rules = RULES.iter().filter(|(kind, _)| *kind == seen.kind);
    rules.flat_map(|(_, rule)| rule(seen)).collect()
}

/// What is gone, and why that matters.
fn gone(seen: &Seen<'_>, why: &str) -> Vec<String> {
    if seen.action == Action::Removed { vec![why.to_owned()] } else { Vec::new() }
}

/// A value of a thing, before and after.
fn values<'s>(seen: &Seen<'s>, key: &str) -> (Option<&'s str>, Option<&'s str>) {
    let of = |node: Option<&'s Node>| match node {
        Some(Node::Record(record)) => value(record, key),
        Some(Node::Value(atom)) if key.is_empty() => Some(atom.value.as_str()),
        _ => None,
    };
    (of(seen.old), of(seen.new))
}

fn list<'s>(node: Option<&'s Node>, key: &str) -> &'s [(usize, Node)] {
    let Some(Node::Record(record)) = node else { return &[] };
    match record.iter().find(|(known, _)| known == key) {
        Some((_, Node::List(list))) => list,
        _ => &[],
    }
}

fn now_breaking(seen: &Seen<'_>) -> Vec<String> {
    let (old, new) = values(seen, "");
    let is = new == Some("true") && old != Some("true");
    if is { vec!["the plan now breaks compatibility".to_owned()] } else { Vec::new() }
}

fn component(seen: &Seen<'_>) -> Vec<String> {
    let mut out = gone(seen, "the component is gone");
    let (old, new) = values(seen, "change");
    if seen.old.is_some() && new == Some("removed") && old != new {
        out.push("the component is to be removed".to_owned());
    }
    let answer = |node: Option<&Node>| match node {
        Some(Node::Record(record)) => {
            record.iter().find(|(key, _)| key == "backwards_compatible").and_then(|(_, n)| {
                let Node::Record(answer) = n else { return None };
                value(answer, "answer").map(str::to_owned)
            })
        }
        _ => None,
    };
    if answer(seen.new).as_deref() == Some("false") && answer(seen.old).as_deref() == Some("true") {
        out.push("it is not backwards compatible any more".to_owned());
    }
    out
}

fn dependency(seen: &Seen<'_>) -> Vec<String> {
    let (old, new) = values(seen, "breaking_changes");
    let says =
        |text: &str| !matches!(text.to_lowercase().trim_end_matches('.'), "none" | "no" | "n/a" | "-" | "—");
    let is = seen.old.is_some() && new.is_some_and(says) && !old.is_some_and(says);
    if is { vec!["its new version has breaking changes".to_owned()] } else { Vec::new() }
}

fn endpoint(seen: &Seen<'_>) -> Vec<String> {
    let mut out = gone(seen, "the endpoint is gone");
    if seen.action == Action::Renamed
        && let Some(old) = seen.old
    {
        out.push(format!("`{}` is not answered any more", label("endpoints", old)));
    }
    let (old, new) = (list(seen.old, "responses"), list(seen.new, "responses"));
    if seen.old.is_none() || seen.new.is_none() {
        return out;
    }
    for pair in pair("endpoints.responses", old, new) {
        let Some((_, before)) = pair.old.map(|at| &old[at]) else { continue };
        let status = label("endpoints.responses", before);
        match pair.new.map(|at| &new[at].1) {
            Some(now) if label("endpoints.responses", now) == status => {
                let lost = lost_fields(before, now);
                if !lost.is_empty() {
                    out.push(format!("its answer {status} lacks {}", lost.join(", ")));
                }
            }
            _ => out.push(format!("it does not answer {status} any more")),
        }
    }
    out
}

/// The names in the JSON of a body that the new one lacks; only where both are JSON.
fn lost_fields(old: &Node, new: &Node) -> Vec<String> {
    let fields = |node: &Node| {
        let Node::Record(record) = node else { return None };
        let body = value(record, "body")?;
        let json: serde_json::Value = serde_json::from_str(body).ok()?;
        let mut names = Vec::new();
        collect(&json, String::new(), &mut names);
        Some(names)
    };
    let (Some(old), Some(new)) = (fields(old), fields(new)) else { return Vec::new() };
    let kept: HashSet<&String> = new.iter().collect();
    old.iter().filter(|name| !kept.contains(name)).map(|name| format!("`{name}`")).collect()
}

fn collect(json: &serde_json::Value, path: String, names: &mut Vec<String>) {
    match json {
        serde_json::Value::Object(map) => {
            for (key, inner) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                names.push(path.clone());
                collect(inner, path, names);
            }
        }
        serde_json::Value::Array(items) => {
            if let Some(first) = items.first() {
                collect(first, format!("{path}[]"), names);
            }
        }
        _ => {}
    }
}

fn table(seen: &Seen<'_>) -> Vec<String> {
    let mut out = gone(seen, "the table is dropped");
    if seen.action == Action::Renamed {
        out.push("the table has another name".to_owned());
    }
    out
}

fn column(seen: &Seen<'_>) -> Vec<String> {
    let mut out = gone(seen, "the column is dropped");
    if seen.action == Action::Renamed {
        out.push("the column has another name".to_owned());
    }
    if let ((Some(old), Some(new)), true) = (values(seen, "type"), seen.old.is_some())
        && let Some(why) = retyped(old, new)
    {
        out.push(why);
    }
    let rules = values(seen, "rules");
    let has = |rules: Option<&str>, word: &str| rules.is_some_and(|r| r.to_lowercase().contains(word));
    let needed = |rules| has(rules, "not null") && !has(rules, "default") && !has(rules, "generated");
    if needed(rules.1) && !has(rules.0, "not null") {
        out.push("NOT NULL without a default: rows that are there have no value".to_owned());
    }
    out
}

/// Why another type breaks; `None` where it only holds more.
fn retyped(old: &str, new: &str) -> Option<String> {
    let (one, other) = (Type::of(old), Type::of(new));
    if one == other {
        return None;
    }
    let families: &[&[&str]] = &[
        &["tinyint", "smallint", "mediumint", "int", "bigint", "numeric"],
        &["real", "double"],
        &["char", "varchar", "text"],
        &["date", "timestamp", "timestamptz"],
    ];
    let place = |t: &Type| {
        families.iter().enumerate().find_map(|(f, names)| Some((f, names.iter().position(|n| *n == t.name)?)))
    };
    let narrower = one.sizes.iter().zip(&other.sizes).any(|(a, b)| b < a);
    match (place(&one), place(&other)) {
        (Some((f, a)), Some((g, b))) if f == g => {
            let bounded = a == b && other.sizes.len() > one.sizes.len();
            (b < a || a == b && (narrower || bounded))
                .then(|| format!("the type is narrowed from {old} to {new}"))
        }
        _ if one.name == other.name => narrower.then(|| format!("the type is narrowed from {old} to {new}")),
        _ => Some(format!("the type is another one: {old}, now {new}")),
    }
}

/// A type of SQL by the name that its synonyms share.
#[derive(PartialEq)]
struct Type {
    name: String,
    sizes: Vec<u64>,
}

impl Type {
    fn of(text: &str) -> Type {
        let lower = text.to_lowercase();
        let (name, sizes) = lower.split_once('(').unwrap_or((&lower, ""));
        let sizes = sizes.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
        let zone = lower.contains("with time zone") || lower.contains("timestamptz");
        let first = name.split_whitespace().next().unwrap_or("");
        let name = match first {
            "integer" | "int4" | "serial" | "int" => "int",
            "int8" | "bigserial" => "bigint",
            "int2" | "smallserial" => "smallint",
            "decimal" => "numeric",
            "float4" => "real",
            "float" | "float8" => "double",
            "character" if name.contains("varying") => "varchar",
            "character" => "char",
            "nvarchar" | "varchar2" | "string" => "varchar",
            "clob" | "longtext" | "mediumtext" => "text",
            "boolean" => "bool",
            "timestamp" | "datetime" | "timestamptz" if zone => "timestamptz",
            "datetime" => "timestamp",
            _ => name.trim(),
        };
        Type { name: name.to_owned(), sizes }
    }
}

/// What a block drops that the one before did not.
fn drops(old: Option<&str>, new: Option<&str>) -> Vec<String> {
    let told = |code: &str| {
        sql::drops(code)
            .into_iter()
            .map(|(table, column)| match column {
                Some(column) => format!("it drops the column `{}.{}`", table.of(code), column.of(code)),
                None => format!("it drops the table `{}`", table.of(code)),
            })
            .collect::<Vec<_>>()
    };
    let known: HashSet<String> = old.map(told).into_iter().flatten().collect();
    new.map(told).into_iter().flatten().filter(|drop| !known.contains(drop)).collect()
}

fn statement(seen: &Seen<'_>) -> Vec<String> {
    let (old, new) = values(seen, "");
    drops(old, new)
}

fn migration(seen: &Seen<'_>) -> Vec<String> {
    let (old, new) = values(seen, "up");
    let mut out = drops(old, new);
    let (old, new) = values(seen, "down");
    if old.is_some() && new.is_none() {
        let gone = seen.action == Action::Removed;
        out.push(if gone { "the migration is gone" } else { "it cannot be undone any more" }.to_owned());
    }
    out
}

fn number(text: &str) -> Option<f64> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[start..];
    rest[..rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len())]
        .trim_end_matches('.')
        .parse()
        .ok()
}

fn lowered(seen: &Seen<'_>) -> Vec<String> {
    let (old, new) = values(seen, "");
    lower(old, new).into_iter().chain(gone(seen, "no coverage is asked for any more")).collect()
}

fn lower(old: Option<&str>, new: Option<&str>) -> Option<String> {
    let (old, new) = (number(old?)?, number(new?)?);
    (new < old).then(|| format!("coverage is lowered from {old} % to {new} %"))
}

fn test(seen: &Seen<'_>) -> Vec<String> {
    let mut out = gone(seen, "the test is gone");
    let (old, new) = values(seen, "coverage_target");
    out.extend(lower(old, new));
    out
}

fn loosened(seen: &Seen<'_>, key: &str) -> Vec<String> {
    let mut out = gone(seen, "the limit is gone");
    if let (Some(old), Some(new)) = values(seen, key)
        && is_loosened(old, new)
    {
        out.push(format!("the limit is loosened from {old} to {new}"));
    }
    out
}

fn mitigation(seen: &Seen<'_>) -> Vec<String> {
    let (old, new) = values(seen, "mitigation");
    let is = seen.new.is_some() && old.is_some() && new.is_none();
    if is { vec!["the threat is not answered any more".to_owned()] } else { Vec::new() }
}

/// Told once: at the first thing of the rollback that is gone.
fn rollback(seen: &Seen<'_>) -> Vec<String> {
    let has = |root: &Record| root.iter().any(|(key, _)| key == "rollback");
    let first =
        seen.roots.0.iter().find(|(key, _)| key == "rollback").and_then(|(_, node)| super::walk::span(node));
    let is_first = seen.old.and_then(super::walk::span) == first;
    if seen.action == Action::Removed && !has(seen.roots.1) && is_first {
        return vec!["there is no way back any more".to_owned()];
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_are_sorted() {
        assert!(RULES.is_sorted_by_key(|(kind, _)| kind));
    }

    #[test]
    fn types_that_hold_less_break() {
        for (old, new, want) in [
            ("VARCHAR(255)", "varchar(100)", Some("narrowed")),
            ("VARCHAR(100)", "VARCHAR(255)", None),
            ("TEXT", "VARCHAR(100)", Some("narrowed")),
            ("VARCHAR(100)", "TEXT", None),
            ("VARCHAR", "VARCHAR(5)", Some("narrowed")),
            ("BIGINT", "INTEGER", Some("narrowed")),
            ("int", "bigint", None),
            ("INT", "INTEGER", None),
            ("NUMERIC(10,2)", "DECIMAL(8,2)", Some("narrowed")),
            ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ", None),
            ("TIMESTAMPTZ", "DATE", Some("narrowed")),
            ("UUID", "TEXT", Some("another")),
        ] {
            let told = retyped(old, new);
            assert_eq!(told.is_some(), want.is_some(), "{old} {new} {told:?}");
            assert!(want.is_none_or(|w| told.unwrap().contains(w)), "{old} {new}");
        }
    }
}
