use crate::owed::{concept_at, is_missing, is_placeholder, lacking};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Field;
use planc_model::{Metric, Text};

pub static RULE: Rule = Rule {
    name: "alert-without-action",
    summary: "an alert wakes somebody, and nothing says what to do",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("alert_without_action.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(monitoring) = &cx.plan.monitoring else { return };
    for alert in monitoring.alerts.iter().flatten() {
        let Some(condition) = &alert.condition else { continue };
        // A bullet about alerts in another section only says that there are some.
        let listed =
            || concept_at(cx, condition.span.start()).is_some_and(|c| c.name() == "monitoring.alerts");
        if is_missing(cx, alert.action.as_ref()) && !names_action(&condition.value) && listed() {
            report(condition, &format!("the alert {} fires", quoted(&condition.value)), out);
        }
    }
    let metrics: Vec<&Metric<'_>> =
        monitoring.metrics.iter().flatten().filter(|m| m.threshold.is_some()).collect();
    let place = |m: &&Metric<'_>| m.metric.as_ref().map(|t| t.span);
    for metric in lacking(cx, &metrics, ("monitoring", Field::Action), place, |m| m.action.as_ref()) {
        if let Some(name) = &metric.metric {
            report(name, &format!("the metric {} passes its threshold", quoted(&name.value)), out);
        }
    }
}

fn report(name: &Text<'_>, event: &str, out: &mut Findings<'_>) {
    if is_placeholder(&name.value) || name.value.trim().is_empty() {
        return;
    }
    out.push(
        out.diagnostic(name.span, format!("nothing says what to do when {event}"))
            .help("name the action: whom to call, what to switch off, which runbook to follow"),
    );
}

/// `Page the on-call engineer when p95 > 2 s` names its action; a sentence may well.
fn names_action(condition: &str) -> bool {
    let lower = condition.to_lowercase();
    const ACTIONS: &[&str] = &[
        "page ",
        "pager",
        "notify",
        "notif",
        "on-call",
        "oncall",
        "slack",
        "e-mail",
        "email",
        "ticket",
        "runbook",
        "escalat",
        "restart",
        "roll back",
        "rollback",
        "→",
        "->",
        "=>",
        "team",
        "call ",
        "sms",
        "告知",
        "通知",
        "알림",
        "уведом",
        "notifica",
        "avisar",
        "thông báo",
    ];
    ACTIONS.iter().any(|a| lower.contains(a)) || is_sentence(condition)
}

/// More than a condition: long, with a full stop in the middle or at the end.
fn is_sentence(words: &str) -> bool {
    words.split_whitespace().count() > 14
}
