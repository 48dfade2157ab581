//! Text and what can be said about it: spans, lines, edits, diagnostics and their renderers.
//!
//! This crate knows no Markdown and no plans. Everything in it is plain data; nothing reads a file.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod diagnostic;
mod edit;
pub mod encoding;
mod fingerprint;
mod lines;
mod quote;
pub mod render;
mod settle;
mod span;

pub use diagnostic::{Applicability, Diagnostic, Fix, Label, Severity};
pub use edit::{Edit, Edits, Overlap};
pub use fingerprint::Fingerprint;
pub use lines::{LineIndex, Position};
pub use quote::{csv_field, shell_quoted, shell_word};
pub use settle::{FixMode, Fixed, settle};
pub use span::Span;
