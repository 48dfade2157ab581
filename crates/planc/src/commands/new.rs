use crate::Outcome;
use crate::output::Output;
use anyhow::{Result, anyhow};
use clap::Args;
use inquire::{Select, Text};
use planc_engine::{NewPlan, Workspace, today};
use std::io::IsTerminal;
use std::path::PathBuf;

/// Make a new plan from a dialect's template.
///
/// It takes the next free number of the workspace and today's date; with --spec it links the
/// specification and takes title, id and requirements from it. A file that is there is never overwritten.
/// Prints the path of the new plan.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc new \"Login\" --author \"A. Person\"
  planc new --spec docs/specs/SPEC-007-login.md
  planc new \"Login\" --dialect phased --output agentdocs/features/login/plan.md
  planc new \"Login\" --dialect docs/templates/our-plan.md --dry-run
  planc new \"Login\" --set issue=#12 --set version=0.1")]
pub struct New {
    /// The name of the feature; without it planc asks, or takes the specification's.
    title: Option<String>,
    /// A dialect's name, or the path of a template.
    #[arg(long, value_name = "D")]
    dialect: Option<String>,
    /// The specification that the plan is made from.
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// Who writes it; may be given more than once.
    #[arg(long = "author", value_name = "A")]
    authors: Vec<String>,
    /// A value for a key of the header or a placeholder of the template; may be given more than once.
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = key_value)]
    set: Vec<(String, String)>,
    /// Where the plan goes.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace a plan that is there.
    #[arg(long)]
    force: bool,
    /// Print the plan instead of writing it.
    #[arg(long)]
    dry_run: bool,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("it has the form KEY=VALUE")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

impl New {
    /// Makes the plan and prints its path.
    pub fn run(mut self, workspace: &mut Workspace, out: &mut Output) -> Result<Outcome> {
        let on_terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        if self.title.is_none() && self.spec.is_none() && on_terminal {
            self.ask(workspace)?;
        }
        let wanted = NewPlan {
            title: self.title,
            dialect: self.dialect,
            spec: self.spec,
            authors: self.authors,
            set: self.set,
            output: self.output,
            force: self.force,
            dry_run: self.dry_run,
        };
        let created = workspace.create(&wanted, today()?)?;
        if wanted.dry_run {
            out.text(&created.text)?;
        } else {
            out.line(created.path.to_string_lossy())?;
        }
        Ok(Outcome::Clean)
    }

    fn ask(&mut self, workspace: &Workspace) -> Result<()> {
        self.title =
            Some(Text::new("Title:").with_help_message("the name of the feature").prompt().map_err(asked)?);
        if self.dialect.is_none() {
            let mut names: Vec<String> = Vec::new();
            for dialect in workspace.library().dialects() {
                if !names.contains(&dialect.name) {
                    names.push(dialect.name.clone());
                }
            }
            let default = workspace.default_dialect();
            let at = names.iter().position(|n| *n == default).unwrap_or(0);
            let chosen = Select::new("Dialect:", names).with_starting_cursor(at).prompt().map_err(asked)?;
            self.dialect = Some(chosen);
        }
        if self.authors.is_empty() {
            let author = Text::new("Author:").with_help_message("may stay empty").prompt().map_err(asked)?;
            self.authors.extend(Some(author).filter(|a| !a.trim().is_empty()));
        }
        Ok(())
    }
}

fn asked(error: inquire::InquireError) -> anyhow::Error {
    anyhow!(error).context("no plan was made")
}
