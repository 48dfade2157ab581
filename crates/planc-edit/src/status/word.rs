//! Which word a status gets, and how it is written.

use planc_dialect::{Lifecycle, State, Vocabulary, normal};
use planc_model::Status;

/// A word that no dialect and no vocabulary knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownWord {
    /// Words that are known: those of the plan's dialect, then the states of the model, then all others.
    pub known: Vec<String>,
}

/// The state that somebody asks for, by a word of the dialect, a word of any language or the name of the state, and
/// the word that the plan writes for it: the dialect's own; where the plan speaks another language, that one's.
///
/// # Errors
/// Nobody knows the word.
pub fn choose(
    asked: &str,
    current: Option<&Status<'_>>,
    life: &Lifecycle,
    vocabulary: &Vocabulary,
) -> Result<(State, String), UnknownWord> {
    let asked = asked.trim();
    let spoken = |state: State| {
        let word = vocabulary.state_like(&current?.word.value, state)?;
        Some(capitalised(word))
    };
    if let Some(found) = life.word(asked) {
        return Ok((found.state, spoken(found.state).unwrap_or_else(|| found.word.clone())));
    }
    let Some(state) = vocabulary.state(asked).or_else(|| State::named(&asked.to_lowercase())) else {
        let own = life.words().iter().map(|w| w.word.clone());
        let states = State::ALL.iter().map(|s| s.word().to_owned());
        let mut all: Vec<String> = vocabulary.states().map(|(w, _)| w.to_owned()).collect();
        all.sort_unstable();
        return Err(UnknownWord { known: own.chain(states).chain(all).collect() });
    };
    // A word of another language than the dialect's is meant as it is given.
    if vocabulary.state_like(asked, state).is_some() {
        return Ok((state, capitalised(asked)));
    }
    let own = life.first(state).map(|w| w.word.clone());
    let general = || Lifecycle::general().first(state).map(|w| w.word.clone());
    let word = spoken(state).or(own).or_else(general).unwrap_or_else(|| asked.to_owned());
    Ok((state, word))
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

/// A word in the letters and joints of the one it takes the place of: `IN_PROGRESS` for `DONE`, `in-progress` for
/// `planned`. `tight` is for values of front matter, which have no blanks when they are small.
pub(super) fn dressed(word: &str, old: &str, tight: bool) -> String {
    let letters = || old.chars().filter(|c| c.is_alphabetic());
    let cased = letters().any(|c| c.is_uppercase() || c.is_lowercase());
    let joint = ['_', '-'].into_iter().find(|j| old.trim_matches(*j).contains(*j) && !old.contains(' '));
    let small = cased && letters().all(|c| !c.is_uppercase());
    let large = cased && letters().count() > 1 && letters().all(|c| !c.is_lowercase());
    let word = match (small, large) {
        (true, _) => word.to_lowercase(),
        (_, true) => word.to_uppercase(),
        _ => word.to_owned(),
    };
    match joint.or((tight && small && !old.contains(' ')).then_some('-')) {
        Some(joint) => word.replace(' ', &joint.to_string()),
        None => word,
    }
}

/// Whether two words are one but for their letters, joints and marks.
pub(super) fn same(one: &str, other: &str) -> bool {
    let key = |word: &str| {
        let mut out = String::new();
        normal(word, &mut out);
        out
    };
    key(one) == key(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use planc_dialect::Library;

    #[test]
    fn words_are_found_by_what_they_mean() {
        let library = Library::builtin();
        let ask = |asked, dialect: &str| {
            let general = Lifecycle::general();
            let life = library.dialect(dialect).map_or(&general, |d| &d.lifecycle);
            choose(asked, None, life, library.vocabulary()).map(|(s, w)| format!("{} {w}", s.word())).ok()
        };
        for (asked, dialect, want) in [
            ("in_review", "governed", Some("in_review In Review")),
            ("review", "governed", Some("in_review In Review")),
            ("in_review", "constitution", Some("in_review Review")),
            ("planned", "change", Some("in_review Planned")),
            ("done", "change", Some("complete Implemented")),
            ("complete", "change", Some("complete Complete")),
            ("rejected", "change", Some("rejected Cancelled")),
            ("approved", "kep", Some("approved implementable")),
            ("approved", "phased", Some("approved Approved")),
            ("aprobado", "governed", Some("approved Aprobado")),
            ("other", "governed", None),
            ("aproved", "governed", None),
        ] {
            assert_eq!(ask(asked, dialect).as_deref(), want, "{asked} in {dialect}");
        }
    }

    #[test]
    fn words_are_written_as_the_old_one() {
        for (word, old, tight, want) in [
            ("In Progress", "Draft", false, "In Progress"),
            ("In Progress", "DONE", false, "IN PROGRESS"),
            ("In Progress", "ON_HOLD", false, "IN_PROGRESS"),
            ("Complete", "in-progress", true, "complete"),
            ("In Progress", "planned", true, "in-progress"),
            ("In Progress", "planned", false, "in progress"),
            ("In Progress", "Draft", true, "In Progress"),
            ("In Review", "草稿", false, "In Review"),
        ] {
            assert_eq!(dressed(word, old, tight), want, "{old}");
        }
    }
}
