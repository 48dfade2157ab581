use crate::Outcome;
use crate::output::{Output, problem, remark};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use planc_engine::Workspace;
use planc_trace::render;
use std::path::PathBuf;

/// Trace requirements to plans, tasks, tests and code, and back.
///
/// Specifications state requirements (`FR-001`). Plans and tasks cite them, and so does code, in comments of any
/// language: `implements FR-001`, `verifies FR-001`, `@req FR-001`, or the id alone. Commits cite them in their
/// messages. Where several specifications have one id, `SPEC-003/FR-001` says whose it is; what nobody can tell is
/// told as ambiguous and credited to nobody.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc trace                            the matrix of all specifications here
  planc trace specs/003-price-cache      of one
  planc trace --from FR-001              from a requirement to its code
  planc trace --from src/auth.rs         from code back to what it is for
  planc trace --results target/nextest/ci/junit.xml   with how the tests ended
  planc trace --format html > trace.html
  planc trace --format dot | dot -Tsvg > trace.svg

Exit status: 0 nothing amiss, 1 gaps, orphans, ambiguous or stale links, failed tests, 2 could not do the work.
A requirement owes what the state of its plan calls for; that of a draft owes nothing.")]
pub struct Trace {
    /// Specifications, plans, or folders of them; the working folder where none is named.
    paths: Vec<PathBuf>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = TraceFormat::Human)]
    format: TraceFormat,
    /// Only what has to do with WHAT: a requirement, task, component, specification, file or commit.
    #[arg(long, value_name = "WHAT")]
    from: Option<String>,
    /// A report of test results in JUnit's form (XML); may be given several times.
    #[arg(long, value_name = "FILE")]
    results: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TraceFormat {
    Human,
    Json,
    Csv,
    Dot,
    Html,
}

impl Trace {
    /// Reads the workspace and prints the matrix.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let (mut matrix, problems) = workspace.trace(&self.paths, &self.results)?;
        problems.iter().for_each(problem);
        if let Some(what) = &self.from {
            let Some(part) = matrix.about(what) else {
                let near = planc_lint::closest(what, matrix.names());
                let help = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
                bail!("nothing here is called `{what}`, or has to do with a file of that name{help}");
            };
            matrix = part;
        }
        match self.format {
            TraceFormat::Json => out.json(&matrix)?,
            TraceFormat::Csv => out.text(render::csv(&matrix))?,
            TraceFormat::Dot => out.text(render::dot(&matrix))?,
            TraceFormat::Html => out.text(render::html(&matrix))?,
            TraceFormat::Human if self.from.is_some() => out.text(render::chain(&matrix, out.color()))?,
            TraceFormat::Human => out.text(render::human(&matrix, out.color()))?,
        }
        if !out.quiet {
            matrix.notes.iter().for_each(|note| remark(note));
            if matrix.requirements.is_empty() && matrix.findings.is_empty() {
                remark("no specification here states a requirement");
            }
        }
        Ok(match (problems.is_empty(), matrix.findings.is_empty()) {
            (false, _) => Outcome::Failed,
            (true, false) => Outcome::Found,
            (true, true) => Outcome::Clean,
        })
    }
}
