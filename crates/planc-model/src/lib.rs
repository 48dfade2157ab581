//! The typed plan: one shape for every dialect, with the place of every value.
//!
//! [`read`] lowers a fitted tree to a [`Plan`]. It never fails: what maps to no key stands in
//! [`Plan::other`]. [`Plan::to_json`] prints the published form, [`schema`] is its JSON Schema.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod concepts;
mod facts;
mod header_rest;
mod json;
mod late;
mod leftover;
mod lower;
mod meta;
pub mod notation;
mod plan;
mod progress;
mod spanned;

pub use concepts::*;
pub use facts::{
    Facts, MarkerFact, Stated, StatusFact, TaskFact, article, facts, is_requirement, kind, leading_id,
    requirements,
};
pub use json::{schema, to_json};
pub use lower::{Reading, read, skim};
pub use meta::{Link, Meta, Status};
pub use plan::{DialectName, Plan};
pub use progress::Progress;
pub use spanned::{Number, Spanned, Text};
