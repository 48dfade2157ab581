use super::coverage;
use crate::lower::Lower;
use crate::notation::number;
use crate::spanned::{Number, Spanned, Text};
use planc_dialect::{Concept, Field, Form, Record, Shape, Value};
use planc_source::Span;
use planc_syntax::Kind;
use schemars::JsonSchema;
use serde::Serialize;

/// A test, or a group of tests.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Test<'a> {
    /// On which level.
    pub level: Option<Spanned<TestLevel>>,
    /// What is tested.
    pub subject: Option<Text<'a>>,
    /// What about it.
    pub what: Option<Text<'a>>,
    /// What is mocked.
    pub mocking: Option<Text<'a>>,
    /// What must be there first.
    pub setup: Option<Text<'a>>,
    /// What should happen.
    pub expected: Option<Text<'a>>,
    /// What is not mocked.
    pub real_dependencies: Option<Text<'a>>,
    /// When it counts as passed.
    pub criteria: Option<Text<'a>>,
    /// With what.
    pub tool: Option<Text<'a>>,
    /// Where.
    pub environment: Option<Text<'a>>,
    /// How often.
    pub frequency: Option<Text<'a>>,
    /// Coverage to reach, in percent.
    pub coverage_target: Option<Spanned<Number<'a>>>,
    /// Its box.
    pub done: Option<Spanned<bool>>,
    /// The sign in a box that is neither blank nor a tick.
    pub mark: Option<Spanned<char>>,
}

/// The level of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words of the field")]
pub enum TestLevel {
    Unit,
    Integration,
    Functional,
    E2e,
    Performance,
    Manual,
    Automated,
}

fn level(name: &str) -> Option<TestLevel> {
    Some(match name {
        "tests.unit" => TestLevel::Unit,
        "tests.integration" => TestLevel::Integration,
        "tests.functional" => TestLevel::Functional,
        "tests.e2e" => TestLevel::E2e,
        "tests.performance" => TestLevel::Performance,
        "tests.manual" => TestLevel::Manual,
        "tests.automated" => TestLevel::Automated,
        _ => return None,
    })
}

/// Keys of a keyed bullet that stand for a level.
const LEVEL_FIELDS: &[(Field, TestLevel)] = &[
    (Field::Automated, TestLevel::Automated),
    (Field::Manual, TestLevel::Manual),
    (Field::Unit, TestLevel::Unit),
    (Field::Integration, TestLevel::Integration),
    (Field::E2e, TestLevel::E2e),
    (Field::Performance, TestLevel::Performance),
];

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    let heading = cx.tree.sections[index].title;
    let own = level(concept.name()).map(|l| Spanned::new(l, heading));
    let shape = cx.shape("tests", Field::Subject, Field::What);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    cx.plan.tests.get_or_insert_default();
    for record in &body.records {
        take(cx, record, own, shape);
    }
    for code in &body.codes {
        if matches!(cx.language(*code), "bash" | "sh" | "shell" | "console" | "zsh") {
            let mut commands = Vec::new();
            super::commands::shell(cx, *code, &mut commands);
            cx.plan.commands.get_or_insert_default().extend(commands);
        }
    }
}

fn push<'a>(cx: &mut Lower<'_, 'a>, test: Test<'a>) {
    cx.plan.tests.get_or_insert_default().push(test);
}

fn take<'a>(cx: &mut Lower<'_, 'a>, record: &Record, own: Option<Spanned<TestLevel>>, shape: Shape) {
    let section_level = record.section.and_then(|s| {
        let concept = cx.fit.spots[s].concept?;
        level(concept.name()).map(|l| Spanned::new(l, cx.tree.sections[s].title))
    });
    let own = section_level.or(own);
    if record.form == Form::Item && labelled(cx, record, own, shape.scope) {
        return;
    }
    for (field, level) in LEVEL_FIELDS {
        if let Some(value) = record.get(*field) {
            level_value(cx, value, Spanned::new(*level, value.span), shape);
        }
    }
    if let Some(value) = record.get(Field::Commands) {
        commands(cx, value);
    }
    if let Some(value) = record.get(Field::Alerts) {
        alerts(cx, value);
    }
    let keyed_only = record.form == Form::Keyed && record.title.is_none() && record.text.is_none();
    let about_levels = record.fields.iter().all(|(f, _)| {
        LEVEL_FIELDS.iter().any(|(l, _)| l == f) || matches!(f, Field::Commands | Field::Alerts)
    });
    if keyed_only && about_levels {
        return;
    }
    // A heading or label over a list: a test for each item.
    if record.form != Form::Item
        && record.fields.is_empty()
        && record.text.is_none()
        && !record.lists.is_empty()
    {
        let subject = cx.title(record);
        for list in &record.lists {
            for item in cx.reader.items(*list, shape) {
                let before = cx.plan.tests.as_ref().map_or(0, Vec::len);
                take(cx, &item, own, shape);
                for test in cx.plan.tests.iter_mut().flatten().skip(before) {
                    test.subject = test.subject.take().or_else(|| subject.clone());
                }
            }
        }
        return;
    }
    let coverage = cx.get(record, Field::CoverageTarget).map(|t| percent(&t));
    // `Coverage target: >80%` beside other keys is the target of all, not of one test.
    let coverage = match coverage {
        Some(coverage) if keyed_only => {
            coverage::set_overall(cx, coverage);
            if record.fields.len() == 1 {
                return;
            }
            None
        }
        other => other,
    };
    // `1. **test_name()**` with bullets below it is one test; the bullets say what about it.
    let lists = record.lists.iter().map(|l| cx.tree.nodes[*l].span);
    let mut said: Vec<Span> = record.text.into_iter().chain(lists).collect();
    said.sort();
    let said = cx.joined(said.into_iter());
    let (subject, what) = match record.title {
        Some(_) => (cx.title(record), cx.get(record, Field::What).or(said)),
        None => (None, cx.get(record, Field::What).or(said)),
    };
    let level = cx.get(record, Field::Level).and_then(|t| level_word(cx, &t)).or(own);
    let test = Test {
        level,
        subject,
        what,
        mocking: cx.get(record, Field::Mocking),
        setup: cx.get(record, Field::Setup),
        expected: cx.get(record, Field::Expected),
        real_dependencies: cx.get(record, Field::RealDependencies),
        criteria: cx.get(record, Field::Criteria),
        tool: cx.get_name(record, Field::Tool),
        environment: cx.get_name(record, Field::Environment),
        frequency: cx.get(record, Field::Frequency),
        coverage_target: coverage,
        done: cx.done(record),
        mark: cx.mark(record),
    };
    push(cx, test);
}

/// A bullet whose label says what it is: a level, a coverage target, commands, alerts.
fn labelled<'a>(cx: &mut Lower<'_, 'a>, record: &Record, own: Option<Spanned<TestLevel>>, scope: u8) -> bool {
    let shape = Shape { scope, name: Field::Subject, text: Field::What };
    let Some(title) = record.title else {
        // `Coverage target >80%` without a colon.
        let Some(text) = cx.said(record) else { return false };
        let is_target =
            text.value.to_lowercase().starts_with("coverage") && number::percent(&text.value).is_some();
        if is_target {
            coverage::set_overall(cx, percent(&text));
        }
        return is_target;
    };
    let field = cx.vocabulary.field(scope, cx.tree.str(title));
    let value = match (record.text, record.lists.first()) {
        (Some(text), _) => Value { span: text, node: None },
        (None, Some(list)) => Value { span: cx.tree.nodes[*list].span, node: Some(*list) },
        (None, None) => return false,
    };
    match field {
        Some(Field::CoverageTarget)
            if number::percent(cx.tree.str(value.span)).is_some() || own.is_some() =>
        {
            let text = cx.value(value);
            coverage::set_overall(cx, percent(&text));
        }
        Some(Field::Commands) => commands(cx, value),
        Some(Field::Alerts) => alerts(cx, value),
        // `Focus areas: parsing` is what is tested; `Framework: pytest` is with what.
        Some(Field::What) if own.is_some() => {
            let what = Some(cx.value(value));
            push(cx, Test { level: own, what, done: cx.done(record), ..Test::default() });
        }
        Some(Field::Tool) => {
            let tool = Some(cx.value(value));
            push(cx, Test { level: own, tool, ..Test::default() });
        }
        Some(field) => match LEVEL_FIELDS.iter().find(|(f, _)| *f == field) {
            Some((_, level)) if own.is_none() => level_value(cx, value, Spanned::new(*level, title), shape),
            _ => return false,
        },
        None => match level_word(cx, &cx.text(title)).filter(|_| own.is_none()) {
            Some(level) => level_value(cx, value, level, shape),
            None => return false,
        },
    }
    true
}

/// `**Automated tests:** …` is one test; a list below it is one each.
fn level_value<'a>(cx: &mut Lower<'_, 'a>, value: Value, level: Spanned<TestLevel>, shape: Shape) {
    match value.node.filter(|n| matches!(cx.tree.nodes[*n].kind, Kind::List(_))) {
        Some(list) => {
            for item in cx.reader.items(list, shape) {
                take(cx, &item, Some(level), shape);
            }
        }
        None => {
            let what = Some(cx.value(value));
            push(cx, Test { level: Some(level), what, ..Test::default() });
        }
    }
}

/// A coverage target of one level, or of something else with a name.
pub(crate) fn push_target<'a>(
    cx: &mut Lower<'_, 'a>,
    level: Option<Spanned<TestLevel>>,
    label: Option<Span>,
    text: &Text<'a>,
) {
    let subject = label.filter(|_| level.is_none()).map(|l| cx.name(l));
    let target = percent(text);
    let what = matches!(target.value, Number::Words(_)).then(|| text.clone());
    let coverage_target = Some(target).filter(|_| what.is_none());
    push(cx, Test { level, subject, what, coverage_target, ..Test::default() });
}

pub(crate) fn level_word(cx: &Lower<'_, '_>, text: &Text<'_>) -> Option<Spanned<TestLevel>> {
    let concept = cx
        .vocabulary
        .concept(&text.value)
        .or_else(|| cx.vocabulary.concept(&format!("{} tests", text.value)))?;
    level(concept.name()).map(|l| Spanned::new(l, text.span))
}

fn commands(cx: &mut Lower<'_, '_>, value: Value) {
    let found = super::commands::of_value(cx, value.span);
    cx.plan.commands.get_or_insert_default().extend(found);
}

fn alerts(cx: &mut Lower<'_, '_>, value: Value) {
    super::monitoring::take_alerts(cx, value);
}

/// A number in percent, else the words.
pub(crate) fn percent<'a>(text: &Text<'a>) -> Spanned<Number<'a>> {
    let found = number::percent(&text.value).or_else(|| {
        let bare = text.value.trim_matches(|c: char| !c.is_alphanumeric());
        number::number(bare).filter(|_| bare.len() <= 4)
    });
    let value = match found {
        Some(number) => Number::of(number),
        None => Number::Words(text.value.clone()),
    };
    Spanned::new(value, text.span)
}
