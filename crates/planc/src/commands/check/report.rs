//! Findings on their way out: rendered one by one, written as they come, counted.

use super::{Check, FailOn};
use crate::Outcome;
use crate::output::{BOLD, GREEN, Output, RED, YELLOW};
use anyhow::Result;
use clap::ValueEnum;
use planc_engine::{FileReport, Finding};
use planc_source::render::{self, JsonDiagnostic, SarifRule, Summary};
use planc_source::{Applicability, Severity};
use std::collections::BTreeMap;
use std::time::Instant;

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Annotated source.
    Human,
    /// A line each.
    Short,
    /// As `planc schema check` describes it.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// A code quality report of GitLab.
    Gitlab,
    /// A test report, a suite for each file.
    Junit,
}

/// How one finding is rendered.
#[derive(Clone, Copy)]
pub(super) struct Style {
    format: Format,
    color: bool,
    fail_on: FailOn,
}

/// A finding in its format, and whether `--fix` mends it.
pub(super) struct Rendered {
    text: String,
    fixable: bool,
}

impl Style {
    pub(super) fn new(check: &Check, color: bool) -> Style {
        Style { format: check.format, color, fail_on: check.fail_on }
    }

    pub(super) fn render(self, finding: &Finding<'_>) -> Rendered {
        let Finding { diagnostic, source, fingerprint } = finding;
        let text = match self.format {
            // An empty line parts one finding from the next.
            Format::Human => format!("{}\n", render::human(diagnostic, source, self.color).trim_end()),
            Format::Short => render::short(diagnostic, source),
            Format::Json => indented(&JsonDiagnostic::new(diagnostic, source)),
            Format::Sarif => render::sarif(diagnostic, source, *fingerprint),
            Format::Github => render::github(diagnostic, source),
            Format::Gitlab => render::gitlab(diagnostic, source, *fingerprint),
            Format::Junit => render::junit_case(diagnostic, source, self.fail_on.holds(diagnostic.severity)),
        };
        let fixable = diagnostic.fixes.iter().any(|f| f.applicability == Applicability::Safe);
        Rendered { text, fixable }
    }
}

impl FailOn {
    /// Whether a finding of that severity makes the exit status 1.
    pub(super) fn holds(self, severity: Severity) -> bool {
        severity
            >= match self {
                FailOn::Error => Severity::Error,
                FailOn::Warning => Severity::Warning,
                FailOn::Note => Severity::Note,
            }
    }
}

/// A value as it stands in an array that stands in an object.
fn indented(value: &impl serde::Serialize) -> String {
    // Our own values have string keys and cannot fail.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    format!("    {}", text.replace('\n', "\n    "))
}

/// Writes findings as they come, so that memory does not grow with their number.
pub(super) struct Reporter<'o> {
    style: Style,
    statistics: bool,
    out: &'o mut Output,
    started: Instant,
    tally: Tally,
}

#[derive(Default)]
struct Tally {
    errors: usize,
    warnings: usize,
    notes: usize,
    fixable: usize,
    rules: BTreeMap<&'static str, usize>,
}

impl<'o> Reporter<'o> {
    /// Writes what stands before all findings.
    pub(super) fn begin(check: &Check, out: &'o mut Output) -> Result<Reporter<'o>> {
        match check.format {
            Format::Json => out.text("{\n  \"diagnostics\": [")?,
            Format::Sarif => out.text(render::sarif_head(env!("CARGO_PKG_VERSION"), rules()))?,
            Format::Gitlab => out.text("[")?,
            Format::Junit => {
                out.text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"planc\">\n")?
            }
            Format::Human | Format::Short | Format::Github => {}
        }
        let style = Style::new(check, out.color());
        let (statistics, started, tally) = (check.statistics, Instant::now(), Tally::default());
        Ok(Reporter { style, statistics, out, started, tally })
    }

    /// Writes what was found in one file.
    pub(super) fn take(&mut self, report: &FileReport<Rendered>) -> Result<()> {
        let mut cases = Vec::new();
        let mut failures = 0;
        for finding in &report.findings {
            let first = self.tally.total() == 0;
            self.tally.count(finding.rule, finding.severity, &finding.rendered);
            let text = &finding.rendered.text;
            match self.style.format {
                Format::Human | Format::Short | Format::Github => self.out.line(text)?,
                Format::Json | Format::Sarif | Format::Gitlab => {
                    self.out.text(if first { "\n" } else { ",\n" })?;
                    self.out.text(text)?;
                }
                Format::Junit => {
                    failures += usize::from(self.style.fail_on.holds(finding.severity));
                    cases.push(text.clone());
                }
            }
        }
        if self.style.format == Format::Junit {
            self.out.text(render::junit_suite(&report.path, &cases, failures))?;
        }
        Ok(())
    }

    /// Writes what stands behind all findings, and says what they come to. `known` are those that a baseline hid.
    pub(super) fn finish(self, plans: usize, known: usize) -> Result<Outcome> {
        let Reporter { style, statistics, out, started, tally } = self;
        let end_of_list = if tally.total() > 0 { "\n" } else { "" };
        match style.format {
            Format::Json => {
                let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
                let Tally { errors, warnings, notes, .. } = tally;
                let summary = Summary { plans, errors, warnings, notes, elapsed_ms };
                let summary = serde_json::to_string_pretty(&summary)?.replace('\n', "\n  ");
                let indent = if tally.total() > 0 { "\n  " } else { "" };
                out.text(format!("{indent}],\n  \"summary\": {summary}\n}}\n"))?;
            }
            Format::Sarif => out.line(format!("{end_of_list}{}", render::SARIF_TAIL))?,
            Format::Gitlab => out.line(format!("{end_of_list}]"))?,
            Format::Junit => out.line("</testsuites>")?,
            Format::Human | Format::Short | Format::Github => {}
        }
        if statistics {
            // What programs read has no room for it.
            let room = matches!(style.format, Format::Human | Format::Short);
            if room { tally.statistics(out)? } else { tally.statistics(&mut out.beside())? }
        }
        if !out.quiet && style.format == Format::Human {
            let known = if known > 0 { format!("; {known} known already") } else { String::new() };
            out.line(format!("{}{known}", tally.line(plans, out)))?;
        }
        let severities = [
            (tally.errors, Severity::Error),
            (tally.warnings, Severity::Warning),
            (tally.notes, Severity::Note),
        ];
        let found = severities.iter().any(|(count, severity)| *count > 0 && style.fail_on.holds(*severity));
        Ok(if found { Outcome::Found } else { Outcome::Clean })
    }
}

/// Everything that may be found, as SARIF names it.
fn rules() -> impl Iterator<Item = SarifRule> {
    let rules = planc_lint::rules().map(|rule| SarifRule {
        name: rule.name,
        summary: rule.summary,
        family: rule.family.name(),
        worst: rule.severities.worst().unwrap_or(Severity::Note),
    });
    let beyond = planc_lint::beyond().map(|(name, family)| SarifRule {
        name,
        summary: if name == "not-utf8" { "the file is not UTF-8" } else { "two plans state the same id" },
        family: family.name(),
        worst: Severity::Error,
    });
    rules.chain(beyond)
}

impl Tally {
    fn total(&self) -> usize {
        self.errors + self.warnings + self.notes
    }

    fn count(&mut self, rule: &'static str, severity: Severity, rendered: &Rendered) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Note => self.notes += 1,
        }
        *self.rules.entry(rule).or_default() += 1;
        self.fixable += usize::from(rendered.fixable);
    }

    /// How often each rule found something.
    fn statistics(&self, out: &mut Output) -> Result<()> {
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        for (rule, count) in rules {
            out.line(format!("{count:>6}  {rule}"))?;
        }
        out.flush()
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
