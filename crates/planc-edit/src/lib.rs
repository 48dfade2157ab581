//! Changes in the life of a plan, as edits of its text.
//!
//! Every function takes a text with what was read from it and gives [`planc_source::Edits`] or a new text. None
//! reads or writes a file, and none can fail on a document it does not understand: it says what it cannot do.
