//! From requirements to evidence: what plans, tasks, tests, code and commits say of each other.
//!
//! Pure functions of texts; the engine reads the files and the history.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod about;
mod annotate;
mod cite;
mod digest;
mod document;
mod evidence;
mod language;
mod matrix;
mod numbered;
pub mod render;
mod resolve;
mod results;
mod scan;
mod scope;
mod test_file;
mod trace;

pub use annotate::{Annotation, annotations};
pub use cite::{Cite, Qualifier, Role, Words, cites, documents_named};
pub use digest::{digest, is_digest_of};
pub use document::{Component, Document, DocumentCite, Requirement, Task, companion_document, plan_document};
pub use evidence::{Evidence, Results};
pub use language::{Language, language};
pub use matrix::{
    CodeLink, Column, CommitLink, ComponentLink, Finding, FindingKind, LinkRole, Matrix, Place, SectionLink,
    Spec, Summary, TaskLink, Traced,
};
pub use resolve::{Found, From};
pub use results::{TestResult, Verdict, junit};
pub use scan::comments;
pub use scope::{Index, Keys, PlanSource, Sources};
pub use test_file::is_test;
pub use trace::{CodeCite, CodeFile, Commit, Owed, needs_files, owed, trace};
