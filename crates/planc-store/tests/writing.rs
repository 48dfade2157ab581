//! Writers queue, and a write that is killed leaves the old file or the new one.
//!
//! The test program starts itself again as the writer: what is killed must be a process of its own.

#![allow(clippy::unwrap_used)]

use planc_store::{Locked, create_new, lock_all, write_atomic};
use std::path::Path;
use std::process::{Command, Stdio};

/// What the writer does is said by this variable; without it this test does nothing.
const WRITER: &str = "PLANC_TEST_WRITER";

#[test]
fn writer() {
    let Ok(job) = std::env::var(WRITER) else { return };
    let (verb, path) = job.split_once(' ').unwrap();
    let path = Path::new(path);
    match verb {
        "count" => (0..50).for_each(|_| {
            let file = Locked::open(path).unwrap();
            let next = file.text().parse::<u32>().unwrap() + 1;
            file.replace(&next.to_string()).unwrap();
        }),
        "replace" => write_atomic(path, &"new\n".repeat(1000)).unwrap(),
        "create" => create_new(path, &"new\n".repeat(1000)).unwrap(),
        other => unreachable!("no such job: {other}"),
    }
}

fn start(job: &str, path: &Path, abort: &str) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["writer", "--exact", "--nocapture"])
        .env(WRITER, format!("{job} {}", path.display()))
        .env("PLANC_TEST_ABORT", abort)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Every step at which a write can be cut off; the last two come when the new file stands already.
const STEPS: [(&str, bool); 6] = [
    ("made", false),
    ("half", false),
    ("written", false),
    ("synced", false),
    ("renamed", true),
    ("settled", true),
];

#[test]
fn a_killed_write_leaves_the_old_file_or_the_new_one() {
    for (step, is_new) in STEPS {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.md");
        std::fs::write(&path, "old\n").unwrap();
        let ended = start("replace", &path, step).wait().unwrap();
        assert!(!ended.success(), "{step} is no step of a write");
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, if is_new { "new\n".repeat(1000) } else { "old\n".to_owned() }, "{step}");
        // What was left half-written is in nobody's way.
        write_atomic(&path, "later\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "later\n");
    }
}

#[test]
fn a_killed_creation_leaves_nothing_or_the_whole_file() {
    for (step, is_new) in STEPS {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/plan.md");
        assert!(!start("create", &path, step).wait().unwrap().success(), "{step}");
        let text = std::fs::read_to_string(&path).ok();
        assert_eq!(text, is_new.then(|| "new\n".repeat(1000)), "{step}");
        assert_eq!(create_new(&path, "later\n").is_err(), is_new);
    }
}

#[test]
fn two_processes_that_write_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("count");
    std::fs::write(&path, "0").unwrap();
    let writers: Vec<_> = (0..4).map(|_| start("count", &path, "")).collect();
    for mut writer in writers {
        assert!(writer.wait().unwrap().success());
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "200");
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["count"], "nothing is left beside the file");
}

#[test]
fn what_an_editor_wrote_meanwhile_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.md");
    std::fs::write(&path, "old").unwrap();
    let file = Locked::open(&path).unwrap();
    std::fs::write(&path, "from an editor").unwrap();
    let error = file.replace("ours").unwrap_err();
    assert!(error.to_string().contains("changed by somebody else"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "from an editor");
}

#[test]
fn what_cannot_be_written_is_refused_before_anything_is() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (folder.path().join("a.md"), folder.path().join("b.md"));
    std::fs::write(&good, "a").unwrap();
    std::fs::write(&bad, b"caf\xe9").unwrap();
    let refused = |paths: &[&Path]| {
        let paths: Vec<_> = paths.iter().map(|p| p.to_path_buf()).collect();
        format!("{:#}", lock_all(&paths).unwrap_err())
    };
    assert!(refused(&[&good, &bad]).contains("is not UTF-8 (byte 3)"));
    assert!(refused(&[&good, &good]).contains("is named twice"));
    assert!(refused(&[&good, &folder.path().join("c.md")]).contains("cannot read"));
    let mut permissions = std::fs::metadata(&good).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&good, permissions).unwrap();
    assert!(refused(&[&good]).contains("it is read-only"));
}

#[test]
fn locks_come_in_the_order_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["b", "a", "c"].map(|n| folder.path().join(n));
    for path in &paths {
        std::fs::write(path, path.file_name().unwrap().as_encoded_bytes()).unwrap();
    }
    let locked = lock_all(&paths).unwrap();
    assert_eq!(locked.iter().map(Locked::text).collect::<Vec<_>>(), ["b", "a", "c"]);
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real.md"), folder.path().join("link.md"));
    std::fs::write(&real, "old").unwrap();
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    Locked::open(&link).unwrap().replace("new").unwrap();
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::read_to_string(&real).unwrap(), "new");
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
}
