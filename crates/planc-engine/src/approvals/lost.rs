//! Approvals that a change of names would end. An approval does not follow a name: it is sealed, and perhaps signed,
//! over the name it was given to, and nobody but its giver can give it again.

use super::{ApprovalState, Approvals, Register, key};
use crate::analysis::{analyze, skim};
use crate::status::ChangedFile;
use crate::surroundings::place;
use crate::workspace::Workspace;
use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// An approval that holds, and will not hold any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LostApproval {
    /// What the plan is known by until then: its id, else its path from the root.
    pub plan: String,
    /// Who gave it.
    pub by: String,
    /// In which role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// When; RFC 3339.
    pub at: String,
    /// Its file, from the root of the workspace.
    pub file: String,
}

/// Looks for them while files change.
pub(crate) struct Lost<'w> {
    workspace: &'w Workspace,
    register: Register,
    /// What is moved, and whither.
    moved: Option<(&'w Path, &'w Path)>,
    pub(crate) found: Vec<LostApproval>,
}

impl<'w> Lost<'w> {
    pub(crate) fn new(workspace: &'w Workspace, moved: Option<(&'w Path, &'w Path)>) -> Result<Lost<'w>> {
        Ok(Lost { workspace, register: Register::read(workspace.root())?, moved, found: Vec::new() })
    }

    /// Looks at a file that changes, or only moves.
    pub(crate) fn look(&mut self, path: &Path, file: &ChangedFile, is_plan: bool) -> Result<()> {
        let target = self.target(path);
        let stays = target.is_none() && file.old == file.new;
        if self.register.is_empty() || stays || !(is_plan || self.workspace.is_plan(path)) {
            return Ok(());
        }
        let root = self.workspace.root();
        let (Some(from), Some(to)) = (place(path, root), place(target.as_deref().unwrap_or(path), root))
        else {
            return Ok(());
        };
        let library = self.workspace.library();
        if self.register.of(&key(&skim(library, &file.old, &from), &from)).is_empty() {
            return Ok(());
        }
        let approvals = |text: &str, at: &str| -> Approvals {
            let plan = self.workspace.plan_at(at.to_owned(), &analyze(library, text, at));
            self.workspace.approvals_among(&plan, &self.register)
        };
        let (before, after) = (approvals(&file.old, &from), approvals(&file.new, &to));
        let valid = |g: &&super::Given| g.state == ApprovalState::Valid;
        let still = |file: &str| after.approvals.iter().filter(valid).any(|g| g.file == file);
        let lost = before.approvals.iter().filter(valid).filter(|g| !still(&g.file));
        let lost: Vec<_> = lost
            .map(|given| LostApproval {
                plan: before.plan.clone(),
                by: given.by.clone(),
                role: given.role.clone(),
                at: given.at.clone(),
                file: given.file.clone(),
            })
            .collect();
        self.found.extend(lost);
        Ok(())
    }

    /// Where a file is afterwards, if it is moved.
    fn target(&self, path: &Path) -> Option<PathBuf> {
        let (from, to) = self.moved?;
        let rest = path.strip_prefix(from).ok()?;
        Some(if rest.as_os_str().is_empty() { to.to_owned() } else { to.join(rest) })
    }
}
