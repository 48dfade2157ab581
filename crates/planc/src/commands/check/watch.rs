//! `--watch`: checks, waits until something changes, and checks again what that concerns.

use super::Check;
use super::report::{Rendered, Reporter, Style};
use crate::Outcome;
use crate::output::{Output, problem};
use anyhow::{Context, Result};
use notify_debouncer_full::notify::{EventKind, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, new_debouncer};
use planc_engine::{Baseline, Changes, CheckOptions, Kept, PlanFile, Selection, Settings, Workspace};
use rustc_hash::FxHashSet;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

/// Changes that come so close together are one.
const QUIET: Duration = Duration::from_millis(50);

/// What wakes the loop.
enum Signal {
    Changed(Vec<PathBuf>),
    Stop,
}

impl Check {
    /// Checks until Ctrl-C; the exit status is that of the last check.
    pub(super) fn check_and_watch(
        &self,
        workspace: &Workspace,
        selection: &Selection,
        baseline: Option<&Baseline>,
        out: &mut Output,
    ) -> Result<Outcome> {
        let (send, signals) = mpsc::channel();
        let stop = send.clone();
        // Nobody listens any more when planc ends by itself.
        ctrlc::set_handler(move || _ = stop.send(Signal::Stop)).context("cannot wait for Ctrl-C")?;
        let mut watcher = new_debouncer(QUIET, None, move |events: DebounceEventResult| {
            let events = events.unwrap_or_default();
            // What planc reads itself is no change.
            let changes = events.into_iter().filter(|e| !matches!(e.kind, EventKind::Access(_)));
            let paths: Vec<PathBuf> = changes.flat_map(|e| e.event.paths).collect();
            let own = |p: &PathBuf| !p.components().any(|part| part.as_os_str() == ".git");
            let paths: Vec<PathBuf> = paths.into_iter().filter(own).collect();
            if !paths.is_empty() {
                let _ = send.send(Signal::Changed(paths));
            }
        })
        .context("cannot watch files")?;
        let inside = |path: &PathBuf| path.starts_with(workspace.root());
        let outside = self.paths.iter().map(|p| workspace.cwd().join(p)).filter(|p| !inside(p));
        for place in std::iter::once(workspace.root().to_owned()).chain(outside) {
            let shown = place.display();
            watcher
                .watch(&place, RecursiveMode::Recursive)
                .with_context(|| format!("cannot watch `{shown}`"))?;
        }

        let (mut reopened, mut paths) = (None, FxHashSet::default());
        loop {
            let workspace = reopened.as_ref().unwrap_or(workspace);
            let settings = Settings::new(workspace.config(), selection)?;
            let options = CheckOptions { settings: &settings, baseline };
            let mut round =
                Round { check: self, workspace, options, kept: Kept::default(), files: Vec::new() };
            let mut outcome = round.check(&paths, out)?;
            // Until the configuration changes, what was found is kept.
            loop {
                paths = match signals.recv() {
                    Ok(Signal::Changed(changed)) => changed.into_iter().collect(),
                    Ok(Signal::Stop) | Err(_) => return Ok(outcome),
                };
                if paths.iter().any(|path| path.extension().is_some_and(|e| e == "toml")) {
                    break;
                }
                outcome = round.check(&paths, out)?;
            }
            match Workspace::open(workspace.cwd()) {
                Ok(opened) => reopened = Some(opened),
                Err(error) => problem(&error),
            }
        }
    }
}

/// What is kept from one check to the next.
struct Round<'r> {
    check: &'r Check,
    workspace: &'r Workspace,
    options: CheckOptions<'r>,
    kept: Kept<Rendered>,
    files: Vec<PlanFile>,
}

impl Round<'_> {
    fn check(&mut self, changed: &FxHashSet<PathBuf>, out: &mut Output) -> Result<Outcome> {
        let mut problems = Vec::new();
        // The list of plans can change only where something else than a plan did, or a plan went.
        let known = |path: &PathBuf| self.kept.has(path) && path.is_file();
        if changed.is_empty() || !changed.iter().all(known) {
            (self.files, problems) = self.workspace.plans(&self.check.paths);
        }
        let style = Style::new(self.check, out.color());
        if std::io::stdout().is_terminal() {
            // Clear the screen, cursor to its start.
            out.text("\u{1b}[2J\u{1b}[H")?;
        }
        let mut reporter = Reporter::begin(self.check, out)?;
        let (mut failed, mut hidden) = (None, 0);
        let (checked, _) = self.workspace.check_again(
            &mut self.kept,
            &self.files,
            &Changes::of(changed.iter().cloned()),
            &self.options,
            |finding| style.render(finding),
            |report| {
                hidden += report.known;
                if failed.is_none() {
                    failed = reporter.take(report).err();
                }
            },
        );
        if let Some(error) = failed {
            return Err(error);
        }
        problems.extend(checked.problems);
        problems.iter().for_each(problem);
        let outcome = reporter.finish(checked.plans, hidden)?;
        out.flush()?;
        Ok(if problems.is_empty() { outcome } else { Outcome::Failed })
    }
}
