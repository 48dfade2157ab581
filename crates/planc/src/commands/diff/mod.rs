mod human;
mod markdown;
mod report;

pub(super) use human::changed;
pub use report::Report;

use crate::Outcome;
use crate::output::Output;
use anyhow::Result;
use clap::{Args, ValueEnum};
use planc_compare::diff::Subject;
use planc_engine::{Open, Workspace, analyze};

/// Say what changed from one plan to another, in meaning and not in lines.
///
/// OLD and NEW are files, ids, `-` for standard input, or files at a revision of git: `HEAD~1:docs/plan.md`. What
/// breaks something, or takes a promise back, comes first. Reflowed text, aligned tables, ticked boxes, rows of the
/// history and the order of rows are no changes; nor are dialect and status, but another status is told.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc diff PLAN-001                      since the last commit
  planc diff main:docs/plan.md docs/plan.md
  planc diff v1.0: docs/plan.md            the same file, as it was at v1.0
  planc diff HEAD~3:docs/plan.md HEAD:docs/plan.md --format md
  planc diff old.md new.md --format json

Exit status: 0 both say the same, 1 something changed, 2 could not do the work.")]
pub struct Diff {
    /// The plan as it was: a path, an id, `-`, or `REV:path`.
    old: String,
    /// The plan as it is. Without it, OLD is the plan of the work tree, compared with HEAD; or, where OLD is
    /// `REV:path`, the file of that path in the work tree is NEW.
    new: Option<String>,
    /// How to print it; `md` is for pull requests.
    #[arg(long, value_enum, default_value_t = DiffFormat::Human)]
    format: DiffFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    Human,
    Json,
    Md,
}

impl Diff {
    /// Reads both and prints what changed.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let (old, new) = self.open(workspace)?;
        let subject = |open: &Open| {
            let library = workspace.library();
            let analysis = analyze(library, &open.document.text, &open.shown);
            let version = report::Version::of(&analysis.plan, &open.shown);
            (Subject::new(&analysis.tree, &analysis.plan, library.vocabulary()), version)
        };
        let ((old, was), (new, is)) = (subject(&old), subject(&new));
        let report = Report::new(was, is, &old, &new);
        match self.format {
            DiffFormat::Json => out.json(&report)?,
            DiffFormat::Md => out.text(markdown::text(&report))?,
            DiffFormat::Human => human::print(&report, out)?,
        }
        Ok(if report.changes.is_empty() { Outcome::Clean } else { Outcome::Found })
    }

    fn open(&self, workspace: &Workspace) -> Result<(Open, Open)> {
        match (&self.new, workspace.revision_of(&self.old)) {
            (Some(new), _) => {
                Ok((workspace.find_at(&self.old, Some(new))?, workspace.find_at(new, Some(&self.old))?))
            }
            (None, Some((_, path))) if !path.is_empty() => {
                Ok((workspace.find_at(&self.old, None)?, workspace.find_beside(path)?))
            }
            (None, Some(_)) => Ok((workspace.find_at(&self.old, None)?, workspace.find(&self.old)?)),
            (None, None) => Ok((workspace.find_before("HEAD", &self.old)?, workspace.find(&self.old)?)),
        }
    }
}
