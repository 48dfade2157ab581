//! Approvals of a plan: who agreed to what it says now, and who to what it said before.

mod code_owners;
mod lost;
mod people;
mod register;
mod rules;

pub(crate) use lost::Lost;
pub use lost::LostApproval;
pub(crate) use register::Register;
pub use rules::{ApprovalRules, Demand};

use crate::analysis::{Analysis, analyze};
use crate::git::Git;
use crate::surroundings::place;
use crate::workspace::{Open, Workspace};
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use planc_compare::{Difference, Meaning, meaning, since};
use planc_dialect::State;
use planc_edit::conflict_marker;
use planc_source::LineIndex;
use planc_store::signature::{self, Verdict};
use planc_store::{Approval, ApprovalKind, Filed, create_new, snapshot};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What approvals ask of a plan.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// What it is known by: its id, else its path.
    pub(crate) key: String,
    /// Its path from the root of the workspace.
    pub(crate) path: String,
    pub(crate) authors: Vec<String>,
    pub(crate) digest: String,
    pub(crate) meaning: Meaning,
}

/// How an approval stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ApprovalState {
    /// The plan says what was agreed to.
    Valid,
    /// The plan says something else since.
    Stale,
    /// It was taken back.
    Revoked,
    /// It is not to be believed.
    Forged,
}

/// An approval of a plan, and how it stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Given {
    /// Who.
    pub by: String,
    /// In which role.
    pub role: Option<String>,
    /// When; RFC 3339.
    pub at: String,
    /// How it stands.
    pub state: ApprovalState,
    /// Whether it counts for what the workspace asks for.
    pub counts: bool,
    /// Why it does not hold or count; absent where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The names its signature is known by; absent without a signature that could be verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<Vec<String>>,
    /// What was said with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The digest that was agreed to.
    pub digest: String,
    /// Its file, from the root of the workspace.
    pub file: String,
    /// What the plan says otherwise since, where it is stale and what was approved is still known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Difference>,
}

/// The approvals of a plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Approvals {
    /// What the plan is known by: its id, else its path from the root.
    pub plan: String,
    /// Its path from the root of the workspace.
    pub path: String,
    /// The digest of what it says now.
    pub digest: String,
    /// Whether all is there that the workspace asks for.
    pub approved: bool,
    /// Every approval, the oldest first.
    pub approvals: Vec<Given>,
    /// What the workspace asks for.
    pub demands: Vec<Demand>,
}

/// Who approves, and how.
#[derive(Clone, Debug, Default)]
pub struct NewApproval {
    /// Who.
    pub by: String,
    /// In which role.
    pub role: Option<String>,
    /// What they say with it.
    pub note: Option<String>,
    /// The key to sign with.
    pub sign: Option<PathBuf>,
    /// Take back what they approved before.
    pub revoke: bool,
}

/// What came of approving.
#[derive(Debug)]
pub enum Approved {
    /// A file was written.
    Written(String),
    /// They had approved this already, in that file.
    Already(String),
    /// The workspace does not let this person approve.
    Refused(String),
}

impl Workspace {
    /// The approvals of a plan, and what they come to.
    ///
    /// # Errors
    /// The plan is no file of the workspace; the folder of approvals cannot be read.
    pub fn approvals(&self, open: &Open) -> Result<Approvals> {
        let analysis = analyze(self.library(), &open.document.text, &open.shown);
        self.approvals_of(&self.plan_of(open, &analysis)?)
    }

    /// Whether the workspace asks for approvals, or somebody has given one: else the status alone says whether a
    /// plan is agreed.
    pub(crate) fn wants_approvals(&self, approvals: &Approvals) -> bool {
        self.config().approvals.is_some() || !approvals.approvals.is_empty()
    }

    /// How many people have approved in a role, of those whose approval counts.
    pub(crate) fn approved_as(&self, approvals: &Approvals, role: &str) -> usize {
        let rules = self.config().approvals.clone().unwrap_or_default();
        rules.there(&approvals.approvals, Some(role))
    }

    /// What approvals ask of a plan that was read whole.
    pub(crate) fn plan_of(&self, open: &Open, analysis: &Analysis<'_>) -> Result<Plan> {
        let Some(file) = &open.file else { bail!("standard input cannot be approved; name a file") };
        let path = std::fs::canonicalize(&file.path).unwrap_or_else(|_| file.path.clone());
        let root = std::fs::canonicalize(self.root()).unwrap_or_else(|_| self.root().to_owned());
        let Some(path) = place(&path, &root) else {
            bail!("`{}` lies outside of the workspace `{}`", open.shown, self.root().display());
        };
        Ok(self.plan_at(path, analysis))
    }

    /// The same of a plan that stands, or would stand, at a path from the root.
    pub(crate) fn plan_at(&self, path: String, analysis: &Analysis<'_>) -> Plan {
        let authors = analysis.plan.meta.authors.iter().flatten().map(|a| a.value.to_string()).collect();
        let meaning = meaning(&analysis.tree, &analysis.plan, self.library().vocabulary());
        let key = key(analysis, &path);
        Plan { key, path, authors, digest: meaning.digest().to_string(), meaning }
    }

    pub(crate) fn approvals_of(&self, plan: &Plan) -> Result<Approvals> {
        Ok(self.approvals_among(plan, &Register::read(self.root())?))
    }

    /// The same, with all approvals read already.
    pub(crate) fn approvals_among(&self, plan: &Plan, register: &Register) -> Approvals {
        let rules = self.config().approvals.clone().unwrap_or_default();
        let mine = register.of(&plan.key);
        let mut given = Vec::new();
        for file in mine {
            if file.approval.as_ref().is_some_and(|a| a.kind == ApprovalKind::Revocation)
                && file.fault.is_none()
            {
                continue;
            }
            given.push(self.judge(plan, &rules, file, mine));
        }
        given.extend(renamed(self.root(), plan, &register.like(plan)));
        let demands = rules.demands(self.root(), plan, &given);
        let approved = demands.iter().all(|d| d.met);
        let (name, path, digest) = (plan.key.clone(), plan.path.clone(), plan.digest.clone());
        Approvals { plan: name, path, digest, approved, approvals: given, demands }
    }

    /// How one file stands.
    fn judge(&self, plan: &Plan, rules: &ApprovalRules, file: &Filed, all: &[Filed]) -> Given {
        let mut given = Given::of(file);
        let Some(approval) = &file.approval else { return given };
        if given.reason.is_some() {
            return given;
        }
        if approval.plan != plan.key {
            given.reason = Some(format!("it was given to `{}`, which is another plan", approval.plan));
            return given;
        }
        let signature = self.signature(rules, approval);
        if let Ok(Some(Verdict::Bad(why))) = &signature {
            given.reason = Some(why.clone());
            return given;
        }
        if let Ok(Some(Verdict::Good(names))) = &signature {
            let people = rules.people();
            if !names.iter().any(|name| people.are_one(name, &approval.by)) {
                let names = names.join(", ");
                given.reason = Some(format!("it was signed by `{names}`, not by `{}`", approval.by));
                return given;
            }
            given.signed_by = Some(names.clone());
        }
        if let Some(taken) = taken_back(approval, all, rules) {
            given.state = ApprovalState::Revoked;
            given.reason = Some(taken);
            return given;
        }
        if approval.digest != plan.digest {
            given.state = ApprovalState::Stale;
            given.changes = self.changes(plan, &approval.digest).unwrap_or_default();
            given.reason = Some("the plan says something else since".to_owned());
            return given;
        }
        given.state = ApprovalState::Valid;
        given.reason = match (&signature, rules.signed) {
            (Err(error), true) => Some(format!("its signature cannot be verified: {error:#}")),
            (Ok(None), true) => Some("it is not signed, and the workspace wants signatures".to_owned()),
            _ => rules.against(plan, &approval.by, approval.role.as_deref()),
        };
        given.counts = given.reason.is_none();
        given
    }

    /// What the signature came to; `None` where there is none, an error where nothing can be said.
    fn signature(&self, rules: &ApprovalRules, approval: &Approval) -> Result<Option<Verdict>> {
        let Some(text) = &approval.signature else { return Ok(None) };
        let allowed = match &rules.allowed_signers {
            Some(path) => self.root().join(path),
            None => {
                let git = Git::open(self.repository())?;
                let named = git.run(&["config", "--path", "gpg.ssh.allowedSignersFile"]);
                let named = named.context("no file of allowed signers is configured")?;
                self.repository().join(named.trim_end())
            }
        };
        signature::verify(&allowed, &approval.payload(), text, approval.at).map(Some)
    }

    /// What the plan says otherwise than when that digest was approved; `None` where nobody knows.
    fn changes(&self, plan: &Plan, digest: &str) -> Option<Vec<Difference>> {
        let old = Meaning::from_text(&snapshot::kept(self.root(), digest)?).ok()?;
        // A snapshot that somebody changed says nothing.
        (old.digest().to_string() == digest).then(|| since(&old, &plan.meaning))
    }

    /// Records an approval of what the plan says now, or takes earlier ones back.
    ///
    /// # Errors
    /// The plan is not fit to be approved; nothing was approved that could be taken back; the file cannot be
    /// written.
    pub fn approve(&self, open: &Open, new: &NewApproval) -> Result<Approved> {
        if new.by.trim().is_empty() || new.by.contains(['\n', '\r']) {
            bail!("`--by` must name somebody");
        }
        let analysis = analyze(self.library(), &open.document.text, &open.shown);
        refuse_unfit(open, &analysis)?;
        let plan = self.plan_of(open, &analysis)?;
        let rules = self.config().approvals.clone().unwrap_or_default();
        if !new.revoke
            && let Some(why) = rules.against(&plan, &new.by, new.role.as_deref())
        {
            return Ok(Approved::Refused(why));
        }
        let there = self.approvals_of(&plan)?;
        let people = rules.people();
        let role = |g: &Given| {
            g.role.as_deref().map(str::to_lowercase) == new.role.as_deref().map(str::to_lowercase)
        };
        let own =
            there.approvals.iter().filter(|g| people.are_one(&g.by, &new.by) && (new.revoke || role(g)));
        let mut holding = own.filter(|g| matches!(g.state, ApprovalState::Valid | ApprovalState::Stale));
        if new.revoke {
            if holding.next().is_none() {
                bail!("`{}` has no approval of `{}` that could be taken back", new.by, plan.key);
            }
        } else if let Some(same) = holding.find(|g| g.state == ApprovalState::Valid)
            && (new.sign.is_none() || same.signed_by.is_some())
        {
            return Ok(Approved::Already(same.file.clone()));
        }
        let git = Git::open(self.root()).ok();
        let now = Timestamp::now();
        let mut approval = Approval {
            version: 1,
            kind: if new.revoke { ApprovalKind::Revocation } else { ApprovalKind::Approval },
            plan: plan.key.clone(),
            path: plan.path.clone(),
            digest: plan.digest.clone(),
            by: new.by.trim().to_owned(),
            role: new.role.clone(),
            at: Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now),
            commit: git.and_then(|g| g.commit("HEAD").ok()),
            note: new.note.clone(),
            seal: String::new(),
            signature: None,
        };
        if let Some(latest) = there.approvals.iter().filter_map(|g| g.at.parse::<Timestamp>().ok()).max()
            && latest > approval.at
        {
            bail!("the clock says {now:.0}, but there is an approval of {latest}; set the clock right first");
        }
        if let Some(key) = &new.sign {
            approval.signature = Some(signature::sign(&self.cwd().join(key), &approval.payload())?);
        }
        let approval = approval.sealed();
        // What was approved is kept before the approval that needs it.
        snapshot::keep(self.root(), &plan.digest, &plan.meaning.to_text())?;
        let file = format!("{}/{}", Approval::folder(&plan.key), approval.file_name());
        create_new(&self.root().join(&file), &approval.to_text()?)?;
        Ok(Approved::Written(file))
    }
}

impl Given {
    /// What a file says, not believed yet.
    fn of(file: &Filed) -> Given {
        let words = |of: fn(&Approval) -> String| file.approval.as_ref().map_or(String::new(), of);
        Given {
            by: words(|a| a.by.clone()),
            role: file.approval.as_ref().and_then(|a| a.role.clone()),
            at: words(|a| a.at.to_string()),
            state: ApprovalState::Forged,
            counts: false,
            reason: file.fault.clone(),
            signed_by: None,
            note: file.approval.as_ref().and_then(|a| a.note.clone()),
            digest: words(|a| a.digest.clone()),
            file: file.path.clone(),
            changes: Vec::new(),
        }
    }
}

/// What approvals know a plan by: its id, else its path from the root.
fn key(analysis: &Analysis<'_>, path: &str) -> String {
    analysis.plan.meta.id.as_ref().map_or_else(|| path.to_owned(), |id| id.value.to_string())
}

/// Who took an approval back, and when.
fn taken_back(approval: &Approval, all: &[Filed], rules: &ApprovalRules) -> Option<String> {
    let believed = all.iter().filter(|f| f.fault.is_none()).filter_map(|f| f.approval.as_ref());
    let mut revocations = believed.filter(|a| a.kind == ApprovalKind::Revocation && a.plan == approval.plan);
    let people = rules.people();
    let taken = revocations.find(|r| r.at >= approval.at && people.are_one(&r.by, &approval.by))?;
    Some(match &taken.note {
        Some(note) => format!("taken back on {}: {note}", taken.at.strftime("%Y-%m-%d")),
        None => format!("taken back on {}", taken.at.strftime("%Y-%m-%d")),
    })
}

/// Approvals of another plan that is gone and said the same, or stood where this one stands: the plan was renamed,
/// and an approval does not follow a name.
fn renamed(root: &Path, plan: &Plan, like: &[&Filed]) -> Vec<Given> {
    let other = |f: &&&Filed| f.fault.is_none() && f.approval.as_ref().is_some_and(|a| a.plan != plan.key);
    let mut found = Vec::new();
    for file in like.iter().filter(other) {
        let Some(approval) = &file.approval else { continue };
        let moved = approval.digest == plan.digest && !root.join(&approval.path).is_file();
        if approval.kind == ApprovalKind::Approval && (moved || approval.path == plan.path) {
            let mut given = Given::of(file);
            given.state = ApprovalState::Stale;
            let old = &approval.plan;
            given.reason =
                Some(format!("it was given to `{old}`; a plan that was renamed must be approved again"));
            found.push(given);
        }
    }
    found
}

/// A plan that nobody should agree to as it is.
fn refuse_unfit(open: &Open, analysis: &Analysis<'_>) -> Result<()> {
    let shown = &open.shown;
    if let Some(fault) = &open.document.not_utf8 {
        bail!("`{shown}` is not UTF-8 (byte {}): what it says is not certain", fault.offset);
    }
    if let Some(marker) = conflict_marker(&open.document.text) {
        let line = LineIndex::new(&open.document.text).line_of(marker.start()) + 1;
        bail!("`{shown}` has conflict markers (line {line}); settle the conflict first");
    }
    let closed = |s: State| matches!(s, State::Rejected | State::Superseded | State::Deprecated);
    if let Some(status) = analysis.plan.meta.status.as_ref().filter(|s| closed(s.state.value)) {
        bail!("`{shown}` is {}; such a plan is not approved", status.word.value);
    }
    Ok(())
}
