use crate::Outcome;
use crate::output::{BOLD, DIM, GREEN, Output, Progress, RED, YELLOW, problem};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use planc_engine::{Summary, Workspace};
use planc_source::csv_field;
use serde::Serialize;
use std::path::PathBuf;

/// List the plans, a line each: id, title, dialect, status, progress, problems.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc list
  planc list docs --status in_review
  planc list --format csv --sort status > plans.csv")]
pub struct List {
    /// Folders and files; the working folder where none is named.
    paths: Vec<PathBuf>,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    format: ListFormat,
    /// Only plans in this state (draft, in_review, approved, …) or with this status word.
    #[arg(long, value_name = "S")]
    status: Option<String>,
    /// Only plans of this dialect.
    #[arg(long, value_name = "D")]
    dialect: Option<String>,
    /// What to sort by.
    #[arg(long, value_enum, default_value_t = SortKey::Path, value_name = "KEY")]
    sort: SortKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    Human,
    Json,
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SortKey {
    Path,
    Id,
    Title,
    Dialect,
    Status,
    Progress,
    Problems,
    Updated,
}

#[derive(Serialize)]
struct Plans<'s> {
    plans: &'s [Summary],
}

impl List {
    /// Reads and prints them.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let state = match &self.status {
            Some(word) => match workspace.library().vocabulary().state(&word.replace('_', " ")) {
                Some(state) => Some(state),
                None => bail!(
                    "`{word}` is no state that planc knows; try draft, in_review, approved, in_progress or complete"
                ),
            },
            None => None,
        };
        let (files, problems) = workspace.plans(&self.paths);
        let mut failed = !problems.is_empty();
        problems.iter().for_each(problem);
        let mut progress = Progress::new(files.len(), out);
        let mut summaries = Vec::new();
        for file in &files {
            progress.step();
            match workspace.summary(file) {
                Ok(summary) => summaries.push(summary),
                Err(error) => {
                    failed = true;
                    problem(&error);
                }
            }
        }
        progress.finish();
        summaries.retain(|s| state.is_none() || s.status == state);
        summaries.retain(|s| self.dialect.as_ref().is_none_or(|d| *d == s.dialect));
        self.sort.sort(&mut summaries);
        match self.format {
            ListFormat::Json => out.json(&Plans { plans: &summaries })?,
            ListFormat::Csv => csv(&summaries, out)?,
            ListFormat::Human => human(&summaries, out)?,
        }
        if files.is_empty() && !failed && !out.quiet {
            eprintln!("no plans found; `planc new TITLE` makes one");
        }
        Ok(if failed { Outcome::Failed } else { Outcome::Clean })
    }
}

impl SortKey {
    fn sort(self, summaries: &mut [Summary]) {
        match self {
            SortKey::Path => {}
            SortKey::Id => summaries.sort_by(|a, b| a.id.cmp(&b.id)),
            SortKey::Title => summaries.sort_by(|a, b| a.title.cmp(&b.title)),
            SortKey::Dialect => summaries.sort_by(|a, b| a.dialect.cmp(&b.dialect)),
            SortKey::Status => summaries.sort_by_key(|s| s.status),
            SortKey::Progress => summaries.sort_by(|a, b| share(b).total_cmp(&share(a))),
            SortKey::Problems => {
                summaries.sort_by_key(|s| std::cmp::Reverse((s.errors, s.warnings, s.notes)))
            }
            SortKey::Updated => summaries.sort_by(|a, b| b.updated.cmp(&a.updated)),
        }
    }
}

fn share(summary: &Summary) -> f64 {
    if summary.total == 0 { 0.0 } else { summary.done as f64 / summary.total as f64 }
}

fn progress(summary: &Summary) -> String {
    if summary.total == 0 { "-".to_owned() } else { format!("{}/{}", summary.done, summary.total) }
}

fn problems(summary: &Summary) -> String {
    let parts = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.notes, "note")];
    let parts = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, w)| format!("{n} {w}{}", if *n == 1 { "" } else { "s" }));
    let text = parts.collect::<Vec<_>>().join(", ");
    if text.is_empty() { "-".to_owned() } else { text }
}

fn human(summaries: &[Summary], out: &mut Output) -> Result<()> {
    if summaries.is_empty() {
        return Ok(());
    }
    let mut rows = vec![["ID", "TITLE", "DIALECT", "STATUS", "PROGRESS", "PROBLEMS"].map(str::to_owned)];
    rows.extend(summaries.iter().map(|s| {
        let status = s.status.map_or("-", |s| s.word()).to_owned();
        [shorten(&s.id, 36), shorten(&s.title, 48), s.dialect.clone(), status, progress(s), problems(s)]
    }));
    let width = |column: usize| rows.iter().map(|r| r[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    for (number, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let painted = match (number, column) {
                (0, _) => out.paint(DIM, cell),
                (_, 0) => out.paint(BOLD, cell),
                (_, 5) if cell.contains("error") => out.paint(RED, cell),
                (_, 5) if cell.contains("warning") => out.paint(YELLOW, cell),
                (_, 3) if cell == "complete" => out.paint(GREEN, cell),
                _ => cell.clone(),
            };
            line.push_str(&painted);
            if column < 5 {
                line.extend(std::iter::repeat_n(' ', widths[column] - cell.chars().count() + 2));
            }
        }
        out.line(line.trim_end())?;
    }
    Ok(())
}

fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

fn csv(summaries: &[Summary], out: &mut Output) -> Result<()> {
    out.line("id,title,dialect,status,done,total,errors,warnings,notes,path")?;
    for s in summaries {
        let words = [&s.id, &s.title, &s.dialect, &s.status.map_or(String::new(), |s| s.word().to_owned())];
        let words = words.map(|w| csv_field(w));
        let counts = [s.done, s.total, s.errors, s.warnings, s.notes].map(|n| n.to_string());
        out.line(format!("{},{},{}", words.join(","), counts.join(","), csv_field(&s.path)))?;
    }
    Ok(())
}
