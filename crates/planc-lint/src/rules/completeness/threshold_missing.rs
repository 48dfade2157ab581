use crate::owed::{is_placeholder, lacking};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Field;
use planc_model::Metric;

pub static RULE: Rule = Rule {
    name: "threshold-missing",
    summary: "a metric is watched, and nothing says when it is bad",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("threshold_missing.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let metrics = cx.plan.monitoring.iter().flat_map(|m| m.metrics.iter()).flatten();
    let metrics: Vec<&Metric<'_>> = metrics.collect();
    let place = |m: &&Metric<'_>| m.metric.as_ref().map(|t| t.span);
    for metric in lacking(cx, &metrics, ("monitoring", Field::Threshold), place, |m| m.threshold.as_ref()) {
        let Some(name) = &metric.metric else { continue };
        // `Queue depth: alert above 100` has its threshold in its description.
        let described = metric.description.iter().chain(&metric.action);
        let told = described.into_iter().any(|t| t.value.contains(|c: char| c.is_ascii_digit()));
        if !told && !is_placeholder(&name.value) {
            out.push(
                out.diagnostic(name.span, format!("the metric {} has no threshold", quoted(&name.value)))
                    .help("say from which value on somebody has to look; `N/A` if it is only for reading"),
            );
        }
    }
}
