//! Who decides what is reported: `planc.toml`, comments, baselines, the command line.
#![allow(clippy::unwrap_used)]

mod tools;

use std::fs;
use tools::{Folder, text};

const RAGGED: &str =
    "# Plan: Lantern\n\n**Status**: Draft\n\n## Risks\n\nSee [a](#gone).\n\n| A | B |\n|---|---|\n| 1 |\n";

/// The findings of a run: place and rule.
fn found(folder: &Folder, args: &[&str]) -> Vec<String> {
    let (_, out, err) = folder.run(&[&["check", "--format", "short", "-q"], args].concat(), "");
    assert_eq!(err, "", "{args:?}");
    let short = |line: &str| {
        let (place, rest) = line.split_once(": ").unwrap();
        let path = place.split(':').next().unwrap();
        format!("{path} {}", rest.split(['[', ']']).nth(1).unwrap())
    };
    out.lines().map(short).collect()
}

#[test]
fn what_is_said_later_counts_more() {
    let folder = Folder::new(&[
        ("base.toml", "[rules]\nignore = [\"links\"]\nseverity = { form = \"error\" }\n"),
        (
            "planc.toml",
            "extend = \"base.toml\"\n[rules]\nenable = [\"anchor-dead\"]\n[[paths]]\nfiles = [\"old/\"]\nignore = [\"form\"]\n[[paths]]\nfiles = [\"*.draft.md\"]\nselect = [\"table-ragged\"]\n",
        ),
        ("plan.md", RAGGED),
        ("old/plan.md", RAGGED),
        ("x/plan.draft.md", RAGGED),
    ]);
    let files = ["plan.md", "old/plan.md", "x/plan.draft.md"];
    assert_eq!(
        found(&folder, &files),
        [
            "old/plan.md anchor-dead",
            "plan.md anchor-dead",
            "plan.md table-ragged",
            "x/plan.draft.md table-ragged"
        ]
    );
    // The severity of the base file holds, and decides on the exit status.
    let (status, out, _) = folder.run(&["check", "plan.md", "--format", "short"], "");
    assert_eq!(status, 1);
    assert!(out.contains("error[table-ragged]"), "{out}");
    // From a folder below, the places are the same.
    assert_eq!(found(&folder, &["-C", "old", "plan.md"]), ["plan.md anchor-dead"]);
    assert_eq!(found(&folder, &["old", "--select", "form"]), ["old/plan.md table-ragged"]);
    // A text on standard input is the file that it says it is.
    let (_, out, _) =
        folder.run(&["check", "-", "-q", "--format", "short", "--stdin-filename", "old/plan.md"], RAGGED);
    assert!(out.contains("[anchor-dead]") && !out.contains("[table-ragged]"), "{out}");
    // `list` counts what `check` reports.
    let (_, out, _) = folder.run(&["list", "--format", "csv", "plan.md"], "");
    assert!(out.contains(",1,0,1,plan.md"), "{out}");
}

#[test]
fn a_configuration_with_a_mistake_is_shown_its_place() {
    for (files, want) in [
        (&[("planc.toml", "[rules]\nignor = []\n")][..], " --> planc.toml:2:1"),
        (&[("planc.toml", "[rules]\nignor = []\n")], "did you mean `ignore`?"),
        (&[("planc.toml", "[rules]\nignore = [\"table-raged\"]\n")], "did you mean `table-ragged`?"),
        (&[("planc.toml", "[rules]\nseverity = { table-raged = \"note\" }\n")], " --> planc.toml:2:14"),
        (&[("planc.toml", "[rules]\nseverity = { links = \"eror\" }\n")], "did you mean `error`?"),
        (
            &[("planc.toml", "[rules]\nselect = [\"links\"]\nignore = [\"links\"]\n")],
            "both wanted and ignored",
        ),
        (&[("planc.toml", "[[paths]]\nignore = [\"links\"]\n")], "missing field `files`"),
        (&[("planc.toml", "[[paths]]\nfiles = []\n")], "names no files"),
        (&[("planc.toml", "[[paths]]\nfiles = [\"a{b\"]\n")], " --> planc.toml:2:10"),
        (&[("planc.toml", "extend = \"no.toml\"\n")], "there is no file `no.toml` to extend"),
        (&[("planc.toml", "extend = \"planc.toml\"\n")], "`planc.toml` extends this file in turn"),
        (
            &[("planc.toml", "extend = \"a/b.toml\"\n"), ("a/b.toml", "extend = \"../planc.toml\"\n")],
            "a/b.toml:1:10",
        ),
        (&[("planc.toml", "extend = \"b.toml\"\n"), ("b.toml", "x = 1\n")], "`b.toml` cannot be used"),
    ] {
        let folder = Folder::new(files);
        let (status, out, err) = folder.run(&["check"], "");
        assert_eq!((status, out.as_str()), (2, ""), "{files:?}");
        assert!(err.contains(want), "{files:?} does not say {want:?}: {err}");
    }
}

#[test]
fn the_published_schema_is_that_of_the_configuration() {
    let path = tools::folder().join("../../../docs/planc.schema.json");
    let schema = tools::planc(&["schema", "config"]);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &schema).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), schema, "`UPDATE=1 cargo test` writes it down");
    let schema = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let valid = |text: &str| {
        let value: toml::Value = toml::from_str(text).unwrap();
        validator.is_valid(&serde_json::to_value(value).unwrap())
    };
    assert!(valid(
        "extend = \"a.toml\"\ndialect = \"phased\"\nexclude = []\n[rules]\nseverity = { links = \"note\" }\n[[paths]]\nfiles = [\"a\"]\nignore = [\"b\"]\n"
    ));
    assert!(!valid("dialekt = \"phased\"\n"));
    assert!(!valid("[rules]\nseverity = { links = \"bad\" }\n"));
    assert!(!valid("[[paths]]\nignore = [\"b\"]\n"));
}

#[test]
fn a_baseline_hides_what_is_known_wherever_it_moves() {
    let folder = Folder::new(&[("plan.md", RAGGED), ("planc.toml", "")]);
    let (status, out, err) = folder.run(&["check", "--write-baseline", "known.json"], "");
    assert_eq!((status, out.as_str(), err.as_str()), (0, "", ""));
    let baseline = ["--baseline", "known.json"];
    assert_eq!(found(&folder, &baseline), [""; 0]);
    let moved = RAGGED.replace("## Risks", "More words.\n\n## Risks\n\nSee [a](#gone) and [b](#other).");
    folder.write("plan.md", &moved);
    assert_eq!(found(&folder, &baseline), ["plan.md anchor-dead", "plan.md anchor-dead"]);
    // What is gone is said, but only of what was looked at.
    folder.write("plan.md", "# Plan: Lantern\n\n**Status**: Draft\n\n## Risks\n\nNone.\n");
    let (status, _, err) = folder.run(&["check", "--baseline", "known.json"], "");
    assert_eq!(status, 0);
    assert_eq!(
        err,
        "note: 2 findings of `known.json` are gone; `--write-baseline known.json` forgets them\n"
    );
    let (_, _, err) = folder.run(&["check", "--baseline", "known.json", "--select", "anchor-dead"], "");
    assert!(err.contains("1 finding of"), "{err}");
    folder.write("other/plan.md", RAGGED);
    assert_eq!(found(&folder, &["other", "--baseline", "known.json"]).len(), 2, "another file is not known");
}

#[test]
fn a_baseline_that_cannot_be_used_is_said() {
    let folder = Folder::new(&[("plan.md", RAGGED), ("new.json", "{\"version\": 7}"), ("no.json", "# x\n")]);
    for (file, want) in
        [("new.json", "it has version 7"), ("no.json", "cannot be used"), ("gone.json", "cannot read")]
    {
        let (status, out, err) = folder.run(&["check", "--baseline", file], "");
        assert_eq!((status, out.as_str()), (2, ""), "{file}");
        assert!(err.contains(want), "{file}: {err}");
    }
    // Nothing but a baseline is written over.
    let (status, _, err) = folder.run(&["check", "--write-baseline", "plan.md"], "");
    assert_eq!(status, 2);
    assert!(err.contains("is no baseline"), "{err}");
    assert_eq!(fs::read_to_string(folder.path().join("plan.md")).unwrap(), RAGGED);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = Folder::new(&[]);
    for n in 0..200 {
        folder.write(&format!("p{n:03}/plan.md"), &RAGGED.replace("Lantern", &format!("PLAN-{:03}", n % 50)));
    }
    for format in ["human", "short", "sarif", "github", "gitlab", "junit"] {
        let run = |threads: &str| {
            let mut command = folder.command(&["check", "--format", format]);
            text(&command.env("RAYON_NUM_THREADS", threads).output().unwrap().stdout)
        };
        let one = run("1");
        assert!(one.len() > 1000, "{format}: {one}");
        assert!(one == run("8"), "{format}");
    }
}

#[test]
fn git_need_not_be_there() {
    let folder = Folder::new(&[("plan.md", RAGGED)]);
    let output = folder.command(&["check", "--format", "short", "-q"]).env("PATH", "").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stdout).lines().count(), 2);
}
