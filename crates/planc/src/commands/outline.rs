use super::Format;
use crate::Outcome;
use crate::output::{BOLD, DIM, Output};
use anyhow::Result;
use clap::Args;
use planc_emit::outline::outline;
use planc_engine::{Workspace, analyze};

/// Show every section of a plan and what planc took it for.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc outline docs/plans/PLAN-001-login.md
  planc outline PLAN-001 --format json")]
pub struct Outline {
    /// A path, an id, or `-`.
    plan: String,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

impl Outline {
    /// Reads and prints it.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let open = workspace.find(&self.plan)?;
        let analysis = analyze(workspace.library(), &open.document.text, &open.shown);
        let outline = outline(&analysis.tree, &analysis.fit, &analysis.plan, &analysis.records);
        if self.format == Format::Json {
            out.json(&outline)?;
            return Ok(Outcome::Clean);
        }
        let dialect = &outline.dialect;
        let name = format!("{} v{} ({:.0} %)", dialect.name, dialect.version, dialect.confidence * 100.0);
        out.line(out.paint(DIM, &name))?;
        for section in &outline.sections {
            let indent = "  ".repeat(usize::from(section.level.saturating_sub(1)));
            let keys = if section.keys.is_empty() { "(group)".to_owned() } else { section.keys.join(", ") };
            let count = if section.records > 0 { format!(" ×{}", section.records) } else { String::new() };
            let heading = out.paint(BOLD, &section.heading);
            let told = out.paint(DIM, &format!("→ {keys}{count}"));
            out.line(format!("{:>5}  {indent}{heading}  {told}", section.line))?;
        }
        Ok(Outcome::Clean)
    }
}
