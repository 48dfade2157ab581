use super::Format;
use crate::Outcome;
use crate::output::{BOLD, DIM, Output};
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use planc_emit::scaffold::template;
use planc_engine::{Workspace, create_new, read_document};
use planc_syntax::parse;
use serde::Serialize;
use std::path::PathBuf;

/// Look at a dialect, make one of a template, or see which one a plan is written in.
#[derive(Args)]
pub struct Dialect {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Print a dialect's template as people fill it in.
    Show {
        /// A dialect's name (`governed`, `governed@3`) or the path of a template.
        dialect: String,
        /// With the `planc:` comments.
        #[arg(long)]
        source: bool,
    },
    /// Make a dialect of any Markdown template: the same template with `planc:` comments.
    Learn {
        /// The template.
        template: PathBuf,
        /// Where the dialect goes; it is printed where no file is named.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Say which dialect a plan is written in, and why.
    Which {
        /// A path, an id, or `-`.
        plan: String,
        /// How to print it.
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
}

#[derive(Serialize)]
struct Which {
    dialect: Named,
    evidence: Vec<Reason>,
}

#[derive(Serialize)]
struct Named {
    name: String,
    version: u32,
    confidence: f64,
}

#[derive(Serialize)]
struct Reason {
    dialect: String,
    version: u32,
    weight: f64,
    reason: String,
}

impl Dialect {
    /// Does what was asked for.
    pub fn run(self, workspace: &mut Workspace, out: &mut Output) -> Result<Outcome> {
        match self.action {
            Action::Show { dialect, source } => {
                let found = workspace.dialect(&dialect)?;
                let text = if source { found.source.clone() } else { template(&found.source) };
                out.text(text)?;
            }
            Action::Learn { template, output } => learn(workspace, &template, output, out)?,
            Action::Which { plan, format } => which(workspace, &plan, format, out)?,
        }
        Ok(Outcome::Clean)
    }
}

fn learn(
    workspace: &Workspace,
    template: &std::path::Path,
    output: Option<PathBuf>,
    out: &mut Output,
) -> Result<()> {
    let document = read_document(&workspace.cwd().join(template))?;
    let stem = template.file_stem().map_or("template".to_owned(), |s| s.to_string_lossy().to_lowercase());
    let name = stem.trim_end_matches("-template").trim_end_matches("_template");
    let learned = match planc_dialect::learn(workspace.library(), &document.text, name) {
        Ok(learned) => learned,
        Err(errors) => {
            bail!("`{}` has comments that are not understood: {}", template.display(), errors[0].message)
        }
    };
    match output {
        Some(path) => {
            create_new(&workspace.cwd().join(&path), &learned)?;
            out.line(path.to_string_lossy())
        }
        None => out.text(learned),
    }
}

fn which(workspace: &Workspace, plan: &str, format: Format, out: &mut Output) -> Result<()> {
    let open = workspace.find(plan)?;
    let (found, evidence) = workspace.library().which(&parse(&open.document.text));
    if format == Format::Json {
        let dialect = Named { name: found.name, version: found.version, confidence: found.confidence };
        let evidence = evidence.into_iter().map(|e| Reason {
            dialect: e.dialect.0,
            version: e.dialect.1,
            weight: (e.weight * 1000.0).round() / 1000.0,
            reason: e.reason,
        });
        return out.json(&Which { dialect, evidence: evidence.collect() });
    }
    let head = format!("{} v{}", found.name, found.version);
    out.line(format!("{}  {:.0} %", out.paint(BOLD, &head), found.confidence * 100.0))?;
    let mut totals: Vec<((String, u32), f64)> = Vec::new();
    for e in &evidence {
        match totals.iter_mut().find(|(d, _)| *d == e.dialect) {
            Some((_, sum)) => *sum += e.weight,
            None => totals.push((e.dialect.clone(), e.weight)),
        }
    }
    totals.sort_by(|a, b| b.1.total_cmp(&a.1));
    for ((name, version), total) in totals.iter().take(if out.verbose { 20 } else { 3 }) {
        out.line(format!("\n{} {total:+.2}", out.paint(BOLD, &format!("{name} v{version}"))))?;
        for e in evidence.iter().filter(|e| e.dialect.0 == *name && e.dialect.1 == *version) {
            out.line(format!("  {:+.2}  {}", e.weight, out.paint(DIM, &e.reason)))?;
        }
    }
    Ok(())
}
