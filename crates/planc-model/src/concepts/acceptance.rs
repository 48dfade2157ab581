use crate::lower::Lower;
use crate::spanned::{Spanned, Text};
use planc_dialect::{Concept, Field, Form, Record};
use schemars::JsonSchema;
use serde::Serialize;

/// Something that can be ticked: a criterion, a milestone.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Check<'a> {
    /// What must be so.
    pub text: Text<'a>,
    /// Its box.
    pub done: Option<Spanned<bool>>,
    /// The sign in a box that is neither blank nor a tick.
    pub mark: Option<Spanned<char>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("acceptance", Field::Text, Field::Done);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    let found: Vec<_> = body.records.iter().flat_map(|r| checks(cx, r)).collect();
    cx.plan.acceptance.get_or_insert_default().extend(found);
}

/// A record as things to tick; a headed one is what its list holds.
pub(crate) fn checks<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Vec<Check<'a>> {
    let mut out = Vec::new();
    if record.form == Form::Item
        && let Some(item) = record.node.and_then(|n| cx.tree.item(n))
    {
        let mut tasks = Vec::new();
        super::phases::tasks_of(cx, std::iter::once(item), &mut tasks);
        return tasks.into_iter().map(|t| Check { text: t.text, done: t.done, mark: t.mark }).collect();
    }
    if record.lists.is_empty() {
        let text = if record.form == Form::Row {
            cx.title(record).or_else(|| cx.said(record))
        } else {
            cx.whole(record)
        };
        let text = text.or_else(|| record.fields.first().map(|(_, v)| cx.value(*v)));
        let done = cx.done(record).or_else(|| ticked(cx, record));
        out.extend(text.map(|text| Check { text, done, mark: cx.mark(record) }));
    } else {
        let mut tasks = Vec::new();
        record.lists.iter().for_each(|l| super::phases::list_tasks(cx, *l, &mut tasks));
        out.extend(tasks.into_iter().map(|t| Check { text: t.text, done: t.done, mark: t.mark }));
    }
    out
}

/// A cell `✅` or `[x]` in a row.
fn ticked(cx: &Lower<'_, '_>, record: &Record) -> Option<Spanned<bool>> {
    let value = record.get(Field::Done).or_else(|| record.get(Field::Status))?;
    let source = cx.tree.str(value.span).trim();
    let yes = source.starts_with("[x]")
        || source.starts_with("[X]")
        || source.starts_with('✅')
        || source.starts_with('✓');
    let no = source.starts_with("[ ]") || source.starts_with('⬜') || source.starts_with('❌');
    (yes || no).then(|| Spanned::new(yes, value.span))
}
