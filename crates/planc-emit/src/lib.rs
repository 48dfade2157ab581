//! Text made of plans and dialects: a view for people, an outline, a new plan.
//!
//! Everything here is a pure function; the callers read and write.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod outline;
pub mod query;
pub mod scaffold;
pub mod view;
