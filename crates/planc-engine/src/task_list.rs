//! Where the tasks of a plan are listed, and how far they are.

use crate::analysis::{Analysis, skim};
use crate::create::relative;
use crate::discover::PlanFile;
use crate::read::read_document;
use crate::surroundings::FileSurroundings;
use crate::workspace::{Open, Workspace};
use anyhow::{Context, Result};
use planc_dialect::Document;
use planc_edit::tasks::{Around, Counts, form_of};
use planc_lint::{Surroundings, Target, task_files};
use planc_model::{TaskState, task_list};
use std::path::{Path, PathBuf};

/// The list of a plan's tasks on the disk.
#[derive(Clone, Debug)]
pub struct TaskList {
    /// The list, or the folder with a file for each task; it need not be there yet.
    pub path: PathBuf,
    /// Whether there is one file a task.
    pub folder: bool,
    /// The files that are there.
    pub files: Vec<PathBuf>,
}

impl Workspace {
    /// How far the work is: by the list of tasks where there is one, else by the plan's own boxes.
    pub(crate) fn progress(
        &self,
        analysis: &Analysis<'_>,
        path: &Path,
        around: &FileSurroundings<'_>,
    ) -> Counts {
        let own = || {
            let progress = analysis.plan.progress();
            Counts { done: progress.done, total: progress.total }
        };
        let Some(list) = self.listed(analysis, path, around) else { return own() };
        let base = path.parent().unwrap_or(Path::new(""));
        let facts = |file: &PathBuf| around.facts(&file.strip_prefix(base).unwrap_or(file).to_string_lossy());
        let files = list.files.iter().filter_map(facts);
        let counts = if list.folder {
            Counts::of(files.map(|f| TaskState::of(f.status.as_ref().map(|s| s.state))))
        } else {
            Counts::of(files.flat_map(|f| task_list(&f.tasks).into_iter().map(|t| t.state)))
        };
        if counts.total == 0 { own() } else { counts }
    }

    /// How far the work of a plan is.
    pub fn progress_of(&self, open: &Open) -> Counts {
        let analysis = skim(self.library(), &open.document.text, &open.shown);
        let nowhere = self.cwd().join("-");
        let path = open.file.as_ref().map_or(nowhere.as_path(), |f| f.path.as_path());
        let around = FileSurroundings::of(path, self.root(), self.library());
        self.progress(&analysis, path, &around)
    }

    /// The list of a plan: what `output` names, what the plan links to, what stands beside it; else where a new one goes.
    pub(crate) fn list_of(
        &self,
        analysis: &Analysis<'_>,
        file: &PlanFile,
        output: Option<&Path>,
    ) -> Result<TaskList> {
        let form =
            form_of(self.library(), &analysis.plan.dialect.name).context("there is no form of tasks")?;
        if let Some(output) = output {
            let path = self.cwd().join(output);
            let folder = path.is_dir() || !path.exists() && form.is_folder() && path.extension().is_none();
            return in_folder(path, folder);
        }
        let around = FileSurroundings::of(&file.path, self.root(), self.library());
        if let Some(list) = self.listed(analysis, &file.path, &around) {
            return Ok(list);
        }
        let base = file.path.parent().unwrap_or(Path::new(""));
        let linked = analysis.plan.links.as_ref().and_then(|l| l.tasks.as_ref());
        let linked =
            linked.and_then(|l| l.value.split('#').next()).filter(|l| !l.contains("://") && !l.is_empty());
        if let Some(linked) = linked {
            let path = match linked.strip_prefix('/') {
                Some(inside) => self.root().join(inside),
                None => base.join(linked.trim_start_matches("./")),
            };
            return match (linked.ends_with(".md"), form.is_folder()) {
                (true, _) => in_folder(path, false),
                (false, true) => in_folder(path, true),
                (false, false) => in_folder(path.join("tasks.md"), false),
            };
        }
        let name = if form.is_folder() { "tasks" } else { form.file.as_str() };
        let path = base.join(name);
        // Of many plans in one folder only one can have it.
        let path = if path.exists() { base.join(own_name(&file.path, form.is_folder())) } else { path };
        in_folder(path, form.is_folder())
    }

    /// The list that is there: linked or beside the plan, under its own name, or naming the plan.
    fn listed(
        &self,
        analysis: &Analysis<'_>,
        path: &Path,
        around: &FileSurroundings<'_>,
    ) -> Option<TaskList> {
        let base = path.parent().unwrap_or(Path::new(""));
        let (files, folder) = task_files(&analysis.context(self.library(), around));
        let at = |file: &str| match file.strip_prefix('/') {
            Some(inside) => self.root().join(inside),
            None => base.join(file.trim_start_matches("./")),
        };
        if let Some(first) = files.first() {
            let first = at(first);
            let path = if folder { first.parent()?.to_owned() } else { first };
            return in_folder(path, folder).ok();
        }
        // A plan that speaks of its list somewhere links to it there.
        let mut links = links_to_lists(analysis);
        if let Some(target) = links.find(|target| around.target(target) == Target::File) {
            return in_folder(at(target), false).ok();
        }
        for folder in [false, true] {
            let own = own_name(path, folder);
            if around.target(&own) == if folder { Target::Folder } else { Target::File } {
                return in_folder(base.join(own), folder).ok();
            }
        }
        let beside = base.join("tasks.md");
        if around.target("tasks.md") != Target::File {
            return None;
        }
        let name = path.file_name()?.to_string_lossy().into_owned();
        let text = read_document(&beside).ok()?.text;
        let names = ["(", "(./"].iter().any(|open| text.contains(&format!("{open}{name})")));
        if names { in_folder(beside, false).ok() } else { None }
    }

    /// What a new list says of its surroundings.
    pub(crate) fn around(
        &self,
        analysis: &Analysis<'_>,
        file: &PlanFile,
        list: &TaskList,
        today: &str,
    ) -> Around {
        let home =
            if list.folder { list.path.as_path() } else { list.path.parent().unwrap_or(Path::new("")) };
        let base = file.path.parent().unwrap_or(Path::new(""));
        let spec = analysis.plan.meta.spec.as_ref().map(|spec| match &spec.target {
            Some(target) if target.value.contains("://") || target.value.starts_with(['#', '/']) => {
                format!("[{}]({})", spec.text.value, target.value)
            }
            Some(target) => format!("[{}]({})", spec.text.value, relative(&base.join(&*target.value), home)),
            None => spec.text.value.to_string(),
        });
        Around { plan: relative(&file.path, home), spec, today: today.to_owned() }
    }
}

/// Links of a plan, wherever they stand, to what is called a list of tasks.
fn links_to_lists<'p>(analysis: &'p Analysis<'_>) -> impl Iterator<Item = &'p str> {
    let links = analysis.tree.destinations.iter().map(|d| d.target.split('#').next().unwrap_or(""));
    links.filter(|target| {
        let name = target.rsplit('/').next().unwrap_or(target);
        !target.contains("://") && name.ends_with(".md") && planc_model::kind(name) == Some(Document::Tasks)
    })
}

/// The name of a list that stands beside other plans: `PLAN-001-login.tasks.md`.
fn own_name(plan: &Path, folder: bool) -> String {
    let stem = plan.file_stem().map_or(String::new(), |s| s.to_string_lossy().into_owned());
    if folder { format!("{stem}.tasks") } else { format!("{stem}.tasks.md") }
}

/// The list at a path, with the files that are there.
fn in_folder(path: PathBuf, folder: bool) -> Result<TaskList> {
    if !folder {
        let files = if path.is_file() { vec![path.clone()] } else { Vec::new() };
        return Ok(TaskList { path, folder, files });
    }
    let mut files = Vec::new();
    if path.is_dir() {
        let shown = path.display().to_string();
        for entry in std::fs::read_dir(&path).with_context(|| format!("cannot read `{shown}`"))? {
            let file = entry.with_context(|| format!("cannot read `{shown}`"))?.path();
            let name = file.file_name().map_or(String::new(), |n| n.to_string_lossy().to_lowercase());
            if name.ends_with(".md") && !name.starts_with("readme") && file.is_file() {
                files.push(file);
            }
        }
        files.sort();
    }
    Ok(TaskList { path, folder, files })
}
