use crate::context::{CompanionContext, Context};
use crate::severity::Severities;
use crate::suppress::Suppressions;
use planc_model::Graph;
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
    /// A comment that steers planc does not do what it says.
    Control,
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
            Family::Control => "control",
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

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// What a rule looks at.
#[derive(Clone, Copy)]
pub enum Check {
    /// One plan, with what lies around it.
    Plan(fn(&Context<'_, '_>, &mut Findings<'_>)),
    /// One companion, by its facts. What is found is reported in the companion.
    Companion(fn(&CompanionContext<'_>, &mut Findings<'_>)),
    /// A plan, and its companions in the same way.
    Both(fn(&Context<'_, '_>, &mut Findings<'_>), fn(&CompanionContext<'_>, &mut Findings<'_>)),
    /// All documents of the workspace together.
    Workspace(fn(&Graph, &mut WorkspaceFindings<'_>)),
    /// The comments of a plan that allow findings, once all else was found.
    Suppressions(fn(&Context<'_, '_>, &Suppressions, &Ran<'_>, &mut Findings<'_>)),
}

/// Which rules looked at a plan: what they did not find is not there.
pub struct Ran<'r> {
    /// Whether the plan has a place, so that rules about other files could look at these.
    placed: bool,
    /// The rules that had a severity.
    speaking: &'r [(&'static Rule, Severity)],
}

impl<'r> Ran<'r> {
    pub(crate) fn new(placed: bool, speaking: &'r [(&'static Rule, Severity)]) -> Ran<'r> {
        Ran { placed, speaking }
    }

    fn has(&self, rule: &Rule) -> bool {
        let beside = matches!(rule.family, Family::Links | Family::Truth | Family::Governance);
        matches!(rule.check, Check::Plan(_) | Check::Both(..)) && (self.placed || !beside)
    }

    /// Whether the rule of that name did, or every rule of the family that is on.
    pub(crate) fn whole(&self, name: &str) -> bool {
        let ran = |name: &str| self.speaking.iter().any(|(r, _)| r.name == name && self.has(r));
        let mut family = crate::rules().filter(|r| r.family.name() == name).peekable();
        if family.peek().is_none() {
            return ran(name);
        }
        // What the engine finds itself is found later.
        family.all(|r| ran(r.name) || !r.enabled) && crate::beyond().all(|(_, f)| f.name() != name)
    }
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

/// Where a rule about several documents puts what it finds.
pub struct WorkspaceFindings<'f> {
    rule: &'static Rule,
    graph: &'f Graph,
    found: &'f mut Vec<(usize, Diagnostic)>,
}

impl<'f> WorkspaceFindings<'f> {
    pub(crate) fn new(
        rule: &'static Rule,
        graph: &'f Graph,
        found: &'f mut Vec<(usize, Diagnostic)>,
    ) -> Self {
        WorkspaceFindings { rule, graph, found }
    }

    /// Reports at a place of the document of that number, with what to do about it. How bad it is depends on the
    /// state of that document.
    pub fn report(
        &mut self,
        document: usize,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let state = self.graph.documents().get(document).and_then(|d| d.state);
        if let Some(severity) = self.rule.severities.at(state) {
            let found = Diagnostic::new(self.rule.name, severity, span, message).help(help);
            self.found.push((document, found));
        }
    }
}
