//! From paths to answers: the engine that all front ends share.
//!
//! A [`Workspace`] knows its files, its configuration and its dialects. [`analyze`] reads one text; the
//! rest reads files, checks them, and writes new ones. Faults of documents are diagnostics; faults of
//! the world are `Err`.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod analysis;
mod approvals;
mod baseline;
mod branches;
mod check;
mod clock;
mod config;
mod config_error;
mod conflicts;
mod create;
mod discover;
mod export;
mod fix;
mod folders;
mod gate;
mod git;
mod kept;
mod read;
mod renumber;
mod revision;
mod settings;
mod spec;
mod status;
mod summary;
mod surroundings;
mod task_list;
mod tasks;
mod trace;
mod workspace;

pub use analysis::{Analysis, analyze, analyze_all, check_all, skim, skim_all};
pub use approvals::{
    ApprovalRules, ApprovalState, Approvals, Approved, Demand, Given, LostApproval, NewApproval,
};
pub use baseline::Baseline;
pub use branches::{Branch, BranchPlan};
pub use check::{CheckOptions, Checked, FileReport, Finding, Reported, report};
pub use clock::today;
pub use config::{Config, IdForm};
pub use config_error::ConfigError;
pub use conflicts::{Conflict, ConflictKind, Party};
pub use create::{Created, NewPlan};
pub use discover::PlanFile;
pub use fix::fix;
pub use gate::{
    Answered, ChangesGate, Deduction, DocumentGate, Gate, OwnGate, Readiness, Reason, Stopped, Verdict,
};
pub use git::Git;
pub use kept::{Changes, Kept};
pub use planc_lint::Memo;
pub use planc_source::{FixMode, Fixed};
pub use planc_store::{create_new, write_atomic};
pub use read::{Document, read_document};
pub use renumber::{NewNumber, Renumbered};
pub use settings::{Chosen, Selection, Settings};
pub use status::{Ask, ChangedFile, NextState, Since, Standing, StatusOutcome, author};
pub use summary::Summary;
pub use surroundings::{FileSurroundings, Known};
pub use task_list::TaskList;
pub use tasks::{TaskRun, TickRun};
pub use trace::TraceSettings;
pub use workspace::{Open, Workspace};
