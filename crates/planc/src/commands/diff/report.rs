//! What a comparison found, as JSON prints it.

use planc_compare::diff::{Action, Change, Subject, diff};
use planc_dialect::State;
use planc_model::Plan;
use schemars::JsonSchema;
use serde::Serialize;

/// What changed from one plan to another.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// The plan as it was.
    pub old: Version,
    /// The plan as it is.
    pub new: Version,
    /// What changed: what breaks first, then in the order of the model.
    pub changes: Vec<Change>,
    /// How much.
    pub summary: Summary,
}

/// One of the two plans.
#[derive(Serialize, JsonSchema)]
pub struct Version {
    /// The file, as it was named.
    pub path: String,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its dialect.
    pub dialect: String,
    /// Its state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<State>,
    /// The digest of what it says; both are equal where only the status changed, or nothing.
    pub digest: String,
}

/// How many changes there are.
#[derive(Default, Serialize, JsonSchema)]
pub struct Summary {
    pub added: usize,
    pub removed: usize,
    pub changed: usize,
    pub renamed: usize,
    pub moved: usize,
    /// How many of them break something.
    pub breaking: usize,
}

impl Version {
    /// What is said of a plan, but for its digest.
    pub fn of(plan: &Plan<'_>, path: &str) -> Version {
        Version {
            path: path.to_owned(),
            title: plan.meta.title.as_ref().map(|t| t.value.to_string()),
            dialect: plan.dialect.name.clone(),
            status: plan.meta.status.as_ref().map(|s| s.state.value),
            digest: String::new(),
        }
    }
}

impl Report {
    /// Compares two plans.
    pub fn new(mut was: Version, mut is: Version, old: &Subject, new: &Subject) -> Report {
        was.digest = old.digest().to_string();
        is.digest = new.digest().to_string();
        let changes = diff(old, new);
        let mut summary = Summary::default();
        for change in &changes {
            summary.breaking += usize::from(!change.breaking.is_empty());
            *match change.action {
                Action::Added => &mut summary.added,
                Action::Removed => &mut summary.removed,
                Action::Changed => &mut summary.changed,
                Action::Renamed => &mut summary.renamed,
                Action::Moved => &mut summary.moved,
            } += 1;
        }
        Report { old: was, new: is, changes, summary }
    }
}

impl Summary {
    /// `2 added, 1 changed`.
    pub fn words(&self) -> String {
        let counts = [
            (self.added, "added"),
            (self.removed, "removed"),
            (self.changed, "changed"),
            (self.renamed, "renamed"),
            (self.moved, "moved"),
        ];
        let some = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
        let mut words: Vec<String> = some.collect();
        if self.breaking > 0 {
            words.push(format!("{} breaking", self.breaking));
        }
        words.join(", ")
    }
}

impl Report {
    /// `draft → in review`, where the status changed. It is no part of what a plan says.
    pub fn status(&self) -> Option<String> {
        let word =
            |version: &Version| version.status.map_or("none".to_owned(), |s| s.word().replace('_', " "));
        let (old, new) = (word(&self.old), word(&self.new));
        (old != new).then(|| format!("{old} → {new}"))
    }
}

/// The heading under which changes of a key are told.
pub fn heading(key: &str) -> String {
    let key = match key {
        "tables" | "statements" => "data_model",
        "meta" => "header",
        key => key,
    };
    let words = key.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// What happened to what: `component Session Store`, where the name is not told already.
pub fn named(change: &Change, name: impl Fn(&str) -> String) -> String {
    let kind = &change.kind;
    match &change.was {
        Some(was) => format!("{kind} {} → {}", name(was), name(&change.name)),
        None if change.name.is_empty() => kind.clone(),
        None => format!("{kind} {}", name(&change.name)),
    }
}
