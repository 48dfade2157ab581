//! Plans in every shape people write, and what they must read as.
//!
//! Each file below `shapes/` is one case: a plan, a line `%%% model`, and a part of the model as JSON.
//! Objects must have at least the keys given, with `null` for a key that must be absent; lists must have
//! exactly the items given. The line break before `%%%` is no part of the plan.
//!
//! Expectations come from the contract. `UPDATE=1` writes down what planc reads for the keys that a case
//! names; read the difference before you keep it. `CASE=words` runs the cases with `words` in their path.
#![allow(clippy::unwrap_used)]

use planc_dialect::{Library, Role};
use planc_model::{read, to_json};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

const MARK: &str = "\n%%% model\n";

#[test]
fn every_shape_is_read() {
    let library = Library::builtin();
    let wanted = std::env::var("CASE").unwrap_or_default();
    let mut failures = Vec::new();
    let mut files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes"));
    files.retain(|f| f.to_string_lossy().contains(&wanted));
    assert!(!files.is_empty());
    for file in files {
        if let Err(wrong) = case(&library, &file) {
            let name = file.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(&file);
            failures.push(format!("{}\n  {}", name.display(), wrong.join("\n  ")));
        }
    }
    assert!(failures.is_empty(), "{} cases\n\n{}\n", failures.len(), failures.join("\n\n"));
}

fn case(library: &Library, file: &Path) -> Result<(), Vec<String>> {
    let bytes = std::fs::read(file).unwrap();
    let source = String::from_utf8(bytes).unwrap();
    let (plan, want) =
        source.rsplit_once(MARK).ok_or_else(|| vec!["there is no line `%%% model`".to_owned()])?;
    let want: Value = serde_json::from_str(want).map_err(|e| vec![format!("the model is no JSON: {e}")])?;
    let tree = planc_syntax::parse(plan);
    let fit = library.fit(&tree);
    let model = to_json(&read(&tree, &fit, library, "plan.md").plan, false);
    if std::env::var_os("UPDATE").is_some_and(|v| v == "1") {
        update(file, plan, &want, &model);
        return Ok(());
    }
    let mut wrong = Vec::new();
    differ(&want, &model, "", &mut wrong);
    // Plans in other languages are whole: every section must be known.
    if file.parent().is_some_and(|p| p.ends_with("languages")) {
        for (section, spot) in tree.sections.iter().zip(&fit.spots).skip(1) {
            let unknown = spot.role == Role::Unknown || spot.concept.is_some_and(|c| c.is_other());
            if unknown {
                wrong.push(format!("nobody knows the heading `{}`", tree.title(section)));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Collects where `have` does not hold what `want` asks for.
fn differ(want: &Value, have: &Value, at: &str, wrong: &mut Vec<String>) {
    match (want, have) {
        (Value::Object(want), Value::Object(have)) => {
            for (key, want) in want {
                let at = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
                match have.get(key) {
                    Some(have) => differ(want, have, &at, wrong),
                    None if want.is_null() => {}
                    None => wrong.push(format!("{at}: absent, not {want}")),
                }
            }
        }
        (Value::Array(want), Value::Array(items)) if want.len() == items.len() => {
            for (number, (want, have)) in want.iter().zip(items).enumerate() {
                differ(want, have, &format!("{at}[{number}]"), wrong);
            }
        }
        (want, have) if want == have => {}
        (want, have) => wrong.push(format!("{at}:\n    want {want}\n    have {have}")),
    }
}

/// Writes the model's values down for the keys that the case names.
fn update(file: &Path, plan: &str, want: &Value, model: &Value) {
    let keys = want.as_object().unwrap().keys();
    let now: Map<String, Value> =
        keys.map(|k| (k.clone(), model.get(k).cloned().unwrap_or(Value::Null))).collect();
    let json = serde_json::to_string_pretty(&now).unwrap();
    std::fs::write(file, format!("{plan}{MARK}{json}\n")).unwrap();
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|e| e == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}
