//! A plan on the newest template: structure follows the template, what people wrote stays.
#![allow(clippy::unwrap_used)]

use planc_dialect::{Dialect, Library};
use planc_edit::conflict_marker;
use planc_edit::upgrade::{Upgrade, upgrade};

/// A library with one dialect of two versions.
fn library(old: &str, new: &str) -> Library {
    let mut library = Library::builtin();
    for (version, text) in [(1, old), (2, new)] {
        let head = format!(
            "<!-- planc:\ndialect = \"team\"\nversion = {version}\ntitle = \"Team Plan: {{title}}\"\n-->\n"
        );
        library.add_dialect(&format!("{head}{text}"), "team").unwrap();
    }
    library
}

const OLD: &str = "# Team Plan: [Name]

**Status**: Draft
**Author**: [Name]

## 1. Objective

[What is built]

## 2. Risks

Risks are reviewed every month.

| Risk | Owner |
|---|---|
| [Risk] | [Owner] |

## 3. Notes

[Notes]
";

const NEW: &str = "# Team Plan: [Name]

**Status**: Draft
**Author(s)**: [Names]
**Related Issue**: #[Issue]

## 1. Objective

[What is built, in a sentence]

## 2. Rollback Plan

[How to go back]

## 3. Risks & Mitigations

Risks are reviewed every week.

| Risk | Mitigation | Owner |
|---|---|---|
| [Risk] | [How] | [Owner] |
";

fn run(old: &str, new: &str, plan: &str) -> Upgrade {
    let library = library(old, new);
    let (old, new): (&Dialect, &Dialect) =
        (library.dialect_version("team", 1).unwrap(), library.dialect_version("team", 2).unwrap());
    upgrade(plan, &library, old, new)
}

fn plan() -> String {
    let filled = OLD.replace("Team Plan: [Name]", "Team Plan: Login");
    let filled = filled.replace("**Author**: [Name]", "**Author**: A. Person");
    let filled = filled.replace("[What is built]", "A login.\nIn two steps.");
    filled.replace("[Notes]", "Ask Bo first.\n\n## Our Own Section\n\nKept as it is.")
}

#[test]
fn structure_follows_the_template_and_words_stay() {
    let found = run(OLD, NEW, &plan());
    assert_eq!(found.conflicts, Vec::<usize>::new(), "{}", found.text);
    let want = "# Team Plan: Login

**Status**: Draft
**Author(s)**: A. Person
**Related Issue**: #[Issue]

## 1. Objective

A login.
In two steps.

## 2. Rollback Plan

[How to go back]

## 3. Risks & Mitigations

Risks are reviewed every week.

| Risk | Mitigation | Owner |
|---|---|---|
| [Risk] | [How] | [Owner] |

## Our Own Section

Kept as it is.

## 4. Notes

Ask Bo first.
";
    assert_eq!(found.text, want);
}

#[test]
fn both_changed_the_same_line() {
    let found = run(OLD, NEW, &plan().replace("every month", "every quarter"));
    let marked = "<<<<<<< plan\nRisks are reviewed every quarter.\n=======\nRisks are reviewed every week.\n>>>>>>> team@2\n";
    assert!(found.text.contains(marked), "{}", found.text);
    let line = found.text.lines().position(|l| l.starts_with("<<<<<<<")).unwrap() + 1;
    assert_eq!(found.conflicts, [line]);
    let marker = conflict_marker(&found.text).map(|at| found.text[..at.start()].lines().count() + 1);
    assert_eq!((marker, found.text.lines().nth(line + 3).map(|l| &l[..7])), (Some(line), Some(">>>>>>>")));
}

#[test]
fn links_within_the_plan_follow_its_headings() {
    let linked = plan().replace(
        "Ask Bo first.",
        "Ask Bo first, see [risks](#2-risks), [ours](#our-own-section), [x](#gone).",
    );
    let found = run(OLD, NEW, &linked);
    let want = "Ask Bo first, see [risks](#3-risks--mitigations), [ours](#our-own-section), [x](#gone).";
    assert!(found.text.contains(want), "{}", found.text);
}

#[test]
fn what_was_taken_out_or_renamed_stays_so() {
    let without = plan().replace("**Author**: A. Person\n", "");
    assert!(!run(OLD, NEW, &without).text.contains("Author"));
    let renamed =
        plan().replace("## 2. Risks\n", "## 2. Dangers We Risk\n").replace("## 3. Notes", "## 3. Remarks");
    let found = run(OLD, NEW, &renamed).text;
    assert!(found.contains("Remarks") && found.contains("Dangers We Risk"), "{found}");
    assert!(found.contains("Ask Bo first."));
}

/// Every line that people wrote is there, whatever version it was written on, and once is enough.
#[test]
fn no_line_is_lost() {
    let library = Library::builtin();
    let new = library.dialect("governed").unwrap();
    for version in 1..new.version {
        let old = library.dialect_version("governed", version).unwrap();
        let template = planc_dialect::unannotated(&old.source);
        let mut number = 0;
        let mut written = Vec::new();
        let lines = template.lines().map(|line| {
            let words = line.trim_start_matches(['#', ' ', '*']);
            if line.trim().is_empty() || line.starts_with(['#', '*', '|', '-', '<']) || words.is_empty() {
                return line.to_owned();
            }
            number += 1;
            written.push(format!("Sentence {number} of somebody."));
            written.last().unwrap().clone()
        });
        let plan = lines.collect::<Vec<_>>().join("\r\n");
        let plan = plan.replace("PLAN-[NUM]-Short-Description.md", "PLAN-007").replace("[NUM]", "007");
        let plan = plan.replace("PLAN-NNN", "PLAN-007") + "\r\n\r\n### Of our own\r\n\r\nLast words.\r\n";
        let found = upgrade(&plan, &library, old, new);
        assert_eq!(found.conflicts, Vec::<usize>::new());
        written.push("Last words.".to_owned());
        for line in &written {
            assert!(found.text.contains(&format!("{line}\r\n")), "v{version} lost `{line}`\n{}", found.text);
        }
        let again = library.fit(&planc_syntax::parse(&found.text)).dialect;
        assert_eq!((again.name.as_str(), again.version), ("governed", new.version));
    }
}
