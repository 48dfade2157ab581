use crate::dates::{reading, words};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Field;
use planc_model::notation::date::Reading;
use planc_source::{Severity, Span};
use smallvec::SmallVec;

pub static RULE: Rule = Rule {
    name: "date-impossible",
    summary: "the calendar has no such day",
    family: Family::Consistency,
    severities: Severities::always(Severity::Error),
    fixable: true,
    enabled: true,
    page: include_str!("date_impossible.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let plan = cx.plan;
    let dated = |e: &&planc_dialect::Entry| matches!(e.field, Field::Created | Field::Updated);
    let header = cx.fit.header.iter().filter(dated).map(|e| e.source.value);
    // The dates of a section such as `## Metadata` are no entries of the header.
    let meta = [&plan.meta.created, &plan.meta.updated].into_iter().flatten().map(|d| d.span);
    let history = plan.history.iter().flatten().filter_map(|r| r.date.as_ref()).map(|d| d.span);
    let questions = plan.questions.iter().flatten().filter_map(|q| q.decision_by.as_ref()).map(|d| d.span);
    let spans = header.chain(meta).chain(history).chain(questions);
    let mut found: SmallVec<[Span; 4]> =
        spans.filter(|s| reading(cx, *s) == Some(Reading::Impossible)).collect();
    found.iter_mut().for_each(|span| *span = words(cx.tree.text, *span));
    found.sort_unstable();
    found.dedup();
    for span in found {
        report(cx, span, out);
    }
}

fn report(cx: &Context<'_, '_>, span: Span, out: &mut Findings<'_>) {
    let source = span.of(cx.tree.text);
    let found = out.diagnostic(span, format!("the calendar has no {}", quoted(source)));
    out.push(match iso(source) {
        Some((year, month @ 13.., day @ 1..=12)) if month <= 31 => {
            let swapped = format!("{year:04}-{day:02}-{month:02}");
            found.help("a year has twelve months").unsafe_fix("swap month and day", span, swapped)
        }
        Some((_, 0 | 13.., _)) => found.help("a year has twelve months"),
        Some((year, month, day)) => match last_day(year, month) {
            Some(last) if day > last => found.help(format!("{year:04}-{month:02} has {last} days")),
            _ => found.help("correct the day or the month"),
        },
        None => found.help("correct the day or the month"),
    });
}

/// Year, month and day of an ISO date.
fn iso(source: &str) -> Option<(i16, i8, i8)> {
    let mut parts = source.split('-');
    let found = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    parts.next().is_none().then_some(found)
}

fn last_day(year: i16, month: i8) -> Option<i8> {
    Some(jiff::civil::Date::new(year, month, 1).ok()?.days_in_month())
}
