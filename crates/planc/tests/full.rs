//! A disk without room: every command that writes says so and leaves all files as they are.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod tools;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use tools::{Folder, root, text};

const PLAN: &str = "change/specs/003-price-cache/plan.md";

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (from, to) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        if from.is_dir() { copy(&from, &to) } else { _ = std::fs::copy(&from, &to).unwrap() }
    }
}

fn files(folder: &Path, out: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else {
            out.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
}

/// Runs planc where no file may grow; the shell sees to that, and that the process is told instead of killed.
#[track_caller]
fn check(args: &str) {
    let folder = Folder::new(&[]);
    copy(&root().join("examples/change"), &folder.path().join("change"));
    let mut before = BTreeMap::new();
    files(folder.path(), &mut before);
    let planc = env!("CARGO_BIN_EXE_planc");
    let output = Command::new("sh")
        .args(["-c", &format!("trap '' XFSZ; ulimit -f 0; exec '{planc}' {args}")])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{args}: {said}");
    assert!(said.contains("cannot write `") && said.contains("file too large"), "{args}: {said}");
    assert!(!said.contains(".tmp"), "{args}: {said}");
    let mut after = BTreeMap::new();
    files(folder.path(), &mut after);
    // Locks are empty files of planc's own.
    after.retain(|path, bytes| before.contains_key(path) || !bytes.is_empty());
    assert!(
        before == after,
        "{args}: {:?}",
        after.keys().filter(|p| before.get(*p) != after.get(*p)).collect::<Vec<_>>()
    );
}

#[test]
fn nothing_is_half_written() {
    for args in [
        format!("status {PLAN} in-progress --force --note x"),
        format!("approve {PLAN} --by Ada"),
        format!("tasks {PLAN} --write"),
        format!("tick {PLAN} 2 --undo"),
        format!("convert {PLAN} --to governed --output x.md"),
        format!("renumber {PLAN} 9"),
        "new Parcels --dialect change".to_owned(),
        "check change --write-baseline known.json".to_owned(),
    ] {
        check(&args);
    }
}
