//! The small languages inside code blocks and values: drawings, trees, SQL, HTTP, dates and numbers.
//!
//! Every reader is a pure function over the text of one block, one line or one value. It takes what it
//! understands and leaves the rest alone, it never fails, and it runs in linear time: plans are written by
//! people and machines, and neither promises well-formed input. All spans are relative to the text given.

pub(crate) mod boxes;
pub(crate) mod chain;
pub mod date;
pub(crate) mod diagram;
pub mod http;
pub(crate) mod listing;
pub(crate) mod manifest;
pub mod marker;
pub(crate) mod mermaid;
pub(crate) mod number;
pub(crate) mod scan;
pub mod sql;
