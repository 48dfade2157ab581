//! The matrix: every requirement with what serves it, and what is wrong with the links.

use crate::cite::Role;
use crate::evidence::Evidence;
use crate::results::Verdict;
use planc_dialect::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What `planc trace --format json` prints.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Matrix {
    /// The specifications, in the order of their paths; a plan that states its own requirements stands for one.
    pub specs: Vec<Spec>,
    /// Their requirements, in the order of the text.
    pub requirements: Vec<Traced>,
    /// Gaps, orphans, ambiguous and stale links, in the order of their places.
    pub findings: Vec<Finding>,
    /// The reports of test results that were read.
    pub reports: Vec<String>,
    /// What could not be looked at.
    pub notes: Vec<String>,
    /// Counts.
    pub summary: Summary,
}

/// A specification.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Spec {
    /// What it is called in `NAME/FR-001`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its file.
    pub path: String,
    /// The plans that implement it.
    pub plans: Vec<String>,
    /// The state of the plan that is furthest; without a plan, its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// Commits that name it and none of its requirements.
    pub commits: Vec<CommitLink>,
}

/// A requirement with what serves it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Traced {
    /// Its id, as written.
    pub id: String,
    /// The name of its specification.
    pub spec: String,
    /// Its first words.
    pub text: String,
    /// What its text is known by, to be written behind the id: `FR-001@a1b2c3d`.
    pub digest: String,
    /// Where it is stated.
    #[serde(flatten)]
    pub place: Place,
    /// Where plans speak of it.
    pub plan: Vec<SectionLink>,
    /// The components that serve it.
    pub components: Vec<ComponentLink>,
    /// The tasks that serve it.
    pub tasks: Vec<TaskLink>,
    /// The tests.
    pub tests: Vec<CodeLink>,
    /// The code.
    pub code: Vec<CodeLink>,
    /// The commits that name it.
    pub commits: Vec<CommitLink>,
    /// What it owes and has not.
    pub gaps: Vec<Column>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct Place {
    /// The file, as messages show it.
    pub path: String,
    /// From 1.
    pub line: u32,
    /// From 1, in Unicode scalar values.
    pub column: u32,
}

/// A section of a plan that speaks of a requirement.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SectionLink {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// The heading.
    pub heading: String,
    /// The key of the model that the section feeds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<&'static str>,
}

/// A component that serves a requirement: its plan says so, or its code does.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ComponentLink {
    /// Its name.
    pub name: String,
    /// Where the plan names it.
    #[serde(flatten)]
    pub place: Place,
}

/// A task that serves a requirement.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TaskLink {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its words.
    pub text: String,
    /// Whether it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<bool>,
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
}

/// Code or a test that serves a requirement.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CodeLink {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What it says of it; `planned` where only the plan says that it will be tested.
    pub role: LinkRole,
    /// The task it names instead of the requirement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// How the tests ended that it belongs to, as far as reports say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

/// How code serves a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkRole {
    /// It does what the requirement asks for.
    Implements,
    /// It tests that.
    Verifies,
    /// It names it.
    Mentions,
    /// It says that it is still to be done; counts for nothing.
    Todo,
    /// The plan says that it will be tested; counts for nothing once the plan is complete.
    Planned,
}

impl LinkRole {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            LinkRole::Implements => "implements",
            LinkRole::Verifies => "verifies",
            LinkRole::Mentions => "mentions",
            LinkRole::Todo => "to do",
            LinkRole::Planned => "planned",
        }
    }
}

impl From<Role> for LinkRole {
    fn from(role: Role) -> LinkRole {
        match role {
            Role::Implements => LinkRole::Implements,
            Role::Verifies => LinkRole::Verifies,
            Role::Mentions => LinkRole::Mentions,
            Role::Todo => LinkRole::Todo,
        }
    }
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CommitLink {
    /// Its id.
    pub commit: String,
    /// The first line of its message.
    pub subject: String,
    /// What it says.
    pub role: LinkRole,
}

/// What a requirement can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// A plan that speaks of it.
    Plan,
    /// A task.
    Task,
    /// A test in code.
    Test,
    /// Code.
    Code,
    /// A test that was run and passed.
    Evidence,
}

impl Column {
    /// All, in the order of the work.
    pub const ALL: [Column; 5] = [Column::Plan, Column::Task, Column::Test, Column::Code, Column::Evidence];

    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Column::Plan => "plan",
            Column::Task => "task",
            Column::Test => "test",
            Column::Code => "code",
            Column::Evidence => "evidence",
        }
    }
}

/// Something wrong with a link, or a link that is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Finding {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What kind of.
    pub kind: FindingKind,
    /// The id it is about.
    pub id: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// What kind of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A requirement lacks what the state of its plan calls for.
    Gap,
    /// Something cites what does not exist.
    Orphan,
    /// Something cites an id that several specifications have.
    Ambiguous,
    /// Something cites a text that has changed since, or was last tested before it changed.
    Stale,
    /// A test that stands for a requirement failed.
    Failed,
}

impl FindingKind {
    /// All, in the order they are told.
    pub const ALL: [FindingKind; 5] = [
        FindingKind::Gap,
        FindingKind::Orphan,
        FindingKind::Ambiguous,
        FindingKind::Stale,
        FindingKind::Failed,
    ];

    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            FindingKind::Gap => "gap",
            FindingKind::Orphan => "orphan",
            FindingKind::Ambiguous => "ambiguous",
            FindingKind::Stale => "stale",
            FindingKind::Failed => "failed",
        }
    }
}

/// Counts of a matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// Requirements.
    pub requirements: usize,
    /// Requirements with a plan.
    pub plan: usize,
    /// Requirements with a task.
    pub task: usize,
    /// Requirements with a test in code.
    pub test: usize,
    /// Requirements with code.
    pub code: usize,
    /// Gaps.
    pub gaps: usize,
    /// Orphans.
    pub orphans: usize,
    /// Ambiguous links.
    pub ambiguous: usize,
    /// Stale links and results.
    pub stale: usize,
    /// Requirements with a test that was run and passed, and none that failed.
    pub evidence: usize,
    /// Tests that failed.
    pub failed: usize,
}

impl Traced {
    /// Whether it has something in a column. What is only promised or planned counts for nothing.
    pub fn has(&self, column: Column) -> bool {
        let real =
            |links: &[CodeLink]| links.iter().any(|l| !matches!(l.role, LinkRole::Planned | LinkRole::Todo));
        let committed = |role: LinkRole| self.commits.iter().any(|c| c.role == role);
        match column {
            // A task belongs to the plan it breaks down.
            Column::Plan => !self.plan.is_empty() || !self.tasks.is_empty(),
            Column::Task => !self.tasks.is_empty(),
            Column::Test => real(&self.tests) || committed(LinkRole::Verifies),
            Column::Code => real(&self.code) || committed(LinkRole::Implements),
            // One test that passes does not make up for another that does not.
            Column::Evidence => self.evidence().map(|e| e.verdict).max() == Some(Verdict::Passed),
        }
    }

    /// Where it is stated, tested and done.
    pub(crate) fn places(&self) -> impl Iterator<Item = &Place> {
        std::iter::once(&self.place).chain(self.tests.iter().chain(&self.code).map(|link| &link.place))
    }

    pub(crate) fn is_at(&self, place: &Place) -> bool {
        self.places().any(|own| own == place)
    }

    /// How its tests ended, as far as reports say.
    pub fn evidence(&self) -> impl Iterator<Item = &Evidence> {
        self.tests.iter().chain(&self.code).flat_map(|link| &link.evidence)
    }
}

impl Matrix {
    /// Counts what is there.
    pub(crate) fn count(&mut self) {
        let with = |column: Column| self.requirements.iter().filter(|r| r.has(column)).count();
        let of = |kind: FindingKind| self.findings.iter().filter(|f| f.kind == kind).count();
        self.summary = Summary {
            requirements: self.requirements.len(),
            plan: with(Column::Plan),
            task: with(Column::Task),
            test: with(Column::Test),
            code: with(Column::Code),
            gaps: of(FindingKind::Gap),
            orphans: of(FindingKind::Orphan),
            ambiguous: of(FindingKind::Ambiguous),
            stale: of(FindingKind::Stale),
            evidence: with(Column::Evidence),
            failed: of(FindingKind::Failed),
        };
    }
}
