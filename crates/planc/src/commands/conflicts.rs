use super::Format;
use crate::Outcome;
use crate::output::{BOLD, DIM, Output, Progress, problem, remark};
use anyhow::{Result, bail};
use clap::Args;
use planc_engine::{Branch, BranchPlan, Conflict, Git, Party, Workspace};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Mutex;

/// Find open plans that touch the same thing, here and on other branches.
///
/// Plans that are neither done nor given up are compared by what they change: endpoints, tables, columns, components,
/// files, requirements and numbers. Beside the work tree, planc reads what other branches added or changed since they
/// parted from HEAD: all branches with commits that HEAD lacks, those of remotes included, or the REVs that are named.
/// What stays unchanged, is only mentioned, or is called as everything is called, does not count.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc conflicts                  the work tree and all open branches
  planc conflicts docs/plans       only these plans of the work tree
  planc conflicts feature/login    the work tree and this branch
  planc conflicts --format json

Exit status: 0 no conflicts, 1 conflicts found, 2 could not do the work.")]
pub struct Conflicts {
    /// Files and folders of the work tree, and revisions of git.
    #[arg(value_name = "PATH|REV")]
    wanted: Vec<String>,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// What several open plans touch.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// By kind and name.
    conflicts: Vec<Conflict>,
    summary: Summary,
}

#[derive(Serialize, JsonSchema)]
struct Summary {
    /// How many conflicts there are.
    conflicts: usize,
    /// How many plans of the work tree were looked at.
    plans: usize,
    /// Which branches were looked at.
    branches: Vec<String>,
}

impl Conflicts {
    /// Reads the plans and prints what they both touch.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let (mut paths, mut revisions) = (Vec::new(), Vec::new());
        for wanted in self.wanted {
            if workspace.cwd().join(&wanted).exists() {
                paths.push(PathBuf::from(wanted))
            } else {
                revisions.push(wanted)
            }
        }
        let (branches, mut problems) = branches(workspace, &revisions, out)?;
        let root = [workspace.root().to_owned()];
        let (files, unread) = workspace.plans(if paths.is_empty() { &root } else { &paths });
        problems.extend(unread);
        let progress = Mutex::new(Progress::new(files.len(), out));
        let step = || {
            if let Ok(mut progress) = progress.lock() {
                progress.step();
            }
        };
        let (conflicts, unread) = workspace.conflicts(&files, &branches, &step);
        problems.extend(unread);
        if let Ok(progress) = progress.into_inner() {
            progress.finish();
        }
        problems.iter().for_each(problem);
        let names = branches.iter().map(|(branch, _)| branch.name.clone()).collect();
        let summary = Summary { conflicts: conflicts.len(), plans: files.len(), branches: names };
        let report = Report { conflicts, summary };
        match self.format {
            Format::Json => out.json(&report)?,
            Format::Human => human(&report, out)?,
        }
        Ok(match () {
            () if !problems.is_empty() => Outcome::Failed,
            () if report.conflicts.is_empty() => Outcome::Clean,
            () => Outcome::Found,
        })
    }
}

type Branches = Vec<(Branch, Vec<BranchPlan>)>;

/// The branches that were named, or all; and what could not be looked at.
fn branches(workspace: &Workspace, named: &[String], out: &Output) -> Result<(Branches, Vec<anyhow::Error>)> {
    let git = match (Git::open(workspace.cwd()), named) {
        (Ok(git), _) => git,
        (Err(_), []) => {
            if !out.quiet {
                remark("this is no git repository, so only the plans here are compared");
            }
            return Ok((Vec::new(), Vec::new()));
        }
        (Err(error), [first, ..]) => {
            return Err(error.context(format!("`{first}` is no file, and no revision")));
        }
    };
    for name in named {
        if let Err(error) = git.commit(name) {
            let all = git.run(&["for-each-ref", "--format=%(refname:short)"]).unwrap_or_default();
            match planc_lint::closest(name, all.lines()) {
                Some(near) => bail!("`{name}` is neither a file nor a revision; did you mean `{near}`?"),
                None => return Err(error.context(format!("`{name}` is neither a file nor a revision"))),
            }
        }
    }
    let (branches, mut problems) = workspace.branches(&git, named)?;
    let mut found = Vec::new();
    for branch in branches {
        match workspace.changed_plans(&git, &branch) {
            Ok(plans) => found.push((branch, plans)),
            Err(error) => problems.push(error.context(format!("cannot read `{}`", branch.name))),
        }
    }
    Ok((found, problems))
}

fn human(report: &Report, out: &mut Output) -> Result<()> {
    for conflict in &report.conflicts {
        out.line(format!("{} {}", conflict.kind.word(), out.paint(BOLD, &conflict.name)))?;
        let place = |party: &Party| format!("{}:{}", party.path, party.line);
        let width = conflict.plans.iter().map(|p| place(p).chars().count()).max().unwrap_or(0);
        for party in &conflict.plans {
            let place = place(party);
            let blank = " ".repeat(width - place.chars().count());
            let branch = party.branch.as_ref().map_or(String::new(), |b| format!(", on {b}"));
            let status = party.status.map_or(String::new(), |s| format!(" ({})", s.word().replace('_', " ")));
            let who = format!("{}{status}{branch}", party.title);
            out.line(format!("  {place}{blank}  {}", out.paint(DIM, &who)))?;
        }
        out.line("")?;
    }
    if out.quiet {
        return Ok(());
    }
    let Summary { conflicts, plans, branches } = &report.summary;
    let count = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let beside = match branches.len() {
        0 => String::new(),
        1 => format!(" and branch {}", branches[0]),
        n => format!(" and {n} branches"),
    };
    let found = if *conflicts == 0 { "no conflicts".to_owned() } else { count(*conflicts, "conflict") };
    out.line(format!("{found} in {}{beside}", count(*plans, "plan")))
}
