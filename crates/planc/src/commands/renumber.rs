use crate::Outcome;
use crate::commands::Format;
use crate::output::{BOLD, DIM, Output, diff, remark};
use anyhow::{Result, bail};
use clap::Args;
use planc_engine::{LostApproval, NewNumber, Renumbered, Workspace};
use schemars::JsonSchema;
use serde::Serialize;

/// Give a plan another number, and mend every link to it.
///
/// The file, or the folder where that carries the number, is renamed; id and title change; links, definitions and
/// mentions of the id in all Markdown files of the workspace follow. Code blocks, HTML, the plan's own history and
/// names of branches stay as they are and are listed. Where another plan has the same id, only what surely means this
/// one is changed. If it is broken off, the same command goes on.
///
/// An approval does not follow a name: those that will not hold any more are named before anything is written.
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
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// What changes, as `--format json` prints it.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// The id or number before.
    from: String,
    /// The id or number now.
    to: String,
    /// Whether it was written; `false` for `--dry-run`.
    written: bool,
    /// The file or folder that is moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<Moved>,
    /// The files that change, by the paths they had.
    files: Vec<Changed>,
    /// What was left alone.
    left: Vec<Left>,
    /// Approvals that hold until then, and not any more.
    approvals_lost: Vec<LostApproval>,
}

/// A file or folder that is moved.
#[derive(Serialize, JsonSchema)]
struct Moved {
    /// Its path before.
    from: String,
    /// Its path now.
    to: String,
}

/// A file that changes.
#[derive(Serialize, JsonSchema)]
struct Changed {
    /// Its path, before it is moved.
    path: String,
    /// Links that lead elsewhere now.
    links: usize,
    /// Mentions of ids and paths.
    mentions: usize,
}

/// A mention that was left alone.
#[derive(Serialize, JsonSchema)]
struct Left {
    /// Its file, and its line after a colon.
    place: String,
    /// The line.
    text: String,
    /// Why.
    reason: String,
}

impl Renumber {
    /// Says which approvals end, moves the plan and says what changed.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let number = match self.number {
            Some(number) => NewNumber::Number(number),
            None if self.next => NewNumber::Next,
            None => bail!("to which number? say one, or `--next`"),
        };
        let change = workspace.renumber(&self.plan, number)?;
        // Before anything is written: afterwards it is too late to think about it.
        for lost in &change.lost {
            let role = lost.role.as_ref().map_or(String::new(), |r| format!(" as {r}"));
            let day = lost.at.split('T').next().unwrap_or("");
            let who = format!("`{}`{role} on {day}", lost.by);
            remark(&format!("the approval of {} by {who} will not hold any more", lost.plan));
        }
        if !change.lost.is_empty() {
            remark("an approval does not follow a name; `planc approve` records a new one");
        }
        if !self.dry_run {
            change.write()?;
        }
        match self.format {
            Format::Json => out.json(&report(&change, !self.dry_run))?,
            Format::Human => self.human(&change, out)?,
        }
        Ok(Outcome::Clean)
    }

    fn human(&self, done: &Renumbered, out: &mut Output) -> Result<()> {
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
        Ok(())
    }
}

fn report(change: &Renumbered, written: bool) -> Report {
    let left = change.left.iter().map(|(place, text, reason)| Left {
        place: place.clone(),
        text: text.clone(),
        reason: (*reason).to_owned(),
    });
    let files = change.files.iter().map(|(file, links, mentions)| Changed {
        path: file.path.clone(),
        links: *links,
        mentions: *mentions,
    });
    Report {
        from: change.names.0.clone(),
        to: change.names.1.clone(),
        written,
        moved: change.moved.clone().map(|(from, to)| Moved { from, to }),
        files: files.collect(),
        left: left.collect(),
        approvals_lost: change.lost.clone(),
    }
}
