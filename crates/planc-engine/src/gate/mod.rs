//! Gates: whether a plan may change its state, or work on it may go on, and every reason why not.
//!
//! A gate is a list of conditions ([`CONDITIONS`] and those of the configuration). Each is answered by rules that
//! must find nothing, in the plan, in its companions and among all documents together, and by a look at the plan as
//! it would be in the state that is asked for. A condition that cannot be answered is unknown, and unknown is not a
//! pass.

mod changes;
mod conditions;
mod listed;
mod own;
mod readiness;
mod sight;
mod together;

pub use changes::{ChangesGate, Stopped};
pub use listed::DocumentGate;
pub use own::OwnGate;
pub use readiness::{Deduction, Readiness};
pub(crate) use together::Documents;

use crate::discover::PlanFile;
use crate::workspace::{Open, Workspace};
use anyhow::{Error, Result};
use conditions::CONDITIONS;
use planc_dialect::State;
use planc_source::Severity;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use sight::Sight;

/// What a gate came to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Gate {
    /// The plan's id, else the name of its file or folder.
    pub plan: String,
    /// Its path.
    pub path: String,
    /// Its state; absent without a status.
    pub state: Option<State>,
    /// The state that was asked for.
    #[serde(rename = "for")]
    pub target: State,
    /// Whether the way is free: every condition that is required passes or does not apply.
    pub open: bool,
    /// Every condition with its answer.
    pub conditions: Vec<Answered>,
    /// The gates that the project's own documents list, each with its answer.
    pub gates: Vec<DocumentGate>,
}

/// A condition with its answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Answered {
    /// Its name.
    pub name: String,
    /// What it asks, in a line.
    pub summary: String,
    /// The answer.
    pub verdict: Verdict,
    /// Whether the state that was asked for needs it.
    pub required: bool,
    /// Everything that is missing, or why it does not apply.
    pub reasons: Vec<Reason>,
}

/// The answer to a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is met.
    Pass,
    /// It is not met.
    Fail,
    /// Nobody can say; that is not a pass.
    Unknown,
    /// The plan has nothing that it could be about.
    NotApplicable,
}

/// Something that is missing, with its place and the command that shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reason {
    /// What.
    pub message: String,
    /// The file it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The line in it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The command that shows the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

impl Verdict {
    /// Whether it stops what needs it.
    pub fn stops(self) -> bool {
        matches!(self, Verdict::Fail | Verdict::Unknown)
    }
}

impl Reason {
    /// Just words.
    pub(crate) fn new(message: impl Into<String>) -> Reason {
        Reason { message: message.into(), ..Reason::default() }
    }

    /// The command that shows the same.
    pub(crate) fn shown_by(self, command: impl Into<String>) -> Reason {
        Reason { command: Some(command.into()), ..self }
    }
}

/// What looking at a plan came to.
pub(crate) enum Seen {
    /// The condition is met, as far as one can see without rules.
    Well,
    /// These things are missing.
    Missing(Vec<Reason>),
    /// It cannot be said, because of this.
    Unknown(String),
    /// The plan has nothing that it could be about, because of this.
    Nothing(String),
}

/// A condition: one line in the list.
pub(crate) struct Condition {
    pub(crate) name: &'static str,
    pub(crate) summary: &'static str,
    /// The first state that needs it.
    pub(crate) from: State,
    /// Rules that must find nothing.
    pub(crate) rules: &'static [&'static str],
    /// What no rule says.
    pub(crate) look: fn(&Sight<'_, '_>) -> Seen,
}

impl Workspace {
    /// Whether a plan may go to a state. Without one: whether work on it may go on, or, where all is said to be
    /// done, whether it is.
    ///
    /// # Errors
    /// The plan is no file of the workspace; its approvals, or other plans, cannot be read.
    pub fn gate(&self, open: &Open, target: Option<State>) -> Result<Gate> {
        let mut documents = Documents::read(self);
        match documents.problems.pop() {
            Some(problem) => Err(problem.context("a plan that cannot be read may stand in the way")),
            None => self.gate_among(&documents, open, |state| {
                target.unwrap_or(match state {
                    Some(State::Complete) => State::Complete,
                    _ => State::InProgress,
                })
            }),
        }
    }

    /// Whether each plan is what its status says; a draft claims nothing. The second list says what could not be
    /// read.
    pub fn gates(&self, files: &[PlanFile]) -> (Vec<Gate>, Vec<Error>) {
        let mut documents = Documents::read(self);
        let claimed = |state: Option<State>| match state.unwrap_or(State::Draft) {
            // Nobody knows what it claims, so it must at least be fit to be looked at; an unknown status is not.
            State::Other => State::InReview,
            state => state,
        };
        let asked: Vec<Result<Gate>> = files
            .par_iter()
            .map(|file| self.gate_among(&documents, &self.open_file(file)?, claimed))
            .collect();
        let mut gates = Vec::new();
        let mut problems = Vec::new();
        for gate in asked {
            match gate {
                Ok(gate) => gates.push(gate),
                Err(error) => problems.push(error),
            }
        }
        // Those among `files` are told of already.
        let told: Vec<String> = problems.iter().map(|p| format!("{p:#}")).collect();
        problems.extend(documents.problems.drain(..).filter(|p| !told.contains(&format!("{p:#}"))));
        (gates, problems)
    }

    /// The same with the other documents read already.
    pub(crate) fn gate_among(
        &self,
        documents: &Documents<'_>,
        open: &Open,
        target: impl FnOnce(Option<State>) -> State,
    ) -> Result<Gate> {
        sight::with(self, open, documents, target, |sight| {
            let mut conditions: Vec<_> = CONDITIONS.iter().map(|c| answer(c, sight)).collect();
            conditions.extend(self.config().gates.iter().map(|own| own.answer(sight)));
            let gates = listed::listed(sight, &conditions);
            let mut answers = conditions.iter().map(|a| (a.required, a.verdict));
            let mut further = gates.iter().map(|g| (g.required, g.verdict));
            let stops = |(required, verdict): (bool, Verdict)| required && verdict.stops();
            Gate {
                plan: sight.name.clone(),
                path: open.shown.clone(),
                state: sight.state,
                target: sight.target,
                open: !answers.any(stops) && !further.any(stops),
                conditions,
                gates,
            }
        })
    }
}

impl Gate {
    /// Every reason why the way is not free, each with the name of its condition or gate.
    pub fn reasons(&self) -> impl Iterator<Item = (&str, &Reason)> {
        let conditions = self.conditions.iter().filter(|a| a.required && a.verdict.stops());
        let gates = self.gates.iter().filter(|g| g.required && g.verdict.stops());
        let of_gates = gates.flat_map(|g| g.reasons.iter().map(|r| (g.name.as_str(), r)));
        conditions.flat_map(|a| a.reasons.iter().map(|r| (a.name.as_str(), r))).chain(of_gates)
    }
}

/// How far along the way a state is; states off the way need nothing.
pub(crate) fn rank(state: State) -> u8 {
    match state {
        State::InReview => 1,
        State::Approved => 2,
        State::InProgress => 3,
        State::Complete => 4,
        _ => 0,
    }
}

fn answer(condition: &Condition, sight: &Sight<'_, '_>) -> Answered {
    // Under review a plan may be open in places; what was agreed on may not.
    let least = if rank(sight.target) >= 2 { Severity::Warning } else { Severity::Error };
    let found = sight.found(condition.rules, least);
    answered(condition, sight, found)
}

/// The same by sight alone, without what rules find.
fn seen(condition: &Condition, sight: &Sight<'_, '_>) -> Answered {
    answered(condition, sight, Vec::new())
}

fn answered(condition: &Condition, sight: &Sight<'_, '_>, found: Vec<Reason>) -> Answered {
    let required = rank(sight.target) >= rank(condition.from);
    let (verdict, reasons) = judge((condition.look)(sight), found, sight.unknown(condition.rules));
    Answered {
        name: condition.name.to_owned(),
        summary: condition.summary.to_owned(),
        verdict,
        required,
        reasons,
    }
}

/// What was seen, what rules found, and why some of them may have missed something, as one answer.
fn judge(seen: Seen, mut found: Vec<Reason>, unread: Option<String>) -> (Verdict, Vec<Reason>) {
    match seen {
        Seen::Missing(mut reasons) => {
            reasons.append(&mut found);
            (Verdict::Fail, reasons)
        }
        _ if !found.is_empty() => (Verdict::Fail, found),
        Seen::Unknown(why) => (Verdict::Unknown, vec![Reason::new(why)]),
        Seen::Well | Seen::Nothing(_) if unread.is_some() => {
            (Verdict::Unknown, unread.map(Reason::new).into_iter().collect())
        }
        Seen::Well => (Verdict::Pass, Vec::new()),
        Seen::Nothing(why) => (Verdict::NotApplicable, vec![Reason::new(why)]),
    }
}
