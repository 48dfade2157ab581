use crate::Outcome;
use crate::output::{Output, problem};
use anyhow::{Result, anyhow};
use clap::Args;
use planc_engine::{TickRun, Workspace};
use std::path::PathBuf;

/// Mark a task of a plan as done, in its list and in the plan's own box.
///
/// TASK is an id or a part of the task's words that no other has. The list keeps its form: a box is ticked, the word of a
/// status is set, a row of attributes is filled. A task waits for those that it depends on; with --force and --note it does
/// not, and the note says why.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc tick PLAN-001 T003
  planc tick PLAN-001 \"session store\"
  planc tick PLAN-001 T003 --undo --note \"the test fails on Windows\"
  planc tick PLAN-001 T009 --force --note \"done before T008, which waits for the vendor\"")]
pub struct Tick {
    /// A path or an id.
    plan: String,
    /// An id, or a part of the task's words.
    task: String,
    /// It is open again.
    #[arg(long)]
    undo: bool,
    /// Even if tasks that come first are open; needs --note.
    #[arg(long, requires = "note")]
    force: bool,
    /// Who did it; it is written below the task.
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// What there is to say of it; it is written below the task.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// The list; where the plan's own is where it is not given.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Tick {
    /// Ticks it.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let open = workspace.find(&self.plan)?;
        let how =
            planc_edit::tasks::Tick { undo: self.undo, force: self.force, by: self.by, note: self.note };
        let today = planc_engine::today()?.to_string();
        let word = if how.undo { "open" } else { "done" };
        match workspace.tick(&open, self.output.as_deref(), &self.task, &how, &today)? {
            TickRun::Done(name, text, already) => {
                let already = if already { " already" } else { "" };
                let text = if text == name { String::new() } else { format!("  {text}") };
                out.line(format!("{word}{already}  {name}{text}"))?;
                Ok(Outcome::Clean)
            }
            TickRun::Waits(name, others) => {
                problem(&anyhow!(
                    "`{name}` waits for {}; `--force --note WHY` ticks it all the same",
                    others.iter().map(|o| format!("`{o}`")).collect::<Vec<_>>().join(", ")
                ));
                Ok(Outcome::Found)
            }
        }
    }
}
