//! Requirements from the specification to the code, and back: which files and commits are read for it.

mod code;
mod commits;
mod documents;
mod results;
mod settings;

pub use settings::TraceSettings;
pub(crate) use settings::TraceTable;

use crate::surroundings::clean;
use crate::workspace::Workspace;
use anyhow::Result;
use planc_trace::{Index, Matrix, trace};
use std::path::{Path, PathBuf};

/// Files are read in batches, so that memory does not grow with their number.
const BATCH: usize = 256;

impl Workspace {
    /// Traces the requirements of the workspace; only of plans and specifications at or below `paths` where any are
    /// named. `reports` are results of tests in JUnit's form, besides those of the configuration. With the matrix come
    /// problems of reading.
    ///
    /// # Errors
    /// The workspace cannot be walked, or a path is not there.
    pub fn trace(&self, paths: &[PathBuf], reports: &[PathBuf]) -> Result<(Matrix, Vec<anyhow::Error>)> {
        let here = self.below(paths)?;
        let mut problems = Vec::new();
        let results = self.results(reports, &mut problems);
        let files = self.sort_files(&mut problems)?;
        let sources = self.documents(&files, &mut problems);
        let index = Index::new(&sources);
        let code = self.code(&files.code, &index, &results, &mut problems);
        let (commits, mut notes) = self.commits(&sources, &index);
        let mut matrix = trace(&sources, &index, &code, &commits, &self.config().trace.owed);
        if files.large > 0 {
            let (were, s) = if files.large == 1 { ("was", "") } else { ("were", "s") };
            notes.push(format!("{} file{s} larger than 4 MiB {were} not read", files.large));
        }
        matrix.reports = results.reports().map(str::to_owned).collect();
        matrix.notes = notes;
        Ok((matrix.below(here), problems))
    }

    /// Whether a path, as it is shown, lies at or below one of these; below the working folder where there are none.
    fn below(&self, paths: &[PathBuf]) -> Result<impl Fn(&str) -> bool + use<>> {
        let here = [self.cwd().to_owned()];
        let paths = if paths.is_empty() { &here[..] } else { paths };
        let cwd = self.cwd().to_owned();
        let roots: Vec<PathBuf> = paths
            .iter()
            .map(|path| {
                let path = cwd.join(path);
                anyhow::ensure!(path.exists(), "cannot read `{}`: there is no such file", path.display());
                Ok(std::fs::canonicalize(&path).unwrap_or(path))
            })
            .collect::<Result<_>>()?;
        let real = std::fs::canonicalize(&cwd).unwrap_or_else(|_| cwd.clone());
        Ok(move |shown: &str| {
            let path = clean(&real.join(shown));
            roots.iter().any(|root| Path::new(&path).starts_with(root))
        })
    }
}
