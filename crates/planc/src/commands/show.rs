use crate::Outcome;
use crate::output::{BOLD, DIM, Output};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use planc_emit::query::query;
use planc_emit::view::markdown;
use planc_engine::{Readiness, Workspace, analyze};
use planc_model::to_json;

/// Show a plan, or one part of it.
///
/// PLAN is a path, an id, or `-` for standard input. Reading never fails: what maps to nothing stands in
/// `other`. Beside the keys of the model there is `readiness`: a score from 0 to 100 with the reason for every point
/// that is missing and the command that shows it.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc show docs/plans/PLAN-001-login.md
  planc show PLAN-001 risks
  planc show PLAN-001 readiness
  planc show PLAN-001 endpoints[2].responses --format json
  planc show PLAN-001 progress
  planc show PLAN-001 --format json --spans | jq .meta
  planc show - < plan.md")]
pub struct Show {
    /// A path, an id, or `-`.
    plan: String,
    /// A part: a key of the model, with names and numbers parted as in `endpoints[2].responses`; or `progress`, how much
    /// of the work is done.
    key: Option<String>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = ShowFormat::Human)]
    format: ShowFormat,
    /// With every value its place: byte offsets in the file (JSON only).
    #[arg(long)]
    spans: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ShowFormat {
    Human,
    Json,
    Md,
}

impl Show {
    /// Reads and prints it.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let open = workspace.find(&self.plan)?;
        if self.key.as_deref() == Some("readiness") {
            return self.readiness(&workspace.readiness(&open)?, out);
        }
        if self.key.as_deref() == Some("progress") {
            let counts = workspace.progress_of(&open);
            match self.format {
                ShowFormat::Json => out.json(&counts)?,
                _ => out.line(format!("{} of {} done", counts.done, counts.total))?,
            }
            return Ok(Outcome::Clean);
        }
        let analysis = analyze(workspace.library(), &open.document.text, &open.shown);
        let whole = to_json(&analysis.plan, self.spans && self.format == ShowFormat::Json);
        let part = match &self.key {
            Some(key) => match query(&whole, key) {
                Ok(part) => part,
                Err(missing) => {
                    let near = planc_lint::closest(key, missing.there.iter().map(String::as_str));
                    let help = near.map_or(format!("there is {}", missing.there.join(", ")), |n| {
                        format!("did you mean `{n}`?")
                    });
                    bail!("`{}` has no `{}`; {help}", open.shown, missing.part);
                }
            },
            None => &whole,
        };
        match (self.format, part) {
            (ShowFormat::Json, part) => out.json(part)?,
            (_, serde_json::Value::String(text)) => out.line(text)?,
            (_, part) => {
                let title = analysis.plan.meta.title.as_ref().map_or(open.shown.as_str(), |t| &t.value);
                let name = self.key.as_deref().unwrap_or(title);
                out.text(markdown(part, name))?;
            }
        }
        Ok(Outcome::Clean)
    }

    fn readiness(&self, readiness: &Readiness, out: &mut Output) -> Result<Outcome> {
        if self.format == ShowFormat::Json {
            out.json(readiness)?;
            return Ok(Outcome::Clean);
        }
        let target = readiness.target.word();
        out.line(out.paint(BOLD, &format!("{} of 100, ready to be {target}", readiness.score)))?;
        for lost in &readiness.deductions {
            let more = match lost.findings {
                1 => String::new(),
                n => format!(" (and {} more)", n - 1),
            };
            out.line(format!("  −{:<3} {}: {}{more}", lost.points, lost.name, lost.reason))?;
            out.line(out.paint(DIM, &format!("       {}", lost.command)))?;
        }
        Ok(Outcome::Clean)
    }
}
