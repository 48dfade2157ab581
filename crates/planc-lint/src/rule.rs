use crate::context::Context;
use crate::severity::Severities;
use planc_source::{Diagnostic, Severity, Span};

/// What a rule is about; `--select` and `--ignore` take the family's name too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Something that should be there is not.
    Completeness,
    /// Two places of one plan contradict each other.
    Consistency,
    /// The plan and another file contradict each other.
    Truth,
    /// What was agreed on how plans are made and approved is not kept.
    Governance,
    /// Code, queries, addresses, versions: what has a grammar of its own.
    Languages,
    /// Words that say too little.
    Words,
    /// A link leads nowhere.
    Links,
    /// The text itself is damaged.
    Form,
}

impl Family {
    /// The name used on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Family::Completeness => "completeness",
            Family::Consistency => "consistency",
            Family::Truth => "truth",
            Family::Governance => "governance",
            Family::Languages => "languages",
            Family::Words => "words",
            Family::Links => "links",
            Family::Form => "form",
        }
    }
}

/// One rule: a line in the list of its family.
pub struct Rule {
    /// The name, in words: `section-missing`.
    pub name: &'static str,
    /// What it finds, in a line.
    pub summary: &'static str,
    /// What it is about.
    pub family: Family,
    /// How bad a finding is, by the status of the plan.
    pub severities: Severities,
    /// Whether its findings come with changes that `--fix` or `--unsafe-fixes` can make.
    pub fixable: bool,
    /// Whether it runs without being asked for; matters of taste do not.
    pub enabled: bool,
    /// Its page: what it does, why, examples that run as tests.
    pub page: &'static str,
    /// The check.
    pub check: Check,
}

/// What a rule looks at.
#[derive(Clone, Copy)]
pub enum Check {
    /// One plan, with what lies around it.
    Plan(fn(&Context<'_, '_>, &mut Findings<'_>)),
}

/// Where a rule puts what it finds; name and severity are filled in for it.
pub struct Findings<'f> {
    rule: &'static str,
    severity: Severity,
    found: &'f mut Vec<Diagnostic>,
}

impl<'f> Findings<'f> {
    pub(crate) fn new(rule: &'static str, severity: Severity, found: &'f mut Vec<Diagnostic>) -> Self {
        Findings { rule, severity, found }
    }

    /// A diagnostic of this rule, to be completed and pushed.
    pub fn diagnostic(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.rule, self.severity, span, message)
    }

    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }
}
