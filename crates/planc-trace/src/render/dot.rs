use super::{cut, short};
use crate::matrix::{LinkRole, Matrix, Spec, Traced};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fmt::Write;

/// So much of a requirement's words is drawn.
const WORDS: usize = 48;

/// A graph for Graphviz: requirements by specification, with arrows to what serves them.
pub fn dot(matrix: &Matrix) -> String {
    let mut out = String::from(
        "digraph trace {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\", fontsize=10];\n  edge [fontname=\"sans-serif\", fontsize=9];\n",
    );
    let titles: FxHashMap<&str, &Spec> = matrix.specs.iter().map(|s| (s.name.as_str(), s)).collect();
    for (n, rows) in matrix.requirements.chunk_by(|a, b| a.spec == b.spec).enumerate() {
        let Some(spec) = rows.first().and_then(|r| titles.get(r.spec.as_str())) else { continue };
        let title = if spec.title.is_empty() { &spec.path } else { &spec.title };
        let _ = writeln!(
            out,
            "  subgraph cluster_{n} {{\n    label={};",
            quoted(&format!("{} {title}", spec.name))
        );
        for row in rows {
            let colour = if row.gaps.is_empty() { "" } else { ", color=red" };
            let label = format!("{}\n{}", row.id, cut(&row.text, WORDS));
            let _ = writeln!(
                out,
                "    {} [label={}, style=bold{colour}];",
                name("requirement", &id(row)),
                quoted(&label)
            );
        }
        out.push_str("  }\n");
    }
    let mut nodes: BTreeMap<String, (String, &str)> = BTreeMap::new();
    let mut edges: BTreeMap<(String, String), &'static str> = BTreeMap::new();
    for row in &matrix.requirements {
        let from = name("requirement", &id(row));
        for (to, label, shape, said) in served(row) {
            nodes.entry(to.clone()).or_insert((label, shape));
            edges.entry((from.clone(), to)).or_insert(said);
        }
    }
    for (node, (label, shape)) in &nodes {
        let _ = writeln!(out, "  {node} [label={}, shape={shape}];", quoted(label));
    }
    for ((from, to), said) in &edges {
        let label = if said.is_empty() { String::new() } else { format!(" [label={}]", quoted(said)) };
        let _ = writeln!(out, "  {from} -> {to}{label};");
    }
    out.push_str("}\n");
    out
}

/// What serves a requirement: its node, what is written on it, its shape, and how it serves.
fn served(row: &Traced) -> Vec<(String, String, &'static str, &'static str)> {
    let mut found = Vec::new();
    for link in &row.plan {
        let label = format!("{}\n{}", link.place.path, cut(&link.heading, WORDS));
        found.push((name("section", &format!("{} {}", link.place.path, link.heading)), label, "note", ""));
    }
    for link in &row.components {
        let label = format!("{}\n{}", link.name, link.place.path);
        found.push((
            name("component", &format!("{} {}", link.place.path, link.name)),
            label,
            "component",
            "",
        ));
    }
    for link in &row.tasks {
        let id = link.id.as_deref().unwrap_or("");
        let label = format!("{id} {}", cut(&link.text, WORDS)).trim().to_owned();
        found.push((name("task", &format!("{}:{}", link.place.path, link.place.line)), label, "cds", ""));
    }
    for (links, kind, shape) in [(&row.tests, "test", "ellipse"), (&row.code, "code", "folder")] {
        for link in links.iter().filter(|l| l.role != LinkRole::Planned) {
            found.push((name(kind, &link.place.path), link.place.path.clone(), shape, link.role.word()));
            for evidence in &link.evidence {
                let label = format!("{}\n{}", cut(&evidence.test, WORDS), evidence.verdict.word());
                let node = name("evidence", &format!("{} {}", evidence.report, evidence.test));
                found.push((node, label, "tab", evidence.verdict.word()));
            }
        }
    }
    for link in &row.commits {
        let label = format!("{}\n{}", short(&link.commit), cut(&link.subject, WORDS));
        found.push((name("commit", &link.commit), label, "octagon", link.role.word()));
    }
    found
}

fn id(row: &Traced) -> String {
    format!("{}/{}", row.spec, row.id)
}

fn name(kind: &str, of: &str) -> String {
    quoted(&format!("{kind} {of}"))
}

/// A string of the language: quotes and backslashes are escaped, and so are the ends of lines.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
