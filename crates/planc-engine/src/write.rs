use anyhow::{Context, Result, bail};
use std::io::Write;
use std::path::Path;

/// Replaces a file: the whole new text, or the old one. Permissions stay.
///
/// # Errors
/// The folder cannot be written to, the disk is full.
pub fn write_atomic(path: &Path, text: &str) -> Result<()> {
    let shown = path.display();
    // Through a link to the file itself, so that the link stays.
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file =
        tempfile::NamedTempFile::new_in(folder).with_context(|| format!("cannot write `{shown}`"))?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write `{shown}`"))?;
    if let Ok(old) = std::fs::metadata(&path) {
        if old.permissions().readonly() {
            bail!("cannot write `{shown}`: it is read-only");
        }
        file.as_file()
            .set_permissions(old.permissions())
            .with_context(|| format!("cannot write `{shown}`"))?;
    }
    file.as_file().sync_all().with_context(|| format!("cannot write `{shown}`"))?;
    file.persist(&path).with_context(|| format!("cannot write `{shown}`"))?;
    Ok(())
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
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file =
        tempfile::NamedTempFile::new_in(folder).with_context(|| format!("cannot write `{shown}`"))?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write `{shown}`"))?;
    #[cfg(unix)]
    {
        // Temporary files are private; a plan is for everybody who may read the folder.
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(mode).with_context(|| format!("cannot write `{shown}`"))?;
    }
    file.as_file().sync_all().with_context(|| format!("cannot write `{shown}`"))?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(e) if e.error.kind() == std::io::ErrorKind::AlreadyExists => {
            bail!("`{shown}` exists already; planc never overwrites a plan")
        }
        Err(e) => Err(e.error).with_context(|| format!("cannot write `{shown}`")),
    }
}
