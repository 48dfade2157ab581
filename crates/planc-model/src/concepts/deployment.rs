use crate::lower::Lower;
use crate::notation::number;
use crate::spanned::{Number, Spanned, Text};
use planc_dialect::{Concept, Field, Form, Record};
use planc_source::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// How it gets to its users.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Deployment<'a> {
    /// Where it runs.
    pub environments: Option<Vec<Environment<'a>>>,
    /// Stage by stage.
    pub rollout: Option<Vec<Stage<'a>>>,
    /// On a developer's machine.
    pub local: Option<Vec<Text<'a>>>,
    /// What changes in the pipeline.
    pub ci: Option<Vec<Text<'a>>>,
}

/// A place where it runs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Environment<'a> {
    /// Its name.
    pub name: Option<Text<'a>>,
    /// Its address.
    pub url: Option<Text<'a>>,
    /// What it is for.
    pub purpose: Option<Text<'a>>,
}

/// A stage of the rollout.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Stage<'a> {
    /// Its name.
    pub stage: Option<Text<'a>>,
    /// What is done.
    pub text: Option<Text<'a>>,
    /// The shares of users it goes through, in percent.
    pub percent: Option<Vec<Spanned<Number<'a>>>>,
    /// How long it lasts.
    pub duration: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    match concept.name() {
        "deployment.environments" => {
            let shape = cx.shape("deployment", Field::Name, Field::Purpose);
            let records = cx.items(index, shape);
            let found: Vec<_> = records
                .iter()
                .map(|r| {
                    let (name, said) = cx.named(r);
                    Environment {
                        name,
                        url: cx.get_name(r, Field::Url),
                        purpose: cx.get(r, Field::Purpose).or(said),
                    }
                })
                .collect();
            cx.plan.deployment.get_or_insert_default().environments.get_or_insert_default().extend(found);
        }
        "deployment.local" | "deployment.ci" => {
            let shape = cx.shape("deployment", Field::Name, Field::Text);
            let body = cx.body(index, shape);
            let mut found: Vec<_> = body.records.iter().filter_map(|r| cx.whole(r)).collect();
            for code in &body.codes {
                super::commands::shell(cx, *code, &mut found);
            }
            if found.is_empty() {
                found.extend(body.prose.iter().map(|p| cx.text(p.span)));
            } else {
                cx.leave(index, &body.prose);
            }
            let deployment = cx.plan.deployment.get_or_insert_default();
            let slot =
                if concept.name().ends_with("local") { &mut deployment.local } else { &mut deployment.ci };
            slot.get_or_insert_default().extend(found);
        }
        _ => rollout(cx, index),
    }
}

fn rollout(cx: &mut Lower<'_, '_>, index: usize) {
    let shape = cx.shape("deployment", Field::Stage, Field::Text);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    let found: Vec<_> = body.records.iter().flat_map(|r| stages(cx, r, shape)).collect();
    let deployment = cx.plan.deployment.get_or_insert_default();
    deployment.rollout.get_or_insert_default().extend(found);
}

fn stages<'a>(cx: &Lower<'_, 'a>, record: &Record, shape: planc_dialect::Shape) -> Vec<Stage<'a>> {
    let bare = record.text.is_none() && record.fields.is_empty();
    if record.form == Form::Heading && bare && record.number.is_none() && !record.lists.is_empty() {
        let items = record.lists.iter().flat_map(|l| cx.reader.items(*l, shape));
        return items.map(|r| stage(cx, &r)).collect();
    }
    vec![stage(cx, record)]
}

fn stage<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Stage<'a> {
    let lists: Vec<_> = record.lists.iter().map(|l| cx.tree.nodes[*l].span).collect();
    let said =
        cx.get(record, Field::Text).or_else(|| cx.said(record)).or_else(|| cx.joined(lists.into_iter()));
    let percent = match record.get(Field::Percent) {
        Some(value) => shares(cx, value.span),
        None => {
            let item = cx.whole(record).filter(|_| record.form != Form::Heading);
            shares(cx, item.map_or(record.span, |t| t.span))
        }
    };
    let own = cx.get_name(record, Field::Duration);
    let duration = own.or_else(|| {
        let text = said.as_ref().filter(|t| t.span.len() == t.value.len())?;
        let at = number::duration(&text.value)?;
        Some(cx.text(Span::new(text.span.start() + at.start(), text.span.start() + at.end())))
    });
    Stage { stage: cx.title(record), text: said, percent: Some(percent).filter(|p| !p.is_empty()), duration }
}

fn shares<'a>(cx: &Lower<'_, 'a>, span: Span) -> Vec<Spanned<Number<'a>>> {
    let found = number::percents(cx.tree.str(span));
    let at = |s: Span| Span::new(span.start() + s.start(), span.start() + s.end());
    found.into_iter().map(|(n, s)| Spanned::new(Number::of(n), at(s))).collect()
}
