use crate::plan::Plan;

/// How much of a plan's own boxes is ticked: tasks of phases, milestones, acceptance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Ticked boxes.
    pub done: usize,
    /// All boxes.
    pub total: usize,
}

impl Plan<'_> {
    /// Counts the boxes by which the plan tracks its work.
    pub fn progress(&self) -> Progress {
        let mut progress = Progress::default();
        let mut count = |done: Option<bool>| {
            if let Some(done) = done {
                progress.total += 1;
                progress.done += usize::from(done);
            }
        };
        let tasks = self.phases.iter().flatten().flat_map(|p| p.tasks.iter().flatten());
        tasks.for_each(|t| count(t.done.as_ref().map(|d| d.value)));
        let checks = self.milestones.iter().chain(&self.acceptance).flatten();
        checks.for_each(|c| count(c.done.as_ref().map(|d| d.value)));
        progress
    }
}
