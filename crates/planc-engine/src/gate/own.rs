//! The workspace's own gates, from `[[gates]]` in `planc.toml`.

use super::sight::Sight;
use super::{Answered, Reason, Seen, judge, rank};
use planc_dialect::State;
use planc_lint::Target;
use planc_source::{Severity, shell_word};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use toml::Spanned;

/// A condition of the workspace's own. All that it names must hold.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OwnGate {
    /// What it is called.
    pub(crate) name: String,
    /// What it asks, in a line.
    #[serde(default)]
    pub(crate) summary: String,
    /// The first state that needs it: `in_review`, `approved`, `in_progress` or `complete`.
    #[serde(rename = "for", default = "approved")]
    pub(crate) from: State,
    /// Rules or families of them that must find nothing that is a warning or an error.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(crate) rules: Vec<Spanned<String>>,
    /// Parts of the model that must be there and not empty: `security`, `rollback.steps`.
    #[serde(default)]
    pub(crate) parts: Vec<String>,
    /// Entries of the self-check that must be there and say yes; a part of their words is enough.
    #[serde(default)]
    pub(crate) self_check: Vec<String>,
    /// Files that must be there, from the root; `{id}` and `{number}` are those of the plan.
    #[serde(default)]
    pub(crate) files: Vec<String>,
    /// How many people must have approved in each role.
    #[serde(default)]
    pub(crate) approvals: BTreeMap<String, usize>,
}

fn approved() -> State {
    State::Approved
}

impl OwnGate {
    pub(super) fn answer(&self, sight: &Sight<'_, '_>) -> Answered {
        let rules = self.named();
        let found = sight.found(&rules, Severity::Warning);
        let mut missing = Vec::new();
        self.parts(sight, &mut missing);
        self.entries(sight, &mut missing);
        self.files(sight, &mut missing);
        self.approved(sight, &mut missing);
        let asks = !self.rules.is_empty()
            || !self.parts.is_empty()
            || !self.self_check.is_empty()
            || !self.files.is_empty()
            || !self.approvals.is_empty();
        let silent: Vec<_> = rules.iter().filter(|r| !sight.ran(r)).map(|r| format!("`{r}`")).collect();
        let seen = match missing.is_empty() {
            false => Seen::Missing(missing),
            true if !silent.is_empty() => Seen::Unknown(format!(
                "rules that do not run on this plan find nothing: {}",
                silent.join(", ")
            )),
            true if asks => Seen::Well,
            true => Seen::Unknown("`planc.toml` does not say what this gate asks for".to_owned()),
        };
        let (verdict, reasons) = judge(seen, found, sight.unknown(&rules));
        let required = rank(sight.target) >= rank(self.from);
        Answered { name: self.name.clone(), summary: self.summary.clone(), verdict, required, reasons }
    }

    /// The rules, those of a family one by one; of a family only those that run unless they are taken out.
    fn named(&self) -> Vec<&'static str> {
        let mut found = Vec::new();
        for name in self.rules.iter().map(Spanned::get_ref) {
            found.extend(planc_lint::rules().map(|r| r.name).filter(|r| r == name));
            found
                .extend(planc_lint::rules().filter(|r| r.enabled && r.family.name() == name).map(|r| r.name));
        }
        found
    }

    /// A name among `rules` that is none, with what is wrong.
    pub(crate) fn fault(&self) -> Option<(&Spanned<String>, String)> {
        let known = || planc_lint::rules().flat_map(|r| [r.name, r.family.name()]);
        let wrong = self.rules.iter().find(|name| known().all(|k| k != name.get_ref()))?;
        Some((wrong, format!("there is no rule or family `{}`", wrong.get_ref())))
    }

    fn parts(&self, sight: &Sight<'_, '_>, missing: &mut Vec<Reason>) {
        if self.parts.is_empty() {
            return;
        }
        let whole = planc_model::to_json(sight.cx.plan, false);
        for part in &self.parts {
            let there = planc_emit::query::query(&whole, part).is_ok_and(|value| !is_empty(value));
            if !there {
                let command = format!("planc show {} {part}", shell_word(&sight.open.shown));
                missing.push(sight.whole(format!("the plan has no `{part}`")).shown_by(command));
            }
        }
    }

    fn entries(&self, sight: &Sight<'_, '_>, missing: &mut Vec<Reason>) {
        for wanted in &self.self_check {
            let entries = sight.cx.plan.self_check.iter().flatten();
            let mut about = entries.filter(|e| {
                e.item.as_ref().is_some_and(|i| i.value.to_lowercase().contains(&wanted.to_lowercase()))
            });
            let Some(entry) = about.next() else {
                missing.push(sight.whole(format!("the self-check says nothing of `{wanted}`")));
                continue;
            };
            if !sight.says_yes(entry) {
                let span = entry.item.as_ref().map_or_else(|| sight.cx.title_span(), |i| i.span);
                missing.push(sight.at(span, format!("the self-check does not say yes to `{wanted}`")));
            }
        }
    }

    fn files(&self, sight: &Sight<'_, '_>, missing: &mut Vec<Reason>) {
        for pattern in &self.files {
            let number =
                sight.cx.plan.meta.number.as_ref().map_or(String::new(), |n| format!("{:03}", n.value));
            let path = pattern.replace("{id}", &sight.name).replace("{number}", &number);
            if sight.cx.surroundings.in_workspace(&path) != Target::File {
                missing.push(sight.whole(format!("there is no file `{path}`")));
            }
        }
    }

    fn approved(&self, sight: &Sight<'_, '_>, missing: &mut Vec<Reason>) {
        let command = format!("planc approvals {}", shell_word(&sight.open.shown));
        for (role, needed) in &self.approvals {
            let there = sight.workspace.approved_as(&sight.approvals, role);
            if there < *needed {
                let message = format!("{needed} to approve as `{role}`: {there} of {needed}");
                missing.push(Reason::new(message).shown_by(&command));
            }
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
