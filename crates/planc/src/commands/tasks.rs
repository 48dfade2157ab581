use crate::Outcome;
use crate::output::{BOLD, DIM, GREEN, Output, YELLOW};
use anyhow::Result;
use clap::{Args, ValueEnum};
use planc_edit::tasks::{Note, Task, csv, github, markdown};
use planc_engine::{TaskRun, Workspace};
use planc_model::TaskState;
use std::path::PathBuf;

/// Show the tasks of a plan, and keep its list of tasks in step with it.
///
/// Tasks are made of phases, steps, migrations, endpoints, tests, documents and the stages of the rollout; where the plan
/// has none of the first two, of milestones or acceptance criteria. With --write they go into the list that the plan links
/// to, else into `tasks.md` beside it. A list that is there is edited: ticks, notes, order and tasks written by hand stay;
/// new tasks come at the end of their section, and one whose origin is gone is marked. Boxes of the plan are ticked when
/// their task is done.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc tasks PLAN-001
  planc tasks docs/plans/PLAN-001-login.md --write
  planc tasks PLAN-001 --format json | jq '.tasks[] | select(.state == \"open\") | .id'
  planc tasks PLAN-001 --format csv > tasks.csv
  planc tasks PLAN-001 --format github | sh")]
pub struct Tasks {
    /// A path, an id, or `-`.
    plan: String,
    /// Write the list, and tick the plan's boxes of tasks that are done.
    #[arg(long)]
    write: bool,
    /// The list; where the plan's own is where it is not given.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = TaskFormat::Human)]
    format: TaskFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TaskFormat {
    /// For people.
    Human,
    /// A list with boxes.
    Md,
    /// For programs; its schema is `planc schema tasks`.
    Json,
    /// A line each, with a header (RFC 4180).
    Csv,
    /// A shell script that makes an issue of each open task.
    Github,
}

impl Tasks {
    /// Reads, writes if asked for, and prints.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let open = workspace.find(&self.plan)?;
        let run = workspace.tasks(
            &open,
            self.output.as_deref(),
            self.write,
            &planc_engine::today()?.to_string(),
        )?;
        match self.format {
            TaskFormat::Json => out.json(&run.table)?,
            TaskFormat::Csv => out.text(csv(&run.table))?,
            TaskFormat::Md => out.text(markdown(&run.table))?,
            TaskFormat::Github => out.text(github(&run.table))?,
            TaskFormat::Human if self.write => told(&run, out)?,
            TaskFormat::Human => human(&run, &self.plan, out)?,
        }
        Ok(Outcome::Clean)
    }
}

/// The tasks, a line each, under their groups.
fn human(run: &TaskRun, plan: &str, out: &mut Output) -> Result<()> {
    let tasks = &run.table.tasks;
    let id = |task: &Task| task.id.clone().unwrap_or_else(|| "-".to_owned());
    let width = tasks.iter().map(|t| id(t).chars().count()).max().unwrap_or(0);
    let mut group: Option<&str> = None;
    for task in tasks {
        let own = task.group.as_deref();
        if own != group {
            let none = if task.listed { "No section" } else { "Not in the list yet" };
            let title = out.paint(BOLD, own.unwrap_or(none));
            out.line(title)?;
            group = own;
        }
        let state = task.state.word().replace('_', " ");
        let painted = match task.state {
            TaskState::Done => out.paint(GREEN, &state),
            TaskState::Blocked => out.paint(YELLOW, &state),
            _ => state.clone(),
        };
        let id = id(task);
        let gaps = [width - id.chars().count(), "in progress".len() - state.len()].map(|n| " ".repeat(n));
        let mut said: Vec<String> = Vec::new();
        if task.gone {
            said.push("origin gone".to_owned());
        }
        if !task.listed && run.table.list.is_some() {
            said.push("not in the list".to_owned());
        }
        if !task.depends_on.is_empty() {
            said.push(format!("after {}", task.depends_on.join(", ")));
        }
        said.extend(task.owner.clone());
        let said = if said.is_empty() { String::new() } else { format!("  ({})", said.join("; ")) };
        let said = out.paint(DIM, &said);
        out.line(format!("  {id}{}  {painted}{}  {}{said}", gaps[0], gaps[1], task.text))?;
    }
    if out.quiet {
        return Ok(());
    }
    let counts = run.table.summary;
    if tasks.is_empty() {
        out.line("the plan says nowhere what is to be done: phases, steps, milestones, migrations, endpoints or tests")?;
        return Ok(());
    }
    let mut said = format!("{} of {} done", counts.done, counts.total);
    let lacking = tasks.iter().filter(|t| !t.listed).count();
    match &run.table.list {
        Some(list) if lacking > 0 => {
            said.push_str(&format!("; `{list}` lacks {lacking}, `planc tasks {plan} --write` adds them"));
        }
        None if lacking > 0 => said.push_str(&format!("; `planc tasks {plan} --write` makes a list of them")),
        _ => {}
    }
    out.line(said)
}

/// What was written, a line a task.
fn told(run: &TaskRun, out: &mut Output) -> Result<()> {
    let text = |name: &str| {
        let found = run.table.tasks.iter().find(|t| t.id.as_deref() == Some(name));
        found.map_or(String::new(), |t| t.text.clone())
    };
    for note in &run.notes {
        let (what, name, more) = match note {
            Note::Added(id) => ("added", id, text(id)),
            Note::Reworded(id) => ("reworded", id, text(id)),
            Note::Gone(id) => ("gone", id, text(id)),
            Note::Back(id) => ("back", id, text(id)),
            Note::Ticked(id) => ("ticked in the plan", id, text(id)),
            Note::OwnWords(id, words) => ("kept in own words", id, format!("the plan says: {words}")),
            Note::Unlike(id) => ("unlike", id, "ticked in the plan, open in the list".to_owned()),
        };
        out.line(format!("{what:<9} {name}  {more}"))?;
    }
    for path in &run.written {
        out.line(format!("written   {path}"))?;
    }
    if run.written.is_empty() && !out.quiet {
        out.line("nothing to write: plan and list say the same")?;
    }
    Ok(())
}
