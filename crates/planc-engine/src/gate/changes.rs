//! Whether a range of commits touches what no approved plan lets it touch.

use super::conditions::{agreed, approvals};
use super::sight;
use super::together::Documents;
use crate::analysis::skim;
use crate::git::Git;
use crate::surroundings::place;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use globset::{Glob, GlobMatcher};
use planc_dialect::{Change, State};
use planc_model::Plan;
use planc_source::LineIndex;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What a range of commits came to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChangesGate {
    /// The range as it was named.
    pub changes: String,
    /// How many files it touches.
    pub files: usize,
    /// Whether the way is free.
    pub open: bool,
    /// What stops it: a file of a component of a plan that work must not begin on.
    pub stopped: Vec<Stopped>,
}

/// A file that was touched too early.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Stopped {
    /// The file, from the root of the workspace.
    pub file: String,
    /// The component that it belongs to; the file itself where the plan only lists it.
    pub component: String,
    /// The plan's id, else the name of its file or folder.
    pub plan: String,
    /// The plan's path.
    pub path: String,
    /// The line of the plan that names the file, from 1.
    pub line: u32,
    /// Why work on it must not go on.
    pub reason: String,
}

impl Workspace {
    /// Whether every commit of a range (`A..B`) keeps off files of components of plans that are not approved. A file
    /// that a plan which may go on names as well is free. Plans, approvals and configuration are those of B.
    ///
    /// # Errors
    /// There is no git repository, no such revision, or not all of the history between; something of B cannot be read.
    pub fn gate_changes(&self, range: &str) -> Result<ChangesGate> {
        let git = Git::open(self.repository())?;
        let Touched { end, files } = touched(&git, range)?;
        let Some(end) = end else {
            return Ok(ChangesGate { changes: range.to_owned(), files: 0, open: true, stopped: Vec::new() });
        };
        let then = self.at_commit(&git, &end)?;
        let inside = |path: &String| {
            let path = then.top.join(path);
            Some(path.strip_prefix(then.workspace.root()).ok()?.to_string_lossy().replace('\\', "/"))
        };
        let touched: BTreeSet<String> = files.iter().filter_map(inside).collect();
        let stopped = then.workspace.stopped(&touched)?;
        Ok(ChangesGate { changes: range.to_owned(), files: touched.len(), open: stopped.is_empty(), stopped })
    }

    /// The files that no plan lets anybody touch, each with the plans that forbid it.
    fn stopped(&self, touched: &BTreeSet<String>) -> Result<Vec<Stopped>> {
        let mut stopped = Vec::new();
        let mut free: BTreeSet<String> = BTreeSet::new();
        let (files, problems) = self.plans(&[PathBuf::from(self.root())]);
        if let Some(problem) = problems.into_iter().next() {
            return Err(problem.context("a plan that cannot be read may forbid anything"));
        }
        let documents = Documents::alone(self);
        for file in &files {
            let open = self.open_file(file)?;
            let analysis = skim(self.library(), &open.document.text, &open.shown);
            let closed = |s: State| {
                matches!(s, State::Complete | State::Rejected | State::Deprecated | State::Superseded)
            };
            if analysis.plan.meta.status.as_ref().is_some_and(|s| closed(s.state.value)) {
                continue;
            }
            let place = place(&file.path, self.root()).unwrap_or_else(|| file.shown.clone());
            let hits = hits(&analysis.plan, &place, touched);
            if hits.is_empty() {
                continue;
            }
            let (plan, why) = sight::with(
                self,
                &open,
                &documents,
                |_| State::InProgress,
                |sight| {
                    let answers =
                        [&agreed::CONDITION, &approvals::CONDITION].map(|c| super::answer(c, sight));
                    let shut = answers.into_iter().filter(|a| a.verdict.stops());
                    let why: Vec<String> = shut.flat_map(|a| a.reasons).map(|r| r.message).collect();
                    (sight.name.clone(), why)
                },
            )?;
            if why.is_empty() {
                free.extend(hits.into_iter().map(|h| h.file));
                continue;
            }
            let lines = LineIndex::new(&open.document.text);
            stopped.extend(hits.into_iter().map(|hit| Stopped {
                line: lines.position(&open.document.text, hit.at).line,
                file: hit.file,
                component: hit.component,
                plan: plan.clone(),
                path: open.shown.clone(),
                reason: why.join("; "),
            }));
        }
        stopped.retain(|s| !free.contains(&s.file));
        stopped.sort();
        Ok(stopped)
    }
}

/// What the commits of a range touch.
struct Touched {
    /// Where the range ends; `None` where it says that a branch is to be deleted.
    end: Option<String>,
    /// The files, from the top folder of the repository, deleted ones and both names of renamed ones included.
    files: Vec<String>,
}

fn touched(git: &Git, range: &str) -> Result<Touched> {
    let Some((from, to)) = range.split_once("...").or_else(|| range.split_once("..")) else {
        bail!("`{range}` is no range of commits; write `A..B`, as in `origin/main..HEAD`");
    };
    let [from, to] = [from, to].map(|name| if name.is_empty() { "HEAD" } else { name });
    // A hook is told of a branch that is not there, before or after, by zeros.
    let nothing = |name: &str| name.len() >= 40 && name.bytes().all(|b| b == b'0');
    if nothing(to) {
        return Ok(Touched { end: None, files: Vec::new() });
    }
    let end = git.commit(to)?;
    let range = match nothing(from) {
        true => vec![end.clone(), "--not".to_owned(), "--remotes".to_owned()],
        false => vec![format!("{}..{end}", git.commit(from)?)],
    };
    let ask = |args: &[&str]| {
        git.run(&args.iter().copied().chain(range.iter().map(String::as_str)).collect::<Vec<_>>())
    };
    // Where a shallow clone was cut off, a commit looks as if it had made all files.
    if git.is_shallow() && !ask(&["rev-list", "--max-parents=0"])?.trim().is_empty() {
        bail!("the clone is shallow and lacks part of the history to `{to}`; fetch more of it");
    }
    // Of merges what they change against all their parents: nobody else has it.
    let out = ask(&["log", "-z", "-c", "--no-renames", "--name-only", "--format="])?;
    let files = out.split(['\0', '\n']).filter(|p| !p.is_empty()).map(str::to_owned).collect();
    Ok(Touched { end: Some(end), files })
}

struct Hit {
    file: String,
    component: String,
    /// Where the plan names it.
    at: usize,
}

/// The touched files that a plan names as its own. Its paths start at the root or at a folder that the plan lies in:
/// a repository may hold several projects.
fn hits(plan: &Plan<'_>, plan_path: &str, touched: &BTreeSet<String>) -> Vec<Hit> {
    let folders: Vec<&str> = plan_path.match_indices('/').map(|(at, _)| &plan_path[..=at]).collect();
    let inside = |file: &str, place: &Place| {
        place.holds(file)
            || folders.iter().any(|f| file.strip_prefix(f).is_some_and(|rest| place.holds(rest)))
    };
    let stays =
        |change: Option<&planc_model::Spanned<Change>>| change.is_some_and(|c| c.value == Change::Unchanged);
    let mut found: Vec<Hit> = Vec::new();
    let mut claim = |component: &str, words: &str, at: usize| {
        for place in places(words) {
            for file in touched.iter().filter(|f| inside(f, &place)) {
                if !found.iter().any(|h| h.file == **file) {
                    found.push(Hit { file: file.clone(), component: component.to_owned(), at });
                }
            }
        }
    };
    for component in plan.components.iter().flatten().filter(|c| !stays(c.change.as_ref())) {
        let name = component.name.as_ref().map_or("", |n| n.value.as_ref());
        for words in [component.location.as_ref(), component.name.as_ref()].into_iter().flatten() {
            claim(name, &words.value, words.span.start());
        }
    }
    for file in plan.files.iter().flatten().filter(|f| !stays(f.change.as_ref())) {
        claim(&file.path.value, &file.path.value, file.path.span.start());
    }
    for migration in plan.migrations.iter().flatten() {
        if let Some(file) = &migration.file {
            claim(&file.value, &file.value, file.span.start());
        }
    }
    found
}

/// A place in the repository: a file, a folder, or a pattern.
enum Place {
    Path(String),
    Pattern(GlobMatcher),
}

impl Place {
    fn holds(&self, file: &str) -> bool {
        match self {
            Place::Path(path) => {
                file.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            Place::Pattern(pattern) => pattern.is_match(file),
        }
    }
}

/// The paths that words name: `src/auth.rs`, `src/auth/ and src/session.rs:40`, `` `lib/**` (new) ``.
fn places(words: &str) -> Vec<Place> {
    let mut found = Vec::new();
    for word in
        words.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '`' | '(' | ')' | '|' | '"'))
    {
        let word = word.trim_matches(['*', '_', '\'']).trim_start_matches("./");
        let word = word.split(['#', ':']).next().unwrap_or("").trim_end_matches(['/', '.']);
        let is_path = word.contains('/')
            || word.rsplit_once('.').is_some_and(|(stem, ext)| {
                !stem.is_empty()
                    && (1..=5).contains(&ext.len())
                    && ext.chars().all(|c| c.is_ascii_alphanumeric())
            });
        if !is_path || word.starts_with('/') || word.contains("..") {
            continue;
        }
        if word.contains(['*', '?', '{']) {
            found.extend(Glob::new(word).ok().map(|g| Place::Pattern(g.compile_matcher())));
        } else {
            found.push(Place::Path(word.to_owned()));
        }
    }
    found
}
