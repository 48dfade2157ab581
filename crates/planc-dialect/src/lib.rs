//! Dialects of plans and the words they use.
//!
//! A [`Library`] holds the dialects (annotated Markdown templates) and the [`Vocabulary`] (words, per
//! language). [`Library::fit`] says of a tree which dialect it is written in and what each of its sections
//! is about; [`read`] turns a section into records, whatever shape it has. Both are data and never fail.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod annotation;
mod columns;
mod concept;
mod detect;
mod dialect;
mod field;
mod fit;
mod heading;
mod item;
mod learn;
mod library;
mod lifecycle;
mod normal;
mod reader;
mod record;
mod said;
mod task_form;
mod vocabulary;
mod wording;
mod words;

pub use annotation::{Annotation, AnnotationError, annotations, behind_comment, unannotated};
pub use columns::is_count;
pub use concept::{CONCEPTS, Concept, ConceptInfo};
pub use detect::{Evidence, Match};
pub use dialect::{Dialect, DialectError, TemplateKey, TemplateSection, Title, TitlePattern};
pub use field::Field;
pub use fit::{Entry, Fit, Role, Spot};
pub use learn::learn;
pub use library::Library;
pub use lifecycle::{Lifecycle, LifecycleError, StatusWord};
pub use normal::normal;
pub use reader::{Reader, is_silent, says_something};
pub use record::{Body, Form, Prose, Record, Shape, Value};
pub use task_form::{SUMMARY, TaskForm, TaskWords};
pub use vocabulary::{Document, Vocabulary, VocabularyError};
pub use wording::Wording;
pub use words::{Change, Compliance, Level, Marker, State};
