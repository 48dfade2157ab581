//! The commands, one file each.

pub mod approvals;
pub mod approve;
pub mod check;
pub mod conflicts;
pub mod convert;
pub mod dialect;
pub mod dialects;
pub mod diff;
pub mod explain;
pub mod gate;
pub mod init;
pub mod list;
pub mod new;
pub mod outline;
pub mod renumber;
pub mod rules;
pub mod schema;
pub mod show;
pub mod status;
pub mod tasks;
pub mod tick;
pub mod trace;

use clap::ValueEnum;

/// How results are printed where there are two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// For programs.
    Json,
}
