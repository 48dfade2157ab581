use crate::Outcome;
use crate::output::{BOLD, GREEN, Output, Progress, RED, YELLOW, problem};
use anyhow::{Result, anyhow, bail};
use clap::{Args, ValueEnum};
use planc_engine::{
    CheckOptions, FileReport, FileSurroundings, FixMode, PlanFile, Selection, Workspace, analyze, fix,
    read_document, write_atomic,
};
use planc_lint::{NoSurroundings, Surroundings};
use planc_source::render::{self, JsonDiagnostic, Report, Source, Summary};
use planc_source::{Applicability, Diagnostic, LineIndex, Severity};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;
use std::time::Instant;

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
  cat plan.md | planc check - --stdin-filename docs/plan.md")]
pub struct Check {
    /// Folders and files, or `-` for standard input; the working folder where none is named.
    paths: Vec<PathBuf>,
    /// How to print findings.
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    format: CheckFormat,
    /// Mend what can be mended without changing the meaning.
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
    /// Print how often each rule found something.
    #[arg(long)]
    statistics: bool,
    /// The name of the text on standard input.
    #[arg(long, value_name = "F")]
    stdin_filename: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    /// Annotated source.
    Human,
    /// A line each.
    Short,
    /// As `planc schema check` describes it.
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Note,
}

/// A finding, rendered for the format that was asked for, and whether `--fix` mends it.
struct Rendered {
    form: RenderedForm,
    fixable: bool,
}

enum RenderedForm {
    Text(String),
    Json(Box<JsonDiagnostic>),
}

/// Counts and, for JSON, the findings themselves.
#[derive(Default)]
struct Tally {
    errors: usize,
    warnings: usize,
    notes: usize,
    fixable: usize,
    rules: BTreeMap<&'static str, usize>,
    json: Vec<JsonDiagnostic>,
}

impl Check {
    /// Checks, prints, and says by the exit status what was found.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let started = Instant::now();
        let selection = Selection { select: self.select.clone(), ignore: self.ignore.clone() };
        if let Some((name, near)) = selection.unknown() {
            let help = near.map_or("`planc rules` lists them".to_owned(), |n| format!("did you mean `{n}`?"));
            bail!("there is no rule or family `{name}`; {help}");
        }
        if self.paths.iter().any(|p| p.as_os_str() == "-") {
            return self.check_stdin(workspace, &selection, out, started);
        }
        let (files, mut problems) = workspace.plans(&self.paths);
        if files.is_empty() && problems.is_empty() {
            let place = self.paths.first().map_or("here".to_owned(), |p| format!("in `{}`", p.display()));
            bail!("no plans found {place}; name a file, or see `planc new --help`");
        }
        if self.fix || self.unsafe_fixes || self.diff {
            self.mend(workspace, &files, &selection, out, &mut problems)?;
            if self.diff {
                problems.iter().for_each(problem);
                return Ok(if problems.is_empty() { Outcome::Clean } else { Outcome::Failed });
            }
        }
        let mut tally = Tally::default();
        let mut progress = Progress::new(files.len(), out);
        let (format, color) = (self.format, out.color());
        let options = CheckOptions { selection };
        let mut failed = None;
        let checked = workspace.check(
            &files,
            &options,
            |d, s| render(d, s, format, color),
            |report| {
                progress.step();
                if failed.is_none() {
                    failed = tally.take(report, out).err();
                }
            },
        );
        progress.finish();
        if let Some(error) = failed {
            return Err(error);
        }
        problems.extend(checked.problems);
        problems.iter().for_each(problem);
        self.finish(tally, checked.plans, started, out)
            .map(|outcome| if problems.is_empty() { outcome } else { Outcome::Failed })
    }

    fn check_stdin(
        &self,
        workspace: &Workspace,
        selection: &Selection,
        out: &mut Output,
        started: Instant,
    ) -> Result<Outcome> {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        let document = planc_engine::Document::of_bytes(bytes);
        let name = self.stdin_filename.as_ref().map_or("-".to_owned(), |p| p.display().to_string());
        let place = self.stdin_filename.as_ref().map(|p| workspace.cwd().join(p));
        let beside = place.map(|p| FileSurroundings::of(&p, workspace.root(), workspace.library()));
        let surroundings: &dyn Surroundings =
            beside.as_ref().map_or(&NoSurroundings, |b| b as &dyn Surroundings);
        let mut text = document.text.clone();
        if self.fix || self.unsafe_fixes {
            text = fix(workspace.library(), &text, &name, surroundings, self.mode(), &|r| selection.wants(r))
                .text;
        }
        let analysis = analyze(workspace.library(), &text, &name);
        let mut found = analysis.check(workspace.library(), surroundings, |r| selection.wants(r));
        found.splice(0..0, document.diagnostic());
        let lines = LineIndex::new(&text);
        let source = Source { path: &name, text: &text, lines: &lines };
        let findings =
            found.iter().map(|d| (d.rule, d.severity, render(d, &source, self.format, out.color())));
        let report = FileReport { path: name.clone(), findings: findings.collect() };
        let mut tally = Tally::default();
        tally.take(report, out)?;
        self.finish(tally, 1, started, out)
    }

    fn mode(&self) -> FixMode {
        if self.unsafe_fixes { FixMode::Unsafe } else { FixMode::Safe }
    }

    /// Applies fixes file by file, or shows what they would change.
    fn mend(
        &self,
        workspace: &Workspace,
        files: &[PlanFile],
        selection: &Selection,
        out: &mut Output,
        problems: &mut Vec<anyhow::Error>,
    ) -> Result<()> {
        for file in files {
            let document = match read_document(&file.path) {
                Ok(document) => document,
                // The check that follows says so once.
                Err(_) if !self.diff => continue,
                Err(error) => {
                    problems.push(error);
                    continue;
                }
            };
            let surroundings = FileSurroundings::of(&file.path, workspace.root(), workspace.library());
            let wanted = |r: &planc_lint::Rule| selection.wants(r);
            let fixed =
                fix(workspace.library(), &document.text, &file.shown, &surroundings, self.mode(), &wanted);
            if fixed.applied == 0 {
                continue;
            }
            if self.diff {
                let diff = similar::TextDiff::from_lines(&document.text, &fixed.text);
                let (old, new) = (format!("a/{}", file.shown), format!("b/{}", file.shown));
                out.text(diff.unified_diff().header(&old, &new).to_string())?;
            } else if document.not_utf8.is_some() {
                problems.push(anyhow!(
                    "`{}` is not UTF-8 and was not changed; save it as UTF-8 first",
                    file.shown
                ));
            } else if let Err(error) = write_atomic(&file.path, &fixed.text) {
                problems.push(error);
            }
        }
        Ok(())
    }

    fn finish(&self, tally: Tally, plans: usize, started: Instant, out: &mut Output) -> Result<Outcome> {
        let found = match self.fail_on {
            FailOn::Error => tally.errors,
            FailOn::Warning => tally.errors + tally.warnings,
            FailOn::Note => tally.errors + tally.warnings + tally.notes,
        };
        let outcome = if found > 0 { Outcome::Found } else { Outcome::Clean };
        if self.format == CheckFormat::Json {
            let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            let Tally { errors, warnings, notes, json, .. } = tally;
            let summary = Summary { plans, errors, warnings, notes, elapsed_ms };
            out.json(&Report { diagnostics: json, summary })?;
            return Ok(outcome);
        }
        if self.statistics {
            let mut rules: Vec<_> = tally.rules.iter().collect();
            rules.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
            for (rule, count) in rules {
                out.line(format!("{count:>6}  {rule}"))?;
            }
        }
        if !out.quiet && self.format == CheckFormat::Human {
            out.line(tally.line(plans, out))?;
        }
        Ok(outcome)
    }
}

fn render(diagnostic: &Diagnostic, source: &Source<'_>, format: CheckFormat, color: bool) -> Rendered {
    let form = match format {
        // An empty line parts one finding from the next.
        CheckFormat::Human => {
            RenderedForm::Text(format!("{}\n", render::human(diagnostic, source, color).trim_end()))
        }
        CheckFormat::Short => RenderedForm::Text(render::short(diagnostic, source)),
        CheckFormat::Json => RenderedForm::Json(Box::new(JsonDiagnostic::new(diagnostic, source))),
    };
    let fixable = diagnostic.fixes.iter().any(|f| f.applicability == Applicability::Safe);
    Rendered { form, fixable }
}

impl Tally {
    fn take(&mut self, report: FileReport<Rendered>, out: &mut Output) -> Result<()> {
        for (rule, severity, rendered) in report.findings {
            match severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Note => self.notes += 1,
            }
            *self.rules.entry(rule).or_default() += 1;
            self.fixable += usize::from(rendered.fixable);
            match rendered.form {
                RenderedForm::Text(text) => out.line(text)?,
                RenderedForm::Json(json) => self.json.push(*json),
            }
        }
        Ok(())
    }

    /// `checked 12 plans: 2 errors, 1 warning`
    fn line(&self, plans: usize, out: &Output) -> String {
        let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        let mut parts = Vec::new();
        for (count, word, style) in
            [(self.errors, "error", RED), (self.warnings, "warning", YELLOW), (self.notes, "note", BOLD)]
        {
            if count > 0 {
                parts.push(out.paint(style, &plural(count, word)));
            }
        }
        let checked = format!("checked {}", plural(plans, "plan"));
        if parts.is_empty() {
            return format!("{checked}: {}", out.paint(GREEN, "nothing found"));
        }
        let fix = match self.fixable {
            0 => String::new(),
            n => format!("; `--fix` mends {n}"),
        };
        format!("{checked}: {}{fix}", parts.join(", "))
    }
}
