//! Gates: whether a plan may change its state, or work on it may go on, and every reason why not.
//!
//! A gate is a list of conditions ([`CONDITIONS`] and those of the configuration). Each is answered by rules that
//! must find nothing and by a look at the plan as it would be in the state that is asked for. A condition that
//! cannot be answered is unknown, and unknown is not a pass.

mod changes;
mod conditions;
mod own;
mod readiness;
mod sight;

pub use changes::{ChangesGate, Stopped};
pub use own::OwnGate;
pub use readiness::{Deduction, Readiness};

use crate::workspace::{Open, Workspace};
use anyhow::Result;
use conditions::CONDITIONS;
use planc_dialect::State;
use planc_source::Severity;
use schemars::JsonSchema;
use serde::Serialize;
use sight::Sight;

/// What a gate came to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Gate {
    /// What the plan is known by: its id, else its path.
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
    /// The plan is no file of the workspace; its approvals cannot be read.
    pub fn gate(&self, open: &Open, target: Option<State>) -> Result<Gate> {
        sight::with(self, open, target, |sight| {
            let mut conditions: Vec<_> = CONDITIONS.iter().map(|c| answer(c, sight)).collect();
            conditions.extend(self.config().gates.iter().map(|own| own.answer(sight)));
            let stops = |a: &Answered| a.required && matches!(a.verdict, Verdict::Fail | Verdict::Unknown);
            Gate {
                plan: sight.name.clone(),
                path: open.shown.clone(),
                state: sight.state,
                target: sight.target,
                open: !conditions.iter().any(stops),
                conditions,
            }
        })
    }
}

impl Workspace {
    /// Whether a plan is what its status says. A draft claims nothing.
    ///
    /// # Errors
    /// As [`Workspace::gate`].
    pub fn gate_of_state(&self, open: &Open) -> Result<Gate> {
        let skimmed = crate::analysis::skim(self.library(), &open.document.text, &open.shown);
        let state = match skimmed.plan.meta.status.as_ref().map_or(State::Draft, |s| s.state.value) {
            // Nobody knows what it claims, so it must at least be fit to be looked at; an unknown status is not.
            State::Other => State::InReview,
            state => state,
        };
        self.gate(open, Some(state))
    }
}

impl Gate {
    /// Every reason why the way is not free, each with the name of its condition.
    pub fn reasons(&self) -> impl Iterator<Item = (&str, &Reason)> {
        let stops = |a: &&Answered| a.required && matches!(a.verdict, Verdict::Fail | Verdict::Unknown);
        self.conditions.iter().filter(stops).flat_map(|a| a.reasons.iter().map(|r| (a.name.as_str(), r)))
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
    let (verdict, reasons) = judge((condition.look)(sight), found);
    Answered {
        name: condition.name.to_owned(),
        summary: condition.summary.to_owned(),
        verdict,
        required,
        reasons,
    }
}

/// What was seen and what rules found, as one answer.
fn judge(seen: Seen, mut found: Vec<Reason>) -> (Verdict, Vec<Reason>) {
    match seen {
        Seen::Missing(mut reasons) => {
            reasons.append(&mut found);
            (Verdict::Fail, reasons)
        }
        _ if !found.is_empty() => (Verdict::Fail, found),
        Seen::Well => (Verdict::Pass, Vec::new()),
        Seen::Unknown(why) => (Verdict::Unknown, vec![Reason::new(why)]),
        Seen::Nothing(why) => (Verdict::NotApplicable, vec![Reason::new(why)]),
    }
}
