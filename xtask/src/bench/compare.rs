//! What comparing costs: every plan with itself after a change, and all plans with each other.

use super::clock::{median, on_all};
use anyhow::Result;
use planc_compare::diff::{Subject, diff};
use planc_dialect::Library;
use planc_engine::{Workspace, analyze, read_document};
use std::path::Path;

/// Prints the medians of `diff` for each plan, on one thread, and of `conflicts`, on all.
pub fn run(folder: &Path, repeat: usize) -> Result<()> {
    let workspace = Workspace::open(folder)?;
    let (files, _) = workspace.plans(&[]);
    let library = workspace.library();
    let (mut diffs, mut conflicts) = (Vec::new(), Vec::new());
    let (mut changes, mut found) = (0, 0);
    for _ in 0..repeat {
        let (counted, took) = on_all(|| {
            files.iter().try_fold(0, |sum, file| {
                let text = read_document(&file.path)?.text;
                let changed = text.replacen("the ", "another ", 3).replacen("| High", "| Low", 1);
                Ok::<_, anyhow::Error>(
                    sum + diff(&subject(library, &text), &subject(library, &changed)).len(),
                )
            })
        });
        changes = counted?;
        diffs.push(took.wall);
        let (touched, took) = on_all(|| workspace.conflicts(&files, &[], &|| {}));
        found = touched.0.len();
        conflicts.push(took.wall);
    }
    println!("comparing, median of {repeat}");
    println!("  diff, each plan  {:>7.3} s   {changes} changes", median(&mut diffs));
    println!("  conflicts, all   {:>7.3} s   {found} conflicts\n", median(&mut conflicts));
    Ok(())
}

fn subject(library: &Library, text: &str) -> Subject {
    let analysis = analyze(library, text, "plan.md");
    Subject::new(&analysis.tree, &analysis.plan, library.vocabulary())
}
