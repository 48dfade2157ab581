//! The matrix for people and programs, one file a form. JSON is the matrix itself.

mod csv;
mod dot;
mod html;
mod human;

pub use csv::csv;
pub use dot::dot;
pub use html::html;
pub use human::{chain, human};

use crate::matrix::Place;

/// `src/auth.rs:12`
fn at(place: &Place) -> String {
    format!("{}:{}", place.path, place.line)
}

/// A commit as people write it.
fn short(commit: &str) -> &str {
    commit.get(..9).unwrap_or(commit)
}

/// So many characters of a text.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
