use crate::Outcome;
use crate::commands::Format;
use crate::output::{BOLD, DIM, GREEN, Output, RED, YELLOW, problem};
use anyhow::{Result, bail};
use clap::Args;
use planc_dialect::State;
use planc_engine::{Answered, ChangesGate, DocumentGate, Reason, Verdict, Workspace};
use serde::Serialize;

/// Say whether work on a plan may go on, and every reason why not.
///
/// Work begins only after approval. Without --for the question is whether work may go on, of a plan that says it
/// is complete whether it is. Without PLAN every plan of the workspace is asked whether it is what its status
/// says. A condition that nobody can answer is unknown, and unknown is not a pass.
#[derive(Args)]
#[command(after_help = "\
Examples:
  planc gate PLAN-001
  planc gate PLAN-001 --for approved
  planc gate --changes origin/main..HEAD      a step in CI, or a git hook
  planc gate PLAN-001 --format json | jq '.conditions[] | select(.verdict != \"pass\")'

Exit status: 0 the way is free, 1 something stops the work, 2 could not find out.")]
pub struct Gate {
    /// A path or an id; every plan of the workspace without one.
    plan: Option<String>,
    /// The state to be reached: in_review, approved, in_progress, complete, or a word of the plan's dialect.
    #[arg(long = "for", value_name = "STATE", requires = "plan")]
    target: Option<String>,
    /// Whether these commits keep off files of components of plans that are not approved; plans, approvals and
    /// configuration are those of the last of them.
    #[arg(long, value_name = "REV..REV", conflicts_with_all = ["plan", "target"])]
    changes: Option<String>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Serialize)]
struct Gates {
    gates: Vec<planc_engine::Gate>,
}

impl Gate {
    /// Asks and prints.
    pub fn run(self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        if let Some(range) = &self.changes {
            return self.changes(workspace, range, out);
        }
        let Some(plan) = &self.plan else { return self.every(workspace, out) };
        let target = self.target.as_deref().map(|word| state(workspace, word)).transpose()?;
        let gate = workspace.gate(&workspace.find(plan)?, target)?;
        match self.format {
            Format::Json => out.json(&gate)?,
            Format::Human => human(&gate, out)?,
        }
        Ok(if gate.open { Outcome::Clean } else { Outcome::Found })
    }

    /// Whether every plan is what it says it is.
    fn every(&self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let (files, problems) = workspace.plans(&[workspace.root().to_owned()]);
        if files.is_empty() && problems.is_empty() {
            bail!(
                "no plans found in `{}`; a gate that looked at nothing is not open",
                workspace.root().display()
            );
        }
        let (gates, problems) = workspace.gates(&files);
        problems.iter().for_each(problem);
        let failed = !problems.is_empty();
        let open = gates.iter().all(|g| g.open);
        match self.format {
            Format::Json => out.json(&Gates { gates })?,
            Format::Human => {
                for gate in &gates {
                    if !gate.open || out.verbose {
                        human(gate, out)?;
                    }
                }
                if !out.quiet {
                    let shut = gates.iter().filter(|g| !g.open).count();
                    let word = if gates.len() == 1 { "plan" } else { "plans" };
                    out.line(match shut {
                        0 => format!("{} {word}: each is what its status says", gates.len()),
                        _ => format!("{} {word}: {shut} not what the status says", gates.len()),
                    })?;
                }
            }
        }
        Ok(match (failed, open) {
            (true, _) => Outcome::Failed,
            (false, true) => Outcome::Clean,
            (false, false) => Outcome::Found,
        })
    }

    fn changes(&self, workspace: &Workspace, range: &str, out: &mut Output) -> Result<Outcome> {
        let gate = workspace.gate_changes(range)?;
        match self.format {
            Format::Json => out.json(&gate)?,
            Format::Human => stopped(&gate, out)?,
        }
        Ok(if gate.open { Outcome::Clean } else { Outcome::Found })
    }
}

/// The state that a word means: of the model, or of any language of the vocabulary.
fn state(workspace: &Workspace, word: &str) -> Result<State> {
    let found = workspace.library().vocabulary().state(&word.replace('_', " "));
    if let Some(state) = found.filter(|s| *s != State::Other) {
        return Ok(state);
    }
    let states = ["draft", "in_review", "approved", "in_progress", "complete"];
    let near = planc_lint::closest(word, states.iter().copied());
    let help =
        near.map_or_else(|| format!("planc knows {}", states.join(", ")), |n| format!("did you mean `{n}`?"));
    bail!("there is no state `{word}`; {help}")
}

fn human(gate: &planc_engine::Gate, out: &mut Output) -> Result<()> {
    let now = gate.state.map_or("no status", State::word);
    let head = format!("{} ({}): {now} → {}", gate.plan, gate.path, gate.target.word());
    out.line(out.paint(BOLD, &head))?;
    let all = out.verbose;
    for answered in gate.conditions.iter().filter(|a| a.required || all) {
        condition(answered, out)?;
    }
    let mut document = "";
    for listed in gate.gates.iter().filter(|g| g.required || all) {
        if listed.document != document {
            out.line(format!("  gates of {}", listed.document))?;
            document = &listed.document;
        }
        of_document(listed, out)?;
    }
    out.line(if gate.open {
        out.paint(GREEN, "the way is free")
    } else {
        out.paint(RED, "the work stops here")
    })
}

fn condition(answered: &Answered, out: &mut Output) -> Result<()> {
    let later = if answered.required { "" } else { " (not yet needed)" };
    out.line(format!(
        "  {} {:<14} {}{later}",
        sign(answered.verdict, out),
        answered.name,
        out.paint(DIM, &answered.summary)
    ))?;
    if answered.verdict == Verdict::Pass || answered.verdict == Verdict::NotApplicable && !out.verbose {
        return Ok(());
    }
    because(&answered.reasons, out)
}

fn of_document(gate: &DocumentGate, out: &mut Output) -> Result<()> {
    let later = if gate.required { "" } else { " (not yet needed)" };
    let about = match (&gate.condition, &gate.asks) {
        (Some(condition), _) => format!("as `{condition}`"),
        (None, Some(asks)) => asks.clone(),
        (None, None) => String::new(),
    };
    let line = format!("  {} {:<14} {}{later}", sign(gate.verdict, out), gate.name, out.paint(DIM, &about));
    out.line(line.trim_end())?;
    because(&gate.reasons, out)
}

fn sign(verdict: Verdict, out: &Output) -> String {
    let (style, sign) = match verdict {
        Verdict::Pass => (GREEN, "✓"),
        Verdict::Fail => (RED, "✗"),
        Verdict::Unknown => (YELLOW, "?"),
        Verdict::NotApplicable => (DIM, "–"),
    };
    out.paint(style, sign)
}

fn because(reasons: &[Reason], out: &mut Output) -> Result<()> {
    for reason in reasons {
        out.line(format!("      {}{}", place(reason), reason.message))?;
        if let (Some(command), true) = (&reason.command, out.verbose) {
            out.line(format!("        {}", out.paint(DIM, &format!("$ {command}"))))?;
        }
    }
    Ok(())
}

fn place(reason: &Reason) -> String {
    match (&reason.path, reason.line) {
        (Some(path), Some(line)) => format!("{path}:{line}: "),
        (Some(path), None) => format!("{path}: "),
        _ => String::new(),
    }
}

fn stopped(gate: &ChangesGate, out: &mut Output) -> Result<()> {
    for one in &gate.stopped {
        let error = out.paint(RED, "error");
        out.line(format!("{error}: `{}` belongs to `{}` of `{}`", one.file, one.component, one.plan))?;
        out.line(format!("  {}:{}: {}", one.path, one.line, one.reason))?;
    }
    if !out.quiet {
        let files = if gate.files == 1 { "1 file".to_owned() } else { format!("{} files", gate.files) };
        out.line(match gate.stopped.len() {
            0 => format!("{files} changed: nothing stops the work"),
            n => format!("{files} changed: {n} touched before the plan was approved"),
        })?;
    }
    Ok(())
}
