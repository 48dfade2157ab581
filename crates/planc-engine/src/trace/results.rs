use crate::read::read_document;
use crate::workspace::Workspace;
use anyhow::{Context, anyhow};
use planc_trace::{Results, junit};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

impl Workspace {
    /// Reads reports of test results: those that were named, and those of the configuration.
    pub(super) fn results(&self, named: &[PathBuf], problems: &mut Vec<anyhow::Error>) -> Results {
        let configured = self.config().trace.results.iter().map(|path| self.root().join(path));
        let mut results = Results::default();
        for path in named.iter().map(|path| self.cwd().join(path)).chain(configured) {
            let shown = self.shown(&path);
            let read = || {
                let text = read_document(&path).with_context(|| format!("cannot read `{shown}`"))?.text;
                junit(&text).map_err(|error| anyhow!("`{shown}` {error}"))
            };
            match read() {
                Ok(tests) => results.add(&shown, changed(&path), tests),
                Err(error) => problems.push(error),
            }
        }
        results
    }
}

/// When a file was changed last, in seconds since 1970; `None` where nobody knows.
pub(super) fn changed(path: &Path) -> Option<i64> {
    let time = std::fs::metadata(path).ok()?.modified().ok()?;
    i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}
