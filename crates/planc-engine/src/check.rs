use crate::analysis::skim;
use crate::baseline::Baseline;
use crate::discover::PlanFile;
use crate::read::{Document, read_document};
use crate::settings::Settings;
use crate::summary::plan_id;
use crate::surroundings::{FileSurroundings, Known, place};
use crate::workspace::Workspace;
use planc_lint::{Suppressions, Surroundings};
use planc_source::render::Source;
use planc_source::{Diagnostic, Fingerprint, LineIndex, Severity, Span};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// How files are checked.
#[derive(Debug)]
pub struct CheckOptions<'o> {
    /// Which rules run.
    pub settings: &'o Settings,
    /// Findings that are known already.
    pub baseline: Option<&'o Baseline>,
}

/// A finding as it is to be rendered.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'f> {
    /// What was found.
    pub diagnostic: &'f Diagnostic,
    /// The text it is about.
    pub source: Source<'f>,
    /// What it is known by, among all findings of the workspace.
    pub fingerprint: Fingerprint,
}

/// What was found in one file.
#[derive(Debug)]
pub struct FileReport<R> {
    /// The file as shown.
    pub path: String,
    /// The file as seen from the root of the workspace.
    pub place: String,
    /// Each finding that is not known already.
    pub findings: Vec<Reported<R>>,
    /// How many are known already.
    pub known: usize,
}

/// A finding, rendered by the caller's function.
#[derive(Debug)]
pub struct Reported<R> {
    /// The rule that found it.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The text it flags.
    pub text: Fingerprint,
    /// The finding.
    pub rendered: R,
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
#[derive(Clone)]
pub(crate) struct Stated {
    id: String,
    span: Span,
}

/// Files are read in batches, so that memory does not grow with their number or that of their findings.
const BATCH: usize = 64;

impl Workspace {
    /// Checks plans, in parallel; reports come to `sink` in the order of `files` whatever the threads do.
    pub fn check<R: Send>(
        &self,
        files: &[PlanFile],
        options: &CheckOptions<'_>,
        render: impl Fn(&Finding<'_>) -> R + Sync,
        mut sink: impl FnMut(FileReport<R>),
    ) -> Checked {
        let known = Arc::new(Known::new(self.library()).keeping(self.memo()));
        let mut checked = Checked::default();
        let mut ids: Vec<(usize, Stated)> = Vec::new();
        for (batch, chunk) in files.chunks(BATCH).enumerate() {
            let reports: Vec<anyhow::Result<_>> = chunk
                .par_iter()
                .enumerate()
                .map(|(n, file)| {
                    let document = read_document(&file.path)?;
                    let around = FileSurroundings::sharing(&file.path, self.root(), Arc::clone(&known));
                    let (report, stated) = self.check_document(file, &document, options, &around, &render);
                    Ok((report, stated.map(|stated| (batch * BATCH + n, stated))))
                })
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
        self.duplicates(files, &ids, options, &render, &mut sink);
        checked
    }

    /// Checks one text with what lies around it.
    pub(crate) fn check_document<R>(
        &self,
        file: &PlanFile,
        document: &Document,
        options: &CheckOptions<'_>,
        surroundings: &FileSurroundings<'_>,
        render: &impl Fn(&Finding<'_>) -> R,
    ) -> (FileReport<R>, Option<Stated>) {
        let analysis = skim(self.library(), &document.text, &file.shown);
        let place = surroundings.place().unwrap_or_else(|| file.shown.clone());
        let chosen = options.settings.at(surroundings.place().as_deref());
        let mut found = analysis.check(self.library(), surroundings, &chosen);
        found.splice(0..0, document.diagnostic().filter(|d| chosen.wants_named(d.rule)));
        let report = report(&file.shown, place, &document.text, &found, options.baseline, render);
        let id = analysis.plan.meta.id.as_ref();
        let stated = id.map(|id| Stated { id: plan_id(&analysis, &file.path), span: id.span });
        (report, stated)
    }

    /// Two plans must not state the same id: reported at every one but the first.
    pub(crate) fn duplicates<R>(
        &self,
        files: &[PlanFile],
        ids: &[(usize, Stated)],
        options: &CheckOptions<'_>,
        render: &impl Fn(&Finding<'_>) -> R,
        sink: &mut impl FnMut(FileReport<R>),
    ) {
        let mut first: FxHashMap<String, usize> = FxHashMap::default();
        for (number, stated) in ids {
            let key = stated.id.to_uppercase();
            let Some(&before) = first.get(&key) else {
                first.insert(key, *number);
                continue;
            };
            let file = &files[*number];
            let Ok(document) = read_document(&file.path) else { continue };
            let place = place(&file.path, self.root());
            let chosen = options.settings.at(place.as_deref());
            let message = format!("the id `{}` is taken by `{}`", stated.id, files[before].shown);
            let mut found = [Diagnostic::new("id-duplicate", Severity::Error, stated.span, message)
                .help("give one of the plans the next free number")];
            let text = &document.text;
            let allowed = Suppressions::of(&planc_syntax::parse(text)).allow(text, &found[0]);
            if chosen.wants_named(found[0].rule) && !allowed {
                chosen.weigh(&mut found);
                let place = place.unwrap_or_else(|| file.shown.clone());
                sink(report(&file.shown, place, text, &found, options.baseline, render));
            }
        }
    }
}

/// Renders what was found in a text and is not known already.
pub fn report<R>(
    shown: &str,
    place: String,
    text: &str,
    found: &[Diagnostic],
    baseline: Option<&Baseline>,
    render: &impl Fn(&Finding<'_>) -> R,
) -> FileReport<R> {
    let mut report = FileReport { path: shown.to_owned(), place, findings: Vec::new(), known: 0 };
    if found.is_empty() {
        return report;
    }
    let lines = LineIndex::new(text);
    let source = Source { path: shown, text, lines: &lines };
    let mut alike: FxHashMap<(&str, Fingerprint), u32> = FxHashMap::default();
    for diagnostic in found {
        let flagged = Fingerprint::of_text(text.get(diagnostic.span.range()).unwrap_or(""));
        let occurrence = alike.entry((diagnostic.rule, flagged)).or_default();
        *occurrence += 1;
        if baseline.is_some_and(|b| b.knows(&report.place, diagnostic.rule, flagged, *occurrence)) {
            report.known += 1;
            continue;
        }
        let fingerprint = Fingerprint::of_finding(diagnostic.rule, &report.place, flagged, *occurrence);
        let rendered = render(&Finding { diagnostic, source, fingerprint });
        let (rule, severity) = (diagnostic.rule, diagnostic.severity);
        report.findings.push(Reported { rule, severity, text: flagged, rendered });
    }
    report
}
