//! One approval, one file: who agreed to which meaning of which plan, when, and in which role.
//!
//! The file is TOML, so that people can read it in a review. Its seal is a hash over all it says, its name
//! repeats when, who and what: a file that was changed, cut off, renamed or copied to another plan is no
//! approval. A seal keeps nobody from writing a new file; that is what signatures are for.

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Where a workspace keeps its approvals, from its root; a folder for each plan.
pub const FOLDER: &str = ".planc/approvals";

/// An approval, or that one was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The form of the file; only 1 is known.
    pub version: u32,
    /// Which of the two.
    pub kind: ApprovalKind,
    /// What the plan is known by: its id, else its path.
    pub plan: String,
    /// Where the plan was, from the root of the workspace.
    pub path: String,
    /// The digest of the meaning that was agreed to: `sha256:` and 64 hexadecimal digits.
    pub digest: String,
    /// Who.
    pub by: String,
    /// In which role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// When, to the millisecond.
    pub at: Timestamp,
    /// The commit that was checked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// What was said with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The hash over all of the above.
    #[serde(default)]
    pub seal: String,
    /// An SSH signature over the same, in armour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

/// What a file of the folder says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApprovalKind {
    /// Somebody agrees.
    Approval,
    /// Somebody takes back what they agreed to before.
    Revocation,
}

/// A file of the folder, or why it is no approval.
#[derive(Debug)]
pub struct Filed {
    /// Where it is, from the root of the workspace.
    pub path: String,
    /// What it says, as far as it can be read.
    pub approval: Option<Approval>,
    /// Why it must not be believed.
    pub fault: Option<String>,
}

impl Approval {
    /// What seal and signature are over: every word in a fixed order, each with its length, so that no two
    /// approvals can have the same.
    pub fn payload(&self) -> String {
        let kind = match self.kind {
            ApprovalKind::Approval => "approval",
            ApprovalKind::Revocation => "revocation",
        };
        let at = self.at.to_string();
        let fields = [
            ("kind", Some(kind)),
            ("plan", Some(&self.plan)),
            ("path", Some(&self.path)),
            ("digest", Some(&self.digest)),
            ("by", Some(&self.by)),
            ("role", self.role.as_deref()),
            ("at", Some(&at)),
            ("commit", self.commit.as_deref()),
            ("note", self.note.as_deref()),
        ];
        let mut out = format!("planc {kind} {}\n", self.version);
        for (name, value) in fields {
            // Writing to a string cannot fail.
            let _ = match value {
                Some(value) => writeln!(out, "{name} {} {value}", value.len()),
                None => writeln!(out, "{name} -"),
            };
        }
        out
    }

    /// The same with its seal.
    #[must_use]
    pub fn sealed(mut self) -> Approval {
        self.seal = seal(&self.payload());
        self
    }

    /// The name of its file: when, who, what. Two people, or one on two branches, never write the same file.
    pub fn file_name(&self) -> String {
        let at = self.at.strftime("%Y%m%dT%H%M%S%3fZ");
        let hex = self.digest.rsplit(':').next().unwrap_or("");
        let digits: String = hex.chars().take(12).collect();
        let role = self.role.as_deref().map_or(String::new(), |r| format!("-{}", slug(r)));
        format!("{at}-{}{role}-{digits}.toml", slug(&self.by))
    }

    /// The folder of the approvals of a plan, from the root of the workspace.
    pub fn folder(plan: &str) -> String {
        format!("{FOLDER}/{}", slug(plan))
    }

    /// Its file.
    ///
    /// # Errors
    /// A value cannot be written as TOML.
    pub fn to_text(&self) -> Result<String> {
        let body = toml::to_string(self).context("cannot write the approval")?;
        Ok(format!("# Made by `planc approve`. Changing a word of it makes it void.\n{body}"))
    }

    /// Reads a file and says why it must not be believed, if it must not.
    pub fn read(path: &str, text: &str) -> Filed {
        let filed = |approval, fault: Option<String>| Filed { path: path.to_owned(), approval, fault };
        let approval: Approval = match toml::from_str(text) {
            Ok(approval) => approval,
            Err(error) => {
                let message = error.message().lines().next().unwrap_or("").to_owned();
                return filed(None, Some(format!("the file is cut off or damaged: {message}")));
            }
        };
        let fault = if approval.version != 1 {
            Some(format!("it is of version {}, and this planc knows version 1", approval.version))
        } else if approval.seal != seal(&approval.payload()) {
            Some("its words were changed after it was given: the seal does not fit".to_owned())
        } else if !path.ends_with(&format!("/{}/{}", slug(&approval.plan), approval.file_name())) {
            Some("the file was renamed or copied; it belongs to another place".to_owned())
        } else {
            None
        };
        filed(Some(approval), fault)
    }
}

/// All approvals of a workspace, in the order of their paths: the plan's own and everybody else's.
///
/// # Errors
/// The folder is there and cannot be read.
pub fn approvals(root: &Path) -> Result<Vec<Filed>> {
    let mut found = Vec::new();
    for folder in entries(&root.join(FOLDER))? {
        if !folder.is_dir() {
            continue;
        }
        for file in entries(&folder)?.into_iter().filter(|f| f.extension().is_some_and(|e| e == "toml")) {
            let names =
                [folder.file_name(), file.file_name()].map(|n| n.unwrap_or_default().to_string_lossy());
            let path = format!("{FOLDER}/{}/{}", names[0], names[1]);
            found.push(match std::fs::read_to_string(&file) {
                Ok(text) => Approval::read(&path, &text),
                Err(error) => Filed { path, approval: None, fault: Some(format!("cannot be read: {error}")) },
            });
        }
    }
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => bail!("cannot read the folder `{}`: {error}", folder.display()),
    };
    let mut paths: Vec<_> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    Ok(paths)
}

fn seal(payload: &str) -> String {
    let hash = Sha256::digest(payload.as_bytes());
    hash.iter().fold("sha256:".to_owned(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// A name as part of a file name: letters and digits of any script, hyphens for the rest.
fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() > 80 {
            break;
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() { "unnamed".to_owned() } else { out.to_owned() }
}
