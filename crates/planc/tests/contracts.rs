//! What the JSON formats print is what `planc schema` says, and every value stands where its span says.
#![allow(clippy::panic)]
#![allow(clippy::unwrap_used)]

mod tools;

use serde_json::Value;
use std::path::{Path, PathBuf};
use tools::planc;

/// The plans of the examples and of the ledger.
fn plans() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let json: Value =
        serde_json::from_str(&planc(&["list", "../../../examples", "--format", "json"])).unwrap();
    let listed = json["plans"].as_array().unwrap().iter();
    let paths = listed.map(|p| tools::folder().join(p["path"].as_str().unwrap()));
    let mut all: Vec<PathBuf> = paths.map(|p| p.canonicalize().unwrap()).collect();
    assert!(all.len() >= 5, "one plan a dialect");
    all.extend(["000", "001", "002", "003", "004"].map(|s| tools::folder().join(format!("ledger/{s}.md"))));
    assert!(all.iter().all(|p| p.starts_with(root.canonicalize().unwrap()) || p.is_file()));
    all
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&planc(args)).unwrap()
}

/// Says where an instance breaks a schema.
fn faults(schema: &Value, instance: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).unwrap();
    validator.iter_errors(instance).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

#[test]
fn models_keep_to_their_schema() {
    let schema = json(&["schema", "model"]);
    for plan in plans() {
        let path = plan.to_str().unwrap();
        for spans in [&[][..], &["--spans"]] {
            let args = [&["show", path, "--format", "json"], spans].concat();
            assert_eq!(faults(&schema, &json(&args)), [""; 0], "{path} {spans:?}");
        }
    }
    // The schema is no empty promise: it knows what a plan must not be.
    for wrong in [
        serde_json::json!({"dialect": {"name": "x", "version": 1, "confidence": 1.0}}),
        serde_json::json!({"path": "x", "dialect": {"name": "x", "version": 1, "confidence": 1.0}, "meta": {"title": 1}}),
        serde_json::json!({"path": "x", "dialect": {"name": "x", "version": 1, "confidence": 1.0}, "meta": {}, "risks": {}}),
    ] {
        assert_ne!(faults(&schema, &wrong), [""; 0], "{wrong}");
    }
}

#[test]
fn answers_keep_to_their_schema() {
    let plan = "../../../examples/governed/docs/issues/12/PLAN-001-Key-Rotation.md";
    for (kind, args) in [
        ("approvals", vec!["approvals", plan, "--format", "json"]),
        ("gate", vec!["gate", plan, "--format", "json"]),
        ("readiness", vec!["show", plan, "readiness", "--format", "json"]),
    ] {
        let schema = json(&["schema", kind]);
        assert_eq!(faults(&schema, &json(&args)), [""; 0], "{kind}");
        assert_ne!(faults(&schema, &serde_json::json!({"plan": 1})), [""; 0], "{kind}");
    }
}

#[test]
fn tasks_keep_to_their_schema() {
    let schema = json(&["schema", "tasks"]);
    for plan in plans() {
        let path = plan.to_str().unwrap();
        assert_eq!(faults(&schema, &json(&["tasks", path, "--format", "json"])), [""; 0], "{path}");
    }
    assert_ne!(faults(&schema, &serde_json::json!({"plan": "x", "tasks": [{}], "summary": {}})), [""; 0]);
}

#[test]
fn findings_keep_to_their_schema() {
    let schema = json(&["schema", "check"]);
    let faulty = tools::folder().join("cmd/check.in/docs/plans/PLAN-001-login.md");
    let mut some = false;
    for plan in plans().into_iter().chain([faulty]) {
        let path = plan.to_str().unwrap();
        let report = json(&["check", path, "--format", "json"]);
        assert_eq!(faults(&schema, &report), [""; 0], "{path}");
        let text = std::fs::read_to_string(&plan).unwrap();
        for found in report["diagnostics"].as_array().unwrap() {
            some = true;
            let labels = found["labels"].as_array().into_iter().flatten().map(|l| &l["span"]);
            for span in labels.chain([&found["span"]]) {
                place(span, &text);
            }
        }
    }
    assert!(some, "the faulty plan has findings");
}

#[test]
fn traces_keep_to_their_schema() {
    let schema = json(&["schema", "trace"]);
    let traced = json(&["trace", "../../../examples", "--format", "json"]);
    assert_eq!(faults(&schema, &traced), [""; 0]);
    let rows = traced["requirements"].as_array().unwrap();
    assert!(rows.iter().any(|r| r["code"].as_array().is_some_and(|c| !c.is_empty())));
    assert_ne!(faults(&schema, &serde_json::json!({"requirements": [{"id": 1}]})), [""; 0]);
}

/// Checks that lines, columns and bytes of a span of a finding mean the same place.
fn place(span: &Value, text: &str) {
    let number = |key: &str| usize::try_from(span[key].as_u64().unwrap()).unwrap();
    for (at, line, column) in [("start", "line", "column"), ("end", "end_line", "end_column")] {
        let before = &text[..number(at)];
        let begin = before.rfind('\n').map_or(0, |n| n + 1);
        assert_eq!(number(line), before.matches('\n').count() + 1, "{span}");
        assert_eq!(number(column), before[begin..].chars().count() + 1, "{span}");
    }
}

#[test]
fn spans_are_where_the_values_stand() {
    for plan in plans() {
        let text = std::fs::read_to_string(&plan).unwrap();
        let model = json(&["show", plan.to_str().unwrap(), "--format", "json", "--spans"]);
        for (key, value) in model.as_object().unwrap() {
            // What planc says of the file as a whole has no place in it.
            if key != "path" && key != "dialect" {
                spans(value, &text, &format!("{}: {key}", plan.display()));
            }
        }
        // Without spans it is the same plan.
        let plain = json(&["show", plan.to_str().unwrap(), "--format", "json"]);
        assert_eq!(without_spans(&model), plain);
    }
}

fn spans(value: &Value, text: &str, at: &str) {
    match value {
        Value::Object(map) if map.contains_key("span") => {
            let span: Vec<usize> = serde_json::from_value(map["span"].clone()).unwrap();
            let source = text.get(span[0]..span[1]);
            let source = source.unwrap_or_else(|| panic!("{at}: {span:?} is no place in the file"));
            if let Value::String(words) = &map["value"] {
                assert!(means(words, source, at), "{at}: {words:?} is read from {source:?}");
            }
        }
        Value::Object(map) => map.iter().for_each(|(k, v)| spans(v, text, &format!("{at}.{k}"))),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, v)| spans(v, text, &format!("{at}[{n}]")))
        }
        leaf => panic!("{at}: {leaf} has no span"),
    }
}

/// Whether `words` can be read from `source`: they stand there, or are one of the few values that planc
/// spells itself, or their words stand there in this order with the marks of lists between them.
fn means(words: &str, source: &str, at: &str) -> bool {
    let key = at.rsplit('.').next().unwrap_or("");
    let own_word =
        ["state", "kind", "layer", "level", "change", "status", "likelihood", "impact", "risk_level", "mark"];
    let dated = ["date", "created", "updated", "decision_by"];
    words == source || own_word.contains(&key) || dated.contains(&key) || {
        let mut rest = source;
        words.split_whitespace().all(|word| match rest.find(word) {
            Some(at) => {
                rest = &rest[at + word.len()..];
                true
            }
            None => false,
        })
    }
}

fn without_spans(value: &Value) -> Value {
    match value {
        Value::Object(map) if map.contains_key("span") => map["value"].clone(),
        Value::Object(map) => Value::Object(map.iter().map(|(k, v)| (k.clone(), without_spans(v))).collect()),
        Value::Array(items) => Value::Array(items.iter().map(without_spans).collect()),
        other => other.clone(),
    }
}
