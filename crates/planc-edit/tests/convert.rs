//! A plan converted to another dialect and back is the same plan.
#![allow(clippy::unwrap_used)]

use planc_dialect::Library;
use planc_edit::convert::convert;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn model(library: &Library, text: &str) -> Value {
    let text = text.replace("\r\n", "\n");
    let tree = planc_syntax::parse(&text);
    let fit = library.fit(&tree);
    let reading = planc_model::read(&tree, &fit, library, "");
    let mut value = planc_model::to_json(&reading.plan, false);
    // What stands below the title is said to stand there, whatever the title's form.
    for other in value["other"].as_array_mut().into_iter().flatten() {
        if other["level"].as_u64() < Some(2) {
            other["heading"] = "".into();
            other["level"] = 0.into();
        }
    }
    let map = value.as_object_mut().unwrap();
    map.remove("path");
    map.remove("dialect");
    // A dialect has words of its own for a state, and one word may stand for those of two.
    if let Some(status) = map["meta"].get_mut("status").and_then(Value::as_object_mut) {
        status.remove("word");
        status.remove("decoration");
    }
    // The closing line of a template stands below whatever section is the last.
    let closing = |o: &Value| o["text"].as_str().is_some_and(|t| t.starts_with("*Technical plan follows"));
    for other in value["other"].as_array_mut().into_iter().flatten().filter(|o| closing(o)) {
        other["heading"] = "".into();
        other["level"] = 0.into();
    }
    value
}

/// Every text and number of a value.
fn leaves(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Number(number) => out.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|i| leaves(i, out)),
        // The heading that a leftover stands below is the template's.
        Value::Object(map) => map.iter().filter(|(k, _)| *k != "heading").for_each(|(_, v)| leaves(v, out)),
        _ => {}
    }
}

fn squeezed(text: &str) -> String {
    let marks = |c: &char| !c.is_whitespace() && !matches!(c, '\\' | '|' | '-' | '>' | '`');
    // Links within the plan lead to headings, which have other names.
    let mut parts = text.split("](#");
    let first = parts.next().unwrap_or("").to_owned();
    let rest = parts.map(|p| p.find(')').map_or(p, |end| &p[end..]));
    rest.fold(first, |out, part| out + "](" + part).to_lowercase().chars().filter(marks).collect()
}

fn plans() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let examples = [
        "examples/governed/docs/issues/12/PLAN-001-Key-Rotation.md",
        "examples/service/docs/plans/parcel-tracking.md",
        "examples/change/specs/003-price-cache/plan.md",
        "examples/constitution/specs/004-clinic-booking/plan.md",
        "examples/phased/agentdocs/features/offline-sync/plan.md",
        "crates/planc/tests/ledger/000.md",
        "crates/planc/tests/ledger/001.md",
        "crates/planc/tests/ledger/002.md",
        "crates/planc/tests/ledger/003.md",
        "crates/planc/tests/ledger/004.md",
    ];
    examples.iter().map(|e| root.join(e)).collect()
}

#[test]
fn there_and_back_is_the_same_plan() {
    let library = Library::builtin();
    let mut wrong = Vec::new();
    for path in plans() {
        let text = std::fs::read_to_string(&path).unwrap();
        let tree = planc_syntax::parse(&text);
        let own = library.fit(&tree).dialect;
        let own = library.dialect_version(&own.name, own.version).unwrap();
        let before = model(&library, &text);
        for to in library.dialects() {
            let there = convert(&text, &library, to);
            let back = convert(&there.text, &library, own);
            let after = model(&library, &back.text);
            let text_of = squeezed(&there.text);
            let mut all = Vec::new();
            leaves(&model(&library, &there.text), &mut all);
            all.iter_mut().for_each(|l| *l = squeezed(l));
            let mut said = Vec::new();
            leaves(&before, &mut said);
            let words = [
                "in_review",
                "in_progress",
                "not_compliant",
                "compliant",
                "primary",
                "boxes",
                "chain",
                "precondition",
            ];
            let lost: Vec<_> = said
                .iter()
                .filter(|l| {
                    !words.contains(&l.as_str())
                        && !text_of.contains(&squeezed(l))
                        && !all.contains(&squeezed(l))
                })
                .collect();
            assert!(lost.is_empty(), "{} to {}: {lost:?}", path.display(), to.label());
            let name = format!("{} -> {}", path.file_name().unwrap().display(), to.label());
            if !there.differs.is_empty() || !back.differs.is_empty() || after != before {
                let keys: Vec<_> = before
                    .as_object()
                    .unwrap()
                    .iter()
                    .filter(|(k, v)| after.get(k) != Some(v))
                    .map(|(k, _)| k.clone())
                    .collect();
                wrong.push(format!("{name}: there {:?}, back {:?}, {keys:?}", there.differs, back.differs));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
}
