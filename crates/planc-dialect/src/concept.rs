/// What a section is about, whatever it is called. The part before the dot of its name is its family.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Concept(u8);

/// One line of the list of concepts.
#[derive(Debug)]
pub struct ConceptInfo {
    /// The name used in dialects and vocabularies.
    pub name: &'static str,
    /// The name up to the dot.
    pub family: &'static str,
    /// The keys of the model that it feeds.
    pub keys: &'static [&'static str],
    /// Whether sub-headings that say nothing else are its records (`### Phase 1`, `### Parser`).
    pub headed: bool,
}

const fn one(name: &'static str, keys: &'static [&'static str]) -> ConceptInfo {
    ConceptInfo { name, family: family(name), keys, headed: false }
}

const fn headed(name: &'static str, keys: &'static [&'static str]) -> ConceptInfo {
    ConceptInfo { name, family: family(name), keys, headed: true }
}

/// `tests` of `tests.unit`.
const fn family(name: &'static str) -> &'static str {
    let mut at = 0;
    while at < name.len() {
        if name.as_bytes()[at] == b'.' {
            return name.split_at(at).0;
        }
        at += 1;
    }
    name
}

/// Every concept. To add one: a line here, its words in `vocabulary/`, its file in `planc-model`.
pub static CONCEPTS: &[ConceptInfo] = &[
    one("meta", &["meta"]),
    one("meta.status", &["meta"]),
    one("next_steps", &["meta"]),
    one("objective", &["objective"]),
    one("architecture", &["architecture"]),
    one("architecture.diagrams", &["architecture"]),
    one("design.components", &["architecture", "components", "flows"]),
    one("design.data", &["data_model", "state"]),
    one("design.security", &["security", "monitoring"]),
    headed("approach", &["approach"]),
    headed("components", &["components"]),
    headed("components.new", &["components"]),
    headed("components.modified", &["components"]),
    headed("components.removed", &["components"]),
    headed("components.unchanged", &["components"]),
    headed("flows", &["flows"]),
    headed("flows.primary", &["flows"]),
    headed("flows.error", &["flows"]),
    one("state", &["state"]),
    one("state.frontend", &["state"]),
    one("state.backend", &["state"]),
    one("data_model", &["data_model"]),
    one("data_model.schema", &["data_model"]),
    headed("migrations", &["migrations"]),
    headed("migrations.down", &["migrations"]),
    headed("endpoints", &["endpoints"]),
    headed("dependencies", &["dependencies"]),
    headed("dependencies.new", &["dependencies"]),
    headed("dependencies.updated", &["dependencies"]),
    headed("dependencies.precondition", &["dependencies"]),
    headed("blockers", &["blockers"]),
    headed("errors", &["errors"]),
    headed("errors.scenarios", &["errors"]),
    one("errors.format", &["errors"]),
    headed("phases", &["phases"]),
    headed("steps", &["steps"]),
    headed("milestones", &["milestones"]),
    one("estimate", &["estimate"]),
    headed("tests", &["tests"]),
    headed("tests.unit", &["tests"]),
    headed("tests.integration", &["tests"]),
    headed("tests.functional", &["tests"]),
    headed("tests.e2e", &["tests"]),
    headed("tests.performance", &["tests"]),
    headed("tests.manual", &["tests"]),
    headed("tests.automated", &["tests"]),
    one("coverage", &["coverage"]),
    one("commands", &["commands"]),
    one("security", &["security"]),
    one("security.authentication", &["security"]),
    one("security.authorization", &["security"]),
    one("security.data_protection", &["security"]),
    one("security.input_validation", &["security"]),
    headed("security.requirements", &["security"]),
    headed("security.threats", &["security"]),
    one("security.privacy", &["security"]),
    one("security.compliance", &["security"]),
    one("performance", &["performance"]),
    headed("performance.expectations", &["performance"]),
    one("performance.budgets", &["performance"]),
    headed("performance.caches", &["performance"]),
    headed("performance.optimizations", &["performance"]),
    one("performance.scalability", &["performance"]),
    one("deployment", &["deployment"]),
    headed("deployment.environments", &["deployment"]),
    headed("deployment.rollout", &["deployment"]),
    one("deployment.local", &["deployment"]),
    one("deployment.ci", &["deployment"]),
    one("compatibility", &["compatibility"]),
    one("rollback", &["rollback"]),
    one("monitoring", &["monitoring"]),
    headed("monitoring.metrics", &["monitoring"]),
    headed("monitoring.alerts", &["monitoring"]),
    one("monitoring.logging", &["monitoring"]),
    headed("success_metrics", &["success_metrics"]),
    one("validation_steps", &["validation_steps"]),
    headed("risks", &["risks"]),
    headed("alternatives", &["alternatives"]),
    headed("decisions", &["decisions"]),
    headed("constitution", &["constitution"]),
    one("self_check", &["self_check"]),
    one("approvals", &["other"]),
    headed("questions", &["questions"]),
    one("docs", &["docs"]),
    headed("docs.update", &["docs"]),
    headed("docs.new", &["docs"]),
    headed("future", &["future"]),
    one("references", &["references"]),
    one("links", &["links"]),
    one("links.api_spec", &["links"]),
    headed("history", &["history"]),
    headed("context", &["context"]),
    one("files", &["files"]),
    one("scope", &["scope"]),
    one("scope.goals", &["scope"]),
    one("scope.non_goals", &["scope"]),
    headed("exceptions", &["exceptions"]),
    headed("acceptance", &["acceptance"]),
    headed("requirements", &["requirements"]),
    one("other", &["other"]),
];

impl Concept {
    /// The concept of that name.
    pub fn named(name: &str) -> Option<Concept> {
        let at = CONCEPTS.iter().position(|c| c.name == name)?;
        u8::try_from(at).ok().map(Concept)
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Concept> {
        (0..CONCEPTS.len()).filter_map(|n| u8::try_from(n).ok().map(Concept))
    }

    /// Its line in the list.
    pub fn info(self) -> &'static ConceptInfo {
        &CONCEPTS[usize::from(self.0)]
    }

    /// Its place in the list.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The name up to the dot: `tests` of `tests.unit`.
    pub fn family(self) -> &'static str {
        self.info().family
    }

    /// Whether nothing of the model takes it.
    pub fn is_other(self) -> bool {
        self.info().keys == ["other"]
    }
}

impl std::fmt::Debug for Concept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
