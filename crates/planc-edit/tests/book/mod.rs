//! A plan and its list, as files that are merged and ticked.

use planc_dialect::Library;
use planc_edit::tasks::{Around, ListFile, Note, Refusal, Sources, Task, Tasks, Tick, TickError};
use std::sync::LazyLock;

/// The forms that come with planc.
#[allow(dead_code)]
pub const FORMS: &[&str] =
    &["generic", "governed", "service", "change", "constitution", "phased", "speckit", "kiro"];

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::builtin);

/// A plan of a dialect and the files of its list.
#[allow(dead_code)]
#[derive(Clone, Debug)]
pub struct Book {
    pub form: String,
    pub plan: String,
    pub files: Vec<(String, String)>,
    around: Around,
}

#[allow(dead_code)]
impl Book {
    pub fn of(form: &str, plan: &str, list: Option<&str>) -> Book {
        let files = list.map(|text| ("tasks.md".to_owned(), text.to_owned())).into_iter().collect();
        let around = Around {
            plan: "./plan.md".to_owned(),
            spec: Some("[spec.md](./spec.md)".to_owned()),
            today: "2026-02-02".to_owned(),
        };
        Book { form: form.to_owned(), plan: plan.to_owned(), files, around }
    }

    /// Reads the tasks and asks something of them.
    pub fn read<T>(&self, ask: impl FnOnce(&Tasks<'_, '_>) -> T) -> Result<T, Refusal> {
        let tree = planc_syntax::parse(&self.plan);
        let fit = LIBRARY.fit(&tree);
        let mut plan = planc_model::skim(&tree, &fit, &LIBRARY, "plan.md").plan;
        plan.dialect.name.clone_from(&self.form);
        let files: Vec<_> = self.files.iter().map(|(path, text)| ListFile { path, text }).collect();
        let folder = self.form == "phased" && self.files.first().is_none_or(|(path, _)| path.contains('/'));
        let sources = Sources {
            tree: &tree,
            plan: &plan,
            library: &LIBRARY,
            files: &files,
            folder,
            around: &self.around,
        };
        Tasks::read(sources).map(|tasks| ask(&tasks))
    }

    /// Merges and writes.
    pub fn merge(&mut self) -> Result<Vec<Note>, Refusal> {
        let merge = self.read(|tasks| tasks.merge())??;
        for (file, edits) in &merge.changed {
            self.files[*file].1 = edits.apply(&self.files[*file].1);
        }
        let path = |path: &Option<String>| path.clone().unwrap_or_else(|| "tasks.md".to_owned());
        self.files.extend(merge.created.iter().map(|(p, text)| (path(p), text.clone())));
        self.files.sort();
        self.plan = merge.plan.apply(&self.plan);
        Ok(merge.notes)
    }

    /// Ticks and writes; says whether it was so already.
    pub fn tick(&mut self, name: &str, how: &Tick) -> Result<bool, TickError> {
        let ticked = self.read(|tasks| tasks.tick(name, how)).map_err(TickError::Refused)??;
        for (file, edits) in &ticked.changed {
            self.files[*file].1 = edits.apply(&self.files[*file].1);
        }
        self.plan = ticked.plan.apply(&self.plan);
        Ok(ticked.already)
    }

    /// The whole list as one text.
    pub fn all(&self) -> String {
        self.files.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// Somebody edits the list.
    pub fn change(&mut self, from: &str, to: &str) {
        assert!(self.all().contains(from), "{}", self.all());
        self.files.iter_mut().for_each(|(_, text)| *text = text.replacen(from, to, 1));
    }
}

/// A list merged with a plan, and the plan.
#[allow(dead_code)]
pub fn merged(form: &str, plan: &str, list: &str) -> Result<(String, String), Refusal> {
    let mut book = Book::of(form, plan, Some(list));
    book.merge()?;
    Ok((book.all(), book.plan))
}

/// A task on one line.
#[allow(dead_code)]
pub fn row(task: &Task) -> String {
    let after =
        if task.depends_on.is_empty() { String::new() } else { format!(" <{}>", task.depends_on.join(" ")) };
    format!("{} {} {}{after}", task.id.as_deref().unwrap_or("-"), task.kind.word(), task.text)
}
