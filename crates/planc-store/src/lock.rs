//! Files that are read and then written, by one process at a time.

use crate::write::replace;
use anyhow::{Context, Result, anyhow, bail};
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// A file that nobody else who asks for a lock can change: read when the lock was taken, replaced whole.
///
/// The lock is on the file itself, so nothing is left beside it. Whoever waits for it while the file is
/// replaced finds the new one and locks that.
#[derive(Debug)]
pub struct Locked {
    path: PathBuf,
    shown: String,
    text: String,
    _lock: File,
}

/// Locks files, always in the same order, so that two processes never wait for each other.
///
/// # Errors
/// One of them cannot be read or written, or is not UTF-8. Nothing was changed.
pub fn lock_all(paths: &[PathBuf]) -> Result<Vec<Locked>> {
    let mut order: Vec<_> = (0..paths.len()).collect();
    let real: Vec<_> = paths.iter().map(|p| std::fs::canonicalize(p).unwrap_or_else(|_| p.clone())).collect();
    order.sort_by_key(|&i| &real[i]);
    let mut locked: Vec<(usize, Locked)> = Vec::with_capacity(paths.len());
    for i in order {
        if locked.iter().any(|(j, _)| real[*j] == real[i]) {
            bail!("`{}` is named twice", paths[i].display());
        }
        locked.push((i, Locked::open(&paths[i])?));
    }
    locked.sort_by_key(|(i, _)| *i);
    Ok(locked.into_iter().map(|(_, l)| l).collect())
}

impl Locked {
    /// Waits for the lock and reads the file.
    ///
    /// # Errors
    /// It is missing, read-only, not UTF-8, larger than 4 GiB, or cannot be read or locked.
    pub fn open(path: &Path) -> Result<Locked> {
        let shown = path.display().to_string();
        // Through a link to the file itself, so that the link stays.
        let path = std::fs::canonicalize(path).with_context(|| format!("cannot read `{shown}`"))?;
        let readonly = std::fs::metadata(&path).is_ok_and(|m| m.permissions().readonly());
        if readonly {
            bail!("cannot write `{shown}`: it is read-only");
        }
        let lock = loop {
            let file = OpenOptions::new().read(true).write(true).open(&path);
            let file = file.with_context(|| format!("cannot write `{shown}`"))?;
            file.lock().with_context(|| format!("cannot lock `{shown}`"))?;
            // While we waited, the one before us may have put another file in its place.
            if is_still(&file, &path) {
                break file;
            }
        };
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read `{shown}`"))?;
        if u32::try_from(bytes.len()).is_err() {
            bail!("`{shown}` is larger than 4 GiB");
        }
        let text = String::from_utf8(bytes).map_err(|e| {
            let at = e.utf8_error().valid_up_to();
            anyhow!("`{shown}` is not UTF-8 (byte {at}) and was not changed; save it as UTF-8 first")
        })?;
        Ok(Locked { path, shown, text, _lock: lock })
    }

    /// The text when the lock was taken, or as it was last replaced.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The path as it was asked for.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Puts the new text in the place of the old one. Ends the lock: what comes next is another file.
    ///
    /// # Errors
    /// Somebody who asked for no lock, say an editor, changed the file meanwhile; it cannot be written.
    pub fn replace(self, text: &str) -> Result<()> {
        if text == self.text {
            return Ok(());
        }
        let now = std::fs::read(&self.path).with_context(|| format!("cannot read `{}`", self.shown))?;
        if now != self.text.as_bytes() {
            bail!("`{}` was changed by somebody else meanwhile; nothing was written, try again", self.shown);
        }
        replace(&self.path, text).with_context(|| format!("cannot write `{}`", self.shown))
    }
}

/// Whether the open file is still the one that stands at the path.
#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(ours), Ok(there)) = (file.metadata(), std::fs::metadata(path)) else { return false };
    (ours.dev(), ours.ino()) == (there.dev(), there.ino())
}

/// Whether the open file is still the one that stands at the path. Without inodes the content must tell; what
/// is read afterwards is read anew, and compared again before it is replaced.
#[cfg(not(unix))]
fn is_still(_: &File, path: &Path) -> bool {
    path.is_file()
}
