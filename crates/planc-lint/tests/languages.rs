//! Sub-languages: nothing panics, whatever stands in a block; what is kept is what parsing again would say.

#![allow(clippy::unwrap_used)]

use planc_dialect::Library;
use planc_lint::{Context, Memo, NoSurroundings, Surroundings, check, rules};
use planc_source::Diagnostic;
use proptest::prelude::*;
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::builtin);

/// Surroundings that are nothing but a memo.
struct Kept(Memo);

impl Surroundings for Kept {
    fn memo(&self) -> Option<&Memo> {
        Some(&self.0)
    }
}

fn findings(text: &str, surroundings: &dyn Surroundings) -> Vec<Diagnostic> {
    let tree = planc_syntax::parse(text);
    let fit = LIBRARY.fit(&tree);
    let plan = planc_model::read(&tree, &fit, &LIBRARY, "plan.md").plan;
    check(
        &Context::new(&tree, &fit, &plan, &LIBRARY, surroundings),
        rules().filter(|rule| rule.family.name() == "languages"),
    )
}

fn document(language: &str, code: &str) -> String {
    format!("# Plan\n\n## Data Model\n\n- x\n\n  ```{language}\n  {}\n  ```\n", code.replace('\n', "\n  "))
}

const BLOCKS: &[(&str, &str)] = &[
    ("json", "{\"a\": [1, 2.5e3, \"x\\n\", {\"b\": null}], \"c\": true, ...}\n{\"d\": <x>}"),
    ("yaml", "a: &x\n  - b: 'c'\n  - {d: [e, \"f\"]}\ng: *x\nh: |\n  text\n{{- if x }}\n---\ni: 1"),
    ("toml", "[a]\nb = \"c\"\nd = [1, 2.5, {e = true}]\n[[f]]\ng = 2026-01-31T10:00:00Z"),
    (
        "sql",
        "CREATE TABLE a (b int, c text DEFAULT 'x');\nSELECT b + 1 FROM a WHERE (c = $1) AND b IN (1, 2);",
    ),
    (
        "typescript",
        "interface A {\n  a: string;\n  b(c: {d: T[]}): void\n}\nconst e = `x${f(\"g\")}` + /[(]/.source; // h\n",
    ),
    (
        "promql",
        "sum by (a) (rate(b{c=~\"d.*\",e!='f'}[5m:1m] offset 1h)) / on(g) group_left() h @ 5 > bool 1\n",
    ),
    ("cron", "# a\n*/5 1-3,7 1 JAN-MAR mon#2 root x\n0 0 L * ? y"),
    (
        "yaml",
        "openapi: 3.0.3\ninfo: {title: a, version: 1}\npaths:\n  /b/{c}:\n    get:\n      responses: {200: {$ref: '#/d'}}\n",
    ),
    ("yaml", "on:\n  schedule:\n    - cron: '0 3 * * 1'\n"),
    ("mysql", "INSERT INTO `a` (b) VALUES (1), (2);\nALTER TABLE a ADD COLUMN d int # x\n;"),
];

proptest! {
    #[test]
    fn no_block_is_too_strange(
        block in 0..BLOCKS.len(),
        cuts in prop::collection::vec((0usize..120, 0usize..6, "[\\[\\]{}()'\"`,:;$<>é\\\\ \n-]{0,3}"), 0..4),
    ) {
        let (language, code) = BLOCKS[block];
        let mut code: Vec<char> = code.chars().collect();
        for (at, len, put) in cuts {
            let at = at.min(code.len());
            code.splice(at..(at + len).min(code.len()), put.chars());
        }
        let text = document(language, &code.into_iter().collect::<String>());
        let fresh = findings(&text, &NoSurroundings);
        prop_assert!(fresh.iter().all(|d| text.get(d.span.range()).is_some()));
        let kept = Kept(Memo::default());
        prop_assert_eq!(&findings(&text, &kept), &fresh);
        prop_assert_eq!(&findings(&text, &kept), &fresh);
    }
}

#[test]
fn one_memo_serves_many_documents() {
    let kept = Kept(Memo::default());
    for _ in 0..2 {
        for (language, code) in BLOCKS {
            for code in [code.to_string(), format!("{code}\n]"), code[1..].to_owned()] {
                for text in [document(language, &code), format!("Text.\n\n{}", document(language, &code))] {
                    assert_eq!(findings(&text, &kept), findings(&text, &NoSurroundings), "{text}");
                }
            }
        }
    }
}

/// Depth and length cost neither the stack nor the patience.
#[test]
fn blocks_may_be_deep_and_long() {
    for (language, head, mark) in [
        ("json", "", "["),
        ("json", "", "{\"a\":"),
        ("json", "[", "1,"),
        ("yaml", "a: ", "["),
        ("yaml", "", "- "),
        ("yaml", "a: ", "{b: "),
        ("toml", "a = ", "["),
        ("toml", "a = ", "{b = "),
        ("toml", "a", ".b"),
        ("sql", "SELECT ", "("),
        ("sql", "SELECT 1", " + 1"),
        ("sql", "SELECT ", "NOT "),
        ("sql", "SELECT * FROM ", "(SELECT * FROM "),
        ("sql", "", "SELECT 1;"),
        ("sql", "", "SELECT 1 FROM\n"),
        ("sql", "SELECT ", "'"),
        ("typescript", "", "(["),
        ("typescript", "", "`${"),
        ("typescript", "x = ", "/["),
        ("promql", "", "sum("),
        ("promql", "", "a by ("),
        ("promql", "a", " + a"),
        ("promql", "a[", "5m"),
        ("cron", "", "* * * * * x\n"),
        ("cron", "", "1,"),
        ("yaml", "openapi: 3.0.3\ninfo: {title: a, version: b}\npaths:\n", "  /a: {get: {responses: {}}}\n"),
        ("yaml", "openapi: 3.0.3\na: ", "{$ref: '#/a', b: "),
        ("yaml", "schedule:\n", "  - cron: '* * * * *'\n"),
    ] {
        for len in [3_000, 200_000, 2_000_000] {
            let text = format!("# A\n\n```{language}\n{head}{}\n```\n", mark.repeat(len / mark.len()));
            for found in findings(&text, &NoSurroundings) {
                assert!(text.get(found.span.range()).is_some(), "{language} {head}{mark} {len}: {found:?}");
            }
        }
    }
}
