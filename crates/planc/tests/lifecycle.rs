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

/// Breaks a command off at every step, gives it again, and looks whether all files are as without a break.
fn check(case: &str, args: &[&str]) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd").join(case);
    let run = |step: Option<&str>| {
        let folder = tempfile::tempdir().unwrap();
        copy(&source, folder.path());
        let planc = |step: Option<&str>| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_planc"));
            command.args(args).current_dir(folder.path()).env("SOURCE_DATE_EPOCH", "1770000000");
            command.envs(step.map(|s| ("PLANC_TEST_ABORT", s)));
            command.output().unwrap()
        };
        if step.is_some() {
            assert!(!planc(step).status.success(), "{step:?} did not break it off");
        }
        let done = planc(None);
        assert!(done.status.success(), "{step:?}: {}", String::from_utf8_lossy(&done.stderr));
        let mut found = BTreeMap::new();
        files(folder.path(), folder.path(), &mut found);
        found
    };
    let whole = run(None);
    for step in STEPS.iter().filter(|s| **s != "moving" || args[0] == "renumber") {
        assert_eq!(run(Some(step)), whole, "{step}");
    }
}

#[test]
fn a_plan_gets_its_number_all_the_same() {
    check("renumber.in", &["renumber", "docs/plans/PLAN-012-login.md", "20"]);
    check("renumber.in", &["renumber", "specs/012-login/plan.md", "7"]);
}

#[test]
fn a_status_reaches_all_files_all_the_same() {
    check("status.in", &["status", "specs/003-prices/plan.md", "paused", "--by", "A. Person"]);
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
