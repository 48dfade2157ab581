//! Plans as they stand at a revision: `HEAD~1:docs/plan.md`, read without touching the work tree.

use crate::git::Git;
use crate::read::Document;
use crate::workspace::{Open, Workspace};
use anyhow::{Context, Result, bail};
use std::path::{Component, Path, PathBuf};

impl Workspace {
    /// The plan that somebody asked for: what [`Workspace::find`] takes, or `REV:path`. As git has it, a path is
    /// counted from the top of the repository, and one that begins with `./` from the working folder; `:path` is what
    /// is staged. After `REV:` nothing stands for the path of `beside`, the other plan that was named.
    ///
    /// # Errors
    /// There is none.
    pub fn find_at(&self, name: &str, beside: Option<&str>) -> Result<Open> {
        let Some((revision, path)) = self.revision_of(name) else { return self.find(name) };
        let git = Git::open(self.cwd())?;
        let path = match path {
            "" => {
                let named = beside.filter(|b| *b != "-");
                match named.map(|b| (b, self.revision_of(b))) {
                    Some((_, Some((_, other)))) if !other.is_empty() => other.to_owned(),
                    Some((other, None)) => self.in_repository(&git, other)?,
                    _ => bail!("`{name}` names no file; write `{revision}:PATH`"),
                }
            }
            path => path.to_owned(),
        };
        self.read_at(&git, revision, &path)
    }

    /// A plan of the work tree as it stands at a revision.
    ///
    /// # Errors
    /// There is no such revision, or the file is not in it.
    pub fn find_before(&self, revision: &str, plan: &str) -> Result<Open> {
        let open = self.find(plan)?;
        let file = open.file.with_context(|| format!("`{plan}` is no file, so it has no history"))?;
        let git = Git::open(self.cwd())?;
        let path = self.in_repository(&git, &file.path.to_string_lossy())?;
        self.read_at(&git, revision, &path)
    }

    /// The file of the work tree that a path of `REV:path` stands for.
    ///
    /// # Errors
    /// There is none.
    pub fn find_beside(&self, path: &str) -> Result<Open> {
        let top = Git::open(self.cwd())?.root().join(path);
        let here = path.starts_with('.') || !top.is_file();
        if here { self.find(path) } else { self.find(&top.to_string_lossy()).map(|open| self.relative(open)) }
    }

    /// A plan that was named by its whole path, shown as it lies to the working folder.
    fn relative(&self, mut open: Open) -> Open {
        if let Some(file) = &mut open.file {
            let cwd = std::fs::canonicalize(self.cwd()).unwrap_or_else(|_| self.cwd().to_owned());
            let shown = file
                .path
                .strip_prefix(cwd)
                .map_or(file.shown.clone(), |p| p.to_string_lossy().replace('\\', "/"));
            file.shown.clone_from(&shown);
            open.shown = shown;
        }
        open
    }

    /// Revision and path of `REV:path`; `None` for what is a file, or has no colon.
    pub fn revision_of<'n>(&self, name: &'n str) -> Option<(&'n str, &'n str)> {
        name.split_once(':').filter(|_| !self.cwd().join(name).is_file())
    }

    fn read_at(&self, git: &Git, revision: &str, path: &str) -> Result<Open> {
        let staged = revision.is_empty();
        let shown = format!("{revision}:{path}");
        if !staged {
            git.commit(revision)?;
        }
        let mut wanted = Vec::new();
        let below = path.starts_with("./") || path.starts_with("../");
        if !below {
            wanted.push(path.to_owned());
        }
        // In a folder of the repository people name files from where they are.
        wanted.extend(self.in_repository(git, path).ok());
        for path in &wanted {
            let bytes = if staged {
                git.run(&["show", &format!(":{path}")]).ok().map(String::into_bytes)
            } else {
                git.read(revision, std::slice::from_ref(path))?.pop().flatten()
            };
            if let Some(bytes) = bytes {
                let shown = format!("{revision}:{path}");
                return Ok(Open { file: None, shown, document: Document::of_bytes(bytes) });
            }
        }
        let known = if staged { Vec::new() } else { git.files(revision, &[])? };
        let plain = path.trim_start_matches("./");
        let near =
            planc_lint::closest(plain, known.iter().map(String::as_str).filter(|f| f.ends_with(".md")));
        let help = near.map_or(String::new(), |n| format!("; did you mean `{revision}:{n}`?"));
        let place = if staged { "the index".to_owned() } else { format!("`{revision}`") };
        bail!("cannot read `{shown}`: there is no such file at {place}{help}")
    }

    /// A path of the work tree, counted from the top of the repository.
    fn in_repository(&self, git: &Git, path: &str) -> Result<String> {
        let cwd = std::fs::canonicalize(self.cwd()).unwrap_or_else(|_| self.cwd().to_owned());
        let whole = plain(&cwd.join(path));
        // The top folder is told without symbolic links.
        let real = std::fs::canonicalize(&whole).unwrap_or(whole);
        let inside = real.strip_prefix(git.root());
        let inside = inside
            .with_context(|| format!("`{path}` is not in the repository `{}`", git.root().display()))?;
        Ok(inside.to_string_lossy().replace('\\', "/"))
    }
}

/// A path without `.` and `..`; the file need not be there.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = out.pop(),
            part => out.push(part),
        }
    }
    out
}
