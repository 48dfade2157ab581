//! What speaks against a state: the gate, asked of the plan as it would be.

use crate::gate::Documents;
use crate::read::Document;
use crate::workspace::{Open, Workspace};
use anyhow::Result;
use planc_dialect::State;
use planc_edit::Edited;

/// Everything that is missing for a state. To lay a plan aside or take it back nothing must hold.
pub(super) fn reasons_against(
    workspace: &Workspace,
    documents: &Documents<'_>,
    open: &Open,
    edited: &Edited,
    state: State,
) -> Result<Vec<String>> {
    let document = Document { text: edited.text.clone(), not_utf8: None };
    let imagined = Open { file: open.file.clone(), shown: open.shown.clone(), document };
    let gate = workspace.gate_among(documents, &imagined, |_| state)?;
    let reasons = gate.reasons().map(|(condition, reason)| {
        let place = match (&reason.path, reason.line) {
            (Some(path), Some(line)) => format!("{path}:{line}: "),
            (Some(path), None) => format!("{path}: "),
            _ => String::new(),
        };
        format!("{place}{} [{condition}]", reason.message)
    });
    Ok(reasons.collect())
}
