//! What holds for every plan, however broken: reading and checking never fail, the same text gives the same
//! bytes, and fixing settles.
#![allow(clippy::unwrap_used)]

#[path = "../../planc-syntax/tests/damaged/mod.rs"]
mod damaged;

use damaged::{cases, hit, plans};
use planc_dialect::Library;
use planc_engine::{Chosen, FixMode, analyze, analyze_all, check_all, fix, skim_all};
use planc_lint::NoSurroundings;
use planc_model::to_json;
use planc_source::{Applicability, Diagnostic};
use proptest::prelude::*;
use serde_json::Value;
use std::sync::LazyLock;

static EVERY: LazyLock<Chosen> = LazyLock::new(Chosen::every);
static LIBRARY: LazyLock<Library> = LazyLock::new(Library::builtin);

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn any_text_is_read_and_checked(text in any_text()) {
        holds(&text)?;
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn a_plan_with_something_wrong_is_read_and_checked(
        (which, hits) in (0..5usize, proptest::collection::vec(hit(60, piece()), 1..10))
    ) {
        let mut text = plans()[which].clone();
        for hit in &hits {
            hit.strike(&mut text);
        }
        holds(&text)?;
    }
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn plans_side_by_side_are_read_and_checked_as_alone(
        (which, hit) in (proptest::collection::vec((0..5usize, any::<bool>()), 1..6), hit(60, piece()))
    ) {
        let texts: Vec<String> = which.iter().map(|(plan, broken)| {
            let mut text = plans()[*plan].clone();
            if *broken {
                hit.strike(&mut text);
            }
            text
        }).collect();
        let common = Chosen::default();
        let chosen = |at: usize| if which[at].1 { &common } else { &*EVERY };
        let named = || texts.iter().map(|text| (text.as_str(), "plan.md"));
        let models: Vec<Value> =
            analyze_all(&LIBRARY, named()).iter().map(|a| to_json(&a.plan, true)).collect();
        let analyses = skim_all(&LIBRARY, named());
        let contexts: Vec<_> = analyses.iter().map(|a| a.context(&LIBRARY, &NoSurroundings)).collect();
        let found = check_all(contexts.iter().enumerate().map(|(at, context)| (context, chosen(at))));
        prop_assert_eq!(found.len(), texts.len());
        for (at, text) in texts.iter().enumerate() {
            let alone = analyze(&LIBRARY, text, "plan.md");
            prop_assert_eq!(&models[at], &to_json(&alone.plan, true));
            prop_assert_eq!(&found[at], &alone.check(&LIBRARY, &NoSurroundings, chosen(at)));
        }
    }
}

fn holds(text: &str) -> Result<(), TestCaseError> {
    let json = || to_json(&analyze(&LIBRARY, text, "plan.md").plan, true);
    let model = json();
    prop_assert_eq!(model.to_string(), json().to_string());
    inside(&model, text)?;

    let found = check(text);
    prop_assert_eq!(&found, &check(text));
    for diagnostic in &found {
        prop_assert!(text.get(diagnostic.span.range()).is_some(), "{:?}", diagnostic);
    }
    for mode in [FixMode::Safe, FixMode::Unsafe] {
        let once = fix(&LIBRARY, text, "plan.md", &NoSurroundings, mode, &EVERY);
        let twice = fix(&LIBRARY, &once.text, "plan.md", &NoSurroundings, mode, &EVERY);
        prop_assert_eq!(&once.text, &twice.text, "{:?}", mode);
        prop_assert_eq!(twice.applied, 0, "{:?}", mode);
        let may_mend = |d: &Diagnostic| {
            d.fixes.iter().any(|f| mode == FixMode::Unsafe || f.applicability == Applicability::Safe)
        };
        let left = check(&once.text);
        let open = left.iter().find(|d| may_mend(d));
        prop_assert!(open.is_none(), "{:?} leaves {:?}", mode, open);
        // A fix mends what it is for and hides nothing else.
        let uncovers = found.iter().any(|d| may_mend(d) && UNCOVERS.contains(&d.rule));
        if mode == FixMode::Safe && !uncovers {
            let unmended = |found: &[Diagnostic]| found.iter().filter(|d| d.fixes.is_empty()).count();
            prop_assert!(unmended(&left) >= unmended(&found), "{:?} became {:?}", found, left);
        }
    }
    Ok(())
}

/// Rules whose fixes let planc read what it could not read before.
const UNCOVERS: &[&str] = &["encoding-damaged", "heading-glued", "fence-unclosed"];

fn check(text: &str) -> Vec<Diagnostic> {
    analyze(&LIBRARY, text, "plan.md").check(&LIBRARY, &NoSurroundings, &EVERY)
}

/// Every span of the model is a place in the text.
fn inside(value: &Value, text: &str) -> Result<(), TestCaseError> {
    match value {
        Value::Object(map) if map.contains_key("span") && map.contains_key("value") => {
            let span: [usize; 2] = serde_json::from_value(map["span"].clone()).unwrap();
            prop_assert!(text.get(span[0]..span[1]).is_some(), "{:?}", map);
        }
        Value::Object(map) => map.values().try_for_each(|v| inside(v, text))?,
        Value::Array(items) => items.iter().try_for_each(|v| inside(v, text))?,
        _ => {}
    }
    Ok(())
}

/// Pieces that plans are made of, whole and broken.
const PIECES: &[&str] = &[
    "# PLAN-001: Login\n\n",
    "# Implementation Plan: X\n\n",
    "## Risks\n\n",
    "### Phase 1: Build (2 weeks)\n\n",
    "## 测试策略\n\n",
    "**Status**: Draft\n",
    "**Status**: ✅ Aproved (by x)\n",
    "**Created**: 2026-02-30\n",
    "*   **Author(s):** A and B\n",
    "---\nstatus: draft\n---\n",
    "| Risk | Impact | Mitigation |\n|---|---|---|\n| a | High | b |\n",
    "| `a | b` | c |\n",
    "- **Risk**: a | **Impact**: Hihg\n",
    "- [ ] task (Owner: A)\n",
    "- [~] x\n  - [x] y\n",
    "1. **Step 1:** do (Expected outputs: ..., Owner: ...)\n",
    "{{NAME}}\n",
    "[Describe it]\n",
    "```\nA → B → C\n```\n",
    "```\nGET /x\nResponse (200):\n{}\n```\n",
    "```sql\nCREATE TABLE t (id INT);\n```\n",
    "```\nsrc/\n├── a.rs # new\n└── b/\n```\n",
    "```mermaid\ngraph LR\nA-->B\n```\n",
    "```\n┌─┐\n│A│──▶\n└─┘\n",
    "text.## Glued\n",
    "[x](#dead)\n",
    "[x](gone.md)\n",
    "â€” Ð¦ÐµÐ»ÑŒ\n",
    "- Coverage target: >180%\n",
    "**Plan Status**: Approved\n",
    "\r\n",
    "\n\n",
    "---\n\n",
    "\u{feff}",
    "\u{0}",
    "：",
    "    code\n",
    "<!--\n",
];

fn piece() -> impl Strategy<Value = String> {
    prop::sample::select(PIECES).prop_map(str::to_owned)
}

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![6 => piece(), 1 => "\\PC{0,16}"];
    prop_oneof![
        4 => proptest::collection::vec(piece, 0..30).prop_map(|p| p.concat()),
        1 => "\\PC{0,200}",
    ]
}
