use crate::analysis::{check_all, skim_all};
use crate::baseline::Baseline;
use crate::discover::PlanFile;
use crate::read::{Document, read_document};
use crate::settings::Settings;
use crate::surroundings::{FileSurroundings, Known};
use crate::workspace::Workspace;
use anyhow::Context as _;
use jiff::civil::Date;
use planc_dialect::State;
use planc_lint::{
    Check, CompanionContext, Context, Rule, Suppressions, Surroundings, check_companion, check_workspace,
    stage,
};
use planc_model::{Graph, Member};
use planc_source::render::Source;
use planc_source::{Diagnostic, Fingerprint, LineIndex, Severity};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::Path;
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

/// Files are read in batches, so that memory does not grow with their number or that of their findings.
pub(crate) const BATCH: usize = 64;

/// So many plans are checked side by side by one thread, unless they are large: see [`planc_lint::check_all`].
const SIDE_BY_SIDE: usize = 16;

/// Plans of so many bytes together are checked before more are read.
const LARGE: usize = 1 << 20;

/// What checking one file gives: its findings, and what the graph keeps of it.
pub(crate) type Read<R> = anyhow::Result<(FileReport<R>, Option<Member>)>;

impl Workspace {
    /// Checks plans, then the companions they lead to, then all of them together. Reports come to `sink` in this
    /// order, each kind in the order of the paths, whatever the threads do.
    pub fn check<R: Send>(
        &self,
        files: &[PlanFile],
        options: &CheckOptions<'_>,
        render: impl Fn(&Finding<'_>) -> R + Sync,
        mut sink: impl FnMut(FileReport<R>),
    ) -> Checked {
        let run = Run::new(self, options, &render);
        let mut checked = Checked::default();
        let mut members = Vec::new();
        let shares: Vec<&[PlanFile]> = files.chunks(share(files.len())).collect();
        let share = |files: &&[PlanFile]| run.share(files);
        run.batches(&shares, BATCH / SIDE_BY_SIDE, &share, &mut |read: Vec<Read<R>>| {
            for read in read {
                match read {
                    Ok((report, member)) => {
                        checked.plans += 1;
                        members.extend(member);
                        sink(report);
                    }
                    Err(error) => checked.problems.push(error),
                }
            }
        });
        run.beyond(members, &mut sink);
        checked
    }

    /// Checks a text as if it stood in `file`, with the companions it leads to.
    pub fn check_text<R: Send>(
        &self,
        file: &PlanFile,
        document: &Document,
        options: &CheckOptions<'_>,
        render: impl Fn(&Finding<'_>) -> R + Sync,
        mut sink: impl FnMut(FileReport<R>),
    ) {
        let run = Run { instead: Some((&file.path, document)), ..Run::new(self, options, &render) };
        let (report, member) = run.plan(file, document, &run.around(&file.path));
        sink(report);
        run.beyond(member.into_iter().collect(), &mut sink);
    }
}

/// How many of so many plans are checked side by side: fewer where threads would be left without any.
fn share(plans: usize) -> usize {
    (plans / rayon::current_num_threads() / 4).clamp(1, SIDE_BY_SIDE)
}

/// The companions that plans lead to, in the order of their paths, each with the state of the plan that is furthest.
pub(crate) fn companions<'m>(
    plans: impl Iterator<Item = &'m Member> + Clone,
) -> BTreeMap<String, Option<State>> {
    let mut found: BTreeMap<String, Option<State>> = BTreeMap::new();
    for plan in plans.clone() {
        for path in &plan.companions {
            let state = found.entry(path.clone()).or_insert(plan.state);
            if stage(plan.state) > stage(*state) {
                *state = plan.state;
            }
        }
    }
    for plan in plans {
        found.remove(&plan.path);
    }
    found
}

/// One run over some files.
pub(crate) struct Run<'r, F> {
    workspace: &'r Workspace,
    options: &'r CheckOptions<'r>,
    known: Arc<Known<'r>>,
    render: &'r F,
    /// A text that stands in for that of a file.
    instead: Option<(&'r Path, &'r Document)>,
}

impl<'r, F> Run<'r, F> {
    pub(crate) fn new(workspace: &'r Workspace, options: &'r CheckOptions<'r>, render: &'r F) -> Self {
        let known =
            Known::new(workspace.root(), workspace.library()).on(workspace.today()).keeping(workspace.memo());
        Run { workspace, options, known: Arc::new(known), render, instead: None }
    }

    /// The day of the run.
    pub(crate) fn today(&self) -> Date {
        self.known.today()
    }

    /// Does some work for each file, in parallel; what comes of it is taken in order.
    fn batches<T: Sync, R: Send>(
        &self,
        files: &[T],
        batch: usize,
        work: &(impl Fn(&T) -> R + Sync),
        take: &mut impl FnMut(R),
    ) {
        for chunk in files.chunks(batch) {
            let done: Vec<_> = chunk.par_iter().map(work).collect();
            done.into_iter().for_each(&mut *take);
            self.known.rest();
        }
    }

    fn around(&self, path: &Path) -> FileSurroundings<'r> {
        FileSurroundings::sharing(path, Arc::clone(&self.known))
    }

    /// The same, remembering what was asked about.
    pub(crate) fn recording(&self, path: &Path) -> FileSurroundings<'r> {
        FileSurroundings::recording(path, Arc::clone(&self.known))
    }

    /// Reads and checks some plans; those that cannot be read are errors.
    fn share<R>(&self, files: &[PlanFile]) -> Vec<Read<R>>
    where
        F: Fn(&Finding<'_>) -> R,
    {
        let mut read = Vec::with_capacity(files.len());
        let mut files = files.iter().map(|file| (file, read_document(&file.path))).peekable();
        while files.peek().is_some() {
            let (mut texts, mut errors, mut bytes) = (Vec::new(), Vec::new(), 0);
            for (file, document) in files.by_ref() {
                match document {
                    Ok(document) => {
                        bytes += document.text.len();
                        texts.push((file, document));
                    }
                    Err(error) => errors.push((texts.len(), error)),
                }
                if bytes >= LARGE {
                    break;
                }
            }
            let around: Vec<_> = texts.iter().map(|(file, _)| self.around(&file.path)).collect();
            let plans: Vec<_> = texts.iter().zip(&around).map(|((f, d), around)| (*f, d, around)).collect();
            let start = read.len();
            read.extend(self.plans(&plans).into_iter().map(Ok));
            for (at, error) in errors.into_iter().rev() {
                read.insert(start + at, Err(error));
            }
        }
        read
    }

    /// Checks a plan with what lies around it.
    pub(crate) fn plan<R>(
        &self,
        file: &PlanFile,
        document: &Document,
        surroundings: &FileSurroundings<'_>,
    ) -> (FileReport<R>, Option<Member>)
    where
        F: Fn(&Finding<'_>) -> R,
    {
        let mut checked = self.plans(&[(file, document, surroundings)]);
        checked.remove(0)
    }

    /// The same for several plans, side by side.
    fn plans<R>(
        &self,
        plans: &[(&PlanFile, &Document, &FileSurroundings<'_>)],
    ) -> Vec<(FileReport<R>, Option<Member>)>
    where
        F: Fn(&Finding<'_>) -> R,
    {
        let library = self.workspace.library();
        let texts = plans.iter().map(|(file, document, _)| (&*document.text, &*file.shown));
        let analyses = skim_all(library, texts);
        let places: Vec<Option<String>> = plans.iter().map(|(.., around)| around.place()).collect();
        let chosen: Vec<_> = places.iter().map(|p| self.options.settings.at(p.as_deref())).collect();
        let around = plans.iter().map(|(.., around)| *around);
        let contexts: Vec<_> =
            analyses.iter().zip(around).map(|(a, around)| a.context(library, around)).collect();
        let found = check_all(contexts.iter().zip(&chosen));
        // Who asks for nothing beyond single plans need not wait for their companions.
        let alone = |r: &Rule| matches!(r.check, Check::Plan(_) | Check::Suppressions(_));
        let mut checked = Vec::with_capacity(plans.len());
        for (at, mut found) in found.into_iter().enumerate() {
            let ((file, document, _), chosen) = (plans[at], &chosen[at]);
            let place = places[at].clone().unwrap_or_else(|| file.shown.clone());
            found.splice(0..0, document.diagnostic().filter(|d| chosen.wants(d.rule)));
            let member = || Member::of_plan(&analyses[at].plan, place.clone(), reached(&contexts[at]));
            let member = chosen.rules().any(|r| !alone(r)).then(member);
            let baseline = self.options.baseline;
            let report = report(&file.shown, place, &document.text, &found, baseline, self.render);
            checked.push((report, member));
        }
        checked
    }

    /// Checks the companions that plans lead to, then all documents together.
    fn beyond<R: Send>(&self, mut members: Vec<Member>, sink: &mut impl FnMut(FileReport<R>))
    where
        F: Fn(&Finding<'_>) -> R + Sync,
    {
        let companions: Vec<_> = companions(members.iter()).into_iter().collect();
        let companion = |(place, state): &(String, Option<State>)| {
            self.companion(place, *state, &self.around(&self.workspace.root().join(place)))
        };
        self.batches(&companions, BATCH, &companion, &mut |read| {
            // One that cannot be read is nobody's companion; a link to it is told of at the link.
            if let Ok((report, member)) = read {
                members.extend(member);
                sink(report);
            }
        });
        self.together(&Graph::new(members), sink);
    }

    /// Checks a companion of plans of which the furthest is in that state.
    pub(crate) fn companion<R>(
        &self,
        place: &str,
        state: Option<State>,
        surroundings: &FileSurroundings<'_>,
    ) -> Read<R>
    where
        F: Fn(&Finding<'_>) -> R,
    {
        let path = self.workspace.root().join(place);
        let shown = self.workspace.shown(&path);
        let name = place.rsplit('/').next().unwrap_or(place);
        let facts = surroundings.facts(name).with_context(|| format!("cannot read `{shown}`"))?;
        let library = self.workspace.library();
        let context = CompanionContext { facts: &facts, library, surroundings, state };
        let chosen = self.options.settings.at(Some(place));
        let found = check_companion(&context, chosen.rules());
        let member = Member::of_companion(&facts, place.to_owned(), shown.clone());
        Ok((self.later(&shown, place, &path, found)?, Some(member)))
    }

    /// Runs the rules about several documents. Only files with findings are read again.
    pub(crate) fn together<R>(&self, graph: &Graph, sink: &mut impl FnMut(FileReport<R>))
    where
        F: Fn(&Finding<'_>) -> R,
    {
        let found = check_workspace(graph, planc_lint::rules());
        for findings in found.chunk_by(|(one, _), (other, _)| one == other) {
            let Some(document) = findings.first().and_then(|(n, _)| graph.documents().get(*n)) else {
                continue;
            };
            let chosen = self.options.settings.at(Some(&document.path));
            let wanted = |d: &&Diagnostic| chosen.wants(d.rule);
            let found: Vec<_> = findings.iter().map(|(_, d)| d).filter(wanted).cloned().collect();
            let path = self.workspace.root().join(&document.path);
            if let Ok(report) = self.later(&document.shown, &document.path, &path, found) {
                sink(report);
            }
        }
    }

    /// Reports what was found in a file whose text was let go: it is read again, and its comments are heard.
    fn later<R>(
        &self,
        shown: &str,
        place: &str,
        path: &Path,
        mut found: Vec<Diagnostic>,
    ) -> anyhow::Result<FileReport<R>>
    where
        F: Fn(&Finding<'_>) -> R,
    {
        let mut text = String::new();
        if !found.is_empty() {
            text = match self.instead {
                Some((file, document)) if file == path => document.text.clone(),
                _ => read_document(path)?.text,
            };
            let mut comments = Suppressions::of(&planc_syntax::parse(&text));
            found.retain(|d| !comments.allow(&text, d));
            self.options.settings.at(Some(place)).weigh(&mut found);
        }
        Ok(report(shown, place.to_owned(), &text, &found, self.options.baseline, self.render))
    }
}

/// Where the companions of a plan are, from the root of the workspace.
pub(crate) fn reached(context: &Context<'_, '_>) -> Vec<String> {
    let paths = planc_lint::companions(context).into_iter();
    paths.filter_map(|path| context.surroundings.rooted(&path)).collect()
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
