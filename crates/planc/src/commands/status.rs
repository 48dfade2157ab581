use super::Format;
use crate::Outcome;
use crate::output::{BOLD, DIM, GREEN, Output, RED, diff, remark};
use anyhow::{Result, bail};
use clap::Args;
use planc_engine::{Ask, Standing, StatusOutcome, Workspace, today};

/// Show the status of a plan, or change it with all that belongs to a change.
///
/// Without STATE it says how far the plan is, which states can come next, and what speaks against each. With STATE, a
/// word of the dialect, of any language or of the model (in_review), it edits what the plan keeps: the word with its
/// emoji wherever it stands, the day of the last change, a further entry in the history with the next version, and the
/// files that repeat the status where planc.toml names them. Everything else stays byte for byte.
///
/// It is refused, with every reason, where the dialect does not lead there or the gate of the state is closed.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc status PLAN-001
  planc status PLAN-001 in_review
  planc status PLAN-001 approved --by \"A. Person\" --note \"Agreed in the design meeting\"
  planc status PLAN-001 superseded --note \"by PLAN-007\"
  planc status PLAN-001 complete --dry-run

Exit status: 0 it is so, 1 refused, 2 could not do the work.")]
pub struct Status {
    /// A path or an id.
    plan: String,
    /// The new state.
    state: Option<String>,
    /// Who changes it; the user of git where nobody is named.
    #[arg(long, value_name = "WHO", requires = "state")]
    by: Option<String>,
    /// Why; the history says it.
    #[arg(long, value_name = "TEXT", requires = "state")]
    note: Option<String>,
    /// Where it was agreed, for a history with such a column; the plan's issue where nothing is given.
    #[arg(long, value_name = "TEXT", requires = "state")]
    reference: Option<String>,
    /// Print what would change, and change nothing.
    #[arg(long, requires = "state")]
    dry_run: bool,
    /// Do it though something speaks against it; the note goes into the history.
    #[arg(long, requires_all = ["state", "note"])]
    force: bool,
    /// How to print what is shown.
    #[arg(long, value_enum, default_value_t = Format::Human, conflicts_with = "state")]
    format: Format,
}

impl Status {
    /// Shows or changes it.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let Some(state) = self.state else {
            let standing = workspace.standing(&self.plan, today()?)?;
            match self.format {
                Format::Json => out.json(&standing)?,
                Format::Human => shown(&standing, out)?,
            }
            return Ok(Outcome::Clean);
        };
        if let Some(empty) = [("--by", &self.by), ("--note", &self.note)]
            .into_iter()
            .find(|(_, value)| value.as_ref().is_some_and(|v| v.trim().is_empty()))
        {
            bail!("`{}` says nothing", empty.0);
        }
        let ask = Ask {
            plan: self.plan,
            state,
            by: self.by,
            note: self.note,
            reference: self.reference,
            force: self.force,
            dry_run: self.dry_run,
        };
        match workspace.change_status(&ask, today()?)? {
            StatusOutcome::Unchanged { word } => {
                out.line(format!("`{}` is {word} already; nothing changes", ask.plan))?;
            }
            StatusOutcome::Refused { word, reasons } => {
                out.line(format!("{}: `{}` cannot become {word}", out.paint(RED, "refused"), ask.plan))?;
                for reason in reasons {
                    out.line(format!("  {reason}"))?;
                }
                return Ok(Outcome::Found);
            }
            StatusOutcome::Changed { from, to, version, files, left } => {
                if ask.dry_run {
                    for file in files {
                        out.text(diff(&file.path, &file.old, &file.new))?;
                    }
                } else {
                    let from = from.map_or(String::new(), |from| format!("{from} → "));
                    let version = version.map_or(String::new(), |v| format!(", version {v}"));
                    out.line(format!("{from}{}{version}", out.paint(BOLD, &to)))?;
                    for file in files {
                        out.line(format!("changed  {}", file.path))?;
                    }
                }
                for (path, why) in left.iter().filter(|_| !out.quiet) {
                    remark(&format!("`{path}` was left alone: {why}"));
                }
            }
        }
        Ok(Outcome::Clean)
    }
}

/// So many reasons are shown for each state unless more is asked for; a refusal gives all of them.
const MOST_REASONS: usize = 8;

fn shown(standing: &Standing, out: &mut Output) -> Result<()> {
    out.line(format!("{}  {}", out.paint(BOLD, &standing.id), standing.title))?;
    let word = standing.word.as_deref().unwrap_or("no status");
    let state = standing.state.map_or("counts as a draft".to_owned(), |s| s.word().to_owned());
    let mut line = format!("{} ({state})", out.paint(BOLD, word));
    if let Some(since) = &standing.since {
        if let Some(date) = &since.date {
            line.push_str(&format!(" since {date}"));
        }
        if let Some(version) = &since.version {
            line.push_str(&format!(", version {version}"));
        }
        if let Some(author) = &since.author {
            line.push_str(&format!(", by {author}"));
        }
    }
    out.line(line)?;
    if standing.next.is_empty() {
        return out.line("nothing comes next");
    }
    out.line("\nnext can be")?;
    let width = standing.next.iter().map(|n| n.word.chars().count()).max().unwrap_or(0);
    for next in &standing.next {
        let pad = " ".repeat(width - next.word.chars().count());
        let verdict = match next.reasons.len() {
            0 => out.paint(GREEN, "yes"),
            1 => format!("{}, for one reason", out.paint(RED, "no")),
            n => format!("{}, for {n} reasons", out.paint(RED, "no")),
        };
        out.line(format!("  {}{pad}  {verdict}", next.word))?;
        let most = if out.verbose { usize::MAX } else { MOST_REASONS };
        for reason in next.reasons.iter().take(most) {
            out.line(format!("    {}", out.paint(DIM, reason)))?;
        }
        if let Some(more) = next.reasons.len().checked_sub(most).filter(|n| *n > 0) {
            let all = format!("and {more} more; `planc status {} -v` shows all", standing.path);
            out.line(format!("    {}", out.paint(DIM, &all)))?;
        }
    }
    Ok(())
}
