use crate::lower::{Lower, append};
use crate::spanned::Text;
use planc_dialect::{Concept, Field, Form, Record};
use planc_syntax::Kind;
use schemars::JsonSchema;
use serde::Serialize;

/// What goes wrong and what is done about it.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Errors<'a> {
    /// Case by case.
    pub scenarios: Option<Vec<ErrorScenario<'a>>>,
    /// What an error looks like.
    pub format: Option<Text<'a>>,
}

/// One thing that can go wrong.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ErrorScenario<'a> {
    /// What it is called.
    pub name: Option<Text<'a>>,
    /// What brings it about.
    pub cause: Option<Text<'a>>,
    /// How the system answers.
    pub response: Option<Text<'a>>,
    /// What the user sees.
    pub user_impact: Option<Text<'a>>,
    /// How things get well again.
    pub recovery: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    if concept.name() == "errors.format" {
        return format(cx, index);
    }
    let shape = cx.shape("errors", Field::Name, Field::Response);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    for code in &body.codes {
        let text = cx.code(*code);
        append(&mut cx.plan.errors.get_or_insert_default().format, text);
    }
    let found: Vec<_> = body.records.iter().flat_map(|r| scenarios(cx, r, shape)).collect();
    let errors = cx.plan.errors.get_or_insert_default();
    if !found.is_empty() || concept.name() == "errors.scenarios" {
        errors.scenarios.get_or_insert_default().extend(found);
    }
}

fn scenarios<'a>(cx: &Lower<'_, 'a>, record: &Record, shape: planc_dialect::Shape) -> Vec<ErrorScenario<'a>> {
    if record.form == Form::Heading
        && record.fields.is_empty()
        && record.text.is_none()
        && !record.lists.is_empty()
    {
        let items = record.lists.iter().flat_map(|l| cx.reader.items(*l, shape));
        return items.map(|r| scenario(cx, &r)).collect();
    }
    vec![scenario(cx, record)]
}

fn scenario<'a>(cx: &Lower<'_, 'a>, record: &Record) -> ErrorScenario<'a> {
    let (name, said) = cx.named(record);
    let listed = record.lists.iter().map(|l| cx.tree.nodes[*l].span).collect::<Vec<_>>();
    let response = cx.get(record, Field::Response).or(said).or_else(|| cx.joined(listed.into_iter()));
    ErrorScenario {
        name,
        cause: cx.get(record, Field::Cause),
        response,
        user_impact: cx.get(record, Field::UserImpact),
        recovery: cx.get(record, Field::Recovery),
    }
}

/// The format is the code block; words around it are kept where there is none.
fn format(cx: &mut Lower<'_, '_>, index: usize) {
    let code = cx.blocks(index).into_iter().find(|b| matches!(b.kind, Kind::Code(_))).map(|b| b.node);
    let words = cx.running(index);
    let text = match code {
        Some(code) => {
            if let Some(words) = words {
                cx.keep(index, words);
            }
            cx.code(code)
        }
        None => words.unwrap_or_else(|| cx.nothing(index)),
    };
    append(&mut cx.plan.errors.get_or_insert_default().format, text);
}
