//! From requirements to evidence: what plans, tasks, tests, code and commits say of each other.
//!
//! Pure functions of texts; the engine reads the files and the history.
