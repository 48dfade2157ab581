use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::{State, Vocabulary};
use planc_model::Revision;
use planc_source::{Severity, Span};

pub static RULE: Rule = Rule {
    name: "completion-unrecorded",
    summary: "the plan is complete, but its history does not say when that came",
    family: Family::Consistency,
    severities: Severities { draft: None, review: None, agreed: Some(Severity::Warning) },
    fixable: false,
    enabled: true,
    page: include_str!("completion_unrecorded.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let Some(status) = cx.plan.meta.status.as_ref().filter(|s| s.state.value == State::Complete) else {
        return;
    };
    let rows = cx.plan.history.as_deref().unwrap_or_default();
    let vocabulary = cx.library.vocabulary();
    // One row tells of the plan's birth; only a history that was kept can lack its end.
    let [_, .., last] = rows else { return };
    if rows.iter().any(|row| tells(row, vocabulary)) {
        return;
    }
    let Some(span) = place(last).filter(|span| *span > status.word.span) else { return };
    let message = format!("the plan is {}, but no row of its history says so", quoted(status.word.as_str()));
    out.push(
        out.diagnostic(span, message)
            .label(status.word.span, "the status")
            .help("add a row with the day on which the work was done"),
    );
}

/// What stands for a row.
fn place(row: &Revision<'_>) -> Option<Span> {
    [&row.summary, &row.date, &row.version].into_iter().flatten().map(|t| t.span).find(|s| !s.is_empty())
}

/// Whether a row speaks of work that was done, in any form of the word.
fn tells(row: &Revision<'_>, vocabulary: &Vocabulary) -> bool {
    const STEMS: &[&str] = &[
        "complet",
        "done",
        "finish",
        "implement",
        "deliver",
        "shipped",
        "ships",
        "released",
        "merged",
        "closed",
        "landed",
        "deployed",
        "rolled out",
        "concl",
        "termin",
        "implant",
        "entreg",
        "заверш",
        "реализ",
        "выполн",
        "готов",
        "hoàn thành",
        "triển khai",
        "完成",
        "完了",
        "实现",
        "實現",
        "実装",
        "완료",
        "구현",
    ];
    let words = [&row.summary, &row.version, &row.reference].into_iter().flatten();
    words.into_iter().any(|text| {
        let lower = text.as_str().to_lowercase();
        STEMS.iter().any(|stem| lower.contains(stem))
            || vocabulary.state(text.as_str()) == Some(State::Complete)
    })
}
