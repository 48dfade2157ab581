//! The typed plan: one shape for every dialect, with the place of every value.
//!
//! [`read`] lowers a fitted tree to a [`Plan`]. It never fails: what maps to no key stands in
//! [`Plan::other`]. [`Plan::to_json`] prints the published form, [`schema`] is its JSON Schema.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod calls;
mod concepts;
mod facts;
mod graph;
mod header_rest;
mod json;
mod late;
pub mod leaves;
mod leftover;
mod lower;
mod meta;
pub mod names;
pub mod notation;
mod plan;
mod progress;
mod spanned;

pub use concepts::*;
pub use facts::{
    ColumnRow, ColumnTable, Contract, Facts, Listed, ListedGate, ListedTask, MarkerFact, Mention, Operation,
    Override, Stated, Statement, StatusFact, TASK_COMMENT, TaskFact, TaskShape, TaskState, article,
    column_tables, facts, family, gate_key, gates, id_key, id_len, implied_ids, is_markdown, is_requirement,
    is_task, kind, leading_id, mentions, read_facts, requirements, statements, task_list,
};
pub use graph::{Graph, Member, joined};
pub use json::{schema, to_json};
pub use lower::{Reading, read, skim};
pub use meta::{Link, Meta, Status, StatusPlace, status_at};
pub use plan::{DialectName, Plan};
pub use progress::Progress;
pub use spanned::{Number, Spanned, Text};
