use crate::durations::{Length, lengths};
use crate::groups::{Group, Groups};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_model::names::spaced;
use planc_model::{Phase, Text};
use planc_source::Span;
use rustc_hash::FxHashMap;

pub static RULE: Rule = Rule {
    name: "estimate-sum",
    summary: "the phases do not take as long, all together, as the estimate says",
    family: Family::Consistency,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("estimate_sum.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(phases) = cx.plan.phases.as_deref() else { return };
    let Some((total, sum)) = total_row(cx, phases).or_else(|| estimate(cx, phases)) else { return };
    if is_parallel(cx, phases) {
        return;
    }
    let (more, less) = (total.length.is_shorter(&sum.length), sum.length.is_shorter(&total.length));
    if !more && !less {
        return;
    }
    let relation = if more { "more" } else { "less" };
    let (first, later) = if total.span < sum.last { (total.span, sum.last) } else { (sum.last, total.span) };
    let message = format!(
        "the {} phases take {relation} than the {} of the {}, all together",
        sum.count,
        quoted(cx.tree.str(total.span)),
        total.name
    );
    let label = if later == total.span { "the last of the phases" } else { total.name };
    out.push(
        out.diagnostic(later, message)
            .label(first, label)
            .help("correct one of the durations, or say which phases go on at the same time"),
    );
}

/// What all phases are said to take.
struct Total {
    length: Length,
    span: Span,
    name: &'static str,
}

/// What they take by themselves.
struct Sum {
    length: Length,
    count: usize,
    last: Span,
}

/// A last row `Total | 6 weeks` in a table of phases.
fn total_row(cx: &Context<'_, '_>, phases: &[Phase<'_>]) -> Option<(Total, Sum)> {
    let (last, rest) = phases.split_last()?;
    let name = spaced(last.name.as_ref()?.as_str());
    let first = name.split(' ').next().unwrap_or("");
    const TOTAL: &[&str] = &[
        "total",
        "sum",
        "overall",
        "gesamt",
        "合计",
        "合計",
        "总计",
        "總計",
        "합계",
        "итого",
        "всего",
        "tổng",
    ];
    if !TOTAL.contains(&first) {
        return None;
    }
    let duration = last.duration.as_ref()?;
    let (length, span) = single(cx, duration)?;
    Some((Total { length, span, name: "total" }, sum(cx, rest)?))
}

/// The estimate of the plan, if it names one length.
fn estimate(cx: &Context<'_, '_>, phases: &[Phase<'_>]) -> Option<(Total, Sum)> {
    let (length, span) = single(cx, cx.plan.estimate.as_ref()?)?;
    Some((Total { length, span, name: "estimate" }, sum(cx, phases)?))
}

/// Every phase that has a number must say how long it takes, and all must stand side by side: phases of phases, or
/// one that leaves its duration open, add up to nothing.
fn sum(cx: &Context<'_, '_>, phases: &[Phase<'_>]) -> Option<Sum> {
    let mut groups = Groups::new(cx);
    let mut count: FxHashMap<Group, usize> = FxHashMap::default();
    let mut sum = Sum { length: Length::default(), count: 0, last: Span::at(0) };
    for phase in phases {
        let Some(duration) = &phase.duration else {
            if phase.number.is_some() || phase.name.is_some() {
                return None;
            }
            continue;
        };
        let (length, span) = single(cx, duration)?;
        if span < sum.last {
            return None;
        }
        let place = phase.name.as_ref().map_or(span, |name| name.span);
        *count.entry(groups.of(place.min(span))).or_default() += 1;
        sum = Sum { length: sum.length.plus(length), count: sum.count + 1, last: span };
    }
    (sum.count > 1 && count.len() == 1).then_some(sum)
}

/// The one length in a text; `None` for none, for several, and for positions (`Week 1-2`).
fn single(cx: &Context<'_, '_>, text: &Text<'_>) -> Option<(Length, Span)> {
    let source = cx.tree.str(text.span);
    let found = lengths(source);
    let [(length, at)] = &found[..] else { return None };
    Some((*length, Span::new(text.span.start() + at.start(), text.span.start() + at.end())))
}

/// Whether anything in the phases or the estimate says that some of the work goes on at the same time, or that the
/// estimate has room for more than the phases.
fn is_parallel(cx: &Context<'_, '_>, phases: &[Phase<'_>]) -> bool {
    const WORDS: &[&str] = &[
        "parallel",
        "concurrent",
        "overlap",
        "simultan",
        "meanwhile",
        "buffer",
        "contingency",
        "slack",
        "[p]",
        "paralel",
        "simultân",
        "folga",
        "并行",
        "並行",
        "並列",
        "同时",
        "同時",
        "병렬",
        "동시",
        "параллел",
        "одновремен",
        "song song",
    ];
    let says = |span: Span| {
        let lower = cx.tree.str(span).to_lowercase();
        WORDS.iter().any(|word| lower.contains(word))
    };
    let texts = phases.iter().flat_map(|p| [&p.name, &p.goal, &p.duration]).flatten().map(|t| t.span);
    let tasks = phases.iter().flat_map(|p| p.tasks.iter().flatten()).map(|t| t.text.span);
    texts.chain(tasks).chain(cx.plan.estimate.iter().map(|e| e.span)).any(says)
}
