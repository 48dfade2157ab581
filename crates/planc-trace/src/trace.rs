//! From sources to the matrix: every citation is resolved, every requirement is told what serves it.

use crate::cite::{Cite, Role};
use crate::digest::is_digest_of;
use crate::document::{Document, DocumentCite};
use crate::evidence::Evidence;
use crate::matrix::{
    CodeLink, Column, CommitLink, ComponentLink, Finding, FindingKind, LinkRole, Matrix, Place, SectionLink,
    Spec, TaskLink, Traced,
};
use crate::resolve::{Found, From};
use crate::results::Verdict;
use crate::scope::{Index, Sources, TaskPlace, folder};
use crate::test_file::is_test;
use planc_dialect::State;
use planc_model::family;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A file of code with what it cites.
#[derive(Clone, Debug, Default)]
pub struct CodeFile {
    /// Its path from the root of the workspace, with slashes.
    pub at: String,
    /// Its path as messages show it.
    pub shown: String,
    /// What it cites.
    pub cites: Vec<CodeCite>,
    /// When it was changed last, in seconds since 1970.
    pub changed: Option<i64>,
}

/// An id that a file of code cites.
#[derive(Clone, Debug)]
pub struct CodeCite {
    /// The id.
    pub cite: Cite,
    /// The digest pinned to it.
    pub pin: Option<String>,
    /// Line and column.
    pub place: (u32, u32),
    /// The scope that the file declares.
    pub scope: Option<String>,
    /// How the tests ended that the comment belongs to.
    pub evidence: Vec<Evidence>,
}

/// A commit with what it cites.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    /// Its id.
    pub id: String,
    /// The first line of its message.
    pub subject: String,
    /// What its message cites.
    pub cites: Vec<Cite>,
    /// The documents that its message names.
    pub named: Vec<String>,
    /// The files it changed, from the root of the workspace; looked up only where they decide.
    pub files: Vec<String>,
}

/// What a requirement owes, by the state of its plan.
pub type Owed = BTreeMap<State, Vec<Column>>;

/// What is owed where the workspace does not say otherwise. Drafts, and what nobody follows any more, owe nothing.
pub fn owed() -> Owed {
    use Column::{Code, Plan, Task, Test};
    BTreeMap::from([
        (State::InReview, vec![Plan]),
        (State::Approved, vec![Plan]),
        (State::InProgress, vec![Plan, Task]),
        (State::Complete, vec![Plan, Task, Test, Code]),
    ])
}

/// What asks for something to be built. Stories, criteria and measures are met by these, where there are any.
const ASKING: &[&str] = &["FR", "NFR", "REQ", "SR", "BR", "TR", "IR", "QR", "UR"];

/// So many scopes are named that an id may belong to.
const NAMED: usize = 4;

/// Makes the matrix. Linear.
pub fn trace(sources: &Sources, index: &Index, code: &[CodeFile], commits: &[Commit], owed: &Owed) -> Matrix {
    let mut tracer = Tracer::new(sources, index);
    tracer.documents();
    tracer.linked();
    code.iter().for_each(|file| tracer.code(file));
    commits.iter().for_each(|commit| tracer.commit(commit));
    tracer.evidence();
    tracer.gaps(owed);
    let mut matrix = tracer.matrix;
    matrix.findings.sort();
    matrix.findings.dedup();
    once(&mut matrix.findings);
    matrix.count();
    matrix
}

/// What a file says wrong again and again is told at its first place, with how often.
fn once(findings: &mut Vec<Finding>) {
    let mut first: FxHashMap<(String, FindingKind, String), usize> = FxHashMap::default();
    let mut kept: Vec<(Finding, usize)> = Vec::new();
    for found in findings.drain(..) {
        let key = (found.place.path.clone(), found.kind, found.message.clone());
        match first.get(&key) {
            Some(at) => kept[*at].1 += 1,
            None => {
                first.insert(key, kept.len());
                kept.push((found, 1));
            }
        }
    }
    findings.extend(kept.into_iter().map(|(found, times)| match times {
        1 => found,
        _ => Finding { message: format!("{}, cited {times} times in this file", found.message), ..found },
    }));
}

/// Whether the message of a commit leaves open whose ids it cites, so that its files must decide.
pub fn needs_files(sources: &Sources, index: &Index, commit: &Commit) -> bool {
    commit.cites.iter().any(|cite| {
        let from = From { declared: declared(index, commit), ..From::default() };
        matches!(index.resolve(sources, cite, from), Found::Ambiguous(_))
    })
}

/// The one scope that the message of a commit names.
fn declared<'c>(index: &Index, commit: &'c Commit) -> Option<&'c str> {
    let mut known = commit.named.iter().filter(|name| !index.named(name).is_empty());
    let first = known.next()?;
    known.all(|name| index.named(name) == index.named(first)).then_some(first.as_str())
}

struct Tracer<'s> {
    sources: &'s Sources,
    index: &'s Index,
    matrix: Matrix,
    /// The requirements that a task serves.
    served: FxHashMap<TaskPlace, Vec<usize>>,
    /// Components that a requirement has already.
    has: FxHashSet<(usize, usize, usize)>,
    /// When a test or the code of a requirement was changed last.
    changed: FxHashMap<usize, i64>,
}

impl<'s> Tracer<'s> {
    fn new(sources: &'s Sources, index: &'s Index) -> Self {
        let specs = index.scopes.iter().map(|scope| {
            let home = scope.home(sources);
            let plans = scope.plans.iter().filter_map(|p| sources.plans.get(*p));
            Spec {
                name: scope.name.clone(),
                title: home.title.clone(),
                path: home.shown.clone(),
                plans: plans.map(|p| p.document.shown.clone()).collect(),
                state: scope.state,
                commits: Vec::new(),
            }
        });
        let rows = index.rows.iter().map(|row| {
            let scope = &index.scopes[row.scope];
            let home = scope.home(sources);
            let stated = &home.statements[row.statement];
            Traced {
                id: stated.id.clone(),
                spec: scope.name.clone(),
                text: stated.text.clone(),
                digest: stated.digest.clone(),
                place: place(&home.shown, stated.place),
                plan: Vec::new(),
                components: Vec::new(),
                tasks: Vec::new(),
                tests: Vec::new(),
                code: Vec::new(),
                commits: Vec::new(),
                gaps: Vec::new(),
            }
        });
        let matrix = Matrix { specs: specs.collect(), requirements: rows.collect(), ..Matrix::default() };
        Tracer {
            sources,
            index,
            matrix,
            served: FxHashMap::default(),
            has: FxHashSet::default(),
            changed: FxHashMap::default(),
        }
    }

    fn documents(&mut self) {
        let sources = self.sources;
        for (n, plan) in sources.plans.iter().enumerate() {
            let own = self.index.of_plan[n];
            // A plan that states its own requirements speaks of them where it states them.
            let home = own.is_some_and(|s| self.index.scopes[s].spec.is_none());
            for cite in &plan.document.cites {
                let rows = self.resolve(&plan.document, cite, own);
                for row in rows {
                    let at = place(&plan.document.shown, cite.place);
                    if home && self.matrix.requirements[row].place == at {
                        continue;
                    }
                    self.planned(n, &plan.document, cite, row, at);
                }
            }
        }
        for (n, list) in sources.tasks.iter().enumerate() {
            let own = self.index.of_tasks[n];
            for cite in &list.cites {
                let rows = self.resolve(list, cite, own);
                // An id above all tasks belongs to none of them.
                let Some(task) = cite.task else { continue };
                for row in rows {
                    self.served.entry(TaskPlace { list: n, task }).or_default().push(row);
                    self.task(list, task, row);
                }
            }
        }
    }

    /// A specification may say itself which task does what: `| FR-1 | [task 03](tasks/03.md) |`.
    fn linked(&mut self) {
        let sources = self.sources;
        let lists: FxHashMap<&str, usize> =
            sources.tasks.iter().enumerate().map(|(n, list)| (list.at.as_str(), n)).collect();
        for (scope, spec) in self.index.scopes.iter().enumerate().filter_map(|(n, s)| Some((n, s.spec?))) {
            let spec = &sources.specs[spec];
            for (id, target) in &spec.links {
                let target = target.split(['#', '?']).next().unwrap_or("");
                let path = planc_model::joined(folder(&spec.at), target).unwrap_or_default();
                let Some(list) = lists.get(path.as_str()).map(|n| &sources.tasks[*n]) else { continue };
                let done = list.state.map(|s| s == State::Complete);
                for row in self.index.rows_in(scope, &planc_model::id_key(id)) {
                    let (text, place) = (list.title.clone(), place(&list.shown, (1, 1)));
                    let tasks = &mut self.matrix.requirements[row].tasks;
                    if tasks.iter().all(|t| t.place.path != place.path) {
                        tasks.push(TaskLink { id: list.id.clone(), text, done, place });
                    }
                }
            }
        }
    }

    fn resolve(&mut self, document: &Document, cited: &DocumentCite, own: Option<usize>) -> Vec<usize> {
        if planc_model::is_task(&cited.cite.id) {
            return Vec::new();
        }
        let found = self.index.resolve(self.sources, &cited.cite, From { own, ..From::default() });
        let at = place(&document.shown, cited.place);
        // Where no scope is known, an id of many specifications says nothing.
        if own.is_none() && matches!(found, Found::Ambiguous(_)) {
            return Vec::new();
        }
        let rows = self.settle(found, &cited.cite, at.clone());
        rows.iter().for_each(|row| self.pinned(cited.pin.as_deref(), *row, &at));
        rows
    }

    /// The requirements that were found; whatever else was found is told.
    fn settle(&mut self, found: Found, cite: &Cite, place: Place) -> Vec<usize> {
        match found {
            Found::Rows(rows) => return rows,
            Found::Task(task) => return self.served.get(&task).cloned().unwrap_or_default(),
            Found::Nothing => {}
            Found::Unknown(message, help) => {
                self.find(FindingKind::Orphan, &cite.id, place, message, help);
            }
            Found::Ambiguous(scopes) => {
                let names: Vec<_> =
                    scopes.iter().take(NAMED).map(|s| format!("`{}`", self.index.scopes[*s].name)).collect();
                let more = scopes.len().saturating_sub(NAMED);
                let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
                let message = format!("`{}` may be that of {}{rest}", cite.id, names.join(", "));
                let name = scopes.first().map_or("", |s| self.index.scopes[*s].name.as_str());
                let help = format!("say whose it is, for instance `{name}/{}`", cite.id);
                self.find(FindingKind::Ambiguous, &cite.id, place, message, Some(help));
            }
        }
        Vec::new()
    }

    fn find(&mut self, kind: FindingKind, id: &str, place: Place, message: String, help: Option<String>) {
        self.matrix.findings.push(Finding { place, kind, id: id.to_owned(), message, help });
    }

    /// Tells of a pin that is not the digest of the text.
    fn pinned(&mut self, pin: Option<&str>, row: usize, at: &Place) {
        let Some(pin) = pin else { return };
        let Traced { id, digest, place, .. } = &self.matrix.requirements[row];
        if !is_digest_of(pin, digest) {
            let message = format!("the text of `{id}` is no longer the one that `@{pin}` was written for");
            let help = format!("read {}:{} again, then write `{id}@{digest}`", place.path, place.line);
            let id = id.clone();
            self.find(FindingKind::Stale, &id, at.clone(), message, Some(help));
        }
    }

    /// A plan speaks of a requirement.
    fn planned(&mut self, plan: usize, document: &Document, cite: &DocumentCite, row: usize, at: Place) {
        if let Some(component) = cite.component {
            self.component(row, plan, component);
        }
        if let Some(task) = cite.task {
            self.task(document, task, row);
        }
        let requirement = &mut self.matrix.requirements[row];
        if cite.key == Some("tests") {
            let (place, role) = (at.clone(), LinkRole::Planned);
            requirement.tests.push(CodeLink { place, role, task: None, evidence: Vec::new() });
        }
        if !requirement.plan.iter().any(|l| l.heading == cite.heading && l.place.path == at.path) {
            requirement.plan.push(SectionLink { place: at, heading: cite.heading.clone(), key: cite.key });
        }
    }

    fn component(&mut self, row: usize, plan: usize, component: usize) {
        let document = &self.sources.plans[plan].document;
        let Some(part) = document.components.get(component) else { return };
        if self.has.insert((row, plan, component)) {
            let place = place(&document.shown, part.place);
            self.matrix.requirements[row].components.push(ComponentLink { name: part.name.clone(), place });
        }
    }

    fn task(&mut self, document: &Document, task: usize, row: usize) {
        let Some(task) = document.tasks.get(task) else { return };
        let place = place(&document.shown, task.place);
        let tasks = &mut self.matrix.requirements[row].tasks;
        if tasks.last().is_none_or(|t| t.place != place) {
            let (id, text, done) = (task.id.clone(), task.text.clone(), task.done);
            tasks.push(TaskLink { id, text, done, place });
        }
    }

    fn code(&mut self, file: &CodeFile) {
        let index = self.index;
        let test = is_test(&file.at);
        for cited in &file.cites {
            let from = From { at: Some(&file.at), declared: cited.scope.as_deref(), ..From::default() };
            let found = index.resolve(self.sources, &cited.cite, from);
            let task = matches!(found, Found::Task(_)).then(|| cited.cite.id.clone());
            let at = place(&file.shown, cited.place);
            for row in self.settle(found, &cited.cite, at.clone()) {
                self.pinned(cited.pin.as_deref(), row, &at);
                let role = LinkRole::from(cited.cite.role);
                let requirement = &mut self.matrix.requirements[row];
                let links = if test || role == LinkRole::Verifies {
                    &mut requirement.tests
                } else {
                    &mut requirement.code
                };
                let evidence = cited.evidence.clone();
                let link = CodeLink { place: at.clone(), role, task: task.clone(), evidence };
                if links.last().is_none_or(|l| l.place != link.place) {
                    links.push(link);
                }
                if let Some(changed) = file.changed {
                    let last = self.changed.entry(row).or_insert(changed);
                    *last = changed.max(*last);
                }
                let scope = index.rows[row].scope;
                for (plan, component) in index.owners_of(&file.at) {
                    // A component serves what its own plan is for.
                    if let Some(component) =
                        component.filter(|_| !test && index.of_plan[*plan] == Some(scope))
                    {
                        self.component(row, *plan, component);
                    }
                }
            }
        }
    }

    fn commit(&mut self, commit: &Commit) {
        let index = self.index;
        let declared = declared(index, commit);
        let mut rows: Vec<(usize, Role)> = Vec::new();
        for cite in &commit.cites {
            let from = From { declared, beside: &commit.files, ..From::default() };
            // What a commit cites wrongly cannot be mended any more, so nobody is told.
            match index.resolve(self.sources, cite, from) {
                Found::Rows(found) => rows.extend(found.into_iter().map(|r| (r, cite.role))),
                Found::Task(task) => {
                    let served = self.served.get(&task).into_iter().flatten();
                    rows.extend(served.map(|r| (*r, cite.role)));
                }
                _ => {}
            }
        }
        rows.sort_unstable();
        rows.dedup_by_key(|(row, _)| *row);
        let link = |role| CommitLink { commit: commit.id.clone(), subject: commit.subject.clone(), role };
        for (row, role) in &rows {
            self.matrix.requirements[*row].commits.push(link(LinkRole::from(*role)));
        }
        let scopes = commit.named.iter().flat_map(|name| index.named(name)).filter(|_| rows.is_empty());
        let scopes: std::collections::BTreeSet<usize> = scopes.copied().collect();
        scopes
            .into_iter()
            .for_each(|scope| self.matrix.specs[scope].commits.push(link(phase(&commit.subject))));
    }

    /// What passed before test or code changed is stale; that, and what failed, is told.
    fn evidence(&mut self) {
        let mut told = Vec::new();
        for (row, requirement) in self.matrix.requirements.iter_mut().enumerate() {
            let changed = self.changed.get(&row).copied();
            for link in requirement.tests.iter_mut().chain(&mut requirement.code) {
                for evidence in &mut link.evidence {
                    let old =
                        evidence.written.zip(changed).is_some_and(|(written, changed)| written < changed);
                    if old && evidence.verdict == Verdict::Passed {
                        evidence.verdict = Verdict::Stale;
                    }
                    let (test, report, id) = (&evidence.test, &evidence.report, &requirement.id);
                    let found = match evidence.verdict {
                        Verdict::Failed => (
                            FindingKind::Failed,
                            format!("the test `{test}`, which stands for `{id}`, failed"),
                            format!("`{report}` says why"),
                        ),
                        Verdict::Stale => (
                            FindingKind::Stale,
                            format!("the test `{test}` passed before it or the code of `{id}` was changed"),
                            format!("run it again, so that `{report}` is newer"),
                        ),
                        Verdict::Passed | Verdict::Skipped => continue,
                    };
                    told.push((id.clone(), link.place.clone(), found));
                }
            }
        }
        for (id, place, (kind, message, help)) in told {
            self.find(kind, &id, place, message, Some(help));
        }
    }

    /// What the states of plans call for and requirements have not.
    fn gaps(&mut self, owed: &Owed) {
        let mut of_scope: Vec<Vec<usize>> = vec![Vec::new(); self.index.scopes.len()];
        for (n, row) in self.index.rows.iter().enumerate() {
            of_scope[row.scope].push(n);
        }
        for (scope, rows) in of_scope.iter().enumerate() {
            let Some(columns) = self.index.scopes[scope].state.and_then(|s| owed.get(&s)) else { continue };
            let asks = |n: &usize| ASKING.contains(&family(&self.matrix.requirements[*n].id));
            let some_ask = rows.iter().any(asks);
            let rows: Vec<usize> = rows.iter().filter(|n| !some_ask || asks(n)).copied().collect();
            for column in Column::ALL.into_iter().filter(|c| columns.contains(c)) {
                self.gap(scope, &rows, column);
            }
        }
    }

    fn gap(&mut self, scope: usize, rows: &[usize], column: Column) {
        let missing: Vec<usize> =
            rows.iter().filter(|n| !self.matrix.requirements[**n].has(column)).copied().collect();
        missing.iter().for_each(|n| self.matrix.requirements[*n].gaps.push(column));
        let scope = &self.index.scopes[scope];
        let home = scope.home(self.sources);
        let state = scope.state.map_or("", State::word).replace('_', " ");
        let planless = scope.plans.is_empty();
        // A work that traces nothing at all is told so once.
        if missing.len() > 1 && missing.len() == rows.len() {
            let message = match column {
                _ if planless => format!("`{}` is {state}, and no plan implements it", scope.name),
                Column::Plan => {
                    format!("the plan of `{}` and its tasks cite none of its requirements", scope.name)
                }
                Column::Task => format!("no task cites any requirement of `{}`", scope.name),
                Column::Test => format!("no test cites any requirement of `{}`", scope.name),
                Column::Code => format!("no code cites any requirement of `{}`", scope.name),
                Column::Evidence => {
                    format!("no result of a test stands for any requirement of `{}`", scope.name)
                }
            };
            let help = help(column, &self.matrix.requirements[missing[0]].id);
            let at = Place { path: home.shown.clone(), line: 1, column: 1 };
            if !(planless && column != Column::Plan) {
                self.find(FindingKind::Gap, &scope.name, at, message, Some(help).filter(|_| !planless));
            }
            return;
        }
        for n in missing {
            let Traced { id, place, .. } = &self.matrix.requirements[n];
            let of = format!("`{id}` of a plan that is {state}");
            let message = match column {
                _ if planless => format!("`{id}` has no plan"),
                Column::Plan => format!("{of} is cited by neither the plan nor a task"),
                column => format!("{of} has no {}", column.word()),
            };
            let (id, place, help) = (id.clone(), place.clone(), help(column, id));
            self.find(FindingKind::Gap, &id, place, message, Some(help).filter(|_| !planless));
        }
    }
}

fn help(column: Column, id: &str) -> String {
    match column {
        Column::Plan => format!("write `{id}` where the plan meets it"),
        Column::Task => format!("write `{id}` into the task that does it"),
        Column::Test => format!("write `verifies {id}` into a comment of its test"),
        Column::Code => format!("write `implements {id}` into a comment of its code"),
        Column::Evidence => {
            "run its tests, and name the report: `planc trace --results junit.xml`".to_owned()
        }
    }
}

fn place(path: &str, (line, column): (u32, u32)) -> Place {
    Place { path: path.to_owned(), line, column }
}

/// What a commit is for in test-driven work: `RED: Test limits (SPEC-003)`.
fn phase(subject: &str) -> LinkRole {
    match subject.split([':', '(']).next().unwrap_or("").trim() {
        "RED" => LinkRole::Verifies,
        "GREEN" => LinkRole::Implements,
        _ => LinkRole::Mentions,
    }
}
