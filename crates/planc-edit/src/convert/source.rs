//! The plan that is converted: its values by unit, and which blocks of the text each of them was read from.

use super::cover::Cover;
use planc_dialect::{Concept, Dialect, Fit, Library, Reader, Role};
use planc_source::Span;
use planc_syntax::{Kind, Tree};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What is written, moved and compared as one: a key of the model, or a key of one of its objects.
#[derive(Debug)]
pub(crate) struct Unit {
    /// `risks`, `security`.
    pub key: String,
    /// `threats` of `security`.
    pub sub: Option<String>,
    /// What it says.
    pub value: Value,
    /// Where it begins in the text.
    pub start: usize,
}

impl Unit {
    /// The concept that is its own: `security.threats`, else `security`.
    pub fn concept(&self) -> Option<Concept> {
        let own = self.sub.as_ref().and_then(|s| Concept::named(&format!("{}.{s}", self.key)));
        own.or_else(|| Concept::named(&self.key))
    }
}

/// A block of a section, or a section that is one item of it, with the units that were read from it.
#[derive(Debug)]
pub(crate) struct Fragment {
    /// The section it is content of.
    pub owner: usize,
    /// Its bytes: of an item that is a section, its own body.
    pub span: Span,
    /// The section, of an item that is one.
    pub item: Option<usize>,
    /// The units it feeds.
    pub units: Vec<usize>,
    /// Whether it has words that are in no value.
    pub wordy: bool,
}

/// What no key takes.
#[derive(Debug)]
pub(crate) struct Leftover {
    /// The heading it stands below.
    pub heading: String,
    /// Its words, as the model has them.
    pub text: String,
    /// Its words as they stand there, with the pipes of cells escaped.
    pub raw: String,
    /// The section it stands in.
    pub section: usize,
    /// Its bytes; they may cover more where it is made of several blocks.
    pub span: Span,
}

/// A plan, taken apart.
pub(crate) struct Source<'t, 'a> {
    pub tree: &'t Tree<'a>,
    pub fit: &'t Fit,
    pub units: Vec<Unit>,
    pub fragments: Vec<Fragment>,
    pub leftovers: Vec<Leftover>,
    /// For each section the one it is an item of, or itself.
    pub owners: Vec<usize>,
    /// What people wrote in comments.
    pub comments: Vec<Comment>,
    /// The keys that the model has, be it for an empty list.
    keys: BTreeSet<String>,
}

/// A comment that is neither planc's nor the template's.
#[derive(Debug)]
pub(crate) struct Comment {
    /// The comment.
    pub span: Span,
    /// The section it stands in, with its items; empty above the first one.
    pub within: Span,
}

/// Reads a text as a plan of `dialect`, or of whatever dialect it is: the published form, with spans.
pub(crate) fn model(tree: &Tree<'_>, fit: &Fit, library: &Library) -> Map<String, Value> {
    let reading = planc_model::read(tree, fit, library, "");
    match planc_model::to_json(&reading.plan, true) {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The fit of a text to the dialect it is known to be of.
pub(crate) fn fit_as(tree: &Tree<'_>, library: &Library, dialect: Option<&Dialect>) -> Fit {
    dialect.map_or_else(|| library.fit(tree), |d| library.fit_to(tree, d))
}

/// Keys of the model that are no units.
pub(crate) const APART: [&str; 4] = ["path", "dialect", "meta", "other"];

/// The units of a model with spans, in its order.
pub(crate) fn units(model: &Map<String, Value>) -> Vec<(String, Option<String>, &Value)> {
    let mut out = Vec::new();
    for (key, value) in model.iter().filter(|(k, _)| !APART.contains(&k.as_str())) {
        match value {
            Value::Object(map) if leaf(value).is_none() => {
                out.extend(map.iter().map(|(sub, v)| (key.clone(), Some(sub.clone()), v)));
            }
            _ => out.push((key.clone(), None, value)),
        }
    }
    out
}

/// The value and place of a leaf.
pub(crate) fn leaf(value: &Value) -> Option<(&Value, Span)> {
    let map = value.as_object().filter(|m| m.len() == 2)?;
    let span = map.get("span")?.as_array()?;
    let at = |n: usize| usize::try_from(span.get(n)?.as_u64()?).ok();
    Some((map.get("value")?, Span::new(at(0)?, at(1)?)))
}

/// A value without its spans.
pub(crate) fn bare(value: &Value) -> Value {
    if let Some((value, _)) = leaf(value) {
        return value.clone();
    }
    match value {
        Value::Object(map) => Value::Object(map.iter().map(|(k, v)| (k.clone(), bare(v))).collect()),
        Value::Array(items) => Value::Array(items.iter().map(bare).collect()),
        other => other.clone(),
    }
}

/// Every leaf of a value with its place.
pub(crate) fn leaves<'v>(value: &'v Value, out: &mut Vec<(&'v Value, Span)>) {
    if let Some(found) = leaf(value) {
        out.push(found);
        return;
    }
    match value {
        Value::Object(map) => map.values().for_each(|v| leaves(v, out)),
        Value::Array(items) => items.iter().for_each(|v| leaves(v, out)),
        _ => {}
    }
}

impl<'t, 'a> Source<'t, 'a> {
    /// Takes a plan apart.
    pub fn new(tree: &'t Tree<'a>, fit: &'t Fit, library: &Library, model: &Map<String, Value>) -> Self {
        let reader = Reader { tree, fit, vocabulary: library.vocabulary() };
        let owners = owners(&reader);
        let mut fragments = fragments(&reader, &owners);
        let (mut found, mut values) = (Vec::new(), Vec::new());
        for (key, sub, value) in units(model) {
            let mut places = Vec::new();
            leaves(value, &mut places);
            values.extend(places.iter().copied());
            for (value, span) in &places {
                feed(tree, &mut fragments, found.len(), value, *span);
            }
            let start = places.iter().map(|(_, s)| s.start()).min().unwrap_or(tree.text.len());
            found.push(Unit { key, sub, value: bare(value), start });
        }
        let leftovers = model.get("other").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let leftovers: Vec<Leftover> = leftovers.iter().filter_map(|l| leftover(tree, l)).collect();
        let cover = Cover::of(tree, &values, &leftovers);
        for fragment in &mut fragments {
            let family = fit.spots[fragment.owner].concept.map_or("", Concept::family);
            fragment.wordy = cover.lacks(&reader, family, fragment.span);
        }
        let template = library.dialect_version(&fit.dialect.name, fit.dialect.version);
        let comments = super::comments::own(tree, template).into_iter().map(|span| {
            let section = tree.sections.partition_point(|s| s.span.start <= span.start).saturating_sub(1);
            let above = section == 0 || fit.title.is_some_and(|(title, _)| title == section);
            let within = if above { Span::at(0) } else { tree.sections[owners[section]].span };
            Comment { span, within }
        });
        let comments = comments.collect();
        let said = |value: &Value| value.as_object().is_none_or(|map| !map.is_empty());
        let keys = model.iter().filter(|(_, v)| said(v)).map(|(k, _)| k.clone()).collect();
        Source { tree, fit, units: found, fragments, leftovers, owners, comments, keys }
    }

    /// Whether a block that feeds nothing goes with what stands behind it: a comment, a label, words in no value.
    pub fn leads(&self, fragment: &Fragment) -> bool {
        fragment.item.is_none() && fragment.units.is_empty() && (self.is_comment(fragment) || fragment.wordy)
    }

    /// Whether a section or an item of it has words that no form of a template has room for.
    pub fn is_wordy(&self, section: usize) -> bool {
        let mut own = self.fragments.iter().filter(|f| f.owner == section);
        own.any(|f| f.wordy)
    }

    /// Whether a block is nothing but a comment that somebody wrote.
    fn is_comment(&self, fragment: &Fragment) -> bool {
        let before = self.comments.partition_point(|c| c.span.start < fragment.span.start);
        let has_one = self.comments.get(before).is_some_and(|c| fragment.span.contains(c.span));
        has_one && self.tree.str(fragment.span).trim_start().starts_with("<!--")
    }

    /// The sections that a unit was read from.
    pub fn sections(&self, unit: usize) -> Vec<usize> {
        let mut out: Vec<usize> =
            self.fragments.iter().filter(|f| f.units.contains(&unit)).map(|f| f.owner).collect();
        out.dedup();
        out
    }

    /// Whether a section is about something, but nothing was read from it.
    pub fn is_bare(&self, section: usize) -> bool {
        let spot = self.fit.spots[section];
        let about =
            spot.concept.is_some_and(|c| !c.is_other() && c.family() != "meta" && c.family() != "next_steps");
        let standing = self.owners[section] == section && matches!(spot.role, Role::Section | Role::Record);
        let mut own = self.fragments.iter().filter(|f| f.owner == section).peekable();
        let mut inside = self.tree.subsections(section).peekable();
        // Over items of something else it only groups them, if the model has nothing for its key.
        let said = spot.concept.is_some_and(|c| c.info().keys.iter().any(|k| self.keys.contains(*k)));
        let grouping = own.peek().is_none()
            && inside.peek().is_some()
            && (!said || inside.all(|i| !matches!(self.fit.spots[i].role, Role::Record | Role::Part)));
        about && standing && !grouping && own.all(|f| f.units.is_empty())
    }

    /// Whether a section has a meaning, but its words are in no value that is written anywhere: what comes next, and what
    /// a later section says anew.
    pub fn is_aside(&self, section: usize) -> bool {
        let spot = self.fit.spots[section];
        if self.owners[section] != section || !matches!(spot.role, Role::Section | Role::Record) {
            return false;
        }
        let mut own = self.fragments.iter().filter(|f| f.owner == section).peekable();
        let next = spot.concept.is_some_and(|c| c.family() == "next_steps");
        next || self.is_wordy(section) && own.peek().is_some() && own.all(|f| f.units.is_empty())
    }

    /// Whether a section is about several keys.
    pub fn is_combined(&self, section: usize) -> bool {
        self.fit.spots[section].concept.is_some_and(|c| c.info().keys.len() > 1)
    }

    /// The section of the title.
    pub fn title(&self) -> Option<usize> {
        self.fit.title.map(|(section, _)| section)
    }

    /// Whether a leftover is the line in italics that closes the document.
    pub fn closes(&self, leftover: &Leftover) -> bool {
        is_closing(&leftover.text) && self.is_foot(leftover)
    }

    /// Whether a leftover stands in the footer, which is no block of any section.
    pub fn is_foot(&self, leftover: &Leftover) -> bool {
        let footer = self.tree.footer().map(|(node, _)| self.tree.nodes[node].span.start);
        footer.is_some_and(|start| start <= leftover.span.start)
    }

    /// Whether a section is part of the header.
    pub fn is_header(&self, section: usize) -> bool {
        self.fit.spots.get(section).is_none_or(|s| s.role == Role::Top)
    }
}

fn leftover(tree: &Tree<'_>, value: &Value) -> Option<Leftover> {
    let (heading, at) = leaf(value.get("heading")?)?;
    let (level, _) = leaf(value.get("level")?)?;
    let (text, span) = leaf(value.get("text")?)?;
    let section =
        tree.sections.iter().position(|s| s.title == at && u64::from(s.level) == level.as_u64().unwrap_or(0));
    let (text, raw) = (text.as_str()?, tree.str(span));
    Some(Leftover {
        heading: heading.as_str()?.to_owned(),
        text: text.to_owned(),
        raw: if raw.replace("\\|", "|") == text { raw } else { text }.to_owned(),
        section: section?,
        span,
    })
}

/// For each section the one whose item, or part of an item, it is.
fn owners(reader: &Reader<'_, '_>) -> Vec<usize> {
    let mut owners: Vec<usize> = (0..reader.tree.sections.len()).collect();
    for index in 1..owners.len() {
        let Some(parent) = reader.tree.sections[index].parent.filter(|p| *p > 0) else { continue };
        let belongs = match reader.fit.spots[index].role {
            Role::Part => true,
            Role::Record => reader.belongs(index, parent),
            _ => false,
        };
        if belongs {
            owners[index] = owners[parent];
        }
    }
    owners
}

/// The blocks of all sections, in the order of the text.
fn fragments(reader: &Reader<'_, '_>, owners: &[usize]) -> Vec<Fragment> {
    let tree = reader.tree;
    let mut out = Vec::new();
    for (index, owner) in owners.iter().enumerate() {
        if *owner != index {
            let body = tree.sections[index].body;
            out.push(Fragment {
                owner: *owner,
                span: body,
                item: Some(index),
                units: Vec::new(),
                wordy: false,
            });
            continue;
        }
        let own = reader.own(index);
        for at in tree.siblings(own.start, own.end) {
            let node = tree.nodes[at];
            let note = node.kind == Kind::Html && tree.str(node.span).contains("planc:");
            let several = reader.fit.spots[index].concept.is_some_and(|c| c.info().keys.len() > 1);
            match node.kind {
                Kind::Rule => {}
                Kind::Html if note => {}
                // The items of a list may be about different things.
                Kind::List(_) if several => {
                    let items = tree.children(at).map(|n| tree.nodes[n].span);
                    out.extend(items.map(|span| Fragment {
                        owner: index,
                        span,
                        item: None,
                        units: Vec::new(),
                        wordy: false,
                    }));
                }
                _ => out.push(Fragment {
                    owner: index,
                    span: node.span,
                    item: None,
                    units: Vec::new(),
                    wordy: false,
                }),
            }
        }
    }
    out
}

/// Notes which fragments a leaf was read from.
fn feed(tree: &Tree<'_>, fragments: &mut [Fragment], unit: usize, value: &Value, span: Span) {
    let whole = |f: &Fragment| match f.item {
        Some(section) => Span::new(tree.sections[section].span.start(), f.span.end()),
        None => f.span,
    };
    let first = fragments.partition_point(|f| whole(f).end <= span.start && f.span.end < span.end.max(1));
    let touched: Vec<usize> = (first.saturating_sub(1)..fragments.len())
        .take_while(|f| whole(&fragments[*f]).start() < span.end().max(span.start() + 1))
        .filter(|f| {
            let at = whole(&fragments[*f]);
            at.start < span.end.max(span.start + 1) && span.start < at.end
        })
        .collect();
    let parts = value.as_str().filter(|_| touched.len() > 1).map(squeezed);
    let exact = value.as_str().is_some_and(|v| v == tree.str(span));
    for at in touched {
        // A text made of several blocks covers what stands between them, too.
        let own = squeezed(tree.str(fragments[at].span));
        let fed = exact || parts.as_ref().is_none_or(|p| !own.is_empty() && p.contains(&own));
        if fed && !fragments[at].units.contains(&unit) {
            fragments[at].units.push(unit);
        }
    }
}

/// `*Work begins after approval.*`
pub(crate) fn is_closing(text: &str) -> bool {
    let marked = |m: char| text.starts_with(m) && text.ends_with(m) && !text.starts_with("**");
    (marked('*') || marked('_')) && text.lines().count() == 1
}

/// A text without its white space.
pub(crate) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}
