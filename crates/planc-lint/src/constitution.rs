//! The project's own constitution, and what of it the plan's check speaks of.

use crate::address::relative;
use crate::{Context, Target};
use planc_model::{Facts, Stated, article};
use planc_source::Span;
use std::sync::Arc;

/// Where constitutions stand, from a folder at or above that of the plan.
const PLACES: &[&str] =
    &["constitution.md", ".specify/memory/constitution.md", "memory/constitution.md", "docs/constitution.md"];

/// A constitution, and where it is, seen from the plan.
pub(crate) struct Constitution {
    pub(crate) path: String,
    facts: Arc<Facts>,
}

impl Constitution {
    /// The constitution the plan links to, else the nearest one where they stand by convention. `None` where it has
    /// no articles that can be told.
    pub(crate) fn of<'c>(cx: &'c Context<'_, '_>) -> Option<&'c Constitution> {
        cx.found.constitution.get_or_init(|| Constitution::find(cx)).as_ref()
    }

    fn find(cx: &Context<'_, '_>) -> Option<Constitution> {
        let named =
            |path: &str| path.rsplit('/').next().is_some_and(|n| n.to_lowercase().contains("constitution"));
        let linked =
            cx.tree.destinations.iter().filter_map(|d| relative(&d.target)).map(|a| a.path.into_owned());
        let linked = linked.filter(|path| named(path) && cx.surroundings.target(path) == Target::File);
        // One that is linked and has no articles is the constitution all the same.
        let path = linked.into_iter().next().or_else(|| nearest(cx))?;
        let facts = cx.surroundings.facts(&path)?;
        (!facts.articles.is_empty()).then_some(Constitution { path, facts })
    }

    /// Its articles.
    pub(crate) fn articles(&self) -> impl Iterator<Item = Name<'_>> {
        self.facts.articles.iter().map(Name::stated)
    }

    /// Whether another of its headings has these words.
    pub(crate) fn has_heading(&self, words: &str) -> bool {
        let words = simple(words);
        self.facts.headings.iter().any(|h| simple(&h.id).contains(&words))
    }
}

fn nearest(cx: &Context<'_, '_>) -> Option<String> {
    let own = cx.surroundings.place()?;
    let mut folder = own.as_str();
    let mut up = String::new();
    while let Some(end) = folder.rfind('/') {
        folder = &folder[..end];
        let is_there =
            |place: &&&str| cx.surroundings.in_workspace(&format!("{folder}/{place}")) == Target::File;
        if let Some(found) = PLACES.iter().find(is_there) {
            return Some(format!("{up}{found}"));
        }
        up.push_str("../");
    }
    let at_root = PLACES.iter().find(|place| cx.surroundings.in_workspace(place) == Target::File);
    at_root.map(|found| format!("{up}{found}"))
}

/// The words of a name that tell it from others: `Test-First (NON-NEGOTIABLE)` is `test first`.
fn essence(name: &str) -> String {
    let bare = name.split(['(', '（']).next().filter(|n| !n.trim().is_empty()).unwrap_or(name);
    simple(bare)
}

/// What an article is called: by number, by name, or by both.
pub(crate) struct Name<'w> {
    pub(crate) number: Option<u32>,
    /// The words as written, with the number.
    pub(crate) name: &'w str,
    /// The number as written.
    written: &'w str,
    simple: String,
}

impl<'w> Name<'w> {
    fn stated(stated: &'w Stated) -> Name<'w> {
        // The number may be roman or arabic; the name says nothing of it.
        let number = article(&format!("{}. x", stated.id)).map(|(number, ..)| number);
        Name { number, name: &stated.text, written: &stated.id, simple: essence(&stated.text) }
    }

    /// The article that a row of the plan's check is about.
    pub(crate) fn read(words: &'w str) -> Name<'w> {
        match article(words) {
            Some((number, written, name)) => {
                Name { number: Some(number), name, written, simple: essence(name) }
            }
            None => Name { number: None, name: words, written: "", simple: essence(words) },
        }
    }

    /// Number and name, as the constitution has them.
    pub(crate) fn full(&self) -> String {
        if self.written.is_empty() {
            self.name.to_owned()
        } else {
            format!("{}. {}", self.written, self.name)
        }
    }

    /// The number as it is written.
    pub(crate) fn written(&self) -> &str {
        self.written
    }

    /// Whether the names are the same, or one is part of the other.
    pub(crate) fn same_name(&self, other: &Name<'_>) -> bool {
        let (one, two) = (&self.simple, &other.simple);
        !one.is_empty() && !two.is_empty() && (one.contains(two.as_str()) || two.contains(one.as_str()))
    }

    /// Whether the names have a word in common that means something.
    pub(crate) fn shares_word(&self, other: &Name<'_>) -> bool {
        let stem = |w: &str| w.chars().take(5).collect::<String>();
        let words = |s: &str| s.split(' ').filter(|w| w.len() > 2).map(stem).collect::<Vec<_>>();
        let own = words(&simple(self.name));
        words(&other.simple).iter().any(|w| own.contains(w))
    }

    /// Whether both mean one article.
    pub(crate) fn is(&self, other: &Name<'_>) -> bool {
        match (self.number, other.number) {
            (Some(one), Some(two)) => one == two,
            _ => self.same_name(other),
        }
    }

    /// Whether words say its name.
    pub(crate) fn is_named_in(&self, simple: &str) -> bool {
        self.simple.len() > 3 && simple.contains(&self.simple)
    }
}

/// Lower case, one blank for what is neither letter nor digit.
pub(crate) fn simple(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The sections in which the plan checks itself against the constitution, outermost ones, with all below them.
pub(crate) fn checks<'c>(cx: &'c Context<'_, '_>) -> impl Iterator<Item = usize> + 'c {
    let is = |i: usize| cx.fit.spots[i].concept.is_some_and(|c| c.family() == "constitution");
    let mut end = 0;
    (1..cx.tree.sections.len()).filter(move |i| {
        let section = &cx.tree.sections[*i];
        let first = is(*i) && section.span.start() >= end;
        if first {
            end = section.span.end();
        }
        first
    })
}

/// The words of an article in the plan's check, without box and emphasis.
pub(crate) fn row_words(words: &str) -> &str {
    words.trim_matches(['*', '_', '`', ' '])
}

/// Whether `span` is the open box of an article: `[ ] Compliant`, `⬜`.
pub(crate) fn is_open_box(text: &str, span: Span) -> bool {
    let source = span.of(text).trim_start_matches(['|', ' ', '`']);
    ["[ ]", "⬜", "☐"].iter().any(|mark| source.starts_with(mark))
}
