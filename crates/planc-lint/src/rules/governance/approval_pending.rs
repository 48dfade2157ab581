use crate::words::{LATER, is_nothing, quoted};
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::{Field, State, Vocabulary};
use planc_source::{Diagnostic, Severity, Span};
use planc_syntax::{Kind, Mark, Row, header_fields, keyed};

pub static RULE: Rule = Rule {
    name: "approval-pending",
    summary: "the plan is agreed, but an approval it asks for is still to come",
    family: Family::Governance,
    severities: Severities { draft: None, review: None, agreed: Some(Severity::Error) },
    fixable: false,
    enabled: true,
    page: include_str!("approval_pending.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let vocabulary = cx.library.vocabulary();
    let is = |words: &str| vocabulary.concept(words).is_some_and(|c| c.name() == "approvals");
    for field in header_fields(cx.tree).iter().filter(|f| is(f.key.of(cx.tree.text))) {
        if is_pending(cx, field.value) {
            report(cx, field.key, Some(field.value), out);
        } else if is_empty(cx, field.value) {
            let span = if field.value.is_empty() { field.key } else { field.value };
            let message = format!("{} names nobody", quoted(field.key.of(cx.tree.text)));
            push(cx, out.diagnostic(span, message), out);
        }
    }
    let mut end = 0;
    for (section, spot) in cx.tree.sections.iter().zip(&cx.fit.spots).skip(1) {
        if section.span.start() < end || spot.concept.is_none_or(|c| c.name() != "approvals") {
            continue;
        }
        end = section.span.end();
        let nodes = section.nodes.start..cx.tree.nodes.partition_point(|n| n.span.start() < end);
        for node in nodes {
            match cx.tree.nodes[node].kind {
                Kind::Table => table(cx, node, out),
                Kind::Item => item(cx, node, out),
                _ => {}
            }
        }
    }
}

/// `cell` is where the answer should stand, where there is one.
fn report(cx: &Context<'_, '_>, who: Span, cell: Option<Span>, out: &mut Findings<'_>) {
    let name = who.of(cx.tree.text).trim_matches(['*', '_', ' ']);
    let span = cell.filter(|c| !c.is_empty()).unwrap_or(who);
    push(cx, out.diagnostic(span, format!("{} has not approved yet", quoted(name))), out);
}

fn push(cx: &Context<'_, '_>, found: Diagnostic, out: &mut Findings<'_>) {
    let word = cx.plan.meta.status.as_ref().map(|s| s.word.span).filter(|word| *word < found.span);
    let found = match word {
        Some(word) => found.label(word, "the plan counts as agreed"),
        None => found,
    };
    out.push(found.help("write down the decision with name and date, or take the status back"));
}

fn table(cx: &Context<'_, '_>, node: usize, out: &mut Findings<'_>) {
    let Some(table) = cx.tree.table(node) else { return };
    let decides: Vec<usize> =
        (1..table.head.cells.len()).filter(|c| is_decisive(cx, table.head.cells[*c])).collect();
    for row in cx.tree.rows(&table) {
        let Some(who) = row.cells.first().filter(|c| !is_nothing(c.of(cx.tree.text))) else { continue };
        if let Some(cell) = pending(cx, &row, &decides) {
            report(cx, *who, cell, out);
        }
    }
}

/// The cell of a row that says the approval is to come; `Some(None)` where all that could say so are empty.
fn pending(cx: &Context<'_, '_>, row: &Row, decides: &[usize]) -> Option<Option<Span>> {
    let cells: Vec<Span> = match decides {
        [] => row.cells.iter().skip(1).copied().collect(),
        some => some.iter().filter_map(|c| row.cells.get(*c)).copied().collect(),
    };
    if let Some(cell) = cells.iter().find(|c| is_pending(cx, **c)) {
        return Some(Some(*cell));
    }
    cells.iter().all(|c| is_empty(cx, *c)).then_some(None)
}

/// Whether a column says what was decided, by whom it was signed, or when.
fn is_decisive(cx: &Context<'_, '_>, head: Span) -> bool {
    const WORDS: &[&str] = &[
        "sign",
        "approv",
        "decision",
        "verdict",
        "firma",
        "assin",
        "подпис",
        "签",
        "簽",
        "批",
        "承認",
        "署名",
        "승인",
        "서명",
        "ký",
        "duyệt",
    ];
    let words = head.of(cx.tree.text);
    let lower = words.to_lowercase();
    let vocabulary = cx.library.vocabulary();
    let field = |family| vocabulary.field(vocabulary.scope(family), words);
    matches!(field("meta"), Some(Field::Status | Field::Created | Field::Updated))
        || field("history") == Some(Field::Date)
        || WORDS.iter().any(|w| lower.contains(w)) && !lower.contains("approver")
}

/// `- [ ] Product owner`, `- Product owner: pending`.
fn item(cx: &Context<'_, '_>, node: usize, out: &mut Findings<'_>) {
    let Some(item) = cx.tree.item(node) else { return };
    let pair = keyed(cx.tree.text, item.text).filter(|k| k.by == ':');
    let open = item.mark == Some(Mark::Open) && !item.text.of(cx.tree.text).starts_with("~~");
    match pair {
        _ if open => report(cx, pair.map_or(item.text, |k| k.key), None, out),
        Some(pair) if is_pending(cx, pair.value) => report(cx, pair.key, Some(pair.value), out),
        _ => {}
    }
}

fn is_empty(cx: &Context<'_, '_>, cell: Span) -> bool {
    let words = cell.of(cx.tree.text);
    is_nothing(words) && !is_exempt(words) && !words.contains(['✅', '✓', '✔'])
}

/// `N/A` is an answer: this approval is not asked for. What says `TBD` is reported as a marker.
fn is_exempt(words: &str) -> bool {
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    matches!(bare.as_str(), "n/a" | "na" | "not applicable") || LATER.contains(&bare.as_str())
}

fn is_pending(cx: &Context<'_, '_>, cell: Span) -> bool {
    let words = cell.of(cx.tree.text);
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
    ["[ ]", "⏳", "⬜", "☐", "🔄"].iter().any(|mark| words.starts_with(mark))
        || waits(bare, cx.library.vocabulary())
}

fn waits(words: &str, vocabulary: &Vocabulary) -> bool {
    const WORDS: &[&str] = &[
        "pending",
        "waiting",
        "awaiting",
        "requested",
        "open",
        "outstanding",
        "not yet",
        "pendiente",
        "pendente",
        "ожидает",
        "ожидается",
        "chờ",
        "待",
        "未",
        "대기",
    ];
    let lower = words.to_lowercase();
    let state = vocabulary.state(words);
    WORDS.iter().any(|w| {
        lower.strip_prefix(w).is_some_and(|r| !w.is_ascii() || !r.starts_with(char::is_alphanumeric))
    }) || matches!(state, Some(State::Draft | State::InReview | State::Paused))
        || vocabulary.answer(words) == Some(false) && lower != "none"
}
