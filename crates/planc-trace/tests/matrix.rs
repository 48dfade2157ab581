//! Whose id is meant, what is credited, and what is told.
#![allow(clippy::unwrap_used)]

use planc_dialect::{Document as Kind, Library};
use planc_source::{LineIndex, Span};
use planc_trace::{
    CodeCite, CodeFile, Commit, Document, Finding, FindingKind, Index, Matrix, Place, PlanSource, Sources,
    Words, annotations, cites, companion_document, documents_named, language, needs_files, owed,
    plan_document, trace,
};

/// A workspace of files by their names; a message is a commit.
#[derive(Default)]
struct World<'w> {
    files: Vec<(&'w str, &'w str)>,
    commits: Vec<(&'w str, &'w [&'w str])>,
}

fn matrix(world: &World<'_>) -> Matrix {
    let (library, words) = (Library::builtin(), Words::default());
    let mut sources = Sources::default();
    for (path, text) in world.files.iter().filter(|(p, _)| p.ends_with(".md")) {
        let tree = planc_syntax::parse(text);
        let (at, shown) = ((*path).to_owned(), (*path).to_owned());
        let folder = path.rsplit_once('/').map_or(String::new(), |(f, _)| format!("{f}/"));
        if path.ends_with("plan.md") {
            let fit = library.fit(&tree);
            let plan = planc_model::skim(&tree, &fit, &library, path).plan;
            let document = plan_document(&tree, &fit, &plan, &words);
            sources.plans.push(PlanSource {
                document: Document { at, shown, ..document },
                spec: Some(format!("{folder}spec.md")),
                spec_name: plan.meta.spec.as_ref().map(|s| s.text.value.to_string()),
                tasks: vec![format!("{folder}tasks.md")],
            });
            continue;
        }
        let facts = planc_model::facts(&tree, &library, path);
        let document = Document { at, shown, ..companion_document(&tree, &facts, &library, &words) };
        if facts.kind == Some(Kind::Tasks) {
            sources.tasks.push(document)
        } else {
            sources.specs.push(document)
        }
    }
    let index = Index::new(&sources);
    let code: Vec<_> = world
        .files
        .iter()
        .filter(|(path, _)| !path.ends_with(".md"))
        .map(|(path, text)| {
            let lines = LineIndex::new(text);
            let found = annotations(text, language(path).unwrap(), &words, &|key| index.keys.states(key));
            let cites = found.into_iter().map(|a| {
                let at = lines.position(text, a.cite.span.start());
                let pin = a.cite.pin.map(|p| p.of(text).to_owned());
                CodeCite {
                    pin,
                    place: (at.line, at.column),
                    scope: a.scope,
                    cite: a.cite,
                    evidence: Vec::new(),
                }
            });
            CodeFile {
                at: (*path).to_owned(),
                shown: (*path).to_owned(),
                cites: cites.collect(),
                changed: None,
            }
        })
        .collect();
    let commits: Vec<_> = world
        .commits
        .iter()
        .enumerate()
        .map(|(n, (message, files))| {
            let mut commit = Commit { id: format!("c{n}"), ..Commit::default() };
            commit.subject = message.lines().next().unwrap().to_owned();
            cites(message, Span::new(0, message.len()), &words, &mut None, &mut commit.cites);
            commit.named = message.lines().flat_map(documents_named).collect();
            if needs_files(&sources, &index, &commit) {
                commit.files = files.iter().map(|f| (*f).to_owned()).collect();
            }
            commit
        })
        .collect();
    trace(&sources, &index, &code, &commits, &owed())
}

/// What serves each requirement, in short: `login/FR-1: code src/a.rs:1`.
fn links(matrix: &Matrix) -> Vec<String> {
    let mut found = Vec::new();
    for row in &matrix.requirements {
        let mut push = |what: String| found.push(format!("{}/{}: {what}", row.spec, row.id));
        row.plan.iter().for_each(|l| push(format!("plan {}", l.heading)));
        row.components.iter().for_each(|c| push(format!("component {}", c.name)));
        row.tasks.iter().for_each(|t| push(format!("task {}", t.id.as_deref().unwrap_or(&t.text))));
        row.tests
            .iter()
            .for_each(|l| push(format!("test {} {}:{}", l.role.word(), l.place.path, l.place.line)));
        row.code
            .iter()
            .for_each(|l| push(format!("code {} {}:{}", l.role.word(), l.place.path, l.place.line)));
        row.commits.iter().for_each(|c| push(format!("commit {} {}", c.role.word(), c.commit)));
    }
    found
}

fn findings(matrix: &Matrix) -> Vec<String> {
    let shown = matrix.findings.iter().map(|f| {
        let help = f.help.as_ref().map_or(String::new(), |h| format!("; {h}"));
        format!("{}:{} {}: {}{help}", f.place.path, f.place.line, f.kind.word(), f.message)
    });
    shown.collect()
}

const LOGIN: &str = "# Specification: Login\n\n**ID**: SPEC-001\n\n## Requirements\n\n- **FR-001**: Users sign in\n- **FR-002**: Users sign out\n";
const CART: &str = "# Specification: Cart\n\n## Requirements\n\n- **FR-001**: A cart holds things\n- **FR-003**: A cart can be emptied\n";

/// Two specifications with plans that name their files.
fn two<'w>(code: &[(&'w str, &'w str)]) -> Vec<(&'w str, &'w str)> {
    let mut files = vec![
        ("specs/001-login/spec.md", LOGIN),
        (
            "specs/001-login/plan.md",
            "# Plan: Login\n\n**Status**: Draft\n\n## Components\n\n| Name | Location |\n|---|---|\n| Auth | `src/auth.rs` |\n",
        ),
        ("specs/002-cart/spec.md", CART),
        (
            "specs/002-cart/plan.md",
            "# Plan: Cart\n\n**Status**: Draft\n\n## Components\n\n| Name | Location |\n|---|---|\n| Cart | `src/cart/` |\n",
        ),
    ];
    files.extend(code);
    files
}

#[test]
fn an_id_of_two_specifications_is_credited_only_where_it_is_clear_whose_it_is() {
    for (path, text, credited, told) in [
        ("src/auth.rs", "// implements FR-001", "001-login", ""),
        ("src/cart/mod.rs", "// implements FR-001", "002-cart", ""),
        ("src/x.rs", "// implements FR-003", "002-cart", ""),
        ("src/x.rs", "// implements 002#FR-001", "002-cart", ""),
        ("src/x.rs", "// implements 002-cart/FR-001", "002-cart", ""),
        ("src/x.rs", "// implements cart/FR-1", "002-cart", ""),
        ("src/x.rs", "// specs/001-login/FR-001", "001-login", ""),
        ("src/x.rs", "// planc-trace: scope 002\n// implements FR-001", "002-cart", ""),
        ("src/x.rs", "// FR-001 of spec 2", "002-cart", ""),
        ("src/x.rs", "// implements FR-001", "", "ambiguous"),
        ("src/x.rs", "// FR-001", "", "ambiguous"),
        ("src/x.rs", "// implements 009#FR-001", "", "orphan"),
        ("specs/002-cart/map.yaml", "# FR-001", "002-cart", ""),
        ("src/auth.rs", "// implements D2/FR-001", "001-login", ""),
        ("src/x.rs", "// implements 002#FR-002", "", "orphan"),
        ("src/x.rs", "// implements FR-004", "", "orphan"),
        ("src/x.rs", "// FR-004, path/FR-001", "", ""),
        ("src/x.rs", "// XFR-001 FR-0011", "", ""),
    ] {
        let matrix = matrix(&World { files: two(&[(path, text)]), ..World::default() });
        let rows = matrix.requirements.iter().filter(|r| !r.code.is_empty());
        let credit: Vec<_> =
            rows.map(|r| if r.spec == "SPEC-001" { "001-login" } else { r.spec.as_str() }).collect();
        let kinds: Vec<_> = matrix.findings.iter().map(|f| f.kind.word()).collect();
        assert_eq!(
            (credit.join(" ").as_str(), kinds.join(" ").as_str()),
            (credited, told),
            "{path}: {text}\n{:?}",
            findings(&matrix)
        );
    }
}

#[test]
fn projects_beside_each_other_do_not_lend_ids() {
    let files = vec![
        ("shop/docs/specs/SPEC-001-cart.md", CART),
        ("bank/docs/specs/SPEC-001-login.md", LOGIN),
        ("shop/src/a.rs", "// implements FR-001, FR-002"),
        ("other/src/b.rs", "// implements FR-002"),
    ];
    let found = matrix(&World { files, ..World::default() });
    let code: Vec<_> = links(&found).into_iter().filter(|l| l.contains(": code")).collect();
    assert_eq!(
        code,
        [
            "SPEC-001-cart/FR-001: code implements shop/src/a.rs:1",
            "SPEC-001/FR-002: code implements other/src/b.rs:1",
        ]
    );
    assert_eq!(
        findings(&found),
        [
            "shop/src/a.rs:1 orphan: no specification of this project has `FR-002`; `SPEC-001` has one; is `SPEC-001/FR-002` meant?",
        ]
    );
}

#[test]
fn a_requirement_is_followed_to_its_code() {
    let files = vec![
        ("specs/001-login/spec.md", LOGIN),
        (
            "specs/001-login/plan.md",
            "# Plan: Login\n\n**Status**: In Progress\n\n## Components\n\n| Name | Location | Purpose |\n|---|---|---|\n| Auth | `src/auth.rs` | FR-001 |\n| Door | `src/door.rs` | opens |\n\n## Testing Strategy\n\n### Unit Tests\n\n- Signing in twice (FR-001)\n",
        ),
        (
            "specs/001-login/tasks.md",
            "# Tasks: Login\n\n- [x] T001 Sign in (FR-001)\n- [ ] T002 Sign out (FR-2)\n",
        ),
        ("src/auth.rs", "// implements FR-001\n\n// TODO implement FR-002"),
        ("src/door.rs", "// implements T002"),
        ("tests/auth.rs", "// FR-001"),
    ];
    let commits = vec![
        ("feat: sign in\n\nImplements: FR-001", &[][..]),
        ("fix FR-002 once more\n\nSpec: SPEC-001", &[]),
        ("RED: Test limits (SPEC-001)", &[]),
        ("docs: not about anything", &[]),
    ];
    let found = matrix(&World { files, commits });
    assert_eq!(
        links(&found),
        [
            "SPEC-001/FR-001: plan Components",
            "SPEC-001/FR-001: plan Unit Tests",
            "SPEC-001/FR-001: component Auth",
            "SPEC-001/FR-001: task T001",
            "SPEC-001/FR-001: test planned specs/001-login/plan.md:16",
            "SPEC-001/FR-001: test mentions tests/auth.rs:1",
            "SPEC-001/FR-001: code implements src/auth.rs:1",
            "SPEC-001/FR-001: commit implements c0",
            "SPEC-001/FR-002: component Auth",
            "SPEC-001/FR-002: component Door",
            "SPEC-001/FR-002: task T002",
            "SPEC-001/FR-002: code to do src/auth.rs:3",
            "SPEC-001/FR-002: code implements src/door.rs:1",
            "SPEC-001/FR-002: commit mentions c1",
        ]
    );
    assert_eq!(findings(&found), [""; 0]);
    let of_spec: Vec<_> = found.specs[0].commits.iter().map(|c| (c.commit.as_str(), c.role.word())).collect();
    assert_eq!(of_spec, [("c2", "verifies")]);
    // Back from any of them.
    for (what, rows) in [
        ("FR-1", 1),
        ("SPEC-001/FR-2", 1),
        ("spec-1", 2),
        ("T002", 1),
        ("Door", 1),
        ("src/door.rs", 1),
        ("src", 2),
        ("src/auth.rs:1", 1),
        ("specs/001-login/tasks.md", 2),
    ] {
        assert_eq!(found.about(what).map_or(0, |m| m.requirements.len()), rows, "{what}");
    }
    assert!(found.about("FR-9").is_none() && found.about("src/au").is_none());
    // What a specification as a whole lacks is told where somebody asks for it by its name.
    let mut bare = found.clone();
    let place = Place { path: "specs/001-login/spec.md".into(), line: 1, column: 1 };
    let (kind, id, message) = (FindingKind::Gap, "001-login".to_owned(), "no test".to_owned());
    bare.findings = vec![Finding { place, kind, id, message, help: None }];
    bare.specs[0].name = "001-login".to_owned();
    assert_eq!(bare.about("001-login").map_or(0, |m| m.findings.len()), 1);
}

#[test]
fn ranges_and_links_of_a_specification_lead_to_tasks() {
    let spec = "# Specification: Login\n\n## Criteria\n\n- AC-1.1: a\n- AC-1.2: b\n- AC-2.1: c\n- AC-2.2: d\n- AC-2.3: e\n\n\
        ## Status\n\n| Id | Text | Task |\n|---|---|---|\n| AC-2.3 | e | [task 2](tasks/02.md#x) |\n";
    let files = vec![
        ("specs/001-login/spec.md", spec),
        ("specs/001-login/plan.md", "# Plan: Login\n\n**Status**: In Progress\n"),
        (
            "specs/001-login/tasks.md",
            "# Tasks: Login\n\n- [x] T001 All of it (AC-1.1 to AC-2.1)\n- [ ] T002 AC-9.1, AC-9.1\n",
        ),
        (
            "specs/001-login/tasks/02.md",
            "# Task 2: The end\n\n**Status**: Complete\n\nAC-9.2 and AC-9.2\n\nAC-9.2\n",
        ),
    ];
    let found = matrix(&World { files, ..World::default() });
    let tasks: Vec<_> = links(&found).into_iter().filter(|l| l.contains("task")).collect();
    assert_eq!(
        tasks[..3],
        ["001-login/AC-1.1: task T001", "001-login/AC-1.2: task T001", "001-login/AC-2.1: task T001"]
    );
    assert!(tasks.len() == 4 && tasks[3].starts_with("001-login/AC-2.3: task"), "{tasks:?}");
    let told = findings(&found);
    assert!(
        told.iter().any(|f| f.starts_with(
            "specs/001-login/tasks/02.md:5 orphan: `001-login` has no `AC-9.2`, cited 3 times in this file"
        )),
        "{told:?}"
    );
}

#[test]
fn commits_are_told_apart_by_the_files_they_change() {
    let commits = vec![
        ("feat: implement FR-001", &["src/auth.rs"][..]),
        ("feat: implement FR-001 again", &["README.md"][..]),
        ("feat: implement FR-001 (002-cart)", &[][..]),
    ];
    let found = matrix(&World { files: two(&[]), commits });
    let commits: Vec<_> = links(&found).into_iter().filter(|l| l.contains("commit")).collect();
    assert_eq!(commits, ["SPEC-001/FR-001: commit implements c0", "002-cart/FR-001: commit implements c2"]);
}

#[test]
fn what_is_owed_follows_the_status() {
    let of = |status: &str, code: &'static str| {
        let plan = format!("# Plan: Login\n\n**Status**: {status}\n\n## Overview\n\nFR-001 and FR-002.\n");
        let files = vec![
            ("specs/001-login/spec.md", LOGIN),
            ("specs/001-login/plan.md", plan.as_str()),
            ("specs/001-login/tasks.md", "# Tasks: Login\n\n- [x] T001 Sign in (FR-001)\n"),
            ("src/a.rs", code),
        ];
        let found = matrix(&World { files, ..World::default() });
        found
            .requirements
            .iter()
            .map(|r| r.gaps.iter().map(|g| g.word()).collect::<Vec<_>>().join("+"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(of("Draft", ""), " ");
    assert_eq!(of("Superseded", ""), " ");
    assert_eq!(of("Approved", ""), " ");
    assert_eq!(of("In Progress", ""), " task");
    assert_eq!(of("Complete", ""), "test+code task+test+code");
    assert_eq!(of("Complete", "// implements FR-001\n// verifies FR-001"), " task+test+code");
    assert_eq!(of("Complete", "// TODO implement FR-001"), "test+code task+test+code");
}

#[test]
fn gaps_orphans_and_stale_links_are_told_with_their_places() {
    let plan = "# Plan: Login\n\n**Status**: Complete\n\n## Overview\n\nFR-001, FR-005.\n";
    let digest = "0000000";
    let code = format!(
        "// implements FR-001@{digest}\n// verifies FR-001\n// implements FR-020\n// verifies SPEC-01/FR-1\n"
    );
    let files = vec![
        ("specs/001-login/spec.md", LOGIN),
        ("specs/001-login/plan.md", plan),
        ("specs/001-login/tasks.md", "# Tasks: Login\n\n- [x] T001 Sign in (FR-001)\n"),
        ("src/a.rs", code.as_str()),
    ];
    let found = matrix(&World { files, ..World::default() });
    let now = &found.requirements[0].digest;
    assert_eq!(findings(&found), [
        "specs/001-login/plan.md:7 orphan: `SPEC-001` has no `FR-005`; its ids of this kind end with `FR-002`".to_owned(),
        "specs/001-login/spec.md:8 gap: `FR-002` of a plan that is complete has no code; write `implements FR-002` into a comment of its code".to_owned(),
        "specs/001-login/spec.md:8 gap: `FR-002` of a plan that is complete has no task; write `FR-002` into the task that does it".to_owned(),
        "specs/001-login/spec.md:8 gap: `FR-002` of a plan that is complete has no test; write `verifies FR-002` into a comment of its test".to_owned(),
        "specs/001-login/spec.md:8 gap: `FR-002` of a plan that is complete is cited by neither the plan nor a task; write `FR-002` where the plan meets it".to_owned(),
        format!("src/a.rs:1 stale: the text of `FR-001` is no longer the one that `@0000000` was written for; read specs/001-login/spec.md:7 again, then write `FR-001@{now}`"),
        "src/a.rs:3 orphan: no specification here has `FR-020`; did you mean `FR-002`?".to_owned(),
    ]);
    let pinned = format!("// implements FR-001@{now}");
    let files = vec![("specs/001-login/spec.md", LOGIN), ("src/a.rs", pinned.as_str())];
    assert_eq!(findings(&matrix(&World { files, ..World::default() })), [""; 0]);
}

#[test]
fn criteria_may_be_numbers() {
    let world = World {
        files: vec![
            (
                ".kiro/specs/login/spec.md",
                "# Requirements\n\n## Requirement 1: Sign in\n\n#### Acceptance Criteria\n\n1. WHEN a THEN b\n2. WHEN c THEN d\n\n\
                 ## Requirement 2\n\n1. e\n2. f\n",
            ),
            (
                ".kiro/specs/login/plan.md",
                "# Plan: Login\n\n**Status**: In Progress\n\n## Components\n\n| Name | Requirements |\n|---|---|\n| Auth | 1.1 |\n",
            ),
            (
                ".kiro/specs/login/tasks.md",
                "# Tasks\n\n- [x] T1 Build\n  - _Requirements: 1.1_\n- [ ] T2 Test\n  - _Requirements: 2, 1.9_\n",
            ),
            ("src/a.rs", "// implements R1.2\n"),
        ],
        ..World::default()
    };
    let matrix = matrix(&world);
    assert_eq!(
        links(&matrix),
        [
            "login/R1.1: plan Components",
            "login/R1.1: component Auth",
            "login/R1.1: task T1",
            "login/R1.2: code implements src/a.rs:1",
            "login/R2.1: task T2",
            "login/R2.2: task T2",
        ]
    );
    assert_eq!(
        findings(&matrix),
        [
            ".kiro/specs/login/spec.md:8 gap: `R1.2` of a plan that is in progress has no task; write `R1.2` into the task that does it",
            ".kiro/specs/login/spec.md:8 gap: `R1.2` of a plan that is in progress is cited by neither the plan nor a task; write `R1.2` where the plan meets it",
            ".kiro/specs/login/tasks.md:6 orphan: `login` has no `R1.9`; its ids of this kind end with `R2.2`",
        ]
    );
}
