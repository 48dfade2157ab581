use crate::Outcome;
use crate::output::{GREEN, Output, remark};
use anyhow::Result;
use clap::Args;
use planc_engine::{Approved, NewApproval, Workspace};
use std::path::PathBuf;

/// Record that somebody agrees to what a plan says now.
///
/// The approval is bound to the plan's meaning: reflowing, ticking boxes, the status and the history do not touch
/// it; a claim, a number or a contract that changes makes it stale. Each approval is a file of its own below
/// `.planc/approvals`, to be committed with the plan. What the workspace asks of approvals stands in `planc.toml`
/// under `[approvals]`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc approve PLAN-001 --by \"Ana Silva <ana@example.org>\"
  planc approve PLAN-001 --by @ana --role tech-lead --sign ~/.ssh/id_ed25519
  planc approve PLAN-001 --by @ana --revoke --note \"the contract changed\"

Exit status: 0 recorded, or recorded before; 1 the workspace does not let this person approve; 2 could not do it.")]
pub struct Approve {
    /// A path or an id.
    plan: String,
    /// Who approves: a name, an address, a handle, or a name with an address.
    #[arg(long, value_name = "WHO")]
    by: String,
    /// In which role.
    #[arg(long)]
    role: Option<String>,
    /// Sign with this SSH key: a private key, or a public one that the agent holds.
    #[arg(long, value_name = "KEY")]
    sign: Option<PathBuf>,
    /// What to say with it.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Take back what was approved before.
    #[arg(long)]
    revoke: bool,
}

impl Approve {
    /// Writes the approval and says what is still missing.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let open = workspace.find(&self.plan)?;
        let revoke = self.revoke;
        let new = NewApproval { by: self.by, role: self.role, note: self.note, sign: self.sign, revoke };
        let file = match workspace.approve(&open, &new)? {
            Approved::Written(file) => {
                out.line(&file)?;
                file
            }
            Approved::Already(file) => {
                out.line(format!("approved already: {file}"))?;
                file
            }
            Approved::Refused(why) => {
                eprintln!("refused: {why}");
                return Ok(Outcome::Found);
            }
        };
        if !out.quiet {
            let approvals = workspace.approvals(&open)?;
            let own = approvals.approvals.iter().find(|given| given.file == file);
            if let Some(reason) = own.filter(|given| !given.counts).and_then(|given| given.reason.as_ref()) {
                remark(&format!("it does not count: {reason}"));
            }
            for demand in &approvals.demands {
                match &demand.missing {
                    Some(missing) => out.line(format!("still asked for: {} ({missing})", demand.demand))?,
                    None => out.line(out.paint(GREEN, "✓") + " " + &demand.demand)?,
                }
            }
        }
        Ok(Outcome::Clean)
    }
}
