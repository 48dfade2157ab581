//! Lists of tasks that other people wrote: with nothing new they stay as they are, and with their plan they only gain.

use anyhow::{Result, bail};
use planc_dialect::Library;
use planc_edit::tasks::{Around, ListFile, Merge, Refusal, Sources, Tasks};
use planc_engine::{read_document, skim};
use std::path::PathBuf;

/// A plan that asks for nothing.
const NOTHING: &str = "# Plan: Nothing\n";

/// Merges every list with nothing, and with the plan beside it.
pub fn run(library: &Library, lists: &[PathBuf]) -> Result<()> {
    let (mut tasks, mut refused, mut added, mut with_plan) = (0, 0, 0, 0);
    let mut faults = Vec::new();
    for path in lists {
        let text = read_document(path)?.text;
        let shown = path.display();
        match merge(library, NOTHING, &text) {
            Ok((found, merge)) => {
                tasks += found;
                if !merge.is_empty() {
                    faults.push(format!("{shown}: something is new where nothing is"));
                }
            }
            Err(_) => refused += 1,
        }
        let plan = ["plan.md", "design.md"].iter().find_map(|n| read_document(&path.with_file_name(n)).ok());
        let Some(plan) = plan else { continue };
        match merge(library, &plan.text, &text) {
            Ok((_, merge)) => {
                with_plan += 1;
                added += merge.notes.len();
                let edits = merge.changed.iter().flat_map(|(_, edits)| edits.iter());
                if edits.into_iter().any(|edit| !edit.span.is_empty()) {
                    faults.push(format!("{shown}: bytes of the list would go"));
                }
            }
            Err(refusal) => println!("  refused: {shown} {:?}: {}", refusal.span, refusal.message),
        }
    }
    println!("\nlists of tasks   {}, {refused} refused, with {tasks} tasks", lists.len());
    println!("with their plans {with_plan}, {added} tasks or ticks more");
    if faults.is_empty() { Ok(()) } else { bail!("{}", faults.join("\n")) }
}

/// How many tasks there are, and what a merge would do.
fn merge(library: &Library, plan: &str, list: &str) -> Result<(usize, Merge), Refusal> {
    let analysis = skim(library, plan, "plan.md");
    let around = Around { plan: "./plan.md".to_owned(), ..Around::default() };
    let files = [ListFile { path: "tasks.md", text: list }];
    let (tree, plan) = (&analysis.tree, &analysis.plan);
    let tasks = Tasks::read(Sources { tree, plan, library, files: &files, folder: false, around: &around })?;
    let listed = tasks.rows().iter().filter(|t| t.listed).count();
    Ok((listed, tasks.merge()?))
}
