//! The part of a list that is counted anew: it stands between two comments.

use super::Tasks;
use super::fill::{Values, fill};
use super::list::{Entry, List, ListFile};
use super::merge::edits;
use super::sign::Part;
use super::words::letters;
use planc_model::TaskState;
use planc_source::Span;

const OPEN: &str = "<!-- planc-summary -->";
const CLOSE: &str = "<!-- /planc-summary -->";

impl Tasks<'_, '_> {
    /// The summary of tasks, each with its group and state; nothing where the form has none.
    pub(crate) fn summary(&self, counted: &[(String, TaskState)]) -> String {
        let Some(template) = &self.form.summary else { return String::new() };
        let counted = counted.iter().filter(|(_, state)| *state != TaskState::Dropped);
        let mut groups: Vec<(&str, usize, usize)> = Vec::new();
        for (group, state) in counted {
            let done = usize::from(*state == TaskState::Done);
            match groups.iter_mut().find(|(name, ..)| name == group) {
                Some((_, all, ticked)) => (*all, *ticked) = (*all + 1, *ticked + done),
                None => groups.push((group, 1, done)),
            }
        }
        let sum = |of: fn(&(&str, usize, usize)) -> usize| groups.iter().map(of).sum::<usize>().to_string();
        let rows =
            groups.iter().map(|(name, all, done)| format!("{} | {all} | {done}", name.replace('|', "\\|")));
        let values = Values::default()
            .with("total", &sum(|g| g.1))
            .with("done", &sum(|g| g.2))
            .with_all("groups", rows.collect());
        format!("{OPEN}\n\n{}\n\n{CLOSE}\n", fill(template, &values).trim_end())
    }

    /// The summary that is there, counted anew where it says something else.
    pub(crate) fn recount(&self, counted: &[(String, TaskState)]) -> Option<Part> {
        let text = self.list.files.first().filter(|_| !self.list.folder)?.text;
        let start = text.find(OPEN)?;
        let end = start + text[start..].find(CLOSE)? + CLOSE.len();
        let new = self.summary(counted);
        let new = new.trim_end();
        // Whoever lines up the columns may do so.
        (letters(new) != letters(&text[start..end]) && !new.is_empty())
            .then(|| (Span::new(start, end), super::merge::with_line_ends(new, text)))
    }

    /// The listed tasks with their groups.
    pub(crate) fn counted(&self) -> Vec<(String, TaskState)> {
        counted(&self.list)
    }

    /// The tasks of the list as it will be, in its order.
    pub(crate) fn counted_after(&self, parts: &[Part]) -> Vec<(String, TaskState)> {
        let file = self.list.files[0];
        if parts.is_empty() || !file.text.contains(OPEN) {
            return self.counted();
        }
        let text = edits(parts.to_vec()).apply(file.text);
        let list = List::read(&[ListFile { text: &text, ..file }], false, self.sources.library);
        list.map_or_else(|_| self.counted(), |list| counted(&list))
    }
}

fn counted(list: &List<'_>) -> Vec<(String, TaskState)> {
    let group = |e: &Entry| list.group_of(e).unwrap_or("Tasks").to_owned();
    list.entries.iter().map(|e| (group(e), e.state)).collect()
}
