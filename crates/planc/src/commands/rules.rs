use super::Format;
use crate::Outcome;
use crate::output::{BOLD, DIM, Output};
use anyhow::Result;
use clap::Args;
use planc_lint::rules;
use planc_source::Severity;
use serde::Serialize;

/// List all rules.
#[derive(Args)]
pub struct Rules {
    /// How to print them.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Serialize)]
struct RuleList {
    rules: Vec<RuleLine>,
}

#[derive(Serialize)]
struct RuleLine {
    name: &'static str,
    family: &'static str,
    summary: &'static str,
    fixable: bool,
    severity: SeverityByStage,
}

#[derive(Serialize)]
struct SeverityByStage {
    draft: Option<Severity>,
    review: Option<Severity>,
    agreed: Option<Severity>,
}

impl Rules {
    /// Prints them.
    pub fn run(self, out: &mut Output) -> Result<Outcome> {
        if self.format == Format::Json {
            let lines = rules().map(|r| RuleLine {
                name: r.name,
                family: r.family.name(),
                summary: r.summary,
                fixable: r.fixable,
                severity: SeverityByStage {
                    draft: r.severities.draft,
                    review: r.severities.review,
                    agreed: r.severities.agreed,
                },
            });
            out.json(&RuleList { rules: lines.collect() })?;
            return Ok(Outcome::Clean);
        }
        let width = rules().map(|r| r.name.len()).max().unwrap_or(0);
        let mut family = "";
        for rule in rules() {
            if rule.family.name() != family {
                family = rule.family.name();
                out.line(out.paint(DIM, family))?;
            }
            let fix = if rule.fixable { " (fixable)" } else { "" };
            let name = out.paint(BOLD, rule.name);
            let blanks = " ".repeat(width - rule.name.len());
            out.line(format!("  {name}{blanks}  {}{fix}", rule.summary))?;
        }
        Ok(Outcome::Clean)
    }
}
