//! What `planc trace` reads beside documents: code as it lies on the disk, and commits.
#![allow(clippy::panic)]
#![allow(clippy::unwrap_used)]

mod tools;

use serde_json::Value;
use std::path::Path;
use std::process::Command;
use tools::{Folder, text};

const SPEC: &str = "# Specification: Login\n\n**ID**: SPEC-001\n**Status**: Draft\n\n## Requirements\n\n- **FR-001**: Users sign in\n- **FR-002**: Users sign out\n";

fn git(folder: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]);
    let done = git.args(args).current_dir(folder).output().unwrap();
    assert!(done.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn commit(folder: &Path, message: &str) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "--quiet", "--allow-empty", "-m", message]);
}

/// The matrix of a folder, and the exit status.
fn trace(folder: &Path, args: &[&str]) -> (Value, i32) {
    let planc = Command::new(env!("CARGO_BIN_EXE_planc"))
        .args(["trace", "--format", "json", "--quiet"])
        .args(args)
        .current_dir(folder)
        .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&planc.stderr);
    let json = serde_json::from_slice(&planc.stdout).unwrap_or_else(|e| panic!("{e}: {said}"));
    (json, planc.status.code().unwrap())
}

fn subjects(matrix: &Value, row: usize) -> Vec<String> {
    let commits = matrix["requirements"][row]["commits"].as_array().unwrap();
    commits
        .iter()
        .map(|c| format!("{} {}", c["role"].as_str().unwrap(), c["subject"].as_str().unwrap()))
        .collect()
}

#[test]
fn without_git_everything_else_is_traced() {
    let folder =
        Folder::new(&[("planc.toml", ""), ("specs/1/spec.md", SPEC), ("src/a.rs", "// implements FR-001\n")]);
    let (matrix, status) = trace(folder.path(), &[]);
    assert_eq!(status, 0);
    assert_eq!(matrix["requirements"][0]["code"][0]["path"], "src/a.rs");
    assert!(matrix["notes"][0].as_str().unwrap().starts_with("no commits were read"), "{}", matrix["notes"]);
}

#[test]
fn commits_cite_and_reverted_ones_do_not() {
    let folder = Folder::new(&[("docs/specs/SPEC-001-login.md", SPEC)]);
    let path = folder.path();
    git(path, &["init", "--quiet"]);
    // A repository without a commit.
    assert_eq!(trace(path, &[]).0["notes"].as_array().unwrap().len(), 0);
    commit(path, "feat: sign in\n\nImplements: FR-001");
    folder.write("notes.txt", "out\n");
    commit(path, "feat: sign out\n\nImplements: FR-002");
    git(path, &["revert", "--no-edit", "HEAD"]);
    commit(path, "docs: say more of FR-002");
    commit(path, "RED: Test limits (SPEC-001)");
    let (matrix, _) = trace(path, &[]);
    assert_eq!(subjects(&matrix, 0), ["implements feat: sign in"]);
    assert_eq!(subjects(&matrix, 1), ["mentions docs: say more of FR-002"]);
    assert_eq!(matrix["specs"][0]["commits"][0]["role"], "verifies");
    // A commit that is checked out by itself has a history, too.
    git(path, &["checkout", "--quiet", "--detach", "HEAD~4"]);
    assert_eq!(subjects(&trace(path, &[]).0, 0), ["implements feat: sign in"]);
    git(path, &["checkout", "--quiet", "main"]);
    // Of a shallow clone only the last commits are there, and it says so.
    let clones = tempfile::tempdir().unwrap();
    let from = format!("file://{}", path.display());
    git(clones.path(), &["clone", "--quiet", "--depth", "1", &from, "shallow"]);
    let (matrix, _) = trace(&clones.path().join("shallow"), &[]);
    assert_eq!(subjects(&matrix, 0), [""; 0]);
    let note = matrix["notes"][0].as_str().unwrap();
    assert!(note.starts_with("the clone is shallow: only 1 commit was read"), "{note}");
    // What was taken back and put in again is there.
    git(path, &["revert", "--no-edit", "HEAD~2"]);
    let back = subjects(&trace(path, &[]).0, 1);
    assert!(back.contains(&"implements feat: sign out".to_owned()), "{back:?}");
}

#[test]
fn only_what_people_wrote_is_read() {
    let long = format!("// implements FR-001 {}\n", "x".repeat(2000));
    let folder = Folder::new(&[
        ("planc.toml", "exclude = [\"old/\"]\n[trace]\nignore = [\"made/\"]\n"),
        (".gitignore", "out/\n"),
        ("specs/1/spec.md", SPEC),
        ("old/spec.md", SPEC),
        ("specs/templates/spec.md", SPEC),
        ("src/a.rs", "// implements FR-001\n"),
        ("old/b.rs", "// implements FR-001\n"),
        ("out/c.rs", "// implements FR-001\n"),
        ("made/d.rs", "// implements FR-001\n"),
        ("node_modules/x/e.js", "// implements FR-001\n"),
        ("src/f.min.js", "// implements FR-001\n"),
        ("src/g.js", &long),
        ("src/h.bin", "\0// implements FR-001\n"),
        ("notes.md", "<!-- implements FR-001 -->\n"),
    ]);
    std::fs::write(folder.path().join("src/i.vb"), utf16("' implements FR-002\r\n")).unwrap();
    std::fs::write(folder.path().join("src/j.c"), b"// caf\xE9 implements FR-002\n").unwrap();
    std::fs::write(folder.path().join("src/k.rs"), "x\n".repeat(3 << 20)).unwrap();
    let (matrix, status) = trace(folder.path(), &[]);
    let files = |row: usize| -> Vec<&str> {
        let code = matrix["requirements"][row]["code"].as_array().unwrap();
        code.iter().map(|c| c["path"].as_str().unwrap()).collect()
    };
    assert_eq!(matrix["specs"].as_array().unwrap().len(), 1);
    assert_eq!(files(0), ["old/b.rs", "src/a.rs"]);
    assert_eq!(files(1), ["src/i.vb", "src/j.c"]);
    assert_eq!(matrix["notes"][1], "1 file larger than 4 MiB was not read");
    assert_eq!(status, 0);
}

fn utf16(text: &str) -> Vec<u8> {
    [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn the_workspace_says_which_ids_and_words_count_and_what_is_owed() {
    let spec = SPEC.replace("FR-001", "INV-1").replace("FR-002", "INV-2");
    let plan = "# Plan: Login\n\n**Status**: Approved\n\n## Summary\n\nINV-1.\n";
    let toml =
        "[trace]\nprefixes = [\"INV\"]\nimplements = [\"Erfüllt\"]\nowed = { approved = [\"code\"] }\n";
    let folder = Folder::new(&[
        ("planc.toml", toml),
        ("specs/001-login/spec.md", &spec),
        ("specs/001-login/plan.md", plan),
        ("src/a.rs", "// erfüllt INV-1\n"),
    ]);
    let (matrix, status) = trace(folder.path(), &[]);
    assert_eq!(status, 1);
    assert_eq!(matrix["requirements"][0]["code"][0]["role"], "implements");
    assert_eq!(matrix["requirements"][0]["gaps"], serde_json::json!([]));
    assert_eq!(matrix["requirements"][1]["gaps"], serde_json::json!(["code"]));
    for (toml, said) in [
        ("[trace]\nprefixes = [\"inv\"]\n", "`inv` is no prefix of ids"),
        ("[trace]\nowed = { approved = [\"proof\"] }\n", "there is no word `proof` here"),
        ("[trace]\nverb = []\n", "there is no key `verb` here"),
    ] {
        folder.write("planc.toml", toml);
        let planc = Command::new(env!("CARGO_BIN_EXE_planc"))
            .arg("trace")
            .current_dir(folder.path())
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&planc.stderr);
        assert!(stderr.contains(said) && planc.status.code() == Some(2), "{stderr}");
    }
}

const REPORT: &str = r#"<testsuites><testsuite name="login">
<testcase classname="login" name="signs_in"/>
<testcase classname="login" name="signs_out"><failure message="no"/></testcase>
<testcase classname="login" name="signs_up"><skipped/></testcase>
</testsuite></testsuites>"#;

const TESTS: &str = "// verifies FR-001\n#[test]\nfn signs_in() {}\n\n#[test]\nfn signs_out() {\n    // verifies FR-002\n}\n\n// verifies FR-003\nfn signs_up() {}\n";

fn set_time(folder: &Folder, path: &str, seconds: u64) {
    let file = std::fs::File::options().append(true).open(folder.path().join(path)).unwrap();
    file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds)).unwrap();
}

/// What was run is evidence as long as neither test nor code changed; what failed is told.
#[test]
fn results_of_tests_are_evidence() {
    let spec = format!("{SPEC}- **FR-003**: Users sign up\n");
    let folder = Folder::new(&[
        ("planc.toml", "[trace]\nowed.draft = [\"evidence\"]\n"),
        ("specs/1/spec.md", &spec),
        ("tests/login.rs", TESTS),
        ("src/a.rs", "// implements FR-001\n"),
        ("out/junit.xml", REPORT),
    ]);
    let of = |matrix: &Value, row: usize| {
        let tests = matrix["requirements"][row]["tests"].as_array().unwrap().clone();
        let evidence = tests.iter().flat_map(|t| t["evidence"].as_array().cloned().unwrap_or_default());
        let shown = |e: &Value| format!("{} {}", e["test"].as_str().unwrap(), e["verdict"].as_str().unwrap());
        let gaps = matrix["requirements"][row]["gaps"].as_array().unwrap().len();
        (evidence.map(|e| shown(&e)).collect::<Vec<_>>().join("; "), gaps)
    };
    for path in ["tests/login.rs", "src/a.rs"] {
        set_time(&folder, path, 1_000_000);
    }
    set_time(&folder, "out/junit.xml", 1_000_060);
    let (matrix, status) = trace(folder.path(), &["--results", "out/junit.xml"]);
    assert_eq!(status, 1);
    assert_eq!(of(&matrix, 0), ("signs_in passed".into(), 0));
    assert_eq!(of(&matrix, 1), ("signs_out failed".into(), 1));
    assert_eq!(of(&matrix, 2), ("signs_up skipped".into(), 1));
    assert_eq!((&matrix["summary"]["evidence"], &matrix["summary"]["failed"]), (&1.into(), &1.into()));
    let kinds: Vec<_> =
        matrix["findings"].as_array().unwrap().iter().map(|f| f["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.iter().filter(|k| **k == "failed").count(), 1, "{kinds:?}");
    assert_eq!(matrix["reports"][0], "out/junit.xml");

    // Code that changed since was not tested; a test that failed has failed.
    set_time(&folder, "src/a.rs", 1_000_061);
    let (matrix, _) = trace(folder.path(), &["--results", "out/junit.xml"]);
    assert_eq!(of(&matrix, 0), ("signs_in stale".into(), 1));
    assert_eq!(matrix["summary"]["stale"], 1);

    // Named in the configuration, from the root.
    folder.write("planc.toml", "[trace]\nresults = [\"out/junit.xml\"]\n");
    let output = folder.command(&["trace"]).current_dir(folder.path().join("specs")).output().unwrap();
    let out = text(&output.stdout);
    assert!(out.contains("PASSED") && out.contains("1 failed") && out.contains("1 stale"), "{out}");

    // Without reports nothing is said of them.
    folder.write("planc.toml", "");
    let output = folder.command(&["trace"]).output().unwrap();
    assert!(!text(&output.stdout).contains("PASSED"));
    assert_eq!(output.status.code(), Some(0));

    // What cannot be read is no evidence, and no clean exit.
    folder.write("bad.xml", "<coverage/>");
    for (file, said) in
        [("gone.xml", "cannot read `gone.xml`"), ("bad.xml", "`bad.xml` holds no `testsuite`")]
    {
        let output = folder.command(&["trace", "--results", file]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
    }
}
