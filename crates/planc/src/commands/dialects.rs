use super::Format;
use crate::Outcome;
use crate::output::{BOLD, Output};
use anyhow::Result;
use clap::Args;
use planc_engine::Workspace;
use serde::Serialize;

/// List the dialects that planc reads and writes.
#[derive(Args)]
pub struct Dialects {
    /// How to print them.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Serialize)]
struct DialectList<'d> {
    dialects: Vec<DialectLine<'d>>,
}

#[derive(Serialize)]
struct DialectLine<'d> {
    name: &'d str,
    version: u32,
    newest: bool,
    summary: &'d str,
    language: &'d str,
    statuses: &'d [String],
    file: &'d str,
    folder: &'d str,
}

impl Dialects {
    /// Prints them.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let library = workspace.library();
        let lines: Vec<_> = library
            .dialects()
            .iter()
            .map(|d| DialectLine {
                name: &d.name,
                version: d.version,
                newest: library.dialect(&d.name).is_some_and(|n| n.version == d.version),
                summary: &d.summary,
                language: &d.language,
                statuses: &d.statuses,
                file: &d.file,
                folder: &d.folder,
            })
            .collect();
        if self.format == Format::Json {
            out.json(&DialectList { dialects: lines })?;
            return Ok(Outcome::Clean);
        }
        let width = lines.iter().map(|d| d.name.len()).max().unwrap_or(0);
        for line in &lines {
            let name = out.paint(BOLD, line.name);
            let blanks = " ".repeat(width - line.name.len());
            out.line(format!("{name}{blanks}  v{}  {}", line.version, line.summary))?;
        }
        Ok(Outcome::Clean)
    }
}
