//! Input that is too large, contradictory or damaged: a clear message, and the rest is still checked.
#![allow(clippy::unwrap_used)]

mod tools;

use std::fmt::Write;
use tools::{Folder, text};

/// A plan with a fault of its own: whatever else is wrong, it is found.
const PLAN: &str = "# Implementation Plan: Parcels\n\n**Status**: Aproved\n\n";

/// The exit status, and what is found: place and message, a line each.
fn check(folder: &Folder, args: &[&str]) -> (i32, String) {
    let all = [&["check", "--format", "short", "-q", "--ignore", "completeness"], args].concat();
    let (status, out, err) = folder.run(&all, "");
    assert_eq!(err, "", "{args:?}");
    assert!(out.contains("error[status-unknown]"), "the rest is still checked: {out}");
    (status, out)
}

#[test]
fn a_contract_may_have_ten_megabytes() {
    let endpoints = "## API Endpoints\n\n| Method | Path |\n|---|---|\n| GET | /p7 |\n| GET | /nowhere |\n";
    let (mut yaml, mut json) =
        (String::from("openapi: 3.1.0\npaths:\n"), String::from("{\"openapi\": \"3.1.0\", \"paths\": {"));
    for n in 0..30_000 {
        let words = "what it does, at some length ".repeat(12);
        write!(yaml, "  /p{n}:\n    get:\n      summary: {words}\n      description: |\n        get: {n}\n")
            .unwrap();
        write!(json, "{}\"/p{n}\": {{\"get\": {{\"summary\": \"{words}\"}}}}", if n > 0 { "," } else { "" })
            .unwrap();
    }
    json.push_str("}}");
    for (name, contract) in [("api.yaml", yaml), ("api.json", json)] {
        assert!(contract.len() > 9_000_000);
        let folder = Folder::new(&[("planc.toml", ""), ("x/plan.md", &format!("{PLAN}{endpoints}"))]);
        folder.write(&format!("x/contracts/{name}"), &contract);
        let (_, out) = check(&folder, &[]);
        assert!(out.contains(&format!("`{name}` does not offer `GET /nowhere`")), "{out}");
        assert!(out.contains(&format!("`{name}` offers `GET /p0`, `GET /p1`,")), "{out}");
        assert!(!out.contains("GET /p7`"), "{out}");
    }
}

#[test]
fn links_may_lead_in_circles() {
    let folder = Folder::new(&[
        ("planc.toml", ""),
        (
            "x/plan.md",
            &format!("{PLAN}**Spec**: [spec](spec.md)\n\nSee [tasks](tasks.md), [itself](plan.md).\n"),
        ),
        (
            "x/spec.md",
            "# Spec\n\n**Plan**: [plan](plan.md)\n\nSee [tasks](tasks.md) and [itself](./spec.md).\n",
        ),
        ("x/tasks.md", "# Tasks\n\nOf [the spec](spec.md) and [the plan](plan.md).\n\n- [ ] T001 Do it\n"),
        ("docs/adr/ADR-001-a.md", "# ADR-001: A\n\nSupersedes [B](ADR-002-b.md).\n"),
        ("docs/adr/ADR-002-b.md", "# ADR-002: B\n\nSupersedes [A](ADR-001-a.md).\n"),
        (
            "docs/plans/plan.md",
            "# Plan\n\n**Status**: Draft\n\n[A](../adr/ADR-001-a.md) [B](../adr/ADR-002-b.md)\n",
        ),
    ]);
    let (status, out) = check(&folder, &[]);
    assert_eq!((status, out.lines().count()), (1, 1), "{out}");
}

#[test]
fn of_two_companions_with_one_id_the_second_is_told_of() {
    let adr = "# ADR-003: Tokens\n\n**Status**: Accepted\n";
    let folder = Folder::new(&[
        ("planc.toml", ""),
        ("docs/adr/ADR-003-a.md", adr),
        ("docs/adr/ADR-003-b.md", adr),
        ("x/plan.md", &format!("{PLAN}[A](../docs/adr/ADR-003-a.md) and [B](../docs/adr/ADR-003-b.md)\n")),
    ]);
    let (status, out) = check(&folder, &[]);
    assert_eq!(status, 1);
    let lines: Vec<&str> = out.lines().filter(|line| line.contains("[id-duplicate]")).collect();
    assert_eq!(lines.len(), 1, "{out}");
    assert!(lines[0].starts_with("docs/adr/ADR-003-b.md:1:") && lines[0].contains("ADR-003-a.md"), "{out}");
}

#[test]
fn sql_of_no_known_dialect_is_left_alone_or_said_to_be_so() {
    let json = "```json\n{\"a\": 1,, \"b\": 2}\n```\n";
    for (sql, said) in [
        // Statements that belong to other databases.
        ("DEFINE FIELD name ON TABLE person TYPE string ASSERT $value != NONE;", None),
        ("EXEC sp_rename 'a', 'b';", None),
        // What begins like SQL and goes on like nothing that is known.
        ("SELECT TOP 5 b FROM a WHERE c CROSS APPLY d;", Some("`CROSS` cannot stand here in SQL")),
    ] {
        let plan = format!("{PLAN}## Data Model\n\n```sql\n{sql}\n```\n\n{json}");
        let (_, out) = check(&Folder::new(&[("planc.toml", ""), ("plan.md", &plan)]), &[]);
        assert_eq!(out.contains("[sql-invalid]"), said.is_some(), "{out}");
        assert!(out.contains(said.unwrap_or_default()), "{out}");
        assert!(out.contains("[json-invalid]"), "what stands behind it is still read: {out}");
    }
}

#[test]
fn a_comment_in_code_allows_nothing() {
    let comment = "<!-- planc-allow links: not yet written -->";
    let link = "See [x](#gone).\n";
    let of = |above: &str| {
        let folder =
            Folder::new(&[("planc.toml", ""), ("plan.md", &format!("{PLAN}## Risks\n\n{above}\n\n{link}"))]);
        check(&folder, &[]).1
    };
    assert!(!of(comment).contains("[anchor-dead]"));
    for code in [format!("```md\n{comment}\n```"), format!("    {comment}"), format!("`{comment}`")] {
        let out = of(&code);
        assert!(out.contains("[anchor-dead]") && !out.contains("[suppression-"), "{code}: {out}");
    }
}

#[test]
fn what_is_no_repository_is_a_workspace_too() {
    let folder =
        Folder::new(&[("a/plan.md", PLAN), (".git", "gitdir: nowhere\n"), ("b/.git/HEAD", "damaged")]);
    for path in ["", "/nonexistent"] {
        let mut command = folder.command(&["check", "--format", "short", "-q", "--select", "status-unknown"]);
        let output = command.env("PATH", path).output().unwrap();
        assert_eq!((output.status.code(), text(&output.stdout).lines().count()), (Some(1), 1));
    }
}

#[test]
fn configurations_that_go_in_circles_end() {
    for files in [
        &[("planc.toml", "extend = \"planc.toml\"\n")][..],
        &[
            ("planc.toml", "extend = \"a.toml\"\n"),
            ("a.toml", "extend = \"b.toml\"\n"),
            ("b.toml", "extend = \"./a.toml\"\n"),
        ],
    ] {
        let folder = Folder::new(files);
        folder.write("plan.md", PLAN);
        let (status, out, err) = folder.run(&["check"], "");
        assert_eq!((status, out.as_str()), (2, ""));
        assert!(err.contains("extends this file in turn"), "{err}");
    }
}

#[test]
fn a_text_on_standard_input_is_checked_with_its_companions() {
    let plan = "# PLAN-001: Parcels\n\n**Status**: Approved\n\n## Objective\n\nIt does (FR-001).\n";
    let folder = Folder::new(&[
        ("planc.toml", ""),
        ("x/spec.md", "# Spec: Parcels\n\n**Status**: Draft\n\n- **FR-001**: It does.\n"),
        ("x/tasks.md", "# Tasks\n\n- [x] T001 a (FR-001)\n- [x] T002 b (FR-009)\n- [x] T003 c\n"),
        ("x/plan.md", "nothing that matters"),
    ]);
    let run = |args: &[&str]| {
        let all = [&["check", "-", "-q", "--format", "short", "--ignore", "completeness"], args].concat();
        folder.run(&all, plan)
    };
    let (_, alone, _) = run(&[]);
    assert!(!alone.contains("x/"), "{alone}");
    let (_, out, err) = run(&["--stdin-filename", "x/plan.md"]);
    assert_eq!(err, "");
    assert!(out.contains("x/spec.md:3:13: warning[spec-stale]"), "{out}");
    // The same as from the disk.
    folder.write("x/plan.md", plan);
    let (_, disk, _) =
        folder.run(&["check", "x/plan.md", "-q", "--format", "short", "--ignore", "completeness"], "");
    assert_eq!(out, disk);
}

/// Plans are checked side by side, large ones alone; a report comes in the order of the paths all the same, and what
/// cannot be read is told of.
#[test]
fn many_plans_and_large_ones_come_in_their_order() {
    let folder = Folder::new(&[("planc.toml", "")]);
    let words = "Some words, and then some more of them.\n\n".repeat(30_000);
    for n in 0..150 {
        let more = if n % 40 == 7 { &words } else { "" };
        folder.write(&format!("x{n:03}/plan.md"), &format!("{PLAN}{more}"));
    }
    folder.write("x003/plan.md", "# Implementation Plan: Parcels\n\n**Status**: Approved\n\n");
    for threads in ["1", "2", "5"] {
        let mut command = folder.command(&["check", "--format", "short", "--select", "status-unknown"]);
        let output = command.env("RAYON_NUM_THREADS", threads).output().unwrap();
        let out = text(&output.stdout);
        let places: Vec<&str> =
            out.lines().filter_map(|line| line.split_once("/plan.md:")).map(|(p, _)| p).collect();
        let want: Vec<String> = (0..150).filter(|n| *n != 3).map(|n| format!("x{n:03}")).collect();
        assert_eq!(places, want, "{threads} threads");
        assert_eq!(output.status.code(), Some(1));
    }
}
