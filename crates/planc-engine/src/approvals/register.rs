//! All approvals of a workspace, read once and found by what they say.

use super::Plan;
use anyhow::Result;
use planc_store::{Approval, Filed};
use rustc_hash::FxHashMap;
use std::path::Path;

/// The files of all approvals.
#[derive(Debug)]
pub(crate) struct Register {
    /// In the order of their paths.
    filed: Vec<Filed>,
    by_digest: FxHashMap<String, Vec<usize>>,
    by_path: FxHashMap<String, Vec<usize>>,
}

impl Register {
    /// Reads them.
    ///
    /// # Errors
    /// The folder is there and cannot be read.
    pub(crate) fn read(root: &Path) -> Result<Register> {
        let mut filed = planc_store::approvals(root)?;
        filed.sort_by(|a, b| a.path.cmp(&b.path));
        let mut register = Register { filed, by_digest: FxHashMap::default(), by_path: FxHashMap::default() };
        for (at, file) in register.filed.iter().enumerate() {
            if let Some(approval) = &file.approval {
                register.by_digest.entry(approval.digest.clone()).or_default().push(at);
                register.by_path.entry(approval.path.clone()).or_default().push(at);
            }
        }
        Ok(register)
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.filed.is_empty()
    }

    /// Those in the folder of the plan that is known by a key.
    pub(crate) fn of(&self, key: &str) -> &[Filed] {
        let folder = format!("{}/", Approval::folder(key));
        let first = self.filed.partition_point(|f| f.path < folder);
        let many = self.filed[first..].iter().take_while(|f| f.path.starts_with(&folder)).count();
        &self.filed[first..first + many]
    }

    /// Those that say the same as a plan says now, or stood where it stands, in the order of their paths.
    pub(super) fn like(&self, plan: &Plan) -> Vec<&Filed> {
        let found = [self.by_digest.get(&plan.digest), self.by_path.get(&plan.path)];
        let mut places: Vec<usize> = found.into_iter().flatten().flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|at| &self.filed[at]).collect()
    }
}
