//! From meanings back to words: what a heading or key is called where planc has to write one.

use crate::library::{Library, VOCABULARIES};
use crate::{Concept, Field};
use std::sync::LazyLock;

/// The words of the first vocabulary, in the order they stand there; read when something is written.
static WORDS: LazyLock<toml::Table> =
    LazyLock::new(|| VOCABULARIES.first().and_then(|v| v.parse().ok()).unwrap_or_default());

/// Words for meanings.
pub struct Wording<'l> {
    library: &'l Library,
}

impl Library {
    /// The words to write with.
    pub fn wording(&self) -> Wording<'_> {
        Wording { library: self }
    }
}

impl Wording<'_> {
    /// A heading that every dialect reads as `concept`: that of a template, else the first one of the vocabulary.
    pub fn heading(&self, concept: Concept) -> String {
        let dialects = self.library.dialects().iter().flat_map(|d| &d.sections);
        let mut same = dialects.filter(|s| s.concept == Some(concept) && !s.repeat);
        let known = same.find(|s| self.library.vocabulary().concept(&s.heading) == Some(concept));
        if let Some(section) = known {
            let numbered = section.heading.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            return numbered.trim_start().to_owned();
        }
        let written = WORDS.get("sections").and_then(|s| s.get(concept.name())).and_then(first);
        written.map_or_else(|| concept.name().replace(['.', '_'], " "), title_case)
    }

    /// The key or column head of a field in records of a family.
    pub fn key(&self, family: &str, field: Field) -> String {
        let name = field.name();
        let fields = WORDS.get("fields");
        let of = |scope: &str| fields.and_then(|f| f.get(scope)).and_then(|f| f.get(&name)).and_then(first);
        let written = of(family).or_else(|| of("any")).map_or_else(|| name.replace('_', " "), str::to_owned);
        let mut letters = written.chars();
        letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
    }
}

fn first(words: &toml::Value) -> Option<&str> {
    words.as_array()?.first()?.as_str()
}

fn title_case(words: &str) -> String {
    let word = |w: &str| {
        let mut letters = w.chars();
        letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect::<String>())
    };
    words.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
