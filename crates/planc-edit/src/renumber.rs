//! A plan gets another number: what must be edited in each document that leads to it or names it.

use crate::document::Document;
use planc_source::{Edits, Span};
use planc_syntax::{Kind, Tree};

/// What changes its name.
pub struct Renumbering<'r> {
    /// For a path that a link in the document leads to, the name of the part that changes and the new one.
    pub renamed: &'r dyn Fn(&str) -> Option<Renamed>,
    /// Ids with what they become.
    pub ids: &'r [(String, String)],
    /// Names of files and folders with what they become.
    pub names: &'r [Name],
}

impl std::fmt::Debug for Renumbering<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renumbering")
            .field("ids", &self.ids)
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}

/// The name of a file or folder that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As it is: `PLAN-012-login.md`, `012-login`.
    pub from: String,
    /// What it becomes.
    pub to: String,
    /// The name of the folder it lies in.
    pub folder: String,
}

/// A part of a path that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The part as the link has it.
    pub from: String,
    /// What it becomes.
    pub to: String,
    /// Which of the parts of the path it is, from its end.
    pub from_end: usize,
}

/// How far the ids in a document are those of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// They are.
    Surely,
    /// Another plan has the same id: a bare mention may mean either.
    Perhaps,
}

/// What is edited in one document, and what is left alone.
#[derive(Clone, Debug, Default)]
pub struct Mended {
    /// What changes.
    pub edits: Edits,
    /// Links that lead elsewhere now.
    pub links: usize,
    /// Mentions of an id or name.
    pub mentions: usize,
    /// Mentions that stay as they are, with why.
    pub left: Vec<(Span, &'static str)>,
}

const IN_CODE: &str = "it stands in a code block";
const IN_HTML: &str = "it stands in HTML";
const IN_HISTORY: &str = "history stays as it was";
const IN_BRANCH: &str = "it may be the name of a branch";
const ELSEWHERE: &str = "it is the name of something in another folder";
const AMBIGUOUS: &str = "another plan has this id too";
const LONGER: &str = "it is part of a longer name";

/// Mends links and mentions of one document. `history` is what stays untouched of the plan itself.
pub fn mend(tree: &Tree<'_>, renumbering: &Renumbering<'_>, meant: Meant, history: Option<Span>) -> Mended {
    let mut mended = Mended::default();
    let places = Places::of(tree);
    let (own, addresses) = links(tree, &places, renumbering, &mut mended);
    let in_history = |span: Span| history.is_some_and(|h| h.contains(span));
    for mention in mentions(tree.text, renumbering) {
        let span = mention.span;
        // What a link leads to is not what is mentioned.
        if within(&addresses, span) {
            continue;
        }
        let why = if within(&places.code, span) {
            Some(IN_CODE)
        } else if within(&places.html, span) {
            Some(IN_HTML)
        } else if in_history(span) {
            Some(IN_HISTORY)
        } else if mention.why.is_some() && !(mention.why == Some(IN_BRANCH) && within(&own, span)) {
            mention.why
        } else if meant == Meant::Perhaps && mention.is_id && !within(&own, span) {
            Some(AMBIGUOUS)
        } else {
            None
        };
        match why {
            Some(why) => mended.left.push((span, why)),
            None => mended.mentions += usize::from(mended.edits.replace(span, mention.to).is_ok()),
        }
    }
    mended
}

/// Edits the addresses of links that lead to what is renamed, those of definitions too. Gives the links to it, what is
/// shown of which speaks of the plan for sure, and all addresses there are.
fn links(
    tree: &Tree<'_>,
    places: &Places,
    renumbering: &Renumbering<'_>,
    mended: &mut Mended,
) -> (Vec<Span>, Vec<Span>) {
    let (mut own, mut addresses) = (Vec::new(), Vec::new());
    let mut edit = |at: Span, renamed: &Renamed| {
        let part = address(tree.text, at, renamed);
        if part.is_some_and(|span| mended.edits.replace(span, renamed.to.clone()).is_ok()) {
            mended.links += 1;
        }
    };
    for destination in &tree.destinations {
        let node = tree.nodes[destination.node as usize].span;
        let renamed = (renumbering.renamed)(&destination.target);
        own.extend(renamed.is_some().then_some(node));
        let inline = tree.str(node).rfind("](").map(|at| at + 2);
        let Some(skip) = inline.or(destination.autolink.then_some(0)) else { continue };
        let at = Span::new(node.start() + skip, node.end());
        addresses.push(at);
        if let Some(renamed) = &renamed {
            edit(at, renamed);
        }
    }
    let mut at = 0;
    for line in tree.text.split_inclusive(['\n', '\r']) {
        at += line.len();
        let bare = line.trim_start_matches([' ', '>']);
        let Some(close) = bare.strip_prefix('[').and_then(|b| b.find("]:")) else { continue };
        let rest = bare[close + 3..].trim_start();
        let span = Span::new(at - rest.len(), at);
        if within(&places.code, span) {
            continue;
        }
        addresses.push(span);
        let target = rest.split_whitespace().next().unwrap_or("").trim_matches(['<', '>']);
        if let Some(renamed) = (renumbering.renamed)(target) {
            edit(span, &renamed);
        }
    }
    addresses.sort_unstable();
    (own, addresses)
}

/// Where the part of an address stands that is renamed: the parts are parted by slashes and counted from the end.
fn address(text: &str, span: Span, renamed: &Renamed) -> Option<Span> {
    let source = span.of(text);
    let lead = source.len() - source.trim_start_matches('<').len();
    let ends = ['#', '?', ')', '>', '"', '\n', '\r'];
    let mut source = &source[lead..];
    source = &source[..source.find(ends).unwrap_or(source.len())];
    if lead == 0 {
        source = source.split(' ').next().unwrap_or("");
    }
    let mut end = source.trim_end_matches('/').len();
    for _ in 0..renamed.from_end {
        end = source[..end].rfind('/')?;
    }
    let start = source[..end].rfind('/').map_or(0, |at| at + 1);
    let part = &source[start..end];
    let same = part == renamed.from || part.replace("%20", " ") == renamed.from;
    let at = span.start() + lead;
    same.then(|| Span::new(at + start, at + end))
}

/// A mention of an id or name.
struct Found {
    span: Span,
    to: String,
    is_id: bool,
    why: Option<&'static str>,
}

/// All mentions in a text, in order, without those inside others. Linear for each id and name.
fn mentions(text: &str, renumbering: &Renumbering<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for name in renumbering.names {
        for (at, from) in text.match_indices(name.from.as_str()) {
            let (before, after) = around(text, at, from.len());
            if before.is_some_and(|c| is_word(c) || c == '.' || c == '-') || after.is_some_and(is_word) {
                continue;
            }
            // The bare name of a folder is as well that of a branch.
            let folder =
                text[..at].strip_suffix('/').map(|p| p.rsplit(|c: char| !is_part(c)).next().unwrap_or(""));
            let here = folder.is_none_or(|f| f == name.folder || f.starts_with('.'));
            let path = here && (folder.is_some() || after == Some('/') || from.ends_with(".md"));
            let why = (!path).then_some(if folder.is_some() { ELSEWHERE } else { IN_BRANCH });
            found.push(Found {
                span: Span::new(at, at + from.len()),
                to: name.to.clone(),
                is_id: false,
                why,
            });
        }
    }
    for (id, to) in renumbering.ids {
        // `PLAN-2026-11-20-login` is one word, and no number with letters before it.
        if id.matches('-').count() > 1 {
            for (at, _) in text.match_indices(id.as_str()) {
                let (before, after) = around(text, at, id.len());
                let edge = |c: Option<char>| c.is_none_or(|c| !is_word(c) && c != '-');
                if edge(before) && edge(after) {
                    let span = Span::new(at, at + id.len());
                    found.push(Found { span, to: to.clone(), is_id: true, why: None });
                }
            }
            continue;
        }
        let (letters, number) =
            id.split_at(id.len() - id.bytes().rev().take_while(u8::is_ascii_digit).count());
        let (_, new) = to.split_at(letters.len().min(to.len()));
        for (at, _) in text.match_indices(letters) {
            let rest = &text[at + letters.len()..];
            let zeros = rest.len() - rest.trim_start_matches('0').len();
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 || rest[zeros.min(digits)..digits] != *number.trim_start_matches('0') {
                continue;
            }
            let span = Span::new(at, at + letters.len() + digits);
            let (before, after) = around(text, at, span.len());
            if before.is_some_and(|c| is_word(c) || c == '-') || after.is_some_and(is_word) {
                continue;
            }
            let longer = after == Some('-') && text[span.end() + 1..].starts_with(char::is_alphanumeric);
            let dotted =
                after == Some('.') && text[span.end() + 1..].starts_with(|c: char| c.is_ascii_digit());
            let plain = new.trim_start_matches('0');
            let to = format!("{letters}{plain:0>digits$}");
            let why = (longer || dotted).then_some(LONGER);
            found.push(Found { span, to, is_id: true, why });
        }
    }
    found.sort_by_key(|f| (f.span.start, std::cmp::Reverse(f.span.end)));
    let mut end = 0;
    found.retain(|f| {
        let outer = f.span.start() >= end;
        end = end.max(f.span.end());
        outer
    });
    found
}

fn around(text: &str, at: usize, len: usize) -> (Option<char>, Option<char>) {
    (text[..at].chars().next_back(), text[at + len..].chars().next())
}

/// Whether a character may stand in the name of a folder.
fn is_part(c: char) -> bool {
    is_word(c) || matches!(c, '-' | '.')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Code blocks and HTML of a document, in order.
struct Places {
    code: Vec<Span>,
    html: Vec<Span>,
}

impl Places {
    fn of(tree: &Tree<'_>) -> Places {
        let of = |is: &dyn Fn(Kind) -> bool| {
            tree.nodes.iter().filter(|n| is(n.kind)).map(|n| n.span).collect::<Vec<_>>()
        };
        Places {
            code: of(&|k| matches!(k, Kind::Code(_))),
            html: of(&|k| matches!(k, Kind::Html | Kind::InlineHtml)),
        }
    }
}

fn within(spans: &[Span], span: Span) -> bool {
    let behind = spans.partition_point(|s| s.start <= span.start);
    behind.checked_sub(1).and_then(|at| spans.get(at)).is_some_and(|s| s.contains(span))
}

/// The number in the title of a plan, where it stands there without letters: `Technical Plan: 012-Login`.
pub fn bare_number(doc: Document<'_, '_>) -> Option<Span> {
    let (_, title) = doc.fit.title?;
    title.number.filter(|_| title.id.is_none())
}

/// The section with the history of a plan, which no change of its number touches.
pub fn history_of(doc: Document<'_, '_>) -> Option<Span> {
    let is = |i: &usize| doc.fit.spots[*i].concept.is_some_and(|c| c.name() == "history");
    let mut sections = (1..doc.tree.sections.len()).filter(is).map(|i| doc.tree.sections[i].span);
    let first = sections.next()?;
    Some(sections.fold(first, Span::cover))
}
