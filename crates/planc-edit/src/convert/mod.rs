//! A plan in another dialect, at the level of the model.
//!
//! Each unit of the plan (a key of the model, or a key of one of its objects) is written in one of three ways: in
//! the form that the target's template shows; as the blocks it stands in, below the heading that the target has for
//! it; or as its whole section, as it is, at the end. The result is read back and compared with the plan; what is
//! not read back as it was is written in the next way. So nothing rests on a form being understood: it is tried.

pub(crate) mod anchors;
mod comments;
mod compare;
mod cover;
mod draft;
mod form;
mod header;
mod learn;
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
use draft::Draft;
use page::Page;
use planc_dialect::{Dialect, Library, unannotated};
use planc_syntax::parse;
use serde_json::{Map, Value};
use source::{Source, fit_as, model};
use target::Target;

/// A plan in another dialect.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conversion {
    /// The new text.
    pub text: String,
    /// Keys of the model that are not read from the new text as they are from the old one: `risks`,
    /// `security/threats`. Their words are in the text all the same.
    pub differs: Vec<String>,
}

/// Writes a plan in another dialect.
pub fn convert(text: &str, library: &Library, to: &Dialect) -> Conversion {
    let unix = text.replace("\r\n", "\n");
    let unix = unix.trim_start_matches('\u{feff}');
    let mut found = attempt(unix, library, to, true);
    // What no key takes stays with the section it belongs to, where the way back finds it as it was.
    if !found.differs.is_empty() || !leads_back(unix, &found.text, library) {
        let other = attempt(unix, library, to, false);
        if other.differs.len() <= found.differs.len() {
            found = other;
        }
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
    names(&compared(one, other, library))
}

fn compared(one: &str, other: &str, library: &Library) -> Faults {
    let unix = |text: &str| text.replace("\r\n", "\n");
    let (one, other) = (Read::of(&unix(one), library, None), Read::of(&unix(other), library, None));
    faults(&one.model, &other.model, (&one.title, &other.title), &[])
}

/// Whether converting back gives the plan that was there, leftovers and all.
fn leads_back(text: &str, there: &str, library: &Library) -> bool {
    let fit = library.fit(&parse(text));
    let Some(from) = library.dialect_version(&fit.dialect.name, fit.dialect.version) else { return false };
    let back = attempt(there, library, from, true);
    back.differs.is_empty() && compared(text, &back.text, library).is_empty()
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
    let mut best: Option<(usize, Page, Vec<String>)> = None;
    for _ in 0..24 {
        let page = draft.page();
        let (found, got_fit) = draft.read_back(&page.text);
        let known = (&got_fit.dialect.name, got_fit.dialect.version) == (&to.name, to.version);
        let count = 4 * (found.units.len() + usize::from(found.other))
            + 2 * usize::from(!known)
            + usize::from(found.order);
        let more = count > 0 && draft.learn(&found, &got_fit, &page);
        if best.as_ref().is_none_or(|(c, ..)| count < *c) {
            best = Some((count, page, names(&found)));
        }
        if !more {
            break;
        }
    }
    let Some((_, page, differs)) = best else { return Conversion::default() };
    let text = anchors::follow(&whole, &tree, &page.text, |section| page.place_of(&source, section));
    Conversion { text, differs }
}

fn names(found: &Faults) -> Vec<String> {
    let mut names = found.units.clone();
    names.extend(found.other.then(|| "other".to_owned()));
    names
}
