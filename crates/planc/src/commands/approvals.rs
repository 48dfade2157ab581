use crate::Outcome;
use crate::commands::Format;
use crate::commands::diff::changed;
use crate::output::{BOLD, DIM, GREEN, Output, RED, YELLOW};
use anyhow::Result;
use clap::Args;
use planc_engine::{ApprovalState, Approvals, Given, Workspace};

/// Show the approvals of a plan: what holds, what is stale and what changed since.
///
/// An approval holds as long as the plan says what was agreed to. One that was changed by hand, cut off, copied
/// from another plan or signed by somebody else is called forged and never counts.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc approvals PLAN-001
  planc approvals PLAN-001 --format json | jq '.approvals[] | select(.state == \"stale\") | .changes'

Exit status: 0 all that is there holds, 1 an approval is stale or forged, 2 could not do it.")]
pub struct ApprovalsOf {
    /// A path or an id.
    plan: String,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

impl ApprovalsOf {
    /// Reads and prints them.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let open = workspace.find(&self.plan)?;
        let approvals = workspace.approvals(&open)?;
        match self.format {
            Format::Json => out.json(&approvals)?,
            Format::Human => human(&approvals, out)?,
        }
        let bad = |g: &Given| matches!(g.state, ApprovalState::Stale | ApprovalState::Forged);
        Ok(if approvals.approvals.iter().any(bad) { Outcome::Found } else { Outcome::Clean })
    }
}

fn human(approvals: &Approvals, out: &mut Output) -> Result<()> {
    out.line(out.paint(BOLD, &approvals.plan) + &out.paint(DIM, &format!("  {}", approvals.digest)))?;
    if approvals.approvals.is_empty() {
        out.line("nobody has approved it; `planc approve` records that somebody does")?;
    }
    for given in &approvals.approvals {
        one(given, out)?;
    }
    for demand in &approvals.demands {
        let line = match &demand.missing {
            Some(missing) => format!("{} {}: {missing}", out.paint(RED, "✗"), demand.demand),
            None => format!("{} {}", out.paint(GREEN, "✓"), demand.demand),
        };
        out.line(line)?;
    }
    Ok(())
}

fn one(given: &Given, out: &mut Output) -> Result<()> {
    let (style, word) = match given.state {
        ApprovalState::Valid if given.counts => (GREEN, "valid"),
        ApprovalState::Valid => (YELLOW, "valid"),
        ApprovalState::Stale => (YELLOW, "stale"),
        ApprovalState::Revoked => (DIM, "revoked"),
        ApprovalState::Forged => (RED, "forged"),
    };
    let who = if given.by.is_empty() { &given.file } else { &given.by };
    let role = given.role.as_ref().map_or(String::new(), |r| format!(" as {r}"));
    let day = given.at.split('T').next().unwrap_or("");
    let signed = if given.signed_by.is_some() { ", signed" } else { "" };
    let dated = if day.is_empty() { String::new() } else { format!(" on {day}{signed}") };
    out.line(format!("{:<8} {who}{role}{dated}", out.paint(style, word)))?;
    if let Some(note) = &given.note {
        out.line(format!("         “{}”", note.replace('\n', " ")))?;
    }
    if let Some(reason) = &given.reason {
        let counts = if given.state == ApprovalState::Valid { "does not count: " } else { "" };
        out.line(format!("         {counts}{reason}"))?;
    }
    for change in &given.changes {
        out.line(format!("         {}", out.paint(BOLD, &change.path)))?;
        let (old, new) = (change.old.as_deref().unwrap_or(""), change.new.as_deref().unwrap_or(""));
        for line in changed("", old, new, out) {
            out.line(format!("           {}", line.trim_start()))?;
        }
    }
    Ok(())
}
