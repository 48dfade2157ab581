//! What a plan owes: branches that the pages do not show, because they need a day or a text that nobody writes.

#![allow(clippy::unwrap_used)]

use jiff::civil::{Date, date};
use planc_dialect::Library;
use planc_lint::{Context, Rule, Surroundings, check, rules};
use planc_source::Diagnostic;
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::builtin);

/// A world in which it is that day.
struct On(Option<Date>);

impl Surroundings for On {
    fn today(&self) -> Option<Date> {
        self.0
    }
}

fn findings(text: &str, today: Option<Date>, wanted: impl Fn(&Rule) -> bool) -> Vec<Diagnostic> {
    let tree = planc_syntax::parse(text);
    let fit = LIBRARY.fit(&tree);
    let plan = planc_model::read(&tree, &fit, &LIBRARY, "plan.md").plan;
    let surroundings = On(today);
    check(&Context::new(&tree, &fit, &plan, &LIBRARY, &surroundings), rules().filter(|rule| wanted(rule)))
}

/// What a rule says of a text, a line each: the place's words and the message.
fn said(rule: &str, text: &str, today: Option<Date>) -> Vec<(String, String)> {
    let found = findings(text, today, |r| r.name == rule);
    found.into_iter().map(|d| (d.span.of(text).to_owned(), d.message)).collect()
}

fn places(rule: &str, text: &str) -> Vec<String> {
    said(rule, text, None).into_iter().map(|(place, _)| place).collect()
}

const QUESTIONS: &str = "# Technical Plan: Price Cache\n\n**Spec**: SPEC-003\n**Status**: Draft\n\n## Open Questions\n\n\
    1. **How long is a price fresh?**\n   - **Options**: 60 seconds, 900 seconds\n   \
    - **Decision needed by**: 2026-03-04\n";

#[test]
fn a_question_is_late_from_the_day_after_its_date() {
    let late = said("question-open", QUESTIONS, Some(date(2026, 3, 5)));
    assert_eq!(late.len(), 1);
    assert_eq!(late[0].0, "2026-03-04");
    assert!(late[0].1.ends_with("was to be settled by 2026-03-04"), "{}", late[0].1);
    assert!(said("question-open", QUESTIONS, Some(date(2026, 3, 4))).is_empty());
    assert!(said("question-open", QUESTIONS, None).is_empty());
    let answered = format!("{QUESTIONS}   - **Decision**: 900 seconds\n");
    assert!(said("question-open", &answered, Some(date(2026, 3, 5))).is_empty());
    let soon = QUESTIONS.replace("2026-03-04", "before the release");
    assert!(said("question-open", &soon, Some(date(2026, 3, 5))).is_empty());
}

#[test]
fn a_column_of_answers_settles_questions() {
    let table = "# Technical Plan: Price Cache\n\n**Spec**: SPEC-003\n**Status**: Approved\n\n## Open Questions\n\n\
        | Question | Answer |\n|---|---|\n| How long is a price fresh? | 900 seconds |\n| Which provider? | |\n";
    assert_eq!(places("question-open", table), ["Which provider?"]);
}

#[test]
fn promises_are_answers_only_in_a_draft() {
    let table = |status: &str, cell: &str| {
        format!(
            "# Implementation Plan: Sync\n\n**Status**: {status}\n\n## Technical Decisions\n\n\
             | Decision | Choice | Rationale |\n|---|---|---|\n| Order | One sequence | Clocks differ |\n\
             | Store | SQLite | {cell} |\n"
        )
    };
    for (status, cell, found) in [
        ("Draft", "TBD", false),
        ("Draft", "", true),
        ("Approved", "TBD", true),
        ("Approved", "**To be decided**", true),
        ("Approved", "?", true),
        ("Approved", "待定", true),
        ("Approved", "N/A", false),
        ("Approved", "-", false),
        ("Approved", "every phone has it", false),
    ] {
        let text = table(status, cell);
        assert_eq!(!places("decision-unexplained", &text).is_empty(), found, "{status}: {cell}");
    }
    // A row that ends too early is a fault of the table.
    let cut = table("Approved", "x").replace("| SQLite | x |", "| SQLite |");
    assert!(places("decision-unexplained", &cut).is_empty());
    // So is a name that waits to be replaced.
    let waiting = table("Draft", "").replace("| Store |", "| [Decision 2] |");
    assert!(places("decision-unexplained", &waiting).is_empty());
}

#[test]
fn most_siblings_decide_what_is_owed() {
    let steps = |outputs: [&str; 4]| {
        let mut text =
            "# PLAN-007: Keys\n\n* **Status:** Approved\n\n## 3. Implementation Plan\n\n".to_owned();
        for (at, outputs) in outputs.into_iter().enumerate() {
            let bracket =
                if outputs.is_empty() { String::new() } else { format!(", Expected outputs: {outputs}") };
            text += &format!("* **Step {}:** Do part {at} (Owner: Mia{bracket})\n", at + 1);
        }
        text
    };
    assert_eq!(places("output-missing", &steps(["a", "b", "c", ""])), ["Do part 3"]);
    assert_eq!(places("output-missing", &steps(["a", "b", "", ""])).len(), 2);
    assert!(places("output-missing", &steps(["a", "", "", ""])).is_empty());
    assert!(places("output-missing", &steps(["", "", "", ""])).is_empty());
}

#[test]
fn other_languages_are_read_alike() {
    let risk = "# Plano de Implementação: Sincronização\n\n## Riscos\n\n\
        | Risco | Impacto | Probabilidade | Mitigação |\n|---|---|---|---|\n| Relógios diferem | Alto | Baixa | |\n";
    assert_eq!(places("risk-unmitigated", risk), ["Relógios diferem"]);
    let speed = |words: &str| format!("# Plan: Sync\n\n## Requirements\n\n- **FR-001**: {words}\n");
    for words in [
        "El sistema debe responder rápidamente",
        "O sistema deve responder rapidamente",
        "Система должна отвечать быстро",
        "系统必须快速响应",
        "システムは高速に応答すること",
        "시스템은 빠르게 응답해야 한다",
        "Hệ thống phải phản hồi nhanh",
    ] {
        assert_eq!(places("vague-target", &speed(words)).len(), 1, "{words}");
        assert!(places("vague-target", &speed(&format!("{words}: 200 ms"))).is_empty(), "{words}");
    }
}

/// Thousands of records with nothing but names: every finding has its place. A rule that is not linear would run
/// into the limit that the test runner sets.
#[test]
fn many_records_are_read() {
    let rows = |head: &str, row: &str| format!("## {head}{}", row.repeat(8_000));
    let many = [
        rows("Risks\n\n| Risk | Impact | Mitigation | Owner |\n|---|---|---|---|\n", "| a | High | | |\n"),
        rows("Open Questions\n\n| Question | Answer |\n|---|---|\n", "| a? | |\n"),
        rows("Open Questions\n\n", "- a?\n"),
        rows("Risks\n\n", "### a\n\n- **Impact**: High\n"),
        rows(
            "Performance Considerations\n\n### Benchmarks\n\n| Operation | Limit |\n|---|---|\n",
            "| Latency | 5 |\n",
        ),
        rows("Requirements\n\n", "- **FR-001**: must be fast-forward fail fast quick start\n"),
        rows("Requirements\n\n- **FR-001**: ", "must fast-forward `fast"),
        rows("API Design\n\n", "### POST /a\n\n**Request:**\n\n```json\n{}\n```\n"),
        rows("Migrations\n\n", "1. `001_a.sql`: b\n"),
        rows("Monitoring\n\n### Alerts\n\n", "- p95 > 5 s\n"),
        rows("Implementation Phases\n\n### Phase 1\n\n- a\n", "### Phase 2\n"),
    ];
    for text in many {
        for status in ["Draft", "Approved"] {
            let text = format!("# Technical Plan: a\n\n**Version:** 1.0\n**Status:** {status}\n\n{text}");
            for found in findings(&text, None, |r| matches!(r.family.name(), "completeness" | "words")) {
                assert!(text.get(found.span.range()).is_some(), "{found:?}");
            }
        }
    }
}
