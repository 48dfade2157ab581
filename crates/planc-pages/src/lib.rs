//! Pages whose examples run as tests.
//!
//! A page is Markdown. Its fenced blocks are examples, by the first word of their info strings:
//!
//! | block | what it is |
//! | --- | --- |
//! | `file path=docs/spec.md` | a file beside the plans that follow in the same `##` section |
//! | `plan`, `plan path=docs/plan.md` | a plan; its path is `plan.md` where none is given. With a path it is a file beside the plans that follow, too |
//! | `diagnostics` | what planc says of the plan above and its companions, as the command line prints it |
//! | `fixed`, `fixed unsafe` | what `--fix` (with `--unsafe-fixes`) makes of the plan above |
//!
//! Other blocks are ordinary code. A plan or file that has fences in it stands between four backticks.
//! Where a page has files, a link to anything else leads nowhere; where it has none, any link may be right.
//!
//! Four laws hold for every example:
//! 1. a plan with `diagnostics` prints exactly these;
//! 2. a plan without is accepted without a word;
//! 3. a plan with `fixed` becomes exactly that text, which then gives no finding that could still be fixed so;
//! 4. fixing the fixed text changes nothing.
//!
//! A page whose title is the name of a rule is about that rule alone; others run all rules. [`run`] runs the pages
//! of a folder, [`rules`] adds what must hold for the pages of the rules together.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod example;
mod files;
mod page;
mod pipeline;
mod rules;

pub use example::Example;
pub use page::Page;
pub use rules::rules;

use planc_dialect::Library;
use planc_source::Edits;
use std::path::{Path, PathBuf};

/// How pages are run.
pub struct Options<'a> {
    /// The dialects and words to read plans with.
    pub library: &'a Library,
    /// Whether to write what planc says into the pages, instead of comparing.
    pub update: bool,
}

/// What came of one example.
#[derive(Debug)]
pub struct Outcome {
    /// Where it stands: page and line.
    pub name: String,
    /// What does not hold, for people.
    pub failure: Option<String>,
}

/// Runs every example of every page (`*.md`) in `folder` and the folders in it, in the order of their paths.
/// A folder that does not exist has no pages.
///
/// # Errors
/// A page could not be read or, when updating, not be written.
pub fn run(folder: &Path, options: &Options<'_>) -> std::io::Result<Vec<Outcome>> {
    let mut outcomes = Vec::new();
    for path in pages(folder)? {
        let text = std::fs::read_to_string(&path)?;
        let page = Page::parse(&text);
        let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        let mut edits = Edits::new();
        for example in &page.examples {
            let failure = example.failure(&page, options, &mut edits);
            outcomes.push(Outcome { name: format!("{name}:{}", example.line), failure });
        }
        if options.update && !edits.is_empty() {
            std::fs::write(&path, edits.apply(&text))?;
        }
    }
    Ok(outcomes)
}

/// The pages in a folder and the folders in it, sorted.
pub(crate) fn pages(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    files_of(folder, |path| path.extension().is_some_and(|e| e == "md"))
}

/// The wanted files in a folder and the folders in it, sorted.
pub(crate) fn files_of(folder: &Path, wanted: impl Fn(&Path) -> bool) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if wanted(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
