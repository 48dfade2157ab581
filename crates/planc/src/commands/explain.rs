use crate::Outcome;
use crate::output::Output;
use anyhow::{Result, bail};
use clap::Args;
use planc_lint::rules;

/// Print the page of a rule: what it finds, why, and what to do.
#[derive(Args)]
#[command(after_help = "Example:\n  planc explain section-missing")]
pub struct Explain {
    /// The rule's name.
    rule: String,
}

impl Explain {
    /// Prints the page.
    pub fn run(self, out: &mut Output) -> Result<Outcome> {
        let Some(rule) = planc_lint::rule(&self.rule) else {
            let near = planc_lint::closest(&self.rule, rules().map(|r| r.name));
            let help = near.map_or("`planc rules` lists them".to_owned(), |n| format!("did you mean `{n}`?"));
            bail!("there is no rule `{}`; {help}", self.rule);
        };
        out.text(rule.page)?;
        Ok(Outcome::Clean)
    }
}
