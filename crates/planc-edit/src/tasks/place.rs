//! Where in a list a new task belongs.

use super::Tasks;
use super::list::{Entry, List, Shape};
use super::make::PlanTask;
use super::words::key;
use planc_source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// The sections of a list and their last tasks, found once.
#[derive(Default)]
pub(crate) struct Places {
    by_words: FxHashMap<String, usize>,
    by_label: FxHashMap<(String, u64), usize>,
    /// The last task of a section that lies in no other task.
    last_in: FxHashMap<usize, usize>,
    last: Option<usize>,
}

impl Places {
    pub(crate) fn new(list: &List<'_>) -> Places {
        let mut places = Places::default();
        let Some(tree) = list.trees.first() else { return places };
        let headed = list.entries.iter().filter(|e| matches!(e.shape, Shape::Heading(_)));
        let headed: FxHashSet<u32> = headed.map(|e| e.head.start).collect();
        let groups =
            tree.sections.iter().enumerate().filter(|(_, s)| s.level > 1 && !headed.contains(&s.title.start));
        for (index, section) in groups {
            let title = tree.title(section);
            places.by_words.entry(key(title)).or_insert(index);
            if let Some(label) = label(title) {
                places.by_label.entry(label).or_insert(index);
            }
        }
        let mut around: Option<&Entry> = None;
        for (index, entry) in list.entries.iter().enumerate() {
            if around.is_some_and(|a| a.file == entry.file && a.block.contains(entry.block)) {
                continue;
            }
            around = Some(entry);
            places.last = Some(index);
            if let Some(group) = entry.group {
                places.last_in.insert(group, index);
            }
        }
        places
    }
}

impl Tasks<'_, '_> {
    /// The section of the list that holds the group of a task: of the same words, or of the same number (`Phase 1: Setup`
    /// and `Phase 1: Foundation` are one phase).
    pub(crate) fn section(&self, task: &PlanTask) -> Option<usize> {
        let group = task.group.as_deref()?;
        self.form.group.as_ref()?;
        let by_words = self.places.by_words.get(&key(group));
        by_words.or_else(|| self.places.by_label.get(&label(group)?)).copied()
    }

    /// The last task of a section, or of the whole list, that lies in no other.
    pub(crate) fn last_in(&self, section: Option<usize>) -> Option<&Entry> {
        let index = match section {
            Some(section) => self.places.last_in.get(&section).copied(),
            None => self.places.last,
        };
        self.list.entries.get(index?)
    }

    /// The end of what a section says, without rules and the document's footer.
    pub(crate) fn section_end(&self, section: usize) -> usize {
        let Some(tree) = self.list.trees.first() else { return 0 };
        let span = tree.sections.get(section).map_or(Span::at(tree.text.len()), |s| s.span);
        let footer = tree.footer().and_then(|(start, _)| tree.nodes.get(start)).map(|n| n.span.start());
        let end = footer.filter(|f| span.contains_offset(*f)).unwrap_or(span.end());
        super::list::trimmed(tree.text, Span::new(span.start(), end)).end()
    }
}

/// `Phase 1: Setup`: the word before the number, and the number.
fn label(title: &str) -> Option<(String, u64)> {
    let title = title.trim_start_matches(|c: char| !c.is_alphanumeric());
    let at = title.find(|c: char| c.is_ascii_digit())?;
    let word = key(&title[..at]);
    let digits = title[at..].bytes().take_while(u8::is_ascii_digit).count();
    let one = !title[..at].trim().contains(' ') && !word.is_empty();
    one.then(|| Some((word, title[at..at + digits].parse().ok()?)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_known_by_their_number() {
        assert_eq!(label("Phase 1: Setup"), label("## Phase 1 (shared)"));
        assert_ne!(label("Phase 1: Setup"), label("Phase 2: Setup"));
        assert_eq!(label("Setup"), None);
        assert_eq!(label("1. Setup"), None);
        assert_eq!(label("Setup of 3 servers"), None);
    }
}
