use crate::dates::{reading, words};
use crate::owed::{Cell, Column, is_none, is_placeholder, lacking, says_more};
use crate::severity::{Stage, stage};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use jiff::civil::Date;
use planc_dialect::Field;
use planc_model::notation::date::Reading;
use planc_model::{Question, Text};
use planc_source::Span;
use smallvec::SmallVec;
use std::cell::LazyCell;

pub static RULE: Rule = Rule {
    name: "question-open",
    summary: "a question is open past its date, without one, or in a plan that was agreed on",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("question_open.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let questions = cx.plan.questions.as_deref().unwrap_or_default();
    let answers = LazyCell::new(|| Column::of(cx, "questions", Field::Answer));
    let open = questions.iter().enumerate().filter(|(at, question)| {
        let next = questions.get(at + 1).and_then(name).map(|t| t.span.start());
        is_open(question) && !is_settled(cx, question, next, &answers)
    });
    let open: Vec<&Question<'_>> = open.map(|(_, question)| question).collect();
    let agreed = stage(cx.state()) == Stage::Agreed;
    let mut undated = Vec::new();
    if !agreed {
        let place = |q: &&Question<'_>| name(q).map(|t| t.span);
        let field = ("questions", Field::DecisionBy);
        undated = lacking(cx, &open, field, place, |q| q.decision_by.as_ref());
        undated.retain(|q| deadline(cx, q).is_none());
    }
    let mut undated = undated.into_iter().peekable();
    for question in &open {
        let Some(name) = name(question) else { continue };
        let said = quoted(&name.value);
        if undated.next_if(|q| std::ptr::eq(**q, *question)).is_some() {
            out.push(
                out.diagnostic(name.span, format!("the question {said} has no decision date"))
                    .help("say until when it must be settled, as for the others"),
            );
        } else if let Some((date, span)) = overdue(cx, question) {
            out.push(
                out.diagnostic(span, format!("the question {said} was to be settled by {date}"))
                    .help("write down the answer, or a new date"),
            );
        } else if agreed {
            out.push(
                out.diagnostic(name.span, format!("the question {said} is open, but the plan was agreed on"))
                    .help("write down the answer, or move what can wait to the future work"),
            );
        }
    }
}

fn name<'q, 'a>(question: &'q Question<'a>) -> Option<&'q Text<'a>> {
    question.question.as_ref().filter(|t| !t.value.trim().is_empty())
}

/// The date by which it should have been settled, if that has passed.
fn overdue(cx: &Context<'_, '_>, question: &Question<'_>) -> Option<(Date, Span)> {
    let (date, span) = deadline(cx, question)?;
    let passed = cx.surroundings.today().is_some_and(|today| date < today);
    passed.then_some((date, span))
}

/// The date by which it is to be settled: in its own place, or in the words of the question (`… by 2026-06-17`).
fn deadline(cx: &Context<'_, '_>, question: &Question<'_>) -> Option<(Date, Span)> {
    match &question.decision_by {
        Some(text) => match reading(cx, text.span)? {
            Reading::Date(date) => Some((date, words(cx.tree.text, text.span))),
            _ => None,
        },
        None => {
            let told = [&question.question, &question.context, &question.options].into_iter().flatten();
            told.filter_map(|text| said_until(cx.tree.text, text.span)).next()
        }
    }
}

/// A date of the form `2026-06-17` that a word before or behind it makes the last day.
fn said_until(text: &str, span: Span) -> Option<(Date, Span)> {
    const BEFORE: &[&str] = &[
        "by",
        "until",
        "till",
        "before",
        "due",
        "due:",
        "deadline",
        "deadline:",
        "than",
        "até",
        "hasta",
        "del",
        "до",
        "позднее",
        "trước",
    ];
    const BEHIND: &[&str] = &["まで", "前", "之前", "까지"];
    let source = span.of(text);
    let mut at = 0;
    while let Some(dash) = source.get(at..)?.find('-').map(|dash| at + dash) {
        at = dash + 1;
        let Some(start) = dash.checked_sub(4).filter(|start| source.is_char_boundary(*start)) else {
            continue;
        };
        let Some(day) = source.get(start..start + 10) else { continue };
        let Ok(date) = day.parse::<Date>() else { continue };
        let before = source[..start].trim_end_matches([' ', '*', '`', '_', '(']);
        let word = before.rsplit([' ', '(', '\n', '*', '—', '–']).next().unwrap_or("").to_lowercase();
        let behind = source[start + 10..].trim_start();
        if BEFORE.contains(&word.as_str()) || BEHIND.iter().any(|word| behind.starts_with(word)) {
            return Some((date, Span::new(span.start() + start, span.start() + start + 10)));
        }
        at = start + 10;
    }
    None
}

/// Whether nobody has answered: no tick, no line through it, no word of an answer, and it is a question at all.
fn is_open(question: &Question<'_>) -> bool {
    let Some(name) = name(question) else { return false };
    let done = question.done.as_ref().is_some_and(|d| d.value) || question.mark.is_some();
    let all = [&question.question, &question.context, &question.options, &question.decision_by];
    !done
        && !is_none(&name.value)
        && !is_placeholder(&name.value)
        && !name.value.contains("~~")
        && !all.into_iter().flatten().any(|t| is_answered(&t.value))
}

/// Whether something else was written to the question: in a column for answers, or below it under no key.
fn is_settled(cx: &Context<'_, '_>, question: &Question<'_>, next: Option<usize>, answers: &Column) -> bool {
    let Some(name) = name(question) else { return true };
    let known = [&question.context, &question.options, &question.decision_by];
    let known: SmallVec<[Span; 4]> = known.into_iter().flatten().map(|t| t.span).collect();
    match answers.at(name.span) {
        Some(cell) => cell == Cell::Filled,
        None => says_more(cx, name.span, &known, next),
    }
}

/// Whether words carry an answer: `✅ Yes`, `**Resolved**: …`, `Decision: …`.
fn is_answered(words: &str) -> bool {
    const ANSWERS: &[&str] = &[
        "resolved",
        "answered",
        "answer:",
        "answer**",
        "decided",
        "decision:",
        "decision**",
        "resolution",
        "settled",
        "closed",
        "deferred",
        "out of scope",
        "✅",
        "☑",
        "✔",
        "✓",
        "→",
        "=>",
        "решено",
        "ответ:",
        "resuelt",
        "resolvid",
        "respuesta:",
        "resposta:",
        "decisión:",
        "decisão:",
        "已解决",
        "已决",
        "已確認",
        "已确认",
        "解決済",
        "決定:",
        "決定：",
        "回答:",
        "回答：",
        "해결",
        "결정:",
        "đã giải quyết",
        "quyết định:",
    ];
    let lower = words.to_lowercase();
    // What follows the question on the next line answers it.
    let (_, behind) = words.split_once(['?', '？']).unwrap_or_default();
    if behind.split_once('\n').is_some_and(|(_, next)| next.contains(char::is_alphanumeric)) {
        return true;
    }
    let unresolved = || lower.contains("unresolved") || lower.contains("not resolved");
    let ascii = lower.is_ascii();
    ANSWERS.iter().any(|a| (!ascii || a.is_ascii()) && lower.contains(a)) && !unresolved()
}
