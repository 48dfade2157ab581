use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities, stage};
use planc_dialect::State;
use planc_model::{Revision, Text};
use std::cmp::Ordering;

pub static RULE: Rule = Rule {
    name: "history-conflict",
    summary: "the newest version of the history is another than the header's, or its status",
    family: Family::Consistency,
    severities: Severities::MILD,
    fixable: true,
    enabled: true,
    page: include_str!("history_conflict.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(rows) = cx.plan.history.as_deref() else { return };
    let Some((newest, numbers)) = newest(rows) else { return };
    if let Some(stated) = &cx.plan.meta.version {
        version(cx, stated, newest, &numbers, out);
    }
    status(cx, newest, out);
}

/// The row with the highest version. Every row that has a version must have a number, so that they can be compared.
fn newest<'p, 'a>(rows: &'p [Revision<'a>]) -> Option<(&'p Revision<'a>, Vec<u32>)> {
    let versioned = rows.iter().filter_map(|row| Some((row, row.version.as_ref()?)));
    let numbered: Vec<_> =
        versioned.map(|(row, v)| numbers(v.as_str()).map(|n| (row, n))).collect::<Option<_>>()?;
    // Of two rows with one version neither is the newest.
    let newest = numbered.iter().max_by(|one, other| compare(&one.1, &other.1))?;
    let once = numbered.iter().filter(|(_, n)| compare(n, &newest.1) == Ordering::Equal).count() == 1;
    once.then(|| newest.clone())
}

/// `1.2`, `v1.2`, `[1.2.0]`; what follows a dash says how ready it is.
fn numbers(version: &str) -> Option<Vec<u32>> {
    let bare = version.trim().trim_matches(['[', ']', '*', '`']).trim_start_matches(['v', 'V']);
    let bare = bare.split(['-', '+', ' ']).next()?;
    bare.split('.').map(|n| n.parse().ok()).collect()
}

/// `1.2` and `1.2.0` are one version.
fn compare(one: &[u32], other: &[u32]) -> Ordering {
    let at = |numbers: &[u32], index: usize| numbers.get(index).copied().unwrap_or(0);
    let longest = one.len().max(other.len());
    let differing = (0..longest).map(|i| at(one, i).cmp(&at(other, i))).find(|o| *o != Ordering::Equal);
    differing.unwrap_or(Ordering::Equal)
}

fn version(
    cx: &Context<'_, '_>,
    stated: &Text<'_>,
    newest: &Revision<'_>,
    numbers: &[u32],
    out: &mut Findings<'_>,
) {
    let (Some(own), Some(row)) = (self::numbers(stated.as_str()), &newest.version) else { return };
    if compare(&own, numbers) == Ordering::Equal {
        return;
    }
    let message = format!(
        "the history goes on to version {}, but the plan says it is {}",
        quoted(row.as_str()),
        quoted(stated.as_str())
    );
    let older = compare(&own, numbers) == Ordering::Greater;
    let message = if older {
        let last = quoted(row.as_str());
        format!("the plan says it is version {}, but the history ends with {last}", quoted(stated.as_str()))
    } else {
        message
    };
    let (first, later) = if stated.span < row.span { (stated, row) } else { (row, stated) };
    let label = if first.span == stated.span {
        "the version of the plan"
    } else {
        "the newest version of the history"
    };
    let found = out.diagnostic(later.span, message).label(first.span, label);
    out.push(if older {
        found.help("add what changed to the history")
    } else {
        let bare = row.as_str().trim_matches(['[', ']', '*', '`']);
        let plain = bare == cx.tree.str(row.span) && stated.as_str() == cx.tree.str(stated.span);
        let found = found.help("the version of the plan is the newest of its history");
        if plain {
            found.unsafe_fix(format!("set the version to {}", quoted(bare)), stated.span, bare)
        } else {
            found
        }
    });
}

/// A newest row that says nothing but a state: `Approved`, `First draft`.
fn status(cx: &Context<'_, '_>, newest: &Revision<'_>, out: &mut Findings<'_>) {
    let (Some(status), Some(summary)) = (&cx.plan.meta.status, &newest.summary) else { return };
    let state = status.state.value;
    let Some(said) = said(cx, summary.as_str()) else { return };
    let known = |s: State| {
        matches!(s, State::Draft | State::InReview | State::Approved | State::InProgress | State::Complete)
    };
    if !known(state) || !known(said) || stage(Some(said)) == stage(Some(state)) {
        return;
    }
    let message = format!(
        "the plan is {}, but its history ends with {}",
        quoted(status.word.as_str()),
        quoted(summary.as_str())
    );
    let (first, later) = if status.word.span < summary.span {
        ((status.word.span, "the status"), summary.span)
    } else {
        ((summary.span, "the newest row of the history"), status.word.span)
    };
    out.push(
        out.diagnostic(later, message)
            .label(first.0, first.1)
            .help("add the step that is missing to the history, or correct the status"),
    );
}

fn said(cx: &Context<'_, '_>, summary: &str) -> Option<State> {
    let bare = summary.trim().trim_end_matches(['.', '!']);
    let vocabulary = cx.library.vocabulary();
    let first = bare.split(' ').next().unwrap_or("").to_lowercase();
    let last = bare.split(' ').nth(1).filter(|_| bare.split(' ').count() == 2);
    let begun = ["initial", "first"].contains(&first.as_str());
    vocabulary.state(bare).or_else(|| last.filter(|_| begun).and_then(|word| vocabulary.state(word)))
}
