use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The states a plan can be in, whatever its dialect calls them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being written.
    Draft,
    /// Waiting for a decision.
    InReview,
    /// Agreed; work may begin.
    Approved,
    /// Work goes on.
    InProgress,
    /// Everything is done.
    Complete,
    /// No longer to be followed.
    Deprecated,
    /// Another document took its place.
    Superseded,
    /// Will not be done.
    Rejected,
    /// Stopped for a while.
    Paused,
    /// A word nobody knows; every gate is closed to it.
    Other,
}

impl State {
    /// All states but [`State::Other`], in the order a plan goes through them.
    pub const ALL: [State; 9] = {
        use State::*;
        [Draft, InReview, Approved, InProgress, Complete, Paused, Rejected, Deprecated, Superseded]
    };

    /// The state of that name: `in_review`.
    pub fn named(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|s| s.word() == name)
    }

    /// The word of the model.
    pub fn word(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::InReview => "in_review",
            State::Approved => "approved",
            State::InProgress => "in_progress",
            State::Complete => "complete",
            State::Deprecated => "deprecated",
            State::Superseded => "superseded",
            State::Rejected => "rejected",
            State::Paused => "paused",
            State::Other => "other",
        }
    }
}

/// How likely, how bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Much.
    High,
    /// Some.
    Medium,
    /// Little.
    Low,
}

impl Level {
    /// The word of the model.
    pub fn word(self) -> &'static str {
        match self {
            Level::High => "high",
            Level::Medium => "medium",
            Level::Low => "low",
        }
    }
}

/// What happens to a component or file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It is added.
    New,
    /// It is changed.
    Modified,
    /// It goes away.
    Removed,
    /// It stays as it is.
    Unchanged,
}

/// Whether an article of a constitution is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Compliance {
    /// Kept.
    Compliant,
    /// Not kept.
    NotCompliant,
    /// Not said.
    Unknown,
}

/// What a marker in the text says of the words it stands with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marker {
    /// Somebody has to say what is meant.
    Clarification,
    /// Something is taken for granted.
    Assumption,
    /// Something may go wrong.
    Risk,
    /// Something is still to be written.
    Unfinished,
}
