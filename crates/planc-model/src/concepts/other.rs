use crate::spanned::{Spanned, Text};
use schemars::JsonSchema;
use serde::Serialize;

/// A section, or a part of one, that no key of the model takes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Other<'a> {
    /// The heading as written.
    pub heading: Text<'a>,
    /// Its level, 1 to 6; 0 for what stands before any heading.
    pub level: Spanned<u8>,
    /// The whole body, sub-headings that map to nothing included.
    pub text: Text<'a>,
}
