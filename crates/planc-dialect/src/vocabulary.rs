use crate::normal::undamaged;
use crate::words::{Change, Compliance, Level, Marker, State};
use crate::{Concept, Field, normal};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The words by which sections, fields, states and levels are known, of all languages together.
#[derive(Default, Debug)]
pub struct Vocabulary {
    phrases: FxHashMap<Box<str>, Phrase>,
    scopes: FxHashMap<Box<str>, u8>,
    /// The scope of words that mean the same everywhere.
    any: Option<u8>,
    fields: FxHashMap<Box<str>, SmallVec<[(u8, Field); 4]>>,
    words: FxHashMap<Box<str>, Word>,
    /// The first word of each state, a table for each file, in the order of the files.
    first_states: Vec<Vec<(State, Box<str>)>>,
}

/// What a phrase can mean as a heading.
#[derive(Default, Debug, Clone)]
pub(crate) struct Phrase {
    /// The concept it names anywhere.
    pub(crate) general: Option<Concept>,
    /// The concept it names inside a section of the given family.
    pub(crate) within: SmallVec<[(Concept, Concept); 2]>,
    /// The concept it labels an item of, with a number or name behind it.
    pub(crate) label: Option<Concept>,
}

/// What a word can mean where a fixed set of words is meant.
#[derive(Default, Debug, Clone, Copy)]
struct Word {
    state: Option<State>,
    /// The file that says so, by its number.
    state_file: u8,
    level: Option<Level>,
    change: Option<Change>,
    answer: Option<bool>,
    compliance: Option<Compliance>,
    month: Option<u8>,
    document: Option<Document>,
    marker: Option<Marker>,
}

/// A vocabulary file could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VocabularyError(pub String);

impl std::fmt::Display for VocabularyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for VocabularyError {}

/// Words as they stand in the file; nearly all of them without escapes, so that they need no copy.
type Words<'a, K> = BTreeMap<K, Vec<Written<'a>>>;

#[derive(Deserialize)]
struct Written<'a>(#[serde(borrow)] Cow<'a, str>);

/// A vocabulary file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<'a> {
    #[expect(dead_code, reason = "says which language a file is in, for people")]
    language: String,
    #[serde(default, borrow)]
    sections: Words<'a, String>,
    #[serde(default, borrow)]
    within: BTreeMap<String, Words<'a, String>>,
    #[serde(default, borrow)]
    labels: Words<'a, String>,
    #[serde(default, borrow)]
    fields: BTreeMap<String, Words<'a, Field>>,
    #[serde(default, borrow)]
    status: Words<'a, State>,
    #[serde(default, borrow)]
    levels: Words<'a, Level>,
    #[serde(default, borrow)]
    changes: Words<'a, Change>,
    #[serde(default, borrow)]
    answers: Words<'a, String>,
    #[serde(default, borrow)]
    compliance: Words<'a, Compliance>,
    #[serde(default, borrow)]
    months: Words<'a, String>,
    #[serde(default, borrow)]
    documents: Words<'a, Document>,
    #[serde(default, borrow)]
    markers: Words<'a, Marker>,
}

/// What a document of a workspace is, as its title says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    /// A plan.
    Plan,
    /// What a plan is made from.
    Spec,
    /// What is made from a plan.
    Tasks,
    /// A decision record.
    Decision,
    /// A data model.
    DataModel,
    /// The rules of a project.
    Constitution,
    /// What an interface promises.
    Contract,
    /// How code is written.
    Standards,
    /// What must hold before work goes on.
    Gates,
}

impl Vocabulary {
    /// Adds the words of one file. Words that are there already keep their meaning.
    ///
    /// # Errors
    /// The file is no TOML, or names a concept, field, state or level that does not exist.
    pub fn add(&mut self, source: &str) -> Result<(), VocabularyError> {
        let file: File = toml::from_str(source).map_err(|e| VocabularyError(e.to_string()))?;
        let mut key = String::new();
        let mut each = |words: &[Written<'_>], put: &mut dyn FnMut(&str)| {
            for Written(word) in words {
                key.clear();
                normal(word, &mut key);
                put(&key);
            }
        };
        for (name, words) in &file.sections {
            let concept = concept(name)?;
            each(words, &mut |w| {
                let phrase = entry(&mut self.phrases, w);
                phrase.general.get_or_insert(concept);
            });
        }
        for (outer, tables) in &file.within {
            let outer = concept(outer)?;
            for (name, words) in tables {
                let inner = concept(name)?;
                each(words, &mut |w| entry(&mut self.phrases, w).within.push((outer, inner)));
            }
        }
        for (name, words) in &file.labels {
            let concept = concept(name)?;
            each(words, &mut |w| {
                entry(&mut self.phrases, w).label.get_or_insert(concept);
            });
        }
        for (scope, tables) in &file.fields {
            let scope = self.scope_or_new(scope);
            for (&field, words) in tables {
                each(words, &mut |w| {
                    let entry = entry(&mut self.fields, w);
                    if !entry.contains(&(scope, field)) {
                        entry.push((scope, field));
                    }
                });
            }
        }
        let all = &mut self.words;
        let number = u8::try_from(self.first_states.len()).unwrap_or(u8::MAX);
        let mut first = Vec::new();
        for (&state, words) in &file.status {
            first.extend(words.first().map(|w| (state, Box::from(&*w.0))));
            each(words, &mut |w| {
                let word = entry(all, w);
                if word.state.is_none() {
                    (word.state, word.state_file) = (Some(state), number);
                }
            });
        }
        self.first_states.push(first);
        for (&level, words) in &file.levels {
            each(words, &mut |w| _ = entry(all, w).level.get_or_insert(level));
        }
        for (&change, words) in &file.changes {
            each(words, &mut |w| _ = entry(all, w).change.get_or_insert(change));
        }
        for (answer, words) in &file.answers {
            let answer = match answer.as_str() {
                "yes" => true,
                "no" => false,
                other => return Err(VocabularyError(format!("`{other}` is neither `yes` nor `no`"))),
            };
            each(words, &mut |w| _ = entry(all, w).answer.get_or_insert(answer));
        }
        for (&compliance, words) in &file.compliance {
            each(words, &mut |w| _ = entry(all, w).compliance.get_or_insert(compliance));
        }
        for (month, words) in &file.months {
            let number = month.parse::<u8>().ok().filter(|m| (1..=12).contains(m));
            let number =
                number.ok_or_else(|| VocabularyError(format!("`{month}` is no month from 1 to 12")))?;
            each(words, &mut |w| _ = entry(all, w).month.get_or_insert(number));
        }
        for (&document, words) in &file.documents {
            each(words, &mut |w| _ = entry(all, w).document.get_or_insert(document));
        }
        for (&marker, words) in &file.markers {
            each(words, &mut |w| _ = entry(all, w).marker.get_or_insert(marker));
        }
        Ok(())
    }

    fn scope_or_new(&mut self, name: &str) -> u8 {
        let next = u8::try_from(self.scopes.len()).unwrap_or(u8::MAX);
        let scope = *self.scopes.entry(name.into()).or_insert(next);
        if name == "any" {
            self.any = Some(scope);
        }
        scope
    }

    pub(crate) fn phrase(&self, normal: &str) -> Option<&Phrase> {
        self.phrases.get(normal)
    }

    /// What a heading of these words is about, wherever it stands.
    pub fn concept(&self, heading: &str) -> Option<Concept> {
        let mut key = scratch(heading);
        normal(heading, &mut key);
        self.phrase(&key)?.general
    }

    /// The number of a field table, to look fields up in; `fields.any` where there is none of that name.
    pub fn scope(&self, family: &str) -> u8 {
        self.scopes.get(family).copied().or(self.any).unwrap_or(u8::MAX)
    }

    /// The fields that a normalised name can stand for in a scope, best first.
    pub fn fields(&self, scope: u8, normal: &str) -> SmallVec<[Field; 2]> {
        let Some(found) = self.fields.get(normal) else { return SmallVec::new() };
        let own: SmallVec<[Field; 2]> = found.iter().filter(|(s, _)| *s == scope).map(|(_, f)| *f).collect();
        if !own.is_empty() {
            return own;
        }
        found.iter().filter(|(s, _)| Some(*s) == self.any).map(|(_, f)| *f).collect()
    }

    /// The field that a name stands for in a scope.
    pub fn field(&self, scope: u8, name: &str) -> Option<Field> {
        let mut key = scratch(name);
        normal(name, &mut key);
        self.first_field(scope, &key)
    }

    /// The field that a normalised name stands for first of all in a scope.
    pub(crate) fn first_field(&self, scope: u8, normal: &str) -> Option<Field> {
        let found = self.fields.get(normal)?;
        let of = |scope: Option<u8>| found.iter().find(|(s, _)| Some(*s) == scope).map(|(_, f)| *f);
        of(Some(scope)).or_else(|| of(self.any))
    }

    fn word(&self, word: &str) -> Option<Word> {
        let mut key = scratch(word);
        normal(word, &mut key);
        if let Some(found) = self.words.get(key.as_str()) {
            return Some(*found);
        }
        let repaired = undamaged(word)?;
        key.clear();
        normal(&repaired, &mut key);
        self.words.get(key.as_str()).copied()
    }

    /// The state a status word stands for; `None` for a word nobody knows.
    pub fn state(&self, word: &str) -> Option<State> {
        self.word(word)?.state
    }

    /// How the language of one status word calls a state; `None` where that word is of the first language, whose
    /// words the dialects give, or of none.
    pub fn state_like(&self, word: &str, state: State) -> Option<&str> {
        let found = self.word(word).filter(|w| w.state.is_some() && w.state_file > 0)?;
        let words = self.first_states.get(usize::from(found.state_file))?;
        words.iter().find(|(s, _)| *s == state).map(|(_, w)| &**w)
    }

    /// High, medium or low.
    pub fn level(&self, word: &str) -> Option<Level> {
        self.word(word)?.level
    }

    /// New, modified, removed or unchanged.
    pub fn change(&self, word: &str) -> Option<Change> {
        self.word(word)?.change
    }

    /// Yes or no.
    pub fn answer(&self, word: &str) -> Option<bool> {
        self.word(word)?.answer
    }

    /// Whether an article is kept.
    pub fn compliance(&self, word: &str) -> Option<Compliance> {
        self.word(word)?.compliance
    }

    /// The month, 1 to 12.
    pub fn month(&self, word: &str) -> Option<u8> {
        self.word(word)?.month
    }

    /// What kind of document the words before a title's colon name.
    pub fn document(&self, word: &str) -> Option<Document> {
        self.word(word)?.document
    }

    /// What the words of a marker say: `NEEDS CLARIFICATION`.
    pub fn marker(&self, words: &str) -> Option<Marker> {
        self.word(words)?.marker
    }

    /// Every word with a state, in no order: what a misspelt status is compared with.
    pub fn states(&self) -> impl Iterator<Item = (&str, State)> {
        self.words.iter().filter_map(|(w, m)| Some((&**w, m.state?)))
    }

    /// Every word with a level, in no order.
    pub fn levels(&self) -> impl Iterator<Item = (&str, Level)> {
        self.words.iter().filter_map(|(w, m)| Some((&**w, m.level?)))
    }
}

/// Room for the normal form of `name`, which may have a blank more while it is made.
fn scratch(name: &str) -> String {
    String::with_capacity(name.len() + 1)
}

fn entry<'m, V: Default>(map: &'m mut FxHashMap<Box<str>, V>, key: &str) -> &'m mut V {
    if !map.contains_key(key) {
        map.insert(key.into(), V::default());
    }
    map.get_mut(key).expect("it has just been put there")
}

fn concept(name: &str) -> Result<Concept, VocabularyError> {
    Concept::named(name).ok_or_else(|| VocabularyError(format!("there is no concept `{name}`")))
}
