//! A workspace as it stands at a commit: its documents laid out in a folder of their own, where all that reads a
//! workspace reads them as if they were checked out.

use crate::git::Git;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use planc_store::Scratch;
use std::path::{Path, PathBuf};

/// A workspace as it stands at a commit, for as long as this is held.
#[derive(Debug)]
pub(crate) struct Export {
    pub(crate) workspace: Workspace,
    /// The top folder of the repository, as it is laid out.
    pub(crate) top: PathBuf,
    _folder: Scratch,
}

/// How `ls-tree` says that something is a symbolic link.
const LINK: &str = "120000";
/// What belongs to another repository.
const SUBMODULE: &str = "160000";

impl Workspace {
    /// The workspace as it stands at a commit: plans, approvals, configuration and what it names. Code is left out.
    ///
    /// # Errors
    /// Something of it cannot be read; its configuration cannot be used.
    pub(crate) fn at_commit(&self, git: &Git, commit: &str) -> Result<Export> {
        let top = std::fs::canonicalize(git.root()).unwrap_or_else(|_| git.root().to_owned());
        let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let cwd = real(self.cwd()).strip_prefix(&top).map(Path::to_owned).unwrap_or_default();
        let root = real(self.root()).strip_prefix(&top).map(Path::to_owned).unwrap_or_default();
        let named: Vec<PathBuf> = self.named().map(|path| root.join(path)).collect();
        let entries = git.tree(commit)?;
        let wanted = entries.iter().filter(|(mode, path)| {
            *mode != SUBMODULE && (is_document(path) || named.iter().any(|n| n == Path::new(path)))
        });
        let (links, files): (Vec<_>, Vec<_>) = wanted.partition(|(mode, _)| *mode == LINK);
        // The folder's name is that of a plan that has no other.
        let name = top.file_name().unwrap_or("repository".as_ref());
        let folder = Scratch::new(name)?;
        let at = commit.get(..9).unwrap_or(commit);
        // Without a `planc.toml` the root is where the repository is.
        folder.folder(Path::new(".git"))?;
        for (kind, link) in [(files, false), (links, true)] {
            let paths: Vec<String> = kind.into_iter().map(|(_, path)| path.clone()).collect();
            for (path, bytes) in paths.iter().zip(git.read(commit, &paths)?) {
                let bytes = bytes.with_context(|| {
                    format!("cannot read `{path}` at `{at}`; fetch what the clone left behind")
                })?;
                match link {
                    false => folder.put(path, &bytes)?,
                    true => folder.link(path, &String::from_utf8_lossy(&bytes))?,
                }
                if link && is_config(path) && !folder.path().join(path).is_file() {
                    bail!("`{path}` at `{at}` leads to what planc cannot read there");
                }
            }
        }
        let opened = Workspace::open(&folder.folder(&cwd)?);
        let mut workspace =
            opened.with_context(|| format!("the workspace cannot be read as it is at `{at}`"))?;
        workspace.ask_git_in(self.root().to_owned());
        workspace.set_today(self.today());
        Ok(Export { workspace, top: folder.path().to_owned(), _folder: folder })
    }

    /// Files that the configuration names, from the root.
    fn named(&self) -> impl Iterator<Item = &PathBuf> {
        let config = self.config();
        let signers = config.approvals.as_ref().and_then(|a| a.allowed_signers.as_ref());
        config.dialects.iter().chain(&config.vocabulary).chain(signers)
    }
}

fn is_config(path: &str) -> bool {
    path == crate::config::FILE || path.ends_with(&format!("/{}", crate::config::FILE))
}

/// What plans are found by, what they say, and what the workspace says of them.
fn is_document(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    matches!(name, "codeowners" | "kep.yaml" | "spec.json" | ".gitignore" | ".ignore")
        || [".md", ".markdown", ".toml"].iter().any(|end| name.ends_with(end))
        || lower.split('/').any(|folder| folder == ".planc")
}
