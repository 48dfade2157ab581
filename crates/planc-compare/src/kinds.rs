//! What is compared: the lists of the model, and by what their items are known.

/// A list of the model whose items are things that can be added, removed, changed and renamed.
#[derive(Debug)]
pub(crate) struct Kind {
    /// Its path, without numbers.
    pub(crate) path: &'static str,
    /// What one of its items is called.
    pub(crate) noun: &'static str,
    /// The keys an item is known by: the first of these that it has, all of its keys together. None where the item
    /// is a text.
    pub(crate) known_by: &'static [&'static [&'static str]],
}

const fn kind(path: &'static str, noun: &'static str, known_by: &'static [&'static [&'static str]]) -> Kind {
    Kind { path, noun, known_by }
}

/// Every such list, by path. To compare a new one: a line here; what breaks stands in `diff/breaking.rs`.
pub(crate) const KINDS: &[Kind] = &[
    kind("acceptance", "acceptance criterion", &[&["text"]]),
    kind("alternatives", "alternative", &[&["area", "option"], &["option"], &["summary"]]),
    kind("approach", "approach", &[&["area"], &["approach"]]),
    kind("architecture.diagrams", "diagram", &[]),
    kind("blockers", "blocker", &[&["blocker"]]),
    kind("commands", "command", &[]),
    kind("components", "component", &[&["name"]]),
    kind("components.dependencies", "dependency", &[&["name"]]),
    kind("components.interfaces", "interface", &[]),
    kind("components.responsibilities", "responsibility", &[]),
    kind("constitution", "article", &[&["article"]]),
    kind("context", "context", &[&["name"], &["value"]]),
    kind("data_model.ddl", "SQL block", &[]),
    kind("decisions", "decision", &[&["decision"], &["choice"]]),
    kind("dependencies", "dependency", &[&["name"]]),
    kind("deployment.ci", "CI step", &[]),
    kind("deployment.environments", "environment", &[&["name"], &["url"]]),
    kind("deployment.local", "local step", &[]),
    kind("deployment.rollout", "rollout stage", &[&["stage"], &["text"]]),
    kind("docs.new", "new document", &[&["name"]]),
    kind("docs.update", "document update", &[&["file"], &["what"]]),
    kind("endpoints", "endpoint", &[&["method", "path"], &["path"], &["name"]]),
    kind("endpoints.responses", "response", &[&["status"]]),
    kind("errors.scenarios", "error scenario", &[&["name"], &["cause"]]),
    kind("exceptions", "exception", &[&["violation"]]),
    kind("files", "file", &[&["path"]]),
    kind("flows", "flow", &[&["name"]]),
    kind("flows.steps", "flow step", &[&["action"]]),
    kind("future", "future work", &[&["name"], &["text"]]),
    kind("meta.adrs", "decision record", &[&["text"], &["target"]]),
    kind("meta.authors", "author", &[]),
    kind("migrations", "migration", &[&["file"], &["name"], &["version"]]),
    kind("milestones", "milestone", &[&["text"]]),
    kind("monitoring.alerts", "alert", &[&["condition"]]),
    kind("monitoring.logging", "logging", &[&["level"], &["text"]]),
    kind("monitoring.metrics", "metric", &[&["metric"]]),
    kind("other", "section", &[&["heading"]]),
    kind("performance.budgets", "budget", &[&["operation"]]),
    kind("performance.caches", "cache", &[&["cache"], &["strategy"]]),
    kind("performance.expectations", "expectation", &[&["metric"], &["value"]]),
    kind("performance.optimizations", "optimization", &[&["area"], &["text"]]),
    kind("performance.scalability", "scalability", &[]),
    kind("phases", "phase", &[&["name"], &["number"]]),
    kind("phases.tasks", "task", &[&["text"]]),
    kind("questions", "question", &[&["question"]]),
    kind("references", "reference", &[&["target"], &["text"]]),
    kind("requirements", "requirement", &[&["id"], &["text"]]),
    kind("risks", "risk", &[&["risk"]]),
    kind("rollback.steps", "rollback step", &[]),
    kind("scope.goals", "goal", &[]),
    kind("scope.non_goals", "non-goal", &[]),
    kind("security.access", "access rule", &[&["resource"]]),
    kind("security.data_protection", "data protection", &[&["text"]]),
    kind("security.input_validation", "input validation", &[&["text"]]),
    kind("security.privacy", "privacy", &[]),
    kind("security.requirements", "security requirement", &[&["name"], &["text"]]),
    kind("security.threats", "threat", &[&["threat"]]),
    kind("self_check", "self-check", &[&["item"]]),
    kind("state", "state", &[&["name"]]),
    kind("statements", "statement", &[]),
    kind("steps", "step", &[&["text"]]),
    kind("success_metrics", "success metric", &[&["metric"], &["target"]]),
    kind("tables", "table", &[&["name"]]),
    kind("tables.columns", "column", &[&["name"]]),
    kind("tables.constraints", "constraint", &[]),
    kind("tests", "test", &[&["level", "subject", "what"], &["subject", "what"], &["subject"], &["what"]]),
    kind("validation_steps", "validation step", &[]),
];

/// The list with that path.
pub(crate) fn at(path: &str) -> Option<&'static Kind> {
    KINDS.binary_search_by(|k| k.path.cmp(path)).ok().map(|at| &KINDS[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(KINDS.is_sorted_by_key(|k| k.path));
        assert_eq!(at("endpoints").map(|k| k.noun), Some("endpoint"));
        assert!(at("endpoint").is_none());
    }
}
