use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

/// A field of a record or of the header, by the name the model and the vocabularies give it.
///
/// One name may serve several records: `impact` of a risk and of a threat. Which words stand for it
/// depends on the section and is said in `vocabulary/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the model")]
pub enum Field {
    Action,
    Adrs,
    Alerts,
    AlternativeRejected,
    Alternatives,
    Answer,
    Approach,
    Approver,
    Area,
    Article,
    Auth,
    Authentication,
    Author,
    Authorization,
    Authors,
    Automated,
    BackwardsCompatible,
    Blocker,
    Branch,
    Breaking,
    BreakingChanges,
    Cache,
    Cause,
    Change,
    Changes,
    Choice,
    Columns,
    Commands,
    Compliance,
    Condition,
    Context,
    CoverageTarget,
    Created,
    Criteria,
    Current,
    DataProtection,
    Date,
    Decision,
    DecisionBy,
    Delete,
    Dependencies,
    Depends,
    Description,
    Done,
    Down,
    Duration,
    E2e,
    Environment,
    Error,
    Estimate,
    Expected,
    File,
    Files,
    Frequency,
    Goal,
    Goals,
    Id,
    Impact,
    InputValidation,
    Integration,
    Interfaces,
    Invalidation,
    Issue,
    Item,
    Kind,
    Layer,
    Level,
    License,
    Likelihood,
    Limit,
    Location,
    LoggedTo,
    Logging,
    Manual,
    Method,
    Metric,
    Metrics,
    MigrationPath,
    Mitigation,
    Mocking,
    Modified,
    Name,
    New,
    NextSteps,
    NonGoals,
    Notes,
    Number,
    Operation,
    Option,
    Options,
    Outputs,
    Overall,
    Owner,
    Owners,
    Path,
    Percent,
    Performance,
    Persistence,
    Privacy,
    Purpose,
    Question,
    Rationale,
    Read,
    RealDependencies,
    Reason,
    Recovery,
    Reference,
    Removed,
    Request,
    Resolution,
    Resource,
    Response,
    Responsibilities,
    Retention,
    RetryPolicy,
    Risk,
    RiskLevel,
    Role,
    Secrets,
    Setup,
    Signature,
    Spec,
    Stage,
    Status,
    Steps,
    Storage,
    Strategy,
    Subject,
    Summary,
    SupersededBy,
    Target,
    Tasks,
    Technology,
    Text,
    Threat,
    Threshold,
    Time,
    Title,
    TokenStorage,
    Tool,
    Tradeoff,
    Ttl,
    Unchanged,
    Unit,
    Up,
    Updated,
    Url,
    UserImpact,
    Value,
    Version,
    Violation,
    What,
    Why,
    WhyRejected,
    Write,
}

impl Field {
    /// The field of that name.
    pub fn named(name: &str) -> Option<Field> {
        let words: StrDeserializer<'_, Error> = name.into_deserializer();
        Field::deserialize(words).ok()
    }

    /// The name in model and vocabularies: `why_rejected`.
    pub fn name(self) -> String {
        let mut out = String::new();
        for c in format!("{self:?}").chars() {
            if c.is_ascii_uppercase() && !out.is_empty() {
                out.push('_');
            }
            out.push(c.to_ascii_lowercase());
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        for name in ["risk", "why_rejected", "e2e", "backwards_compatible"] {
            assert_eq!(Field::named(name).map(Field::name).as_deref(), Some(name));
        }
        assert_eq!(Field::named("nothing"), None);
    }
}
