//! A folder of its own for as long as somebody needs it: what a revision held, for those who read files.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// A folder among the temporary files, gone when it is dropped.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
    _folder: tempfile::TempDir,
}

impl Scratch {
    /// Makes an empty one of that name.
    ///
    /// # Errors
    /// Temporary files cannot be written.
    pub fn new(name: &OsStr) -> Result<Scratch> {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        let path = std::fs::canonicalize(folder.path()).context("cannot make a temporary folder")?.join(name);
        std::fs::create_dir(&path).context("cannot make a temporary folder")?;
        Ok(Scratch { path, _folder: folder })
    }

    /// Where it is, without symbolic links.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file, with its folders.
    ///
    /// # Errors
    /// The place lies outside; it cannot be written.
    pub fn put(&self, place: &str, bytes: &[u8]) -> Result<()> {
        let path = self.make_room(place)?;
        std::fs::write(path, bytes).with_context(|| format!("cannot write `{place}` to a temporary folder"))
    }

    /// Makes a folder.
    ///
    /// # Errors
    /// The place lies outside; it cannot be made.
    pub fn folder(&self, place: &Path) -> Result<PathBuf> {
        let path = self.inside(place)?;
        std::fs::create_dir_all(&path).context("cannot write to a temporary folder")?;
        Ok(path)
    }

    /// Makes a symbolic link, where the system has them. Those who write files afterwards follow it: links come last.
    ///
    /// # Errors
    /// The place lies outside; it cannot be written.
    pub fn link(&self, place: &str, target: &str) -> Result<()> {
        let path = self.make_room(place)?;
        #[cfg(unix)]
        std::os::unix::fs::symlink(target, path)
            .with_context(|| format!("cannot write `{place}` to a temporary folder"))?;
        #[cfg(not(unix))]
        let _ = (path, target);
        Ok(())
    }

    fn make_room(&self, place: &str) -> Result<PathBuf> {
        let path = self.inside(Path::new(place))?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).context("cannot write to a temporary folder")?;
        }
        Ok(path)
    }

    /// What git keeps is made by others: a place may be named so that it leads elsewhere.
    fn inside(&self, place: &Path) -> Result<PathBuf> {
        if place.components().any(|part| !matches!(part, Component::Normal(_))) {
            bail!("`{}` leads out of its folder", place.display());
        }
        Ok(self.path.join(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_out_of_it() {
        let scratch = Scratch::new(OsStr::new("work")).unwrap();
        scratch.put("docs/a.md", b"text").unwrap();
        assert_eq!(std::fs::read(scratch.path().join("docs/a.md")).unwrap(), b"text");
        for place in ["../a.md", "/a.md", "docs/../../a.md", "./a.md"] {
            assert!(scratch.put(place, b"text").is_err(), "{place}");
            assert!(scratch.link(place, "b").is_err(), "{place}");
        }
        assert!(scratch.folder(Path::new("new/folder")).unwrap().is_dir());
        assert!(scratch.folder(Path::new("")).unwrap().is_dir());
        let path = scratch.path().to_owned();
        drop(scratch);
        assert!(!path.exists());
    }
}
