//! Which form a list is written in, and what a task looks like in it.

use super::Tasks;
use super::fill::{Values, fill};
use super::list::{Comment, List, Shape, digest};
use super::make::PlanTask;
use planc_dialect::{Library, TaskForm};
use planc_model::{family, is_requirement};
use planc_syntax::Slugger;

/// The longest name of a file, in characters.
const LONGEST: usize = 48;

/// A title in the name of a file: whole words, as many as there is room for.
fn slug(title: &str) -> String {
    let mut out = String::new();
    for word in title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        let room = out.is_empty() || out.chars().count() + word.chars().count() < LONGEST;
        if !room {
            break;
        }
        if !out.is_empty() {
            out.push('-');
        }
        out.extend(word.chars().take(LONGEST).flat_map(char::to_lowercase));
    }
    if out.is_empty() { "task".to_owned() } else { out }
}

/// The dialect's form where the list is written in one like it, else the first that is.
pub(crate) fn choose<'l>(library: &'l Library, dialect: &str, list: &List<'_>) -> Option<&'l TaskForm> {
    let own = super::form_of(library, dialect)?;
    let folder = |f: &&TaskForm| f.is_folder() == list.folder;
    let headed = list.entries.iter().filter(|e| matches!(e.shape, Shape::Heading(_))).count();
    let items = list.entries.iter().filter(|e| e.shape == Shape::Item).count();
    let like = |f: &&TaskForm| {
        folder(f)
            && (list.folder || list.entries.is_empty() || (level(f).is_some() == (headed >= items.max(1))))
    };
    let forms = library.task_forms();
    Some(own)
        .filter(like)
        .or_else(|| forms.iter().find(like))
        .or_else(|| forms.iter().find(folder))
        .or(Some(own))
}

/// The level of the heading that a task of this form has; `None` for an item.
pub(crate) fn level(form: &TaskForm) -> Option<usize> {
    let line = form.task.lines().find(|l| !l.trim().is_empty())?;
    let marks = line.len() - line.trim_start_matches('#').len();
    Some(marks).filter(|m| *m > 0)
}

impl Tasks<'_, '_> {
    /// What the names of the form stand for in a task.
    pub(crate) fn values(&self, index: usize) -> Values {
        let task = &self.wanted[index];
        let own = self.links.entry[index].map(|(e, _)| e);
        let listed = |task: usize| self.links.entry[task].map_or(usize::MAX, |(e, _)| e);
        let mut after = task.after.clone();
        after.retain(|a| Some(listed(*a)) != own);
        after.sort_by_key(|a| (listed(*a), *a));
        let mut before: Vec<String> = after.iter().map(|a| self.reference(*a)).collect();
        before.dedup();
        let stories = task.requirements.iter().filter(|r| family(r) == "US").cloned().collect();
        debug_assert!(task.requirements.iter().all(|r| is_requirement(r)));
        Values::default()
            .with("id", &self.ids[index])
            .with("title", &task.title)
            .with("detail", &task.detail)
            .with("text", &task.text())
            .with_all(
                "mark",
                vec![Comment::write(task.kind, &task.key, &digest(&self.written(index)), false)],
            )
            .with("group", task.group.as_deref().unwrap_or(""))
            .with("owner", task.owner.as_deref().unwrap_or(""))
            .with("outputs", &task.outputs)
            .with("slug", &slug(&task.title))
            .with("plan", &self.plan_link())
            .with("spec", self.sources.around.spec.as_deref().unwrap_or(""))
            .with("origin", &self.origin_link(task))
            .with_all("dependencies", before)
            .with_all("requirements", task.requirements.clone())
            .with_all("stories", stories)
            .with_all("components", task.components.clone())
    }

    /// The words of a task as the form writes them behind its id.
    pub(crate) fn written(&self, index: usize) -> String {
        self.tail(index).trim_start_matches([':', '.', ')', '-', ' ']).to_owned()
    }

    /// What stands between the id and the comment.
    pub(crate) fn tail(&self, index: usize) -> String {
        let task = &self.wanted[index];
        let line = self
            .form
            .task
            .lines()
            .find(|l| l.contains("{title}") || l.contains("{text}"))
            .unwrap_or("{text}");
        let from = match line.split_once("{id}") {
            Some((_, rest)) => rest,
            None => &line[line.find("{t").unwrap_or(0)..],
        };
        let from = from.split("{mark}").next().unwrap_or(from);
        let stories = task.requirements.iter().filter(|r| family(r) == "US").cloned().collect();
        let values = Values::default()
            .with("title", &task.title)
            .with("text", &task.text())
            .with("detail", &task.detail)
            .with_all("requirements", task.requirements.clone())
            .with_all("stories", stories);
        fill(from, &values).trim_end().to_owned()
    }

    /// How a task is named where another depends on it.
    pub(crate) fn reference(&self, index: usize) -> String {
        let values = Values::default().with("id", &self.ids[index]).with("file", &self.file_name(index));
        fill(&self.form.reference, &values)
    }

    /// The name of the file of a task, where each has one.
    fn file_name(&self, index: usize) -> String {
        let path = match self.links.entry[index].map(|(e, _)| &self.list.entries[e]) {
            Some(entry) => self.list.files[entry.file].path.to_owned(),
            None => self.path(index),
        };
        path.rsplit('/').next().unwrap_or(&path).to_owned()
    }

    /// Where a new task of a folder goes, from the folder of the plan.
    pub(crate) fn path(&self, index: usize) -> String {
        let name = self.form.file.rsplit('/').next().unwrap_or(&self.form.file);
        let values =
            Values::default().with("id", &self.ids[index]).with("slug", &slug(&self.wanted[index].title));
        let name = fill(name, &values);
        // Beside its neighbours, wherever they are.
        let first = self.list.files.first().map_or(self.form.file.as_str(), |f| f.path);
        first.rsplit_once('/').map_or(name.clone(), |(folder, _)| format!("{folder}/{name}"))
    }

    /// The plan as a link.
    pub(crate) fn plan_link(&self) -> String {
        let to = &self.sources.around.plan;
        let name = to.rsplit('/').next().unwrap_or(to);
        format!("[{name}]({to})")
    }

    /// The section of the plan that a task was made of, as a link.
    fn origin_link(&self, task: &PlanTask) -> String {
        let tree = self.sources.tree;
        let behind = tree.sections.partition_point(|s| s.span.start <= task.span.start);
        let Some(section) = behind.checked_sub(1).filter(|s| tree.sections[*s].heading.is_some()) else {
            return self.plan_link();
        };
        let title = tree.title(&tree.sections[section]);
        let anchor = Slugger::plain(title);
        let shown = title.trim_matches(['*', ' ']).replace(['[', ']'], "");
        format!("[{shown}]({}#{anchor})", self.sources.around.plan)
    }
}
