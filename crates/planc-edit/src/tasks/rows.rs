//! Tasks as they are told of: those of the list in its order, and those it lacks.

use super::Tasks;
use super::link::{How, comment_key};
use super::list::Entry;
use super::make::Kind;
use super::mentions::requirements;
use planc_model::TaskState;
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Serialize;

/// The tasks of a plan: what `planc tasks --format json` prints.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TaskTable {
    /// The plan, as it was named.
    pub plan: String,
    /// The file or folder of the list; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// The tasks: those of the list in its order, and those it lacks where they would stand.
    pub tasks: Vec<Task>,
    /// How many there are.
    pub summary: Counts,
}

/// How many tasks there are; those that are dropped count nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// Done.
    pub done: usize,
    /// All.
    pub total: usize,
}

/// A task.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Task {
    /// Its id; absent for one that was written by hand without an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What is to be done.
    pub text: String,
    /// Which part of the plan it was made of; `own` for one that was written by hand.
    pub kind: Kind,
    /// The phase or section it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// How far it is.
    pub state: TaskState,
    /// Ids of the tasks that come first.
    pub depends_on: Vec<String>,
    /// Who does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Ids of the requirements it names.
    pub requirements: Vec<String>,
    /// Names of the components it names.
    pub components: Vec<String>,
    /// The parts of the plan it was made of.
    pub origins: Vec<Origin>,
    /// Whether the list has it.
    pub listed: bool,
    /// Whether the plan no longer asks for it.
    pub gone: bool,
}

/// A part of a plan that a task was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Origin {
    /// The part, as `planc show PLAN PATH` takes it.
    pub path: String,
    /// What it is known by, wherever it stands.
    pub key: String,
}

impl Counts {
    /// Counts tasks by their states.
    pub fn of(states: impl Iterator<Item = TaskState>) -> Counts {
        let mut counts = Counts::default();
        for state in states.filter(|s| *s != TaskState::Dropped) {
            counts.total += 1;
            counts.done += usize::from(state == TaskState::Done);
        }
        counts
    }
}

impl Tasks<'_, '_> {
    /// All tasks: those of the list in its order, and those it lacks where they would stand.
    pub fn rows(&self) -> Vec<Task> {
        let listed = self.list.entries.iter().enumerate();
        let mut rows: Vec<(usize, Task)> =
            listed.map(|(index, entry)| (index, self.listed(index, entry))).collect();
        let end = rows.len();
        let groups = rows.iter().filter_map(|(index, row)| Some((row.group.clone()?, *index)));
        let last_of: FxHashMap<String, usize> = groups.collect();
        for task in (0..self.wanted.len()).filter(|t| self.links.entry[*t].is_none()) {
            let row = self.lacking(task);
            let last = row.group.as_ref().and_then(|g| last_of.get(g)).copied();
            rows.push((last.unwrap_or(end), row));
        }
        rows.sort_by_key(|(place, _)| *place);
        rows.into_iter().map(|(_, task)| task).collect()
    }

    fn title_of(&self, section: usize) -> Option<&str> {
        let tree = self.list.trees.first()?;
        Some(tree.title(tree.sections.get(section)?))
    }

    fn listed(&self, index: usize, entry: &Entry) -> Task {
        let of_plan = &self.links.tasks[index];
        let all = of_plan.iter().map(|t| &self.wanted[*t]);
        let words = self.list.str(entry, entry.words);
        let known = entry.comment.as_ref().and_then(|_| of_plan.first()).map(|t| self.wanted[*t].kind);
        let mut named = requirements(self.list.str(entry, entry.own));
        let mut components: Vec<String> = Vec::new();
        for task in all.clone() {
            extend(&mut named, &task.requirements);
            extend(&mut components, &task.components);
        }
        Task {
            id: entry.id.clone(),
            text: super::fill::one_line(words).into_owned(),
            kind: known.unwrap_or(Kind::Own),
            group: self.list.group_of(entry).map(str::to_owned).or_else(|| all.clone().next()?.group.clone()),
            state: entry.state,
            depends_on: self.depends_on(index).iter().map(|e| self.name_of(*e)).collect(),
            owner: entry.owner.clone().or_else(|| all.clone().find_map(|t| t.owner.clone())),
            requirements: named,
            components,
            origins: all.map(|t| Origin { path: t.path.clone(), key: comment_key(t) }).collect(),
            listed: true,
            gone: entry.comment.is_some() && of_plan.is_empty(),
        }
    }

    fn lacking(&self, index: usize) -> Task {
        let task = &self.wanted[index];
        let mut depends_on: Vec<String> = Vec::new();
        for after in &task.after {
            let id = match self.links.entry[*after] {
                Some((entry, _)) => self.name_of(entry),
                None => self.ids[*after].clone(),
            };
            if !depends_on.contains(&id) {
                depends_on.push(id);
            }
        }
        Task {
            id: Some(self.ids[index].clone()),
            text: task.text(),
            kind: task.kind,
            group: self
                .section(task)
                .and_then(|s| self.title_of(s))
                .map(str::to_owned)
                .or(task.group.clone()),
            state: task.state,
            depends_on,
            owner: task.owner.clone(),
            requirements: task.requirements.clone(),
            components: task.components.clone(),
            origins: vec![Origin { path: task.path.clone(), key: comment_key(task) }],
            listed: false,
            gone: false,
        }
    }

    /// The entries that a task waits for: what the list says, else what the plan says.
    pub(crate) fn depends_on(&self, entry: usize) -> Vec<usize> {
        if let Some(said) = &self.list.entries[entry].depends {
            return said.clone();
        }
        let mut found: Vec<usize> = Vec::new();
        for task in self.links.tasks[entry].iter().filter(|t| self.of_comment(**t)) {
            found.extend(self.wanted[*task].after.iter().filter_map(|a| Some(self.links.entry[*a]?.0)));
        }
        found.retain(|e| *e != entry);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether planc wrote the entry of a task. Who wrote tasks in own words, has an order of their own too.
    fn of_comment(&self, task: usize) -> bool {
        self.links.entry[task].is_some_and(|(_, how)| how != How::Words)
    }

    /// What an entry is called: its id, else its words.
    pub(crate) fn name_of(&self, entry: usize) -> String {
        let entry = &self.list.entries[entry];
        entry
            .id
            .clone()
            .unwrap_or_else(|| super::fill::one_line(self.list.str(entry, entry.words)).into_owned())
    }
}

/// Adds what is not there yet.
fn extend(all: &mut Vec<String>, more: &[String]) {
    for one in more {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
}
