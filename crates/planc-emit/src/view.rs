//! A plan, or a part of it, as Markdown.

use serde_json::{Map, Value};
use std::fmt::Write;

/// Writes a value of the model as Markdown: objects as keyed bullets, lists of flat objects as tables.
///
/// `name` heads it; an empty name leaves the heading out.
pub fn markdown(value: &Value, name: &str) -> String {
    let mut out = String::new();
    write(value, name, 1, &mut out);
    let kept = out.trim_end().len();
    out.truncate(kept);
    out.push('\n');
    out
}

fn write(value: &Value, name: &str, level: usize, out: &mut String) {
    if !name.is_empty() {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{} {}\n", "#".repeat(level.min(6)), title(name));
    }
    match value {
        Value::Object(map) => object(map, level, out),
        Value::Array(items) => list(items, level, out),
        scalar => {
            let _ = writeln!(out, "{}\n", plain(scalar));
        }
    }
}

fn object(map: &Map<String, Value>, level: usize, out: &mut String) {
    let (flat, deep): (Vec<_>, Vec<_>) = map.iter().partition(|(_, v)| is_flat(v));
    for (key, value) in &flat {
        let text = plain(value);
        if text.contains('\n') {
            let _ = writeln!(out, "- **{}**:\n\n{}\n", title(key), indent(&text));
        } else {
            let _ = writeln!(out, "- **{}**: {text}", title(key));
        }
    }
    if !flat.is_empty() {
        out.push('\n');
    }
    for (key, value) in deep {
        write(value, key, level + 1, out);
    }
}

fn list(items: &[Value], level: usize, out: &mut String) {
    if items.is_empty() {
        out.push_str("(empty)\n\n");
        return;
    }
    let rows: Option<Vec<&Map<String, Value>>> = items.iter().map(Value::as_object).collect();
    match rows {
        Some(rows) if rows.iter().all(|r| r.values().all(|v| is_flat(v) && !plain(v).contains('\n'))) => {
            table(&rows, out)
        }
        Some(rows) => {
            for (number, row) in rows.iter().enumerate() {
                let name = ["name", "decision", "risk", "area", "path", "heading", "text", "question"];
                let name = name.iter().find_map(|k| row.get(*k)).map(plain).filter(|n| !n.contains('\n'));
                let name = name.unwrap_or_else(|| format!("{}", number + 1));
                let _ = writeln!(out, "{} {name}\n", "#".repeat((level + 1).min(6)));
                object(row, level + 1, out);
            }
        }
        None => {
            for item in items {
                let _ = writeln!(out, "- {}", plain(item));
            }
            out.push('\n');
        }
    }
}

fn table(rows: &[&Map<String, Value>], out: &mut String) {
    let mut columns: Vec<&str> = Vec::new();
    for row in rows {
        for key in row.keys() {
            if !columns.contains(&key.as_str()) {
                columns.push(key);
            }
        }
    }
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.push_str(&line(columns.iter().map(|c| title(c)).collect()));
    out.push_str(&line(columns.iter().map(|_| "---".to_owned()).collect()));
    for row in rows {
        let cells =
            columns.iter().map(|c| row.get(*c).map_or(String::new(), |v| plain(v).replace('|', "\\|")));
        out.push_str(&line(cells.collect()));
    }
    out.push('\n');
}

fn is_flat(value: &Value) -> bool {
    match value {
        Value::Object(_) => false,
        Value::Array(items) => items.iter().all(|i| !i.is_object() && !i.is_array()),
        _ => true,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Null => String::new(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

fn indent(text: &str) -> String {
    text.lines().map(|l| format!("  {l}")).collect::<Vec<_>>().join("\n")
}

/// `success_metrics` → `Success metrics`.
fn title(key: &str) -> String {
    let words = key.replace('_', " ");
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => words,
    }
}
