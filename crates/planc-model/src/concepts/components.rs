use crate::lower::Lower;
use crate::spanned::{Spanned, Text};
use planc_dialect::{Change, Concept, Field, Form, Record};
use planc_source::Span;
use planc_syntax::Kind;
use schemars::JsonSchema;
use serde::Serialize;

/// A part of the system.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Component<'a> {
    /// Its name.
    pub name: Option<Text<'a>>,
    /// What happens to it.
    pub change: Option<Spanned<Change>>,
    /// What it is for.
    pub purpose: Option<Text<'a>>,
    /// What it does, one by one.
    pub responsibilities: Option<Vec<Text<'a>>>,
    /// Its interfaces.
    pub interfaces: Option<Vec<Interface<'a>>>,
    /// What it is made with.
    pub technology: Option<Text<'a>>,
    /// Where it lives.
    pub location: Option<Text<'a>>,
    /// What it needs.
    pub dependencies: Option<Vec<Needed<'a>>>,
    /// What changes in it.
    pub changes: Option<Text<'a>>,
    /// What that does to others.
    pub impact: Option<Text<'a>>,
    /// Whether it stays compatible.
    pub backwards_compatible: Option<Answer<'a>>,
    /// Why it goes away.
    pub reason: Option<Text<'a>>,
    /// How to do without it.
    pub migration_path: Option<Text<'a>>,
}

/// An interface: code in some language, or words.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Interface<'a> {
    /// The language of the code block.
    pub language: Option<Text<'a>>,
    /// The code or words.
    pub source: Text<'a>,
}

/// Something a component needs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Needed<'a> {
    /// What.
    pub name: Text<'a>,
    /// Why.
    pub reason: Option<Text<'a>>,
}

/// Yes or no, with the words.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Answer<'a> {
    /// Yes or no; absent where the words do not say.
    pub answer: Option<Spanned<bool>>,
    /// The words.
    pub text: Text<'a>,
}

/// Components of any form.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    let shape = cx.shape("components", Field::Name, Field::Purpose);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    for code in &body.codes {
        super::architecture::picture(cx, *code);
    }
    let change = match concept.name() {
        "components.new" => Some(Change::New),
        "components.modified" => Some(Change::Modified),
        "components.removed" => Some(Change::Removed),
        "components.unchanged" => Some(Change::Unchanged),
        _ => None,
    };
    let heading = cx.tree.sections[index].title;
    take(cx, &body.records, change.map(|c| Spanned::new(c, heading)));
}

/// The tables of a section that is about architecture.
pub(crate) fn read_tables(cx: &mut Lower<'_, '_>, index: usize) {
    read_forms(cx, index, |form| form == Form::Row);
}

/// Tables and named bullets of a combined section.
pub(crate) fn read_named(cx: &mut Lower<'_, '_>, index: usize) {
    read_forms(cx, index, |form| matches!(form, Form::Row | Form::Item));
}

fn read_forms(cx: &mut Lower<'_, '_>, index: usize, wanted: impl Fn(Form) -> bool) {
    let shape = cx.shape("components", Field::Name, Field::Purpose);
    let body = cx.reader.section(index, shape);
    let records: Vec<Record> =
        body.records.into_iter().filter(|r| wanted(r.form) && r.title.is_some()).collect();
    cx.count(index, records.len());
    take(cx, &records, None);
}

fn take<'a>(cx: &mut Lower<'_, 'a>, records: &[Record], change: Option<Spanned<Change>>) {
    let found: Vec<_> = records.iter().map(|r| component(cx, r, change)).collect();
    cx.plan.components.get_or_insert_default().extend(found);
}

fn component<'a>(cx: &Lower<'_, 'a>, record: &Record, section: Option<Spanned<Change>>) -> Component<'a> {
    let (name, said) = cx.named(record);
    let (name, bracketed) = name.map_or((None, None), |n| bracketed(cx, n));
    let said_change = cx.get(record, Field::Change);
    let own = said_change.as_ref().and_then(|t| change(cx, t));
    let change = own.or(bracketed).or_else(|| labelled(cx, record)).or(section);
    // `Change: New` says what happens to it; `Changes: a new flag` says what changes in it.
    let changes = cx.get(record, Field::Changes).or(said_change.filter(|t| self::change(cx, t).is_none()));
    let duties = record.get(Field::Responsibilities);
    let list = duties.filter(|v| v.node.is_some()).map(|v| cx.values(v));
    let duty = duties.filter(|v| v.node.is_none()).map(|v| cx.value(v));
    let loose: Vec<_> = record.lists.iter().flat_map(|l| cx.list(*l)).collect();
    let responsibilities = list.or(Some(loose).filter(|l| !l.is_empty()));
    Component {
        name,
        change,
        purpose: cx.get(record, Field::Purpose).or(duty).or(said),
        responsibilities,
        interfaces: interfaces(cx, record),
        technology: cx.get_name(record, Field::Technology),
        location: cx.get_name(record, Field::Location),
        dependencies: record.get(Field::Dependencies).map(|v| needed(cx, v)),
        changes,
        impact: cx.get(record, Field::Impact),
        backwards_compatible: cx.get(record, Field::BackwardsCompatible).map(|t| answer(cx, t)),
        reason: cx.get(record, Field::Reason),
        migration_path: cx.get(record, Field::MigrationPath),
    }
}

/// `Dashboard.vue (Modified)`: the name, and what the brackets behind it say happens to it.
fn bracketed<'a>(cx: &Lower<'_, 'a>, name: Text<'a>) -> (Option<Text<'a>>, Option<Spanned<Change>>) {
    let source = cx.tree.str(name.span);
    let parts = source.strip_suffix(')').and_then(|s| s.rsplit_once('('));
    let found = parts.and_then(|(head, inner)| {
        let word = inner.split(' ').next().filter(|w| inner.len() < w.len() + 12)?;
        let at = name.span.start() + head.len() + 1;
        let said = Spanned::new(cx.vocabulary.change(word)?, Span::new(at, at + inner.len()));
        let kept = Span::new(name.span.start(), at - 1).trim(cx.tree.text);
        (!kept.is_empty()).then(|| (cx.name(kept), said))
    });
    match found {
        Some((name, change)) => (Some(name), Some(change)),
        None => (Some(name), None),
    }
}

/// `### New Function: parse()`: the label says what happens to it.
fn labelled(cx: &Lower<'_, '_>, record: &Record) -> Option<Spanned<Change>> {
    let heading = cx.tree.sections[record.section?].title;
    let label = Span::new(heading.start(), record.title?.start()).trim(cx.tree.text);
    let word = cx.tree.str(label).split(' ').next().filter(|w| !w.is_empty())?;
    cx.vocabulary.change(word).map(|c| Spanned::new(c, label))
}

/// `New`, `🆕 New`, `Modified (small)`.
pub(crate) fn change(cx: &Lower<'_, '_>, text: &Text<'_>) -> Option<Spanned<Change>> {
    let bare = text.value.trim_matches(['*', '`', '[', ']', '(', ')', ' ']);
    let head = bare.split([' ', '(', ',', '-', '—', ':', '/']).next().unwrap_or("");
    let found = cx.vocabulary.change(bare).or_else(|| cx.vocabulary.change(head).filter(|_| bare.len() < 40));
    found.map(|c| Spanned::new(c, text.span))
}

/// `Yes - additive only`: the answer is the first word.
pub(crate) fn answer<'a>(cx: &Lower<'_, 'a>, text: Text<'a>) -> Answer<'a> {
    let bare = text.value.trim_start_matches(|c: char| !c.is_alphanumeric());
    let head = bare.split([' ', ',', '.', ';', '-', '—', '–', '(', ':']).next().unwrap_or("");
    let found = cx.vocabulary.answer(bare).or_else(|| cx.vocabulary.answer(head));
    let unedited = text.value.contains("Yes/No") || text.value.contains("[Yes");
    Answer { answer: found.filter(|_| !unedited).map(|a| Spanned::new(a, text.span)), text }
}

fn interfaces<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Option<Vec<Interface<'a>>> {
    let mut found = Vec::new();
    let mut code = |node| {
        let source = cx.code(node);
        let language = cx.tree.code_view(node).map(|c| c.info).filter(|i| !i.is_empty()).map(|i| cx.text(i));
        found.push(Interface { language, source });
    };
    if let Some(value) = record.get(Field::Interfaces) {
        match value.node {
            Some(node) if matches!(cx.tree.nodes[node].kind, Kind::Code(_)) => code(node),
            Some(list) => {
                found.extend(cx.list(list).into_iter().map(|source| Interface { language: None, source }))
            }
            None if !value.span.is_empty() => {
                found.push(Interface { language: None, source: cx.text(value.span) })
            }
            None => {}
        }
        record.codes.iter().for_each(|n| {
            let source = cx.code(*n);
            let language =
                cx.tree.code_view(*n).map(|c| c.info).filter(|i| !i.is_empty()).map(|i| cx.text(i));
            found.push(Interface { language, source });
        });
        return Some(found);
    }
    record.codes.iter().for_each(|n| code(*n));
    (!found.is_empty()).then_some(found)
}

/// `- Redis: session cache` one by one, or names between commas.
fn needed<'a>(cx: &Lower<'_, 'a>, value: planc_dialect::Value) -> Vec<Needed<'a>> {
    let shape = cx.shape("dependencies", Field::Name, Field::Reason);
    match value.node.filter(|n| matches!(cx.tree.nodes[*n].kind, Kind::List(_))) {
        Some(list) => {
            let items = cx.reader.items(list, shape);
            let named = items.iter().map(|r| cx.named(r));
            named.filter_map(|(name, reason)| Some(Needed { name: name?, reason })).collect()
        }
        None => {
            let parts = cx.split(value.span, &[',', ';']);
            let none =
                |t: &Text<'_>| matches!(t.value.to_lowercase().trim_matches('.'), "none" | "n/a" | "-" | "—");
            parts
                .into_iter()
                .filter(|t| !none(t))
                .map(|t| Needed { name: cx.name(t.span), reason: None })
                .collect()
        }
    }
}
