//! Files whole or not at all.

use anyhow::{Context, Result, bail};
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Replaces a file: the whole new text, or the old one. Permissions stay.
///
/// Who read the file before uses [`crate::Locked`], which loses nothing of what others write.
///
/// # Errors
/// The folder cannot be written to, the disk is full.
pub fn write_atomic(path: &Path, text: &str) -> Result<()> {
    // Through a link to the file itself, so that the link stays.
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    replace(&real, text).with_context(|| format!("cannot write `{}`", path.display()))
}

/// Makes a new file with its folders; one that is there already is left alone.
///
/// # Errors
/// The file exists, or cannot be written.
pub fn create_new(path: &Path, text: &str) -> Result<()> {
    let shown = path.display();
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
    }
    let cannot = || format!("cannot write `{shown}`");
    let file = temporary(path, text).with_context(cannot)?;
    readable(file.as_file()).with_context(cannot)?;
    file.as_file().sync_all().with_context(cannot)?;
    step("synced");
    match file.persist_noclobber(path) {
        Ok(_) => settle(path).with_context(cannot),
        Err(e) if e.error.kind() == std::io::ErrorKind::AlreadyExists => {
            bail!("`{shown}` exists already; planc never overwrites a plan")
        }
        Err(e) => Err(e.error).with_context(cannot),
    }
}

/// Gives a file or folder another name; what has that name already is left alone.
///
/// # Errors
/// The name is taken; the folder cannot be written to.
pub fn rename_new(from: &Path, to: &Path) -> Result<()> {
    if std::fs::symlink_metadata(to).is_ok() {
        bail!("`{}` exists already; nothing was moved", to.display());
    }
    step("moving");
    std::fs::rename(from, to)
        .with_context(|| format!("cannot move `{}` to `{}`", from.display(), to.display()))?;
    settle(to)
}

/// The new text beside the old one, on the disk, then in its place.
pub(crate) fn replace(path: &Path, text: &str) -> Result<()> {
    let old = std::fs::metadata(path);
    if old.as_ref().is_ok_and(|o| o.permissions().readonly()) {
        bail!("it is read-only");
    }
    let file = temporary(path, text)?;
    match old {
        Ok(old) => file.as_file().set_permissions(old.permissions())?,
        Err(_) => readable(file.as_file())?,
    }
    file.as_file().sync_all()?;
    step("synced");
    file.persist(path)?;
    settle(path)
}

fn temporary(path: &Path, text: &str) -> Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // What is told names the file that was asked for, not the one beside it.
    let bare = |error: std::io::Error| std::io::Error::from(error.kind());
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(bare)?;
    step("made");
    let (first, second) = text.as_bytes().split_at(text.len() / 2);
    file.write_all(first).map_err(bare)?;
    step("half");
    file.write_all(second).map_err(bare)?;
    step("written");
    Ok(file)
}

/// Temporary files are private; a plan is for everybody who may read the folder.
fn readable(file: &std::fs::File) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    Ok(())
}

/// After the rename the folder itself must reach the disk, else a crash may undo it.
fn settle(path: &Path) -> Result<()> {
    step("renamed");
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Some file systems cannot sync folders; the file is in its place all the same.
        let _ = std::fs::File::open(folder).and_then(|f| f.sync_all());
    }
    step("settled");
    Ok(())
}

/// Lets a test end the process at each step of a write: `PLANC_TEST_ABORT=synced`, and `synced@3` at the third write.
/// Not in release builds.
fn step(name: &str) {
    static TIMES: AtomicUsize = AtomicUsize::new(0);
    if !cfg!(debug_assertions) {
        return;
    }
    let Ok(at) = std::env::var("PLANC_TEST_ABORT") else { return };
    let (step, times) = at.split_once('@').unwrap_or((&at, "1"));
    if step == name && times.parse() == Ok(TIMES.fetch_add(1, Ordering::Relaxed) + 1) {
        std::process::abort();
    }
}
