//! Approvals are bound to what a plan says: they hold, grow stale, are taken back, and cannot be made up.
#![allow(clippy::unwrap_used)]

mod tools;

use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tools::Folder;

const PLAN: &str = "\
# PLAN-001: Lantern

*   **Status:** In Review
*   **Author(s):** Ana Silva
*   **Created:** 2026-01-05
*   **Last Updated:** 2026-01-05

---

## 1. Objective

Lanterns are lit at dusk, within 30 seconds.

## 6. Risks & Mitigations

| Risk | Likelihood | Impact | Mitigation | Owner |
|---|---|---|---|---|
| The wick is wet | Low | High | Keep a dry one | Bo |
";

const FILE: &str = "docs/plans/PLAN-001-lantern.md";

fn workspace(config: &str) -> Folder {
    Folder::new(&[(FILE, PLAN), ("planc.toml", config)])
}

fn approvals(folder: &Folder) -> Value {
    let (_, out, err) = folder.run(&["approvals", "PLAN-001", "--format", "json"], "");
    serde_json::from_str(&out).unwrap_or_else(|_| unreachable!("{out}{err}"))
}

/// The state of each approval, in the order in which they were given.
fn states(folder: &Folder) -> Vec<String> {
    let found = approvals(folder);
    found["approvals"].as_array().unwrap().iter().map(|a| a["state"].as_str().unwrap().to_owned()).collect()
}

fn approve(folder: &Folder, args: &[&str]) -> (i32, String, String) {
    folder.run(&[&["approve", "PLAN-001"], args].concat(), "")
}

/// The files of approvals of a plan.
fn files(folder: &Folder, plan: &str) -> Vec<PathBuf> {
    let found = std::fs::read_dir(folder.path().join(".planc/approvals").join(plan));
    let mut found: Vec<_> = found.into_iter().flatten().map(|e| e.unwrap().path()).collect();
    found.sort();
    found
}

#[test]
fn an_approval_holds_until_the_plan_says_something_else() {
    let folder = workspace("");
    assert_eq!(approvals(&folder)["approved"], false);
    let (status, out, _) = approve(&folder, &["--by", "Bo <bo@example.org>"]);
    assert_eq!(status, 0);
    assert!(out.starts_with(".planc/approvals/plan-001/"), "{out}");
    assert_eq!(states(&folder), ["valid"]);
    assert_eq!(approvals(&folder)["approved"], true);
    let (status, out, _) = approve(&folder, &["--by", "bo@example.org"]);
    assert!(status == 0 && out.starts_with("approved already"), "{out}");

    // What is written otherwise and says the same.
    let same = PLAN
        .replace("In Review", "Approved")
        .replace("**Last Updated:** 2026-01-05", "**Last Updated:** 2026-02-02")
        .replace(
            "Lanterns are lit at dusk, within 30 seconds.",
            "Lanterns are lit\nat dusk,   within\n30 seconds.",
        )
        .replace("| The wick is wet | Low |", "|The wick is wet   |Low|")
        .replace('\n', "\r\n");
    folder.write(FILE, &same);
    assert_eq!(states(&folder), ["valid"]);

    // A number is a claim.
    folder.write(FILE, &PLAN.replace("30 seconds", "90 seconds"));
    assert_eq!(states(&folder), ["stale"]);
    let found = approvals(&folder);
    assert_eq!(found["approved"], false);
    let change = &found["approvals"][0]["changes"][0];
    assert_eq!(change["path"], "objective");
    assert!(change["old"].as_str().unwrap().contains("30"), "{change}");
    assert!(change["new"].as_str().unwrap().contains("90"), "{change}");
    let (status, out, _) = folder.run(&["approvals", FILE], "");
    assert_eq!(status, 1);
    assert!(out.contains("[-30-]{+90+}"), "{out}");

    // Back to what was agreed to.
    folder.write(FILE, PLAN);
    assert_eq!(states(&folder), ["valid"]);
}

#[test]
fn an_approval_can_be_taken_back_and_given_again() {
    let folder = workspace("");
    let (status, _, err) = approve(&folder, &["--by", "Bo", "--revoke"]);
    assert!(status == 2 && err.contains("no approval"), "{err}");
    approve(&folder, &["--by", "Bo"]);
    assert_eq!(approve(&folder, &["--by", "Bo", "--revoke", "--note", "the wick"]).0, 0);
    assert_eq!(states(&folder), ["revoked"]);
    let (_, out, _) = folder.run(&["approvals", "PLAN-001"], "");
    assert!(out.contains("taken back on") && out.contains("the wick"), "{out}");
    assert_eq!(approve(&folder, &["--by", "Bo"]).0, 0);
    assert_eq!(states(&folder), ["revoked", "valid"]);
}

#[test]
fn what_was_changed_cut_off_or_copied_is_forged() {
    let folder = workspace("");
    folder
        .write("docs/plans/PLAN-002-lamp.md", &PLAN.replace("PLAN-001", "PLAN-002").replace("dusk", "dawn"));
    approve(&folder, &["--by", "Bo"]);
    let file = files(&folder, "plan-001").remove(0);
    let text = std::fs::read_to_string(&file).unwrap();
    for forged in [text.replace("\"Bo\"", "\"Cy\""), text[..text.len() / 2].to_owned(), String::new()] {
        std::fs::write(&file, forged).unwrap();
        assert_eq!(states(&folder), ["forged"]);
        assert_eq!(folder.run(&["approvals", "PLAN-001"], "").0, 1);
        assert_eq!(folder.run(&["gate", "PLAN-001", "--for", "approved"], "").0, 1);
    }
    std::fs::write(&file, &text).unwrap();
    assert_eq!(states(&folder), ["valid"]);

    // The same file for another plan.
    let name = file.file_name().unwrap().to_str().unwrap();
    folder.write(&format!(".planc/approvals/plan-002/{name}"), &text);
    let (status, out, _) = folder.run(&["approvals", "PLAN-002", "--format", "json"], "");
    assert_eq!(status, 1);
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(found["approvals"][0]["state"], "forged");
    assert_eq!(found["approved"], false);
}

#[test]
fn an_approval_does_not_follow_a_name() {
    let folder = workspace("");
    approve(&folder, &["--by", "Bo"]);
    folder.write(FILE, &PLAN.replace("PLAN-001", "PLAN-007"));
    let (_, out, _) = folder.run(&["approvals", "PLAN-007"], "");
    assert!(out.contains("must be approved again"), "{out}");
}

#[test]
fn the_workspace_says_who_may_approve() {
    let folder = workspace(
        "[approvals]\nneeded = 2\nroles = { tech-lead = 1 }\nmembers = { tech-lead = [\"@bo\"] }\n\
         people = [[\"Ana Silva\", \"@ana\"], [\"Bo\", \"@bo\"]]\n",
    );
    let refused = |args: &[&str], why: &str| {
        let (status, _, err) = approve(&folder, args);
        assert_eq!(status, 1, "{args:?}");
        assert!(err.contains(why), "{err}");
    };
    refused(&["--by", "@ana"], "authors do not approve");
    refused(&["--by", "Cy", "--role", "tech-lead"], "is not among the members");
    refused(&["--by", "Bo", "--role", "tech-laed"], "did you mean `tech-lead`?");
    assert!(files(&folder, "plan-001").is_empty());

    let missing = || {
        let found = approvals(&folder);
        let demands = found["demands"].as_array().unwrap().iter();
        let open = demands.filter(|d| d["met"] == false).map(|d| d["demand"].as_str().unwrap().to_owned());
        open.collect::<Vec<_>>()
    };
    approve(&folder, &["--by", "Cy"]);
    assert_eq!(missing(), ["2 approvals", "1 approval as `tech-lead`"]);
    approve(&folder, &["--by", "Bo", "--role", "Tech Lead"]);
    assert!(missing().is_empty());
    // The same person twice is one person.
    let folder = workspace("[approvals]\nneeded = 2\n");
    approve(&folder, &["--by", "Bo", "--role", "qa"]);
    approve(&folder, &["--by", "bo", "--role", "dev"]);
    assert_eq!(approvals(&folder)["approved"], false);
}

#[test]
fn code_owners_are_asked() {
    let folder = workspace("[approvals]\ncode-owners = true\nmembers = { \"@org/leads\" = [\"Bo\"] }\n");
    let demand = || approvals(&folder)["demands"][1].clone();
    assert!(demand()["missing"].as_str().unwrap().contains("no CODEOWNERS"));
    folder.write("CODEOWNERS", "* @all\n/docs/plans/ @org/leads\n");
    approve(&folder, &["--by", "Cy"]);
    assert!(demand()["missing"].as_str().unwrap().contains("@org/leads"));
    approve(&folder, &["--by", "Bo"]);
    assert_eq!(demand()["met"], true);
}

#[test]
fn what_is_not_fit_is_not_approved() {
    let folder = workspace("");
    for (text, why) in [
        (PLAN.replace("## 6.", "<<<<<<< ours\n=======\n>>>>>>> theirs\n## 6."), "conflict markers (line 14)"),
        (PLAN.replace("In Review", "Deprecated"), "such a plan is not approved"),
    ] {
        folder.write(FILE, &text);
        let (status, _, err) = folder.run(&["approve", FILE, "--by", "Bo"], "");
        assert_eq!(status, 2);
        assert!(err.contains(why), "{err}");
    }
    let (status, _, err) = folder.run(&["approve", "-", "--by", "Bo"], PLAN);
    assert!(status == 2 && err.contains("standard input"), "{err}");
    let (status, _, err) = folder.run(&["approve", FILE, "--by", " "], "");
    assert!(status == 2 && err.contains("name somebody"), "{err}");
    assert!(files(&folder, "plan-001").is_empty());
}

#[test]
fn signatures_are_verified() {
    let folder = workspace("[approvals]\nsigned = true\nallowed-signers = \"allowed\"\n");
    let key = |name: &str| {
        let path = folder.path().join(name);
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"])
            .arg(&path)
            .stdin(Stdio::null())
            .status();
        made.is_ok_and(|s| s.success()).then(|| std::fs::read_to_string(path.with_extension("pub")).unwrap())
    };
    let (Some(bo), Some(_)) = (key("bo"), key("eve")) else {
        println!("no ssh-keygen here");
        return;
    };
    approve(&folder, &["--by", "Cy"]);
    let found = approvals(&folder);
    assert_eq!((&found["approvals"][0]["state"], &found["approved"]), (&"valid".into(), &false.into()));
    assert!(found["approvals"][0]["reason"].as_str().unwrap().contains("not signed"));

    // Without a file of allowed signers nobody can say whose it is.
    approve(&folder, &["--by", "bo@example.org", "--sign", "bo"]);
    assert_eq!(approvals(&folder)["approved"], false);
    folder.write("allowed", &format!("bo@example.org {bo}"));
    let found = approvals(&folder);
    assert_eq!(found["approved"], true, "{found}");
    assert_eq!(found["approvals"][1]["signed_by"][0], "bo@example.org");

    // Another key, and another name for the same key. Who gives an approval hears that it does not count.
    let eve = ["approve", "PLAN-001", "--by", "eve@example.org", "--sign", "eve"];
    let (status, _, said) = folder.run(&eve, "");
    assert_eq!(status, 0);
    assert!(said.starts_with("note: it does not count: its key is not allowed to sign"), "{said}");
    approve(&folder, &["--by", "cy@example.org", "--sign", "bo"]);
    let states = states(&folder);
    assert_eq!(states, ["valid", "valid", "forged", "forged"]);
}

#[test]
fn renumber_says_beforehand_which_approvals_end() {
    let folder = workspace("");
    let other = "docs/plans/PLAN-002-lamp.md";
    folder.write(other, &PLAN.replace("PLAN-001", "PLAN-002").replace("dusk", "dusk, after PLAN-001"));
    let free = "docs/plans/PLAN-003-wick.md";
    folder.write(free, &PLAN.replace("PLAN-001", "PLAN-003"));
    approve(&folder, &["--by", "Bo", "--role", "qa"]);
    approve(&folder, &["--by", "Cy"]);
    approve(&folder, &["--by", "Cy", "--revoke"]);
    for plan in [other, free] {
        folder.run(&["approve", plan, "--by", "Bo"], "");
    }
    let renumber = |args: &[&str]| {
        let (_, out, err) = folder.run(&[&["renumber"], args, &["--format", "json"]].concat(), "");
        let found: Value = serde_json::from_str(&out).unwrap_or_else(|_| unreachable!("{out}{err}"));
        let lost = found["approvals_lost"].as_array().unwrap().iter();
        let lost = lost.map(|l| format!("{} {}", l["plan"].as_str().unwrap(), l["by"].as_str().unwrap()));
        (lost.collect::<Vec<_>>(), found["written"] == true, err)
    };
    // Not the one that was taken back, and not that of a plan that says nothing of it.
    let ends = ["PLAN-002 Bo", "PLAN-001 Bo"];
    let (lost, written, err) = renumber(&[FILE, "7", "--dry-run"]);
    assert_eq!((lost, written), (ends.map(str::to_owned).to_vec(), false));
    assert!(err.contains("the approval of PLAN-001 by `Bo` as qa"), "{err}");
    assert!(folder.path().join(FILE).is_file());
    // They are named though nothing can be written.
    let moved = FILE.replace("001", "007");
    let mut permissions = std::fs::metadata(folder.path().join(FILE)).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(folder.path().join(FILE), permissions.clone()).unwrap();
    let (status, _, err) = folder.run(&["renumber", FILE, "7"], "");
    assert!(status == 2 && err.contains("will not hold") && err.contains("read-only"), "{err}");
    std::fs::remove_file(folder.path().join(FILE)).unwrap();
    folder.write(FILE, PLAN);
    let (lost, written, _) = renumber(&[FILE, "7"]);
    assert_eq!((lost, written), (ends.map(str::to_owned).to_vec(), true));
    assert_eq!(folder.run(&["gate", &moved, "--for", "approved"], "").0, 1);
    // Back under its name, it has its approvals back.
    assert!(renumber(&[&moved, "1"]).0.is_empty());
    assert_eq!(states(&folder), ["valid", "revoked"]);
}
