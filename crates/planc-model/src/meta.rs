//! Title, status, people, dates and links of the header, in whatever form it is written.

use crate::lower::{Lower, append};
use crate::notation::date;
use crate::spanned::{Spanned, Text};
use planc_dialect::{Entry, Field, Fit, Library, State};
use planc_source::Span;
use planc_source::encoding::repaired_word;
use planc_syntax::{Kind, Place, Tree, find_short, first_link, header_fields_of, links};
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;

/// What the header says.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Meta<'a> {
    /// The plan's id, with its letters: `PLAN-001`.
    pub id: Option<Text<'a>>,
    /// The number in id or title.
    pub number: Option<Spanned<u64>>,
    /// The name of the feature.
    pub title: Option<Text<'a>>,
    /// How far the plan is.
    pub status: Option<Status<'a>>,
    /// The plan's version.
    pub version: Option<Text<'a>>,
    /// Who wrote it; owners where no author is named.
    pub authors: Option<Vec<Text<'a>>>,
    /// When it was begun; ISO 8601 where the date can be read.
    pub created: Option<Text<'a>>,
    /// When it was last changed; ISO 8601 where the date can be read.
    pub updated: Option<Text<'a>>,
    /// The issue it belongs to.
    pub issue: Option<Text<'a>>,
    /// The specification it is made from.
    pub spec: Option<Link<'a>>,
    /// The decisions it rests on.
    pub adrs: Option<Vec<Link<'a>>>,
    /// What comes next.
    pub next_steps: Option<Text<'a>>,
    /// Every other place that states the status: front matter, footer. Not printed; compared by a rule.
    #[serde(skip)]
    pub status_copies: Vec<(StatusPlace, Status<'a>)>,
}

/// Where a copy of the status stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusPlace {
    /// In the front matter.
    FrontMatter,
    /// In the footer.
    Footer,
    /// In the header, a second time.
    Header,
}

/// A status: the state, and the words it was read from.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Status<'a> {
    /// The state of the model.
    pub state: Spanned<State>,
    /// The word as written, without decoration and note.
    pub word: Text<'a>,
    /// An emoji before or after the word.
    pub decoration: Option<Text<'a>>,
    /// What follows a dash or stands in brackets.
    pub note: Option<Text<'a>>,
    /// The documents that took its place.
    pub superseded_by: Option<Vec<Text<'a>>>,
}

/// A reference to another document.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Link<'a> {
    /// What is shown.
    pub text: Text<'a>,
    /// Where it leads, relative to the plan.
    pub target: Option<Text<'a>>,
}

/// Reads title, header, front matter and footer.
pub(crate) fn read<'a>(cx: &mut Lower<'_, 'a>) {
    if let Some((_, title)) = cx.fit.title {
        cx.plan.meta.id = title.id.map(|s| cx.text(s));
        cx.plan.meta.number = title.number.and_then(|s| number(cx, s));
        cx.plan.meta.title = Some(cx.name(title.title)).filter(|t| !t.value.is_empty());
    }
    // The visible header wins over front matter and footer.
    let rank = |e: &&Entry| match e.source.place {
        Place::Head => 0,
        Place::FrontMatter => 1,
        Place::Foot => 2,
    };
    let mut entries: Vec<&Entry> = cx.fit.header.iter().collect();
    entries.sort_by_key(rank);
    take_all(cx, entries);
    crate::header_rest::preamble(cx);
}

/// Takes the entries of a header; owners are authors where nobody else is, and what took the plan's place is
/// part of its status.
fn take_all(cx: &mut Lower<'_, '_>, mut entries: Vec<&Entry>) {
    let late = |e: &&Entry| matches!(e.field, Field::Owners | Field::SupersededBy);
    entries.sort_by_key(late);
    let mut owned = Vec::new();
    let named = |cx: &Lower<'_, '_>| cx.plan.meta.authors.is_some();
    let authored =
        named(cx) || entries.iter().any(|e| e.field == Field::Authors && !e.source.value.is_empty());
    for entry in entries {
        if entry.field == Field::Owners {
            if !authored {
                owned.extend(people(cx, entry.source.value));
                cx.used.push(entry.source.key);
            }
        } else if take(cx, entry) {
            cx.used.push(entry.source.key);
        }
    }
    if !owned.is_empty() {
        cx.plan.meta.authors = Some(owned);
    }
}

/// `## Status`, `## Metadata`, `## Next Steps`: a header that is a section.
pub(crate) fn read_section(cx: &mut Lower<'_, '_>, index: usize, name: &str) {
    if name == "next_steps" {
        let text = cx.everything(index).unwrap_or_else(|| cx.nothing(index));
        append(&mut cx.plan.meta.next_steps, text);
        return;
    }
    let scope = cx.vocabulary.scope("meta");
    let fields = header_fields_of(cx.tree, index).into_iter();
    let known = fields.filter_map(|source| {
        let field = cx.vocabulary.field(scope, cx.tree.str(source.key))?;
        Some(Entry { field, source })
    });
    let known: Vec<Entry> = known.collect();
    if !known.is_empty() {
        take_all(cx, known.iter().collect());
        crate::header_rest::section(cx, index);
        return;
    }
    if name != "meta.status" || cx.plan.meta.status.is_some() {
        cx.other(index);
        return;
    }
    for block in cx.blocks(index) {
        let found = match block.kind {
            // A ladder of boxes: the last one that is ticked is where the plan stands.
            Kind::List(_) => {
                let items: Vec<_> = cx.tree.items(block.node).collect();
                let ticked = items.iter().rfind(|i| i.mark == Some(planc_syntax::Mark::Done));
                let plain = items.first().filter(|_| items.iter().all(|i| i.mark.is_none()));
                ticked.or(plain).or(items.first()).map(|i| i.text)
            }
            Kind::Paragraph => planc_syntax::lines(cx.tree.text, block.span).next(),
            _ => None,
        };
        if let Some(span) = found {
            cx.plan.meta.status = Some(status(cx, span));
            return;
        }
    }
}

/// Takes one entry; says whether it found its place.
fn take(cx: &mut Lower<'_, '_>, entry: &Entry) -> bool {
    let span = entry.source.value;
    if entry.field == Field::Status {
        take_status(cx, entry);
        return true;
    }
    if span.is_empty() {
        // Its values may stand in a list below the key.
        return true;
    }
    let text = cx.name(span);
    // Each item of a list is an entry of its own.
    let goes_on = cx.used.last() == Some(&entry.source.key);
    let kept = match entry.field {
        Field::Authors => {
            let names = people(cx, span);
            match &mut cx.plan.meta.authors {
                Some(authors) if goes_on => authors.extend(names),
                Some(authors) => return *authors == names,
                none => *none = Some(names),
            }
            true
        }
        Field::Created => {
            let date = dated(cx, span);
            set(&mut cx.plan.meta.created, date)
        }
        Field::Updated => {
            let date = dated(cx, span);
            set(&mut cx.plan.meta.updated, date)
        }
        Field::Version => set(&mut cx.plan.meta.version, text),
        Field::Issue => {
            let issue = cx.text(span);
            set(&mut cx.plan.meta.issue, issue)
        }
        Field::Spec => {
            let spec = reference(cx, span);
            match &cx.plan.meta.spec {
                Some(before) => before.text.value == spec.text.value,
                None => {
                    cx.plan.meta.spec = Some(spec);
                    true
                }
            }
        }
        Field::Adrs if cx.plan.meta.adrs.is_none() || goes_on => {
            let found = references(cx, span);
            cx.plan.meta.adrs.get_or_insert_default().extend(found);
            true
        }
        Field::Id => {
            let digits = cx.tree.str(text.span).bytes().rev().take_while(u8::is_ascii_digit).count();
            if digits > 0 && cx.plan.meta.number.is_none() {
                cx.plan.meta.number = number(cx, Span::new(text.span.end() - digits, text.span.end()));
            }
            set(&mut cx.plan.meta.id, text)
        }
        Field::Title => set(&mut cx.plan.meta.title, text),
        Field::NextSteps => {
            if let Some(tasks) = tasks_link(cx, span) {
                cx.plan.links.get_or_insert_default().tasks.get_or_insert(tasks);
            }
            let next = cx.text(span);
            set(&mut cx.plan.meta.next_steps, next)
        }
        Field::Tasks => match reference(cx, span).target {
            Some(target) => set(&mut cx.plan.links.get_or_insert_default().tasks, target),
            None => false,
        },
        Field::SupersededBy => {
            let names = references(cx, span).into_iter().map(|l| l.text);
            match &mut cx.plan.meta.status {
                Some(status) => {
                    status.superseded_by.get_or_insert_default().extend(names);
                    true
                }
                None => false,
            }
        }
        _ => false,
    };
    // The visible header wins over front matter; a rule says where they differ.
    kept || entry.source.place == Place::FrontMatter && entry.field != Field::Branch
}

/// Sets a value that is not there yet; says whether it is what was meant.
fn set<'a>(slot: &mut Option<Text<'a>>, value: Text<'a>) -> bool {
    let same = slot.as_ref().is_none_or(|s| s.value == value.value);
    slot.get_or_insert(value);
    same
}

fn take_status(cx: &mut Lower<'_, '_>, entry: &Entry) {
    let found = status(cx, entry.source.value);
    let is_plan_status = cx.tree.str(entry.source.key).to_lowercase().contains("implementation");
    match (&cx.plan.meta.status, entry.source.place) {
        (None, _) if !is_plan_status => cx.plan.meta.status = Some(found),
        (_, Place::FrontMatter) => cx.plan.meta.status_copies.push((StatusPlace::FrontMatter, found)),
        (_, Place::Foot) if !is_plan_status => cx.plan.meta.status_copies.push((StatusPlace::Footer, found)),
        (Some(_), Place::Head) if !is_plan_status => {
            cx.plan.meta.status_copies.push((StatusPlace::Header, found))
        }
        _ => {}
    }
}

fn number(cx: &Lower<'_, '_>, span: Span) -> Option<Spanned<u64>> {
    cx.tree.str(span).parse().ok().map(|n| Spanned::new(n, span))
}

/// Names between commas, semicolons, slashes, `&` and `and`.
fn people<'a>(cx: &Lower<'_, 'a>, span: Span) -> Vec<Text<'a>> {
    let span = planc_syntax::unwrap(cx.tree.text, span);
    let mut out = Vec::new();
    for part in cx.split(span, &[',', ';', '、', '，', '&', '/']) {
        let source = cx.tree.str(part.span);
        let mut from = part.span.start();
        for (at, word) in source.match_indices(" and ") {
            out.push(cx.name(Span::new(from, part.span.start() + at)));
            from = part.span.start() + at + word.len();
        }
        out.push(cx.name(Span::new(from, part.span.end())));
    }
    out.retain(|t| !t.value.is_empty());
    out
}

/// A date in ISO form where it can be read; its span is that of the words.
pub(crate) fn dated<'a>(cx: &Lower<'_, 'a>, span: Span) -> Text<'a> {
    let text = cx.name(span);
    match date::read(&text.value, &|word| cx.vocabulary.month(word)) {
        Some(date::Reading::Date(found)) => {
            let iso = found.to_string();
            if iso == *text.value { text } else { Spanned::new(Cow::Owned(iso), text.span) }
        }
        _ => text,
    }
}

/// A link, or the words; a bare file name is its own target.
pub(crate) fn reference<'a>(cx: &Lower<'_, 'a>, span: Span) -> Link<'a> {
    if let Some(link) = first_link(cx.tree, span) {
        let shown = if link.text.is_empty() { link.span } else { link.text };
        let target = Spanned::new(Cow::Owned(link.target.to_owned()), link.target_span);
        return Link { text: cx.name(shown), target: Some(target) };
    }
    let text = cx.name(span);
    let target = Some(text.clone()).filter(|t| is_path(&t.value));
    Link { text, target }
}

fn references<'a>(cx: &Lower<'_, 'a>, span: Span) -> Vec<Link<'a>> {
    let none = |t: &Text<'_>| {
        let word = t.value.trim_matches(['*', '`', '.', '(', ')', '-', '—', ' ']).to_lowercase();
        matches!(word.as_str(), "" | "none" | "n/a" | "na" | "tbd")
            || matches!(
                word.as_str(),
                "нет"
                    | "nenhum"
                    | "nenhuma"
                    | "ninguno"
                    | "ninguna"
                    | "无"
                    | "無"
                    | "なし"
                    | "없음"
                    | "không"
                    | "không có"
            )
    };
    let parts = cx.split(span, &[',', ';', '、', '，']);
    let mut found = Vec::new();
    for part in parts.iter().filter(|t| !none(t)) {
        // `[ADR-1](a) and [ADR-2](b)` are two.
        let linked = found.len();
        found.extend(links(cx.tree, part.span).map(|l| reference(cx, l.span)));
        if found.len() == linked {
            found.push(reference(cx, part.span));
        }
    }
    found
}

fn is_path(text: &str) -> bool {
    !text.contains(' ')
        && (text.ends_with(".md")
            || text.ends_with(".markdown")
            || text.starts_with("./")
            || text.starts_with("../"))
}

fn tasks_link<'a>(cx: &Lower<'_, 'a>, span: Span) -> Option<Text<'a>> {
    if let Some(link) = first_link(cx.tree, span).filter(|l| l.target.contains("task")) {
        return Some(Spanned::new(Cow::Owned(link.target.to_owned()), link.target_span));
    }
    let source = cx.tree.str(span);
    let at = source.find("tasks.md")?;
    Some(cx.text(Span::new(span.start() + at, span.start() + at + "tasks.md".len())))
}

/// Reads the status that stands in `span`, wherever that is: in a cell of an index, behind a key.
pub fn status_at<'a>(tree: &Tree<'a>, fit: &Fit, library: &Library, span: Span) -> Status<'a> {
    status(&Lower::new(tree, fit, library, ""), span)
}

/// Reads `✅ Complete - shipped in 1.2`: decoration, word, note.
pub(crate) fn status<'a>(cx: &Lower<'_, 'a>, value: Span) -> Status<'a> {
    let span = planc_syntax::unwrap(cx.tree.text, value);
    let source = cx.tree.str(span);
    let none = Status {
        state: Spanned::new(State::Other, span),
        word: cx.text(span),
        decoration: None,
        note: None,
        superseded_by: None,
    };
    if is_choice(cx, source) {
        return none;
    }
    let lead = source.len()
        - source.trim_start_matches(|c: char| !c.is_alphanumeric() && !"[({<`*_".contains(c)).len();
    let lead = if lead == 0 { damaged_emoji(source) } else { lead };
    let before = Span::new(span.start(), span.start() + lead).trim(cx.tree.text);
    let rest = Span::new(span.start() + lead, span.end());
    let rest = if before.is_empty() { rest } else { planc_syntax::unwrap(cx.tree.text, rest) };
    let (word, note) = split_note(cx, rest);
    let text = cx.tree.str(word);
    let kept = text.trim_end_matches(|c: char| !c.is_alphanumeric() && !")]}>`*_'\"".contains(c)).len();
    let after = Span::new(word.start() + kept, word.end()).trim(cx.tree.text);
    let word = planc_syntax::unwrap(cx.tree.text, Span::new(word.start(), word.start() + kept));
    let decoration = [before, after].into_iter().find(|s| !s.is_empty() && !cx.tree.str(*s).is_ascii());
    let state = cx.state(cx.tree.str(word));
    let superseded = state == Some(State::Superseded);
    let superseded_by = note.filter(|_| superseded).map(|n| {
        let source = cx.tree.str(n);
        let rest = ["by ", "por ", "на ", "bởi "].iter().find_map(|by| source.strip_prefix(by));
        let list = Span::new(n.end() - rest.unwrap_or(source).len(), n.end());
        let linked = references(cx, list);
        linked.into_iter().map(|l| l.text).collect::<Vec<_>>()
    });
    Status {
        state: Spanned::new(state.unwrap_or(State::Other), word),
        word: cx.text(word),
        decoration: decoration.map(|s| cx.text(s)),
        note: note.map(|s| cx.text(s)),
        superseded_by: superseded_by.filter(|s| !s.is_empty()),
    }
}

/// The length of an emoji before the word that a wrong encoding made letters of: `ðŸ¤” Draft`.
fn damaged_emoji(source: &str) -> usize {
    let first = source.split(' ').next().filter(|w| !w.is_ascii() && w.len() < source.len());
    let was = first.and_then(repaired_word).filter(|w| !w.contains(char::is_alphanumeric));
    was.and(first).map_or(0, str::len)
}

/// The unedited list of choices: `[Draft | In Review | Approved]`, `{{STATUS}} (Draft | Review)`.
fn is_choice(cx: &Lower<'_, '_>, source: &str) -> bool {
    if source.contains("{{") {
        return true;
    }
    // `Approved (Draft | Review | Approved)`: the choice is made, the legend was left standing.
    let head = source.split(['(', '（']).next().unwrap_or("").trim();
    if head.len() < source.len() && cx.state(head).is_some() {
        return false;
    }
    let inner = source.trim_matches(['[', ']', '(', ')', '`', '*', ' ']);
    let known = |by: char| inner.split(by).filter(|w| cx.state(w).is_some()).count();
    let parts = |by: char| inner.split(by).count();
    ['|', '/', '\\'].into_iter().any(|by| parts(by) > 1 && known(by) > 1)
}

/// No status is a longer word than this, in bytes; so that a line of a megabyte is not read from every blank.
const LONGEST_WORD: usize = 128;

/// Parts the word from what follows a dash, stands in brackets, or goes on behind a known word.
fn split_note(cx: &Lower<'_, '_>, span: Span) -> (Span, Option<Span>) {
    let source = cx.tree.str(span);
    let marks = [
        " - ", " – ", " — ", "—", "–", " (", "（", ", ", "; ", ": ", ". ", " | ", " → ", "<br", " /", "，",
        "。", "；",
    ];
    let cut =
        marks.iter().filter_map(|m| Some((find_short(source, m)?, m.len()))).filter(|(at, _)| *at > 0).min();
    let (head, note) = match cut {
        Some((at, len)) => {
            let rest = Span::new(span.start() + at + len, span.end()).trim(cx.tree.text);
            let inner = cx.tree.str(rest);
            let closed = inner.ends_with([')', '）']) && matches!(source[at..at + len].trim(), "(" | "（");
            let last = inner.chars().next_back().map_or(0, char::len_utf8);
            let rest = if closed { Span::new(rest.start(), rest.end() - last) } else { rest };
            (
                Span::new(span.start(), span.start() + at).trim(cx.tree.text),
                Some(rest).filter(|r| !r.is_empty()),
            )
        }
        None => (span, None),
    };
    let words = cx.tree.str(head);
    if cx.state(words).is_some() {
        return (head, note);
    }
    // `Approved by the board`, `Superseded by 018`, `In Progress 60 %`: a known word and how it came about.
    let ends = words.match_indices(' ').map(|(i, _)| i).take_while(|end| *end <= LONGEST_WORD);
    for at in ends.collect::<Vec<_>>().into_iter().rev() {
        let Some(state) = cx.state(&words[..at]) else { continue };
        let rest = words[at..].trim_start();
        let first = rest.split(' ').next().unwrap_or("").to_lowercase();
        let harmless = matches!(
            first.as_str(),
            "by" | "on"
                | "as"
                | "in"
                | "at"
                | "since"
                | "for"
                | "and"
                | "v"
                | "with"
                | "through"
                | "por"
                | "на"
                | "bởi"
        ) || rest.starts_with(|c: char| c.is_ascii_digit() || !c.is_alphanumeric());
        // A condition must not be read as consent: `Approved once legal agrees` is not approved.
        let open = matches!(state, State::Draft | State::InReview | State::InProgress | State::Paused);
        if harmless || open {
            let word = Span::new(head.start(), head.start() + at);
            return (
                word,
                Some(Span::new(head.start() + at, note.map_or(head.end(), Span::end)).trim(cx.tree.text)),
            );
        }
    }
    (head, note)
}
