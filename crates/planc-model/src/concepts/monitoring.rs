use crate::lower::Lower;
use crate::spanned::Text;
use planc_dialect::{Concept, Field, Form, Record, Value};
use planc_syntax::{Kind, find_short};
use schemars::JsonSchema;
use serde::Serialize;

/// How it is watched.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Monitoring<'a> {
    /// What is measured.
    pub metrics: Option<Vec<Metric<'a>>>,
    /// What wakes somebody.
    pub alerts: Option<Vec<Alert<'a>>>,
    /// What is written down.
    pub logging: Option<Vec<Logging<'a>>>,
}

/// Something measured.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Metric<'a> {
    /// Its name.
    pub metric: Option<Text<'a>>,
    /// What it says.
    pub description: Option<Text<'a>>,
    /// When it is bad.
    pub threshold: Option<Text<'a>>,
    /// What is done then.
    pub action: Option<Text<'a>>,
}

/// A condition that wakes somebody.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Alert<'a> {
    /// The condition.
    pub condition: Option<Text<'a>>,
    /// What is done.
    pub action: Option<Text<'a>>,
}

/// Something written down.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Logging<'a> {
    /// The level.
    pub level: Option<Text<'a>>,
    /// How long it is kept.
    pub retention: Option<Text<'a>>,
    /// Where.
    pub storage: Option<Text<'a>>,
    /// In words.
    pub text: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    match concept.name() {
        "monitoring.alerts" => alerts(cx, index),
        "monitoring.logging" => logging(cx, index),
        name => metrics(cx, index, name == "monitoring.metrics"),
    }
}

/// Metrics; in a section about all of monitoring, what speaks of alerts or logs goes there.
fn metrics(cx: &mut Lower<'_, '_>, index: usize, narrow: bool) {
    let shape = cx.shape("monitoring", Field::Metric, Field::Description);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    cx.plan.monitoring.get_or_insert_default();
    if narrow || body.records.iter().any(|r| r.form == Form::Row) {
        cx.plan.monitoring.get_or_insert_default().metrics.get_or_insert_default();
    }
    for record in &body.records {
        let label = record.title.map_or("", |t| cx.tree.str(t));
        let whole = cx.whole(record).map_or(String::new(), |t| t.value.into_owned());
        let words = if label.is_empty() { &whole } else { label };
        let mixed = !narrow && record.form == Form::Item;
        if mixed && speaks(words, ALERTS) {
            let alert = alert(cx, record);
            push(cx, |m| m.alerts.get_or_insert_default().push(alert));
        } else if mixed && speaks(words, LOGS) && !speaks(label, &["metric", "metrics"]) {
            let text = cx.whole(record);
            push(cx, |m| m.logging.get_or_insert_default().push(Logging { text, ..Logging::default() }));
        } else {
            take_metric(cx, record);
        }
    }
}

/// Words by which a bullet of a section about all of monitoring speaks of alerts.
const ALERTS: &[&str] = &[
    "alert",
    "alerts",
    "alerting",
    "alarm",
    "alarms",
    "告警",
    "警报",
    "警報",
    "アラート",
    "알림",
    "경보",
    "alerta",
    "alertas",
    "alarma",
    "алерт",
    "алерты",
    "оповещение",
    "оповещения",
    "оповещать",
    "cảnh báo",
];

/// Words by which it speaks of logs.
const LOGS: &[&str] = &[
    "log",
    "logs",
    "logging",
    "logged",
    "日志",
    "日誌",
    "ログ",
    "로그",
    "registros",
    "логи",
    "журнал",
    "логирование",
    "nhật ký",
];

/// Whether one of `marks` stands in `words` as a word; scripts without blanks have no such bounds.
fn speaks(words: &str, marks: &[&str]) -> bool {
    let words = words.to_lowercase();
    marks.iter().any(|mark| {
        find_short(&words, mark).is_some()
            && words.match_indices(mark).any(|(at, _)| {
                let glued = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && c < '\u{2e80}');
                let alphabet = mark.starts_with(|c| c < '\u{2e80}');
                let (before, after) =
                    (words[..at].chars().next_back(), words[at + mark.len()..].chars().next());
                !alphabet || !glued(before) && !glued(after)
            })
    })
}

fn take_metric(cx: &mut Lower<'_, '_>, record: &Record) {
    let (metric, said) = cx.named(record);
    let metric = Metric {
        metric,
        description: cx.get(record, Field::Description).or(said),
        threshold: cx.get(record, Field::Threshold),
        action: cx.get(record, Field::Action),
    };
    if let Some(value) = record.get(Field::Alerts) {
        take_alerts(cx, value);
    }
    push(cx, |m| m.metrics.get_or_insert_default().push(metric));
}

fn alerts(cx: &mut Lower<'_, '_>, index: usize) {
    let shape = cx.shape("monitoring", Field::Condition, Field::Action);
    let records = cx.items(index, shape);
    let found: Vec<_> = records.iter().map(|r| alert(cx, r)).collect();
    push(cx, |m| m.alerts.get_or_insert_default().extend(found));
}

fn alert<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Alert<'a> {
    let scope = cx.vocabulary.scope("monitoring");
    let label = record.title.and_then(|t| cx.vocabulary.field(scope, cx.tree.str(t)));
    let (condition, said) = match (label, record.text) {
        // `Alert conditions: p95 > 2 s`
        (Some(Field::Alerts | Field::Condition | Field::Threshold), Some(text)) => {
            (Some(cx.text(text)), None)
        }
        _ => cx.named(record),
    };
    // `Alert if p95 > 2 s` has no key; `High latency: page the owner` has one.
    let condition = condition.or_else(|| cx.get(record, Field::Threshold));
    Alert { condition, action: cx.get(record, Field::Action).or(said) }
}

fn logging(cx: &mut Lower<'_, '_>, index: usize) {
    let shape = cx.shape("monitoring", Field::Level, Field::Text);
    let body = cx.body(index, shape);
    let mut found = Vec::new();
    for record in &body.records {
        let mut entry = Logging {
            retention: cx.get_name(record, Field::Retention),
            storage: cx.get(record, Field::Storage),
            text: cx.get(record, Field::Text),
            ..Logging::default()
        };
        match record.form {
            Form::Row => entry.level = cx.title(record),
            _ => {
                let label = record.title.and_then(|t| cx.vocabulary.field(shape.scope, cx.tree.str(t)));
                let named = label == Some(Field::Level)
                    || label.is_none()
                        && record.text.is_none()
                        && record.title.is_some()
                        && says_level(cx, record);
                match (cx.get(record, Field::Level), named) {
                    (Some(level), _) => entry.level = Some(level),
                    (None, true) => entry.level = cx.said(record).or_else(|| cx.title(record)),
                    _ => entry.text = entry.text.or_else(|| cx.whole(record)),
                }
            }
        }
        found.push(entry);
    }
    let prose: Vec<_> = body.prose.iter().map(|p| cx.text(p.span)).collect();
    push(cx, |m| {
        let list = m.logging.get_or_insert_default();
        list.extend(found);
        list.extend(prose.into_iter().map(|t| Logging { text: Some(t), ..Logging::default() }));
    });
}

/// `- Log level: info` loses its key to the naming field; the item itself still shows it.
fn says_level(cx: &Lower<'_, '_>, record: &Record) -> bool {
    let item = record.node.and_then(|n| cx.tree.item(n));
    item.is_some_and(|i| planc_syntax::keyed(cx.tree.text, i.text).is_some())
}

fn push<'a>(cx: &mut Lower<'_, 'a>, change: impl FnOnce(&mut Monitoring<'a>)) {
    change(cx.plan.monitoring.get_or_insert_default());
}

/// A bullet about alerts in another section: a line, or a list of conditions.
pub(crate) fn take_alerts(cx: &mut Lower<'_, '_>, value: Value) {
    let shape = cx.shape("monitoring", Field::Condition, Field::Action);
    let found: Vec<_> = match value.node.filter(|n| matches!(cx.tree.nodes[*n].kind, Kind::List(_))) {
        Some(list) => cx.reader.items(list, shape).iter().map(|r| alert(cx, r)).collect(),
        None => vec![Alert { condition: Some(cx.text(value.span)), action: None }],
    };
    push(cx, |m| m.alerts.get_or_insert_default().extend(found));
}

/// A line about logging in another section.
pub(crate) fn push_logging<'a>(cx: &mut Lower<'_, 'a>, text: Text<'a>) {
    push(cx, |m| m.logging.get_or_insert_default().push(Logging { text: Some(text), ..Logging::default() }));
}

/// A line about metrics in another section.
pub(crate) fn push_metric<'a>(cx: &mut Lower<'_, 'a>, text: Text<'a>) {
    let metric = Metric { metric: Some(text), description: None, threshold: None, action: None };
    push(cx, |m| m.metrics.get_or_insert_default().push(metric));
}

/// A line about an alert in another section.
pub(crate) fn push_alert<'a>(cx: &mut Lower<'_, 'a>, text: Text<'a>) {
    push(cx, |m| m.alerts.get_or_insert_default().push(Alert { condition: Some(text), action: None }));
}
