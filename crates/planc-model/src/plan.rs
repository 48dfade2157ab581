use crate::concepts::*;
use crate::meta::Meta;
use crate::spanned::Text;
use schemars::JsonSchema;
use serde::Serialize;

/// Which dialect a plan is written in.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DialectName {
    /// The name; `generic` where no dialect fits.
    pub name: String,
    /// The version.
    pub version: u32,
    /// From 0 to 1.
    pub confidence: f64,
}

/// A plan. A key whose section the plan lacks is absent; a section without content is empty.
#[derive(Debug, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "each key is documented at its type")]
pub struct Plan<'a> {
    /// The file, as it was named.
    pub path: String,
    pub dialect: DialectName,
    pub meta: Meta<'a>,
    /// What is to be built and how, in short.
    pub objective: Option<Text<'a>>,
    pub architecture: Option<Architecture<'a>>,
    pub approach: Option<Vec<Approach<'a>>>,
    pub components: Option<Vec<Component<'a>>>,
    pub flows: Option<Vec<Flow<'a>>>,
    pub state: Option<Vec<StateItem<'a>>>,
    pub data_model: Option<DataModel<'a>>,
    pub migrations: Option<Vec<Migration<'a>>>,
    pub endpoints: Option<Vec<Endpoint<'a>>>,
    pub dependencies: Option<Vec<Dependency<'a>>>,
    pub blockers: Option<Vec<Blocker<'a>>>,
    pub errors: Option<Errors<'a>>,
    pub phases: Option<Vec<Phase<'a>>>,
    pub steps: Option<Vec<Step<'a>>>,
    pub milestones: Option<Vec<Check<'a>>>,
    /// How long it will take.
    pub estimate: Option<Text<'a>>,
    pub tests: Option<Vec<Test<'a>>>,
    pub coverage: Option<Coverage<'a>>,
    /// What to run.
    pub commands: Option<Vec<Text<'a>>>,
    pub security: Option<Security<'a>>,
    pub performance: Option<Performance<'a>>,
    pub deployment: Option<Deployment<'a>>,
    pub compatibility: Option<Compatibility<'a>>,
    pub rollback: Option<Rollback<'a>>,
    pub monitoring: Option<Monitoring<'a>>,
    pub success_metrics: Option<Vec<SuccessMetric<'a>>>,
    /// How it is seen to work.
    pub validation_steps: Option<Vec<Text<'a>>>,
    pub risks: Option<Vec<Risk<'a>>>,
    pub alternatives: Option<Vec<Alternative<'a>>>,
    pub decisions: Option<Vec<Decision<'a>>>,
    pub constitution: Option<Vec<Article<'a>>>,
    pub self_check: Option<Vec<SelfCheck<'a>>>,
    pub questions: Option<Vec<Question<'a>>>,
    pub docs: Option<Docs<'a>>,
    pub future: Option<Vec<Future<'a>>>,
    pub references: Option<Vec<Reference<'a>>>,
    pub links: Option<Links<'a>>,
    pub history: Option<Vec<Revision<'a>>>,
    pub context: Option<Vec<ContextItem<'a>>>,
    pub files: Option<Vec<FileChange<'a>>>,
    pub scope: Option<Scope<'a>>,
    pub exceptions: Option<Vec<Exception<'a>>>,
    pub acceptance: Option<Vec<Check<'a>>>,
    pub requirements: Option<Vec<Requirement<'a>>>,
    /// Everything that maps to no key.
    pub other: Option<Vec<Other<'a>>>,
}

impl Plan<'_> {
    /// A plan that says nothing yet.
    pub(crate) fn new(path: &str, dialect: DialectName) -> Self {
        Plan {
            path: path.to_owned(),
            dialect,
            meta: Default::default(),
            objective: Default::default(),
            architecture: Default::default(),
            approach: Default::default(),
            components: Default::default(),
            flows: Default::default(),
            state: Default::default(),
            data_model: Default::default(),
            migrations: Default::default(),
            endpoints: Default::default(),
            dependencies: Default::default(),
            blockers: Default::default(),
            errors: Default::default(),
            phases: Default::default(),
            steps: Default::default(),
            milestones: Default::default(),
            estimate: Default::default(),
            tests: Default::default(),
            coverage: Default::default(),
            commands: Default::default(),
            security: Default::default(),
            performance: Default::default(),
            deployment: Default::default(),
            compatibility: Default::default(),
            rollback: Default::default(),
            monitoring: Default::default(),
            success_metrics: Default::default(),
            validation_steps: Default::default(),
            risks: Default::default(),
            alternatives: Default::default(),
            decisions: Default::default(),
            constitution: Default::default(),
            self_check: Default::default(),
            questions: Default::default(),
            docs: Default::default(),
            future: Default::default(),
            references: Default::default(),
            links: Default::default(),
            history: Default::default(),
            context: Default::default(),
            files: Default::default(),
            scope: Default::default(),
            exceptions: Default::default(),
            acceptance: Default::default(),
            requirements: Default::default(),
            other: Default::default(),
        }
    }
}
