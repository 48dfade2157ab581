//! Gates: what stops the work, and that nothing unknown ever lets it pass.
#![allow(clippy::unwrap_used)]

mod tools;

use serde_json::Value;
use std::process::{Command, Stdio};
use tools::Folder;

/// A plan that is whole, in the form of a change.
const PLAN: &str = "\
# Technical Plan: Lantern

**Spec**: SPEC-003
**Status**: 📋 Planned
**Created**: 2026-01-05

## Overview

Lanterns are lit at dusk.

## Components

### Component: Lamp

**Purpose**: Holds the wick
**Location**: `src/lamp.rs`

## Migrations

None.
";

fn gate(folder: &Folder, args: &[&str]) -> (i32, Value) {
    let (status, out, err) = folder.run(&[&["gate"], args, &["--format", "json"]].concat(), "");
    (status, serde_json::from_str(&out).unwrap_or_else(|_| unreachable!("{out}{err}")))
}

/// The verdict of a condition.
fn verdict(gate: &Value, name: &str) -> String {
    let conditions = gate["conditions"].as_array().unwrap();
    let found = conditions.iter().find(|c| c["name"] == name).unwrap();
    found["verdict"].as_str().unwrap().to_owned()
}

fn status(word: &str) -> Folder {
    Folder::new(&[("plan.md", &PLAN.replace("📋 Planned", word))])
}

#[test]
fn work_begins_only_after_approval() {
    for (word, agreed) in [
        ("Draft", "fail"),
        ("In Review", "fail"),
        ("Approved", "pass"),
        ("🔄 In Progress", "pass"),
        ("⏸️ Paused", "fail"),
        ("❌ Cancelled", "fail"),
        ("Aproved", "unknown"),
        ("[Draft | Approved]", "unknown"),
    ] {
        let (_, gate) = gate(&status(word), &["plan.md"]);
        assert_eq!(verdict(&gate, "agreed"), agreed, "{word}");
        let stops = gate["open"] == false;
        assert!(stops || agreed == "pass", "{word}");
    }
}

#[test]
fn a_plan_without_a_status_needs_approvals() {
    let folder = Folder::new(&[("plan.md", &PLAN.replace("**Status**: 📋 Planned\n", ""))]);
    assert_eq!(verdict(&gate(&folder, &["plan.md"]).1, "agreed"), "fail");
    folder.run(&["approve", "plan.md", "--by", "Bo"], "");
    let (_, found) = gate(&folder, &["plan.md"]);
    assert_eq!(verdict(&found, "agreed"), "pass");
    folder.write("plan.md", &PLAN.replace("**Status**: 📋 Planned\n", "").replace("dusk", "dawn"));
    let (_, found) = gate(&folder, &["plan.md"]);
    assert_eq!(verdict(&found, "agreed"), "fail");
    assert_eq!(verdict(&found, "approvals"), "fail");
}

#[test]
fn a_condition_counts_from_the_state_that_needs_it() {
    let folder = status("Draft");
    let required = |target: &str| {
        let (_, gate) = gate(&folder, &["plan.md", "--for", target]);
        let all = gate["conditions"].as_array().unwrap().iter();
        all.filter(|c| c["required"] == true)
            .map(|c| c["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(required("draft").is_empty());
    assert!(!required("in review").contains(&"approvals".to_owned()));
    assert!(required("Approved").contains(&"approvals".to_owned()));
    assert!(!required("approved").contains(&"agreed".to_owned()));
    assert!(required("in_progress").contains(&"decomposition".to_owned()));
    assert!(required("complete").contains(&"documentation".to_owned()));
    let (exit, _, err) = folder.run(&["gate", "plan.md", "--for", "aproved"], "");
    assert!(exit == 2 && err.contains("did you mean `approved`?"), "{err}");
}

#[test]
fn every_reason_has_its_place_and_its_command() {
    let folder = status("Approved");
    let (exit, gate) = gate(&folder, &["plan.md"]);
    assert_eq!(exit, 1);
    let conditions = gate["conditions"].as_array().unwrap();
    let reasons =
        conditions.iter().filter(|c| c["verdict"] == "fail").flat_map(|c| c["reasons"].as_array().unwrap());
    let reasons: Vec<_> = reasons.collect();
    assert!(!reasons.is_empty());
    for reason in reasons {
        assert_eq!(reason["path"], "plan.md", "{reason}");
        assert!(reason["line"].as_u64().unwrap() >= 1);
        let Some(command) = reason["command"].as_str() else { continue };
        let Some(rest) = command.strip_prefix("planc check") else { continue };
        let args: Vec<_> = ["check"].into_iter().chain(rest.split_whitespace()).collect();
        let (_, out, _) = folder.run(&[&args[..], &["--format", "short"]].concat(), "");
        assert!(out.contains(reason["message"].as_str().unwrap()), "{command}: {out}");
    }
}

#[test]
fn the_workspace_adds_its_own() {
    let config = "[[gates]]\nname = \"safety\"\nfor = \"approved\"\nsummary = \"fire is safe\"\nparts = [\"security\"]\n\
                  files = [\"safety/{id}.md\"]\nself-check = [\"Fire drill\"]\napprovals = { marshal = 1 }\n\
                  [[gates]]\nname = \"says-nothing\"\n";
    let folder = status("Approved");
    folder.write("planc.toml", config);
    let (_, found) = gate(&folder, &["plan.md"]);
    assert_eq!(
        (verdict(&found, "safety"), verdict(&found, "says-nothing")),
        ("fail".into(), "unknown".into())
    );
    let safety = found["conditions"].as_array().unwrap().iter().find(|c| c["name"] == "safety").unwrap();
    assert_eq!(safety["reasons"].as_array().unwrap().len(), 4, "{safety}");
    // Wherever the workspace is, its folder names a plan without an id.
    let name = found["plan"].as_str().unwrap();
    folder.write(&format!("safety/{name}.md"), "# safe\n");
    let more = "\n## Security Considerations\n\nNo open fire.\n\n## Self-Check\n\n- Fire drill held: true\n";
    folder.write("plan.md", &(PLAN.replace("📋 Planned", "Approved") + more));
    folder.run(&["approve", "plan.md", "--by", "Bo", "--role", "marshal"], "");
    let (_, found) = gate(&folder, &["plan.md"]);
    assert_eq!(verdict(&found, "safety"), "pass", "{found}");
    folder.write("planc.toml", "[[gates]]\nname = \"x\"\nfoo = 1\n");
    assert_eq!(folder.run(&["gate", "plan.md"], "").0, 2);
}

fn git(folder: &Folder, args: &[&str]) {
    assert!(git_status(folder, args), "git {args:?}");
}

/// Whether git does it.
fn git_status(folder: &Folder, args: &[&str]) -> bool {
    let status = Command::new("git")
        .args(["-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false"])
        .args(args)
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.unwrap().success()
}

fn commit(folder: &Folder) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "-m", "change"]);
}

#[test]
fn commits_keep_off_what_is_not_approved() {
    let folder = status("Draft");
    git(&folder, &["init", "-q"]);
    commit(&folder);
    folder.write("src/other.rs", "// free\n");
    commit(&folder);
    assert_eq!(gate(&folder, &["--changes", "HEAD~1..HEAD"]).0, 0);

    folder.write("src/lamp.rs", "// too early\n");
    commit(&folder);
    let (exit, found) = gate(&folder, &["--changes", "HEAD~1..HEAD"]);
    assert_eq!(exit, 1);
    let stopped = &found["stopped"][0];
    assert_eq!(stopped["file"], "src/lamp.rs");
    assert_eq!(stopped["component"], "Lamp");
    assert_eq!(stopped["path"], "plan.md");
    assert!(stopped["reason"].as_str().unwrap().contains("not approved"), "{stopped}");
    let (_, out, _) = folder.run(&["gate", "--changes", "HEAD~1..HEAD"], "");
    assert!(out.contains("`src/lamp.rs` belongs to `Lamp`"), "{out}");

    // A commit that takes it back touched it all the same, and so does one that removes it.
    std::fs::remove_file(folder.path().join("src/lamp.rs")).unwrap();
    commit(&folder);
    assert_eq!(gate(&folder, &["--changes", "HEAD~2..HEAD"]).0, 1);
    assert_eq!(gate(&folder, &["--changes", "HEAD~1.."]).0, 1);

    folder.write("plan.md", &PLAN.replace("📋 Planned", "Approved"));
    commit(&folder);
    assert_eq!(gate(&folder, &["--changes", "HEAD~3..HEAD"]).0, 0);

    for (range, why) in [
        ("HEAD", "is no range"),
        ("nowhere..HEAD", "there is no revision `nowhere`"),
        ("--help..HEAD", "is no revision"),
    ] {
        let (exit, _, err) = folder.run(&["gate", &format!("--changes={range}")], "");
        assert_eq!(exit, 2, "{range}");
        assert!(err.contains(why), "{err}");
    }
}

/// Whether commits are stopped, asked by range.
fn stops(folder: &Folder, range: &str) -> bool {
    let (exit, found) = gate(folder, &["--changes", range]);
    assert_eq!(exit == 1, found["open"] == false, "{found}");
    exit == 1
}

#[test]
fn plans_are_those_of_the_last_commit_of_the_range() {
    let folder = status("Draft");
    git(&folder, &["init", "-q", "-b", "main"]);
    commit(&folder);
    folder.write("src/lamp.rs", "// too early\n");
    commit(&folder);
    assert!(stops(&folder, "HEAD~1..HEAD"));
    // What is not committed is nobody's word, and nobody's objection.
    folder.write("plan.md", &PLAN.replace("📋 Planned", "Approved"));
    assert!(stops(&folder, "HEAD~1..HEAD"));
    commit(&folder);
    assert!(!stops(&folder, "HEAD~2..HEAD"));
    assert!(stops(&folder, "HEAD~2..HEAD~1"));
    // Another branch need not be checked out, and neither does anything else.
    git(&folder, &["branch", "later"]);
    git(&folder, &["checkout", "-q", "--orphan", "empty"]);
    git(&folder, &["rm", "-q", "-rf", "."]);
    assert!(stops(&folder, "later~2..later~1"));
    assert!(!stops(&folder, "later~2..later"));
    let (_, out, _) = folder.run(&["gate", "--changes", "later~2..later~1"], "");
    assert!(out.contains("\n  plan.md:16: the plan is not approved"), "{out}");
}

#[test]
fn approvals_and_configuration_are_those_of_the_last_commit_too() {
    let folder = status("Approved");
    git(&folder, &["init", "-q"]);
    folder.write("planc.toml", "[approvals]\nneeded = 1\n");
    commit(&folder);
    folder.write("src/lamp.rs", "// too early\n");
    commit(&folder);
    assert!(stops(&folder, "HEAD~1..HEAD"));
    folder.run(&["approve", "plan.md", "--by", "Bo"], "");
    assert!(stops(&folder, "HEAD~1..HEAD"));
    commit(&folder);
    assert!(!stops(&folder, "HEAD~2..HEAD"));
    assert!(stops(&folder, "HEAD~2..HEAD~1"));
    folder.write("planc.toml", "");
    std::fs::remove_dir_all(folder.path().join(".planc")).unwrap();
    assert!(!stops(&folder, "HEAD~2..HEAD") && stops(&folder, "HEAD~2..HEAD~1"));
    folder.write("planc.toml", "approvals = 7\n");
    commit(&folder);
    folder.write("planc.toml", "");
    let (exit, _, err) = folder.run(&["gate", "--changes", "HEAD~1..HEAD"], "");
    assert!(exit == 2 && err.contains("planc.toml"), "{err}");
}

#[test]
fn a_workspace_below_the_top_of_the_repository() {
    let folder = Folder::new(&[("app/docs/plan.md", &PLAN.replace("📋 Planned", "Draft"))]);
    folder.write("app/planc.toml", "");
    folder.write("other/plan.md", &PLAN.replace("📋 Planned", "Draft"));
    git(&folder, &["init", "-q"]);
    commit(&folder);
    folder.write("other/src/lamp.rs", "// nobody's\n");
    commit(&folder);
    folder.write("app/src/lamp.rs", "// too early\n");
    commit(&folder);
    for (here, shown) in [("app", "docs/plan.md"), ("app/docs", "plan.md"), ("app/src", "../docs/plan.md")] {
        let here = folder.path().join(here).to_string_lossy().into_owned();
        let (_, out, _) = folder.run(&["-C", &here, "gate", "--changes", "HEAD~1..HEAD"], "");
        assert!(out.contains(&format!("\n  {shown}:16: ")) && out.contains("`src/lamp.rs`"), "{here}: {out}");
        assert_eq!(folder.run(&["-C", &here, "gate", "--changes", "HEAD~2..HEAD~1"], "").0, 0);
    }
}

#[test]
fn a_hook_before_a_push_passes_on_what_git_says() {
    let folder = status("Draft");
    git(&folder, &["init", "-q", "-b", "main"]);
    commit(&folder);
    let remote = Folder::new(&[]);
    git(&remote, &["init", "-q", "--bare"]);
    let url = remote.path().to_string_lossy().into_owned();
    git(&folder, &["remote", "add", "origin", &url]);
    git(&folder, &["push", "-q", "origin", "main"]);
    folder.write("src/lamp.rs", "// too early\n");
    commit(&folder);
    let zero = "0".repeat(40);
    // A new branch: what no remote has yet.
    assert!(stops(&folder, &format!("{zero}..HEAD")));
    assert!(!stops(&folder, &format!("{zero}..HEAD~1")));
    assert!(!stops(&folder, &format!("HEAD..{zero}")));
    // The hook as the book has it.
    let book = std::fs::read_to_string(tools::root().join("docs/approvals-and-gates.md")).unwrap();
    let hook = book.split("```sh\n").find(|block| block.starts_with("#!")).unwrap();
    let hook = hook
        .split("```")
        .next()
        .unwrap()
        .replace("planc gate", concat!(env!("CARGO_BIN_EXE_planc"), " gate"));
    folder.write(".git/hooks/pre-push", &hook);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let file = folder.path().join(".git/hooks/pre-push");
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).unwrap();
        let pushes = |what: &str| git_status(&folder, &["push", "-q", "origin", what]);
        assert!(!pushes("main") && !pushes("HEAD:new"));
        assert!(pushes("HEAD~1:refs/heads/old"));
        folder.write("plan.md", &PLAN.replace("📋 Planned", "Approved"));
        assert!(!pushes("main"));
        commit(&folder);
        assert!(pushes("main") && pushes(":old"));
    }
}

#[test]
fn history_that_is_not_there_opens_nothing() {
    let folder = status("Draft");
    git(&folder, &["init", "-q", "-b", "main"]);
    commit(&folder);
    for n in 0..4 {
        folder.write("src/other.rs", &format!("// {n}\n"));
        commit(&folder);
    }
    let fails = |folder: &Folder, range: &str, why: &str| {
        let (exit, out, err) = folder.run(&["gate", "--changes", range], "");
        assert!(exit == 2 && err.contains(why), "{range}: {out}{err}");
    };
    let clone = Folder::new(&[]);
    let url = format!("file://{}", folder.path().display());
    git(&folder, &["tag", "first", "HEAD~4"]);
    git(&clone, &["clone", "-q", "--depth", "2", &url, "."]);
    assert!(!stops(&clone, "HEAD~1..HEAD"));
    fails(&clone, "HEAD~3..HEAD", "the clone is shallow");
    // Both ends are there, and what lies between is not.
    git(&clone, &["fetch", "-q", "--depth", "1", "origin", "tag", "first"]);
    fails(&clone, "first..HEAD", "lacks part of the history");
    // A file that was left behind may be a plan that forbids everything.
    let blob = Command::new("git").args(["rev-parse", "HEAD:plan.md"]).current_dir(folder.path()).output();
    let blob = tools::text(&blob.unwrap().stdout);
    let path = folder.path().join(".git/objects").join(&blob[..2]).join(blob[2..].trim());
    std::fs::remove_file(path).unwrap();
    fails(&folder, "HEAD~1..HEAD", "cannot read `plan.md`");
}

#[test]
fn a_plan_that_may_go_on_frees_what_another_one_names() {
    let folder = status("Draft");
    folder
        .write("docs/plans/plan-b.md", &PLAN.replace("📋 Planned", "In Progress").replace("Lantern", "Wick"));
    git(&folder, &["init", "-q"]);
    commit(&folder);
    folder.write("src/lamp.rs", "// named by both\n");
    commit(&folder);
    assert_eq!(gate(&folder, &["--changes", "HEAD~1..HEAD"]).0, 0);
}

#[test]
fn without_git_or_plans_nothing_is_open() {
    let folder = Folder::new(&[("planc.toml", "")]);
    assert_eq!(folder.run(&["gate"], "").0, 2);
    let (exit, _, err) = folder.run(&["gate", "--changes", "A..B"], "");
    assert!(exit == 2 && err.contains("no git repository"), "{err}");
}

#[test]
fn every_plan_is_what_its_status_says() {
    let folder = status("Draft");
    assert_eq!(gate(&folder, &[]).0, 0);
    folder.write("other/plan.md", &PLAN.replace("📋 Planned", "Banana"));
    assert_eq!(gate(&folder, &[]).0, 1);
}

#[test]
fn readiness_names_every_point_that_is_missing() {
    let folder = status("Draft");
    let (_, out, _) = folder.run(&["show", "plan.md", "readiness", "--format", "json"], "");
    let found: Value = serde_json::from_str(&out).unwrap();
    let lost: u64 =
        found["deductions"].as_array().unwrap().iter().map(|d| d["points"].as_u64().unwrap()).sum();
    assert_eq!(found["score"].as_u64().unwrap(), 100 - lost, "{out}");
    assert!(lost > 0);
    assert!(
        found["deductions"]
            .as_array()
            .unwrap()
            .iter()
            .all(|d| d["command"].as_str().unwrap().starts_with("planc "))
    );
}

/// What a gate of a document came to, and why.
fn listed(gate: &Value, name: &str) -> String {
    let found = gate["gates"].as_array().unwrap().iter().find(|g| g["name"] == name);
    let Some(found) = found else { return "not there".to_owned() };
    let reason = found["reasons"][0]["message"].as_str().unwrap_or("");
    format!("{} {reason}", found["verdict"].as_str().unwrap()).trim().to_owned()
}

#[test]
fn gates_of_the_projects_documents_are_shown_and_hold() {
    let document = "# Universal Gates\n\n- **Entry Gate**\n  - The issue is named.\n- **ADR Gate**\n\
                    - **Security Gate**\n  - Threats were looked at.\n\nCopy this:\n\n- [ ] Entry Gate\n";
    let plan =
        |check: &str| format!("{}\n## Self-Check\n\n{check}\n", PLAN.replace("📋 Planned", "In Review"));
    let folder = Folder::new(&[
        ("docs/workflows/99-universal-gates.md", document),
        ("spec.md", "# SPEC-003: Lantern\n"),
    ]);
    let asked = |check: &str, target: &str| {
        folder.write("docs/issues/7/plan.md", &plan(check));
        gate(&folder, &["docs/issues/7/plan.md", "--for", target]).1
    };
    // A plan that does not speak of them is not held to them.
    assert_eq!(asked("- Done: true", "approved")["gates"].as_array().unwrap().len(), 0);
    let executed =
        |answer: &str| format!("- Gates executed (`docs/workflows/99-universal-gates.md`): {answer}");
    let yes = asked(&executed("true"), "approved");
    assert_eq!(listed(&yes, "Entry"), "pass");
    assert_eq!(listed(&yes, "Security"), "pass");
    let security = &yes["gates"][2];
    assert_eq!(
        (&security["line"], &security["asks"]),
        (&Value::from(6), &Value::from("Threats were looked at."))
    );
    assert_eq!(yes["gates"][0]["condition"], "entry");
    // One entry for all of them is told of once; to be looked at, a plan need not say it.
    let open = asked(&executed("[true/false]"), "approved");
    let said = "the plan does not say that the gates of `docs/workflows/99-universal-gates.md` were passed";
    assert_eq!(listed(&open, "Entry"), format!("unknown {said}"));
    assert_eq!(listed(&open, "Security"), "unknown");
    let review = asked(&executed("[true/false]"), "in_review");
    assert_eq!(listed(&review, "Entry"), "pass");
    assert_eq!(review["gates"][2]["required"], false);
    // What is said of one gate counts more than what is said of all.
    let own = asked(&(executed("true") + "\n- [ ] Security Gate\n"), "approved");
    assert_eq!(listed(&own, "Security"), "fail the plan does not say that the gate `Security` was passed");
    let own = asked(&(executed("false") + "\n- Security Gate: true\n"), "approved");
    assert_eq!(listed(&own, "Security"), "pass");
    // Saying it does not make it so.
    std::fs::remove_file(folder.path().join("spec.md")).unwrap();
    let gone = plan(&executed("true")).replace("**Spec**: SPEC-003", "**Spec**: [SPEC-003](spec.md)");
    folder.write("docs/issues/7/plan.md", &gone);
    let (exit, found) = gate(&folder, &["docs/issues/7/plan.md", "--for", "approved"]);
    assert_eq!((exit, listed(&found, "Entry")), (1, "fail".to_owned()));
    let (_, out, _) = folder.run(&["gate", "docs/issues/7/plan.md", "--for", "approved"], "");
    assert!(
        out.contains("\n  gates of docs/workflows/99-universal-gates.md\n  ✗ Entry          as `entry`\n"),
        "{out}"
    );
    assert!(out.contains("\n  ✓ Security       Threats were looked at.\n"), "{out}");
}

#[test]
fn a_document_of_gates_beside_the_plan_is_ticked_there() {
    let boxes = "# Gates\n\n- [x] Entry Gate\n- [ ] Security Gate\n- Release Gate\n";
    let folder = status("Approved");
    folder.write("gates.md", boxes);
    let (exit, found) = gate(&folder, &["plan.md"]);
    assert_eq!((exit, listed(&found, "Entry").as_str()), (1, "pass"));
    assert_eq!(listed(&found, "Security"), "fail the box of `Security` is not ticked");
    assert_eq!(listed(&found, "Release"), "unknown nobody says whether the gate `Release` was passed");
    let (_, out, _) = folder.run(&["show", "plan.md", "readiness"], "");
    assert!(out.contains("the box of `Security` is not ticked"), "{out}");
    // Of two plans in a folder nobody knows whose it is.
    folder.write("plan-b.md", PLAN);
    assert_eq!(gate(&folder, &["plan.md"]).1["gates"].as_array().unwrap().len(), 0);
}

#[test]
fn promised_documents_are_there() {
    let docs = "\n## Documentation Updates\n\n### Files to Update\n\n1. **NOTES.md**\n   - Say so\n";
    let folder = status("Complete");
    folder.write("plan.md", &(PLAN.replace("📋 Planned", "Complete") + docs));
    assert_eq!(verdict(&gate(&folder, &["plan.md"]).1, "documentation"), "fail");
    folder.write("docs/user/NOTES.md", "# Notes\n");
    assert_eq!(verdict(&gate(&folder, &["plan.md"]).1, "documentation"), "pass");
}

/// A finding that the workspace made a note does not count, and does not stand for the gate's own reason either.
#[test]
fn a_specification_in_draft_is_no_matter_of_severity() {
    let reasons = |config: &str| {
        let folder = Folder::new(&[
            ("planc.toml", config),
            ("plan.md", &PLAN.replace("**Spec**: SPEC-003", "**Spec**: [SPEC-003](spec.md)")),
            (
                "spec.md",
                "# Specification: Lantern\n\n**Status**: Draft\n\n## Requirements\n\n- **FR-001**: Light\n",
            ),
        ]);
        let (_, found) = gate(&folder, &["plan.md", "--for", "approved"]);
        let all = found["conditions"].as_array().unwrap().clone();
        let condition = all.into_iter().find(|c| c["name"] == "specification").unwrap();
        let reasons = condition["reasons"].as_array().cloned().unwrap_or_default();
        let said = reasons.iter().filter_map(|r| r["message"].as_str()).collect::<Vec<_>>().join("\n");
        (condition["verdict"].as_str().unwrap().to_owned(), said.contains("spec") && said.contains("`Draft`"))
    };
    for config in ["", "severity = { spec-conflict = \"note\" }\n", "ignore = [\"spec-conflict\"]\n"] {
        let table = format!("[rules]\n{config}");
        assert_eq!(reasons(&table), ("fail".to_owned(), true), "{table}");
    }
}
