use crate::config_error::Fault;
use ignore::gitignore::GitignoreBuilder;
use planc_dialect::State;
use planc_trace::{Column, Owed, Words, owed};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// How `planc trace` reads code and what it asks for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TraceTable {
    /// Letters that ids of this workspace begin with: `INV` for `INV-3`.
    #[schemars(with = "Vec<String>")]
    prefixes: Vec<Spanned<String>>,
    /// Words that mean what `implements` does.
    implements: Vec<String>,
    /// Words that mean what `verifies` does.
    verifies: Vec<String>,
    /// Files and folders in which nothing is an annotation, as in `.gitignore`.
    #[schemars(with = "Vec<String>")]
    ignore: Vec<Spanned<String>>,
    /// Reports of test results in JUnit's form, from the root of the workspace.
    results: Vec<String>,
    /// What a requirement must have, by the state of its plan.
    owed: BTreeMap<State, Vec<Column>>,
}

/// How requirements are traced.
#[derive(Clone, Debug)]
pub struct TraceSettings {
    pub(crate) words: Words,
    pub(crate) ignore: Vec<String>,
    pub(crate) results: Vec<String>,
    pub(crate) owed: Owed,
}

impl Default for TraceSettings {
    fn default() -> Self {
        TraceSettings { words: Words::default(), ignore: Vec::new(), results: Vec::new(), owed: owed() }
    }
}

impl TraceSettings {
    /// Adds what a file says: lists are joined, and of a state the later list holds.
    pub(crate) fn extend(&mut self, table: TraceTable) -> Result<(), Fault> {
        for prefix in table.prefixes {
            let word = prefix.get_ref().trim_end_matches('-');
            if !(1..=8).contains(&word.len()) || !word.bytes().all(|b| b.is_ascii_uppercase()) {
                let message = format!("`{}` is no prefix of ids", prefix.get_ref());
                return Err(Fault::new(prefix.span(), message)
                    .help("write 1 to 8 capital letters, as `INV` for `INV-3`"));
            }
            self.words.prefixes.push(word.to_owned());
        }
        for pattern in table.ignore {
            if let Err(error) = GitignoreBuilder::new("").add_line(None, pattern.get_ref()) {
                let message = format!("`{}` is no pattern: {error}", pattern.get_ref());
                return Err(Fault::new(pattern.span(), message));
            }
            self.ignore.push(pattern.into_inner());
        }
        let lower = |words: Vec<String>| words.into_iter().map(|w| w.to_lowercase());
        self.words.implements.extend(lower(table.implements));
        self.words.verifies.extend(lower(table.verifies));
        self.results.extend(table.results);
        self.owed.extend(table.owed);
        Ok(())
    }
}
