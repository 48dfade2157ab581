use crate::Outcome;
use crate::commands::{
    approvals, approve, check, conflicts, convert, dialect, dialects, diff, explain, gate, init, list, new,
    outline, renumber, rules, schema, show, status, tasks, tick, trace,
};
use crate::output::Output;
use anyhow::{Context, Result};
use clap::{Parser, Subcommand, ValueEnum};
use planc_engine::Workspace;
use std::path::PathBuf;

/// A compiler for technical plans.
///
/// planc reads the plans that are there, in whatever template they are written, says what is missing or
/// contradictory in them, and makes new ones.
#[derive(Parser)]
#[command(name = "planc", version, arg_required_else_help = true, max_term_width = 100, after_help = AFTER)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

const AFTER: &str = "\
Examples:
  planc check                    what is wrong with the plans here
  planc new \"Login\"              a new plan, with the next free number
  planc list --status draft      what is still being written
  planc show PLAN-001 risks      one part of a plan

Exit status: 0 nothing found, 1 something found, 2 could not do the work.";

/// Options of every command.
#[derive(clap::Args)]
pub struct Common {
    /// When to use colour.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// Print less: no progress, no summary.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print more.
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Work as if started in DIR.
    #[arg(short = 'C', long = "directory", global = true, value_name = "DIR")]
    pub directory: Option<PathBuf>,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands. To add one: its file in `commands/`, a line here and one in [`Cli::run`].
#[derive(Subcommand)]
enum Command {
    Init(init::Init),
    New(new::New),
    List(list::List),
    Show(show::Show),
    Outline(outline::Outline),
    Check(check::Check),
    Status(status::Status),
    Approve(approve::Approve),
    Approvals(approvals::ApprovalsOf),
    Gate(gate::Gate),
    Tasks(tasks::Tasks),
    Tick(tick::Tick),
    Convert(convert::Convert),
    Diff(diff::Diff),
    Trace(trace::Trace),
    Conflicts(conflicts::Conflicts),
    Renumber(renumber::Renumber),
    Explain(explain::Explain),
    Rules(rules::Rules),
    Dialects(dialects::Dialects),
    Dialect(dialect::Dialect),
    Schema(schema::Schema),
}

impl Cli {
    /// Does what was asked for.
    pub fn run(self) -> Result<Outcome> {
        let cwd = std::env::current_dir().context("the working folder is gone")?;
        let cwd = match &self.common.directory {
            Some(directory) => {
                let path = cwd.join(directory);
                std::fs::canonicalize(&path)
                    .with_context(|| format!("cannot work in `{}`", directory.display()))?
            }
            None => cwd,
        };
        let mut out = Output::new(&self.common);
        let open = || {
            let workspace = Workspace::open(&cwd)?;
            crate::output::stand_in(&cwd, workspace.root());
            anyhow::Ok(workspace)
        };
        let outcome = match self.command {
            Command::Init(command) => command.run(&open()?, &mut out),
            Command::New(command) => command.run(&mut open()?, &mut out),
            Command::List(command) => command.run(&open()?, &mut out),
            Command::Show(command) => command.run(&open()?, &mut out),
            Command::Outline(command) => command.run(&open()?, &mut out),
            Command::Check(command) => command.run(&open()?, &mut out),
            Command::Status(command) => command.run(&open()?, &mut out),
            Command::Approve(command) => command.run(&open()?, &mut out),
            Command::Approvals(command) => command.run(&open()?, &mut out),
            Command::Gate(command) => command.run(&open()?, &mut out),
            Command::Tasks(command) => command.run(&open()?, &mut out),
            Command::Tick(command) => command.run(&open()?, &mut out),
            Command::Convert(command) => command.run(&mut open()?, &mut out),
            Command::Diff(command) => command.run(&open()?, &mut out),
            Command::Trace(command) => command.run(&open()?, &mut out),
            Command::Conflicts(command) => command.run(&open()?, &mut out),
            Command::Renumber(command) => command.run(&open()?, &mut out),
            Command::Explain(command) => command.run(&mut out),
            Command::Rules(command) => command.run(&mut out),
            Command::Dialects(command) => command.run(&open()?, &mut out),
            Command::Dialect(command) => command.run(&mut open()?, &mut out),
            Command::Schema(command) => command.run(&mut out),
        }?;
        out.flush()?;
        Ok(outcome)
    }
}
