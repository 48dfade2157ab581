//! Changes in the life of a plan, as edits of its text.
//!
//! Every function takes a text with what was read from it and gives [`planc_source::Edits`] or a new text. None
//! reads or writes a file, and none can fail on a document it does not understand: it says what it cannot do.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod convert;
mod dates;
mod document;
mod history;
mod merge;
mod renumber;
mod status;
pub mod tasks;
mod text;
pub mod upgrade;

pub use document::{Document, Refusal, conflict_marker};
pub use renumber::{Meant, Mended, Name, Renamed, Renumbering, bare_number, history_of, mend};
pub use status::{Edited, Listing, StatusChange, UnknownWord, choose, mirror, set_status};
