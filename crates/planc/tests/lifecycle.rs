//! What is broken off can be given again, and comes to the same.

#![allow(clippy::unwrap_used)]

mod tools;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where a write can be broken off in a build for tests.
const STEPS: &[&str] = &["made", "half", "written", "synced", "renamed", "settled", "moving"];

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// The Markdown files below a folder; what a kill left beside them does not count.
fn files(root: &Path, folder: &Path, out: &mut BTreeMap<PathBuf, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(root, &path, out);
        } else if path.extension().is_some_and(|e| e == "md") {
            out.insert(path.strip_prefix(root).unwrap().to_owned(), std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Runs planc; `step` is where it is broken off.
fn planc(folder: &Path, args: &[&str], step: Option<&str>) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planc"));
    command.args(args).current_dir(folder).env("SOURCE_DATE_EPOCH", "1770000000");
    command.envs(step.map(|s| ("PLANC_TEST_ABORT", s)));
    command.output().unwrap()
}

/// Breaks a command off at every step of every write, gives it again, and looks whether all files are as without a
/// break. `prepare` changes the files of the case before. Says how many writes there were.
fn check(case: &str, prepare: impl Fn(&Path), args: &[&str]) -> usize {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd").join(case);
    // The files in the end, and whether the step came.
    let run = |step: Option<&str>| {
        let folder = tempfile::tempdir().unwrap();
        copy(&source, folder.path());
        prepare(folder.path());
        let broken = step.is_some_and(|_| !planc(folder.path(), args, step).status.success());
        if step.is_none() || broken {
            let done = planc(folder.path(), args, None);
            // Who is stopped behind the last write may find nothing left to do.
            assert!(done.status.success() || broken, "{}", String::from_utf8_lossy(&done.stderr));
        }
        let mut found = BTreeMap::new();
        files(folder.path(), folder.path(), &mut found);
        (found, broken)
    };
    let (whole, _) = run(None);
    let mut writes = 0;
    for step in STEPS {
        for time in 1.. {
            let step = format!("{step}@{time}");
            let (found, broken) = run(Some(&step));
            assert_eq!(found, whole, "{step}");
            if !broken {
                writes = writes.max(time - 1);
                break;
            }
        }
    }
    writes
}

#[test]
fn a_plan_gets_its_number_all_the_same() {
    check("renumber.in", |_| (), &["renumber", "docs/plans/PLAN-012-login.md", "20"]);
    check("renumber.in", |_| (), &["renumber", "specs/012-login/plan.md", "7"]);
}

#[test]
fn a_status_reaches_all_files_all_the_same() {
    check("status.in", |_| (), &["status", "specs/003-prices/plan.md", "paused", "--by", "A. Person"]);
}

fn replace(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file}: {from}");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
}

const WRITE: &[&str] = &["tasks", "docs/plan.md", "--write"];

#[test]
fn tasks_reach_list_and_plan_all_the_same() {
    let begun = |folder: &Path| {
        assert!(planc(folder, WRITE, None).status.success());
        replace(folder, "docs/tasks.md", "- [ ] T002", "- [x] T002");
        replace(folder, "docs/plan.md", "(FR-1)\n", "(FR-1)\n- [ ] Clean up\n");
    };
    assert_eq!(check("tasks.in", |_| (), WRITE), 1);
    assert_eq!(check("tasks.in", begun, WRITE), 2);
    assert_eq!(check("tasks.in", begun, &["tick", "docs/plan.md", "T003"]), 2);
}

#[test]
fn tasks_get_a_file_each_all_the_same() {
    let apart = |folder: &Path| replace(folder, "docs/plan.md", "[tasks.md](tasks.md)", "[tasks](tasks/)");
    let begun = |folder: &Path| {
        apart(folder);
        assert!(planc(folder, WRITE, None).status.success());
        let file = std::fs::read_dir(folder.join("docs/tasks")).unwrap().map(|e| e.unwrap().file_name());
        let first = file.map(|f| f.into_string().unwrap()).find(|f| f.starts_with("02")).unwrap();
        replace(folder, &format!("docs/tasks/{first}"), "TODO", "DONE");
        replace(folder, "docs/plan.md", "(FR-1)\n", "(FR-1)\n- [ ] Clean up\n- [ ] Go home\n");
    };
    assert_eq!(check("tasks.in", apart, WRITE), 4);
    assert_eq!(check("tasks.in", begun, WRITE), 3);
}

/// A plan whose status is repeated in a YAML file beside it.
fn beside_yaml(yaml: &str) -> tools::Folder {
    tools::Folder::new(&[
        ("planc.toml", "[status]\ncopies = [\"./kep.yaml\"]\n"),
        ("keps/1-x/README.md", "# KEP-1: Lamps\n\n**Status**: provisional\n\n## Summary\n\nLamps.\n"),
        ("keps/1-x/kep.yaml", yaml),
    ])
}

#[test]
fn a_yaml_file_beside_the_plan_follows_it() {
    let defer = ["status", "keps/1-x/README.md", "deferred", "--by", "Ana"];
    for yaml in [
        "title: Lamps\nstatus: provisional # since March\n\nowners:\n  - \"@ana\"\nstage: alpha\n",
        "---\ntitle: Lamps\nstatus: \"provisional\"\n",
        "status: provisional",
        "title: Lamps\r\nstatus: provisional\r\nstage: alpha\r\n",
    ] {
        let folder = beside_yaml(yaml);
        let (status, _, err) = folder.run(&defer, "");
        let text = std::fs::read_to_string(folder.path().join("keps/1-x/kep.yaml")).unwrap();
        assert_eq!((status, text), (0, yaml.replace("provisional", "deferred")), "{err}");
    }
    // One that says nothing of it is told of, and stays.
    let folder = beside_yaml("title: Lamps\nparts:\n  status: provisional\n");
    let (status, _, err) = folder.run(&defer, "");
    assert!(status == 0 && err.contains("`keps/1-x/kep.yaml` was left alone"), "{err}");
    let folder =
        beside_yaml("title: Lamps\n<<<<<<< ours\nstatus: provisional\n=======\nstatus: x\n>>>>>>> a\n");
    let (status, _, err) = folder.run(&defer, "");
    assert!(status == 2 && err.contains("keps/1-x/kep.yaml:2: a merge is not settled"), "{err}");
}

#[test]
fn messages_name_files_from_where_the_user_stands() {
    let folder = beside_yaml("status: provisional\n");
    let readme = folder.path().join("keps/1-x/README.md");
    let mut permissions = std::fs::metadata(&readme).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&readme, permissions).unwrap();
    for (here, plan, shown) in
        [("", "keps/1-x/README.md", "keps/1-x/README.md"), ("keps", "1-x/README.md", "1-x/README.md")]
    {
        let here = folder.path().join(here).to_string_lossy().into_owned();
        let (status, _, err) = folder.run(&["-C", &here, "status", plan, "deferred", "--by", "Ana"], "");
        assert_eq!((status, err), (2, format!("error: cannot write `{shown}`: it is read-only\n")));
    }
    let below = folder.path().join("keps/1-x/sub");
    std::fs::create_dir(&below).unwrap();
    let (_, _, err) =
        folder.run(&["-C", &below.to_string_lossy(), "status", "KEP-1", "deferred", "--by", "Ana"], "");
    assert!(err.contains("`../README.md`: it is read-only"), "{err}");
}

#[test]
fn the_history_says_that_the_work_was_done() {
    let plan = "# Plan: Lamps\n\n**Status**: In Progress\n**Issue**: #7\n\n## Goals\n\nLamps are lit.\n\n## Acceptance Criteria\n\n\
                - [x] All are lit\n\n## Steps\n\n1. Light them\n\n## Change History\n\n| Version | Date | Author | Summary |\n|---|---|---|---|\n\
                | 0.1 | 2026-01-05 | Ana | First draft |\n| 0.2 | 2026-01-07 | Ana | Begun |\n";
    let folder = tools::Folder::new(&[("planc.toml", ""), ("plan.md", plan)]);
    let documentation = || {
        let (_, out, _) = folder.run(&["gate", "plan.md", "--for", "complete", "--format", "json"], "");
        let gate: serde_json::Value = serde_json::from_str(&out).unwrap();
        let all = gate["conditions"].as_array().unwrap();
        all.iter().find(|c| c["name"] == "documentation").unwrap()["verdict"].clone()
    };
    // What the change of the status writes is not missing before.
    assert_ne!(documentation(), "fail");
    let (status, out, err) =
        folder.run(&["status", "plan.md", "complete", "--by", "Ana", "--note", "See PR 12"], "");
    assert_eq!(status, 0, "{out}{err}");
    let text = std::fs::read_to_string(folder.path().join("plan.md")).unwrap();
    assert!(text.contains("| Ana | Status: In Progress → Complete; See PR 12 |"), "{text}");
    assert_ne!(documentation(), "fail");
    let silent = text.replace("Status: In Progress → Complete; See PR 12", "See PR 12");
    folder.write("plan.md", &silent);
    assert_eq!(documentation(), "fail");
}
