//! Results that are kept while files change, so that only what changed is checked again.

use crate::check::{CheckOptions, FileReport, Stated};
use crate::discover::PlanFile;
use crate::read::read_document;
use crate::surroundings::{FileSurroundings, Known, clean};
use crate::workspace::Workspace;
use crate::{Checked, Finding};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was found in each file, by the content it had and what it asked of its surroundings.
pub struct Kept<R> {
    entries: FxHashMap<PathBuf, Entry<R>>,
}

struct Entry<R> {
    hash: u64,
    /// The paths that the findings depend on.
    asked: Vec<String>,
    stated: Option<Stated>,
    report: FileReport<R>,
}

/// Paths that changed.
#[derive(Debug, Default)]
pub struct Changes {
    paths: FxHashSet<String>,
    /// Those that were no files when they were looked at: what lies below them may have changed as well.
    trees: Vec<PathBuf>,
}

impl Changes {
    /// What happened to these paths.
    pub fn of(paths: impl IntoIterator<Item = PathBuf>) -> Changes {
        let mut changes = Changes::default();
        for path in paths {
            if !path.is_file() {
                changes.trees.push(path.clone());
            }
            // A file that comes or goes changes the list of its folder.
            changes.paths.extend(path.parent().map(|p| p.to_string_lossy().into_owned()));
            changes.paths.insert(path.to_string_lossy().into_owned());
        }
        changes
    }

    fn touch(&self, path: &str) -> bool {
        self.paths.contains(path) || self.trees.iter().any(|tree| Path::new(path).starts_with(tree))
    }
}

impl<R> Default for Kept<R> {
    fn default() -> Kept<R> {
        Kept { entries: FxHashMap::default() }
    }
}

impl<R> Kept<R> {
    /// Whether a file is one of those that were checked.
    pub fn has(&self, path: &Path) -> bool {
        self.entries.contains_key(path)
    }
}

impl Workspace {
    /// Checks those of `files` that changed, that depend on what changed, or that are new; all reports come to `sink`
    /// in the order of `files`, as from [`Workspace::check`]. Gives how many were checked too.
    pub fn check_again<R: Send + Sync>(
        &self,
        kept: &mut Kept<R>,
        files: &[PlanFile],
        changes: &Changes,
        options: &CheckOptions<'_>,
        render: impl Fn(&Finding<'_>) -> R + Sync,
        mut sink: impl FnMut(&FileReport<R>),
    ) -> (Checked, usize) {
        let known = Arc::new(Known::new(self.library()));
        let stale = |file: &&PlanFile| {
            kept.entries.get(&file.path).is_none_or(|entry| {
                changes.touch(&clean(&file.path)) || entry.asked.iter().any(|path| changes.touch(path))
            })
        };
        let stale: Vec<&PlanFile> = files.iter().filter(stale).collect();
        let fresh: Vec<_> = stale
            .par_iter()
            .map(|file| {
                let document = read_document(&file.path)?;
                let mut hasher = FxHasher::default();
                hasher.write(document.text.as_bytes());
                hasher.write_u8(u8::from(document.not_utf8.is_some()));
                let hash = hasher.finish();
                let same = |entry: &&Entry<R>| {
                    entry.hash == hash && !entry.asked.iter().any(|path| changes.touch(path))
                };
                if kept.entries.get(&file.path).as_ref().is_some_and(same) {
                    return Ok(None);
                }
                let around = FileSurroundings::recording(&file.path, self.root(), Arc::clone(&known));
                let (report, stated) = self.check_document(file, &document, options, &around, &render);
                Ok(Some(Entry { hash, asked: around.asked(), stated, report }))
            })
            .collect();
        let (mut checked, mut again) = (Checked::default(), 0);
        let mut lost = FxHashSet::default();
        for (file, entry) in stale.into_iter().zip(fresh) {
            match entry {
                Ok(Some(entry)) => {
                    again += 1;
                    kept.entries.insert(file.path.clone(), entry);
                }
                Ok(None) => {}
                Err(error) => {
                    lost.insert(&file.path);
                    checked.problems.push(error);
                }
            }
        }
        if kept.entries.len() + lost.len() > files.len() {
            let there: FxHashSet<&PathBuf> = files.iter().map(|file| &file.path).collect();
            kept.entries.retain(|path, _| there.contains(path) && !lost.contains(path));
        }
        kept.entries.retain(|path, _| !lost.contains(path));
        let mut ids = Vec::new();
        for (number, file) in files.iter().enumerate() {
            let Some(entry) = kept.entries.get(&file.path) else { continue };
            checked.plans += 1;
            ids.extend(entry.stated.clone().map(|stated| (number, stated)));
            sink(&entry.report);
        }
        self.duplicates(files, &ids, options, &render, &mut |report| sink(&report));
        (checked, again)
    }
}
