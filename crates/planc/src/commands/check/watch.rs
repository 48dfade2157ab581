//! `--watch`: checks, waits until something changes, and checks again what that concerns.

use super::Check;
use super::report::{Rendered, Reporter, Style};
use crate::Outcome;
use crate::output::{Output, problem};
use anyhow::{Context, Result};
use jiff::civil::Date;
use notify_debouncer_full::notify::{EventKind, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, new_debouncer};
use planc_engine::{Baseline, Changes, CheckOptions, Kept, PlanFile, Selection, Settings, Workspace};
use rustc_hash::FxHashSet;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

/// Changes that come so close together are one.
const QUIET: Duration = Duration::from_millis(50);

/// How often the clock is looked at.
const MINUTE: Duration = Duration::from_secs(60);

/// What wakes the loop.
#[derive(Debug, PartialEq, Eq)]
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
            let mut day = workspace.today();
            let mut outcome = round.check(&paths, out)?;
            // Until the configuration changes, what was found is kept.
            loop {
                paths = match next(&signals, MINUTE, day, || workspace.today()) {
                    Signal::Changed(changed) => changed.into_iter().collect(),
                    Signal::Stop => return Ok(outcome),
                };
                if paths.iter().any(|path| path.extension().is_some_and(|e| e == "toml")) {
                    break;
                }
                day = workspace.today();
                outcome = round.check(&paths, out)?;
            }
            match Workspace::open(workspace.cwd()) {
                Ok(opened) => reopened = Some(opened),
                Err(error) => problem(&error),
            }
        }
    }
}

/// Waits for a change, for Ctrl-C, or for another day than that of the last check: some findings speak of dates. The
/// clock is looked at again and again, as computers sleep and clocks are set.
fn next(signals: &Receiver<Signal>, pause: Duration, day: Date, today: impl Fn() -> Date) -> Signal {
    loop {
        match signals.recv_timeout(pause) {
            Ok(signal) => return signal,
            Err(RecvTimeoutError::Disconnected) => return Signal::Stop,
            Err(RecvTimeoutError::Timeout) if today() != day => return Signal::Changed(Vec::new()),
            Err(RecvTimeoutError::Timeout) => {}
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::cell::Cell;

    #[test]
    fn another_day_is_noticed() {
        let (send, signals) = mpsc::channel();
        let soon = Duration::from_millis(1);
        let (day, looks) = (date(2026, 12, 31), Cell::new(0));
        let today = || {
            looks.set(looks.get() + 1);
            if looks.get() < 3 { day } else { date(2027, 1, 1) }
        };
        assert_eq!(next(&signals, soon, day, today), Signal::Changed(Vec::new()));
        assert_eq!(looks.get(), 3);
        // What happens meanwhile comes first.
        assert_eq!(send.send(Signal::Stop), Ok(()));
        assert_eq!(next(&signals, soon, day, || date(2027, 1, 1)), Signal::Stop);
        drop(send);
        assert_eq!(next(&signals, soon, day, || day), Signal::Stop);
    }
}
