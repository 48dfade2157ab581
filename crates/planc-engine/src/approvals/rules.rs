//! What a workspace asks of approvals, and what of it is there.

use super::people::{People, same_word};
use super::{Given, Plan};
use crate::approvals::code_owners;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What the workspace asks of approvals.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ApprovalRules {
    /// How many people must approve.
    pub(crate) needed: usize,
    /// How many people must approve in each role.
    pub(crate) roles: BTreeMap<String, usize>,
    /// Who may act in a role, and who belongs to a team that CODEOWNERS names.
    pub(crate) members: BTreeMap<String, Vec<String>>,
    /// Names of one person, each list somebody: `["Ana Silva", "@ana", "ana@example.org"]`.
    pub(crate) people: Vec<Vec<String>>,
    /// Whether an author's own approval counts.
    pub(crate) authors_may_approve: bool,
    /// Whether an owner of the plan's file, by CODEOWNERS, must be among those who approve.
    pub(crate) code_owners: bool,
    /// Whether only signed approvals count.
    pub(crate) signed: bool,
    /// The file of allowed signers, as a path from here; without it what git's configuration names.
    pub(crate) allowed_signers: Option<PathBuf>,
}

impl Default for ApprovalRules {
    fn default() -> Self {
        ApprovalRules {
            needed: 1,
            roles: BTreeMap::new(),
            members: BTreeMap::new(),
            people: Vec::new(),
            authors_may_approve: false,
            code_owners: false,
            signed: false,
            allowed_signers: None,
        }
    }
}

/// One thing the workspace asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Demand {
    /// What is asked for, in words.
    pub demand: String,
    /// Whether it is met.
    pub met: bool,
    /// What is missing; absent where it is met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
}

impl ApprovalRules {
    pub(crate) fn people(&self) -> People<'_> {
        People { same: &self.people, members: Some(&self.members) }
    }

    /// Why an approval by somebody in a role would not count; `None` where it would.
    pub(crate) fn against(&self, plan: &Plan, by: &str, role: Option<&str>) -> Option<String> {
        let people = self.people();
        let author = plan.authors.iter().find(|a| people.are_one(a, by));
        if let (Some(author), false) = (author, self.authors_may_approve) {
            return Some(format!("`{by}` wrote the plan (it names `{author}`), and authors do not approve"));
        }
        let role = role?;
        if !self.roles.is_empty() && !self.roles.keys().any(|known| same_word(known, role)) {
            let names = self.roles.keys().map(String::as_str);
            let near = planc_lint::closest(role, names.clone());
            let help = near.map_or_else(
                || format!("the workspace knows {}", names.collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            return Some(format!("there is no role `{role}`; {help}"));
        }
        (people.is_member(role, by) == Some(false))
            .then(|| format!("`{by}` is not among the members of `{role}` in the configuration"))
    }

    /// What is asked for, each with what of it is there.
    pub(crate) fn demands(&self, root: &Path, plan: &Plan, given: &[Given]) -> Vec<Demand> {
        let mut found = vec![enough("approval", self.needed, self.there(given, None))];
        for (role, needed) in &self.roles {
            found.push(enough(&format!("approval as `{role}`"), *needed, self.there(given, Some(role))));
        }
        if self.code_owners {
            found.push(owned(root, plan, given, &self.people()));
        }
        found
    }

    /// How many people have given an approval that counts, in a role or at all.
    pub(crate) fn there(&self, given: &[Given], role: Option<&str>) -> usize {
        let people = self.people();
        let mut who: Vec<&str> = Vec::new();
        for one in given.iter().filter(|g| g.counts) {
            let in_role = role.is_none_or(|r| one.role.as_deref().is_some_and(|o| same_word(o, r)));
            if in_role && !who.iter().any(|w| people.are_one(w, &one.by)) {
                who.push(&one.by);
            }
        }
        who.len()
    }
}

fn enough(what: &str, needed: usize, there: usize) -> Demand {
    let many = if needed == 1 { what.to_owned() } else { what.replacen("approval", "approvals", 1) };
    let demand = format!("{needed} {many}");
    let met = there >= needed;
    Demand { demand, met, missing: (!met).then(|| format!("{there} of {needed}")) }
}

/// Whether an owner of the plan's file is among those who approved. Nobody knows who is in a team unless the
/// configuration says it.
fn owned(root: &Path, plan: &Plan, given: &[Given], people: &People<'_>) -> Demand {
    let demand = "approval by an owner of the file".to_owned();
    let missing = match code_owners::owners(root, &plan.path) {
        None => Some("there is no CODEOWNERS file".to_owned()),
        Some((owners, file)) if owners.is_empty() => {
            Some(format!("`{file}` gives `{}` to nobody", plan.path))
        }
        Some((owners, file)) => {
            let is_owner = |who: &str| {
                let mut owners = owners.iter();
                owners.any(|o| people.are_one(o, who) || people.is_member(o, who) == Some(true))
            };
            let any = given.iter().any(|g| g.counts && is_owner(&g.by));
            (!any).then(|| format!("none of {} has approved (`{file}`)", owners.join(", ")))
        }
    };
    Demand { demand, met: missing.is_none(), missing }
}
