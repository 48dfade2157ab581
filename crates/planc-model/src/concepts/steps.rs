use crate::lower::Lower;
use crate::spanned::{Spanned, Text};
use planc_dialect::{Concept, Field, Form, Record};
use planc_source::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// A step of the implementation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Step<'a> {
    /// Its number.
    pub number: Option<Spanned<u32>>,
    /// What is done.
    pub text: Text<'a>,
    /// What comes of it.
    pub outputs: Option<Text<'a>>,
    /// Who does it.
    pub owner: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("steps", Field::Number, Field::Text);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    let mut found = Vec::new();
    for record in &body.records {
        let only_lists = record.form == Form::Heading && record.number.is_none() && record.text.is_none();
        if only_lists && record.fields.is_empty() && !record.lists.is_empty() {
            // A heading that only groups: its items are the steps.
            for list in &record.lists {
                let items = cx.reader.items(*list, shape);
                found.extend(items.iter().filter_map(|r| step(cx, r)));
            }
            continue;
        }
        found.extend(step(cx, record));
    }
    for code in body.codes {
        if let Some(steps) = crate::notation::chain::numbered(&cx.code(code).value) {
            let source = cx.code(code);
            found.extend(steps.into_iter().map(|s| Step {
                number: None,
                text: cx.inside(&source, s),
                outputs: None,
                owner: None,
            }));
        }
    }
    cx.plan.steps.get_or_insert_default().extend(found);
}

fn step<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Option<Step<'a>> {
    let outputs = cx.get(record, Field::Outputs);
    let owner = cx.get_name(record, Field::Owner);
    let (number, text) = match record.form {
        Form::Row => {
            let text = cx.get(record, Field::Text).or_else(|| cx.title(record))?;
            (record.title.and_then(|t| first_number(cx, t)), text)
        }
        Form::Heading => {
            let at = record.section.map_or(record.span, |s| cx.tree.sections[s].title);
            let number = record.number.map(|n| Spanned::new(n, at)).or_else(|| leading_number(cx, at));
            let name = record.title.filter(|t| !t.is_empty());
            (number, name.map(|t| cx.text(t)).or_else(|| cx.said(record))?)
        }
        _ => labelled(cx, record)?,
    };
    Some(Step { number, text, outputs, owner })
}

/// `**Step 1:** does X (Expected outputs: …)`: the label's number, and the text without label and bracket.
fn labelled<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Option<(Option<Spanned<u32>>, Text<'a>)> {
    let counted = record.number.map(|n| Spanned::new(n, Span::at(record.span.start())));
    let Some(title) = record.title else { return Some((counted, cx.said(record)?)) };
    let source = cx.tree.str(title);
    // `Step 1`, `1단계`, `第1步`
    let word = source.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '#' | '第'));
    let is_step = word.len() < source.len() && word.chars().all(char::is_alphabetic) && word.len() < 16;
    match record.text {
        // `1. **Write the parser:**` over a list: the label is all that the step itself says.
        None if record.fields.is_empty() && record.form == Form::Item => Some((counted, cx.text(title))),
        Some(text) if is_step => Some((first_number(cx, title).or(counted), cx.text(text))),
        // Another label is a part of what is to be done.
        text => {
            let label = cx.whole(record)?;
            let end = text.map_or(label.span.end(), Span::end);
            let whole =
                if record.fields.is_empty() { label } else { cx.text(Span::new(label.span.start(), end)) };
            Some((counted, whole))
        }
    }
}

fn first_number(cx: &Lower<'_, '_>, span: Span) -> Option<Spanned<u32>> {
    let source = cx.tree.str(span);
    let at = source.find(|c: char| c.is_ascii_digit())?;
    let digits = source[at..].bytes().take_while(u8::is_ascii_digit).count();
    let number = source[at..at + digits].parse().ok()?;
    Some(Spanned::new(number, Span::new(span.start() + at, span.start() + at + digits)))
}

/// `### 3. Wire it up`
fn leading_number(cx: &Lower<'_, '_>, heading: Span) -> Option<Spanned<u32>> {
    let source = cx.tree.str(heading);
    let digits = source.bytes().take_while(u8::is_ascii_digit).count();
    let dotted = source[digits..].starts_with(['.', ')', ':'])
        && !source[digits + 1..].starts_with(|c: char| c.is_ascii_digit());
    (digits > 0 && dotted).then(|| first_number(cx, heading)).flatten()
}
