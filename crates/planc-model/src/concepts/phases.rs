use crate::lower::Lower;
use crate::notation::number;
use crate::spanned::{Spanned, Text};
use planc_dialect::{Concept, Field, Form, Record, Value};
use planc_source::Span;
use planc_syntax::{Item, Kind, Mark, NodeId};
use schemars::JsonSchema;
use serde::Serialize;
use smallvec::SmallVec;

/// A stretch of the work.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Phase<'a> {
    /// Its number.
    pub number: Option<Spanned<u32>>,
    /// Its name.
    pub name: Option<Text<'a>>,
    /// What it is to reach.
    pub goal: Option<Text<'a>>,
    /// How long it takes.
    pub duration: Option<Text<'a>>,
    /// What is to be done.
    pub tasks: Option<Vec<Task<'a>>>,
}

/// Something to do.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Task<'a> {
    /// What.
    pub text: Text<'a>,
    /// Its box.
    pub done: Option<Spanned<bool>>,
    /// The sign in a box that is neither blank nor a tick.
    pub mark: Option<Spanned<char>>,
    /// What comes of it.
    pub outputs: Option<Text<'a>>,
    /// Who does it.
    pub owner: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("phases", Field::Name, Field::Goal);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    let mut found = Vec::new();
    let mut loose = Vec::new();
    for record in &body.records {
        // Boxes and plain items right below the heading are tasks of no phase in particular.
        let plain = record.form == Form::Item && (record.mark.is_some() || record.title.is_none());
        if plain && let Some(item) = record.node.and_then(|n| cx.tree.item(n)) {
            tasks_of(cx, std::iter::once(item), &mut loose);
            continue;
        }
        found.push(phase(cx, record));
    }
    if !loose.is_empty() {
        found.insert(0, Phase { tasks: Some(loose), ..Phase::default() });
    }
    cx.plan.phases.get_or_insert_default().extend(found);
}

fn phase<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Phase<'a> {
    let labelled = record.form != Form::Heading;
    let (mut number, title) = label(cx, record);
    let (name, in_title) = title.map_or((None, None), |t| without_duration(cx, t));
    if number.is_none() {
        let at = record.section.map(|s| cx.tree.sections[s].title).or(record.title).unwrap_or(record.span);
        number = record.number.map(|n| Spanned::new(n, at));
    }
    let said = cx.said(record);
    let mut tasks = Vec::new();
    let list_of = |value: Value| value.node.filter(|n| matches!(cx.tree.nodes[*n].kind, Kind::List(_)));
    // `Deliverables` may be what is aimed at, but a list of them is what is to be done.
    let goals = record.get(Field::Goal).and_then(list_of);
    if let Some(list) = goals {
        list_tasks(cx, list, &mut tasks);
    }
    if let Some(value) = record.get(Field::Tasks) {
        match list_of(value) {
            Some(list) => list_tasks(cx, list, &mut tasks),
            None => tasks.extend(cx.split(value.span, &[';', ',']).into_iter().map(plain)),
        }
    }
    for list in &record.lists {
        list_tasks(cx, *list, &mut tasks);
    }
    let goal = cx
        .get(record, Field::Goal)
        .filter(|_| goals.is_none())
        .or(said.filter(|_| labelled || tasks.is_empty() || record.text.is_some()));
    Phase {
        number,
        name: name.filter(|n| !n.value.is_empty()),
        goal,
        duration: cx.get_name(record, Field::Duration).or(in_title),
        tasks: Some(tasks).filter(|t| !t.is_empty()),
    }
}

/// `Phase 2: Build` in a bullet or cell; headings have their label taken off already.
fn label<'a>(cx: &Lower<'_, 'a>, record: &Record) -> (Option<Spanned<u32>>, Option<Span>) {
    let Some(title) = record.title else { return (None, None) };
    if record.form == Form::Heading {
        let name = Some(title).filter(|_| !cx.tree.str(title).is_empty());
        return (None, name);
    }
    let source = cx.tree.str(planc_syntax::unwrap(cx.tree.text, title));
    let start = title.start() + cx.tree.str(title).find(source).unwrap_or(0);
    let digits_at = source.find(|c: char| c.is_ascii_digit());
    let Some(at) =
        digits_at.filter(|a| *a == 0 || (source[..*a].trim().chars().all(char::is_alphabetic) && *a < 16))
    else {
        return (None, Some(title));
    };
    let digits = source[at..].bytes().take_while(u8::is_ascii_digit).count();
    let number = source[at..at + digits].parse().ok();
    let rest = source[at + digits..].trim_start_matches([':', '.', ')', '-', '—', '–', ' ']);
    let name = Span::new(start + source.len() - rest.len(), start + source.len());
    let number = number.map(|n| Spanned::new(n, Span::new(start + at, start + at + digits)));
    (number, Some(if rest.is_empty() { title } else { name }))
}

/// `Foundation (2 weeks)`: a duration at the end of a name is no part of it.
fn without_duration<'a>(cx: &Lower<'_, 'a>, title: Span) -> (Option<Text<'a>>, Option<Text<'a>>) {
    let source = cx.tree.str(title);
    let whole = (Some(cx.name(title)), None);
    let Some(open) = source.rfind(['(', '（']) else { return whole };
    let inner = source[open..].trim_start_matches(['(', '（']);
    let Some(close) = inner.find([')', '）']) else { return whole };
    let from = title.start() + source.len() - inner.len();
    let inside = Span::new(from, from + close);
    if number::duration(cx.tree.str(inside)).is_none() {
        return whole;
    }
    (Some(cx.name(Span::new(title.start(), title.start() + open))), Some(cx.text(inside)))
}

fn plain(text: Text<'_>) -> Task<'_> {
    Task { text, done: None, mark: None, outputs: None, owner: None }
}

/// Items of a list as tasks; nested boxes are tasks of their own, behind their parent.
pub(crate) fn list_tasks<'a>(cx: &Lower<'_, 'a>, list: NodeId, out: &mut Vec<Task<'a>>) {
    tasks_of(cx, cx.tree.items(list), out);
}

pub(crate) fn tasks_of<'a>(cx: &Lower<'_, 'a>, items: impl Iterator<Item = Item>, out: &mut Vec<Task<'a>>) {
    // A plan nested ten thousand deep must not be walked by recursion.
    let mut waiting: SmallVec<[Item; 4]> = items.collect();
    waiting.reverse();
    let shape = cx.shape("steps", Field::Number, Field::Text);
    let mut key = String::with_capacity(80);
    while let Some(item) = waiting.pop() {
        let record = cx.reader.item(&item, shape, &mut key);
        let outputs = cx.get(&record, Field::Outputs);
        let owner = cx.get_name(&record, Field::Owner);
        // The bracket with outputs and owner is no part of the text.
        let bracketed = record.text.filter(|_| outputs.is_some() || owner.is_some());
        let text = bracketed.map_or(item.text, |t| Span::new(item.text.start(), t.end()));
        let mark = match item.mark {
            Some(Mark::Other(sign)) => Some(Spanned::new(sign, item.mark_span)),
            _ => None,
        };
        let done = item.mark.map(|m| Spanned::new(m == Mark::Done, item.mark_span));
        if !text.is_empty() {
            out.push(Task { text: cx.text(text), done, mark, outputs, owner });
        }
        let nested = cx.tree.nested(&item).filter(|b| matches!(b.kind, Kind::List(_)));
        let behind = waiting.len();
        for list in nested {
            waiting.extend(cx.tree.items(list.node).filter(|i| i.mark.is_some()));
        }
        waiting[behind..].reverse();
    }
}
