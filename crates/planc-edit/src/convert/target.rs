//! The template that is filled: which of its sections has a place for what.

use planc_dialect::{Concept, Dialect, Fit, Library, Role};
use planc_syntax::Tree;

/// The dialect that a plan is converted to.
pub(crate) struct Target<'t> {
    pub library: &'t Library,
    pub dialect: &'t Dialect,
    /// The template with its comments.
    pub tree: &'t Tree<'t>,
    pub fit: &'t Fit,
    /// The template as people see it; its sections are those of `tree`.
    pub plain: &'t Tree<'t>,
}

/// Where something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Right below this heading of the template.
    Slot(usize),
    /// Below a heading of its own in this section of the template.
    Under(usize),
    /// The template has no place for it: below a heading of its own at the end.
    Carried,
}

impl Target<'_> {
    /// Sections that stand for themselves; the others show how an item is written.
    pub fn is_slot(&self, section: usize) -> bool {
        matches!(self.fit.spots[section].role, Role::Section | Role::Unknown)
    }

    fn slot(&self, fits: impl Fn(Concept) -> bool) -> Option<usize> {
        let all = self.fit.spots.iter().enumerate();
        let own = all.filter(|(_, s)| s.role == Role::Section && s.concept.is_some_and(&fits));
        let own: Vec<usize> = own.map(|(index, _)| index).collect();
        // Of a heading and one inside it that are about the same, the one that holds something.
        let holds = |i: &&usize| !self.plain.str(self.plain.sections[**i].body).trim().is_empty();
        own.iter().find(holds).or(own.first()).copied()
    }

    /// The section of the template around another one.
    fn around(&self, section: usize) -> Option<usize> {
        let title = self.fit.title.map(|(t, _)| t);
        self.plain.sections[section].parent.filter(|p| *p > 0 && Some(*p) != title && self.is_slot(*p))
    }

    /// Where what is about `concept` goes; `key` is the key of the model.
    pub fn place(&self, concept: Concept, key: &str) -> Place {
        let exact = |c: Concept| c == concept;
        let family = |c: Concept| c.name() == concept.family();
        let shared = |c: Concept| c.info().keys.len() > 1 && c.info().keys.contains(&key);
        self.slot(exact)
            .map(Place::Slot)
            .or_else(|| self.slot(family).map(Place::Under))
            .or_else(|| self.slot(shared).map(Place::Under))
            .or_else(|| {
                self.slot(|c| c.family() == concept.family()).and_then(|s| self.around(s)).map(Place::Under)
            })
            .unwrap_or(Place::Carried)
    }

    /// Whether every plan of the dialect must have this section.
    pub fn is_required(&self, section: usize) -> bool {
        let before = section - 1 - usize::from(self.fit.title.is_some());
        self.dialect.sections.get(before).is_some_and(|s| s.required)
    }

    /// The level of the template's outermost sections.
    pub fn top(&self) -> u8 {
        let own = self.plain.sections.iter().enumerate().skip(1);
        let own = own.filter(|(i, _)| self.fit.title.is_none_or(|(t, _)| t != *i));
        own.map(|(_, s)| s.level).min().unwrap_or(2)
    }

    /// Whether the template draws a rule below each of its outermost sections.
    pub fn is_ruled(&self) -> bool {
        let top = self.top();
        let own = self.plain.sections.iter().skip(1).filter(|s| s.level == top);
        own.filter(|s| self.plain.str(s.span).trim_end().ends_with("\n---")).count() > 1
    }
}
