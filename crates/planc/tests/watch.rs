//! `planc check --watch` over a folder in which somebody works.
#![cfg(unix)]
#![allow(clippy::panic)]
#![allow(clippy::unwrap_used)]

mod tools;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tools::Folder;

const PLAN: &str = "# Plan: Lantern\n\n**Status**: Draft\n\n## Risks\n\nNone.\n";

struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(folder: &Folder) -> Watch {
        let mut command = folder.command(&["check", "--watch", "--ignore", "completeness"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (send, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        Watch { child, lines }
    }

    /// Reads on until a line that begins so.
    fn until(&mut self, start: &str) {
        let mut seen = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(60)) {
            if line.starts_with(start) {
                return;
            }
            seen.push(line);
        }
        self.child.kill().unwrap();
        panic!("no {start:?} in {seen:#?}");
    }

    fn interrupt(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

#[test]
fn what_changes_is_checked_again() {
    let folder = Folder::new(&[("planc.toml", ""), ("a/plan.md", PLAN), ("b/plan.md", PLAN)]);
    let mut watch = Watch::start(&folder);
    watch.until("checked 2 plans: nothing found");
    folder.write("a/plan.md", &PLAN.replace("Draft", "Drafft"));
    watch.until("error[status-unknown]: the status `Drafft`");
    watch.until("checked 2 plans: 1 error");
    // A link to what is not there yet, and then is.
    folder.write("a/plan.md", &PLAN.replace("None.", "See [it](../notes.md)."));
    watch.until("note[link-broken]");
    folder.write("notes.md", "# Notes\n");
    watch.until("checked 2 plans: nothing found");
    // A new plan, and a configuration that has no eye for it.
    folder.write("c/plan.md", &PLAN.replace("Draft", "Drafft"));
    watch.until("checked 3 plans: 1 error");
    folder.write("planc.toml", "[rules]\nignore = [\"status-unknown\"]\n");
    watch.until("checked 3 plans: nothing found");
    folder.write("planc.toml", "");
    watch.until("checked 3 plans: 1 error");
    assert_eq!(watch.interrupt(), Some(1));
}

#[test]
fn the_status_is_that_of_the_last_check() {
    let folder = Folder::new(&[("planc.toml", ""), ("a/plan.md", PLAN)]);
    let mut watch = Watch::start(&folder);
    watch.until("checked 1 plan: nothing found");
    assert_eq!(watch.interrupt(), Some(0));
    let mut left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["a", "planc.toml"], "nothing is left behind");
}

#[test]
fn what_cannot_be_watched_is_refused() {
    let folder = Folder::new(&[("a/plan.md", PLAN)]);
    for args in [&["-", "--watch"][..], &["--watch", "--diff"], &["--watch", "--fix"]] {
        let (status, out, err) = folder.run(&[&["check"], args].concat(), PLAN);
        assert_eq!((status, out.as_str()), (2, ""), "{args:?}");
        assert!(err.contains("--watch"), "{args:?}: {err}");
    }
}
