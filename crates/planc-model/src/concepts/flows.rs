use crate::lower::Lower;
use crate::notation::{chain, mermaid};
use crate::spanned::{Spanned, Text};
use planc_dialect::{Concept, Field, Form, Record};
use planc_source::Span;
use planc_syntax::{NodeId, find_short};
use schemars::JsonSchema;
use serde::Serialize;

/// What happens in which order.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Flow<'a> {
    /// Its name.
    pub name: Option<Text<'a>>,
    /// Whether things go well in it.
    pub kind: Option<Spanned<FlowKind>>,
    /// One step after the other.
    pub steps: Vec<FlowStep<'a>>,
    /// How often and when it is tried again.
    pub retry_policy: Option<Text<'a>>,
    /// Where the error is logged.
    pub logged_to: Option<Text<'a>>,
    /// What the user gets.
    pub response: Option<Text<'a>>,
}

/// Whether things go well in a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FlowKind {
    /// The way things are meant to go.
    Primary,
    /// What happens when something fails.
    Error,
}

/// One step of a flow.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FlowStep<'a> {
    /// Who acts, where the step says so.
    pub actor: Option<Text<'a>>,
    /// What is done.
    pub action: Text<'a>,
}

/// Flows as headed blocks, code blocks of steps, arrow chains, lists, mermaid sequences.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    let heading = cx.tree.sections[index].title;
    let kind = match concept.name() {
        "flows.primary" => Some(Spanned::new(FlowKind::Primary, heading)),
        "flows.error" => Some(Spanned::new(FlowKind::Error, heading)),
        _ => None,
    };
    let shape = cx.shape("flows", Field::Name, Field::Text);
    let body = cx.body(index, shape);
    let before = cx.plan.flows.get_or_insert_default().len();
    let own_name = (concept.name() != "flows").then(|| cx.fit.spots[index].name);
    let own_name = own_name.filter(|n| *n != heading && !n.is_empty()).map(|n| cx.name(n));
    for code in &body.codes {
        if take_code(cx, *code, kind) {
            if let (Some(name), Some(last)) = (&own_name, cx.plan.flows.iter_mut().flatten().last()) {
                last.name.get_or_insert_with(|| name.clone());
            }
        } else {
            super::architecture::picture(cx, *code);
        }
    }
    // `**Retry policy**: …` below the steps says something of the flow before it.
    let (keyed, records): (Vec<&Record>, Vec<&Record>) =
        body.records.iter().partition(|r| r.form == Form::Keyed && r.title.is_none());
    let (headed, listed): (Vec<&Record>, Vec<&Record>) =
        records.into_iter().partition(|r| r.form == Form::Heading || !r.lists.is_empty());
    if !listed.is_empty() {
        let mut flow = Flow { name: own_name.clone(), kind, ..Flow::default() };
        for record in listed {
            let Some(text) = cx.whole(record) else { continue };
            add_step(cx, &mut flow, text);
        }
        push(cx, flow);
    }
    for record in headed {
        named_flow(cx, record, kind);
    }
    for record in keyed {
        let (retry, logged) = (cx.get(record, Field::RetryPolicy), cx.get(record, Field::LoggedTo));
        let response = cx.get(record, Field::Response);
        if let Some(flow) = cx.plan.flows.iter_mut().flatten().last() {
            flow.retry_policy = flow.retry_policy.take().or(retry);
            flow.logged_to = flow.logged_to.take().or(logged);
            flow.response = flow.response.take().or(response);
        }
    }
    let mut prose = body.prose;
    prose.retain(|p| !take_chain(cx, p.span, kind));
    let flows = cx.plan.flows.as_ref().map_or(0, Vec::len) - before;
    cx.count(index, flows);
    cx.leave(index, &prose);
}

/// A flow with a name of its own: steps from its list, code or text.
fn named_flow<'a>(cx: &mut Lower<'_, 'a>, record: &Record, kind: Option<Spanned<FlowKind>>) {
    let own = record.section.and_then(|s| cx.fit.spots[s].concept).map(Concept::name);
    let heading = record.title.unwrap_or(record.span);
    let kind = match own {
        Some("flows.error") => Some(Spanned::new(FlowKind::Error, heading)),
        Some("flows.primary") => Some(Spanned::new(FlowKind::Primary, heading)),
        _ => kind,
    };
    let before = cx.plan.flows.as_ref().map_or(0, Vec::len);
    let name = cx.title(record).filter(|n| !n.value.is_empty());
    for code in &record.codes {
        if take_code(cx, *code, kind) {
            if let Some(last) = cx.plan.flows.iter_mut().flatten().last() {
                last.name = name.clone();
            }
        } else {
            super::architecture::picture(cx, *code);
        }
    }
    let mut flow = Flow { name, kind, ..Flow::default() };
    for list in &record.lists {
        for text in cx.list(*list) {
            add_step(cx, &mut flow, text);
        }
    }
    if flow.steps.is_empty() && cx.plan.flows.as_ref().map_or(0, Vec::len) == before {
        if let Some(text) = cx.said(record) {
            add_step(cx, &mut flow, text);
        }
        flow.retry_policy = cx.get(record, Field::RetryPolicy);
        flow.logged_to = cx.get(record, Field::LoggedTo);
        flow.response = cx.get(record, Field::Response);
        push(cx, flow);
    } else if !flow.steps.is_empty() {
        push(cx, flow);
    }
}

/// Takes a code block as a flow, if it is one: numbered steps, an arrow chain or a mermaid sequence.
pub(crate) fn take_code<'a>(cx: &mut Lower<'_, 'a>, node: NodeId, kind: Option<Spanned<FlowKind>>) -> bool {
    let code = cx.code(node);
    let mut flow = Flow { kind, ..Flow::default() };
    if cx.language(node) == "mermaid" {
        if kind.is_none() {
            return false;
        }
        for (from, to, text) in mermaid::messages(&code.value) {
            let (from, to) = (cx.inside(&code, from), cx.inside(&code, to));
            let said = cx.inside(&code, text);
            let action = Spanned::new(format!("{}: {}", to.value, said.value).into(), said.span);
            flow.steps.push(FlowStep { actor: Some(from), action });
        }
    } else if let Some(steps) = chain::numbered(&code.value) {
        for step in steps {
            add_step(cx, &mut flow, cx.inside(&code, step));
        }
    } else if let Some(steps) = chain::read(&code.value) {
        // Lines that are chains of their own are flows of their own.
        let mut end = None;
        for step in steps {
            let gap = end.map_or("", |e| code.value.get(e..step.start()).unwrap_or(""));
            if gap.contains('\n') && !gap.contains(|c: char| "→>↓▼v|│⟶▶⬇".contains(c)) && flow.steps.len() > 1
            {
                push(cx, std::mem::replace(&mut flow, Flow { kind, ..Flow::default() }));
            }
            end = Some(step.end());
            flow.steps.push(FlowStep { actor: None, action: cx.inside(&code, step) });
        }
    }
    if flow.steps.is_empty() {
        return false;
    }
    push(cx, flow);
    true
}

/// Takes a paragraph `Input → A → Output` as a flow.
fn take_chain(cx: &mut Lower<'_, '_>, span: Span, kind: Option<Spanned<FlowKind>>) -> bool {
    let source = cx.tree.str(span);
    let steps = chain::read(source).filter(|s| s.len() > 1 && source.len() < 2000).unwrap_or_default();
    let steps = steps.into_iter().map(|s| Span::new(span.start() + s.start(), span.start() + s.end()));
    let steps: Vec<_> = steps.map(|s| FlowStep { actor: None, action: cx.name(s) }).collect();
    if steps.is_empty() {
        return false;
    }
    push(cx, Flow { kind, steps, ..Flow::default() });
    true
}

/// Takes a numbered list as a flow.
pub(crate) fn take_list(cx: &mut Lower<'_, '_>, list: NodeId) {
    let mut flow = Flow::default();
    for text in cx.list(list) {
        add_step(cx, &mut flow, text);
    }
    push(cx, flow);
}

/// `User → does X`; of an error flow the lines that name log, response and retry fill those keys too.
fn add_step<'a>(cx: &Lower<'_, 'a>, flow: &mut Flow<'a>, text: Text<'a>) {
    let lower = text.value.to_lowercase();
    let behind = |marks: &[&str]| {
        let (at, len) = marks.iter().filter_map(|m| find_short(&lower, m).map(|at| (at, m.len()))).next()?;
        if lower.len() != text.value.len() || !text.value.is_char_boundary(at + len) {
            return None;
        }
        let from = text.span.start() + at + len;
        let part = Span::new(from, text.span.end());
        Some(cx.text(part)).filter(|t| !t.value.is_empty() && text.span.len() == text.value.len())
    };
    if flow.retry_policy.is_none() {
        flow.retry_policy = behind(&["retry policy:", "retry policy →", "retries:", "retry:"]);
    }
    if flow.kind.is_some_and(|k| k.value == FlowKind::Error) {
        if flow.logged_to.is_none() {
            flow.logged_to = behind(&["logged to ", "logged in ", "logs to "]);
        }
        if flow.response.is_none() {
            flow.response = behind(&["user receives ", "user sees ", "user gets ", "client receives "]);
        }
    }
    let named = [&flow.retry_policy, &flow.logged_to, &flow.response].into_iter().flatten();
    let special = named.into_iter().any(|t| text.span.contains(t.span));
    let step = match chain::actor(&text.value) {
        Some((actor, action)) if !special && text.span.len() == text.value.len() => {
            let at = |s: Span| Span::new(text.span.start() + s.start(), text.span.start() + s.end());
            FlowStep { actor: Some(cx.name(at(actor))), action: cx.text(at(action)) }
        }
        _ => FlowStep { actor: None, action: text },
    };
    flow.steps.push(step);
}

fn push<'a>(cx: &mut Lower<'_, 'a>, flow: Flow<'a>) {
    cx.plan.flows.get_or_insert_default().push(flow);
}
