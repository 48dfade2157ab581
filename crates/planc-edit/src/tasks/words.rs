//! Words of tasks as they are compared: normal form, names in a text, how much of one text stands in another.

use planc_dialect::normal;
use rustc_hash::FxHashMap;

/// The normal words of a text.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut out = String::new();
    normal(text, &mut out);
    out.split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// A text in the form in which names are equal: its normal words without blanks.
pub(crate) fn key(text: &str) -> String {
    words(text).concat()
}

/// What a text says whatever marks stand in it: formatters change marks, not letters.
pub(crate) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The words that tell one task from another: long ones, and those with a digit. Each once.
pub(crate) fn telling(text: &str) -> Vec<String> {
    let mut found = words(text);
    found.retain(|w| w.chars().count() >= 4 || has_digit(w) || !w.is_ascii());
    found.sort_unstable();
    found.dedup();
    found
}

pub(crate) fn has_digit(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

/// Names that may be mentioned, found in one walk over a text's words.
#[derive(Debug, Default)]
pub(crate) struct Names {
    by_key: FxHashMap<String, usize>,
}

/// A name has at most so many words; what is longer is a sentence.
const LONGEST: usize = 6;

impl Names {
    /// The names, each with its number; those of one letter or two are left out.
    pub(crate) fn new<'n>(names: impl IntoIterator<Item = (&'n str, usize)>) -> Names {
        let mut by_key = FxHashMap::default();
        for (name, index) in names {
            let key = key(name);
            if key.chars().count() >= 3 && !key.bytes().all(|b| b.is_ascii_digit()) {
                by_key.entry(key).or_insert(index);
            }
        }
        Names { by_key }
    }

    /// The numbers of the names that a text mentions, in its order, each once.
    pub(crate) fn mentioned(&self, text: &str) -> Vec<usize> {
        let mut found = Vec::new();
        if self.by_key.is_empty() {
            return found;
        }
        let words = words(text);
        let mut joined = String::new();
        for at in 0..words.len() {
            joined.clear();
            for word in words[at..].iter().take(LONGEST) {
                joined.push_str(word);
                if let Some(&index) = self.by_key.get(&joined)
                    && !found.contains(&index)
                {
                    found.push(index);
                }
            }
        }
        found
    }
}

/// How alike two texts are by their words, from 0 to 1.
pub(crate) fn likeness(one: &[String], other: &[String]) -> f64 {
    let common = one.iter().filter(|w| other.contains(w)).count();
    let all = one.len() + other.len() - common;
    if all == 0 { 0.0 } else { common as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_spelling() {
        let names = Names::new([("SessionStore", 0), ("001_create_users", 1), ("API", 2), ("x", 3)]);
        for (text, found) in [
            ("Build the session stores", &[0][..]),
            ("Write `001_create_users`", &[1]),
            ("The API of the Session Store, the API", &[2, 0]),
            ("x and 001", &[]),
        ] {
            assert_eq!(names.mentioned(text), found, "{text}");
        }
        assert_eq!(letters("**A** \\_b-1"), "ab1");
        assert_eq!(telling("Write the API 001"), ["001", "write"]);
        assert!(likeness(&telling("write migration"), &telling("write migrations")) > 0.99);
        assert_eq!(likeness(&[], &[]), 0.0);
    }
}
