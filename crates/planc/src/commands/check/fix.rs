//! `--fix`, `--unsafe-fixes`, `--diff` over files.

use super::Check;
use crate::output::{Output, diff};
use anyhow::{Result, anyhow};
use planc_engine::{
    FileSurroundings, FixMode, PlanFile, Settings, Workspace, fix, read_document, write_atomic,
};
use planc_lint::Surroundings;

impl Check {
    pub(super) fn mode(&self) -> FixMode {
        if self.unsafe_fixes { FixMode::Unsafe } else { FixMode::Safe }
    }

    /// Applies fixes file by file, or shows what they would change.
    pub(super) fn mend(
        &self,
        workspace: &Workspace,
        files: &[PlanFile],
        settings: &Settings,
        out: &mut Output,
        problems: &mut Vec<anyhow::Error>,
    ) -> Result<()> {
        for file in files {
            let document = match read_document(&file.path) {
                Ok(document) => document,
                // The check that follows says so once.
                Err(_) if !self.diff => continue,
                Err(error) => {
                    problems.push(error);
                    continue;
                }
            };
            let surroundings = FileSurroundings::of(&file.path, workspace.root(), workspace.library());
            let chosen = settings.at(surroundings.place().as_deref());
            let (library, mode) = (workspace.library(), self.mode());
            let fixed = fix(library, &document.text, &file.shown, &surroundings, mode, &chosen);
            if fixed.applied == 0 {
                continue;
            }
            if self.diff {
                out.text(diff(&file.shown, &document.text, &fixed.text))?;
            } else if document.not_utf8.is_some() {
                problems.push(anyhow!(
                    "`{}` is not UTF-8 and was not changed; save it as UTF-8 first",
                    file.shown
                ));
            } else if let Err(error) = write_atomic(&file.path, &fixed.text) {
                problems.push(error);
            }
        }
        Ok(())
    }
}
