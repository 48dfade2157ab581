use crate::analysis::analyze;
use crate::discover::PlanFile;
use crate::read::read_document;
use crate::summary::plan_id;
use crate::surroundings::{FileSurroundings, Known};
use crate::workspace::Workspace;
use planc_lint::Rule;
use planc_source::render::Source;
use planc_source::{Diagnostic, LineIndex, Severity, Span};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Which rules run, by name or family.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these; all where empty.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
}

impl Selection {
    /// Whether a rule of that name and family runs.
    pub fn wants_named(&self, name: &str, family: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|n| n == name || n == family);
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }

    /// Whether a rule runs; one that is off runs where its name or family is selected.
    pub fn wants(&self, rule: &Rule) -> bool {
        (rule.enabled || !self.select.is_empty()) && self.wants_named(rule.name, rule.family.name())
    }

    /// A name that is neither a rule nor a family, with the nearest one that is.
    pub fn unknown(&self) -> Option<(&str, Option<&'static str>)> {
        let names =
            || planc_lint::rules().flat_map(|r| [r.name, r.family.name()]).chain(BUILT_IN.iter().copied());
        let mut given = self.select.iter().chain(&self.ignore);
        let wrong = given.find(|n| names().all(|k| k != n.as_str()))?;
        Some((wrong, planc_lint::closest(wrong, names())))
    }
}

/// Diagnostics that come from the engine itself, not from a rule about one text.
const BUILT_IN: &[&str] = &["not-utf8", "id-duplicate"];

/// How files are checked.
#[derive(Clone, Debug, Default)]
pub struct CheckOptions {
    /// Which rules run.
    pub selection: Selection,
}

/// What was found in one file.
#[derive(Debug)]
pub struct FileReport<R> {
    /// The file as shown.
    pub path: String,
    /// Each finding, rendered by the caller's function.
    pub findings: Vec<(&'static str, Severity, R)>,
}

/// What checking files came to.
#[derive(Debug, Default)]
pub struct Checked {
    /// Plans that were read.
    pub plans: usize,
    /// Files that could not be read.
    pub problems: Vec<anyhow::Error>,
}

/// Where a plan states its id.
struct Stated {
    id: String,
    span: Span,
    file: usize,
}

/// Files are read in batches, so that memory does not grow with their number.
const BATCH: usize = 256;

impl Workspace {
    /// Checks plans, in parallel; reports come to `sink` in the order of `files` whatever the threads do.
    pub fn check<R: Send>(
        &self,
        files: &[PlanFile],
        options: &CheckOptions,
        render: impl Fn(&Diagnostic, &Source<'_>) -> R + Sync,
        mut sink: impl FnMut(FileReport<R>),
    ) -> Checked {
        let known = Arc::new(Known::new(self.library()));
        let mut checked = Checked::default();
        let mut ids: Vec<Stated> = Vec::new();
        for (batch, chunk) in files.chunks(BATCH).enumerate() {
            let reports: Vec<_> = chunk
                .par_iter()
                .enumerate()
                .map(|(n, file)| self.check_file(file, batch * BATCH + n, options, &known, &render))
                .collect();
            for report in reports {
                match report {
                    Ok((report, stated)) => {
                        checked.plans += 1;
                        ids.extend(stated);
                        sink(report);
                    }
                    Err(error) => checked.problems.push(error),
                }
            }
        }
        if options.selection.wants_named("id-duplicate", "consistency") {
            self.duplicates(files, &ids, &render, &mut sink);
        }
        checked
    }

    fn check_file<R>(
        &self,
        file: &PlanFile,
        number: usize,
        options: &CheckOptions,
        known: &Arc<Known<'_>>,
        render: &impl Fn(&Diagnostic, &Source<'_>) -> R,
    ) -> anyhow::Result<(FileReport<R>, Option<Stated>)> {
        let document = read_document(&file.path)?;
        let analysis = analyze(self.library(), &document.text, &file.shown);
        let surroundings = FileSurroundings::sharing(&file.path, self.root(), Arc::clone(known));
        let mut found = analysis.check(self.library(), &surroundings, |r| options.selection.wants(r));
        if options.selection.wants_named("not-utf8", "form") {
            found.splice(0..0, document.diagnostic());
        }
        let findings = if found.is_empty() {
            Vec::new()
        } else {
            let lines = LineIndex::new(&document.text);
            let source = Source { path: &file.shown, text: &document.text, lines: &lines };
            found.iter().map(|d| (d.rule, d.severity, render(d, &source))).collect()
        };
        let stated = analysis.plan.meta.id.as_ref().map(|id| Stated {
            id: plan_id(&analysis, &file.path),
            span: id.span,
            file: number,
        });
        Ok((FileReport { path: file.shown.clone(), findings }, stated))
    }

    /// Two plans must not state the same id: reported at every one but the first.
    fn duplicates<R>(
        &self,
        files: &[PlanFile],
        ids: &[Stated],
        render: &impl Fn(&Diagnostic, &Source<'_>) -> R,
        sink: &mut impl FnMut(FileReport<R>),
    ) {
        let mut first: FxHashMap<String, usize> = FxHashMap::default();
        for stated in ids {
            let key = stated.id.to_uppercase();
            let Some(&before) = first.get(&key) else {
                first.insert(key, stated.file);
                continue;
            };
            let file = &files[stated.file];
            let Ok(document) = read_document(&file.path) else { continue };
            let message = format!("the id `{}` is taken by `{}`", stated.id, files[before].shown);
            let diagnostic = Diagnostic::new("id-duplicate", Severity::Error, stated.span, message)
                .help("give one of the plans the next free number");
            let lines = LineIndex::new(&document.text);
            let source = Source { path: &file.shown, text: &document.text, lines: &lines };
            let findings = vec![(diagnostic.rule, diagnostic.severity, render(&diagnostic, &source))];
            sink(FileReport { path: file.shown.clone(), findings });
        }
    }
}
