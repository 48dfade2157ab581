use crate::owed::{Cell, Column, is_missing, is_placeholder, lacking, says_more};
use crate::placeholder::line_before;
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::{Field, Level};
use planc_model::{Risk, Text};
use planc_source::Span;
use smallvec::SmallVec;
use std::cell::LazyCell;

pub static RULE: Rule = Rule {
    name: "risk-unmitigated",
    summary: "a high risk has no mitigation, or nobody who watches it",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("risk_unmitigated.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let risks = cx.plan.risks.as_deref().unwrap_or_default();
    let threats = cx.plan.security.as_ref().and_then(|s| s.threats.as_deref()).unwrap_or_default();
    let column = LazyCell::new(|| Column::of(cx, "risks", Field::Mitigation));
    for (at, risk) in risks.iter().enumerate() {
        if is_high(risk)
            && is_missing(cx, risk.mitigation.as_ref())
            && let Some(name) = &risk.risk
        {
            let known = [&risk.likelihood, &risk.impact, &risk.owner];
            let known: SmallVec<[Span; 4]> = known.into_iter().flatten().map(|t| t.span).collect();
            let next = risks.get(at + 1).and_then(|r| r.risk.as_ref()).map(|t| t.span.start());
            match column.at(name.span) {
                // A row that ends before the column is a fault of the table.
                Some(Cell::Cut) => {}
                None if says_more(cx, name.span, &known, next) && !is_row(cx, name.span) => {}
                _ => bare(name, "risk", out),
            }
        }
    }
    let column = LazyCell::new(|| Column::of(cx, "security", Field::Mitigation));
    for threat in threats.iter().filter(|t| high(t.impact.as_ref()) && is_missing(cx, t.mitigation.as_ref()))
    {
        if let Some(name) = threat.threat.as_ref().filter(|n| column.at(n.span) == Some(Cell::Empty)) {
            bare(name, "threat", out);
        }
    }
    let place = |r: &Risk<'_>| r.risk.as_ref().map(|t| t.span);
    for risk in lacking(cx, risks, ("risks", Field::Owner), place, |r| r.owner.as_ref()) {
        if let Some(name) = risk.risk.as_ref().filter(|n| is_high(risk) && !is_placeholder(&n.value)) {
            let message = format!("the high risk {} has no owner", quoted(&name.value));
            out.push(out.diagnostic(name.span, message).help("name who watches it"));
        }
    }
}

fn bare(name: &Text<'_>, what: &str, out: &mut Findings<'_>) {
    if !is_placeholder(&name.value) {
        let message = format!("the high {what} {} has no mitigation", quoted(&name.value));
        out.push(
            out.diagnostic(name.span, message)
                .help("say what makes it less likely or less bad, or that it is accepted, and by whom"),
        );
    }
}

/// Whether a name stands in the row of a table: `says_more` would read on in the next row.
fn is_row(cx: &Context<'_, '_>, name: Span) -> bool {
    line_before(cx.tree.text, name.start()).trim_start().starts_with('|')
}

fn is_high(risk: &Risk<'_>) -> bool {
    high(risk.impact.as_ref()) || high(risk.likelihood.as_ref())
}

fn high(level: Option<&Text<'_>>) -> bool {
    level.is_some_and(|l| l.value == Level::High.word())
}
