//! The companions of a plan: the one place that says which document is its specification, which are its tasks.
//!
//! A companion is linked, or stands beside the plan under the name everybody gives it. Names count only for a plan
//! that has its folder to itself (`plan.md`, `design.md`): of many plans in one folder, nobody knows whose `tasks.md` is.

use crate::address::relative;
use crate::constitution::Constitution;
use crate::words::is_dropped;
use crate::{Context, Surroundings, Target};
use memchr::memmem;
use planc_dialect::{Document, State};
use planc_model::Facts;
use planc_source::Span;
use std::cell::OnceCell;
use std::sync::Arc;

/// A companion that was found and read.
#[derive(Clone)]
pub(crate) struct Companion {
    /// Its path, relative to the document it belongs to.
    pub(crate) path: String,
    /// What it says.
    pub(crate) facts: Arc<Facts>,
    /// Where it is linked; `None` where its name alone says whose it is.
    pub(crate) link: Option<Span>,
}

impl Companion {
    /// The name of its file.
    pub(crate) fn name(&self) -> &str {
        self.path.trim_end_matches('/').rsplit('/').next().unwrap_or(&self.path)
    }
}

/// Names of plans that have their folder to themselves.
const ALONE: &[&str] = &[
    "plan",
    "design",
    "implementation-plan",
    "implementation_plan",
    "technical-plan",
    "tech-plan",
    "impl-plan",
];

const SPECS: &[&str] = &["spec.md", "requirements.md", "specification.md", "../spec.md"];
const TASKS: &[&str] = &["tasks.md", "task_decomposition.md", "tasks/"];
const PLANS: &[&str] = &["plan.md", "design.md", "implementation-plan.md"];
const DATA_MODELS: &[&str] = &["data-model.md", "data_model.md"];
const CONTRACTS: &[&str] = &["contracts/"];

/// So many files of a folder of tasks or contracts are read.
const MOST_FILES: usize = 100;

/// So many links are looked at for decision records.
const MOST_LINKS: usize = 200;

/// The companions that many rules ask for, each looked for when the first one does.
#[derive(Default)]
pub(crate) struct Found {
    spec: OnceCell<Option<Companion>>,
    tasks: OnceCell<Vec<Companion>>,
    decisions: OnceCell<Vec<Companion>>,
    data_model: OnceCell<Option<Companion>>,
    pub(crate) constitution: OnceCell<Option<Constitution>>,
}

/// The specification of the plan: what the header links to, else what stands beside it.
pub(crate) fn spec(cx: &Context<'_, '_>) -> Option<Companion> {
    cx.found.spec.get_or_init(|| find_spec(cx)).clone()
}

fn find_spec(cx: &Context<'_, '_>) -> Option<Companion> {
    if let Some(link) = &cx.plan.meta.spec {
        let target = link.target.as_ref().unwrap_or(&link.text);
        let found = named(cx.surroundings, &target.value, Some(target.span));
        if let Some(found) = found {
            // A link of the wrong kind is a fault of its own.
            return matches!(found.facts.kind, None | Some(Document::Spec)).then_some(found);
        }
    }
    if alone(cx) { of_kind(cx.surroundings, SPECS, Document::Spec) } else { None }
}

/// The tasks of the plan: a list, or a folder with a file for each.
pub(crate) fn tasks(cx: &Context<'_, '_>) -> Vec<Companion> {
    cx.found.tasks.get_or_init(|| find_tasks(cx)).clone()
}

fn find_tasks(cx: &Context<'_, '_>) -> Vec<Companion> {
    if alone(cx) {
        let found = tasks_beside(cx.surroundings);
        if !found.is_empty() {
            return found;
        }
    }
    let linked = cx.plan.links.as_ref().and_then(|links| links.tasks.as_ref());
    let Some(target) = linked else { return Vec::new() };
    let found = match named(cx.surroundings, &target.value, Some(target.span)) {
        Some(found) => vec![found],
        None => folder(cx.surroundings, &target.value, Some(target.span)),
    };
    found.into_iter().filter(|f| matches!(f.facts.kind, None | Some(Document::Tasks))).collect()
}

/// The tasks in the folder of a document.
pub(crate) fn tasks_beside(surroundings: &dyn Surroundings) -> Vec<Companion> {
    for name in TASKS {
        let found = match name.strip_suffix('/') {
            Some(name) => folder(surroundings, name, None),
            None => named(surroundings, name, None).into_iter().collect(),
        };
        if found.iter().any(|f| !f.facts.tasks.is_empty() || f.facts.status.is_some()) {
            return found;
        }
    }
    Vec::new()
}

/// The specification in the folder of a document.
pub(crate) fn spec_beside(surroundings: &dyn Surroundings) -> Option<Companion> {
    of_kind(surroundings, SPECS, Document::Spec)
}

/// The plan in the folder of a companion.
pub(crate) fn plan_beside(surroundings: &dyn Surroundings) -> Option<Companion> {
    of_kind(surroundings, PLANS, Document::Plan)
}

/// The data model of the plan.
pub(crate) fn data_model(cx: &Context<'_, '_>) -> Option<Companion> {
    cx.found.data_model.get_or_init(|| find_data_model(cx)).clone()
}

fn find_data_model(cx: &Context<'_, '_>) -> Option<Companion> {
    let linked = cx.plan.links.as_ref().and_then(|links| links.data_model.as_ref());
    let linked = linked.and_then(|t| named(cx.surroundings, &t.value, Some(t.span)));
    linked.or_else(|| alone(cx).then(|| of_kind(cx.surroundings, DATA_MODELS, Document::DataModel))?)
}

/// The contracts of the plan: files of an interface, with what they offer.
pub(crate) fn contracts(cx: &Context<'_, '_>) -> Vec<Companion> {
    let links = cx.plan.links.as_ref();
    let linked = links.into_iter().flat_map(|l| [&l.contracts, &l.api_spec]).flatten();
    let mut found = Vec::new();
    for target in linked {
        match named(cx.surroundings, &target.value, Some(target.span)) {
            Some(contract) => found.push(contract),
            None => found.extend(folder(cx.surroundings, &target.value, Some(target.span))),
        }
    }
    if found.is_empty() && alone(cx) {
        found = CONTRACTS.iter().flat_map(|name| folder(cx.surroundings, name, None)).collect();
    }
    found.retain(|f| f.facts.contract.is_some());
    found
}

/// The decision records that the plan links to.
pub(crate) fn decisions(cx: &Context<'_, '_>) -> Vec<Companion> {
    cx.found.decisions.get_or_init(|| find_decisions(cx)).clone()
}

fn find_decisions(cx: &Context<'_, '_>) -> Vec<Companion> {
    let mut found: Vec<Companion> = Vec::new();
    for destination in cx.tree.destinations.iter().take(MOST_LINKS) {
        let Some(address) = relative(&destination.target) else { continue };
        if planc_model::kind(&address.path) != Some(Document::Decision) {
            continue;
        }
        if found.iter().any(|f| f.path == address.path) {
            continue;
        }
        let span = cx.tree.nodes.get(destination.node as usize).map(|n| n.span);
        found.extend(named(cx.surroundings, &address.path, span));
    }
    mentioned(cx, &mut found);
    found
}

/// Folders in which decision records are kept.
const DECISIONS: &[&str] = &[
    "adr",
    "adrs",
    "decisions",
    "docs/adr",
    "docs/adrs",
    "docs/decisions",
    "docs/architecture/decisions",
    "docs/architecture/adr",
    "doc/adr",
];

/// So many decisions are looked for by their ids.
const MOST_MENTIONED: usize = 20;

/// The decisions that the plan names without a link: `ADR-012`, where a folder of decisions holds one file of that number.
fn mentioned(cx: &Context<'_, '_>, found: &mut Vec<Companion>) {
    let text = cx.tree.text;
    let mut names: Vec<(u64, Span)> = Vec::new();
    for at in memmem::find_iter(text.as_bytes(), "ADR-").take(MOST_LINKS) {
        let digits = text[at + 4..].bytes().take_while(u8::is_ascii_digit).count();
        let bounded = !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/'));
        let Ok(number) = text[at + 4..at + 4 + digits].parse::<u64>() else { continue };
        if bounded && names.len() < MOST_MENTIONED && !names.iter().any(|(known, _)| *known == number) {
            names.push((number, Span::new(at, at + 4 + digits)));
        }
    }
    names.retain(|(number, _)| !found.iter().any(|f| decision_number(f.name()) == Some(*number)));
    if names.is_empty() {
        return;
    }
    let Some(place) = cx.surroundings.place() else { return };
    let ups = (0..=place.matches('/').count()).map(|up| "../".repeat(up));
    let mut folders = ups.flat_map(|up| DECISIONS.iter().map(move |folder| format!("{up}{folder}")));
    let Some(folder) = folders.find(|f| cx.surroundings.target(f) == Target::Folder) else { return };
    let files = cx.surroundings.siblings(&format!("{folder}/x"));
    for (number, span) in names {
        let mut of_number = files.iter().filter(|name| decision_number(name) == Some(number));
        // Of two with one number, nobody knows which is meant.
        if let (Some(name), None) = (of_number.next(), of_number.next()) {
            let decision = named(cx.surroundings, &format!("{folder}/{name}"), Some(span));
            found.extend(decision.filter(|d| matches!(d.facts.kind, None | Some(Document::Decision))));
        }
    }
}

/// The number in the name of a decision's file: `ADR-012-Tokens.md`, `0012-tokens.md`.
fn decision_number(name: &str) -> Option<u64> {
    let stem = name.strip_suffix(".md")?;
    let bare = stem.strip_prefix("ADR").or_else(|| stem.strip_prefix("adr")).unwrap_or(stem);
    let bare = bare.trim_start_matches(['-', '_']);
    bare[..bare.bytes().take_while(u8::is_ascii_digit).count()].parse().ok()
}

/// The files of the plan's list of tasks, and whether there is one file a task.
pub fn task_files(cx: &Context<'_, '_>) -> (Vec<String>, bool) {
    let found: Vec<String> = tasks(cx).into_iter().map(|c| c.path).collect();
    let one_each = |path: &String| {
        let mut parts = path.rsplit('/');
        let stem = parts.next().unwrap_or("").to_lowercase();
        let is_list = ["tasks.", "task_decomposition."].iter().any(|name| stem.starts_with(name));
        !is_list && parts.next().is_some_and(|folder| folder.eq_ignore_ascii_case("tasks"))
    };
    let folder = found.len() > 1 || found.first().is_some_and(one_each);
    (found, folder)
}

/// Paths of the documents that belong to the plan and are checked with it.
pub fn companions(cx: &Context<'_, '_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    found.extend(spec(cx).map(|c| c.path));
    found.extend(tasks(cx).into_iter().map(|c| c.path));
    found.extend(data_model(cx).map(|c| c.path));
    found.extend(decisions(cx).into_iter().map(|c| c.path));
    for index in ["README.md", "../README.md", "index.md", "../index.md"] {
        let lists = |f: Arc<Facts>| !f.listed.is_empty();
        if cx.surroundings.facts(index).is_some_and(lists) {
            found.push(index.to_owned());
        }
    }
    found
}

/// The specification of a plan and its tasks, as paths from the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// The specification.
    pub spec: Option<String>,
    /// The lists of tasks.
    pub tasks: Vec<String>,
}

/// What a plan is for, and what is to be done for it.
pub fn served(cx: &Context<'_, '_>) -> Served {
    Served { spec: spec(cx).map(|c| c.path), tasks: tasks(cx).into_iter().map(|c| c.path).collect() }
}

/// Whether the plan has its folder to itself, by its name.
fn alone(cx: &Context<'_, '_>) -> bool {
    let name = cx.plan.path.rsplit(['/', '\\']).next().unwrap_or("").to_lowercase();
    ALONE.contains(&name.split('.').next().unwrap_or(""))
}

/// The first of these names that is there and is what its name says.
fn of_kind(surroundings: &dyn Surroundings, names: &[&str], kind: Document) -> Option<Companion> {
    let found = names.iter().find_map(|name| named(surroundings, name, None))?;
    found.facts.kind.is_none_or(|k| k == kind).then_some(found)
}

/// What a link or a bare path leads to.
fn named(surroundings: &dyn Surroundings, target: &str, link: Option<Span>) -> Option<Companion> {
    let target = target.trim_matches(['`', '*', ' ']);
    let path = match target.strip_prefix('/') {
        // On GitHub a link with a leading slash starts at the repository.
        Some(_) if !target.contains([' ', '[', '{']) => target.split('#').next()?.to_owned(),
        _ => relative(target)?.path.into_owned(),
    };
    let facts = surroundings.facts(&path)?;
    Some(Companion { path, facts, link })
}

/// The documents in a folder, in the order of their names.
fn folder(surroundings: &dyn Surroundings, target: &str, link: Option<Span>) -> Vec<Companion> {
    let Some(path) = relative(target).map(|a| a.path.trim_end_matches('/').to_owned()) else {
        return Vec::new();
    };
    if surroundings.target(&path) != Target::Folder {
        return Vec::new();
    }
    let mut names = surroundings.siblings(&format!("{path}/x"));
    names.sort_unstable();
    names.dedup();
    let documents = names.into_iter().filter(|n| !n.to_lowercase().starts_with("readme")).take(MOST_FILES);
    documents.filter_map(|name| named(surroundings, &format!("{path}/{name}"), link)).collect()
}

/// `Plan Status: Complete` at the end of a plan says that planning is over, not the work.
pub(crate) fn is_of_planning(cx: &Context<'_, '_>) -> bool {
    let Some(status) = &cx.plan.meta.status else { return false };
    let entry = cx.fit.header.iter().map(|e| e.source).find(|e| e.value.contains(status.word.span));
    entry.is_some_and(|e| e.key.of(cx.tree.text).to_ascii_lowercase().contains("plan"))
}

/// How far the tasks of some documents are.
#[derive(Default)]
pub(crate) struct Done<'t> {
    /// Ticked.
    pub(crate) done: usize,
    /// Neither ticked nor open.
    pub(crate) other: usize,
    /// Names of those that are open.
    pub(crate) open: Vec<&'t str>,
}

/// So many tasks must be ticked before they say anything about the whole.
const ENOUGH: usize = 3;

impl<'t> Done<'t> {
    /// Counts tasks whose status is said in words, whose boxes are but their criteria; where there is none, boxes. A
    /// document of a folder of tasks is a task itself if it has a status.
    pub(crate) fn of(documents: &'t [Companion]) -> Done<'t> {
        let mut counted = Done::default();
        if documents.len() > 1 && documents.iter().any(|d| d.facts.status.is_some()) {
            for document in documents {
                match document.facts.status.as_ref().map(|s| s.state) {
                    Some(State::Complete) => counted.done += 1,
                    Some(State::Draft | State::InReview | State::Approved | State::InProgress) => {
                        counted.open.push(document.name());
                    }
                    _ => counted.other += 1,
                }
            }
            return counted;
        }
        let tasks = || documents.iter().flat_map(|d| &d.facts.tasks);
        let boxed = !tasks().any(|t| !t.boxed && t.done.is_some());
        for task in tasks().filter(|t| t.boxed == boxed) {
            match task.done {
                Some(true) => counted.done += 1,
                Some(false) if !is_dropped(&task.text) => {
                    counted.open.push(task.id.as_deref().unwrap_or(&task.text));
                }
                _ => counted.other += 1,
            }
        }
        counted
    }

    /// Whether all is done, and that says something.
    pub(crate) fn all(&self) -> bool {
        self.done >= ENOUGH && self.open.is_empty() && self.other == 0
    }

    /// Tasks that count.
    pub(crate) fn total(&self) -> usize {
        self.done + self.open.len()
    }
}
