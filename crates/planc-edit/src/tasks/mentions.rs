//! What the words of a plan's tasks are about: requirements, components, migrations, calls.

use super::words::{Names, has_digit, key, words};
use planc_dialect::Vocabulary;
use planc_model::notation::sql::{Act, acts};
use planc_model::{Plan, is_requirement, leading_id};
use rustc_hash::{FxHashMap, FxHashSet};

/// The names that tasks of a plan may mention.
pub(crate) struct Mentions {
    components: Names,
    /// The migration that makes a table.
    tables: Names,
    /// Which task stands for a migration.
    tasks: FxHashMap<usize, usize>,
}

/// What a task says, ready to be asked.
pub(crate) struct Said {
    text: String,
    words: Vec<String>,
    set: FxHashSet<String>,
    /// What its words are headings of: `migrations`, `endpoints`, `rollback`.
    about: Vec<&'static str>,
}

impl Mentions {
    pub(crate) fn new(plan: &Plan<'_>) -> Mentions {
        let components = plan.components.iter().flatten().enumerate();
        let names: Vec<(&str, usize)> =
            components.filter_map(|(i, c)| Some((c.name.as_ref()?.as_str(), i))).collect();
        let mut tables = Vec::new();
        for (index, migration) in plan.migrations.iter().flatten().enumerate() {
            let Some(up) = &migration.up else { continue };
            for act in acts(&up.value) {
                if let Act::Create { table, .. } = act {
                    tables.push((table.of(&up.value), index));
                }
            }
        }
        Mentions { components: Names::new(names), tables: Names::new(tables), tasks: FxHashMap::default() }
    }

    /// The components that a text mentions, by their place.
    pub(crate) fn components(&self, text: &str) -> Vec<usize> {
        self.components.mentioned(text)
    }

    /// The task that says a migration is written: by its name, or by its number and a word for migrations.
    pub(crate) fn migration(&self, said: &[Said], name: &str) -> Option<usize> {
        let file = name.rsplit('/').next().unwrap_or(name);
        let stem = file.split('.').next().unwrap_or(file);
        let number: String = stem.chars().take_while(char::is_ascii_digit).collect();
        let by_name = said.iter().position(|s| stem.len() > 3 && s.text.contains(stem));
        by_name.or_else(|| {
            let numbered = |s: &Said| s.about("migrations") && s.has_number(&number);
            said.iter().position(|s| !number.is_empty() && numbered(s))
        })
    }

    /// Remembers which task stands for a migration.
    pub(crate) fn stands_for(&mut self, migration: usize, task: Option<usize>) {
        if let Some(task) = task {
            self.tasks.insert(migration, task);
        }
    }

    /// The tasks that write the migrations of the tables a text names.
    pub(crate) fn migrations_of(&self, text: &str) -> Vec<usize> {
        let migrations = self.tables.mentioned(text);
        let mut found: Vec<usize> = migrations.iter().filter_map(|m| self.tasks.get(m)).copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether a task says that a call is built: by its path, or by the words of the path and a word for calls or the
    /// name of a component.
    pub(crate) fn endpoint(&self, said: &[Said], call: &str) -> bool {
        let path = call.rsplit(' ').next().unwrap_or(call);
        let parts: Vec<String> = path.split('/').filter(|p| is_name(p)).map(key).collect();
        said.iter().any(|s| {
            let literal = path.len() > 1 && contains_path(&s.text, path);
            literal
                || !parts.is_empty()
                    && parts.iter().all(|p| s.set.contains(p))
                    && (s.about("endpoints") || !self.components(&s.text).is_empty())
        })
    }
}

/// Whether a text names a path, and not only a longer one that begins with it.
fn contains_path(text: &str, path: &str) -> bool {
    text.match_indices(path).any(|(at, _)| {
        let behind = text[at + path.len()..].chars().next();
        behind.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '/' | ':' | '{' | '-' | '_'))
    })
}

/// A part of a path that names something: no parameter, no version.
fn is_name(part: &str) -> bool {
    let version =
        part.strip_prefix('v').is_some_and(|v| !v.is_empty() && v.bytes().all(|b| b.is_ascii_digit()));
    part.starts_with(|c: char| c.is_alphanumeric()) && !version && part != "api" && !has_digit(&part[..1])
}

impl Said {
    pub(crate) fn new(text: &str, vocabulary: &Vocabulary) -> Said {
        let words = words(text);
        let about = words.iter().filter_map(|w| vocabulary.concept(w)).map(|c| c.family()).collect();
        Said { text: text.to_owned(), set: words.iter().cloned().collect(), words, about }
    }

    fn about(&self, what: &str) -> bool {
        self.about.contains(&what)
    }

    /// Whether it speaks of a way back.
    pub(crate) fn rollback(&self) -> bool {
        self.about("rollback")
    }

    /// Whether it names a file or document.
    pub(crate) fn names(&self, name: &str) -> bool {
        name.len() > 3 && self.text.contains(name)
    }

    /// `002`, and `001 to 003`.
    fn has_number(&self, number: &str) -> bool {
        if self.set.contains(number) {
            return true;
        }
        let numeric = |w: &String| w.len() == number.len() && w.bytes().all(|b| b.is_ascii_digit());
        let numbers: Vec<usize> = (0..self.words.len()).filter(|i| numeric(&self.words[*i])).collect();
        numbers.windows(2).any(|pair| {
            let (from, to) = (&self.words[pair[0]], &self.words[pair[1]]);
            pair[1] - pair[0] <= 2 && from.as_str() < number && number < to.as_str()
        })
    }
}

/// The ids of requirements in a text, each once.
pub(crate) fn requirements(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for token in text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '.')) {
        let token = token.trim_matches(['.', '-']);
        let id = leading_id(token).filter(|(id, _)| is_requirement(id) && id.len() == token.len());
        if let Some((id, _)) = id
            && !found.iter().any(|f| f == id)
        {
            found.push(id.to_owned());
        }
    }
    found
}

/// Whether a text is a placeholder of a template, or says nothing.
pub(crate) fn is_stub(text: &str) -> bool {
    let bare = text.trim_matches(['*', '_', '`', ' ', '.', '…', '-']);
    bare.is_empty()
        || bare.starts_with("{{") && bare.ends_with("}}")
        || bare.starts_with('[') && bare.ends_with(']') && !bare.contains("](")
        || matches!(key(bare).as_str(), "na" | "none" | "tbd" | "todo")
}
