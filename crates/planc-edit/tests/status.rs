//! What a change of the status edits, shown as the lines that differ.

#![allow(clippy::unwrap_used)]

use planc_dialect::{Library, Lifecycle};
use planc_edit::{Document, Edited, Listing, Refusal, StatusChange, choose, mirror, set_status};
use std::fmt::Write as _;

/// What is asked for, besides the text.
#[derive(Clone, Copy, Default)]
struct Asked<'a> {
    state: &'a str,
    note: Option<&'a str>,
    forced: bool,
    author: Option<&'a str>,
    listing: Option<&'a str>,
}

fn with<R>(text: &str, state: &str, f: impl FnOnce(Document<'_, '_>, StatusChange<'_>) -> R) -> R {
    let library = Library::builtin();
    let tree = planc_syntax::parse(text);
    let fit = library.fit(&tree);
    let plan = planc_model::skim(&tree, &fit, &library, "plan.md").plan;
    let doc = Document { tree: &tree, fit: &fit, plan: &plan, library: &library };
    let general = Lifecycle::general();
    let life = doc.dialect().map_or(&general, |d| &d.lifecycle);
    let (state, word) = choose(state, plan.meta.status.as_ref(), life, library.vocabulary()).unwrap();
    let change = StatusChange {
        state,
        word: &word,
        life,
        date: jiff::civil::date(2026, 11, 20),
        author: Some("Ann"),
        note: None,
        reference: None,
        forced: false,
    };
    f(doc, change)
}

fn change(text: &str, asked: Asked<'_>) -> Result<Edited, Refusal> {
    with(text, asked.state, |doc, change| {
        let author = asked.author.or(change.author).filter(|a| !a.is_empty());
        let change = StatusChange { note: asked.note, forced: asked.forced, author, ..change };
        let ids = ["SPEC-001".to_owned()];
        match asked.listing {
            Some("own") => mirror(doc, &change, None).map(|(edited, _)| edited),
            Some(link) => {
                let listing = Listing { leads: &|target| target == link, ids: &ids };
                mirror(doc, &change, Some(&listing)).map(|(edited, _)| edited)
            }
            None => set_status(doc, &change),
        }
    })
}

/// The lines that differ, or why nothing was changed.
fn check(text: &str, asked: Asked<'_>, want: &str) {
    let edited = match change(text, asked) {
        Ok(edited) => edited,
        Err(refusal) => {
            let at = &text[refusal.span.range()];
            assert_eq!(format!("refused at `{at}`: {}", refusal.message), want, "{text}");
            return;
        }
    };
    let diff = similar::TextDiff::from_lines(text, &edited.text);
    let mut shown = String::new();
    for line in diff.iter_all_changes().filter(|c| c.tag() != similar::ChangeTag::Equal) {
        let _ = write!(shown, "{}{}", line.tag(), line.value().trim_end_matches(['\n', '\r']));
        shown.push('\n');
    }
    assert_eq!(shown.trim_end_matches('\n'), want.trim_matches('\n'), "{text}");
}

fn to(state: &str) -> Asked<'_> {
    Asked { state, ..Asked::default() }
}

#[test]
fn the_word_is_changed_with_what_stands_around_it() {
    for (line, state, want) in [
        ("**Status**: Draft", "in_review", "**Status**: In Review"),
        ("**Status**: Draft  ", "in_review", "**Status**: In Review  "),
        ("**Status:** `draft`", "in_review", "**Status:** `in review`"),
        ("- **Status**: DRAFT", "in_review", "- **Status**: IN REVIEW"),
        (
            "> **Status**: Draft (Draft | Review | Approved)",
            "review",
            "> **Status**: In Review (Draft | Review | Approved)",
        ),
        ("> **Status**: [Draft | Review | Approved]", "review", "> **Status**: In Review"),
        ("**Status**: ✅ **COMPLETED**", "in_progress", "**Status**: 🔄 **IN PROGRESS**"),
        ("**Status**: **✅ Complete**", "in_progress", "**Status**: **🔄 In Progress**"),
        ("**Status**: Complete ✅", "in_progress", "**Status**: In Progress 🔄"),
        ("**Status**: 🔄 In Progress - 60 % done", "complete", "**Status**: ✅ Complete"),
        ("**Status**: **Approved** - by the board", "in_progress", "**Status**: **In Progress**"),
        ("**Status**: Approved (v2, by the board)", "in_progress", "**Status**: In Progress"),
        ("**Status**: Approved by the board", "in_progress", "**Status**: In Progress"),
        ("**Status**: Baking", "in_review", "**Status**: In Review"),
        ("| Status | Draft |\n|---|---|\n| Owner | B |", "in_review", "| Status | In Review |"),
        (
            "**Branch**: `1-x` | **Status**: Draft | **Date**: 2026-01-01",
            "in_review",
            "**Branch**: `1-x` | **Status**: In Review | **Date**: 2026-01-01",
        ),
        ("**Статус**: Черновик", "in_review", "**Статус**: На рассмотрении"),
        ("**Estado**: Borrador", "aprobado", "**Estado**: Aprobado"),
    ] {
        let first = line.split('\n').next().unwrap();
        check(&format!("# Plan: X\n\n{line}\n\n## Goal\n\nx\n"), to(state), &format!("-{first}\n+{want}"));
    }
}

#[test]
fn every_place_says_it() {
    check(
        "---\nstatus: planned\ncreated: 2026-01-01\n---\n# Plan: X\n\n> **Status**: 🗓️ Planned · **Priority**: High\n\n## Goal\n\nx\n\n---\n\n**Plan Status**: 📋 Planned  \n**Next Steps**: tasks\n",
        to("in_progress"),
        "-status: planned\n+status: in-progress\n-> **Status**: 🗓️ Planned · **Priority**: High\n+> **Status**: 🔄 In Progress · **Priority**: High\n-**Plan Status**: 📋 Planned  \n+**Plan Status**: 🔄 In Progress  ",
    );
    // The day of a decision record is that of its last change.
    let template = Library::builtin().dialect("madr").unwrap().source.clone();
    check(
        &template.split_once("-->\n").unwrap().1.replace("YYYY-MM-DD", "2026-01-01"),
        to("accepted"),
        "-status: proposed\n-date: 2026-01-01\n+status: accepted\n+date: 2026-11-20",
    );
    // What is so already is not written down again, but what disagrees is made to agree.
    check("# Plan: X\n\n**Status**: Draft\n", to("draft"), "");
    check(
        "# Plan: X\n\n**Status**: Draft\n\n## Goal\n\nx\n\n---\n\n**Plan Status**: Complete\n",
        to("draft"),
        "-**Plan Status**: Complete\n+**Plan Status**: Draft",
    );
    check(
        "# Feature: X\n\n## Status\n\n- [x] Draft\n- [ ] Review\n- [x] In Progress\n- [ ] Complete\n",
        to("complete"),
        "-- [ ] Complete\n+- [x] Complete",
    );
    check(
        "# Feature: X\n\n## Status\n\n- [x] Draft\n- [ ] Review\n- [x] In Progress\n- [ ] Complete\n",
        to("in_review"),
        "-- [ ] Review\n-- [x] In Progress\n+- [x] Review\n+- [ ] In Progress",
    );
    check(
        "# Feature: X\n\n## Status\n\n- [x] Draft\n- [ ] Complete\n",
        to("paused"),
        "refused at `- [x] Draft`: this ladder has no step for `Paused`",
    );
    check("# Feature: X\n\n## Status\n\nDraft\n", to("review"), "-Draft\n+In Review");
}

#[test]
fn a_document_without_a_place_gets_one_in_its_own_form() {
    for (header, want) in [
        (
            "**Branch**: `1-x` | **Date**: 2026-01-01",
            "-**Branch**: `1-x` | **Date**: 2026-01-01\n+**Branch**: `1-x` | **Date**: 2026-01-01 | **Status**: Draft",
        ),
        ("**Spec**: a.md  \n**Created**: 2026-01-01  ", "+**Status**: Draft  "),
        ("*   **Author:** B", "+*   **Status:** Draft"),
        ("> **Author**: B", "+> **Status**: Draft"),
        ("| Author | B |\n|---|---|\n| Version | 2 |", "+| Status | Draft |"),
        ("Prose only.", "+**Status**: Draft\n+"),
    ] {
        check(&format!("# Implementation Plan: X\n\n{header}\n\n## Goal\n\nx\n"), to("draft"), want);
    }
    check("---\nauthor: B\n---\n## Goal\n\nx\n", to("draft"), "+status: draft");
}

const TABLE: &str = "# Plan: X\n\n* **Status:** Draft\n* **Last Updated:** 2026-01-02\n* **Version:** v0.2\n* **Related Issue:** #12\n\n## Goal\n\nx\n\n## Change History\n\n";

#[test]
fn the_history_goes_on_in_its_own_shape() {
    let head = "-* **Status:** Draft\n-* **Last Updated:** 2026-01-02\n-* **Version:** v0.2\n+* **Status:** In Review\n+* **Last Updated:** 2026-11-20\n+* **Version:** v0.3\n";
    let some = "-* **Status:** Draft\n-* **Last Updated:** 2026-01-02\n+* **Status:** In Review\n+* **Last Updated:** 2026-11-20\n";
    for (history, keeps, want) in [
        (
            "| Version | Date | Author(s) | Summary | Reference |\n|---|---|---|---|---|\n| 0.1 | 2026-01-01 | B | First | #12 |\n| 0.2 | 2026-01-02 | B | More | - |\n",
            true,
            "+| 0.3 | 2026-11-20 | Ann | Status: Draft → In Review | #12 |",
        ),
        (
            "| Дата | Автор | Описание | Версия |\n|---|---|---|---|\n| 2026-01-02 | Б | Ещё | **0.2** |\n| 2026-01-01 | Б | Начало | **0.1** |\n",
            true,
            "+| 2026-11-20 | Ann | Status: Draft → In Review | **0.3** |",
        ),
        (
            "Date | Status | Change\n---|---|---\n2026/01/02 | Draft | First",
            false,
            "-2026/01/02 | Draft | First\n+2026/01/02 | Draft | First\n+2026/11/20 | In Review | Status: Draft → In Review",
        ),
        (
            "| Version | Date       | Change  |\n|---------|------------|---------|\n| 0.2     | 2026-01-02 | First   |\n",
            true,
            "+| 0.3     | 2026-11-20 | Status: Draft → In Review |",
        ),
        (
            "| Version | Date | Change |\n|---|---|---|\n",
            false,
            "+| 0.1 | 2026-11-20 | Status: Draft → In Review |",
        ),
        ("### 2026-01-02\n\n- Initial plan\n", false, "+### 2026-11-20\n+\n+- Status: Draft → In Review\n+"),
        (
            "### 2026-01-01\n* First\n\n### 2026-01-02\n* Second\n\n---\n\n*The end.*\n",
            false,
            "+### 2026-11-20\n+* Status: Draft → In Review\n+",
        ),
        (
            "### [0.2] - 2026-01-02\n\n- First\n",
            true,
            "+### [0.3] - 2026-11-20\n+\n+- Status: Draft → In Review\n+",
        ),
        ("### 2026-11-20\n\n- First\n", false, "+- Status: Draft → In Review"),
        ("- 2026-01-01: First\n- 2026-01-02: Second\n", false, "+- 2026-11-20: Status: Draft → In Review"),
        (
            "- **v0.2** (2026-01-02): Second\n- **v0.1** (2026-01-01): First\n",
            true,
            "+- **v0.3** (2026-11-20): Status: Draft → In Review",
        ),
        (
            "1. 2026-01-01 - First\n2. 2026-01-02 - Second\n",
            false,
            "+3. 2026-11-20 - Status: Draft → In Review",
        ),
        ("", false, "+- **2026-11-20**: Status: Draft → In Review\n+"),
    ] {
        let head = if keeps { head } else { some };
        check(&format!("{TABLE}{history}"), to("in_review"), &format!("{head}{want}"));
    }
}

#[test]
fn a_history_that_is_not_understood_stays_whole() {
    for (history, asked, want) in [
        (
            "Nothing yet.\n",
            to("in_review"),
            "refused at `Nothing yet.`: nothing in this history is an entry with a version or a day",
        ),
        (
            "- 2026-01-01 Ann asked Bob, who said no\n",
            to("in_review"),
            "refused at `- 2026-01-01 Ann asked Bob, who said no`: the entries of this history are not understood",
        ),
        (
            "| Finding | Fix |\n|---|---|\n| E1 | none |\n",
            to("in_review"),
            "refused at `E1`: `E1` is no version that another can follow",
        ),
        (
            "| Date | Author |\n|---|---|\n| 2026-01-01 | B |\n",
            to("in_review"),
            "refused at `| Date | Author |`: this table is no history that planc understands: it needs a column for what changed, and one for the day or the version",
        ),
        (
            "| Version | Summary |\n|---|---|\n| first | x |\n",
            to("in_review"),
            "refused at `first`: `first` is no version that another can follow",
        ),
        (
            "| Version | Author | Summary |\n|---|---|---|\n| 0.1 | B | x |\n",
            Asked { author: Some(""), ..to("in_review") },
            "refused at `| Version | Author | Summary |`: this history names authors; say who changes the plan",
        ),
    ] {
        check(&format!("{TABLE}{history}"), asked, want);
    }
}

#[test]
fn a_note_is_what_the_history_says_and_a_force_leaves_its_trace() {
    let table = format!("{TABLE}| Version | Change |\n|---|---|\n| 0.2 | x |\n");
    let head = "-* **Status:** Draft\n-* **Last Updated:** 2026-01-02\n-* **Version:** v0.2\n+* **Status:** ";
    let tail = "\n+* **Last Updated:** 2026-11-20\n+* **Version:** v";
    let noted = Asked { note: Some("agreed in\nthe a|b meeting"), ..to("approved") };
    check(&table, noted, &format!("{head}Approved{tail}1.0\n+| 1.0 | agreed in the a\\|b meeting |"));
    let forced = Asked { note: Some("on fire"), forced: true, ..to("in_progress") };
    check(
        &table,
        forced,
        &format!("{head}In Progress{tail}0.3\n+| 0.3 | Status: Draft → In Progress; forced: on fire |"),
    );
    // Without a history both stand behind the status.
    let bare = "# Plan: X\n\n**Status**: Draft\n";
    check(
        bare,
        Asked { note: Some("no people"), ..to("paused") },
        "-**Status**: Draft\n+**Status**: Paused - no people",
    );
    check(bare, forced, "-**Status**: Draft\n+**Status**: In Progress - forced: on fire");
    check(
        bare,
        Asked { note: Some("by PLAN-007"), ..to("superseded") },
        "-**Status**: Draft\n+**Status**: Superseded by PLAN-007",
    );
}

#[test]
fn lists_of_plans_repeat_the_status() {
    let listed = |state| Asked { listing: Some("001-x/plan.md"), ..to(state) };
    for (text, want) in [
        (
            "# Specs\n\n| Spec | Status | Folder |\n|---|---|---|\n| SPEC-001 | 🤔 Draft | a |\n| SPEC-0010 | 🤔 Draft | b |\n",
            "-| SPEC-001 | 🤔 Draft | a |\n+| SPEC-001 | ✅ Complete | a |",
        ),
        (
            "# Specs\n\n| Plan | State |\n|---|---|\n| [X](001-x/plan.md) | DRAFT |\n| [Y](002-y/plan.md) | DRAFT |\n",
            "-| [X](001-x/plan.md) | DRAFT |\n+| [X](001-x/plan.md) | COMPLETE |",
        ),
        (
            "# Specs\n\n### SPEC-001: X\n**Status**: 🔄 In Progress  \n**Location**: here\n\n### SPEC-002: Y\n**Status**: Draft\n",
            "-**Status**: 🔄 In Progress  \n+**Status**: ✅ Complete  ",
        ),
        (
            "# Specs\n\n- [X](001-x/plan.md): the first - Draft\n- SPEC-002 - Draft\n",
            "-- [X](001-x/plan.md): the first - Draft\n+- [X](001-x/plan.md): the first - Complete",
        ),
        ("# Specs\n\nSPEC-001 is a draft.\n", ""),
    ] {
        check(text, listed("complete"), want);
    }
    check(
        "# Tasks: X\n\n**Status**: Draft\n\n## Task 1\n\nx\n\n---\n\n**Tasks Status**: 📋 Planned\n",
        Asked { listing: Some("own"), ..to("complete") },
        "-**Status**: Draft\n+**Status**: Complete",
    );
}

#[test]
fn line_ends_and_the_byte_order_mark_stay() {
    for newline in ["\r\n", "\r", "\n"] {
        let text =
            format!("\u{feff}{TABLE}| Version | Change |\n|---|---|\n| 0.2 | x |").replace('\n', newline);
        let edited = change(&text, to("in_review")).unwrap().text;
        assert!(edited.starts_with('\u{feff}'));
        let end = format!("| 0.2 | x |{newline}| 0.3 | Status: Draft → In Review |");
        assert!(edited.ends_with(&end), "{edited:?}");
        assert_eq!(edited.matches(newline).count(), text.matches(newline).count() + 1);
    }
}
