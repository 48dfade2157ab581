//! A plan in another dialect, at the level of the model.
//!
//! Each unit of the plan (a key of the model, or a key of one of its objects) is written in one of three ways: in
//! the form that the target's template shows; as the blocks it stands in, below the heading that the target has for
//! it; or as its whole section, as it is, at the end. The result is read back and compared with the plan; what is
//! not read back as it was is written in the next way. So nothing rests on a form being understood: it is tried.

mod compare;
mod form;
mod header;
mod links;
mod moved;
mod page;
mod records;
mod source;
mod target;
pub(crate) mod unfilled;
mod write;

pub use links::relocate;

use compare::{Faults, faults};
use page::{Heading, Page, Piece, Spot};
use planc_dialect::{Concept, Dialect, Fit, Library, Role, unannotated};
use planc_source::Span;
use planc_syntax::{Tree, parse};
use serde_json::{Map, Value};
use source::{Source, fit_as, model};
use std::collections::{BTreeMap, BTreeSet};
use target::Target;

/// A plan in another dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// The new text.
    pub text: String,
    /// Keys of the model that are not read from the new text as they are from the old one: `risks`,
    /// `security/threats`. Their words are in the text all the same.
    pub differs: Vec<String>,
}

/// How a unit is written; each one is tried when the one before it is not read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// As the template shows.
    Own,
    /// Its blocks, below the template's heading.
    Moved,
    /// Its whole section, at the end.
    Kept,
}

/// Writes a plan in another dialect.
pub fn convert(text: &str, library: &Library, to: &Dialect) -> Conversion {
    let unix = text.replace("\r\n", "\n");
    let unix = unix.trim_start_matches('\u{feff}');
    let mut found = attempt(unix, library, to, true);
    // What no key takes stays with the section it belongs to, where the way back finds it as it was.
    if !found.differs.is_empty() || !leads_back(unix, &found.text, library) {
        found = attempt(unix, library, to, false);
    }
    if text.contains("\r\n") {
        found.text = found.text.replace('\n', "\r\n");
    }
    found
}

/// A text with the model read from it, without what is still its template's.
struct Read {
    model: Map<String, Value>,
    title: String,
}

impl Read {
    fn of(text: &str, library: &Library, dialect: Option<&Dialect>) -> Read {
        let whole = parse(text);
        let fit = fit_as(&whole, library, dialect);
        let known = library.dialect_version(&fit.dialect.name, fit.dialect.version);
        let filled = known.map_or_else(|| text.to_owned(), |d| unfilled::without(&whole, &fit, d));
        let tree = parse(&filled);
        let fit = fit_as(&tree, library, known);
        let title = fit.title.map_or(String::new(), |(t, _)| tree.title(&tree.sections[t]).to_owned());
        Read { model: model(&tree, &fit, library), title }
    }
}

/// What two texts do not both say: keys of the model. The words of the status are the dialect's and do not count, nor
/// does what is still the template's.
pub fn differences(one: &str, other: &str, library: &Library) -> Vec<String> {
    let unix = |text: &str| text.replace("\r\n", "\n");
    let (one, other) = (Read::of(&unix(one), library, None), Read::of(&unix(other), library, None));
    names(&faults(&one.model, &other.model, (&one.title, &other.title), &[]))
}

/// Whether converting back gives the plan that was there, leftovers and all.
fn leads_back(text: &str, there: &str, library: &Library) -> bool {
    let fit = library.fit(&parse(text));
    let Some(from) = library.dialect_version(&fit.dialect.name, fit.dialect.version) else { return false };
    let back = attempt(there, library, from, true);
    back.differs.is_empty() && differences(text, &back.text, library).is_empty()
}

fn attempt(unix: &str, library: &Library, to: &Dialect, in_place: bool) -> Conversion {
    let whole = parse(unix);
    let fit = library.fit(&whole);
    let from = library.dialect_version(&fit.dialect.name, fit.dialect.version);
    let filled = from.map_or_else(|| unix.to_owned(), |d| unfilled::without(&whole, &fit, d));
    let tree = parse(&filled);
    let fit = fit_as(&tree, library, from);
    let want = model(&tree, &fit, library);
    let source = Source::new(&tree, &fit, library, &want);

    let plain = unannotated(&to.source);
    let (noted, plain) = (parse(&to.source), parse(&plain));
    let noted_fit = library.fit_to(&noted, to);
    let target = Target { library, dialect: to, tree: &noted, fit: &noted_fit, plain: &plain };

    let mut draft = Draft::new(&source, &want, &target, in_place);
    let mut best: Option<(usize, String, Vec<String>)> = None;
    for _ in 0..24 {
        let page = draft.page();
        let (found, got_fit) = draft.read_back(&page.text);
        let known = (&got_fit.dialect.name, got_fit.dialect.version) == (&to.name, to.version);
        let count = 2 * (found.units.len() + usize::from(found.other)) + usize::from(!known);
        if best.as_ref().is_none_or(|(c, ..)| count < *c) {
            best = Some((count, page.text.clone(), names(&found)));
        }
        if count == 0 || !draft.learn(&found, &got_fit, &page) {
            break;
        }
    }
    let (text, differs) = best.map_or_else(Default::default, |(_, text, named)| (text, named));
    Conversion { text, differs }
}

fn names(found: &Faults) -> Vec<String> {
    let mut names = found.units.clone();
    names.extend(found.other.then(|| "other".to_owned()));
    names
}

/// The conversion in the making: how each unit is written by now.
struct Draft<'s, 't, 'a> {
    source: &'s Source<'t, 'a>,
    want: &'s Map<String, Value>,
    target: &'s Target<'s>,
    ways: Vec<Way>,
    /// How the title is written.
    title: usize,
    /// Whether the text says which dialect it is written in, because words do not.
    named: bool,
    /// Whether all leftovers say that no key takes them, not only those whose headings could be understood.
    noted: bool,
    /// Whether leftovers stay in the sections they stand in, where the template has these.
    in_place: bool,
    /// Whether sections that say nothing stand at the end.
    bare_kept: bool,
}

impl<'s, 't, 'a> Draft<'s, 't, 'a> {
    fn new(
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
                && concept.is_some_and(|c| self.target.place(c, key) == target::Place::Carried)
        };
        if !sections.is_empty() && sections.iter().all(homeless) { Way::Kept } else { Way::Moved }
    }

    /// Units that share a block move together; units of a section that is kept are kept with it.
    fn settle(&mut self) {
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
        let kept = |f: &&source::Fragment| f.units.iter().any(|u| self.ways[*u] == Way::Kept);
        let own = self.source.fragments.iter().filter(kept).map(|f| f.owner);
        let bare = (1..self.source.owners.len()).filter(|s| {
            let concept = self.source.fit.spots[*s].concept;
            let homeless = |c: Concept| {
                let key = c.info().keys.first().copied().unwrap_or("");
                self.bare_kept || self.target.place(c, key) == target::Place::Carried
            };
            self.source.is_bare(*s) && concept.is_some_and(homeless)
        });
        own.chain(bare).filter(|o| !self.source.is_header(*o)).collect()
    }

    fn page(&self) -> Page {
        let header = header::header(self.source, self.meta(), self.target, self.title);
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
            for (at, fragment) in own {
                let unit = fragment.units.iter().find(|u| !written.contains(u));
                let concept = match unit {
                    Some(&unit) => self.concept_of(concept, unit),
                    None if fragment.units.is_empty() && self.holds_staying(fragment) => concept,
                    None => continue,
                };
                let slot = (concept.index(), 0);
                chosen.entry(slot).or_insert_with(|| (concept, Vec::new())).1.push(at);
            }
            if source.is_bare(owner) {
                chosen.entry((concept.index(), 0)).or_insert_with(|| (concept, Vec::new()));
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
                    if let target::Place::Slot(at) = place {
                        place = target::Place::Under(at);
                    }
                }
                let level = match place {
                    target::Place::Slot(at) => self.target.plain.sections[at].level,
                    target::Place::Under(at) => self.target.plain.sections[at].level + 1,
                    target::Place::Carried => 2,
                };
                // What cannot be moved without what no key takes is kept; `learn` sees that it is missing.
                let text =
                    moved::blocks(source, owner, &fragments, level, self.target.library, |l| self.stays(l))
                        .unwrap_or_default();
                let order = source.tree.sections[owner].span.start();
                pieces.push(Piece { place: Spot::of(place, heading), text, units, order });
            }
        }
    }

    /// Whether a leftover stays in its section: the template has the same one.
    fn stays(&self, leftover: &source::Leftover) -> bool {
        let spot = self.source.fit.spots[leftover.section];
        let owner = self.source.owners[leftover.section];
        let Some(concept) = self.source.fit.spots[owner].concept.filter(|c| !c.is_other()) else {
            return false;
        };
        let key = concept.info().keys.first().copied().unwrap_or("");
        self.in_place
            && spot.role != Role::Unknown
            && !self.source.is_header(leftover.section)
            && matches!(self.target.place(concept, key), target::Place::Slot(_))
    }

    fn holds_staying(&self, fragment: &source::Fragment) -> bool {
        let meets =
            |l: &&source::Leftover| l.span.start < fragment.span.end && fragment.span.start < l.span.end;
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
            let own = source.fragments.iter().filter(|f| f.owner == owner);
            let units = own.flat_map(|f| f.units.clone()).collect();
            let text = moved::whole(source, owner, self.target.library);
            let order = section.span.start();
            pieces.push(Piece { place: Spot::Kept(section.level, heading), text, units, order });
        }
        for leftover in &source.leftovers {
            let top = leftover.section == 0 || Some(leftover.section) == source.title();
            if top
                || source.closes(leftover)
                || kept.contains(&source.owners[leftover.section])
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
            let text = leftover.text.clone();
            pieces.push(Piece { place: Spot::Kept(level, heading), text, units: Vec::new(), order });
        }
    }

    /// What a draft says otherwise than the plan, and what it is taken for.
    fn read_back(&self, text: &str) -> (Faults, Fit) {
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

    /// Chooses the next way for what was not read back; says whether there is one.
    fn learn(&mut self, found: &Faults, got: &Fit, page: &Page) -> bool {
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
        self.bare_kept |= blamed.iter().any(|u| self.source.sections(*u).is_empty())
            || found.units.iter().any(|u| u == "objects");
        for place in &found.places {
            let meets = |r: &std::ops::Range<usize>| r.start < place.end() && place.start() < r.end;
            let all = page.regions.iter().filter(|(r, _)| meets(r));
            blamed.extend(all.flat_map(|(_, units)| units.iter().copied()));
        }
        if !found.is_empty() && !self.noted {
            // Before anything else: headings that were not understood say what they mean.
            let kept = |u: &usize| self.ways[*u] == Way::Kept;
            if found.other || blamed.iter().any(kept) {
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
