//! How ready a plan is, as a number, with the reason for every point that it lacks.

use super::conditions::CONDITIONS;
use super::sight::{self, Sight};
use super::{Answered, Documents, Reason, Verdict, rank};
use crate::workspace::{Open, Workspace};
use anyhow::Result;
use planc_dialect::State;
use planc_source::{Severity, shell_word};
use schemars::JsonSchema;
use serde::Serialize;

/// How ready a plan is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Readiness {
    /// The plan's id, else the name of its file or folder.
    pub plan: String,
    /// Its path.
    pub path: String,
    /// Ready for what: to be approved, or, once it is, to be what its status says.
    #[serde(rename = "for")]
    pub target: State,
    /// From 0 to 100: a hundred less all deductions.
    pub score: u32,
    /// Why it is no hundred, the most points first.
    pub deductions: Vec<Deduction>,
}

/// Points that a plan lacks, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Deduction {
    /// How many.
    pub points: u32,
    /// The rule or condition that takes them.
    pub name: String,
    /// How many findings it has.
    pub findings: usize,
    /// The first of them, in words.
    pub reason: String,
    /// The command that shows all of them.
    pub command: String,
}

/// What the first finding of a rule costs, and what all further ones cost at most, one point each.
const ERROR: (u32, u32) = (5, 5);
const WARNING: (u32, u32) = (2, 2);
/// What a condition costs that is not met, but for what rules say of it; and one that nobody can answer.
const MISSING: (u32, u32) = (5, 5);
const UNKNOWN: u32 = 3;

impl Workspace {
    /// How ready a plan is to be approved or, once it is, to be what its status says.
    ///
    /// # Errors
    /// The plan is no file of the workspace; its approvals, or other plans, cannot be read.
    pub fn readiness(&self, open: &Open) -> Result<Readiness> {
        let mut documents = Documents::read(self);
        if let Some(problem) = documents.problems.pop() {
            return Err(problem.context("a plan that cannot be read may stand in the way"));
        }
        let further = |state: Option<State>| state.filter(|s| rank(*s) > rank(State::Approved));
        let target = |state| further(state).unwrap_or(State::Approved);
        sight::with(self, open, &documents, target, |sight| readiness(sight, open))
    }
}

fn readiness(sight: &Sight<'_, '_>, open: &Open) -> Readiness {
    let mut deductions: Vec<Deduction> = Vec::new();
    for (rule, severity, reasons) in sight.by_rule() {
        let (first, most) = match severity {
            Severity::Error => ERROR,
            Severity::Warning => WARNING,
            Severity::Note => continue,
        };
        let Some(reason) = reasons.first() else { continue };
        deductions.push(Deduction {
            points: first + further(reasons.len(), most),
            name: rule.to_owned(),
            findings: reasons.len(),
            reason: reason.message.clone(),
            command: reason.command.clone().unwrap_or_default(),
        });
    }
    let mut lacking = |name: &str, verdict: Verdict, reasons: &[Reason]| {
        let Some(reason) = reasons.first() else { return };
        let points = match verdict {
            Verdict::Fail => MISSING.0 + further(reasons.len(), MISSING.1),
            Verdict::Unknown => UNKNOWN,
            Verdict::Pass | Verdict::NotApplicable => return,
        };
        let target = sight.target.word();
        deductions.push(Deduction {
            points,
            name: name.to_owned(),
            findings: reasons.len(),
            reason: reason.message.clone(),
            command: format!("planc gate {} --for {target}", shell_word(&open.shown)),
        });
    };
    // What rules find is counted already; `faults` are only that.
    let conditions = CONDITIONS.iter().filter(|c| c.name != "faults");
    let mut answers: Vec<Answered> = conditions.map(|c| super::seen(c, sight)).collect();
    answers.extend(sight.workspace.config().gates.iter().map(|gate| gate.answer(sight)));
    for answered in answers.iter().filter(|a| a.required) {
        lacking(&answered.name, answered.verdict, &answered.reasons);
    }
    for gate in super::listed::listed(sight, &answers).iter().filter(|g| g.required) {
        lacking(&gate.name, gate.verdict, &gate.reasons);
    }
    deductions.sort_by(|a, b| (b.points, &a.name).cmp(&(a.points, &b.name)));
    let lost: u32 = deductions.iter().map(|d| d.points).sum();
    Readiness {
        plan: sight.name.clone(),
        path: open.shown.clone(),
        target: sight.target,
        score: 100u32.saturating_sub(lost),
        deductions,
    }
}

/// A point for each further finding, up to so many.
fn further(findings: usize, most: u32) -> u32 {
    u32::try_from(findings.saturating_sub(1)).unwrap_or(u32::MAX).min(most)
}
