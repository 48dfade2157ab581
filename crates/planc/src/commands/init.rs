use crate::Outcome;
use crate::output::Output;
use anyhow::{Result, bail};
use clap::Args;
use planc_engine::{Workspace, create_new};

/// Make a workspace: planc.toml and the folders of its dialect.
///
/// Nothing that is there is ever overwritten.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc init                              a workspace for `governed` plans
  planc init --dialect speckit            … for plans in feature folders
  planc init --agent claude --agent agents")]
pub struct Init {
    /// The dialect of new plans.
    #[arg(long, value_name = "D", default_value = "governed")]
    dialect: String,
    /// Also write instructions for a coding agent: agents, claude, copilot, cursor, gemini.
    #[arg(long = "agent", value_name = "NAME")]
    agents: Vec<String>,
}

/// Which file each agent reads.
const AGENTS: &[(&str, &str)] = &[
    ("agents", "AGENTS.md"),
    ("claude", "CLAUDE.md"),
    ("copilot", ".github/copilot-instructions.md"),
    ("cursor", ".cursor/rules/planc.mdc"),
    ("gemini", "GEMINI.md"),
];

const INSTRUCTIONS: &str = "\
# Technical plans

This repository keeps its technical plans as Markdown files that `planc` understands.

- Before you write a plan: `planc new \"TITLE\" --spec PATH/TO/SPEC.md`. It takes the next number and the right template.
- Before you work from a plan: `planc show PLAN --format json` prints it as data; `planc show PLAN KEY` prints one part.
- After every change to a plan: `planc check`. Mend every error and warning; `planc explain RULE` says what a rule wants.
- Keep headings, header keys and table columns as the template has them. Change only the text that you mean to change.
- Never tick a box for work that is not done.
";

impl Init {
    /// Makes what is missing.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let dialect = workspace.dialect_named(&self.dialect)?;
        let config = format!(
            "# The workspace's technical plans. See `planc init --help`.\n\n# The dialect of new plans: `planc dialects` lists them all.\ndialect = \"{}\"\n\n# Templates of your own, as paths from here: dialects = [\"docs/templates/plan.md\"]\n# Folders without plans, as in .gitignore: exclude = [\"archive/\"]\n",
            self.dialect
        );
        let mut files = vec![("planc.toml", config)];
        for agent in &self.agents {
            let Some((_, file)) = AGENTS.iter().find(|(name, _)| name == agent) else {
                let names = AGENTS.iter().map(|(name, _)| *name);
                let near = planc_lint::closest(agent, names.clone());
                let known = names.collect::<Vec<_>>().join(", ");
                let help = near.map_or(format!("planc knows {known}"), |n| format!("did you mean `{n}`?"));
                bail!("there is no agent `{agent}`; {help}");
            };
            files.push((file, INSTRUCTIONS.to_owned()));
        }
        let here = workspace.cwd();
        let folder = dialect.folder.split("/{").next().unwrap_or("docs/plans");
        let folder_path = here.join(folder);
        if folder_path.is_dir() {
            out.line(format!("kept     {folder}/"))?;
        } else {
            std::fs::create_dir_all(&folder_path)?;
            out.line(format!("created  {folder}/"))?;
        }
        for (file, text) in files {
            let path = here.join(file);
            if path.exists() {
                out.line(format!("kept     {file}"))?;
            } else {
                create_new(&path, &text)?;
                out.line(format!("created  {file}"))?;
            }
        }
        Ok(Outcome::Clean)
    }
}
