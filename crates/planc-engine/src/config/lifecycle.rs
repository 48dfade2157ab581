//! `[status]` and `[ids]` of `planc.toml`: how plans of the workspace live, and what they are called by.

use crate::config_error::Fault;
use planc_dialect::{Library, Lifecycle};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

/// Which statuses may follow which, and which other files repeat them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct StatusTable {
    /// Chains of words that may follow each other: `Draft -> In Review -> Approved`. They take the place of those of
    /// the dialects. A word may begin with its emoji.
    #[schemars(with = "Vec<String>")]
    pub(crate) transitions: Vec<Spanned<String>>,
    /// Files that repeat the status of plans: indexes, as paths from the root, and files beside the plan, as
    /// `./tasks.md`.
    pub(crate) copies: Vec<String>,
}

/// What new plans are called by.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct IdTable {
    /// How a new plan is told from all others.
    pub(crate) form: Option<IdForm>,
}

/// How a new plan is told from all others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IdForm {
    /// By the next free number: `PLAN-012`. Two branches may take the same.
    #[default]
    Number,
    /// By its day and name: `PLAN-2026-11-20-login`. No two branches take the same by chance.
    DateSlug,
}

impl StatusTable {
    /// The transitions as a life; `None` where the file says none. Words of the workspace's own vocabularies are not
    /// known yet; their state can be said here.
    pub(crate) fn lifecycle(&self) -> Result<Option<Lifecycle>, Fault> {
        if self.transitions.is_empty() {
            return Ok(None);
        }
        let chains: Vec<String> = self.transitions.iter().map(|t| t.get_ref().clone()).collect();
        Lifecycle::new(&[], &chains, Library::builtin().vocabulary()).map(Some).map_err(|errors| {
            let first = errors.into_iter().next();
            let entry =
                self.transitions.iter().find(|t| first.as_ref().is_some_and(|e| e.entry == *t.get_ref()));
            let at = entry.map_or(0..0, Spanned::span);
            Fault::new(at, first.map_or(String::new(), |e| e.message))
                .help("a transition is a chain of status words: `Draft -> In Review -> Approved`")
        })
    }
}
