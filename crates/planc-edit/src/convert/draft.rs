//! The conversion in the making: how each unit is written by now, and the page that comes of it.

use super::page::{Heading, Page, Piece, Spot};
use super::source::{Fragment, Leftover, Source};
use super::target::{Place, Target};
use super::{comments, header, moved, records};
use planc_dialect::{Concept, Role};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How a unit is written; each one is tried when the one before it is not read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    /// As the template shows.
    Own,
    /// Its blocks, below the template's heading.
    Moved,
    /// Its whole section, at the end.
    Kept,
}

/// The conversion in the making: how each unit is written by now.
pub(crate) struct Draft<'s, 't, 'a> {
    pub source: &'s Source<'t, 'a>,
    pub want: &'s Map<String, Value>,
    pub target: &'s Target<'s>,
    pub ways: Vec<Way>,
    /// How the title is written.
    pub title: usize,
    /// Whether the text says which dialect it is written in, because words do not.
    pub named: bool,
    /// Whether all leftovers say that no key takes them, not only those whose headings could be understood.
    pub noted: bool,
    /// Whether leftovers stay in the sections they stand in, where the template has these.
    pub in_place: bool,
    /// Whether sections that say nothing stand at the end.
    pub bare_kept: bool,
}

impl<'s, 't, 'a> Draft<'s, 't, 'a> {
    /// Every unit as the template shows, where it shows a way.
    pub fn new(
        source: &'s Source<'t, 'a>,
        want: &'s Map<String, Value>,
        target: &'s Target<'s>,
        in_place: bool,
    ) -> Self {
        let ways = vec![Way::Own; source.units.len()];
        let mut draft = Draft {
            source,
            want,
            target,
            ways,
            title: 0,
            named: false,
            noted: false,
            in_place,
            bare_kept: false,
        };
        for unit in 0..draft.ways.len() {
            if records::write(draft.source, unit, target).is_none() {
                draft.ways[unit] = draft.way_of(unit);
            }
        }
        draft.settle();
        draft
    }

    /// How a unit is written that is not written as the template shows: as it is where the template has no place.
    fn way_of(&self, unit: usize) -> Way {
        let sections = self.source.sections(unit);
        let homeless = |s: &usize| {
            let concept = self.source.fit.spots[*s].concept;
            let key = &self.source.units[unit].key;
            !self.source.is_combined(*s)
                && concept.is_some_and(|c| self.target.place(c, key) == Place::Carried)
        };
        if !sections.is_empty() && sections.iter().all(homeless) { Way::Kept } else { Way::Moved }
    }

    /// Units that share a block move together; units of a section that is kept are kept with it.
    pub fn settle(&mut self) {
        loop {
            let before = self.ways.clone();
            for fragment in &self.source.fragments {
                let way = fragment.units.iter().map(|u| self.ways[*u]).max().unwrap_or(Way::Own);
                if way >= Way::Moved {
                    fragment.units.iter().for_each(|u| self.ways[*u] = way.max(self.ways[*u]));
                }
            }
            let kept: BTreeSet<usize> = self.kept_sections();
            for fragment in self.source.fragments.iter().filter(|f| kept.contains(&f.owner)) {
                fragment.units.iter().for_each(|u| self.ways[*u] = Way::Kept);
            }
            if before == self.ways {
                return;
            }
        }
    }

    /// Sections that stand at the end as they are.
    fn kept_sections(&self) -> BTreeSet<usize> {
        let kept = |f: &&Fragment| f.units.iter().any(|u| self.ways[*u] == Way::Kept);
        let own = self.source.fragments.iter().filter(kept).map(|f| f.owner);
        let bare = (1..self.source.owners.len()).filter(|s| {
            let concept = self.source.fit.spots[*s].concept;
            let homeless = |c: Concept| {
                let key = c.info().keys.first().copied().unwrap_or("");
                self.bare_kept || self.target.place(c, key) == Place::Carried
            };
            self.source.is_bare(*s) && concept.is_some_and(homeless)
        });
        let aside = (1..self.source.owners.len()).filter(|s| self.source.is_aside(*s));
        own.chain(bare).chain(aside).filter(|o| !self.source.is_header(*o)).collect()
    }

    /// The page by now.
    pub fn page(&self) -> Page {
        let mut header = header::header(self.source, self.meta(), self.target, self.title);
        let mut pieces = Vec::new();
        let mut written = BTreeSet::new();
        for unit in 0..self.ways.len() {
            if self.ways[unit] == Way::Own
                && let Some(own) = records::write(self.source, unit, self.target)
            {
                pieces.extend(own);
                written.insert(unit);
            }
        }
        let kept = self.kept_sections();
        self.moved(&kept, &written, &mut pieces);
        self.kept(&kept, &mut pieces);
        let text = self.source.tree.text;
        comments::keep(text, &self.source.comments, &mut pieces, &mut header.head, &header.foot);
        let named = if self.named {
            format!(
                "<!-- planc: dialect = \"{}@{}\" -->\n",
                self.target.dialect.name, self.target.dialect.version
            )
        } else {
            String::new()
        };
        let head = match header.head.strip_prefix("---\n").and_then(|h| h.find("\n---\n")) {
            Some(end) => {
                let (front, rest) = header.head.split_at("---\n".len() + end + "\n---\n".len());
                format!("{front}\n{named}{}", rest.trim_start())
            }
            None => format!("{named}{}", header.head),
        };
        Page::of(self.target, &head, &header.foot, &pieces, &self.said())
    }

    /// Sections of the template about something that the plan says, wherever it goes.
    fn said(&self) -> Vec<usize> {
        let spots = self.target.fit.spots.iter().enumerate();
        let keys = |c: Concept| c.info().keys.iter().any(|k| self.source.units.iter().any(|u| u.key == *k));
        spots
            .filter(|(_, s)| s.concept.is_some_and(|c| !c.is_other() && keys(c)))
            .map(|(index, _)| index)
            .collect()
    }

    fn meta(&self) -> &Map<String, Value> {
        static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
        self.want.get("meta").and_then(Value::as_object).unwrap_or(&NONE)
    }

    /// The blocks of each section that are not written in the template's form, below their new headings.
    fn moved(&self, kept: &BTreeSet<usize>, written: &BTreeSet<usize>, pieces: &mut Vec<Piece>) {
        let source = self.source;
        for owner in 1..source.owners.len() {
            let spot = source.fit.spots[owner];
            let standing = source.owners[owner] == owner && matches!(spot.role, Role::Section | Role::Record);
            let Some(concept) = spot.concept.filter(|_| standing && !kept.contains(&owner)) else { continue };
            // By the place they go to, the blocks that go there.
            let mut chosen: BTreeMap<(usize, usize), (Concept, Vec<usize>)> = BTreeMap::new();
            let own = source.fragments.iter().enumerate().filter(|(_, f)| f.owner == owner);
            let (mut waiting, mut last) = (Vec::new(), None);
            for (at, fragment) in own {
                // A comment goes with what stands behind it, and so does a label.
                if source.leads(fragment) {
                    waiting.push(at);
                    continue;
                }
                let unit = fragment.units.iter().find(|u| !written.contains(u));
                let concept = match unit {
                    Some(&unit) => self.concept_of(concept, unit),
                    None if fragment.units.is_empty() && self.holds_staying(fragment) => concept,
                    None => continue,
                };
                let slot = (concept.index(), 0);
                let there = &mut chosen.entry(slot).or_insert_with(|| (concept, Vec::new())).1;
                there.append(&mut waiting);
                there.push(at);
                last = Some(slot);
            }
            if source.is_bare(owner) {
                let slot = (concept.index(), 0);
                chosen.entry(slot).or_insert_with(|| (concept, Vec::new()));
                last = last.or(Some(slot));
            }
            if let Some((_, there)) = last.and_then(|slot| chosen.get_mut(&slot)) {
                there.append(&mut waiting);
            }
            for (concept, fragments) in chosen.into_values() {
                let units: Vec<usize> =
                    fragments.iter().flat_map(|f| source.fragments[*f].units.clone()).collect();
                let key = units
                    .first()
                    .map_or(concept.info().keys.first().copied().unwrap_or(""), |u| &source.units[*u].key);
                let place = self.target.place(concept, key);
                let mut heading = moved::titled(source, owner, concept, self.target.library);
                let mut place = place;
                if spot.role == Role::Record {
                    heading = Heading {
                        title: source.tree.title(&source.tree.sections[owner]).to_owned(),
                        note: None,
                    };
                    if let Place::Slot(at) = place {
                        place = Place::Under(at);
                    }
                }
                let level = match place {
                    Place::Slot(at) => self.target.plain.sections[at].level,
                    Place::Under(at) => self.target.plain.sections[at].level + 1,
                    Place::Carried => 2,
                };
                let library = self.target.library;
                for run in moved::runs(source, owner, &fragments) {
                    // What stands behind other sections has a heading of its own there.
                    let (place, heading, level) = match (run.item, place) {
                        (None, place) => (place, heading.clone(), level),
                        (Some(item), Place::Slot(at)) => {
                            (Place::Under(at), moved::item(source, item, library, false), level)
                        }
                        (Some(item), place) => (place, moved::item(source, item, library, true), level - 1),
                    };
                    // What cannot be moved without what no key takes is kept; `learn` sees that it is missing.
                    let text =
                        moved::blocks(source, &run, level, library, |l| self.stays(l)).unwrap_or_default();
                    let (units, order) = (run.units(source), run.start(source));
                    pieces.push(Piece { place: Spot::of(place, heading), text, units, order });
                }
            }
        }
    }

    /// Whether a leftover stays in its section: the template has the same one.
    pub fn stays(&self, leftover: &Leftover) -> bool {
        let spot = self.source.fit.spots[leftover.section];
        let owner = self.source.owners[leftover.section];
        let Some(concept) = self.source.fit.spots[owner].concept.filter(|c| !c.is_other()) else {
            return false;
        };
        let key = concept.info().keys.first().copied().unwrap_or("");
        self.in_place
            && spot.role != Role::Unknown
            && !self.source.is_header(leftover.section)
            && !self.source.is_foot(leftover)
            && matches!(self.target.place(concept, key), Place::Slot(_))
    }

    fn holds_staying(&self, fragment: &Fragment) -> bool {
        let meets = |l: &&Leftover| l.span.start < fragment.span.end && fragment.span.start < l.span.end;
        self.source.leftovers.iter().filter(meets).any(|l| self.stays(l))
    }

    /// What the blocks that a unit was read from are about: of a section about several things, the unit's own.
    fn concept_of(&self, section: Concept, unit: usize) -> Concept {
        let unit = &self.source.units[unit];
        let own = unit.concept();
        if section.info().keys.len() > 1 {
            return own.unwrap_or(section);
        }
        section
    }

    /// Whether the heading of a section says what it is about, whatever the dialect.
    fn says(&self, section: usize, concept: Concept) -> bool {
        let title = self.source.tree.title(&self.source.tree.sections[section]);
        self.target.library.vocabulary().concept(title) == Some(concept) && concept.family() != "dependencies"
    }

    /// Sections that are kept as they are, and what no key takes, at the end in their order.
    fn kept(&self, kept: &BTreeSet<usize>, pieces: &mut Vec<Piece>) {
        let source = self.source;
        let mut apart = BTreeSet::new();
        for &owner in kept {
            let section = &source.tree.sections[owner];
            let concept = source.fit.spots[owner].concept;
            let heading = Heading {
                title: source.tree.title(section).to_owned(),
                note: concept.filter(|c| self.noted || !self.says(owner, *c)).map(|c| {
                    let item = source.fit.spots[owner].role == Role::Record;
                    if item { format!("item = \"{}\"", c.name()) } else { moved::note(c) }
                }),
            };
            let parts = moved::apart(source, owner);
            let own = source.fragments.iter().enumerate().filter(|(_, f)| f.owner == owner);
            let own = own.filter(|(_, f)| f.item.is_none_or(|item| !parts.contains(&item)));
            let own: Vec<usize> = own.map(|(at, _)| at).collect();
            apart.extend(parts);
            for run in moved::runs(source, owner, &own) {
                let (level, heading) = match run.item {
                    None => (section.level, heading.clone()),
                    Some(item) => {
                        let heading = moved::item(source, item, self.target.library, self.noted);
                        (source.tree.sections[item].level, heading)
                    }
                };
                let text = moved::whole(source, &run, self.target.library);
                let (units, order) = (run.units(source), run.start(source));
                pieces.push(Piece { place: Spot::Kept(level, heading), text, units, order });
            }
        }
        for leftover in &source.leftovers {
            let top = leftover.section == 0 || Some(leftover.section) == source.title();
            if top
                || source.closes(leftover)
                || kept.contains(&source.owners[leftover.section])
                    && !source.is_foot(leftover)
                    && !apart.contains(&leftover.section)
                || self.stays(leftover)
            {
                continue;
            }
            let level = source.tree.sections[leftover.section].level;
            let known = source.fit.spots[leftover.section].role != Role::Unknown
                || self.target.library.vocabulary().concept(&leftover.heading).is_some();
            let note = (known || self.noted).then(|| "concept = \"other\"".to_owned());
            let heading = Heading { title: leftover.heading.clone(), note };
            let order = leftover.span.start();
            let text = leftover.raw.clone();
            pieces.push(Piece { place: Spot::Kept(level, heading), text, units: Vec::new(), order });
        }
    }
}
