//! Tasks through the public surface: made of plans, merged into lists of every form, ticked.

#![allow(clippy::unwrap_used, clippy::panic)]

mod book;

use book::{Book, FORMS, merged, row};
use planc_edit::tasks::{Kind, Note, Tick, TickError};
use planc_model::TaskState;

/// A plan with something of everything.
const PLAN: &str = include_str!("plan.md");

/// The tasks of a plan as `id kind text <after>`.
fn rows(plan: &str, list: Option<&str>) -> Vec<String> {
    Book::of("generic", plan, list).read(|tasks| tasks.rows().iter().map(row).collect()).unwrap()
}

#[test]
fn every_part_of_a_plan_that_asks_for_work_is_a_task() {
    assert_eq!(
        rows(PLAN, None),
        [
            "T001 phase Create the code base",
            "T002 phase Write migration 001 with its rollback",
            "T003 phase Build the Session Store (FR-1) <T001 T002>",
            "T004 phase Serve `POST /api/v1/sessions` <T001 T002>",
            "T005 migration Write migration `002_tokens`: Tokens <T002>",
            "T006 migration Test the way back from migration `002_tokens` <T005>",
            "T007 endpoint Build `DELETE /api/v1/tokens/:id`: Revoke a token <T005>",
            "T008 test Write unit tests: Session Store: Expiry <T003>",
            "T009 test Write integration tests: A login with a wrong password",
            "T010 docs Update `README.md`: Login",
            "T011 docs Write Runbook: On call",
            "T012 rollout Roll out: Staging: A week <T004 T006 T007 T008 T009 T010 T011>",
            "T013 rollout Roll out: Production: 10% then 100% <T012>",
        ]
    );
}

#[test]
fn where_nothing_is_done_in_phases_milestones_and_criteria_are_tasks() {
    for (plan, wanted) in [
        (
            "# Plan: X\n\n## Milestones\n\n- [x] Alpha\n- [ ] Beta\n",
            &["T001 milestone Alpha", "T002 milestone Beta"][..],
        ),
        ("# Plan: X\n\n## Acceptance Criteria\n\n- [ ] It works\n", &["T001 acceptance It works"]),
        (
            "# Plan: X\n\n## Implementation Steps\n\n1. Write it\n2. Ship it\n\n## Milestones\n\n- [ ] Alpha\n",
            &["T001 step Write it", "T002 step Ship it <T001>"],
        ),
        (
            "# Plan: X\n\n## Implementation Phases\n\n### Phase 1: A\n\n- [ ] [Task 1]\n- [ ] T042 Own id\n",
            &["T042 phase Own id"],
        ),
        ("# Plan: X\n\n## Objective\n\nNothing.\n", &[]),
    ] {
        assert_eq!(rows(plan, None), wanted, "{plan}");
    }
}

#[test]
fn rows_know_owner_requirements_components_and_origin() {
    Book::of("generic", PLAN, None)
        .read(|tasks| {
            let rows = tasks.rows();
            assert_eq!(rows[2].requirements, ["FR-1"]);
            assert_eq!(rows[2].components, ["Session Store"]);
            assert_eq!(rows[0].owner.as_deref(), Some("Ada"));
            assert_eq!(rows[2].origins[0].path, "phases[1].tasks[0]");
            assert_eq!(rows[11].origins[0].path, "deployment.rollout[0]");
            assert_eq!(rows[1].state, TaskState::Done);
            assert!(rows.iter().all(|t| !t.listed && !t.gone));
        })
        .unwrap();
}

#[test]
fn a_list_is_made_in_every_form_and_read_back() {
    for form in FORMS {
        let mut book = Book::of(form, PLAN, None);
        let before: Vec<String> = book.read(|t| t.rows().iter().map(row).collect()).unwrap();
        let notes = book.merge().unwrap();
        assert_eq!(notes.len(), 13, "{form}: {notes:?}");
        assert!(book.merge().unwrap().is_empty(), "{form} is merged twice");
        book.read(|tasks| {
            let rows = tasks.rows();
            let ids = |of: &[String]| {
                of.iter().map(|r| r.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
            };
            let now: Vec<String> = rows.iter().map(row).collect();
            let (mut one, mut other) = (ids(&before), ids(&now));
            one.sort();
            other.sort();
            assert_eq!(one, other, "{form} keeps its ids");
            assert!(rows.iter().all(|t| t.listed && t.kind != Kind::Own), "{form}");
            assert_eq!(rows.iter().filter(|t| t.state == TaskState::Done).count(), 1, "{form}");
            // What the list says of dependencies is what the plan said.
            let rollout = rows.iter().find(|t| t.text.contains("Production")).unwrap();
            assert_eq!(rollout.depends_on.len(), 1, "{form}: {rollout:?}");
        })
        .unwrap();
    }
}

#[test]
fn ids_stay_when_the_plan_moves() {
    for form in FORMS {
        let mut book = Book::of(form, PLAN, None);
        book.merge().unwrap();
        let ids = |book: &Book| {
            let all: Vec<_> = book.read(|t| t.rows()).unwrap();
            all.into_iter().map(|t| (t.text, t.id.unwrap())).collect::<Vec<_>>()
        };
        let before = ids(&book);
        // A phase before the first one, and the tasks of another turned around.
        book.plan = PLAN
            .replace(
                "### Phase 1: Base",
                "### Phase 0: Research\n\n- [ ] Ask around twice\n\n### Phase 1: Base",
            )
            .replace(
                "- [ ] Create the code base (Owner: Ada)\n- [x] Write migration 001 with its rollback\n",
                "- [x] Write migration 001 with its rollback\n- [ ] Create the code base (Owner: Ada)\n",
            );
        let notes = book.merge().unwrap();
        assert_eq!(notes.len(), 1, "{form}: {notes:?}");
        let after = ids(&book);
        for one in &before {
            assert!(after.contains(one), "{form}: {one:?}");
        }
        assert_eq!(after.len(), before.len() + 1, "{form}");
    }
}

#[test]
fn words_follow_the_plan_unless_somebody_has_changed_them() {
    for form in FORMS {
        let mut book = Book::of(form, PLAN, None);
        book.merge().unwrap();
        book.plan = PLAN.replace("Create the code base (Owner", "Create the whole code base (Owner");
        let notes = book.merge().unwrap();
        assert!(matches!(&notes[..], [Note::Reworded(_)]), "{form}: {notes:?}");
        assert!(book.all().contains("Create the whole code base"), "{form}");
        assert!(book.merge().unwrap().is_empty());

        book.change("Create the whole code base", "Set the code base up myself");
        assert!(book.merge().unwrap().is_empty(), "{form}");
        book.plan = PLAN.replace("Create the code base (Owner", "Create the nice whole code base (Owner");
        let notes = book.merge().unwrap();
        let own = notes.iter().any(|n| matches!(n, Note::OwnWords(..)));
        let gone = notes.iter().any(|n| matches!(n, Note::Gone(_)));
        assert!(own || gone, "{form}: {notes:?}");
        assert!(book.all().contains("Set the code base up myself"), "{form}");
        assert!(book.merge().unwrap().is_empty());
    }
}

#[test]
fn a_task_whose_origin_is_gone_is_marked_and_comes_back() {
    for form in FORMS {
        let mut book = Book::of(form, PLAN, None);
        book.merge().unwrap();
        let before = book.all();
        book.plan = PLAN.replace("- Session Store: Expiry\n", "");
        let notes = book.merge().unwrap();
        assert!(matches!(&notes[..], [Note::Gone(_)]), "{form}: {notes:?}");
        assert!(book.all().to_lowercase().contains("origin gone"), "{form}");
        assert!(book.read(|t| t.rows().iter().any(|r| r.gone)).unwrap(), "{form}");
        assert!(book.merge().unwrap().is_empty(), "{form}");
        book.plan = PLAN.to_owned();
        let notes = book.merge().unwrap();
        assert!(matches!(&notes[..], [Note::Back(_)]), "{form}: {notes:?}");
        assert_eq!(book.all(), before, "{form}");
    }
}

#[test]
fn boxes_of_the_plan_follow_the_list() {
    let plan = "# Plan: X\n\n## Implementation Phases\n\n### Phase 1: A\n\n- [ ] One thing\n- [~] Other thing\n- [x] Third thing\n";
    let list = "## Phase 1: A\n\n- [x] T001 One thing\n- [x] T002 Other thing\n- [ ] T003 Third thing\n";
    let (now, plan) = merged("generic", plan, list).unwrap();
    assert_eq!(now, list);
    assert!(plan.contains("- [x] One thing\n- [x] Other thing\n- [x] Third thing\n"), "{plan}");
}

#[test]
fn what_somebody_wrote_is_not_written_again() {
    let plan = "# Plan: X\n\n## Implementation Phases\n\n### Phase 1: A\n\n- Create the repository skeleton with CI\n- Write migrations 001 to 003\n";
    for (list, added) in [
        (
            "# T\n\n## Phase 1\n\n- [ ] T1 Repository skeleton, created with CI\n- [ ] T2 Migrations 001 to 003: write\n",
            0,
        ),
        (
            "# T\n\n## Phase 1\n\n### TASK-001: Skeleton\n\nCreate the repository with CI.\n\n### TASK-002: Migrations\n\nWrite 001 and 003.\n",
            0,
        ),
        (
            "# T\n\n## Phase 1\n\n- [ ] T1 Repository skeleton, created with CI\n- [ ] T2 Write migrations 001 to 002\n",
            1,
        ),
        ("# T\n\n## Phase 1\n\n- [ ] Buy a domain\n", 2),
    ] {
        let mut book = Book::of("generic", plan, Some(list));
        assert_eq!(book.merge().unwrap().len(), added, "{list}\n{}", book.all());
        assert!(added > 0 || book.all() == list);
        assert!(book.merge().unwrap().is_empty());
    }
}

#[test]
fn new_tasks_take_the_manner_of_their_neighbours() {
    let plan = "# Plan: X\n\n## Implementation Phases\n\n### Phase 1: A\n\n- Alpha beta gamma\n- Delta epsilon zeta\n";
    for (form, list, wanted) in [
        (
            "generic",
            "# T\n\n## Phase 1: A\n\n* [x] T007 Alpha beta gamma\n\n## End\n\nx\n",
            "\n* [ ] T008 Delta epsilon zeta <!-- planc-task:",
        ),
        (
            "generic",
            "# T\n\n## Phase 1\n\n- [x] 1.1 Alpha beta gamma\n\n## Phase 2\n\n- [ ] 2.1 Own\n",
            "\n- [ ] 1.2 Delta epsilon zeta <!--",
        ),
        (
            "service",
            "# T\n\n## Phase 1: A\n\n#### TASK-009: Alpha beta gamma\n\n**Status:** Done\n\n---\n\n## End\n",
            "\n\n#### TASK-010: Delta epsilon zeta\n<!--",
        ),
        (
            "service",
            "# T\n\n- [ ] Alpha beta gamma",
            "\n\n## Phase 1: A\n\n- [ ] T001 Delta epsilon zeta <!--",
        ),
        (
            "generic",
            "# T\r\n\r\n## Phase 1: A\r\n\r\n- [x] T1 Alpha beta gamma\r\n",
            "\r\n- [ ] T2 Delta epsilon zeta <!--",
        ),
        ("generic", "# T\n", "\n\n## Phase 1: A\n\n- [ ] T001 Alpha beta gamma <!--"),
        (
            "governed",
            "# T\n\n### 1.1. Alpha beta gamma\n\n- [x] Done\n",
            "\n\n### 2.1. Delta epsilon zeta\n<!--",
        ),
    ] {
        let (text, _) = merged(form, plan, list).unwrap();
        assert!(text.contains(wanted), "{form}: {text:?}");
        assert!(
            !text.replace("\r\n", "").contains('\r')
                && (!list.contains('\r') || !text.replace("\r\n", "").contains('\n'))
        );
    }
}

#[test]
fn lists_that_cannot_be_read_are_refused_with_a_place() {
    let plan = "# Plan: X\n\n## Implementation Phases\n\n### Phase 1: A\n\n- Alpha beta\n";
    for (list, place, message) in [
        ("# T\n\n## Tasks\n\nDo it.\n\n- write\n- read\n", "- write", "reads no task"),
        ("# T\n\n<<<<<<< a\n- [ ] x\n=======\n- [x] x\n>>>>>>> b\n", "<<<<<<< a", "conflict"),
        (
            "# T\n\nx <!-- planc-task: phase-1 2 -->\n",
            "<!-- planc-task: phase-1 2 -->",
            "no task it can read",
        ),
        ("# T\n\n- [ ] x <!-- planc-task: phase -->\n", "<!-- planc-task: phase -->", "damaged"),
        ("# T\n\n| ID | Task |\n|---|---|\n| T1 | x |\n", "T1", "rows of a table"),
        ("# T\n\nSee:\n\n```\n- [ ] T1 x\n", "", "not closed"),
    ] {
        let refusal = merged("generic", plan, list).unwrap_err();
        assert!(refusal.message.contains(message), "{list}: {refusal:?}");
        assert!(refusal.span.of(list).starts_with(place), "{list}: {refusal:?}");
        assert_eq!(refusal.file, Some(0));
    }
    let torn = format!("{plan}\n<<<<<<< a\n=======\n>>>>>>> b\n");
    assert_eq!(merged("generic", &torn, "# T\n").unwrap_err().file, None);
}

#[test]
fn a_task_is_ticked_in_the_form_of_its_list() {
    for (list, name, wanted) in [
        ("- [ ] T1 A\n- [ ] T2 B\n", "T2", "- [ ] T1 A\n- [x] T2 B\n"),
        ("- [ ] T1 A\n", "T001", "- [x] T1 A\n"),
        ("- [ ] Write the a\n- [ ] Write the b\n", "the b", "- [ ] Write the a\n- [x] Write the b\n"),
        ("- T1 A\n", "T1", "- [x] T1 A\n"),
        ("### TASK-1: A\n\n**Status:** Pending\n", "TASK-1", "### TASK-1: A\n\n**Status:** Done\n"),
        (
            "## Task 1: A\n\n**Status**: 📋 Planned  \n\n## Task 2: B\n\n**Status**: ✅ Complete\n",
            "1",
            "## Task 1: A\n\n**Status**: ✅ Complete  \n\n## Task 2: B\n\n**Status**: ✅ Complete\n",
        ),
        (
            "## Task 1: A\n\n**Status**: TODO\n\n## Task 2: B\n\n**Status**: DONE (x)\n",
            "Task 1",
            "## Task 1: A\n\n**Status**: DONE\n\n## Task 2: B\n\n**Status**: DONE (x)\n",
        ),
        (
            "#### T1: A\n\n| Attribute | Value |\n|---|---|\n| Status | Open |\n",
            "T1",
            "#### T1: A\n\n| Attribute | Value |\n|---|---|\n| Status | Done |\n",
        ),
        (
            "#### T1: A\n\n| Attribute | Value |\n|---|---|\n| Priority | P0 |\n\n- [ ] c\n",
            "T1",
            "#### T1: A\n\n| Attribute | Value |\n|---|---|\n| Priority | P0 |\n| Status | Done |\n\n- [ ] c\n",
        ),
        ("### T1: A\n\n- [ ] c\n- [ ] d\n", "T1", "### T1: A\n\n- [x] c\n- [x] d\n"),
        ("### T1: A\n\ntext\n", "T1", "### T1: A\n\n**Status**: Done\n\ntext\n"),
        ("### 1.1. A\n\n- [ ] Done\n", "1.1", "### 1.1. A\n\n- [x] Done\n"),
        (
            "| ID | Task | Status |\n|---|---|---|\n| T1 | A | Open |\n",
            "T1",
            "| ID | Task | Status |\n|---|---|---|\n| T1 | A | Done |\n",
        ),
        (
            "## Task 1: A\n\n**Status**: Open\n\n## Checklist\n\n- [ ] Task 1: A\n",
            "1",
            "## Task 1: A\n\n**Status**: Done\n\n## Checklist\n\n- [x] Task 1: A\n",
        ),
    ] {
        let mut book = Book::of("generic", "# Plan: X\n", Some(list));
        assert!(!book.tick(name, &Tick::default()).unwrap());
        assert_eq!(book.all(), wanted, "{list}");
        assert!(book.tick(name, &Tick::default()).unwrap(), "{list} is ticked already");
    }
}

#[test]
fn what_is_undone_is_as_before() {
    for form in FORMS {
        let mut book = Book::of(form, PLAN, None);
        book.merge().unwrap();
        let before = (book.all(), book.plan.clone());
        book.tick("Create the code base", &Tick::default()).unwrap();
        assert_ne!(book.all(), before.0, "{form}");
        assert!(book.plan.contains("- [x] Create the code base"), "{form}");
        assert!(book.merge().unwrap().is_empty(), "{form}");
        book.tick("Create the code base", &Tick { undo: true, ..Tick::default() }).unwrap();
        assert_eq!((book.all(), book.plan.clone()), before, "{form}");
    }
}

#[test]
fn a_task_waits_for_what_comes_first() {
    let list = "## Phase 1\n\n### TASK-001: A\n\n**Status:** Pending\n\n### TASK-002: B\n\n**Status:** Pending\n\n**Dependencies:**\n- TASK-001\n";
    let mut book = Book::of("service", "# Plan: X\n", Some(list));
    let Err(TickError::Waits(name, others)) = book.tick("TASK-002", &Tick::default()) else { panic!() };
    assert_eq!((name.as_str(), &others[..]), ("TASK-002", &["TASK-001".to_owned()][..]));
    let forced =
        Tick { force: true, by: Some("Ada".into()), note: Some("no need".into()), ..Tick::default() };
    book.tick("TASK-002", &forced).unwrap();
    assert_eq!(
        book.all(),
        list.replace("B\n\n**Status:** Pending", "B\n\n**Status:** Done").trim_end().to_owned()
            + "\n\n> **Note:** done by Ada, 2026-02-02: no need\n"
    );
    assert!(matches!(book.tick("TASK-003", &Tick::default()), Err(TickError::Unknown(_))));
    let mut book = Book::of(
        "generic",
        "# Plan: X
",
        Some(
            "- [ ] Write one
- [ ] Write two
",
        ),
    );
    assert!(matches!(book.tick("write", &Tick::default()), Err(TickError::Many(all)) if all.len() == 2));
}

#[test]
fn without_a_list_the_plan_itself_is_ticked() {
    let plan = "# Plan: X\n\n## Implementation Phases\n\n### Phase 1: A\n\n- [ ] One thing\n\n### Phase 2: B\n\n* [ ] Other thing\n";
    let mut book = Book::of("generic", plan, None);
    let Err(TickError::Waits(..)) = book.tick("other", &Tick::default()) else { panic!() };
    book.tick("one", &Tick { note: Some("easy".into()), ..Tick::default() }).unwrap();
    assert!(book.plan.contains("- [x] One thing\n  - Note: done, 2026-02-02: easy\n"), "{}", book.plan);
    book.tick("T002", &Tick::default()).unwrap();
    assert!(book.plan.contains("* [x] Other thing\n"), "{}", book.plan);
    let none = Book::of("generic", "# Plan: X\n\n## Implementation Steps\n\n1. Write it\n", None);
    let error = none.read(|t| t.tick("T001", &Tick::default()).unwrap_err()).unwrap();
    assert!(matches!(error, TickError::NotListed(_)));
}

#[test]
fn a_summary_is_counted_anew() {
    let mut book = Book::of("service", PLAN, None);
    book.merge().unwrap();
    assert!(book.all().contains("| Phase 1: Base | 2 | 1 |"), "{}", book.all());
    assert!(book.all().contains("| **Total** | **13** | **1** |"), "{}", book.all());
    // Somebody lines the columns up.
    book.change("| Phase 1: Base | 2 | 1 |", "| Phase 1: Base |     2 |    1 |");
    assert!(book.merge().unwrap().is_empty());
    book.tick("Create the code base", &Tick::default()).unwrap();
    assert!(book.all().contains("| Phase 1: Base | 2 | 2 |"), "{}", book.all());
    assert!(book.merge().unwrap().is_empty());
}
