//! Whether a draft says what the plan says, and what is written otherwise in the next one.

use super::compare::{self, Faults, faults};
use super::draft::{Draft, Way};
use super::page::Page;
use super::source::model;
use super::target::Place;
use super::{header, unfilled};
use planc_dialect::{Concept, Fit};
use planc_source::Span;
use planc_syntax::{Tree, parse};
use std::collections::BTreeSet;

impl Draft<'_, '_, '_> {
    /// What a draft says otherwise than the plan, and what it is taken for.
    pub fn read_back(&self, text: &str) -> (Faults, Fit) {
        let whole = parse(text);
        let fit = self.target.library.fit(&whole);
        let as_target = self.target.library.fit_to(&whole, self.target.dialect);
        let filled = unfilled::without(&whole, &as_target, self.target.dialect);
        let tree = parse(&filled);
        let own = self.target.library.fit_to(&tree, self.target.dialect);
        let got = model(&tree, &own, self.target.library);
        let title = |tree: &Tree<'_>, fit: &Fit| {
            fit.title.map_or(String::new(), |(t, _)| tree.title(&tree.sections[t]).to_owned())
        };
        let titles = (title(self.source.tree, self.source.fit), title(&tree, &own));
        let stay: Vec<&str> =
            self.source.leftovers.iter().filter(|l| self.stays(l)).map(|l| l.text.as_str()).collect();
        let mut found = faults(self.want, &got, (&titles.0, &titles.1), &stay);
        // Places are those of the text without what is unfilled; found again in the draft by their words.
        found.places = found.places.iter().filter_map(|p| place_in(text, &filled, *p)).collect();
        (found, fit)
    }

    /// Whether a unit stands, in the plan or in the template, below a heading that says `key`; for `objects` below one
    /// that says several keys.
    fn is_below(&self, unit: usize, key: &str) -> bool {
        let says = |concept: Option<Concept>| {
            let keys = concept.map_or(&[][..], |c| c.info().keys);
            if key == "objects" { keys.len() > 1 } else { keys.contains(&key) }
        };
        let own = &self.source.units[unit];
        let mut place = match own.concept().map(|c| self.target.place(c, &own.key)) {
            Some(Place::Slot(at) | Place::Under(at)) => Some(at),
            _ => None,
        };
        while let Some(at) = place {
            if says(self.target.fit.spots[at].concept) {
                return true;
            }
            place = self.target.plain.sections[at].parent;
        }
        self.source.sections(unit).iter().any(|s| says(self.source.fit.spots[*s].concept))
    }

    /// Chooses the next way for what was not read back; says whether there is one.
    pub fn learn(&mut self, found: &Faults, got: &Fit, page: &Page) -> bool {
        let before = (self.ways.clone(), self.title, self.named, self.noted, self.bare_kept);
        let dialect = (&got.dialect.name, got.dialect.version);
        self.named |= dialect != (&self.target.dialect.name, self.target.dialect.version);
        if found.units.iter().any(|u| u == "meta") && self.title + 1 < header::TITLES {
            self.title += 1;
        }
        let mut blamed: BTreeSet<usize> = BTreeSet::new();
        for (number, unit) in self.source.units.iter().enumerate() {
            if found.units.contains(&compare::name(&unit.key, unit.sub.as_deref())) {
                blamed.insert(number);
            }
        }
        let objects = found.units.iter().any(|u| u == "objects");
        self.bare_kept |= blamed.iter().any(|u| self.source.sections(*u).is_empty()) || objects;
        // A key without a value is said by a heading: of the plan, or one around the place of the template.
        let empty = |name: &String| {
            name == "objects"
                || !self.source.units.iter().any(|u| *name == compare::name(&u.key, u.sub.as_deref()))
        };
        if let Some(name) = found.units.iter().find(|name| empty(name)) {
            blamed.extend((0..self.source.units.len()).filter(|u| self.is_below(*u, name)));
        }
        for place in &found.places {
            let meets = |r: &std::ops::Range<usize>| r.start < place.end() && place.start() < r.end;
            let all = page.regions.iter().filter(|r| meets(&r.range));
            blamed.extend(all.flat_map(|r| r.units.iter().copied()));
        }
        if !found.is_empty() && !self.noted {
            // Before anything else: headings that were not understood say what they mean.
            let kept = |u: &usize| self.ways[*u] == Way::Kept;
            if found.other || found.order || blamed.is_empty() || blamed.iter().any(kept) {
                self.noted = true;
            }
        }
        if found.other && blamed.is_empty() && before.3 {
            // Something swallowed a leftover, or left one behind: the sections that have some are kept.
            let fed =
                self.source.fragments.iter().filter(|f| {
                    self.source.leftovers.iter().any(|l| self.source.owners[l.section] == f.owner)
                });
            blamed.extend(fed.flat_map(|f| f.units.iter().copied()));
        }
        for unit in blamed {
            self.ways[unit] = match self.ways[unit] {
                Way::Own => Way::Moved,
                _ => Way::Kept,
            };
        }
        self.settle();
        before != (self.ways.clone(), self.title, self.named, self.noted, self.bare_kept)
    }
}

/// The place in `text` of a span of `filled`, which is the same text with parts left out.
fn place_in(text: &str, filled: &str, span: Span) -> Option<Span> {
    let words = span.of(filled);
    if words.trim().is_empty() {
        return None;
    }
    // What is left out stands before it, so the place only moves back.
    let from = (span.start()..=text.len()).find(|n| text.is_char_boundary(*n))?;
    let at = from + text[from..].find(words)?;
    Some(Span::new(at, at + words.len()))
}
