mod fix;
mod report;
mod stdin;
mod watch;

use crate::Outcome;
use crate::output::{Output, Progress, problem, remark};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use planc_engine::{Baseline, CheckOptions, FileReport, PlanFile, Selection, Settings, Workspace};
use report::{Format, Reporter, Style};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};

/// Find what is missing, contradictory or damaged in plans.
///
/// Folders are searched for plans; files are checked whatever their name. Nothing is written without
/// --fix.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc check
  planc check docs/plans --fail-on warning
  planc check plan.md --format json
  planc check --select links --statistics
  planc check --fix --diff                    what --fix would change
  planc check --write-baseline known.json     what is wrong today is known …
  planc check --baseline known.json           … and only what is new is reported
  cat plan.md | planc check - --stdin-filename docs/plan.md")]
pub struct Check {
    /// Folders and files, or `-` for standard input; the working folder where none is named.
    paths: Vec<PathBuf>,
    /// How to print findings.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Mend what can be mended without changing the meaning; of standard input the mended text is printed.
    #[arg(long)]
    fix: bool,
    /// Mend also what somebody should look at afterwards.
    #[arg(long)]
    unsafe_fixes: bool,
    /// Show what fixing would change, and write nothing.
    #[arg(long)]
    diff: bool,
    /// Only these rules or families; may be given more than once.
    #[arg(long, value_name = "R", value_delimiter = ',')]
    select: Vec<String>,
    /// Not these rules or families; may be given more than once.
    #[arg(long, value_name = "R", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The severity from which the exit status is 1.
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "L")]
    fail_on: FailOn,
    /// Report only findings that are not in this file.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write all findings to this file, for --baseline, and report none.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "diff"])]
    write_baseline: Option<PathBuf>,
    /// Print how often each rule found something.
    #[arg(long)]
    statistics: bool,
    /// The name of the text on standard input.
    #[arg(long, value_name = "F")]
    stdin_filename: Option<PathBuf>,
    /// Check again whenever something changes, until Ctrl-C.
    #[arg(long, conflicts_with_all = ["diff", "fix", "unsafe_fixes", "write_baseline"])]
    watch: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Note,
}

impl Check {
    /// Checks, prints, and says by the exit status what was found.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let selection = Selection { select: self.select.clone(), ignore: self.ignore.clone() };
        let settings = Settings::new(workspace.config(), &selection)?;
        let baseline =
            self.baseline.as_ref().map(|p| Baseline::read(&workspace.cwd().join(p))).transpose()?;
        let options = CheckOptions { settings: &settings, baseline: baseline.as_ref() };
        if self.paths.iter().any(|p| p.as_os_str() == "-") {
            if self.paths.len() > 1 || self.write_baseline.is_some() || self.watch {
                bail!("`-` is checked alone: no other paths, no `--watch`, no `--write-baseline`");
            }
            return self.check_stdin(workspace, &options, out);
        }
        if self.watch {
            return self.check_and_watch(workspace, &selection, baseline.as_ref(), out);
        }
        let (files, mut problems) = workspace.plans(&self.paths);
        if files.is_empty() && problems.is_empty() {
            let place = self.paths.first().map_or("here".to_owned(), |p| format!("in `{}`", p.display()));
            bail!("no plans found {place}; name a file, or see `planc new --help`");
        }
        if self.mends() {
            self.mend(workspace, &files, &settings, out, &mut problems)?;
            if self.diff {
                problems.iter().for_each(problem);
                return Ok(if problems.is_empty() { Outcome::Clean } else { Outcome::Failed });
            }
        }
        if let Some(path) = &self.write_baseline {
            return record(workspace, &files, &options, &workspace.cwd().join(path), problems);
        }
        let mut progress = Progress::new(files.len(), out);
        let mut seen = Seen::default();
        let style = Style::new(&self, out.color());
        let mut reporter = Reporter::begin(&self, out)?;
        let mut failed = None;
        let checked = workspace.check(
            &files,
            &options,
            |finding| style.render(finding),
            |report| {
                progress.step();
                seen.take(&report, options.baseline.is_some());
                if failed.is_none() {
                    failed = reporter.take(&report).err();
                }
            },
        );
        progress.finish();
        if let Some(error) = failed {
            return Err(error);
        }
        problems.extend(checked.problems);
        problems.iter().for_each(problem);
        let outcome = reporter.finish(checked.plans, seen.known)?;
        if let Some(baseline) = &baseline {
            seen.remark(baseline, workspace, &settings, self.baseline.as_deref());
        }
        Ok(if problems.is_empty() { outcome } else { Outcome::Failed })
    }

    fn mends(&self) -> bool {
        self.fix || self.unsafe_fixes || self.diff
    }
}

/// Writes down what is found, so that it is known from now on.
fn record(
    workspace: &Workspace,
    files: &[PlanFile],
    options: &CheckOptions<'_>,
    path: &Path,
    mut problems: Vec<anyhow::Error>,
) -> Result<Outcome> {
    let mut written = Baseline::default();
    let checked = workspace.check(
        files,
        options,
        |_| (),
        |report| report.findings.iter().for_each(|f| written.add(&report.place, f.rule, f.text)),
    );
    problems.extend(checked.problems);
    problems.iter().for_each(problem);
    written.write(path)?;
    Ok(if problems.is_empty() { Outcome::Clean } else { Outcome::Failed })
}

/// What of a baseline was seen.
#[derive(Default)]
struct Seen {
    places: FxHashSet<String>,
    known: usize,
}

impl Seen {
    fn take<R>(&mut self, report: &FileReport<R>, wanted: bool) {
        self.known += report.known;
        if wanted {
            self.places.insert(report.place.clone());
        }
    }

    /// Says how much of the baseline is out of date, as far as these files and rules tell.
    fn remark(&self, baseline: &Baseline, workspace: &Workspace, settings: &Settings, path: Option<&Path>) {
        let checked = |place: &str, rule: &str| {
            let there = self.places.contains(place) || !workspace.root().join(place).exists();
            there && settings.at(Some(place)).wants(rule)
        };
        let stale = baseline.count(checked).saturating_sub(self.known);
        if let Some(path) = path.filter(|_| stale > 0) {
            let (shown, entries) = (path.display(), if stale == 1 { "finding" } else { "findings" });
            remark(&format!(
                "{stale} {entries} of `{shown}` are gone; `--write-baseline {shown}` forgets them"
            ));
        }
    }
}
