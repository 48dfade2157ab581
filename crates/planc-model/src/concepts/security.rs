use super::acceptance::{Check, checks};
use crate::lower::{Lower, append};
use crate::spanned::Text;
use planc_dialect::{Concept, Field, Form, Record, Shape};
use schemars::JsonSchema;
use serde::Serialize;

/// How the system is protected.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Security<'a> {
    /// How users prove who they are.
    pub authentication: Option<Text<'a>>,
    /// How sessions are kept.
    pub session: Option<Session<'a>>,
    /// How it is decided who may do what.
    pub authorization: Option<Text<'a>>,
    /// Who may do what with what.
    pub access: Option<Vec<Access<'a>>>,
    /// How data is protected.
    pub data_protection: Option<Vec<Check<'a>>>,
    /// How input is checked.
    pub input_validation: Option<Vec<Check<'a>>>,
    /// What must be kept to.
    pub requirements: Option<Vec<SecurityRequirement<'a>>>,
    /// What is feared.
    pub threats: Option<Vec<Threat<'a>>>,
    /// How personal data is treated.
    pub privacy: Option<Vec<Text<'a>>>,
    /// Which rules of law and trade are kept.
    pub compliance: Option<Text<'a>>,
}

/// How sessions are kept.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Session<'a> {
    /// The method.
    pub method: Option<Text<'a>>,
    /// Where tokens are kept.
    pub token_storage: Option<Text<'a>>,
    /// How long a session lasts.
    pub duration: Option<Text<'a>>,
}

/// A row of the access matrix.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Access<'a> {
    /// What is accessed.
    pub resource: Option<Text<'a>>,
    /// Who may read.
    pub read: Option<Text<'a>>,
    /// Who may write.
    pub write: Option<Text<'a>>,
    /// Who may delete.
    pub delete: Option<Text<'a>>,
}

/// A rule of security.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SecurityRequirement<'a> {
    /// Its name.
    pub name: Option<Text<'a>>,
    /// What it asks for.
    pub text: Option<Text<'a>>,
}

/// Something that is feared.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Threat<'a> {
    /// What.
    pub threat: Option<Text<'a>>,
    /// How bad it would be.
    pub impact: Option<Text<'a>>,
    /// What is done against it.
    pub mitigation: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    let name = concept.name().split_once('.').map_or("", |(_, n)| n);
    let shape = match name {
        "authorization" => cx.shape("security", Field::Resource, Field::Read),
        "threats" => cx.shape("security", Field::Threat, Field::Mitigation),
        _ => cx.shape("security", Field::Name, Field::Text),
    };
    match name {
        "authentication" => authentication(cx, index, shape),
        "authorization" => authorization(cx, index, shape),
        "data_protection" | "input_validation" => {
            let records = cx.items(index, shape);
            let found: Vec<Check<'_>> = records.iter().flat_map(|r| statements(cx, r)).collect();
            let security = cx.plan.security.get_or_insert_default();
            let slot = if name == "data_protection" {
                &mut security.data_protection
            } else {
                &mut security.input_validation
            };
            slot.get_or_insert_default().extend(found);
        }
        "requirements" => {
            let body = cx.body(index, shape);
            let found: Vec<_> = body.records.iter().map(|r| requirement(cx, r)).collect();
            let prose: Vec<_> = body.prose.iter().map(|p| cx.text(p.span)).collect();
            let list = cx.plan.security.get_or_insert_default().requirements.get_or_insert_default();
            list.extend(found);
            list.extend(prose.into_iter().map(|t| SecurityRequirement { name: None, text: Some(t) }));
        }
        "threats" => {
            let records = cx.items(index, shape);
            let found: Vec<_> = records.iter().map(|r| threat(cx, r)).collect();
            cx.plan.security.get_or_insert_default().threats.get_or_insert_default().extend(found);
        }
        "privacy" => {
            let body = cx.body(index, shape);
            let mut found: Vec<_> = body.prose.iter().map(|p| cx.text(p.span)).collect();
            found.extend(body.records.iter().filter_map(|r| cx.whole(r)));
            cx.plan.security.get_or_insert_default().privacy.get_or_insert_default().extend(found);
        }
        "compliance" => {
            let text = cx.running(index).unwrap_or_else(|| cx.nothing(index));
            append(&mut cx.plan.security.get_or_insert_default().compliance, text);
        }
        _ => read_mixed(cx, index),
    }
}

fn authentication(cx: &mut Lower<'_, '_>, index: usize, shape: Shape) {
    let body = cx.body(index, shape);
    let mut session = Session::default();
    let mut loose = Vec::new();
    for record in &body.records {
        let label = record.title.and_then(|t| cx.vocabulary.field(shape.scope, cx.tree.str(t)));
        let mut known = false;
        for (field, slot) in [
            (Field::Method, &mut session.method),
            (Field::TokenStorage, &mut session.token_storage),
            (Field::Duration, &mut session.duration),
        ] {
            let value = cx.get(record, field).or_else(|| cx.said(record).filter(|_| label == Some(field)));
            if slot.is_none() && value.is_some() {
                *slot = value;
                known = true;
            }
        }
        let rest = record.unknown.iter().map(|(k, v)| if k.is_empty() { v.span } else { k.cover(v.span) });
        loose.extend(if known { rest.collect::<Vec<_>>() } else { vec![record.span] });
    }
    let any = session.method.is_some() || session.token_storage.is_some() || session.duration.is_some();
    let mut spans: Vec<_> = body.prose.iter().map(|p| p.span).chain(loose).collect();
    spans.sort();
    let text = cx.joined(spans.into_iter());
    let nothing = (!any).then(|| cx.nothing(index));
    let security = cx.plan.security.get_or_insert_default();
    if any {
        security.session = Some(session);
    }
    if let Some(text) = text.or(nothing) {
        append(&mut security.authentication, text);
    }
}

fn authorization(cx: &mut Lower<'_, '_>, index: usize, shape: Shape) {
    let body = cx.body(index, shape);
    let (rows, loose): (Vec<&Record>, Vec<&Record>) = body.records.iter().partition(|r| r.form == Form::Row);
    let access: Vec<_> = rows
        .iter()
        .map(|r| Access {
            resource: cx.title(r),
            read: cx.get(r, Field::Read),
            write: cx.get(r, Field::Write),
            delete: cx.get(r, Field::Delete),
        })
        .collect();
    let mut spans: Vec<_> = body.prose.iter().map(|p| p.span).chain(loose.iter().map(|r| r.span)).collect();
    spans.sort();
    let text = cx.joined(spans.into_iter());
    let nothing = access.is_empty().then(|| cx.nothing(index));
    let security = cx.plan.security.get_or_insert_default();
    if !access.is_empty() {
        security.access.get_or_insert_default().extend(access);
    }
    if let Some(text) = text.or(nothing) {
        append(&mut security.authorization, text);
    }
}

fn requirement<'a>(cx: &Lower<'_, 'a>, record: &Record) -> SecurityRequirement<'a> {
    let lists: Vec<_> = record.lists.iter().map(|l| cx.tree.nodes[*l].span).collect();
    match record.title {
        Some(title) => {
            let said = cx
                .said(record)
                .or_else(|| cx.get(record, Field::Text))
                .or_else(|| cx.joined(lists.into_iter()));
            let keyed = said.is_none() && record.fields.len() == 1 && record.form != Form::Row;
            let said = said.or_else(|| record.fields.first().filter(|_| keyed).map(|(_, v)| cx.value(*v)));
            SecurityRequirement { name: Some(cx.name(title)), text: said }
        }
        None => SecurityRequirement {
            name: None,
            text: cx.whole(record).or_else(|| cx.joined(std::iter::once(record.span))),
        },
    }
}

fn threat<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Threat<'a> {
    let (threat, said) = cx.named(record);
    Threat {
        threat,
        impact: cx.get(record, Field::Impact).map(|t| cx.level(t)),
        mitigation: cx.get(record, Field::Mitigation).or(said),
    }
}

/// One statement for each bullet, key included.
fn statements<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Vec<Check<'a>> {
    if record.form == Form::Keyed {
        // Keyed bullets that were read as one record are a statement each all the same.
        let values =
            record.fields.iter().map(|(_, v)| v.span).chain(record.unknown.iter().map(|(_, v)| v.span));
        let mut spans: Vec<_> = values.filter_map(|v| line_of(cx, v)).collect();
        spans.sort();
        return spans.into_iter().map(|s| Check { text: cx.text(s), done: None, mark: None }).collect();
    }
    checks(cx, record)
}

/// The item a value stands in, without its bullet.
fn line_of(cx: &Lower<'_, '_>, value: planc_source::Span) -> Option<planc_source::Span> {
    let at = cx.tree.nodes.partition_point(|n| n.span.start <= value.start);
    let items = cx.tree.nodes[..at].iter().enumerate().rev().take(64);
    let item = items
        .filter(|(_, n)| n.kind == planc_syntax::Kind::Item && n.span.contains(value))
        .map(|(i, _)| i)
        .next()?;
    cx.tree.item(item).map(|i| i.text)
}

/// Keyed bullets of a section about all of security go to the key they name, the rest to requirements.
pub(crate) fn read_mixed(cx: &mut Lower<'_, '_>, index: usize) {
    let fields = super::design::fields(cx, index, "security");
    let count = fields.len();
    for (field, record) in fields {
        let value = cx.said(&record).or_else(|| {
            let lists: Vec<_> = record.lists.iter().map(|l| cx.tree.nodes[*l].span).collect();
            cx.joined(lists.into_iter())
        });
        let Some(value) = value else {
            if let Some(text) = cx.whole(&record) {
                push_requirement(cx, SecurityRequirement { name: None, text: Some(text) });
            }
            continue;
        };
        let whole = cx.whole(&record);
        let done = cx.done(&record);
        let security = cx.plan.security.get_or_insert_default();
        match field {
            Some(Field::Authentication) => append(&mut security.authentication, value),
            Some(Field::Authorization) => append(&mut security.authorization, value),
            Some(Field::Compliance) => append(&mut security.compliance, value),
            Some(Field::DataProtection) => {
                let check = Check { text: whole.unwrap_or(value), done, mark: None };
                security.data_protection.get_or_insert_default().push(check);
            }
            Some(Field::InputValidation) => {
                let check = Check { text: value, done, mark: None };
                security.input_validation.get_or_insert_default().push(check);
            }
            Some(Field::Privacy) => security.privacy.get_or_insert_default().push(value),
            Some(Field::Logging) => super::monitoring::push_logging(cx, value),
            Some(Field::Metrics) => super::monitoring::push_metric(cx, value),
            Some(Field::Alerts) => super::monitoring::push_alert(cx, value),
            _ => {
                let name = record.title.map(|t| cx.name(t));
                push_requirement(cx, SecurityRequirement { name, text: Some(value) });
            }
        }
    }
    cx.count(index, count);
    let shape = cx.shape("security", Field::Threat, Field::Mitigation);
    let body = cx.reader.section(index, shape);
    let rows: Vec<_> = body.records.iter().filter(|r| r.form == Form::Row).map(|r| threat(cx, r)).collect();
    if !rows.is_empty() {
        cx.plan.security.get_or_insert_default().threats.get_or_insert_default().extend(rows);
    }
    let prose: Vec<_> = body.prose.iter().map(|p| cx.text(p.span)).collect();
    for text in prose {
        push_requirement(cx, SecurityRequirement { name: None, text: Some(text) });
    }
    cx.plan.security.get_or_insert_default();
}

fn push_requirement<'a>(cx: &mut Lower<'_, 'a>, requirement: SecurityRequirement<'a>) {
    cx.plan.security.get_or_insert_default().requirements.get_or_insert_default().push(requirement);
}
