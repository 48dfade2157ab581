//! Gates hear what rules about several documents find, whichever of the documents they report it at.
#![allow(clippy::unwrap_used)]

mod tools;

use serde_json::Value;
use tools::Folder;

fn plan(id: &str, status: &str) -> String {
    format!(
        "# {id}: Lantern\n\n*   **Status:** {status}\n*   **Author(s):** Ana Silva\n\n---\n\n\
         ## 1. Objective\n\nLanterns are lit at dusk.\n"
    )
}

/// The reasons of a condition, each with its place and its command.
fn reasons(folder: &Folder, args: &[&str], condition: &str) -> Vec<(String, String, String)> {
    let (_, out, err) = folder.run(&[&["gate"], args, &["--format", "json"]].concat(), "");
    let gate: Value = serde_json::from_str(&out).unwrap_or_else(|_| unreachable!("{out}{err}"));
    let found = gate["conditions"].as_array().unwrap().iter().find(|c| c["name"] == condition).unwrap();
    let reasons = found["reasons"].as_array().unwrap().iter();
    let word = |reason: &Value, key: &str| reason[key].as_str().unwrap_or("").to_owned();
    let place = |reason: &Value| format!("{}:{}", word(reason, "path"), reason["line"]);
    reasons.map(|r| (word(r, "message"), place(r), word(r, "command"))).collect()
}

/// Each command shows a fault that speaks of the same.
fn reproduced(folder: &Folder, found: &[(String, String, String)], rule: &str) {
    for (_, _, command) in found {
        let args: Vec<_> = command.strip_prefix("planc ").unwrap().split_whitespace().collect();
        let (_, out, _) = folder.run(&[&args[..], &["--format", "short"]].concat(), "");
        assert!(out.contains(rule), "{command}: {out}");
    }
}

#[test]
fn two_plans_with_one_id_both_stop() {
    let (a, b) = ("docs/plans/PLAN-001-a.md", "docs/plans/PLAN-001-b.md");
    let folder = Folder::new(&[("planc.toml", ""), (a, &plan("PLAN-001", "Draft"))]);
    assert!(reasons(&folder, &[a, "--for", "in_review"], "links").is_empty());
    folder.write(b, &plan("PLAN-001", "Draft"));
    for (own, other) in [(a, b), (b, a)] {
        let found = reasons(&folder, &[own, "--for", "in_review"], "links");
        let message = format!("the id `PLAN-001` is taken by `{other}`");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((&found[0].0, &found[0].1), (&message, &format!("{own}:1")));
        reproduced(&folder, &found, "id-duplicate");
        let (status, out, _) = folder.run(&["status", own, "in_review", "--by", "Ana"], "");
        assert!(status == 1 && out.contains(&message), "{out}");
    }
    // A draft claims nothing; one that says more is shut in the list of all.
    assert_eq!(folder.run(&["gate"], "").0, 0);
    for (own, other) in [(a, b), (b, a)] {
        folder.write(own, &plan("PLAN-001", "In Review"));
        folder.write(other, &plan("PLAN-001", "Draft"));
        let (status, out, _) = folder.run(&["gate"], "");
        assert!(status == 1 && out.contains(&format!("{own}:1: the id `PLAN-001` is taken")), "{out}");
    }
}

#[test]
fn what_the_workspace_allows_stops_nobody() {
    let (a, b) = ("docs/plans/PLAN-001-a.md", "docs/plans/PLAN-001-b.md");
    let text = plan("PLAN-001", "Draft");
    let folder = Folder::new(&[("planc.toml", ""), (a, &text), (b, &text)]);
    let stopped = |own: &str| !reasons(&folder, &[own, "--for", "in_review"], "links").is_empty();
    folder.write(a, &format!("<!-- planc-allow id-duplicate: two halves of one plan -->\n{text}"));
    assert!(!stopped(a) && stopped(b));
    folder.write(a, &text);
    folder.write("planc.toml", "[rules.severity]\nid-duplicate = \"note\"\n");
    assert!(!stopped(a) && !stopped(b));
    folder.write("planc.toml", "[[paths]]\nfiles = [\"*-b.md\"]\nignore = [\"id-duplicate\"]\n");
    assert!(stopped(a) && !stopped(b));
}

#[test]
fn a_decision_that_took_the_place_of_a_plan_stops_it() {
    let own = "docs/plans/PLAN-001-a.md";
    let adr = "# ADR-003: Lamps\n\n**Status**: Accepted\n\nThis overrides PLAN-001.\n";
    let folder = Folder::new(&[
        ("planc.toml", ""),
        (own, &plan("PLAN-001", "In Review")),
        ("docs/adr/ADR-003-lamps.md", adr),
        // Only another plan leads to the decision.
        ("docs/plans/PLAN-002-b.md", &(plan("PLAN-002", "Draft") + "\nAs ADR-003 has it.\n")),
    ]);
    let found = reasons(&folder, &[own, "--for", "approved"], "decisions");
    assert_eq!(found[0].0, "the decision `docs/adr/ADR-003-lamps.md` took the place of this plan");
    reproduced(&folder, &found, "adr-overrides");
    // What is asked for is a state in which it would be followed, whatever it is now.
    folder.write(own, &plan("PLAN-001", "Superseded"));
    assert_eq!(reasons(&folder, &[own, "--for", "approved"], "decisions").len(), 1);
    folder.write("docs/adr/ADR-003-lamps.md", &adr.replace("Accepted", "Proposed"));
    let found = reasons(&folder, &[own, "--for", "approved"], "decisions");
    assert!(found.iter().all(|(message, ..)| !message.contains("took the place")), "{found:?}");
}

#[test]
fn a_number_that_two_plans_share_stops_both() {
    let folder = Folder::new(&[("planc.toml", "")]);
    for (number, name) in [(1, "a"), (2, "b"), (2, "c"), (3, "d"), (4, "e"), (5, "f"), (6, "g")] {
        let text = plan("X", "In Review").replace("X: ", "Technical Plan: ");
        folder.write(&format!("specs/{number:03}-{name}/plan.md"), &text);
    }
    for (own, other) in [("002-b", "002-c"), ("002-c", "002-b")] {
        let own = format!("specs/{own}/plan.md");
        let found = reasons(&folder, &[&own, "--for", "approved"], "links");
        assert_eq!(found[0].0, format!("the number 2 is taken by `specs/{other}/plan.md`"));
        reproduced(&folder, &found, "number-duplicate");
        // From a folder below, the command still looks at the whole workspace.
        let here = folder.path().join("specs");
        let below = own.strip_prefix("specs/").unwrap();
        let (_, out, _) = folder.run(&["-C", &here.to_string_lossy(), "gate", below, "-v"], "");
        assert!(out.contains("check --select number-duplicate") && out.contains("planc -C "), "{out}");
    }
    assert!(reasons(&folder, &["specs/003-d/plan.md", "--for", "approved"], "links").is_empty());
}

#[test]
fn a_gate_of_the_workspace_hears_every_rule_it_names() {
    let (a, b) = ("docs/plans/PLAN-001-a.md", "docs/plans/PLAN-001-b.md");
    let text = plan("PLAN-001", "Draft");
    let folder = Folder::new(&[(a, &text), (b, &text)]);
    let asked = |config: &str, gate: &str| {
        folder.write("planc.toml", config);
        let (status, out, err) = folder.run(&["gate", a, "--for", "approved", "--format", "json"], "");
        let found: Value = serde_json::from_str(&out).unwrap_or_default();
        let conditions = found["conditions"].as_array().cloned().unwrap_or_default();
        let verdict = conditions.iter().find(|c| c["name"] == gate).map(|c| c["verdict"].clone());
        (status, verdict.unwrap_or_default(), err)
    };
    let gate = |rules: &str| format!("[[gates]]\nname = \"own\"\nrules = [{rules}]\n");
    assert_eq!(asked(&gate("\"id-duplicate\""), "own").1, "fail");
    assert_eq!(asked(&gate("\"truth\""), "own").1, "fail");
    assert_eq!(asked(&gate("\"link-broken\""), "own").1, "pass");
    // One that does not run would find nothing whatever the plan says.
    let off = gate("\"link-broken\"") + "[rules]\nignore = [\"link-broken\"]\n";
    assert_eq!(asked(&off, "own").1, "unknown");
    let (status, _, err) = asked(&gate("\"link-brocken\""), "own");
    assert!(status == 2 && err.contains("did you mean `link-broken`?"), "{err}");
}

#[cfg(unix)]
#[test]
fn a_plan_that_cannot_be_read_opens_no_gate() {
    use std::os::unix::fs::PermissionsExt;
    let (a, b) = ("docs/plans/PLAN-001-a.md", "docs/plans/PLAN-002-b.md");
    let folder =
        Folder::new(&[("planc.toml", ""), (a, &plan("PLAN-001", "Draft")), (b, &plan("PLAN-002", "Draft"))]);
    let path = folder.path().join(b);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    // Who may read everything cannot see this.
    if std::fs::read(&path).is_ok() {
        return;
    }
    let (status, _, err) = folder.run(&["gate", a, "--for", "in_review"], "");
    assert!(status == 2 && err.contains("may stand in the way") && err.contains(b), "{err}");
    let (status, _, err) = folder.run(&["gate"], "");
    assert!(status == 2 && err.matches(b).count() == 1, "{err}");
    let (status, out, _) = folder.run(&["status", a, "in_review", "--by", "Ana"], "");
    assert!(status == 1 && out.contains("cannot read"), "{out}");
}
