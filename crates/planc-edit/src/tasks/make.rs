//! The tasks that a plan asks for.

use super::fill::{Values, fill, one_line};
use super::mentions::{Mentions, Said, is_stub, requirements};
use super::words::key;
use planc_dialect::{Library, TaskForm};
use planc_model::{
    Check, Endpoint, Migration, Plan, Spanned, TaskState, Test, TestLevel, is_task, leading_id,
};
use planc_source::{Fingerprint, Span};
use planc_syntax::Tree;
use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::Serialize;

/// Which part of a plan a task was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the keys of the model")]
pub enum Kind {
    Phase,
    Step,
    Milestone,
    Acceptance,
    Migration,
    Endpoint,
    Test,
    Docs,
    Rollout,
    /// Written by hand.
    Own,
}

impl Kind {
    /// The word of forms, comments and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Phase => "phase",
            Kind::Step => "step",
            Kind::Milestone => "milestone",
            Kind::Acceptance => "acceptance",
            Kind::Migration => "migration",
            Kind::Endpoint => "endpoint",
            Kind::Test => "test",
            Kind::Docs => "docs",
            Kind::Rollout => "rollout",
            Kind::Own => "own",
        }
    }
}

/// A task that a plan asks for.
#[derive(Clone, Debug)]
pub(crate) struct PlanTask {
    pub(crate) kind: Kind,
    /// What is to be done, on one line.
    pub(crate) title: String,
    /// More about it.
    pub(crate) detail: String,
    /// The heading it stands under in a list.
    pub(crate) group: Option<String>,
    /// The part of the model it was made of.
    pub(crate) path: String,
    /// Where that stands in the plan.
    pub(crate) span: Span,
    /// What it is known by, wherever it stands.
    pub(crate) key: String,
    /// The id that the plan itself gives it.
    pub(crate) id: Option<String>,
    /// The tasks that come first, by their place.
    pub(crate) after: Vec<usize>,
    pub(crate) owner: Option<String>,
    pub(crate) outputs: String,
    pub(crate) requirements: Vec<String>,
    pub(crate) components: Vec<String>,
    /// What its box in the plan says.
    pub(crate) state: TaskState,
    /// Its box in the plan.
    pub(crate) tick: Option<Span>,
}

impl PlanTask {
    /// Title and detail together.
    pub(crate) fn text(&self) -> String {
        if self.detail.is_empty() { self.title.clone() } else { format!("{}: {}", self.title, self.detail) }
    }
}

/// The words of tasks that a form does not say otherwise.
const TEXTS: &[(&str, &str)] = &[
    ("migration", "Write migration `{title}`"),
    ("migration.down", "Test the way back from migration `{title}`"),
    ("endpoint", "Build `{title}`"),
    ("test", "Write {?{group} ?}tests: {title}"),
    ("docs.update", "Update `{title}`"),
    ("docs.new", "Write {title}"),
    ("rollout", "Roll out: {title}"),
];

/// The tasks of a plan, in its order. Linear.
pub(crate) fn plan_tasks(
    tree: &Tree<'_>,
    plan: &Plan<'_>,
    library: &Library,
    form: &TaskForm,
) -> Vec<PlanTask> {
    let mut maker = Maker {
        plan,
        form,
        mentions: Mentions::new(plan),
        out: Vec::new(),
        twice: twice(plan),
        keys: FxHashMap::default(),
    };
    maker.phases();
    maker.steps();
    if maker.out.is_empty() {
        maker.checks(Kind::Milestone, "milestones", plan.milestones.as_deref());
    }
    if maker.out.is_empty() {
        maker.checks(Kind::Acceptance, "acceptance", plan.acceptance.as_deref());
    }
    let said: Vec<Said> = maker
        .out
        .iter()
        .map(|t| Said::new(&format!("{} {}", t.text(), t.outputs), library.vocabulary()))
        .collect();
    maker.migrations(&said);
    maker.endpoints(&said);
    maker.tests();
    maker.docs(&said);
    maker.rollout();
    debug_assert!(maker.out.iter().all(|t| t.span.end() <= tree.text.len()));
    maker.out
}

/// The names that several tasks of phases have: *Write tests* in each.
fn twice(plan: &Plan<'_>) -> FxHashSet<String> {
    let mut once = FxHashSet::default();
    let tasks = plan.phases.iter().flatten().flat_map(|p| p.tasks.iter().flatten());
    tasks.map(|t| key(t.text.as_str())).filter(|name| !once.insert(name.clone())).collect()
}

struct Maker<'m, 'a> {
    plan: &'m Plan<'a>,
    form: &'m TaskForm,
    mentions: Mentions,
    out: Vec<PlanTask>,
    /// Names of more than one task: these are known by their group too.
    twice: FxHashSet<String>,
    /// How often a key was there: two tasks of the same words are two tasks.
    keys: FxHashMap<String, u32>,
}

/// What a task is made of.
#[derive(Default)]
struct Part<'p> {
    name: &'p str,
    title: String,
    detail: &'p str,
    group: Option<String>,
    path: String,
    span: Span,
    owner: Option<&'p str>,
    outputs: &'p str,
    done: Option<Spanned<bool>>,
    mark: Option<char>,
}

impl<'m> Maker<'m, '_> {
    /// Adds a task; gives its place.
    fn push(&mut self, kind: Kind, part: Part<'_>) -> Option<usize> {
        let title = one_line(&part.title).into_owned();
        if is_stub(&title) {
            return None;
        }
        let id = leading_id(&title).filter(|(id, _)| is_task(id));
        let (id, title) = match id {
            Some((id, rest)) if !rest.is_empty() => (Some(id.to_owned()), rest.to_owned()),
            _ => (None, title),
        };
        let mut name = format!("{} {}", kind.word(), key(part.name));
        if self.twice.contains(&key(part.name)) {
            name = format!("{name} {}", part.group.as_deref().map_or(String::new(), key));
        }
        let count = self.keys.entry(name.clone()).or_default();
        *count += 1;
        let known = if *count == 1 { name } else { format!("{name} {count}") };
        let text = format!("{title} {} {}", part.detail, part.outputs);
        let state = match (part.done.as_ref().map(|d| d.value), part.mark) {
            (Some(true), _) => TaskState::Done,
            (_, Some('-' | '!' | '?')) => TaskState::Dropped,
            (_, Some(_)) => TaskState::InProgress,
            _ => TaskState::Open,
        };
        let default = self.form.groups.get(kind.word());
        let components = self.mentions.components(&text);
        self.out.push(PlanTask {
            kind,
            title,
            detail: one_line(part.detail).into_owned(),
            group: part.group.or_else(|| default.filter(|g| !g.contains('{')).cloned()),
            path: part.path,
            span: part.span,
            key: Fingerprint::of_text(&known).to_string()[..8].to_owned(),
            id,
            after: Vec::new(),
            owner: part.owner.map(|o| one_line(o).into_owned()).filter(|o| !o.is_empty()),
            outputs: one_line(part.outputs).into_owned(),
            requirements: requirements(&text),
            components: components.iter().map(|c| self.component(*c)).collect(),
            state,
            tick: part.done.map(|d| d.span),
        });
        Some(self.out.len() - 1)
    }

    fn component(&self, index: usize) -> String {
        let component = self.plan.components.as_ref().and_then(|all| all.get(index));
        component.and_then(|c| c.name.as_ref()).map_or(String::new(), |n| n.value.to_string())
    }

    /// The words of a task by the form, with the name of what it is about.
    fn words(&self, kind: &str, title: &str, group: &str) -> String {
        let own = self.form.texts.get(kind).map(String::as_str);
        let text =
            own.or_else(|| TEXTS.iter().find(|(k, _)| *k == kind).map(|(_, t)| *t)).unwrap_or("{title}");
        fill(text, &Values::default().with("title", title).with("group", group))
    }

    /// The tasks of phases; those of one come after those of the phase before. A phase without tasks is one itself.
    fn phases(&mut self) {
        let plan = self.plan;
        let mut before: Vec<usize> = Vec::new();
        for (p, phase) in plan.phases.iter().flatten().enumerate() {
            let name = phase.name.as_ref().map_or("", |n| n.as_str());
            let number = phase.number.as_ref().map_or(String::new(), |n| n.value.to_string());
            let group = self.form.groups.get("phase").map(|text| {
                fill(text, &Values::default().with("n", &number).with("title", name)).trim().to_owned()
            });
            // Without a name only the number is left: `Phase 2`.
            let group = group.map(|g| g.trim_end_matches([':', ' ']).to_owned()).filter(|g| !g.is_empty());
            let mut own = Vec::new();
            for (t, task) in phase.tasks.iter().flatten().enumerate() {
                own.extend(self.push(
                    Kind::Phase,
                    Part {
                        name: task.text.as_str(),
                        title: task.text.to_string(),
                        group: group.clone(),
                        path: format!("phases[{p}].tasks[{t}]"),
                        span: task.text.span,
                        owner: task.owner.as_ref().map(|o| o.as_str()),
                        outputs: task.outputs.as_ref().map_or("", |o| o.as_str()),
                        done: task.done,
                        mark: task.mark.as_ref().map(|m| m.value),
                        ..Part::default()
                    },
                ));
            }
            if let Some(at) = phase.name.as_ref().filter(|_| phase.tasks.is_none()) {
                own.extend(self.push(
                    Kind::Phase,
                    Part {
                        name,
                        title: name.to_owned(),
                        detail: phase.goal.as_ref().map_or("", |g| g.as_str()),
                        group,
                        path: format!("phases[{p}]"),
                        span: at.span,
                        ..Part::default()
                    },
                ));
            }
            for task in &own {
                self.out[*task].after.clone_from(&before);
            }
            if !own.is_empty() {
                before = own;
            }
        }
    }

    /// Steps are done one after the other.
    fn steps(&mut self) {
        let plan = self.plan;
        let known: FxHashSet<String> = self.out.iter().map(|t| key(&t.title)).collect();
        let mut before: Option<usize> = None;
        for (s, step) in plan.steps.iter().flatten().enumerate() {
            if known.contains(&key(step.text.as_str())) {
                continue;
            }
            let part = Part {
                name: step.text.as_str(),
                title: step.text.to_string(),
                path: format!("steps[{s}]"),
                span: step.text.span,
                owner: step.owner.as_ref().map(|o| o.as_str()),
                outputs: step.outputs.as_ref().map_or("", |o| o.as_str()),
                ..Part::default()
            };
            if let Some(task) = self.push(Kind::Step, part) {
                self.out[task].after.extend(before);
                before = Some(task);
            }
        }
    }

    fn checks(&mut self, kind: Kind, name: &str, checks: Option<&[Check<'_>]>) {
        for (c, check) in checks.into_iter().flatten().enumerate() {
            self.push(
                kind,
                Part {
                    name: check.text.as_str(),
                    title: check.text.to_string(),
                    path: format!("{name}[{c}]"),
                    span: check.text.span,
                    done: check.done,
                    mark: check.mark.as_ref().map(|m| m.value),
                    ..Part::default()
                },
            );
        }
    }

    /// Migrations up one after the other, and the way back behind each; what a step says already is its task.
    fn migrations(&mut self, said: &[Said]) {
        let plan = self.plan;
        let mut before: Option<usize> = None;
        // A table of files and the SQL below it tell of one migration twice.
        let mut known: FxHashMap<String, Option<usize>> = FxHashMap::default();
        for (m, migration) in plan.migrations.iter().flatten().enumerate() {
            let Some((name, span)) = migration_name(migration) else { continue };
            let covering = self.mentions.migration(said, name);
            let part = |title: String, path: String| Part { name, title, path, span, ..Part::default() };
            let stem = stem(name);
            let up = match covering.or_else(|| known.get(&key(stem)).copied().flatten()) {
                Some(task) => Some(task),
                None => {
                    let title = self.words("migration", stem, "");
                    let detail = migration.description.as_ref().map_or("", |d| d.as_str());
                    let path = format!("migrations[{m}]");
                    let task = self.push(Kind::Migration, Part { detail, ..part(title, path) });
                    if let (Some(task), Some(before)) = (task, before) {
                        self.out[task].after.push(before);
                    }
                    task
                }
            };
            self.mentions.stands_for(m, up);
            known.insert(key(stem), up);
            let back = covering.is_some_and(|c| said[c].rollback());
            if migration.down.is_some() && !back {
                let title = self.words("migration.down", stem, "");
                let down = format!("{name} down");
                let task = self.push(
                    Kind::Migration,
                    Part { name: &down, ..part(title, format!("migrations[{m}].down")) },
                );
                if let Some(task) = task {
                    self.out[task].after.extend(up);
                }
            }
            before = up.or(before);
        }
    }

    /// Endpoints after the migrations of the tables they name.
    fn endpoints(&mut self, said: &[Said]) {
        let plan = self.plan;
        for (e, endpoint) in plan.endpoints.iter().flatten().enumerate() {
            let Some((call, span)) = call(endpoint) else { continue };
            if self.mentions.endpoint(said, &call) {
                continue;
            }
            let detail = endpoint.purpose.as_ref().or(endpoint.name.as_ref()).map_or("", |t| t.as_str());
            let title = self.words("endpoint", &call, "");
            let part =
                Part { name: &call, title, detail, path: format!("endpoints[{e}]"), span, ..Part::default() };
            if let Some(task) = self.push(Kind::Endpoint, part) {
                let tables = self.mentions.migrations_of(&format!("{call} {detail}"));
                self.out[task].after.extend(tables);
            }
        }
    }

    /// Tests after what they test: what names the same component or call.
    fn tests(&mut self) {
        let plan = self.plan;
        let mut by_component: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, task) in self.out.iter().enumerate() {
            for component in &task.components {
                by_component.entry(component.clone()).or_default().push(at);
            }
        }
        for (t, test) in plan.tests.iter().flatten().enumerate() {
            let Some((subject, detail, span)) = test_words(test) else { continue };
            let level = test.level.as_ref().map_or("", |l| level(l.value));
            let title = self.words("test", subject, level);
            let name = format!("{level} {subject}");
            let part =
                Part { name: &name, title, detail, path: format!("tests[{t}]"), span, ..Part::default() };
            if let Some(task) = self.push(Kind::Test, part) {
                let components = self.out[task].components.iter();
                let mut after: Vec<usize> =
                    components.filter_map(|c| by_component.get(c)).flatten().copied().collect();
                after.sort_unstable();
                after.dedup();
                self.out[task].after = after;
            }
        }
    }

    fn docs(&mut self, said: &[Said]) {
        let plan = self.plan;
        let Some(docs) = &plan.docs else { return };
        for (d, update) in docs.update.iter().flatten().enumerate() {
            let Some(file) = &update.file else { continue };
            if said.iter().any(|s| s.names(file.as_str())) {
                continue;
            }
            let title = self.words("docs.update", file.as_str(), "");
            let detail = update.what.as_ref().map_or("", |w| w.as_str());
            let path = format!("docs.update[{d}]");
            self.push(
                Kind::Docs,
                Part { name: file.as_str(), title, detail, path, span: file.span, ..Part::default() },
            );
        }
        for (d, new) in docs.new.iter().flatten().enumerate() {
            let Some(name) = &new.name else { continue };
            if said.iter().any(|s| s.names(name.as_str())) {
                continue;
            }
            let title = self.words("docs.new", name.as_str(), "");
            let detail = new.purpose.as_ref().map_or("", |p| p.as_str());
            let path = format!("docs.new[{d}]");
            self.push(
                Kind::Docs,
                Part { name: name.as_str(), title, detail, path, span: name.span, ..Part::default() },
            );
        }
    }

    /// The rollout comes last, one stage after the other.
    fn rollout(&mut self) {
        let plan = self.plan;
        let mut waited = vec![false; self.out.len()];
        self.out.iter().flat_map(|t| &t.after).for_each(|t| waited[*t] = true);
        let mut before: Vec<usize> = (0..waited.len()).filter(|t| !waited[*t]).collect();
        let stages = plan.deployment.iter().filter_map(|d| d.rollout.as_ref()).flatten();
        for (s, stage) in stages.enumerate() {
            let Some(head) = stage.stage.as_ref().or(stage.text.as_ref()) else { continue };
            let title = self.words("rollout", head.as_str(), "");
            let detail = stage.stage.as_ref().and(stage.text.as_ref()).map_or("", |t| t.as_str());
            let path = format!("deployment.rollout[{s}]");
            let part = Part { name: head.as_str(), title, detail, path, span: head.span, ..Part::default() };
            if let Some(task) = self.push(Kind::Rollout, part) {
                self.out[task].after = std::mem::replace(&mut before, vec![task]);
            }
        }
    }
}

fn migration_name<'p>(migration: &'p Migration<'_>) -> Option<(&'p str, Span)> {
    let named = migration.file.as_ref().or(migration.name.as_ref()).or(migration.version.as_ref());
    named.or(migration.description.as_ref()).map(|n| (n.as_str(), n.span))
}

/// `migrations/001_users.up.sql` without folder and ending.
fn stem(name: &str) -> &str {
    let file = if name.contains(' ') { name } else { name.rsplit('/').next().unwrap_or(name) };
    file.strip_suffix(".sql").map_or(file, |f| f.strip_suffix(".up").unwrap_or(f))
}

fn call(endpoint: &Endpoint<'_>) -> Option<(String, Span)> {
    let path = endpoint.path.as_ref()?;
    let method = endpoint.method.as_ref().map_or(String::new(), |m| format!("{} ", m.value));
    Some((format!("{method}{}", path.value), path.span))
}

fn test_words<'p>(test: &'p Test<'_>) -> Option<(&'p str, &'p str, Span)> {
    match (&test.subject, &test.what) {
        (Some(subject), what) => {
            Some((subject.as_str(), what.as_ref().map_or("", |w| w.as_str()), subject.span))
        }
        (None, Some(what)) => Some((what.as_str(), "", what.span)),
        (None, None) => None,
    }
}

fn level(level: TestLevel) -> &'static str {
    match level {
        TestLevel::Unit => "unit",
        TestLevel::Integration => "integration",
        TestLevel::Functional => "functional",
        TestLevel::E2e => "end-to-end",
        TestLevel::Performance => "performance",
        TestLevel::Manual => "manual",
        TestLevel::Automated => "automated",
    }
}
