use crate::dates::{day, words};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use jiff::civil::Date;
use planc_source::{Severity, Span};
use std::cmp::Ordering;

pub static RULE: Rule = Rule {
    name: "date-order",
    summary: "dates go against the order of what they date",
    family: Family::Consistency,
    severities: Severities::always(Severity::Warning),
    fixable: true,
    enabled: true,
    page: include_str!("date_order.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let dated = |span: Span| day(cx, span).map(|day| (day, words(cx.tree.text, span)));
    let meta = &cx.plan.meta;
    let created = meta.created.as_ref().and_then(|t| dated(t.span));
    let updated = meta.updated.as_ref().and_then(|t| dated(t.span));
    if let (Some((begun, at)), Some((changed, there))) = (created, updated)
        && begun > changed
    {
        let (first, second) = (at.min(there), at.max(there));
        out.push(
            out.diagnostic(
                second,
                format!("the plan was changed on {changed}, before it was begun on {begun}"),
            )
            .label(first, if first == at { "begun" } else { "changed" })
            .help("one of the two is wrong"),
        );
    }
    let rows: Vec<Row<'_>> = rows(cx);
    history(cx, &rows, out);
    if let (Some((changed, at)), Some(newest)) = (updated, rows.iter().max_by_key(|r| r.day))
        && newest.day > changed
    {
        stale(cx, (changed, at), newest, out);
    }
}

/// A dated row of the history.
struct Row<'c> {
    day: Date,
    span: Span,
    version: Option<&'c str>,
}

fn rows<'c>(cx: &Context<'c, '_>) -> Vec<Row<'c>> {
    let dated = cx.plan.history.iter().flatten().filter_map(|revision| {
        let date = revision.date.as_ref()?;
        let version = revision.version.as_ref().map(|v| v.as_str());
        Some(Row { day: day(cx, date.span)?, span: words(cx.tree.text, date.span), version })
    });
    dated.collect()
}

/// Versions say which of two rows is the later one; where there are none, most of the other rows do.
fn history(cx: &Context<'_, '_>, rows: &[Row<'_>], out: &mut Findings<'_>) {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
    let whole = by_version(first, last).unwrap_or(first.day.cmp(&last.day));
    for pair in rows.windows(2) {
        let [above, below] = pair else { continue };
        let want = by_version(above, below).unwrap_or(whole);
        let have = above.day.cmp(&below.day);
        if want == Ordering::Equal || have == Ordering::Equal || want == have {
            continue;
        }
        let words = |row: &Row<'_>| quoted(row.span.of(cx.tree.text));
        let message = match (above.version, below.version) {
            (Some(one), Some(two)) if by_version(above, below).is_some() => {
                let relation = if want == Ordering::Less { "before" } else { "after" };
                format!(
                    "version {} is dated {}, {relation} version {}",
                    quoted(two),
                    words(below),
                    quoted(one)
                )
            }
            _ => format!("{} is out of order", words(below)),
        };
        out.push(
            out.diagnostic(below.span, message)
                .label(above.span, "the one before it")
                .help("correct the date, or put the entries in order: the oldest or the newest first"),
        );
    }
}

/// The order of two rows by the numbers of their versions.
fn by_version(one: &Row<'_>, other: &Row<'_>) -> Option<Ordering> {
    let numbers = |version: &str| -> Option<Vec<u32>> {
        version
            .trim_start_matches(['v', 'V', '['])
            .trim_end_matches(']')
            .split('.')
            .map(|n| n.parse().ok())
            .collect()
    };
    let order = numbers(one.version?)?.cmp(&numbers(other.version?)?);
    (order != Ordering::Equal).then_some(order)
}

fn stale(cx: &Context<'_, '_>, (changed, at): (Date, Span), newest: &Row<'_>, out: &mut Findings<'_>) {
    let (first, second) = (at.min(newest.span), at.max(newest.span));
    let label = if first == at { "the header says so" } else { "the newest row of the history" };
    let mut found = out
        .diagnostic(
            second,
            format!(
                "the history goes on to {}, but the header says {changed} was the last change",
                newest.day
            ),
        )
        .label(first, label)
        .help("the date in the header is that of the last change");
    found.severity = Severity::Note;
    // Only a date in ISO form is replaced: another form would have to be imitated.
    if at.of(cx.tree.text) == changed.to_string() {
        found = found.unsafe_fix(format!("date the header {}", newest.day), at, newest.day.to_string());
    }
    out.push(found);
}
