//! Open plans that touch the same thing, here and on other branches, before they meet in a merge.

use crate::analysis::skim;
use crate::branches::{Branch, BranchPlan};
use crate::discover::PlanFile;
use crate::summary::plan_id;
use crate::workspace::Workspace;
use anyhow::Error;
use planc_compare::touch::{self, Thing};
use planc_dialect::State;
use planc_source::LineIndex;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use schemars::JsonSchema;
use serde::Serialize;
use std::hash::{Hash, Hasher};
use std::path::Path;

/// A thing that several open plans touch.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Conflict {
    /// What kind of thing.
    pub kind: ConflictKind,
    /// What it is called.
    pub name: String,
    /// The plans that touch it, those of the work tree first.
    pub plans: Vec<Party>,
}

/// What kind of thing several plans touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ConflictKind {
    /// One plan that was changed in two ways.
    Plan(PlanWord),
    /// A thing that plans change.
    Thing(Thing),
}

/// The word `plan`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PlanWord {
    /// A plan.
    Plan,
}

/// A plan that touches a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Party {
    /// Its id; where it states none, the name of its file or folder.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its state; absent without a status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<State>,
    /// Its file.
    pub path: String,
    /// Where it speaks of the thing, counted from 1.
    pub line: usize,
    /// The branch it was read from; absent for the work tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
}

/// What a plan touches, and who it is.
struct Reading {
    /// By what it is known to be the same plan on another branch: its path in the workspace.
    identity: String,
    party: Party,
    open: bool,
    touches: Vec<(Thing, String, String, usize)>,
    text: u64,
    /// The text that it was changed from; 0 for a new plan.
    base: u64,
}

impl Workspace {
    /// What open plans of the work tree and of branches both touch, sorted by kind and name. `step` is called for each
    /// plan of the work tree. The second list says what could not be read.
    pub fn conflicts(
        &self,
        files: &[PlanFile],
        branches: &[(Branch, Vec<BranchPlan>)],
        step: &(dyn Fn() + Sync),
    ) -> (Vec<Conflict>, Vec<Error>) {
        let here = files.par_iter().map(|file| {
            let (path, document) = self.at_root(file)?;
            step();
            Ok(self.reading(&path, &document.text, &file.shown, None))
        });
        let mut problems = Vec::new();
        let mut readings: Vec<Reading> = Vec::new();
        for reading in here.collect::<Vec<Result<Reading, Error>>>() {
            match reading {
                Ok(reading) => readings.push(reading),
                Err(error) => problems.push(error),
            }
        }
        for (branch, plans) in branches {
            readings.extend(plans.iter().map(|plan| {
                let shown = self.shown(&self.root().join(&plan.path));
                let mut reading = self.reading(&plan.path, &plan.document.text, &shown, Some(&branch.name));
                if let Some(before) = &plan.before {
                    reading.identity.clone_from(before);
                }
                reading.base = plan.base.as_ref().map_or(0, |b| fingerprint(&String::from_utf8_lossy(b)));
                reading
            }));
        }
        (find(&readings), problems)
    }

    fn reading(&self, path: &str, text: &str, shown: &str, branch: Option<&str>) -> Reading {
        let analysis = skim(self.library(), text, path);
        let lines = LineIndex::new(text);
        let touches = touch::touches(&analysis.plan, self.library().vocabulary());
        let told = touches.into_iter().map(|t| (t.thing, t.key, t.name, lines.line_of(t.span.start()) + 1));
        let meta = &analysis.plan.meta;
        Reading {
            identity: path.to_owned(),
            party: Party {
                id: plan_id(&analysis, Path::new(path)),
                title: meta.title.as_ref().map_or(String::new(), |t| t.value.to_string()),
                status: meta.status.as_ref().map(|s| s.state.value),
                path: shown.to_owned(),
                line: 1,
                branch: branch.map(str::to_owned),
            },
            open: touch::is_open(&analysis.plan),
            touches: told.collect(),
            text: fingerprint(text),
            base: 0,
        }
    }
}

/// A text apart from its line ends.
fn fingerprint(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.lines().for_each(|line| line.hash(&mut hasher));
    hasher.finish().max(1)
}

/// Which plan touches a thing, what it calls it, and on which line.
type Said<'s> = (usize, &'s str, usize);

/// Linear in what the plans touch.
fn find(readings: &[Reading]) -> Vec<Conflict> {
    let mut by_thing: FxHashMap<(Thing, &str), Vec<Said<'_>>> = FxHashMap::default();
    let mut by_plan: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, reading) in readings.iter().enumerate().filter(|(_, r)| r.open) {
        by_plan.entry(&reading.identity).or_default().push(at);
        for (thing, key, name, line) in &reading.touches {
            by_thing.entry((*thing, key)).or_default().push((at, name, *line));
        }
    }
    let mut conflicts = Vec::new();
    for ((thing, _), mut touched) in by_thing {
        // The work tree comes first; of one plan on several branches the first is enough.
        touched.sort_by_key(|(at, _, _)| *at);
        let mut known: FxHashSet<&str> = FxHashSet::default();
        let mut plans = Vec::new();
        for (at, _, line) in &touched {
            let reading = &readings[*at];
            if known.insert(&reading.identity) {
                plans.push(Party { line: *line, ..reading.party.clone() });
            }
        }
        if plans.len() > 1 {
            let name = touched[0].1.to_owned();
            conflicts.push(Conflict { kind: ConflictKind::Thing(thing), name, plans });
        }
    }
    for (identity, places) in by_plan {
        if let Some(plans) = torn(readings, &places) {
            let name = identity.to_owned();
            conflicts.push(Conflict { kind: ConflictKind::Plan(PlanWord::Plan), name, plans });
        }
    }
    conflicts.iter_mut().for_each(|c| c.plans.sort_by(|a, b| order(a).cmp(&order(b))));
    conflicts
        .sort_by(|a, b| (a.kind, &a.name, order(&a.plans[0])).cmp(&(b.kind, &b.name, order(&b.plans[0]))));
    conflicts
}

fn order(party: &Party) -> (&Option<String>, &str, usize) {
    (&party.branch, &party.path, party.line)
}

/// The places in which one plan was changed, if they were changed in different ways.
fn torn(readings: &[Reading], places: &[usize]) -> Option<Vec<Party>> {
    let (here, branches): (Vec<&Reading>, Vec<&Reading>) =
        places.iter().map(|at| &readings[*at]).partition(|r| r.party.branch.is_none());
    let mut changed: Vec<&Reading> = Vec::new();
    // The work tree took part where it is no longer what a branch began with.
    changed.extend(here.first().filter(|h| branches.iter().any(|b| b.base != h.text)));
    changed.extend(branches);
    let first = changed.first()?.text;
    let differ = changed.iter().any(|r| r.text != first);
    differ.then(|| changed.iter().map(|r| r.party.clone()).collect())
}

impl ConflictKind {
    /// The word people are told.
    pub fn word(self) -> &'static str {
        match self {
            ConflictKind::Plan(_) => "plan",
            ConflictKind::Thing(Thing::Endpoint) => "endpoint",
            ConflictKind::Thing(Thing::Table) => "table",
            ConflictKind::Thing(Thing::Column) => "column",
            ConflictKind::Thing(Thing::Component) => "component",
            ConflictKind::Thing(Thing::File) => "file",
            ConflictKind::Thing(Thing::Requirement) => "requirement",
            ConflictKind::Thing(Thing::Number) => "number",
        }
    }
}
