//! What was approved, kept by its digest, so that planc can say what changed since.

use crate::write::create_new;
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Where a workspace keeps them, from its root.
pub const FOLDER: &str = ".planc/snapshots";

/// Keeps a text under a digest (`sha256:…`). One that is there already is left alone: it is the same.
///
/// # Errors
/// It cannot be written.
pub fn keep(root: &Path, digest: &str, text: &str) -> Result<()> {
    let path = place(root, digest);
    if path.is_file() {
        return Ok(());
    }
    match create_new(&path, text) {
        // Somebody else kept the same meanwhile.
        Err(_) if path.is_file() => Ok(()),
        done => done,
    }
}

/// The text that was kept under a digest. Who asks must hash it again: anybody can change a file.
pub fn kept(root: &Path, digest: &str) -> Option<String> {
    std::fs::read_to_string(place(root, digest)).ok()
}

/// Where it stands: only the letters and digits of a digest make a name.
fn place(root: &Path, digest: &str) -> PathBuf {
    let hex: String =
        digest.rsplit(':').next().unwrap_or("").chars().filter(char::is_ascii_hexdigit).collect();
    root.join(FOLDER).join(format!("{hex}.txt"))
}
