//! What the tests of the command line share.
#![allow(dead_code, reason = "every test file uses some of it")]
#![allow(clippy::panic)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder with the data of these tests.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The text of a data file.
pub fn data(path: &str) -> String {
    let path = folder().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Runs planc in the folder of the data; it must not fail.
pub fn planc(args: &[&str]) -> String {
    planc_with(args, "")
}

/// The same with a text on standard input.
pub fn planc_with(args: &[&str], input: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_planc"))
        .args(args)
        .current_dir(folder())
        .env("SOURCE_DATE_EPOCH", "1770000000")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Output is read only after the input is gone; plans fit into a pipe.
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "planc {args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}
