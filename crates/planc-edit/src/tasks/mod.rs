//! Tasks of a plan: made of its parts, matched with the list there is, merged into it.
//!
//! [`Tasks::read`] reads the list, makes the tasks that the plan asks for and finds which of them are listed.
//! [`Tasks::rows`] tells of them, [`Tasks::merge`] says what has to change, [`Tasks::tick`] marks one as done. Nothing of
//! people's text is printed anew: all of it are edits, and a merge that would not be read back as it was written is
//! refused.

mod export;
mod fill;
mod form;
mod ids;
mod link;
mod list;
mod make;
mod mentions;
mod merge;
mod place;
mod rows;
mod sign;
mod summary;
mod tick;
mod words;

pub use export::{csv, github, markdown};
pub use list::{ListFile, Refusal};
pub use make::Kind;
pub use merge::{Merge, Note};
pub use rows::{Counts, Origin, Task, TaskTable};
pub use tick::{Tick, TickError, Ticked};

use crate::conflict_marker;
use ids::Ids;
use link::{Links, link};
use list::List;
use make::{PlanTask, plan_tasks};
use place::Places;
use planc_dialect::{Library, TaskForm};
use planc_model::Plan;
use planc_syntax::Tree;

/// What tasks are read from.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'s, 'a> {
    /// The plan's text.
    pub tree: &'s Tree<'a>,
    /// The plan.
    pub plan: &'s Plan<'a>,
    /// Dialects, forms and words.
    pub library: &'s Library,
    /// The files of the list; none where there is none yet.
    pub files: &'s [ListFile<'s>],
    /// Whether there is one file a task.
    pub folder: bool,
    /// What a new list says of its surroundings.
    pub around: &'s Around,
}

/// What a new list says of its surroundings.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// The way from the list to the plan: `./plan.md`.
    pub plan: String,
    /// The specification as a link.
    pub spec: Option<String>,
    /// Today.
    pub today: String,
}

/// The tasks of a plan and its list, read together.
pub struct Tasks<'s, 'a> {
    sources: Sources<'s, 'a>,
    form: &'s TaskForm,
    list: List<'s>,
    wanted: Vec<PlanTask>,
    links: Links,
    /// Where new tasks go.
    places: Places,
    /// The id of each wanted task: that of its entry, or the next free one.
    ids: Vec<String>,
}

/// The form in which the tasks of a dialect's plans are written.
pub fn form_of<'l>(library: &'l Library, dialect: &str) -> Option<&'l TaskForm> {
    let forms = library.task_forms();
    forms.iter().find(|f| f.dialect == dialect).or(forms.first())
}

impl<'s, 'a> Tasks<'s, 'a> {
    /// Reads plan and list.
    ///
    /// # Errors
    /// A merge left conflicts in one of them; the list is in a form that planc cannot read.
    pub fn read(sources: Sources<'s, 'a>) -> Result<Tasks<'s, 'a>, Refusal> {
        let refuse = |span, message: &str| Refusal { file: None, span, message: message.to_owned() };
        if let Some(span) = conflict_marker(sources.tree.text) {
            return Err(refuse(span, "a merge conflict is not resolved here; resolve it first"));
        }
        let list = List::read(sources.files, sources.folder, sources.library)?;
        let form = form::choose(sources.library, &sources.plan.dialect.name, &list)
            .ok_or_else(|| refuse(planc_source::Span::at(0), "there is no form of tasks for this dialect"))?;
        let wanted = plan_tasks(sources.tree, sources.plan, sources.library, form);
        let links = link(&list, &wanted);
        let places = Places::new(&list);
        let mut tasks = Tasks { sources, form, list, wanted, links, places, ids: Vec::new() };
        tasks.name();
        Ok(tasks)
    }

    /// Gives every task its id; ids that are there stay.
    fn name(&mut self) {
        let listed = self.list.entries.iter().filter_map(|e| e.id.as_deref());
        let mut ids = Ids::new(self.form, listed.chain(self.wanted.iter().filter_map(|t| t.id.as_deref())));
        for (index, task) in self.wanted.iter().enumerate() {
            let entry = self.links.entry[index].map(|(e, _)| &self.list.entries[e]);
            let id = match entry {
                Some(entry) => entry.id.clone().or_else(|| task.id.clone()).unwrap_or_default(),
                None => match &task.id {
                    Some(id) => id.clone(),
                    None => {
                        let before = self.section(task).and_then(|s| self.last_in(Some(s)));
                        ids.next(&self.list, task.kind, before)
                    }
                },
            };
            self.ids.push(id);
        }
    }
}
