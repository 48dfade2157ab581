//! Plans as they stand in the work tree, and as other branches have changed them.

use crate::discover::PlanFile;
use crate::git::Git;
use crate::read::{Document, read_document};
use crate::workspace::Workspace;
use anyhow::{Context, Error, Result, bail};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// A branch whose history went another way than that of the work tree.
#[derive(Debug)]
pub struct Branch {
    /// Its name as it was given, or as git shows it.
    pub name: String,
    commit: String,
    /// Where it parted from HEAD.
    base: String,
}

/// A plan that a branch changed.
#[derive(Debug)]
pub struct BranchPlan {
    /// Its path from the top of the workspace.
    pub path: String,
    /// The path it has, or had, where the branch began; `None` for a new one.
    pub before: Option<String>,
    /// Its text on the branch.
    pub document: Document,
    /// Its bytes where the branch began.
    pub base: Option<Vec<u8>>,
}

impl Workspace {
    /// The branches to compare with: the revisions that are named, else all branches, those of remotes included, that
    /// have what HEAD has not. The second list says what could not be looked at.
    ///
    /// # Errors
    /// A named revision is none.
    pub fn branches(&self, git: &Git, named: &[String]) -> Result<(Vec<Branch>, Vec<Error>)> {
        let Ok(head) = git.commit("HEAD") else {
            // Before the first commit there is nothing to part from.
            return if named.is_empty() {
                Ok((Vec::new(), Vec::new()))
            } else {
                bail!("there is no commit yet")
            };
        };
        let mut found = Vec::new();
        if named.is_empty() {
            let format = "--format=%(objectname) %(symref) %(refname:short)";
            let listed =
                git.run(&["for-each-ref", "--no-merged=HEAD", format, "refs/heads", "refs/remotes"])?;
            for line in listed.lines() {
                let mut words = line.splitn(3, ' ');
                if let (Some(commit), Some(""), Some(name)) = (words.next(), words.next(), words.next()) {
                    found.push((name.to_owned(), commit.to_owned()));
                }
            }
        } else {
            for name in named {
                found.push((name.clone(), git.commit(name)?));
            }
        }
        let (mut branches, mut problems) = (Vec::new(), Vec::new());
        let mut known = HashSet::from([head.clone()]);
        for (name, commit) in found {
            // A branch and its copy on the remote are one.
            if !known.insert(commit.clone()) {
                continue;
            }
            match git.run(&["merge-base", &head, &commit]) {
                Ok(base) => branches.push(Branch { name, commit, base: base.trim().to_owned() }),
                Err(_) if git.is_shallow() => problems.push(anyhow::anyhow!(
                    "cannot tell where `{name}` began: the clone is shallow, fetch more of its history"
                )),
                // Histories without a common begin, as those of published pages, have no plans in common.
                Err(_) => {}
            }
        }
        Ok((branches, problems))
    }

    /// The plans that a branch added or changed since it parted from HEAD.
    ///
    /// # Errors
    /// git cannot say so.
    pub fn changed_plans(&self, git: &Git, branch: &Branch) -> Result<Vec<BranchPlan>> {
        let args =
            ["diff", "--name-status", "-z", "--find-renames", "--no-ext-diff", &branch.base, &branch.commit];
        let out = git.run(&args)?;
        let excluded = self.excluded()?;
        let there: HashSet<PathBuf> =
            git.files(&branch.commit, &[])?.iter().map(|p| git.root().join(p)).collect();
        let mut changed: Vec<(String, Option<String>)> = Vec::new();
        let mut words = out.split_terminator('\0');
        while let (Some(status), Some(path)) = (words.next(), words.next()) {
            match status.as_bytes().first() {
                Some(b'R' | b'C') => {
                    let now = words.next().context("git told half of a rename")?;
                    changed.push((now.to_owned(), status.starts_with('R').then(|| path.to_owned())));
                }
                Some(b'A') => changed.push((path.to_owned(), None)),
                Some(b'D') => {}
                _ => changed.push((path.to_owned(), Some(path.to_owned()))),
            }
        }
        let by_name = |path: &str| {
            let whole = git.root().join(path);
            let inside =
                self.is_inside(&whole) && !excluded.matched_path_or_any_parents(&whole, false).is_ignore();
            if inside { self.is_plan_by_name(&whole, &|p| there.contains(p)) } else { Some(false) }
        };
        changed.retain(|(path, _)| by_name(path) != Some(false));
        let paths: Vec<String> = changed.iter().map(|(path, _)| path.clone()).collect();
        let befores: Vec<String> =
            changed.iter().map(|(path, b)| b.as_ref().unwrap_or(path).clone()).collect();
        let (texts, bases) = (git.read(&branch.commit, &paths)?, git.read(&branch.base, &befores)?);
        let mut plans = Vec::new();
        for (((path, before), bytes), base) in changed.into_iter().zip(texts).zip(bases) {
            let Some(bytes) = bytes else { continue };
            let whole = git.root().join(&path);
            if by_name(&path).unwrap_or_else(|| self.is_plan_by_head(&whole, &bytes)) {
                let (path, before) =
                    (self.in_workspace(git, &path), before.map(|b| self.in_workspace(git, &b)));
                let base = base.filter(|_| before.is_some());
                plans.push(BranchPlan { path, before, document: Document::of_bytes(bytes), base });
            }
        }
        Ok(plans)
    }

    /// A plan's path from the top of the workspace, and its text.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn at_root(&self, file: &PlanFile) -> Result<(String, Document)> {
        let inside = file.path.strip_prefix(self.root()).unwrap_or(&file.path);
        Ok((inside.to_string_lossy().replace('\\', "/"), read_document(&file.path)?))
    }

    fn real_root(&self) -> PathBuf {
        std::fs::canonicalize(self.root()).unwrap_or_else(|_| self.root().to_owned())
    }

    fn is_inside(&self, path: &Path) -> bool {
        path.starts_with(self.real_root())
    }

    /// A path of the repository as the workspace counts it.
    fn in_workspace(&self, git: &Git, path: &str) -> String {
        let whole = git.root().join(path);
        let inside = whole.strip_prefix(self.real_root()).unwrap_or(&whole);
        inside.to_string_lossy().replace('\\', "/")
    }

    fn excluded(&self) -> Result<Gitignore> {
        let mut builder = GitignoreBuilder::new(self.real_root());
        for pattern in &self.config().exclude {
            builder.add_line(None, pattern)?;
        }
        Ok(builder.build()?)
    }
}
