use crate::lower::Lower;
use crate::notation::http;
use crate::spanned::{Spanned, Text};
use planc_dialect::{Concept, Field, Form, Record};
use planc_source::Span;
use planc_syntax::NodeId;
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;

/// A call of an HTTP interface.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Endpoint<'a> {
    /// The method, in capitals.
    pub method: Option<Text<'a>>,
    /// The path, with its parameters as written.
    pub path: Option<Text<'a>>,
    /// What the call is named.
    pub name: Option<Text<'a>>,
    /// What it is for.
    pub purpose: Option<Text<'a>>,
    /// The body of the request.
    pub request: Option<Text<'a>>,
    /// What comes back.
    pub responses: Option<Vec<Response<'a>>>,
}

/// One answer of a call.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Response<'a> {
    /// The HTTP status.
    pub status: Spanned<u16>,
    /// The body.
    pub body: Text<'a>,
}

/// Tables, code blocks of calls, headed contracts, bullets.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("endpoints", Field::Path, Field::Purpose);
    let body = cx.body(index, shape);
    let mut found = Vec::new();
    for record in &body.records {
        endpoint(cx, record, &mut found);
    }
    for code in &body.codes {
        found.extend(calls(cx, *code, None));
    }
    let found = merged(found);
    cx.count(index, found.len());
    cx.plan.endpoints.get_or_insert_default().extend(found);
    cx.leave(index, &body.prose);
}

/// A list of calls in code and bullets that say what each is for tell of the same calls.
fn merged(found: Vec<Endpoint<'_>>) -> Vec<Endpoint<'_>> {
    let mut out: Vec<Endpoint<'_>> = Vec::with_capacity(found.len());
    for call in found {
        let same = |o: &&mut Endpoint<'_>| {
            o.method.as_ref().map(Text::as_str) == call.method.as_ref().map(Text::as_str)
                && o.path.as_ref().map(Text::as_str) == call.path.as_ref().map(Text::as_str)
                && o.path.is_some()
                && (o.purpose.is_none() || call.purpose.is_none())
                && (o.responses.is_none() || call.responses.is_none())
        };
        // Only the last few can belong together; looking at all would be quadratic.
        match out.iter_mut().rev().take(64).find(same) {
            Some(first) => {
                first.name = first.name.take().or(call.name);
                first.purpose = first.purpose.take().or(call.purpose);
                first.request = first.request.take().or(call.request);
                first.responses = first.responses.take().or(call.responses);
            }
            None => out.push(call),
        }
    }
    out
}

fn endpoint<'a>(cx: &Lower<'_, 'a>, record: &Record, out: &mut Vec<Endpoint<'a>>) {
    if record.form == Form::Heading {
        return headed(cx, record, out);
    }
    let mut endpoint = Endpoint {
        method: cx.get_name(record, Field::Method).map(capitals),
        name: cx.get_name(record, Field::Name),
        purpose: cx.get(record, Field::Purpose),
        request: cx.get(record, Field::Request),
        ..Endpoint::default()
    };
    let line = match record.form {
        Form::Item => record.node.and_then(|n| cx.tree.item(n)).map(|i| i.text),
        _ => record.title,
    };
    let source = line.map_or("", |l| cx.tree.str(l));
    match (line, http::method_path(source)) {
        (Some(line), Some((method, path))) => {
            let at = |s: Span| Span::new(line.start() + s.start(), line.start() + s.end());
            endpoint.method = endpoint.method.or(Some(cx.name(at(method))));
            endpoint.path = Some(cx.name(at(path)));
            if record.form != Form::Row {
                endpoint.purpose =
                    endpoint.purpose.or_else(|| behind(cx, Span::new(at(path).end(), line.end())));
            }
        }
        _ if record.form == Form::Row => endpoint.path = cx.title(record),
        _ => return,
    }
    if let Some(path) = endpoint.path.as_ref().filter(|_| endpoint.method.is_none()) {
        // `GET /x` in one cell.
        if let Some((method, rest)) = http::method_path(cx.tree.str(path.span)) {
            let start = path.span.start();
            endpoint.method = Some(cx.text(Span::new(start + method.start(), start + method.end())));
            endpoint.path = Some(cx.text(Span::new(start + rest.start(), start + rest.end())));
        }
    }
    out.push(endpoint);
}

/// Methods are compared; `get` is the same call as `GET`.
fn capitals(method: Text<'_>) -> Text<'_> {
    if method.value.bytes().any(|b| b.is_ascii_lowercase()) {
        method.map(|m| Cow::Owned(m.to_ascii_uppercase()))
    } else {
        method
    }
}

/// What follows the path on its line, without the dash between.
fn behind<'a>(cx: &Lower<'_, 'a>, span: Span) -> Option<Text<'a>> {
    let source = cx.tree.str(span);
    let rest = source.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '[' | '{' | '('));
    Some(cx.text(Span::new(span.end() - rest.len(), span.end()))).filter(|t| !t.value.is_empty())
}

/// `### Endpoint: Create` or `#### POST /x` with the contract below it.
fn headed<'a>(cx: &Lower<'_, 'a>, record: &Record, out: &mut Vec<Endpoint<'a>>) {
    let title = record.title;
    let before = out.len();
    for code in &record.codes {
        out.extend(calls(cx, *code, title));
    }
    let in_title = title.and_then(|t| Some((t, http::method_path(cx.tree.str(t))?)));
    if out.len() == before || in_title.is_some() {
        let mut endpoint = Endpoint {
            method: cx.get_name(record, Field::Method).map(capitals),
            path: cx.get_name(record, Field::Path),
            name: title.filter(|_| in_title.is_none()).map(|t| cx.name(t)),
            purpose: cx.get(record, Field::Purpose).or_else(|| cx.said(record)),
            request: cx.get(record, Field::Request),
            responses: None,
        };
        if let Some((title, (method, path))) = in_title {
            let at = |s: Span| Span::new(title.start() + s.start(), title.start() + s.end());
            endpoint.method = Some(cx.name(at(method)));
            endpoint.path = Some(cx.name(at(path)));
            out.truncate(before);
            bodies(cx, record, &mut endpoint);
        }
        if endpoint.method.is_some()
            || endpoint.path.is_some()
            || endpoint.request.is_some()
            || endpoint.purpose.is_some()
        {
            out.push(endpoint);
        }
    }
    if out.len() == before {
        let name = title.map(|t| cx.name(t));
        out.push(Endpoint { name, ..Endpoint::default() });
    }
}

/// Below `#### POST /x` the blocks are the request and the answers.
fn bodies<'a>(cx: &Lower<'_, 'a>, record: &Record, endpoint: &mut Endpoint<'a>) {
    for code in &record.codes {
        if let Some(call) = calls(cx, *code, None).into_iter().next() {
            endpoint.request = endpoint.request.take().or(call.request);
            endpoint.responses = endpoint.responses.take().or(call.responses);
        } else {
            endpoint.request.get_or_insert_with(|| cx.code(*code));
        }
    }
    for (_, value) in record.fields.iter().filter(|(f, _)| *f == Field::Response) {
        // `**Response** (201):` names the status in its key.
        let before = cx.tree.text.get(..value.span.start()).unwrap_or("");
        let key = before.trim_end().rsplit('\n').next().unwrap_or("");
        let digits =
            key.split(|c: char| !c.is_ascii_digit()).find(|d| d.len() == 3).and_then(|d| d.parse().ok());
        let status = Spanned::new(digits.unwrap_or(200), value.span);
        endpoint.responses.get_or_insert_default().push(Response { status, body: cx.value(*value) });
    }
}

fn calls<'a>(cx: &Lower<'_, 'a>, code: NodeId, name: Option<Span>) -> Vec<Endpoint<'a>> {
    let source = cx.code(code);
    let found = http::read(&source.value);
    let single = found.len() == 1;
    found
        .into_iter()
        .map(|call| Endpoint {
            method: Some(cx.inside(&source, call.method)),
            path: Some(cx.inside(&source, call.path)),
            name: name.filter(|n| single && !n.is_empty()).map(|n| cx.name(n)),
            purpose: call.purpose.map(|p| cx.inside(&source, p)),
            request: call.request.map(|r| cx.inside(&source, r)),
            responses: Some(
                call.responses
                    .into_iter()
                    .map(|(status, body)| {
                        let body = cx.inside(&source, body);
                        Response { status: Spanned::new(status, body.span), body }
                    })
                    .collect::<Vec<_>>(),
            )
            .filter(|r| !r.is_empty()),
        })
        .collect()
}
