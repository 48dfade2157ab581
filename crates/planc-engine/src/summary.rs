use crate::analysis::{Analysis, skim};
use crate::discover::PlanFile;
use crate::read::read_document;
use crate::surroundings::FileSurroundings;
use crate::workspace::Workspace;
use anyhow::Result;
use planc_dialect::State;
use planc_edit::tasks::Counts;
use planc_lint::Surroundings;
use planc_source::Severity;
use schemars::JsonSchema;
use serde::Serialize;
use std::path::Path;

/// A plan in a line: what `planc list` prints.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Summary {
    /// Its id; where it states none, the name of its file or folder.
    pub id: String,
    /// Its number.
    pub number: Option<u64>,
    /// Its title.
    pub title: String,
    /// Its dialect.
    pub dialect: String,
    /// The state of the model; absent without a status.
    pub status: Option<State>,
    /// Tasks that are done: of its list of tasks if it has one, else of its own boxes.
    pub done: usize,
    /// All tasks.
    pub total: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are notes.
    pub notes: usize,
    /// When it was last changed, as it says.
    pub updated: Option<String>,
    /// Its file.
    pub path: String,
}

impl Workspace {
    /// Reads a plan and sums it up.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn summary(&self, file: &PlanFile) -> Result<Summary> {
        let document = read_document(&file.path)?;
        let analysis = skim(self.library(), &document.text, &file.shown);
        let surroundings = FileSurroundings::of(&file.path, self.root(), self.library());
        let chosen = self.settings().at(surroundings.place().as_deref());
        let found = analysis.check(self.library(), &surroundings, &chosen);
        let count = |severity| found.iter().filter(|d| d.severity == severity).count();
        let meta = &analysis.plan.meta;
        let Counts { done, total } = self.progress(&analysis, &file.path, &surroundings);
        Ok(Summary {
            id: plan_id(&analysis, &file.path),
            number: meta.number.as_ref().map(|n| n.value),
            title: meta.title.as_ref().map_or(String::new(), |t| t.value.to_string()),
            dialect: analysis.plan.dialect.name.clone(),
            status: meta.status.as_ref().map(|s| s.state.value),
            done,
            total,
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            updated: meta.updated.as_ref().or(meta.created.as_ref()).map(|d| d.value.to_string()),
            path: file.shown.clone(),
        })
    }
}

/// The id a plan states; else the name of its file, or of its folder where every plan has the same name.
pub(crate) fn plan_id(analysis: &Analysis<'_>, path: &Path) -> String {
    if let Some(id) = &analysis.plan.meta.id {
        return id.value.to_string();
    }
    let stem = path.file_stem().map_or(String::new(), |s| s.to_string_lossy().into_owned());
    if matches!(stem.to_lowercase().as_str(), "plan" | "design" | "readme") {
        let folder = path.parent().and_then(Path::file_name);
        return folder.map_or(stem, |f| f.to_string_lossy().into_owned());
    }
    stem
}
