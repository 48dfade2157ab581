use super::BATCH;
use super::code::Files;
use crate::analysis::skim;
use crate::read::read_document;
use crate::surroundings::{FileSurroundings, Known, place};
use crate::workspace::Workspace;
use anyhow::Result;
use planc_dialect::Document as Kind;
use planc_lint::{Surroundings, served};
use planc_trace::{Document, PlanSource, Sources, companion_document, plan_document};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A document that was read.
enum Read {
    Plan(Box<PlanSource>),
    Companion(Box<Document>),
}

impl Workspace {
    /// Reads plans, specifications and tasks, and what plans lead to under another name.
    pub(super) fn documents(&self, files: &Files, problems: &mut Vec<anyhow::Error>) -> Sources {
        let mut sources = Sources::default();
        let known = Arc::new(Known::new(self.root(), self.library()).on(self.today()));
        let mut read = |paths: &[(PathBuf, bool)], sources: &mut Sources| {
            for chunk in paths.chunks(BATCH) {
                let done: Vec<Result<Read>> =
                    chunk.par_iter().map(|(path, is_plan)| self.document(path, *is_plan, &known)).collect();
                for read in done {
                    match read {
                        Ok(Read::Plan(plan)) => sources.plans.push(*plan),
                        Ok(Read::Companion(document)) if document.kind == Some(Kind::Tasks) => {
                            sources.tasks.push(*document);
                        }
                        Ok(Read::Companion(document)) => sources.specs.push(*document),
                        Err(error) => problems.push(error),
                    }
                }
                known.rest();
            }
        };
        read(&files.documents, &mut sources);
        // What a plan leads to is its specification, whatever it is called.
        let mut seen: FxHashSet<&str> =
            sources.specs.iter().chain(&sources.tasks).map(|d| d.at.as_str()).collect();
        seen.extend(sources.plans.iter().map(|p| p.document.at.as_str()));
        let mut further: Vec<(PathBuf, bool)> = Vec::new();
        for plan in &sources.plans {
            for at in plan.spec.iter().chain(&plan.tasks) {
                if seen.insert(at) {
                    further.push((self.root().join(at), false));
                }
            }
        }
        let tasks: FxHashSet<String> = sources.plans.iter().flat_map(|p| p.tasks.clone()).collect();
        let first = sources.specs.len();
        read(&further, &mut sources);
        let (lists, specs) = sources.specs.drain(first..).partition::<Vec<_>, _>(|d| tasks.contains(&d.at));
        sources.specs.extend(specs);
        sources.tasks.extend(lists);
        // A specification that asks for nothing traces nothing, unless a plan names it.
        let wanted: FxHashSet<String> = sources.plans.iter().filter_map(|p| p.spec.clone()).collect();
        sources.specs.retain(|d| !d.statements.is_empty() || wanted.contains(&d.at));
        sources.specs.sort_by(|a, b| a.at.cmp(&b.at));
        sources.tasks.sort_by(|a, b| a.at.cmp(&b.at));
        sources
    }

    fn document(&self, path: &Path, is_plan: bool, known: &Arc<Known<'_>>) -> Result<Read> {
        let document = read_document(path)?;
        let (library, words) = (self.library(), &self.config().trace.words);
        let (at, shown) = (self.place(path), self.shown(path));
        let surroundings = FileSurroundings::sharing(path, Arc::clone(known));
        if !is_plan {
            let tree = planc_syntax::parse(&document.text);
            // The plan beside it asked for the same.
            let known = path.file_name().and_then(|name| surroundings.facts(&name.to_string_lossy()));
            let facts = known.unwrap_or_else(|| Arc::new(planc_model::facts(&tree, library, &at)));
            let read = companion_document(&tree, &facts, library, words);
            return Ok(Read::Companion(Box::new(Document { at, shown, ..read })));
        }
        let analysis = skim(library, &document.text, &shown);
        let found = served(&analysis.context(library, &surroundings));
        let read = plan_document(&analysis.tree, &analysis.fit, &analysis.plan, words);
        let rooted = |path: String| surroundings.rooted(&path);
        Ok(Read::Plan(Box::new(PlanSource {
            document: Document { at, shown, ..read },
            spec: found.spec.and_then(rooted),
            spec_name: analysis.plan.meta.spec.as_ref().map(|link| link.text.value.to_string()),
            tasks: found.tasks.into_iter().filter_map(rooted).collect(),
        })))
    }

    /// The path of a file from the root of the workspace.
    pub(super) fn place(&self, path: &Path) -> String {
        place(path, self.root()).unwrap_or_else(|| self.shown(path))
    }
}
