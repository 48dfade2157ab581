//! Results that are kept while files change, so that only what changed is checked again.

use crate::check::{CheckOptions, FileReport, Run, companions};
use crate::discover::PlanFile;
use crate::read::read_document;
use crate::surroundings::clean;
use crate::workspace::Workspace;
use crate::{Checked, Finding};
use planc_dialect::State;
use planc_model::{Graph, Member};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::Hasher;
use std::path::{Path, PathBuf};

/// What was found in each file, by the content it had and what it asked of its surroundings.
pub struct Kept<R> {
    /// Plans by their path, each with the hash of its text.
    entries: FxHashMap<PathBuf, (u64, Entry<R>)>,
    /// Companions by their path from the root, each with the state it was checked for.
    companions: FxHashMap<String, (Option<State>, Entry<R>)>,
}

struct Entry<R> {
    /// The paths that the findings depend on.
    asked: Vec<String>,
    member: Option<Member>,
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

impl<R> Entry<R> {
    fn depends_on(&self, changes: &Changes) -> bool {
        self.asked.iter().any(|path| changes.touch(path))
    }
}

impl<R> Default for Kept<R> {
    fn default() -> Kept<R> {
        Kept { entries: FxHashMap::default(), companions: FxHashMap::default() }
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
        let run = Run::new(self, options, &render);
        let stale = |file: &&PlanFile| {
            let entry = kept.entries.get(&file.path);
            entry.is_none_or(|(_, entry)| changes.touch(&clean(&file.path)) || entry.depends_on(changes))
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
                let entry = kept.entries.get(&file.path);
                if entry.is_some_and(|(before, entry)| *before == hash && !entry.depends_on(changes)) {
                    return Ok(None);
                }
                let around = run.recording(&file.path);
                let (report, member) = run.plan(file, &document, &around);
                Ok(Some((hash, Entry { asked: around.asked(), member, report })))
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
        let mut members = Vec::new();
        for file in files {
            let Some((_, entry)) = kept.entries.get(&file.path) else { continue };
            checked.plans += 1;
            members.extend(entry.member.clone());
            sink(&entry.report);
        }
        let wanted = companions(&members);
        kept.companions.retain(|place, _| wanted.contains_key(place));
        for (place, state) in wanted {
            let path = self.root().join(&place);
            let fresh = kept.companions.get(&place).is_some_and(|(before, entry)| {
                *before == state && !changes.touch(&clean(&path)) && !entry.depends_on(changes)
            });
            if !fresh {
                kept.companions.remove(&place);
                let around = run.recording(&path);
                // One that cannot be read is nobody's companion; a link to it is told of at the link.
                let Ok((report, member)) = run.companion(&place, state, &around) else { continue };
                let entry = Entry { asked: around.asked(), member, report };
                kept.companions.insert(place.clone(), (state, entry));
            }
            if let Some((_, entry)) = kept.companions.get(&place) {
                members.extend(entry.member.clone());
                sink(&entry.report);
            }
        }
        run.together(&Graph::new(members), &mut |report| sink(&report));
        (checked, again)
    }
}
