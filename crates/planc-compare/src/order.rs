//! Which lists of the model say something by their order.

/// Lists whose items are done or read one after the other: to change their order is to change the plan. Every other
/// list names things that stand side by side, and its order is that of the page: a risk is no other risk in row 3.
const ORDERED: &[&str] = &[
    "commands",
    "data_model.ddl",
    "deployment.ci",
    "deployment.local",
    "deployment.rollout",
    "deployment.rollout.percent",
    "flows.steps",
    "migrations",
    "milestones",
    "phases",
    "phases.tasks",
    "rollback.steps",
    "steps",
    "validation_steps",
];

/// Whether the order of a list counts; its path is without numbers: `flows.steps`.
pub(crate) fn is_ordered(path: &str) -> bool {
    ORDERED.binary_search(&path).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(ORDERED.is_sorted());
        assert!(is_ordered("flows.steps") && !is_ordered("risks"));
    }
}
