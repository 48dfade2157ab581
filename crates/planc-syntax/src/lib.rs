//! Markdown as a lossless tree of ranges over the text.
//!
//! [`parse`] never fails and copies nothing: nodes are spans, and everything between them is still
//! in the text. Views ([`Block`], [`Table`], [`Item`], [`Code`]) read a node's source on demand.
//! This crate knows Markdown and nothing of plans.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod block;
mod front_matter;
mod github;
mod header;
mod inline;
mod keyed;
mod parse;
pub mod places;
mod section;
mod slug;
mod table;
mod tree;

pub use block::{Block, Code, Item, Mark};
pub use front_matter::{FrontMatter, front_matter};
pub use header::{HeaderField, HeaderForm, Place, header_fields, header_fields_of};
pub use inline::{Link, first_link, links, unwrap};
pub use keyed::{Keyed, find_run, find_short, keyed, keyed_segments, lines};
pub use parse::parse;
pub use section::Section;
pub use slug::{Slugger, unanchored};
pub use table::{Row, Table};
pub use tree::{CodeBlock, Destination, Kind, Node, NodeId, Tree};
