//! Words with a fixed meaning, read from whole plans: states, dates, levels, answers.
#![allow(clippy::unwrap_used)]

use planc_dialect::Library;
use planc_model::{read, to_json};
use serde_json::{Value, json};

fn model(library: &Library, plan: &str) -> Value {
    let tree = planc_syntax::parse(plan);
    let fit = library.fit(&tree);
    to_json(&read(&tree, &fit, library, "plan.md").plan, false)
}

#[test]
fn statuses_are_a_word_with_a_decoration_and_a_note() {
    let library = Library::builtin();
    for (written, state, word, decoration, note) in [
        ("Draft", "draft", "Draft", None, None),
        ("🤔 Draft", "draft", "Draft", Some("🤔"), None),
        ("Draft 📝", "draft", "Draft", Some("📝"), None),
        ("**Draft**", "draft", "Draft", None, None),
        ("`draft`", "draft", "draft", None, None),
        ("WIP", "draft", "WIP", None, None),
        ("In Review", "in_review", "In Review", None, None),
        ("IN REVIEW", "in_review", "IN REVIEW", None, None),
        ("Proposed", "in_review", "Proposed", None, None),
        ("Planned", "in_review", "Planned", None, None),
        ("Ready for review", "in_review", "Ready for review", None, None),
        ("✅ Approved", "approved", "Approved", Some("✅"), None),
        ("Accepted (by the board)", "approved", "Accepted", None, Some("by the board")),
        ("Implementable", "approved", "Implementable", None, None),
        ("🚧 In Progress - phase 2 of 3", "in_progress", "In Progress", Some("🚧"), Some("phase 2 of 3")),
        ("Implementing", "in_progress", "Implementing", None, None),
        ("✅ Complete — shipped in 1.2", "complete", "Complete", Some("✅"), Some("shipped in 1.2")),
        ("Done", "complete", "Done", None, None),
        ("Implemented (iterated by 063, 050)", "complete", "Implemented", None, Some("iterated by 063, 050")),
        ("Paused", "paused", "Paused", None, None),
        ("On hold", "paused", "On hold", None, None),
        ("Deferred – until spring", "paused", "Deferred", None, Some("until spring")),
        ("❌ Cancelled", "rejected", "Cancelled", Some("❌"), None),
        ("Rejected", "rejected", "Rejected", None, None),
        ("Withdrawn", "rejected", "Withdrawn", None, None),
        ("Deprecated", "deprecated", "Deprecated", None, None),
        ("Obsolete", "deprecated", "Obsolete", None, None),
        ("Superseded by 018, 020", "superseded", "Superseded", None, Some("by 018, 020")),
        ("Replaced", "superseded", "Replaced", None, None),
        ("Rascunho", "draft", "Rascunho", None, None),
        ("Aprobado", "approved", "Aprobado", None, None),
        ("草稿", "draft", "草稿", None, None),
        ("已批准", "approved", "已批准", None, None),
        ("✅ 已完成", "complete", "已完成", Some("✅"), None),
        ("レビュー中", "in_review", "レビュー中", None, None),
        ("초안", "draft", "초안", None, None),
        ("Черновик", "draft", "Черновик", None, None),
        ("В работе", "in_progress", "В работе", None, None),
        ("Bản nháp", "draft", "Bản nháp", None, None),
        // What nobody knows, and the unedited list of choices, close every gate.
        ("Banana", "other", "Banana", None, None),
        ("Not approved yet", "other", "Not approved yet", None, None),
        ("Approved once legal agrees", "other", "Approved once legal agrees", None, None),
        ("[Draft | In Review | Approved]", "other", "[Draft | In Review | Approved]", None, None),
        ("Draft | In Progress | Complete", "other", "Draft | In Progress | Complete", None, None),
        ("{{STATUS}} (Draft | Review)", "other", "{{STATUS}} (Draft | Review)", None, None),
    ] {
        let plan = format!("# Technical Plan: X\n\n**Author**: A\n**Status**: {written}\n");
        let status = &model(&library, &plan)["meta"]["status"];
        let have =
            ["state", "word", "decoration", "note"].map(|k| status.get(k).cloned().unwrap_or_default());
        assert_eq!(have, [json!(state), json!(word), json!(decoration), json!(note)], "{written}");
    }
}

#[test]
fn a_superseded_plan_names_its_successors() {
    let library = Library::builtin();
    for (written, by) in [
        ("Superseded by 018, 020", json!(["018", "020"])),
        ("Superseded by [PLAN-018](PLAN-018.md)", json!(["PLAN-018"])),
        ("⛔ Superseded (by PLAN-018)", json!(["PLAN-018"])),
    ] {
        let status = &model(&library, &format!("# Plan: X\n\n**Status**: {written}\n"))["meta"]["status"];
        assert_eq!((&status["state"], &status["superseded_by"]), (&json!("superseded"), &by), "{written}");
    }
    let plain = &model(&library, "# Plan: X\n\n**Status**: Approved by 018\n")["meta"]["status"];
    assert_eq!((&plain["state"], plain.get("superseded_by")), (&json!("approved"), None));
}

#[test]
fn dates_are_iso_where_they_can_mean_one_day() {
    let library = Library::builtin();
    for (written, read) in [
        ("2026-03-18", "2026-03-18"),
        ("2026/03/18", "2026-03-18"),
        ("March 18, 2026", "2026-03-18"),
        ("18 March 2026", "2026-03-18"),
        ("18.03.2026", "2026-03-18"),
        ("2026年3月18日", "2026-03-18"),
        ("2026년 3월 18일", "2026-03-18"),
        ("18 de março de 2026", "2026-03-18"),
        ("18 марта 2026 г.", "2026-03-18"),
        ("2026-03-18 (retrospective)", "2026-03-18"),
        ("`2026-03-18`", "2026-03-18"),
        ("Q3 2026", "Q3 2026"),
        ("03/04/2026", "03/04/2026"),
        ("2026-02-30", "2026-02-30"),
        ("soon", "soon"),
    ] {
        let plan = format!(
            "# Technical Plan: X\n\n**Created**: {written}\n\n## Revision History\n\n| Version | Date |\n|---|---|\n| 1 | {written} |\n"
        );
        let model = model(&library, &plan);
        assert_eq!(model["meta"]["created"], read, "{written}");
        assert_eq!(model["history"][0]["date"], read, "{written}");
    }
}

#[test]
fn levels_and_answers_are_read_through_decoration() {
    let library = Library::builtin();
    for (written, level) in [
        ("High", "high"),
        ("**MEDIUM**", "medium"),
        ("🟢 Low", "low"),
        ("Low - it was tried", "low"),
        ("Médio", "medium"),
        ("Alto", "high"),
        ("高", "high"),
        ("낮음", "low"),
        ("Высокий", "high"),
        ("Trung bình", "medium"),
        ("High/Medium/Low", "High/Medium/Low"),
        ("Total loss", "Total loss"),
        ("7", "7"),
    ] {
        let plan =
            format!("# Technical Plan: X\n\n## Rollback Plan\n\n1. Undo\n\n**Risk Level**: {written}\n");
        assert_eq!(model(&library, &plan)["rollback"]["risk_level"], level, "{written}");
    }
    for (written, answer) in [
        ("Yes", json!(true)),
        ("No", json!(false)),
        ("**Yes** - the old call is gone", json!(true)),
        ("None", json!(false)),
        ("Sim", json!(true)),
        ("是", json!(true)),
        ("Нет", json!(false)),
        ("[Yes/No]", Value::Null),
        ("Perhaps", Value::Null),
    ] {
        let plan =
            format!("# Technical Plan: X\n\n## Backwards Compatibility\n\n**Breaking Changes**: {written}\n");
        let have = model(&library, &plan)["compatibility"].get("breaking").cloned().unwrap_or_default();
        assert_eq!(have, answer, "{written}");
    }
}
