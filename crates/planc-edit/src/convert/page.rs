//! The new text: the template's headings in its order, what goes below them, and at the end what it has no place for.

use super::source::Source;
use super::target::{Place, Target};
use super::unfilled::has_placeholder;
use std::ops::Range;

/// Something that goes somewhere.
#[derive(Debug)]
pub(crate) struct Piece {
    pub place: Spot,
    /// Markdown without a blank line at either end.
    pub text: String,
    /// The units it says.
    pub units: Vec<usize>,
    /// Where it stood; pieces of one place keep their order.
    pub order: usize,
}

/// Where a piece goes, with its heading where it brings one.
#[derive(Debug)]
pub(crate) enum Spot {
    Slot(usize),
    Under(usize, Heading),
    Carried(Heading),
    /// At its own level.
    Kept(u8, Heading),
}

/// A heading that the template does not have.
#[derive(Debug, Clone)]
pub(crate) struct Heading {
    pub title: String,
    /// The concept, where the words alone do not say it.
    pub note: Option<String>,
}

/// The text, and which units stand where in it.
pub(crate) struct Page {
    pub text: String,
    pub regions: Vec<Region>,
}

/// Where a piece stands in the text.
pub(crate) struct Region {
    pub range: Range<usize>,
    pub units: Vec<usize>,
    /// Where the piece stood in the plan.
    pub order: usize,
}

/// The heading of what the template has no place for.
pub(crate) const CARRIED: &str = "Carried Over";

impl Page {
    /// Puts everything together. Sections in `said` are not asked for where nothing goes into them: what they are
    /// about is said elsewhere.
    pub fn of(target: &Target<'_>, head: &str, foot: &str, pieces: &[Piece], said: &[usize]) -> Page {
        let mut page = Page { text: head.trim_end().to_owned(), regions: Vec::new() };
        let top = target.top();
        let ruled = target.is_ruled();
        let mut open = false;
        for (index, section) in target.plain.sections.iter().enumerate().skip(1) {
            let title = target.fit.title.is_some_and(|(t, _)| t == index);
            if title || section.level != top || !target.is_slot(index) {
                continue;
            }
            let filled = is_filled(target, pieces, index);
            if !filled && (!target.is_required(index) || said.contains(&index)) {
                continue;
            }
            if ruled {
                page.block("---");
            }
            open = true;
            if filled {
                page.section(target, pieces, index);
            } else {
                page.placeholder(target, index);
            }
        }
        page.rest(pieces, ruled && open);
        if !foot.is_empty() {
            page.block("---");
            page.block(foot.trim());
        }
        page.text.push('\n');
        page
    }

    /// Where what stood in a section of the plan begins now.
    pub fn place_of(&self, source: &Source<'_, '_>, section: usize) -> Option<usize> {
        let span = source.tree.sections[section].span;
        let owner = source.owners[section];
        let own = source.fragments.iter().filter(|f| f.owner == owner);
        let units: Vec<usize> = own
            .filter(|f| section == owner || f.item == Some(section))
            .flat_map(|f| f.units.clone())
            .collect();
        let stood = |r: &&Region| span.range().contains(&r.order);
        let holds = |r: &&Region| r.units.iter().any(|u| units.contains(u));
        let all = || self.regions.iter();
        let found =
            all().find(|r| stood(r) && holds(r)).or_else(|| all().find(stood)).or_else(|| all().find(holds));
        found.map(|r| r.range.start)
    }

    fn block(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(text);
    }

    fn piece(&mut self, piece: &Piece) {
        if piece.text.is_empty() {
            return;
        }
        self.block("");
        let start = self.text.len();
        self.text.push_str(&piece.text);
        let (range, units) = (start..self.text.len(), piece.units.clone());
        self.regions.push(Region { range, units, order: piece.order });
    }

    /// A section of the template with what goes into it, and the sections inside.
    fn section(&mut self, target: &Target<'_>, pieces: &[Piece], index: usize) {
        let level = target.plain.sections[index].level;
        self.block(&heading(level, target.plain.title(&target.plain.sections[index])));
        for piece in ordered(pieces, |p| matches!(p.place, Spot::Slot(at) if at == index)) {
            self.piece(piece);
        }
        // What brings a heading of its own stands where it stood among the sections of the template.
        let mut own =
            ordered(pieces, |p| matches!(p.place, Spot::Under(at, _) if at == index)).into_iter().peekable();
        for child in target.plain.subsections(index).filter(|c| target.is_slot(*c)) {
            let Some(first) = first_of(target, pieces, child) else { continue };
            while let Some(piece) = own.next_if(|p| p.order < first) {
                self.under(piece, level + 1);
            }
            self.section(target, pieces, child);
        }
        own.for_each(|p| self.under(p, level + 1));
    }

    fn under(&mut self, piece: &Piece, level: u8) {
        if let Spot::Under(_, title) = &piece.place {
            self.own_heading(level, title);
        }
        self.piece(piece);
    }

    fn own_heading(&mut self, level: u8, heading_: &Heading) {
        self.block(&heading(level, &heading_.title));
        if let Some(note) = &heading_.note {
            self.text.push_str(&format!("\n<!-- planc: {note} -->"));
        }
    }

    /// The section as a new plan has it, so that everybody sees what is missing.
    fn placeholder(&mut self, target: &Target<'_>, index: usize) {
        let end = target.plain.sections[index].span.end;
        let inside = |i: &usize| target.plain.sections[*i].span.start < end;
        for at in (index..target.plain.sections.len()).take_while(inside) {
            let section = &target.plain.sections[at];
            let below = target.plain.str(section.span);
            if at != index && !has_placeholder(below) {
                continue;
            }
            self.block(&heading(section.level, target.plain.title(section)));
            if at == index {
                // As long as nobody changes a word here, it is no part of the plan.
                self.text.push_str("\n<!-- planc: unfilled = true -->");
            }
            let body = target.plain.str(section.body).trim().trim_end_matches("\n---").trim_end();
            let footer = target.plain.footer().map(|(n, _)| target.plain.nodes[n].span);
            let body = footer.and_then(|f| body.find(target.plain.str(f))).map_or(body, |f| &body[..f]);
            let body = body.trim_end().trim_end_matches("---").trim_end();
            if has_placeholder(body) || has_placeholder(target.plain.title(section)) && !body.is_empty() {
                self.block(body);
            }
        }
    }

    fn rest(&mut self, pieces: &[Piece], ruled: bool) {
        let group = Heading { title: CARRIED.to_owned(), note: Some("group = true".to_owned()) };
        let carried = ordered(pieces, |p| matches!(p.place, Spot::Carried(_)));
        let kept = ordered(pieces, |p| matches!(p.place, Spot::Kept(..)));
        if carried.is_empty() && kept.is_empty() {
            return;
        }
        if ruled {
            self.block("---");
        }
        // Above all levels that plans have, so that everything keeps its own.
        self.own_heading(1, &group);
        for piece in carried {
            if let Spot::Carried(title) = &piece.place {
                self.own_heading(2, title);
            }
            self.piece(piece);
        }
        // What no key takes ends where something else begins, or a heading that is not below its own.
        let mut open: Option<u8> = None;
        for piece in kept {
            let Spot::Kept(level, title) = &piece.place else { continue };
            let unknown = piece.units.is_empty();
            if unknown && open.is_some_and(|o| o < *level) {
                self.own_heading(open.unwrap_or(1), &group);
            }
            open = unknown.then_some(*level);
            self.own_heading(*level, title);
            self.piece(piece);
        }
    }
}

fn ordered(pieces: &[Piece], fits: impl Fn(&Piece) -> bool) -> Vec<&Piece> {
    let mut found: Vec<&Piece> = pieces.iter().filter(|p| fits(p)).collect();
    found.sort_by_key(|p| p.order);
    found
}

/// Whether something goes into a section of the template or one inside it.
fn is_filled(target: &Target<'_>, pieces: &[Piece], index: usize) -> bool {
    first_of(target, pieces, index).is_some()
}

/// Where the first of what goes into a section, or one inside it, stood.
fn first_of(target: &Target<'_>, pieces: &[Piece], index: usize) -> Option<usize> {
    let end = target.plain.sections[index].span.end;
    let inside = |at: usize| at == index || at > index && target.plain.sections[at].span.start < end;
    let own = pieces.iter().filter(|p| matches!(p.place, Spot::Slot(at) | Spot::Under(at, _) if inside(at)));
    own.map(|p| p.order).min()
}

/// `## Title`.
pub(crate) fn heading(level: u8, title: &str) -> String {
    format!("{} {title}", "#".repeat(usize::from(level.clamp(1, 6))))
}

impl Spot {
    /// The place with the heading it may need.
    pub fn of(place: Place, heading: Heading) -> Spot {
        match place {
            Place::Slot(at) => Spot::Slot(at),
            Place::Under(at) => Spot::Under(at, heading),
            Place::Carried => Spot::Carried(heading),
        }
    }
}
