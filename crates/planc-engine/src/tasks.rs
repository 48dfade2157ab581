//! The tasks of a plan, with its list on the disk: read, merged, ticked.

use crate::analysis::{Analysis, skim};
use crate::discover::PlanFile;
use crate::task_list::TaskList;
use crate::workspace::{Open, Workspace};
use anyhow::{Context, Result, anyhow, bail};
use planc_edit::tasks::{
    Around, Counts, ListFile, Merge, Note, Refusal, Sources, TaskTable, Tasks, Tick, TickError,
};
use planc_source::{Diagnostic, LineIndex, Severity, render};
use planc_store::{Locked, create_new, lock_all};
use std::path::{Path, PathBuf};

/// What came of asking for tasks.
#[derive(Debug)]
pub struct TaskRun {
    /// The tasks.
    pub table: TaskTable,
    /// What changed, or would change, in the list and the plan.
    pub notes: Vec<Note>,
    /// The files that were written, as shown.
    pub written: Vec<String>,
}

/// What came of ticking a task.
#[derive(Debug)]
pub enum TickRun {
    /// It is ticked: its name, its words, whether it was before.
    Done(String, String, bool),
    /// It waits for others: its name and theirs.
    Waits(String, Vec<String>),
}

/// Texts of a plan and its list.
struct Texts {
    plan: String,
    /// Path from the folder of the plan, and text.
    list: Vec<(String, String)>,
}

impl Workspace {
    /// The tasks of a plan. With `write` its list is made, or brought up to date, and so are the plan's own boxes.
    ///
    /// # Errors
    /// The list is in a form that planc cannot read; a file cannot be read or written. Nothing is half written.
    pub fn tasks(&self, open: &Open, output: Option<&Path>, write: bool, today: &str) -> Result<TaskRun> {
        let Some(file) = &open.file else {
            if write {
                bail!("standard input has no place for a list; name the plan by its path");
            }
            let texts = Texts { plan: open.document.text.clone(), list: Vec::new() };
            let nowhere = TaskList { path: PathBuf::new(), folder: false, files: Vec::new() };
            let around = Around { plan: "plan.md".to_owned(), ..Around::default() };
            return self.read_tasks(&texts, &nowhere, &open.shown, &around, |tasks, table, merge| {
                debug_assert!(!tasks.is_empty() || table.tasks.is_empty());
                Ok(TaskRun { table, notes: merge?.notes, written: Vec::new() })
            });
        };
        let analysis = skim(self.library(), &open.document.text, &open.shown);
        let list = self.list_of(&analysis, file, output)?;
        let around = self.around(&analysis, file, &list, today);
        let shown = self.shown(&list.path);
        let texts = self.texts(file, &list)?;
        let run = self.read_tasks(&texts, &list, &open.shown, &around, |_, mut table, merge| {
            table.list = Some(shown.clone()).filter(|_| !list.files.is_empty());
            match merge {
                Ok(merge) => Ok((table, merge)),
                // Who only wants to see the tasks may see them all the same.
                Err(_) if !write => Ok((table, Merge::default())),
                Err(error) => Err(error),
            }
        })?;
        let (table, merge) = run;
        if !write || merge.is_empty() {
            return Ok(TaskRun { table, notes: merge.notes, written: Vec::new() });
        }
        let written = self.write_tasks(file, &list, &open.shown, &around)?;
        let list = self.list_of(&analysis, file, output)?;
        let texts = self.texts(file, &list)?;
        self.read_tasks(&texts, &list, &open.shown, &around, |_, mut table, _| {
            table.list = Some(shown.clone());
            Ok(TaskRun { table, notes: merge.notes, written })
        })
    }

    /// Locks plan and list, reads them anew, and writes what the merge of these texts says.
    fn write_tasks(
        &self,
        file: &PlanFile,
        list: &TaskList,
        shown: &str,
        around: &Around,
    ) -> Result<Vec<String>> {
        let (locked, texts) = self.lock(file, list)?;
        let merge = self.read_tasks(&texts, list, shown, around, |_, _, merge| merge)?;
        let base = file.path.parent().unwrap_or(Path::new(""));
        let mut written = Vec::new();
        let mut made: Vec<PathBuf> = Vec::new();
        for (path, text) in &merge.created {
            let path = path.as_ref().map_or(list.path.clone(), |p| base.join(p));
            if let Err(error) = create_new(&path, text) {
                // All of them or none.
                made.iter().for_each(|path| drop(std::fs::remove_file(path)));
                return Err(error);
            }
            written.push(self.shown(&path));
            made.push(path);
        }
        replace(locked, &texts, &merge.changed, &merge.plan).inspect_err(|_| {
            made.iter().for_each(|path| drop(std::fs::remove_file(path)));
        })?;
        written.extend(merge.changed.iter().map(|(index, _)| self.shown(&list.files[*index])));
        if !merge.plan.is_empty() {
            written.push(shown.to_owned());
        }
        Ok(written)
    }

    /// Ticks one task, in the list and in the plan.
    ///
    /// # Errors
    /// There is none of that name, or more than one; a file cannot be read or written.
    pub fn tick(
        &self,
        open: &Open,
        output: Option<&Path>,
        name: &str,
        how: &Tick,
        today: &str,
    ) -> Result<TickRun> {
        let Some(file) = &open.file else {
            bail!("standard input cannot be ticked; name the plan by its path")
        };
        let analysis = skim(self.library(), &open.document.text, &open.shown);
        let list = self.list_of(&analysis, file, output)?;
        let around = self.around(&analysis, file, &list, today);
        let texts = self.texts(file, &list)?;
        match self.ticked(&texts, &list, &open.shown, &around, name, how)? {
            Err(waits) => return Ok(waits),
            Ok(ticked) if ticked.already => return Ok(TickRun::Done(ticked.name, ticked.text, true)),
            Ok(_) => {}
        }
        // Again under lock: somebody may have written meanwhile.
        let (locked, texts) = self.lock(file, &list)?;
        match self.ticked(&texts, &list, &open.shown, &around, name, how)? {
            Err(waits) => Ok(waits),
            Ok(ticked) => {
                replace(locked, &texts, &ticked.changed, &ticked.plan)?;
                Ok(TickRun::Done(ticked.name, ticked.text, ticked.already))
            }
        }
    }

    fn ticked(
        &self,
        texts: &Texts,
        list: &TaskList,
        shown: &str,
        around: &Around,
        name: &str,
        how: &Tick,
    ) -> Result<Result<planc_edit::tasks::Ticked, TickRun>> {
        let analysis = skim(self.library(), &texts.plan, shown);
        let files = texts.files();
        let tasks = Tasks::read(self.sources(&analysis, &files, list, around))
            .map_err(|refusal| self.refused(&refusal, texts, list, shown))?;
        match tasks.tick(name, how) {
            Ok(ticked) => Ok(Ok(ticked)),
            Err(TickError::Waits(name, others)) => Ok(Err(TickRun::Waits(name, others))),
            Err(TickError::Refused(refusal)) => Err(self.refused(&refusal, texts, list, shown)),
            Err(TickError::NotListed(id)) => Err(anyhow!(
                "`{id}` has no box in the plan and is in no list yet; `planc tasks {shown} --write` makes one"
            )),
            Err(TickError::Many(all)) => {
                let some: Vec<String> = all.iter().take(5).map(|t| format!("`{t}`")).collect();
                let more = if all.len() > some.len() { ", …" } else { "" };
                Err(anyhow!(
                    "{} tasks are called `{name}`: {}{more}; name one by its id",
                    all.len(),
                    some.join(", ")
                ))
            }
            Err(TickError::Unknown(known)) => {
                let near = planc_lint::closest(name, known.iter().map(String::as_str));
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if known.is_empty() => "the plan has no tasks".to_owned(),
                    None => format!("`planc tasks {shown}` lists them"),
                };
                Err(anyhow!("`{shown}` has no task `{name}`; {help}"))
            }
        }
    }

    fn sources<'s, 'a>(
        &'s self,
        analysis: &'s Analysis<'a>,
        files: &'s [ListFile<'s>],
        list: &TaskList,
        around: &'s Around,
    ) -> Sources<'s, 'a> {
        let (tree, plan) = (&analysis.tree, &analysis.plan);
        Sources { tree, plan, library: self.library(), files, folder: list.folder, around }
    }

    /// Reads tasks of texts, and gives them to `then` with what a merge would do.
    fn read_tasks<T>(
        &self,
        texts: &Texts,
        list: &TaskList,
        shown: &str,
        around: &Around,
        then: impl FnOnce(&[planc_edit::tasks::Task], TaskTable, Result<Merge>) -> Result<T>,
    ) -> Result<T> {
        let analysis = skim(self.library(), &texts.plan, shown);
        let files = texts.files();
        let tasks = Tasks::read(self.sources(&analysis, &files, list, around))
            .map_err(|refusal| self.refused(&refusal, texts, list, shown))?;
        let rows = tasks.rows();
        let summary = Counts::of(rows.iter().map(|t| t.state));
        let table = TaskTable { plan: shown.to_owned(), list: None, tasks: rows.clone(), summary };
        let merge = tasks.merge().map_err(|refusal| self.refused(&refusal, texts, list, shown));
        then(&rows, table, merge)
    }

    /// The texts as they are on the disk.
    fn texts(&self, file: &PlanFile, list: &TaskList) -> Result<Texts> {
        let base = file.path.parent().unwrap_or(Path::new(""));
        let read = |path: &PathBuf| Ok((named(path, base), crate::read::read_document(path)?.text));
        let plan = crate::read::read_document(&file.path)?.text;
        Ok(Texts { plan, list: list.files.iter().map(read).collect::<Result<_>>()? })
    }

    /// Plan and list, locked together.
    fn lock(&self, file: &PlanFile, list: &TaskList) -> Result<(Vec<Locked>, Texts)> {
        let paths: Vec<PathBuf> = std::iter::once(&file.path).chain(&list.files).cloned().collect();
        let locked = lock_all(&paths)?;
        let base = file.path.parent().unwrap_or(Path::new(""));
        let plan = locked.first().context("the plan was just locked")?.text().to_owned();
        let texts =
            locked.iter().skip(1).zip(&list.files).map(|(l, path)| (named(path, base), l.text().to_owned()));
        let texts = Texts { plan, list: texts.collect() };
        Ok((locked, texts))
    }

    /// A refusal with its place in the file.
    fn refused(&self, refusal: &Refusal, texts: &Texts, list: &TaskList, shown: &str) -> anyhow::Error {
        let in_list =
            refusal.file.and_then(|f| Some((self.shown(list.files.get(f)?), texts.list.get(f)?.1.as_str())));
        let (path, text) = in_list.unwrap_or((shown.to_owned(), &texts.plan));
        let lines = LineIndex::new(text);
        let source = render::Source { path: &path, text, lines: &lines };
        let diagnostic = Diagnostic::new("tasks", Severity::Error, refusal.span, refusal.message.clone());
        anyhow!("`{path}` was left as it is\n\n{}", render::human(&diagnostic, &source, false).trim_end())
    }
}

impl Texts {
    fn files(&self) -> Vec<ListFile<'_>> {
        self.list.iter().map(|(path, text)| ListFile { path, text }).collect()
    }
}

/// A path from the folder of the plan, with slashes.
fn named(path: &Path, base: &Path) -> String {
    path.strip_prefix(base).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// Replaces the list's files, then the plan: who is stopped in between finds the boxes of the plan ticked next time.
fn replace(
    locked: Vec<Locked>,
    texts: &Texts,
    changed: &[(usize, planc_source::Edits)],
    plan: &planc_source::Edits,
) -> Result<()> {
    let mut locked = locked.into_iter();
    let first = locked.next().context("the plan was locked")?;
    for (index, file) in locked.enumerate() {
        if let Some((_, edits)) = changed.iter().find(|(f, _)| *f == index) {
            file.replace(&edits.apply(&texts.list[index].1))?;
        }
    }
    if plan.is_empty() { Ok(()) } else { first.replace(&plan.apply(&texts.plan)) }
}
