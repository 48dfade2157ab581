//! Which of the tasks that a list names are its tasks, which only say when one is done, and which repeat another.

use super::ids::id_key;
use super::tasks::{TaskFact, TaskShape, TaskState};
use rustc_hash::FxHashMap;

/// A task of a list, with what belongs to it. Numbers are places in the facts it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedTask {
    /// The task.
    pub fact: usize,
    /// Boxes in it that say when it is done.
    pub criteria: Vec<usize>,
    /// What repeats it elsewhere: the box of a checklist, the row of a summary.
    pub copies: Vec<usize>,
    /// How far it is: what its sign says, else its criteria.
    pub state: TaskState,
}

/// The tasks of a list. Boxes without an id inside a task are its criteria; of what bears one id, headings come
/// before items and items before rows, and the rest repeats. Linear.
pub fn task_list(facts: &[TaskFact]) -> Vec<ListedTask> {
    let mut best: FxHashMap<String, (u8, usize)> = FxHashMap::default();
    for (index, fact) in facts.iter().enumerate() {
        if let Some(id) = &fact.id {
            let known = best.entry(id_key(id)).or_insert((rank(fact), index));
            if rank(fact) > known.0 {
                *known = (rank(fact), index);
            }
        }
    }
    let mut listed: Vec<ListedTask> = Vec::new();
    let mut place: FxHashMap<usize, usize> = FxHashMap::default();
    let mut copies: Vec<(usize, usize)> = Vec::new();
    // The tasks whose text we are in, outermost first.
    let mut open: Vec<usize> = Vec::new();
    for (index, fact) in facts.iter().enumerate() {
        while open.last().is_some_and(|o| !facts[listed[*o].fact].block.contains(fact.span)) {
            open.pop();
        }
        let key = match &fact.id {
            Some(id) => Some(id_key(id)),
            None => label(&fact.text).map(id_key),
        };
        if let Some((better, of)) = key.and_then(|key| best.get(&key)).filter(|b| b.0 > rank(fact)) {
            // A label repeats only what is headed; `Task 1` in the text of a box may be anything.
            if fact.id.is_some() || *better == rank_of(TaskShape::Heading(2)) {
                copies.push((index, *of));
                continue;
            }
        }
        if fact.id.is_none()
            && let Some(&of) = open.iter().rev().find(|o| facts[listed[**o].fact].id.is_some())
        {
            let own = facts[listed[of].fact].sign.is_some() && facts[listed[of].fact].sign == fact.sign;
            if !own {
                listed[of].criteria.push(index);
            }
            continue;
        }
        open.push(listed.len());
        place.insert(index, listed.len());
        listed.push(ListedTask { fact: index, criteria: Vec::new(), copies: Vec::new(), state: fact.state });
    }
    for (copy, of) in copies {
        if let Some(task) = place.get(&of).and_then(|at| listed.get_mut(*at)) {
            task.copies.push(copy);
        }
    }
    for task in &mut listed {
        let said = facts[task.fact].sign.is_some();
        if !said && !task.criteria.is_empty() && facts[task.fact].shape != TaskShape::Item {
            let done = task.criteria.iter().filter(|c| facts[**c].state == TaskState::Done).count();
            task.state = match done {
                0 => TaskState::Open,
                n if n == task.criteria.len() => TaskState::Done,
                _ => TaskState::InProgress,
            };
        }
    }
    listed
}

fn rank(fact: &TaskFact) -> u8 {
    rank_of(fact.shape)
}

fn rank_of(shape: TaskShape) -> u8 {
    match shape {
        TaskShape::Heading(_) => 2,
        TaskShape::Item => 1,
        TaskShape::Row => 0,
    }
}

/// `Task 1: Write it`: the number of the task that an item of a checklist repeats.
fn label(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(['*', '[']);
    let rest = rest.strip_prefix("Task ").or_else(|| rest.strip_prefix("TASK "))?;
    let len = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let id = rest[..len].trim_end_matches('.');
    (!id.is_empty()).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::super::tasks::read;
    use super::*;
    use planc_dialect::Library;

    /// Each task as its words, state, number of criteria and of copies.
    fn check(text: &str, wanted: &[(&str, TaskState, usize, usize)]) {
        let facts = read(&planc_syntax::parse(text), &Library::builtin());
        let found: Vec<_> = task_list(&facts)
            .into_iter()
            .map(|t| (facts[t.fact].text.clone(), t.state, t.criteria.len(), t.copies.len()))
            .collect();
        let wanted: Vec<_> = wanted.iter().map(|(t, s, c, r)| ((*t).to_owned(), *s, *c, *r)).collect();
        assert_eq!(found, wanted, "{text}");
    }

    #[test]
    fn boxes_of_a_task_are_no_tasks() {
        use TaskState::*;
        check(
            "- [x] T001 A\n  - [ ] sub\n- [ ] B\n  - [ ] C\n",
            &[("A", Done, 1, 0), ("B", Open, 0, 0), ("C", Open, 0, 0)],
        );
        check(
            "## Task 1: A\n\n- [x] one\n- [ ] two\n\n## Task 2: B\n\n- [x] one\n",
            &[("A", InProgress, 2, 0), ("B", Done, 1, 0)],
        );
        check("## WP01: A\n\n- [x] T001 B\n", &[("A", Open, 0, 0), ("B", Done, 0, 0)]);
        check("### 1.1. A\n\n- [ ] Done\n- [x] other\n", &[("A", Open, 1, 0)]);
        check("### T1: A\n\n**Status**: Done\n\n- [ ] open\n", &[("A", Done, 1, 0)]);
    }

    #[test]
    fn what_repeats_a_task_is_no_task() {
        use TaskState::*;
        check(
            "| ID | Task |\n|---|---|\n| T1 | A |\n\n## T1: A\n\n**Status**: Done\n\n## Summary\n\n- [ ] T001 A\n",
            &[("A", Done, 0, 2)],
        );
        check(
            "## Task 1: A\n\n## List\n\n- [ ] Task 1: A\n- [ ] Task 2: B\n",
            &[("A", Open, 0, 1), ("Task 2: B", Open, 0, 0)],
        );
        check("- [ ] T1 A\n- [ ] T1 B\n", &[("A", Open, 0, 0), ("B", Open, 0, 0)]);
        check("- [ ] Task 1 is mine\n- [ ] 1.1 B\n", &[("Task 1 is mine", Open, 0, 0), ("B", Open, 0, 0)]);
    }
}
