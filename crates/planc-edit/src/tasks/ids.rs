//! Free ids for new tasks, in the family that a list uses.

use super::list::{Entry, List};
use super::make::Kind;
use planc_dialect::TaskForm;
use rustc_hash::FxHashMap;

/// The ids of a list, by what stands before their last number.
pub(crate) struct Ids<'f> {
    form: &'f TaskForm,
    /// The highest number of a family, and how many digits its ids have.
    families: FxHashMap<String, (u64, usize)>,
}

/// `TASK-T01`: `TASK-T`, 1, two digits.
fn parted(id: &str) -> Option<(&str, u64, usize)> {
    let bare = id.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let digits = bare.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (prefix, number) = bare.split_at(bare.len() - digits);
    Some((prefix, number.parse().ok()?, digits))
}

impl<'f> Ids<'f> {
    pub(crate) fn new<'i>(form: &'f TaskForm, ids: impl IntoIterator<Item = &'i str>) -> Ids<'f> {
        let mut families: FxHashMap<String, (u64, usize)> = FxHashMap::default();
        for (prefix, number, digits) in ids.into_iter().filter_map(parted) {
            let known = families.entry(prefix.to_owned()).or_insert((0, digits));
            known.0 = known.0.max(number);
            known.1 = known.1.max(digits);
        }
        Ids { form, families }
    }

    /// The next id for a task of this kind, behind `before` in its section.
    pub(crate) fn next(&mut self, list: &List<'_>, kind: Kind, before: Option<&Entry>) -> String {
        let (own, width) = self.form.id(kind.word());
        let (general, _) = self.form.id("task");
        let known = self.families.is_empty()
            || self.families.contains_key(own)
            || self.families.contains_key(general);
        let (prefix, width) = if known {
            (own.to_owned(), width)
        } else {
            // Ids of another form: on as the section goes on, else as the list does.
            let ids = || list.entries.iter().rev().filter_map(|e| parted(e.id.as_deref()?));
            let in_section = before.and_then(|e| parted(e.id.as_deref()?));
            match in_section.or_else(|| ids().next()) {
                Some((prefix, _, digits)) if in_section.is_some() || !prefix.ends_with('.') => {
                    (prefix.to_owned(), digits)
                }
                Some((prefix, ..)) => (beyond(prefix, ids().map(|(p, ..)| p)), 0),
                None => (own.to_owned(), width),
            }
        };
        let width = self.families.get(&prefix).map_or(width, |(_, digits)| *digits);
        let family = self.families.entry(prefix.clone()).or_insert((0, width));
        family.0 += 1;
        format!("{prefix}{:0width$}", family.0)
    }
}

/// `3.` where the list has `1.` and `2.`.
fn beyond<'p>(like: &str, prefixes: impl Iterator<Item = &'p str>) -> String {
    let head = |p: &'p str| p.trim_end_matches('.').rsplit('.').next().and_then(|n| n.parse::<u64>().ok());
    let most = prefixes.filter_map(head).max().unwrap_or(0);
    let outer = like.trim_end_matches('.').rsplit_once('.').map_or(String::new(), |(o, _)| format!("{o}."));
    format!("{outer}{}.", most + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_taken_apart_at_their_last_number() {
        assert_eq!(parted("TASK-T01"), Some(("TASK-T", 1, 2)));
        assert_eq!(parted("3.4"), Some(("3.", 4, 1)));
        assert_eq!(parted("T001a"), Some(("T", 1, 3)));
        assert_eq!(parted("T"), None);
        assert_eq!(beyond("2.", ["1.", "2."].into_iter()), "3.");
        assert_eq!(beyond("1.2.", ["1.1.", "1.2."].into_iter()), "1.3.");
    }
}
