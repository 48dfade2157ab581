//! Results that are kept while files change, so that only what changed is checked again.

use crate::check::{CheckOptions, FileReport, Run, companions};
use crate::discover::PlanFile;
use crate::read::{Document, read_document};
use crate::surroundings::{Asked, clean};
use crate::workspace::Workspace;
use crate::{Checked, Finding};
use jiff::civil::Date;
use planc_dialect::State;
use planc_model::{Graph, Member};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

/// What was found in each file, by the content it had and what it asked of its surroundings.
///
/// One changed file of ten thousand must cost no more than that file: what is asked of every file is a few
/// comparisons of numbers, and the graph is made anew only when a document says something else of itself.
pub struct Kept<R> {
    /// In the order of the files that were asked for last.
    plans: Vec<Plan<R>>,
    /// In the order of their paths.
    companions: Vec<Companion<R>>,
    graph: Graph,
    /// What the rules about several documents found.
    together: Vec<Together<R>>,
}

struct Plan<R> {
    path: PathBuf,
    key: u64,
    /// The hash of its text, and what was found; `None` where it could not be read.
    kept: Option<(u64, Entry<R>)>,
}

struct Companion<R> {
    /// From the root of the workspace.
    place: String,
    key: u64,
    /// The state it was checked for.
    state: Option<State>,
    /// `None` where it could not be read.
    entry: Option<Entry<R>>,
}

struct Together<R> {
    key: u64,
    report: FileReport<R>,
}

struct Entry<R> {
    asked: Asked,
    /// The same paths as numbers, sorted.
    keys: Vec<u64>,
    member: Option<Member>,
    report: FileReport<R>,
}

/// Paths that changed.
#[derive(Debug, Default)]
pub struct Changes {
    keys: Vec<u64>,
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
            changes.keys.extend(path.parent().map(|p| key(&p.to_string_lossy())));
            changes.keys.push(key(&path.to_string_lossy()));
        }
        changes.keys.sort_unstable();
        changes.keys.dedup();
        changes
    }

    fn touch(&self, key: u64, path: impl Fn() -> String) -> bool {
        self.keys.contains(&key) || !self.trees.is_empty() && self.below(&path())
    }

    fn below(&self, path: &str) -> bool {
        self.trees.iter().any(|tree| Path::new(path).starts_with(tree))
    }
}

/// A path as a number. Two paths with one number only cost a check too many.
fn key(path: &str) -> u64 {
    let mut hasher = FxHasher::default();
    path.hash(&mut hasher);
    hasher.finish()
}

impl<R> Entry<R> {
    fn new(asked: Asked, report: FileReport<R>, member: Option<Member>) -> Entry<R> {
        let mut keys: Vec<u64> = asked.paths.iter().map(|path| key(path)).collect();
        keys.sort_unstable();
        Entry { asked, keys, member, report }
    }

    fn depends_on(&self, changes: &Changes, today: Date) -> bool {
        self.asked.day.is_some_and(|day| day != today)
            || changes.keys.iter().any(|key| self.keys.binary_search(key).is_ok())
            || !changes.trees.is_empty() && self.asked.paths.iter().any(|path| changes.below(path))
    }
}

impl<R> Plan<R> {
    fn new(path: &Path) -> Plan<R> {
        Plan { path: path.to_owned(), key: key(&clean(path)), kept: None }
    }

    fn is_stale(&self, changes: &Changes, today: Date) -> bool {
        changes.touch(self.key, || clean(&self.path))
            || self.kept.as_ref().is_none_or(|(_, entry)| entry.depends_on(changes, today))
    }
}

impl<R> Default for Kept<R> {
    fn default() -> Kept<R> {
        Kept { plans: Vec::new(), companions: Vec::new(), graph: Graph::default(), together: Vec::new() }
    }
}

impl<R> Kept<R> {
    /// Whether a file is one of those that were checked.
    pub fn has(&self, path: &Path) -> bool {
        self.plans.iter().any(|plan| plan.kept.is_some() && plan.path.as_os_str() == path.as_os_str())
    }

    /// Makes room for these files and forgets all others; says whether they are other files than before.
    fn line_up(&mut self, files: &[PlanFile]) -> bool {
        let same = |(plan, file): (&Plan<R>, &PlanFile)| plan.path.as_os_str() == file.path.as_os_str();
        if self.plans.len() == files.len() && self.plans.iter().zip(files).all(same) {
            return false;
        }
        let old = self.plans.drain(..).map(|plan| (plan.path.clone(), plan));
        let mut old: FxHashMap<PathBuf, Plan<R>> = old.collect();
        self.plans.extend(files.iter().map(|f| old.remove(&f.path).unwrap_or_else(|| Plan::new(&f.path))));
        true
    }

    /// The same for the companions that the plans lead to.
    fn line_up_companions(&mut self, root: &Path) {
        let members: Vec<&Member> = self.plans.iter().filter_map(Plan::member).collect();
        let old = self.companions.drain(..).map(|companion| (companion.place.clone(), companion));
        let mut old: FxHashMap<String, Companion<R>> = old.collect();
        for (place, state) in companions(members.iter().copied()) {
            let kept = old.remove(&place).filter(|companion| companion.state == state);
            self.companions.push(kept.unwrap_or_else(|| {
                let key = key(&clean(&root.join(&place)));
                Companion { place, key, state, entry: None }
            }));
        }
    }
}

impl<R> Plan<R> {
    fn member(&self) -> Option<&Member> {
        self.kept.as_ref()?.1.member.as_ref()
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
        let today = run.today();
        let mut other = kept.line_up(files);
        let stale: Vec<usize> =
            (0..files.len()).filter(|at| kept.plans[*at].is_stale(changes, today)).collect();
        let fresh: Vec<_> = stale
            .par_iter()
            .map(|at| {
                let file = &files[*at];
                let document = read_document(&file.path)?;
                let hash = hash(&document);
                let entry = kept.plans[*at].kept.as_ref();
                if entry.is_some_and(|(before, entry)| *before == hash && !entry.depends_on(changes, today)) {
                    return Ok(None);
                }
                let around = run.recording(&file.path);
                let (report, member) = run.plan(file, &document, &around);
                Ok(Some((hash, Entry::new(around.asked(), report, member))))
            })
            .collect();
        let (mut checked, mut again) = (Checked::default(), 0);
        for (at, entry) in stale.into_iter().zip(fresh) {
            let plan = &mut kept.plans[at];
            let entry = match entry {
                Ok(None) => continue,
                Ok(Some(entry)) => {
                    again += 1;
                    Some(entry)
                }
                Err(error) => {
                    checked.problems.push(error);
                    None
                }
            };
            other |= plan.member() != entry.as_ref().and_then(|(_, entry)| entry.member.as_ref());
            plan.kept = entry;
        }
        for (_, entry) in kept.plans.iter().filter_map(|plan| plan.kept.as_ref()) {
            checked.plans += 1;
            sink(&entry.report);
        }
        if other {
            kept.line_up_companions(self.root());
        }
        for companion in &mut kept.companions {
            let path = || self.root().join(&companion.place);
            let fresh = companion.entry.as_ref().is_some_and(|entry| {
                !changes.touch(companion.key, || clean(&path())) && !entry.depends_on(changes, today)
            });
            if !fresh {
                let around = run.recording(&path());
                // One that cannot be read is nobody's companion; a link to it is told of at the link.
                let read = run.companion(&companion.place, companion.state, &around).ok();
                let entry = read.map(|(report, member)| Entry::new(around.asked(), report, member));
                let member = |entry: &Option<Entry<R>>| entry.as_ref().and_then(|e| e.member.clone());
                other |= member(&companion.entry) != member(&entry);
                companion.entry = entry;
            }
            if let Some(entry) = &companion.entry {
                sink(&entry.report);
            }
        }
        // What is found in several documents stands at places of which only a few words are kept; the texts
        // around them may have changed though the words did not.
        let moved = |t: &Together<R>| changes.touch(t.key, || clean(&self.root().join(&t.report.place)));
        if other || kept.together.iter().any(moved) {
            if other {
                let plans = kept.plans.iter().filter_map(Plan::member);
                let companions = kept.companions.iter().filter_map(|c| c.entry.as_ref()?.member.as_ref());
                kept.graph = Graph::new(plans.chain(companions).cloned());
            }
            kept.together.clear();
            run.together(&kept.graph, &mut |report: FileReport<R>| {
                let key = key(&clean(&self.root().join(&report.place)));
                kept.together.push(Together { key, report });
            });
        }
        kept.together.iter().for_each(|t| sink(&t.report));
        (checked, again)
    }
}

fn hash(document: &Document) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(document.text.as_bytes());
    hasher.write_u8(u8::from(document.not_utf8.is_some()));
    hasher.finish()
}
