use crate::concept::Concept;
use crate::detect::{Evidence, Match, Tell};
use crate::dialect::{TemplateSection, Title, TitlePattern};
use crate::heading::{Headings, How, Reading};
use crate::library::Library;
use crate::normal::undamaged;
use crate::said::{Meant, Said};
use crate::{Dialect, Field};
use planc_source::Span;
use planc_syntax::{HeaderField, Tree, header_fields, unwrap};
use smallvec::SmallVec;

/// What a tree is: its dialect, what each section is about, what its header says.
#[derive(Debug)]
pub struct Fit {
    /// The dialect.
    pub dialect: Match,
    /// One for each section of the tree.
    pub spots: Vec<Spot>,
    /// The section that holds the title, and what the title says.
    pub title: Option<(usize, Title)>,
    /// The entries of header, front matter and footer whose keys are known, in the order of the text.
    pub header: Vec<Entry>,
}

/// What planc took a section for.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    /// What it is about; `None` for the title, groups, and what nobody knows.
    pub concept: Option<Concept>,
    /// The part it plays.
    pub role: Role,
    /// What the item is called: the heading without its label.
    pub name: Span,
    /// The number behind the label.
    pub number: Option<u32>,
}

/// The part a section plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What stands before any heading, and the title.
    Top,
    /// It is about its concept.
    Section,
    /// It is one item of its concept: `### Phase 1`.
    Record,
    /// It belongs to the item it stands in.
    Part,
    /// Nothing known.
    Unknown,
}

/// An entry of the header.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What the key means.
    pub field: Field,
    /// The entry itself.
    pub source: HeaderField,
}

impl Library {
    /// Finds the dialect of a tree and what each of its sections is about. Linear.
    pub fn fit(&self, tree: &Tree<'_>) -> Fit {
        self.fit_as(tree, None, &mut |_, _, _| {})
    }

    /// The same with a dialect that somebody named; nothing is guessed then.
    pub fn fit_to(&self, tree: &Tree<'_>, dialect: &Dialect) -> Fit {
        let at = self.dialects().iter().position(|d| std::ptr::eq(d, dialect));
        self.fit_as(tree, at, &mut |_, _, _| {})
    }

    /// The dialect of a tree with everything that speaks for and against each dialect, the strongest first.
    pub fn which(&self, tree: &Tree<'_>) -> (Match, Vec<Evidence>) {
        let mut evidence = Vec::new();
        let fit = self.fit_as(tree, None, &mut |d, weight, reason| {
            let dialect = &self.dialects()[d];
            evidence.push(Evidence {
                dialect: (dialect.name.clone(), dialect.version),
                weight: f64::from(weight),
                reason: reason(),
            });
        });
        (fit.dialect, evidence)
    }

    fn fit_as(&self, tree: &Tree<'_>, forced: Option<usize>, tell: &mut Tell<'_>) -> Fit {
        let vocabulary = self.vocabulary();
        let mut headings = Headings::new(vocabulary);
        let scope = vocabulary.scope("meta");
        let header: Vec<Entry> = header_fields(tree)
            .into_iter()
            .filter_map(|source| {
                let key = tree.str(source.key);
                let field = vocabulary.fields(scope, headings.normal(key)).first().copied();
                let damaged = || vocabulary.field(scope, &undamaged(key)?);
                Some(Entry { field: field.or_else(damaged)?, source })
            })
            .collect();
        let title_section = title_section(tree);
        let detector = self.detector();
        let mut scores = detector.start();
        // A first reading without a dialect; it is also what the evidence is drawn from.
        let mut readings: Vec<Option<Reading>> = Vec::with_capacity(tree.sections.len());
        let mut names = Names::default();
        let mut outer: SmallVec<[Concept; 6]> = SmallVec::new();
        for (index, section) in tree.sections.iter().enumerate() {
            if section.heading.is_none() || Some(index) == title_section {
                readings.push(None);
                names.push("");
                continue;
            }
            outer.clear();
            ancestors(tree, index, |i| readings[i].map(|r| r.concept), &mut outer);
            names.push(headings.normal(tree.title(section)));
            let reading = headings.read_normal(tree.text, section.title, &outer);
            if section.level <= 4 {
                let concept = reading.filter(|r| r.how != How::Part).map(|r| r.concept);
                scores.heading(detector, names.get(index), concept);
            }
            readings.push(reading);
        }
        let title_span = title_section.map(|s| tree.sections[s].title);
        let pairs: SmallVec<[(Field, HeaderField); 12]> =
            header.iter().map(|e| (e.field, e.source)).collect();
        let said = Said::of(tree, self.dialects());
        let mut dialect = scores.decide(detector, tree.text, title_span, &pairs, self.dialects(), tell);
        let forced = forced.or(said.dialect);
        if let Some(at) = forced {
            let named = &self.dialects()[at];
            dialect =
                Match { name: named.name.clone(), version: named.version, confidence: 1.0, dialect: forced };
        }
        let known = dialect.dialect.map(|d| &self.dialects()[d]);
        let unfilled = said.unfilled(tree, known);
        let spots = Placer {
            library: self,
            tree,
            dialect: dialect.dialect,
            title: title_section,
            names,
            said,
            unfilled,
        }
        .place(&readings);
        let title = title_section.map(|s| (s, read_title(self, tree, tree.sections[s].title, known)));
        Fit { dialect, spots, title, header }
    }
}

/// The headings of a document in their normal form, one text behind the other.
#[derive(Default)]
struct Names {
    text: String,
    ends: Vec<usize>,
}

impl Names {
    fn push(&mut self, name: &str) {
        self.text.push_str(name);
        self.ends.push(self.text.len());
    }

    fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[index]]
    }
}

/// The first heading, if it is of level 1 or the only one of its level.
fn title_section(tree: &Tree<'_>) -> Option<usize> {
    let first = tree.sections.get(1)?;
    let rest = tree.sections.get(2..).unwrap_or(&[]);
    if first.level == 1 {
        return Some(1);
    }
    // A document without a first-level heading: its first heading is the title if it stands above all.
    let above = !rest.is_empty() && rest.iter().all(|s| s.level > first.level);
    above.then_some(1)
}

/// Collects what the sections around `index` are about, the innermost first.
fn ancestors(
    tree: &Tree<'_>,
    index: usize,
    concept: impl Fn(usize) -> Option<Concept>,
    out: &mut SmallVec<[Concept; 6]>,
) {
    let mut up = tree.sections[index].parent;
    while let Some(at) = up.filter(|a| *a > 0) {
        out.extend(concept(at));
        up = tree.sections[at].parent;
    }
}

/// Reads `PLAN-001: Login` by the dialect's pattern, else by those of all dialects, else as it looks.
fn read_title(library: &Library, tree: &Tree<'_>, title: Span, dialect: Option<&Dialect>) -> Title {
    let title = unwrap(tree.text, title);
    let own = dialect.and_then(|d| d.title.as_ref());
    let read = |pattern: &TitlePattern| pattern.read(tree.text, title);
    let specific = |p: &&TitlePattern| p.prefix().len() > 1;
    let all = library.dialects().iter().filter_map(|d| d.title.as_ref()).filter(specific);
    let found = own.filter(specific).and_then(read).or_else(|| all.into_iter().find_map(read));
    let found = found.or_else(|| own.and_then(read));
    let mut found = found.unwrap_or(Title { title, ..Title::default() });
    // `Implementation Plan – X`, `План реализации: X`: what comes before the name is the kind of document.
    let source = found.title.of(tree.text);
    let (head, tail) = crate::heading::split_label(source);
    if !tail.trim().is_empty() && library.vocabulary().document(head).is_some() {
        found.title = Span::new(found.title.end() - tail.len(), found.title.end()).trim(tree.text);
    }
    if found.number.is_none() {
        read_id(tree.text, &mut found);
    }
    found
}

/// `PLAN-001: Login`, `KEP-1287 – Resize`, `004-Clinic Booking`.
fn read_id(text: &str, title: &mut Title) {
    let source = title.title.of(text);
    let letters = source.bytes().take_while(|b| b.is_ascii_uppercase()).count();
    let dashed = letters >= 2 && source[letters..].starts_with(['-', ' ', '#']);
    let from = if dashed { letters + 1 } else { 0 };
    let digits = source.get(from..).map_or(0, |s| s.bytes().take_while(u8::is_ascii_digit).count());
    let behind = source.get(from + digits..).unwrap_or("");
    let parted = behind.trim_start().starts_with([':', '-', '–', '—']) || (dashed && behind.is_empty());
    if digits == 0 || !parted || (letters > 0 && !dashed) || (letters == 0 && digits < 2) {
        return;
    }
    let start = title.title.start();
    title.number = Some(Span::new(start + from, start + from + digits));
    title.id = dashed.then(|| Span::new(start, start + from + digits));
    let rest = behind.trim_start_matches([' ', ':', '-', '–', '—']);
    if !rest.trim().is_empty() {
        title.title = Span::new(title.title.end() - rest.len(), title.title.end()).trim(text);
    }
}

/// Decides what each section is, with the dialect known.
struct Placer<'l, 't, 'a> {
    library: &'l Library,
    tree: &'t Tree<'a>,
    dialect: Option<usize>,
    title: Option<usize>,
    names: Names,
    said: Said,
    unfilled: Vec<usize>,
}

impl Placer<'_, '_, '_> {
    fn place(&self, readings: &[Option<Reading>]) -> Vec<Spot> {
        let mut spots: Vec<Spot> = Vec::with_capacity(readings.len());
        for (index, reading) in readings.iter().enumerate() {
            let section = &self.tree.sections[index];
            let name = section.title;
            if section.heading.is_none() || Some(index) == self.title {
                spots.push(Spot { concept: None, role: Role::Top, name, number: None });
                continue;
            }
            if let Some(spot) = self.said_spot(index, *reading) {
                spots.push(spot);
                continue;
            }
            let parent = section.parent.filter(|p| *p > 0 && Some(*p) != self.title).map(|p| spots[p]);
            let template = self.template(index, &spots, reading.is_some());
            let mut spot = self.spot(name, *reading, template, parent);
            if let Some(concept) = spot.concept.filter(|c| c.name() == "dependencies") {
                spot.concept = Some(self.preconditions().unwrap_or(concept));
            }
            let labelled = reading.is_some_and(|r| r.how == How::Label);
            if spot.role == Role::Record && !labelled && self.only_groups(index, spot) {
                spot.role = Role::Section;
            }
            spots.push(spot);
        }
        spots
    }

    /// What a comment below the heading says.
    fn said_spot(&self, index: usize, reading: Option<Reading>) -> Option<Spot> {
        let name = self.tree.sections[index].title;
        let spot = |concept, role| Some(Spot { concept, role, name, number: None });
        if self.unfilled.contains(&index) {
            return spot(None, Role::Top);
        }
        match self.said.section(index)? {
            Meant::Concept(concept) if concept.is_other() => spot(None, Role::Unknown),
            Meant::Concept(concept) => spot(Some(concept), Role::Section),
            Meant::Item(concept) => {
                let label = reading.filter(|r| r.how == How::Label);
                let (name, number) = label.map_or((name, None), |r| (r.name, r.number));
                Some(Spot { concept: Some(concept), role: Role::Record, name, number })
            }
            Meant::Group => spot(None, Role::Section),
            Meant::Unfilled => None,
        }
    }

    /// `### Backend` over `#### Store` and `#### Queue`: it says nothing itself, and what stands below it are
    /// items and not the keys of one (`#### Responsibilities`).
    fn only_groups(&self, index: usize, spot: Spot) -> bool {
        let says_nothing = self.tree.str(self.tree.sections[index].body).trim().is_empty();
        let mut below = self.tree.subsections(index).peekable();
        if !says_nothing || below.peek().is_none() {
            return false;
        }
        let vocabulary = self.library.vocabulary();
        let scope = vocabulary.scope(spot.concept.map_or("any", Concept::family));
        below.all(|s| vocabulary.first_field(scope, self.names.get(s)).is_none())
    }

    /// What dependencies are in a dialect that knows them as preconditions alone, whatever their heading.
    fn preconditions(&self) -> Option<Concept> {
        let sections = &self.library.dialects()[self.dialect?].sections;
        let mut all = sections.iter().filter_map(|s| s.concept).filter(|c| c.family() == "dependencies");
        let first = all.next()?;
        (first.name() == "dependencies.precondition" && all.all(|c| c == first)).then_some(first)
    }

    /// What the dialect's template says of a heading, if it has it.
    fn template(&self, index: usize, spots: &[Spot], known: bool) -> Option<Concept> {
        let dialect = self.dialect?;
        let sections = &self.library.dialects()[dialect].sections;
        let section = &self.tree.sections[index];
        let key = self.names.get(index);
        let &(_, found) =
            self.library.detector().heading(key).iter().find(|(d, _)| usize::from(*d) == dialect)?;
        let same = sections.iter().filter(|s| s.key == key && !s.repeat);
        let parent = section.parent.and_then(|p| spots.get(p)).and_then(|s| s.concept);
        // A heading that the template has twice is told apart by what it stands in.
        let around = |s: &TemplateSection| s.parent.and_then(|p| sections[p].concept);
        let by_parent = same.clone().find(|s| around(s) == parent);
        let chosen = by_parent.or_else(|| same.into_iter().next()).or(sections.get(usize::from(found)))?;
        // `Rollback Plan` undoes migrations only in the section about them.
        let family = |c: Option<Concept>| c.map(Concept::family);
        let lent = chosen.parent.is_some() && family(around(chosen)) == family(chosen.concept);
        if known && lent && family(around(chosen)) != family(parent) {
            return None;
        }
        chosen.concept
    }

    /// Whether the dialect's template has sections of the family of `inner` in those of the family of `outer`.
    fn stands_in(&self, inner: Concept, outer: Option<Concept>) -> bool {
        let Some(dialect) = self.dialect else { return false };
        let sections = &self.library.dialects()[dialect].sections;
        let family = |c: Option<Concept>| c.map(Concept::family);
        let around = |s: &TemplateSection| family(s.parent.and_then(|p| sections[p].concept));
        sections.iter().any(|s| family(s.concept) == Some(inner.family()) && around(s) == family(outer))
    }

    fn spot(
        &self,
        title: Span,
        reading: Option<Reading>,
        template: Option<Concept>,
        parent: Option<Spot>,
    ) -> Spot {
        let section =
            |concept, name, number| Spot { concept: Some(concept), role: Role::Section, name, number };
        let inside = parent.and_then(|p| Some((p.concept?, p.role)));
        // Inside an item everything belongs to the item, but for what plainly is a section of its own.
        if let Some((_, Role::Record | Role::Part)) = inside
            && let Some(Spot { concept, .. }) = parent
            && !reading.is_some_and(|r| {
                r.how == How::Exact && r.words > 1 && Some(r.concept.family()) != concept.map(Concept::family)
            })
        {
            return Spot { concept, role: Role::Part, name: title, number: None };
        }
        if let Some(concept) = template {
            return section(concept, title, None);
        }
        let headed = inside.filter(|(c, _)| c.info().headed).map(|(c, _)| c);
        match reading {
            Some(r) if r.how == How::Label => {
                let concept = match headed {
                    // Phases are phases wherever they stand, but for the stages of a rollout.
                    Some(outer) if r.concept.name() == "phases" && !keeps_phases(outer) => r.concept,
                    Some(outer) if r.concept.family() == outer.family() => outer_or_own(outer, r.concept),
                    Some(outer) => outer,
                    None => match inside {
                        Some((outer, _))
                            if outer.family() == "deployment" && r.concept.name() == "phases" =>
                        {
                            Concept::named("deployment.rollout").unwrap_or(outer)
                        }
                        _ => r.concept,
                    },
                };
                let record = concept.info().headed;
                let role = if record { Role::Record } else { Role::Section };
                Spot { concept: Some(concept), role, name: r.name, number: r.number }
            }
            // `### Parser Module` under components is one of them.
            Some(r) if headed == Some(r.concept) && r.how == How::Part => {
                Spot { concept: headed, role: Role::Record, name: title, number: None }
            }
            // One known word may well be the name of an item: `### API` under components.
            Some(r)
                if headed.is_some_and(|o| {
                    o.family() != r.concept.family() && (r.words < 2 || r.how == How::Part)
                }) && !self.stands_in(r.concept, headed) =>
            {
                Spot { concept: headed, role: Role::Record, name: title, number: None }
            }
            Some(r) => section(r.concept, r.name, r.number),
            None => match headed {
                Some(concept) => {
                    Spot { concept: Some(concept), role: Role::Record, name: title, number: None }
                }
                None => match inside {
                    Some((outer, Role::Section)) if outer.name() == "files" || outer.family() == "links" => {
                        section(outer, title, None)
                    }
                    _ => Spot { concept: None, role: Role::Unknown, name: title, number: None },
                },
            },
        }
    }
}

/// Concepts whose phases are their own items.
fn keeps_phases(outer: Concept) -> bool {
    matches!(outer.family(), "phases" | "deployment" | "migrations" | "rollback" | "milestones" | "history")
}

/// `### Error Flow: X` under `flows` is the narrower of the two.
fn outer_or_own(outer: Concept, own: Concept) -> Concept {
    if outer.name().contains('.') { outer } else { own }
}
