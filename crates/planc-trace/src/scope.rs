//! Scopes: a specification with its plans and tasks is what an id is unique in.

use crate::document::Document;
use planc_dialect::State;
use planc_model::{family, id_key};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The documents of a workspace.
#[derive(Debug, Default)]
pub struct Sources {
    /// Specifications, in the order of their paths.
    pub specs: Vec<Document>,
    /// Plans, in the order of their paths.
    pub plans: Vec<PlanSource>,
    /// Lists of tasks, in the order of their paths.
    pub tasks: Vec<Document>,
}

/// A plan and where it leads.
#[derive(Debug, Default)]
pub struct PlanSource {
    /// The plan.
    pub document: Document,
    /// The path of its specification from the root of the workspace.
    pub spec: Option<String>,
    /// What it calls its specification, where that is no link.
    pub spec_name: Option<String>,
    /// The paths of its tasks.
    pub tasks: Vec<String>,
}

/// A specification with its plans and tasks.
#[derive(Debug, Default)]
pub struct Scope {
    /// What it is called: its id, else its folder, else its file.
    pub name: String,
    /// Its specification; a plan that states its own requirements has none.
    pub spec: Option<usize>,
    /// Its plans.
    pub plans: Vec<usize>,
    /// Its lists of tasks.
    pub tasks: Vec<usize>,
    /// The state of the plan that is furthest; without a plan, that of the specification.
    pub state: Option<State>,
    /// The folder of the project it is about, from the root of the workspace.
    pub(crate) territory: String,
}

/// A requirement of a scope.
#[derive(Debug)]
pub struct Row {
    /// The scope.
    pub scope: usize,
    /// Its place among the statements of the document that states it.
    pub statement: usize,
}

/// A task of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TaskPlace {
    /// The list: its place among [`Sources::tasks`].
    pub list: usize,
    /// The task in it.
    pub task: usize,
}

/// The scopes that have an id, by its key; they rise.
#[derive(Debug, Default)]
pub struct Keys(BTreeMap<String, Vec<usize>>);

/// All scopes, and what finds them.
#[derive(Debug, Default)]
pub struct Index {
    /// The scopes.
    pub scopes: Vec<Scope>,
    /// Their requirements, scope by scope, in the order of the text.
    pub rows: Vec<Row>,
    /// The scope of each plan.
    pub of_plan: Vec<Option<usize>>,
    /// The scope of each list of tasks.
    pub of_tasks: Vec<Option<usize>>,
    /// Which scopes have which ids.
    pub keys: Keys,
    pub(crate) row_of: FxHashMap<(usize, String), usize>,
    pub(crate) by_task: FxHashMap<String, Vec<TaskPlace>>,
    by_name: FxHashMap<String, Vec<usize>>,
    /// The plans and components that a path belongs to.
    owned: FxHashMap<String, Vec<(usize, Option<usize>)>>,
    /// Ids that a specification cites without stating them.
    pub(crate) spoken: FxHashSet<(usize, String)>,
    pub(crate) families: FxHashSet<String>,
    /// Every id once, as one specification writes it.
    pub(crate) ids: Vec<String>,
    /// The letters that the id of each row begins with.
    pub(crate) kinds: Vec<String>,
    /// Scopes that have a folder to themselves: what else lies in it is theirs.
    pub(crate) folders: FxHashMap<String, Vec<usize>>,
    pub(crate) territories: FxHashSet<String>,
    /// What was narrowed down for files of a project, by key and project: of ten thousand specifications nobody
    /// wants to go through all for each file.
    pub(crate) near: RefCell<FxHashMap<(String, String), Vec<usize>>>,
    /// What unknown names were likely meant to be.
    pub(crate) slips: RefCell<FxHashMap<String, Option<String>>>,
}

/// Folders of documents: what lies above the first of them is the project.
const DOCUMENTS: &[&str] = &[
    "docs",
    "doc",
    "documentation",
    "specs",
    "spec",
    "specifications",
    "plans",
    "plan",
    "agentdocs",
    "kitty-specs",
    "openspec",
    "requirements",
    "issues",
    "features",
    "changes",
    "design",
    "rfcs",
    "adr",
    ".specify",
    ".kiro",
    ".claude",
    ".planning",
];

/// Names of specifications that have their folder to themselves.
const ALONE: &[&str] = &["spec", "requirements", "specification", "plan", "design"];

impl Index {
    /// The index of these documents.
    pub fn new(sources: &Sources) -> Index {
        let mut index = Index::default();
        let by_path: FxHashMap<&str, usize> =
            sources.specs.iter().enumerate().map(|(n, d)| (d.at.as_str(), n)).collect();
        for (n, spec) in sources.specs.iter().enumerate() {
            index.scopes.push(Scope { spec: Some(n), state: spec.state, ..scope_of(spec) });
        }
        let ids: FxHashMap<String, usize> = sources
            .specs
            .iter()
            .enumerate()
            .rev()
            .filter_map(|(n, d)| Some((name_key(d.id.as_ref()?), n)))
            .collect();
        for (n, plan) in sources.plans.iter().enumerate() {
            let linked = plan.spec.as_deref().and_then(|path| by_path.get(path));
            let named = || ids.get(&name_key(leading_name(plan.spec_name.as_deref()?)));
            let scope = match linked.or_else(named) {
                Some(scope) => Some(*scope),
                None if !plan.document.statements.is_empty() => {
                    index.scopes.push(scope_of(&plan.document));
                    Some(index.scopes.len() - 1)
                }
                None => None,
            };
            index.of_plan.push(scope);
            if let Some(scope) = scope.and_then(|s| index.scopes.get_mut(s)) {
                if scope.plans.is_empty() || rank(plan.document.state) > rank(scope.state) {
                    scope.state = plan.document.state;
                }
                scope.plans.push(n);
            }
        }
        index.tell_apart(sources);
        index.tasks(sources);
        index.rows(sources);
        index.names(sources);
        index.owners(sources);
        index
    }

    /// Of several scopes with one name each goes by its path.
    fn tell_apart(&mut self, sources: &Sources) {
        let mut count: FxHashMap<String, usize> = FxHashMap::default();
        self.scopes.iter().for_each(|s| *count.entry(name_key(&s.name)).or_default() += 1);
        for scope in &mut self.scopes {
            if count.get(&name_key(&scope.name)).is_some_and(|n| *n > 1) {
                let at = &scope.home(sources).at;
                let alone = ALONE.contains(&stem(at).to_lowercase().as_str()) && !folder(at).is_empty();
                let path =
                    if alone { folder(at) } else { at.rsplit_once('.').map_or(at.as_str(), |(p, _)| p) };
                scope.name = path.to_owned();
            }
        }
    }

    fn tasks(&mut self, sources: &Sources) {
        let mut linked: FxHashMap<&str, usize> = FxHashMap::default();
        let mut beside: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (n, scope) in self.scopes.iter().enumerate() {
            let plans = scope.plans.iter().filter_map(|p| sources.plans.get(*p));
            plans.flat_map(|p| &p.tasks).for_each(|path| _ = linked.entry(path).or_insert(n));
            let home = scope.home(sources);
            beside.entry(folder(&home.at)).or_default().push(n);
        }
        let mut known: FxHashSet<(usize, String)> = FxHashSet::default();
        for (n, list) in sources.tasks.iter().enumerate() {
            let only = |folder: &str| beside.get(folder).filter(|s| s.len() == 1).map(|s| s[0]);
            let here = folder(&list.at);
            let scope =
                linked.get(list.at.as_str()).copied().or_else(|| only(here)).or_else(|| only(folder(here)));
            self.of_tasks.push(scope);
            let Some(scope) = scope else { continue };
            self.scopes[scope].tasks.push(n);
            for (task, id) in
                list.tasks.iter().enumerate().filter_map(|(t, task)| Some((t, task.id.as_ref()?)))
            {
                let key = id_key(id);
                // The first of each id: others repeat it in a summary.
                if known.insert((scope, key.clone())) {
                    self.by_task.entry(key).or_default().push(TaskPlace { list: n, task });
                }
            }
        }
    }

    fn rows(&mut self, sources: &Sources) {
        for (n, scope) in self.scopes.iter().enumerate() {
            self.territories.insert(scope.territory.clone());
            let home = scope.home(sources);
            let here = folder(&home.at);
            if ALONE.contains(&stem(&home.at).to_lowercase().as_str()) && here != scope.territory {
                self.folders.entry(here.to_owned()).or_default().push(n);
            }
            for (statement, requirement) in home.statements.iter().enumerate() {
                let key = id_key(&requirement.id);
                if self.row_of.contains_key(&(n, key.clone())) {
                    continue;
                }
                let same = self.keys.0.entry(key.clone()).or_default();
                if same.is_empty() {
                    self.ids.push(requirement.id.clone());
                }
                same.push(n);
                self.row_of.insert((n, key), self.rows.len());
                self.rows.push(Row { scope: n, statement });
                self.kinds.push(family(&requirement.id).to_owned());
                self.families.insert(family(&requirement.id).to_owned());
            }
            self.spoken.extend(home.cites.iter().map(|c| (n, id_key(&c.cite.id))));
        }
    }

    fn names(&mut self, sources: &Sources) {
        for (n, scope) in self.scopes.iter().enumerate() {
            let mut names = vec![scope.name.clone()];
            let plans = scope.plans.iter().filter_map(|p| sources.plans.get(*p)).map(|p| &p.document);
            for document in scope.spec.and_then(|s| sources.specs.get(s)).into_iter().chain(plans) {
                names.extend(document.id.clone());
                let stem = stem(&document.at);
                let alone = ALONE.contains(&stem.to_lowercase().as_str());
                let own = if alone { last(folder(&document.at)) } else { stem };
                names.push(own.to_owned());
                let digits = own.bytes().take_while(u8::is_ascii_digit).count();
                let slug = own[digits..].trim_start_matches('-');
                if digits > 0 && !slug.is_empty() {
                    names.push(slug.to_owned());
                }
                let number = (digits > 1).then(|| own[..digits].to_owned());
                let number = number.or_else(|| document.number.map(|n| n.to_string()));
                // A plan's number is not its specification's.
                let word = if scope.spec.is_some() && document.kind == Some(planc_dialect::Document::Plan) {
                    "plan"
                } else {
                    "spec"
                };
                names.extend(number.iter().map(|n| format!("{word}{n}")));
                names.extend(number.filter(|_| word == "spec" || scope.spec.is_none()));
            }
            let mut keys: Vec<String> = names.iter().map(|n| name_key(n)).filter(|k| !k.is_empty()).collect();
            keys.sort();
            keys.dedup();
            keys.into_iter().for_each(|key| self.by_name.entry(key).or_default().push(n));
        }
    }

    fn owners(&mut self, sources: &Sources) {
        for (n, plan) in sources.plans.iter().enumerate() {
            let document = &plan.document;
            let territory = territory(&document.at);
            let parts = document.components.iter().enumerate();
            let parts = parts.flat_map(|(c, part)| part.paths.iter().map(move |p| (Some(c), p)));
            for (component, path) in parts.chain(document.files.iter().map(|p| (None, p))) {
                for from in ["", territory].into_iter().take(if territory.is_empty() { 1 } else { 2 }) {
                    let Some(at) = planc_model::joined(from, path).filter(|at| !at.is_empty()) else {
                        continue;
                    };
                    let owners = self.owned.entry(at).or_default();
                    // Those of this plan stand at the end.
                    let mut own = owners.iter().rev().take_while(|(p, _)| *p == n);
                    if !own.any(|(_, c)| component.is_none() || *c == component) {
                        owners.push((n, component));
                    }
                }
            }
        }
    }

    /// The plans and components that a file belongs to: those that name it, else the nearest folder above it.
    pub fn owners_of(&self, at: &str) -> &[(usize, Option<usize>)] {
        let mut path = at;
        loop {
            if let Some(owners) = self.owned.get(path) {
                return owners;
            }
            match path.rsplit_once('/') {
                Some((above, _)) => path = above,
                None => return &[],
            }
        }
    }

    /// The scopes of that name.
    pub fn named(&self, name: &str) -> &[usize] {
        self.by_name.get(&name_key(name)).map_or(&[], Vec::as_slice)
    }

    /// The requirements of a scope with that key; else the whole it is a part of, else its parts.
    pub(crate) fn rows_in(&self, scope: usize, key: &str) -> Vec<usize> {
        let row = |key: &str| self.row_of.get(&(scope, key.to_owned())).copied();
        match row(key).or_else(|| row(whole(key))) {
            Some(row) => vec![row],
            None => self.keys.parts(key).filter_map(|(k, _)| row(k)).collect(),
        }
    }
}

impl Keys {
    /// Whether some specification states an id, or a part of it, by its key.
    pub fn states(&self, key: &str) -> bool {
        self.0.contains_key(key) || self.0.contains_key(whole(key)) || self.parts(key).next().is_some()
    }

    /// The keys of the parts of an id: `FR-2a` and `FR-2.1` of `FR-2`.
    fn parts(&self, key: &str) -> impl Iterator<Item = (&String, &Vec<usize>)> {
        let after = self.0.range(key.to_owned()..);
        let len = key.len();
        let prefix = key.to_owned();
        after.take_while(move |(k, _)| k.starts_with(&prefix)).filter(move |(k, _)| {
            let rest = &k[len..];
            rest.starts_with('.') || rest.len() == 1 && rest.starts_with(|c: char| c.is_ascii_alphabetic())
        })
    }

    /// The scopes that have an id; they rise.
    pub(crate) fn having(&self, key: &str) -> Cow<'_, [usize]> {
        if let Some(scopes) = self.0.get(key).or_else(|| self.0.get(whole(key))) {
            return Cow::Borrowed(scopes);
        }
        let mut scopes: Vec<usize> = self.parts(key).flat_map(|(_, scopes)| scopes).copied().collect();
        scopes.sort_unstable();
        scopes.dedup();
        Cow::Owned(scopes)
    }
}

impl Scope {
    /// The document that states its requirements.
    pub fn home<'s>(&self, sources: &'s Sources) -> &'s Document {
        match self.spec {
            Some(spec) => &sources.specs[spec],
            // A scope without a specification was made for a plan.
            None => &sources.plans[self.plans[0]].document,
        }
    }
}

fn scope_of(document: &Document) -> Scope {
    let stem = stem(&document.at);
    let alone = ALONE.contains(&stem.to_lowercase().as_str());
    let name = match last(folder(&document.at)) {
        own if alone && !own.is_empty() => own,
        _ => stem,
    };
    Scope {
        name: document.id.clone().unwrap_or_else(|| name.to_owned()),
        territory: territory(&document.at).to_owned(),
        ..Scope::default()
    }
}

/// How far a state is: what is furthest says what is owed.
fn rank(state: Option<State>) -> u8 {
    match state {
        Some(State::Complete) => 4,
        Some(State::InProgress) => 3,
        Some(State::Approved) => 2,
        Some(State::InReview) => 1,
        _ => 0,
    }
}

/// The form in which names are compared: `SPEC-003` and `spec3`, `003-price-cache` and `3 Price Cache`.
pub(crate) fn name_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let mut number = false;
    let mut chars = name.chars().filter(|c| c.is_alphanumeric()).peekable();
    while let Some(c) = chars.next() {
        // A zero before another digit says nothing.
        let leading = c == '0' && !number && chars.peek().is_some_and(char::is_ascii_digit);
        number = c.is_ascii_digit() && !leading;
        if !leading {
            key.extend(c.to_lowercase());
        }
    }
    key
}

/// `FR-2` of `FR-2a`.
fn whole(key: &str) -> &str {
    key.trim_end_matches(|c: char| c.is_ascii_alphabetic())
}

/// `SPEC-001 (Login)`: the id.
fn leading_name(text: &str) -> &str {
    let bare = text.trim_start_matches(['[', '`', '*', ' ']);
    bare.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).next().unwrap_or(bare)
}

pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

pub(crate) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn stem(path: &str) -> &str {
    let name = last(path);
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

/// The folder of the project that a document is about: what lies above the folders of documents.
fn territory(path: &str) -> &str {
    let mut end = 0;
    for part in folder(path).split('/').filter(|p| !p.is_empty()) {
        if DOCUMENTS.contains(&part.to_lowercase().as_str()) {
            return path[..end].trim_end_matches('/');
        }
        end += part.len() + 1;
    }
    folder(path)
}

/// Whether a path lies in a folder; everything lies in the root.
pub(crate) fn inside(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
