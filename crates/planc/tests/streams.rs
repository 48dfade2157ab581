//! What a script sees of planc beside the text: exit statuses, streams, colour, standard input.
#![allow(clippy::unwrap_used)]

mod tools;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const DRAFT: &str =
    "# Implementation Plan: Lantern\n\n**Status**: Draft\n\n## Approach Summary\n\nLight it.\n";
const WRONG: &str =
    "# Implementation Plan: Lantern\n\n**Status**: Drafft\n\n## Approach Summary\n\nLight it.\n";

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn run(dir: &Path, args: &[&str], input: &str) -> Output {
    run_with(dir, args, input, &[])
}

fn run_with(dir: &Path, args: &[&str], input: &str, env: &[(&str, &str)]) -> Output {
    fs::create_dir_all(dir.join(".input")).unwrap();
    let stdin = dir.join(".input/text");
    fs::write(&stdin, input).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_planc"));
    command.args(args).current_dir(dir).stdin(fs::File::open(stdin).unwrap());
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").envs(env.iter().copied());
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Exit status, standard output, standard error.
fn said(output: &Output) -> (i32, String, String) {
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn every_command_has_help() {
    let dir = folder(&[]);
    let help = text(&run(dir.path(), &["--help"], "").stdout);
    let commands = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let names = commands.lines().filter_map(|l| l.split_whitespace().next()).filter(|n| *n != "help");
    let mut lines: Vec<Vec<&str>> = names.map(|n| vec![n]).collect();
    lines.extend([vec!["dialect", "show"], vec!["dialect", "learn"], vec!["dialect", "which"]]);
    assert!(lines.len() >= 14, "{help}");
    for line in lines {
        for ask in ["--help", "-h"] {
            let (status, out, err) = said(&run(dir.path(), &[&line[..], &[ask]].concat(), ""));
            assert_eq!((status, err.as_str()), (0, ""), "{line:?}");
            assert!(out.contains("Usage: planc") && out.contains("--color"), "{line:?}: {out}");
        }
    }
}

#[test]
fn usage_that_is_wrong_is_2_and_helped() {
    let dir = folder(&[("plan.md", DRAFT)]);
    for (args, help) in [
        (&["chekc"][..], "check"),
        (&["check", "--formt", "json"], "--format"),
        (&["check", "--format", "jsn"], "json"),
        (&["list", "--sort", "idd"], "id"),
        (&["show"], "PLAN"),
        (&["show", "plan.md", "objectiv"], "did you mean `objective`?"),
        (&["explain", "placeholder-lef"], "did you mean `placeholder-left`?"),
        (&["check", "--select", "placeholder-lef"], "did you mean `placeholder-left`?"),
        (&["new", "X", "--set", "nokey"], "KEY=VALUE"),
        (&["new", "X", "--dialect", "govern"], "did you mean `governed`?"),
        (&["dialect", "show", "phasd"], "did you mean `phased`?"),
        (
            &["new", "X", "--set", "status=Banana"],
            "the status `Banana` is not one that planc knows; say `Draft`",
        ),
        (&["new", "X", "--set", "status=Aproved"], "did you mean `Approved`?"),
        (&["new", "X", "--set", "updated=2026-02-30"], "the calendar has no `2026-02-30`"),
        (&["init", "--dialect", "governed@99"], "there is no dialect `governed@99`"),
        (&["init", "--dialect", "phasd"], "did you mean `phased`?"),
        (&["show", "."], "folder"),
        (&["show", "nosuch.md"], "no such file"),
        (&["outline", "PLAN-9"], "there is no plan `PLAN-9`"),
        (&["-C", "nosuch", "list"], "nosuch"),
        (&["schema", "modle"], "model"),
    ] {
        let (status, out, err) = said(&run(dir.path(), args, ""));
        assert_eq!((status, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(err.contains(help), "{args:?} does not say {help:?}: {err}");
        assert!(!err.contains('\u{1b}'), "{args:?}: no colour into a file");
    }
}

#[test]
fn the_status_says_what_was_found() {
    let dir = folder(&[("good/plan.md", DRAFT), ("bad/plan.md", WRONG)]);
    for (args, want) in [
        (&["check", "good"][..], 0),
        (&["check", "bad"], 1),
        (&["check"], 1),
        (&["check", "bad", "--ignore", "status-unknown"], 0),
        (&["check", "good", "--fail-on", "note"], 1),
        (&["check", "good", "nosuch"], 2),
        (&["check", "bad", "nosuch"], 2),
        // Reading never fails, and a list is no verdict.
        (&["show", "bad/plan.md"], 0),
        (&["outline", "bad/plan.md"], 0),
        (&["list", "bad"], 0),
        (&["list", "bad", "nosuch"], 2),
    ] {
        assert_eq!(run(dir.path(), args, "").status.code(), Some(want), "{args:?}");
    }
}

#[test]
fn a_folder_without_plans_is_said() {
    let dir = folder(&[("notes.txt", "nothing")]);
    let (status, out, err) = said(&run(dir.path(), &["check"], ""));
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("no plans found"), "{err}");
    let (status, out, err) = said(&run(dir.path(), &["list"], ""));
    assert_eq!((status, out.as_str()), (0, ""));
    assert!(err.contains("no plans found"), "{err}");
    let (status, out, _) = said(&run(dir.path(), &["list", "--format", "json"], ""));
    assert_eq!((status, out.as_str()), (0, "{\n  \"plans\": []\n}\n"));
}

#[test]
fn two_plans_with_one_id_must_be_named_by_their_paths() {
    let plan = "# PLAN-001: Lantern\n\n*   **Status:** Draft\n\n## 1. Objective\n\nLight it.\n";
    let dir = folder(&[("docs/plans/PLAN-001-a.md", plan), ("docs/plans/PLAN-001-b.md", plan)]);
    let (status, _, err) = said(&run(dir.path(), &["show", "PLAN-001"], ""));
    assert_eq!(status, 2);
    assert!(err.contains("PLAN-001-a.md") && err.contains("PLAN-001-b.md"), "{err}");
    let (_, out, _) = said(&run(dir.path(), &["check", "--format", "json"], ""));
    assert_eq!(out.matches("\"id-duplicate\"").count(), 1, "{out}");
}

#[test]
fn standard_input_is_a_plan_like_any_other() {
    let dir = folder(&[("docs/spec.md", "# Spec\n")]);
    let (status, out, _) = said(&run(dir.path(), &["show", "-", "objective"], DRAFT));
    assert_eq!((status, out.as_str()), (0, "Light it.\n"));
    let (status, out, _) = said(&run(dir.path(), &["outline", "-", "--format", "json"], DRAFT));
    assert!(status == 0 && out.contains("\"phased\""), "{out}");
    let (status, out, _) =
        said(&run(dir.path(), &["check", "-", "--format", "short", "--select", "status"], WRONG));
    assert_eq!(status, 2, "`status` is no rule: {out}");
    let check = ["check", "-", "--format", "short", "-q", "--select", "status-unknown"];
    let (status, out, _) = said(&run(dir.path(), &check, WRONG));
    assert_eq!(status, 1);
    assert!(out.starts_with("-:3:13: error[status-unknown]"), "{out}");
    // With a name it has a place, and links are looked for from there.
    let linked = DRAFT.replace("Light it.", "See [the spec](spec.md) and [the tasks](tasks.md).");
    let args = [
        "check",
        "-",
        "--stdin-filename",
        "docs/plan.md",
        "--format",
        "short",
        "-q",
        "--select",
        "link-broken",
    ];
    let (_, out, _) = said(&run(dir.path(), &args, &linked));
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(out.starts_with("docs/plan.md:7:") && out.contains("`tasks.md`"), "{out}");
}

#[test]
fn colour_is_for_those_who_ask() {
    let dir = folder(&[("plan.md", WRONG)]);
    let escapes = |args: &[&str], env: &[(&str, &str)]| {
        text(&run_with(dir.path(), args, "", env).stdout).contains('\u{1b}')
    };
    assert!(!escapes(&["check", "plan.md"], &[]), "a file is no terminal");
    assert!(escapes(&["check", "plan.md", "--color", "always"], &[]));
    assert!(!escapes(&["check", "plan.md", "--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!escapes(&["check", "plan.md"], &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
    for args in
        [&["list"][..], &["outline", "plan.md"], &["rules"], &["dialects"], &["dialect", "which", "plan.md"]]
    {
        assert!(!escapes(args, &[("NO_COLOR", "1")]), "{args:?}");
        assert!(escapes(&[args, &["--color", "always"]].concat(), &[]), "{args:?}");
    }
    // What programs read has none, whatever is asked for.
    for args in [
        &["check", "plan.md", "--format", "json"][..],
        &["list", "--format", "csv"],
        &["show", "plan.md", "--format", "json"],
    ] {
        assert!(!escapes(&[args, &["--color", "always"]].concat(), &[]), "{args:?}");
    }
}

#[test]
#[cfg(unix)]
fn a_reader_that_goes_away_is_no_fault() {
    let files: Vec<(String, String)> = (0..300)
        .map(|n| (format!("p{n:03}/plan.md"), DRAFT.replace("Lantern", &"Lantern ".repeat(8))))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let dir = folder(&files);
    for command in
        ["list --format json", "list", "check --format short", "check --format json", "schema", "rules"]
    {
        let script =
            format!("'{}' {command} 2>err | head -1 >/dev/null; cat err", env!("CARGO_BIN_EXE_planc"));
        let output = Command::new("sh").args(["-c", &script]).current_dir(dir.path()).output().unwrap();
        assert_eq!(text(&output.stdout), "", "{command}");
    }
    // Whoever closes the pipe at once sees a quiet end, too.
    let mut child = Command::new(env!("CARGO_BIN_EXE_planc"))
        .args(["list", "--format", "json"])
        .current_dir(dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
}

#[test]
fn what_cannot_be_written_is_said_and_nothing_is_lost() {
    let dir = folder(&[("plan.md", DRAFT), ("file", "in the way")]);
    let (status, out, err) = said(&run(dir.path(), &["new", "Lamp", "--output", "file/plan.md"], ""));
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("file"), "{err}");
    let (status, _, err) = said(&run(dir.path(), &["new", "Lamp", "--output", "plan.md"], ""));
    assert_eq!(status, 2);
    assert!(err.contains("exists already"), "{err}");
    assert_eq!(fs::read_to_string(dir.path().join("plan.md")).unwrap(), DRAFT);
    let (status, _, err) = said(&run(dir.path(), &["dialect", "learn", "plan.md", "--output", "file"], ""));
    assert_eq!(status, 2, "{err}");
    assert_eq!(fs::read_to_string(dir.path().join("file")).unwrap(), "in the way");
    // With --force the plan is replaced, whole.
    let (status, _, err) = said(&run(dir.path(), &["new", "Lamp", "--output", "plan.md", "--force"], ""));
    assert_eq!(status, 0, "{err}");
    assert!(fs::read_to_string(dir.path().join("plan.md")).unwrap().contains("Lamp"));
}

#[test]
fn fixing_writes_and_showing_does_not() {
    let damaged =
        "# Implementation Plan: Lantern\n\n**Status**: Draft\n\n## Approach Summary\n\nLight â†’ shade.\n";
    let dir = folder(&[("plan.md", damaged)]);
    let file = dir.path().join("plan.md");
    let select = ["--select", "encoding-damaged"];
    let (status, out, _) = said(&run(dir.path(), &[&["check", "--fix", "--diff"][..], &select].concat(), ""));
    assert_eq!(status, 0, "{out}");
    assert!(out.contains("-Light â†’ shade.\n+Light → shade.\n"), "{out}");
    assert_eq!(fs::read_to_string(&file).unwrap(), damaged, "--diff writes nothing");
    let (status, ..) = said(&run(dir.path(), &[&["check", "--fix"][..], &select].concat(), ""));
    assert_eq!(status, 0);
    let fixed = fs::read_to_string(&file).unwrap();
    assert_eq!(fixed, damaged.replace("â†’", "→"));
    run(dir.path(), &["check", "--fix"], "");
    assert_eq!(fs::read_to_string(&file).unwrap(), fixed, "fixing again changes nothing");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let dir = folder(&[("a/plan.md", WRONG), ("b/plan.md", DRAFT), ("c/plan.md", WRONG)]);
    for args in [
        &["check", "--format", "short"][..],
        &["list", "--format", "csv"],
        &["show", "a/plan.md", "--format", "json"],
    ] {
        let first = run(dir.path(), args, "").stdout;
        assert!((0..3).all(|_| run(dir.path(), args, "").stdout == first), "{args:?}");
    }
}
