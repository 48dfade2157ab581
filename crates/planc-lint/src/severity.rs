use planc_dialect::State;
use planc_source::Severity;

/// How bad a finding is in a draft, under review, and from approval on. `None` keeps a rule silent there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Severities {
    /// While the plan is written, or laid aside.
    pub draft: Option<Severity>,
    /// While it waits for a decision.
    pub review: Option<Severity>,
    /// Once it is agreed, worked on or done.
    pub agreed: Option<Severity>,
}

/// How far a plan is, as far as rules care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Being written, laid aside, or of unknown status.
    Draft,
    /// Waiting for a decision.
    Review,
    /// Agreed, worked on or done.
    Agreed,
}

/// The stage a state belongs to; a plan without a status is a draft.
pub fn stage(state: Option<State>) -> Stage {
    match state {
        Some(State::InReview) => Stage::Review,
        Some(State::Approved | State::InProgress | State::Complete) => Stage::Agreed,
        _ => Stage::Draft,
    }
}

impl Severities {
    /// A note in a draft, a warning under review, an error once agreed: for what may be open at first.
    pub const RISING: Severities = Severities {
        draft: Some(Severity::Note),
        review: Some(Severity::Warning),
        agreed: Some(Severity::Error),
    };

    /// A note in a draft, a warning from then on: for what should be mended but breaks nothing.
    pub const MILD: Severities = Severities {
        draft: Some(Severity::Note),
        review: Some(Severity::Warning),
        agreed: Some(Severity::Warning),
    };

    /// A warning until the plan is agreed, an error then: for a plan that says of itself what is not so.
    pub const UNTRUE: Severities = Severities {
        draft: Some(Severity::Warning),
        review: Some(Severity::Warning),
        agreed: Some(Severity::Error),
    };

    /// The same at every stage: for what is never right.
    pub const fn always(severity: Severity) -> Severities {
        Severities { draft: Some(severity), review: Some(severity), agreed: Some(severity) }
    }

    /// The worst of them.
    pub fn worst(self) -> Option<Severity> {
        self.draft.max(self.review).max(self.agreed)
    }

    /// The severity for a plan in that state.
    pub fn at(self, state: Option<State>) -> Option<Severity> {
        match stage(state) {
            Stage::Draft => self.draft,
            Stage::Review => self.review,
            Stage::Agreed => self.agreed,
        }
    }
}
