//! The GitHub Action and the pre-commit hook: their own steps, run with this planc.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod tools;

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use tools::{Folder, root, text};

const GOOD: &str = "# Plan: X\n\n**Status**: Draft\n\n## Risks\n\nNone.\n";
const BAD: &str = "# Plan: X\n\n**Status**: Aproved\n\n## Risks\n\nNone.\n";

/// A step of the action, by the names of its keys; those of `env` begin with a dollar sign.
type Step = BTreeMap<String, String>;

/// The steps of `action.yml`. It is written in one form, so that lines are enough to read it.
fn steps() -> Vec<Step> {
    let text = std::fs::read_to_string(root().join("action.yml")).unwrap();
    let (_, steps) = text.split_once("  steps:\n").unwrap();
    let mut found: Vec<Step> = Vec::new();
    for line in steps.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let indent = line.len() - line.trim_start().len();
        let entry = line.trim_start().trim_start_matches("- ");
        if line.starts_with("    - ") {
            found.push(Step::new());
        }
        let (key, value) = entry.split_once(':').unwrap();
        let value = value.trim();
        let value = value.strip_prefix('\'').and_then(|v| v.strip_suffix('\'')).unwrap_or(value);
        let mark = if indent == 8 { "$" } else { "" };
        found.last_mut().unwrap().insert(format!("{mark}{key}"), value.to_owned());
    }
    found
}

/// What GitHub makes of an expression: the contexts that the action uses, `==` and `||`.
fn evaluate(expression: &str, contexts: &BTreeMap<&str, String>) -> String {
    let term = |term: &str| match term.trim() {
        literal if literal.starts_with('\'') => literal.trim_matches('\'').to_owned(),
        name => contexts.get(name).expect(name).clone(),
    };
    if let Some((left, right)) = expression.split_once("==") {
        return (term(left) == term(right)).to_string();
    }
    expression.split("||").map(term).find(|value| !value.is_empty()).unwrap_or_default()
}

/// Runs the shell steps of the action in a folder as a runner does; gives what the last one said.
fn action(folder: &Folder, inputs: [(&'static str, &str); 4]) -> Output {
    let temporary = folder.path().join("runner");
    std::fs::create_dir_all(&temporary).unwrap();
    let mut contexts: BTreeMap<&str, String> = inputs.map(|(name, value)| (name, value.to_owned())).into();
    contexts.insert("github.action_path", root().display().to_string());
    let mut last = None;
    for step in steps() {
        let wanted = step.get("if").is_none_or(|condition| evaluate(condition, &contexts) == "true");
        let Some(script) = step.get("run").filter(|_| wanted) else { continue };
        assert_eq!(step["shell"], "bash");
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]);
        command.current_dir(folder.path()).env("RUNNER_TEMP", &temporary);
        for (name, value) in step.iter().filter_map(|(key, value)| Some((key.strip_prefix('$')?, value))) {
            let inner = value.trim_start_matches("${{").trim_end_matches("}}").trim();
            command.env(name, evaluate(inner, &contexts));
        }
        let output = command.output().unwrap();
        let failed = !output.status.success();
        last = Some(output);
        if failed {
            break;
        }
    }
    last.unwrap()
}

fn inputs<'i>(paths: &'i str, args: &'i str, sarif: &'i str) -> [(&'static str, &'i str); 4] {
    let binary = env!("CARGO_BIN_EXE_planc");
    [("inputs.paths", paths), ("inputs.args", args), ("inputs.binary", binary), ("inputs.sarif", sarif)]
}

#[test]
fn the_action_fails_where_something_is_found() {
    let folder = Folder::new(&[("planc.toml", ""), ("a/plan.md", BAD), ("b/plan.md", GOOD)]);
    let said = action(&folder, inputs("", "--ignore completeness", "false"));
    assert_eq!(said.status.code(), Some(1));
    let out = text(&said.stdout);
    assert!(out.starts_with("::error file=a/plan.md,line=3,") && out.lines().count() == 1, "{out}");
    assert!(!folder.path().join("runner/planc.sarif").exists());
    let said = action(&folder, inputs("b", "--ignore completeness", "false"));
    assert_eq!((said.status.code(), text(&said.stdout).as_str()), (Some(0), ""));
}

#[test]
fn the_action_writes_a_report_though_something_is_found() {
    let folder = Folder::new(&[("planc.toml", ""), ("a/plan.md", BAD)]);
    let said = action(&folder, inputs("a", "", "true"));
    assert_eq!(said.status.code(), Some(1));
    assert!(text(&said.stdout).starts_with("::"), "the last step speaks to GitHub");
    let report = std::fs::read_to_string(folder.path().join("runner/planc.sarif")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    assert!(!report["runs"][0]["results"].as_array().unwrap().is_empty());
}

#[test]
fn the_action_ends_where_planc_cannot_do_its_work() {
    let folder = Folder::new(&[("planc.toml", ""), ("a/plan.md", GOOD)]);
    for args in ["--no-such-option", "--select no-such-rule"] {
        let said = action(&folder, inputs("a", args, "true"));
        assert!(!said.status.success() && text(&said.stdout).is_empty(), "{args}");
    }
}

#[test]
fn what_the_action_installs_is_there() {
    let install = steps().into_iter().find(|step| step["name"] == "Install planc").unwrap();
    assert_eq!(install["run"], "cargo install --locked --path \"$ACTION/crates/planc\"");
    assert!(root().join("crates/planc/Cargo.toml").is_file() && root().join("Cargo.lock").is_file());
}

#[test]
fn the_hook_checks_the_files_that_it_is_given() {
    let hooks = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    assert!(hooks.contains("  entry: hooks/pre-commit.sh\n") && hooks.contains("  language: script\n"));
    // A cargo that builds nothing: this planc is what the hook would build.
    let cargo = "#!/bin/sh\necho \"$@\" > \"$SAID\"\nwhile [ \"$1\" != -- ]; do shift; done\nshift\nexec \"$PLANC\" \"$@\"\n";
    let folder =
        Folder::new(&[("planc.toml", ""), ("a/plan.md", BAD), ("b/plan.md", GOOD), ("bin/cargo", cargo)]);
    executable(&folder.path().join("bin/cargo"));
    let said = folder.path().join("said");
    for (file, status) in [("a/plan.md", 1), ("b/plan.md", 0), ("none.md", 2)] {
        let path = format!("{}:{}", folder.path().join("bin").display(), std::env::var("PATH").unwrap());
        let mut hook = Command::new(root().join("hooks/pre-commit.sh"));
        hook.arg(file).current_dir(folder.path()).env("PATH", path).env("SAID", &said);
        let output = hook.env("PLANC", env!("CARGO_BIN_EXE_planc")).output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{file}: {}", text(&output.stderr));
        let asked = std::fs::read_to_string(&said).unwrap();
        let (before, manifest) = asked.split_once("--manifest-path ").unwrap();
        assert_eq!(before, "run --quiet --release --locked --package planc ");
        assert!(Path::new(manifest.split(" -- ").next().unwrap()).is_file(), "{asked}");
    }
}

fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}
