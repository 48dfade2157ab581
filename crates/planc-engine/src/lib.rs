//! From paths to answers: the engine that all front ends share.
//!
//! A [`Workspace`] knows its files, its configuration and its dialects. [`analyze`] reads one text; the
//! rest reads files, checks them, and writes new ones. Faults of documents are diagnostics; faults of
//! the world are `Err`.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod analysis;
mod check;
mod config;
mod create;
mod discover;
mod fix;
mod read;
mod spec;
mod summary;
mod surroundings;
mod workspace;
mod write;

pub use analysis::{Analysis, analyze};
pub use check::{CheckOptions, Checked, FileReport, Selection};
pub use config::{Config, ConfigError};
pub use create::{Created, NewPlan};
pub use discover::PlanFile;
pub use fix::{FixMode, Fixed, fix};
pub use read::{Document, read_document};
pub use summary::Summary;
pub use surroundings::FileSurroundings;
pub use workspace::{Open, Workspace};
pub use write::{create_new, write_atomic};
