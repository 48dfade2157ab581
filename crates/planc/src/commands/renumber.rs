use crate::Outcome;
use crate::output::{BOLD, DIM, Output, diff};
use anyhow::{Result, bail};
use clap::Args;
use planc_engine::{NewNumber, Workspace};

/// Give a plan another number, and mend every link to it.
///
/// The file, or the folder where that carries the number, is renamed; id and title change; links, definitions and
/// mentions of the id in all Markdown files of the workspace follow. Code blocks, HTML, the plan's own history and
/// names of branches stay as they are and are listed. Where another plan has the same id, only what surely means this
/// one is changed. If it is broken off, the same command goes on.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc renumber PLAN-012 13
  planc renumber specs/012-login/plan.md --next
  planc renumber PLAN-2026-11-20-login --next --dry-run")]
pub struct Renumber {
    /// A path or an id; a path where two plans have the same id.
    plan: String,
    /// The new number.
    number: Option<u64>,
    /// Take the first number behind those that are taken.
    #[arg(long, conflicts_with = "number")]
    next: bool,
    /// Print what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Renumber {
    /// Moves the plan and says what changed.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let number = match self.number {
            Some(number) => NewNumber::Number(number),
            None if self.next => NewNumber::Next,
            None => bail!("to which number? say one, or `--next`"),
        };
        let done = workspace.renumber(&self.plan, number, self.dry_run)?;
        if self.dry_run {
            for (file, ..) in &done.files {
                out.text(diff(&file.path, &file.old, &file.new))?;
            }
        } else {
            out.line(format!("{} → {}", done.names.0, out.paint(BOLD, &done.names.1)))?;
            for (file, links, mentions) in &done.files {
                let counts = [(*links, "link"), (*mentions, "mention")].into_iter().filter(|(n, _)| *n > 0);
                let counts = counts.map(|(n, what)| format!("{n} {what}{}", if n == 1 { "" } else { "s" }));
                out.line(format!("changed  {} ({})", file.path, counts.collect::<Vec<_>>().join(", ")))?;
            }
        }
        if let Some((from, to)) = &done.moved {
            let word = if self.dry_run { "would move" } else { "moved   " };
            out.line(format!("{word} {from} → {to}"))?;
        }
        if !out.quiet {
            for (place, line, why) in &done.left {
                let line = if line.is_empty() { String::new() } else { format!(": {line}") };
                out.line(out.paint(DIM, &format!("left alone  {place}, {why}{line}")))?;
            }
        }
        Ok(Outcome::Clean)
    }
}
