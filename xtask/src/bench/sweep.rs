//! Every section that a dialect knows, filled with many items of every shape: what is looked up among many must not
//! be searched for.

use super::clock::on_thread;
use super::growth::LIMIT;
use anyhow::{Result, bail};
use planc_dialect::{Concept, Library};
use planc_engine::{Chosen, analyze};
use planc_lint::NoSurroundings;
use std::collections::BTreeMap;
use std::process::Command;

/// The hidden argument.
pub const TASK: &str = "--child-sweep";

/// So many items are compared with twice as many.
const ITEMS: usize = 2_000;

/// What takes less than this with twice the items, in seconds, is not judged.
const NOISE: f64 = 0.008;

/// What a shape is called, and its items by number.
type Shape = (&'static str, fn(usize) -> String);

const SHAPES: &[Shape] = &[
    ("bullets", |i| format!("- item {i} with words, at most {i} ms\n")),
    ("keyed bullets", |i| format!("- **Name {i}**: text of it\n")),
    ("bullets of fields", |i| format!("- **Owner**: x {i}\n- **Purpose**: y\n")),
    ("numbered with fields", |i| format!("{i}. **Error {i}**\n   - **Cause**: c\n   - **Recovery**: r\n")),
    (
        "rows",
        |i| if i == 0 { TABLE.to_owned() } else { format!("| Name {i} | High | `x{i}` text | Owner |\n") },
    ),
    ("headed blocks", |i| format!("### Item {i}\n\n**Purpose**: x\n\n- a\n- b\n\n")),
    ("headed by number", |i| format!("### Phase {i}: name {i}\n\n**Goal**: x\n\n- [ ] a\n\n")),
    ("keyed paragraphs", |i| {
        format!("**Component Name**: X{i}\n- **Purpose**: y\n- **Location**: `a/{i}.rs`\n\n")
    }),
    ("lines of keys", |i| format!("**Metric {i}**: < {i} ms\nand a line that goes on\n")),
    ("tasks", |i| format!("- [x] task {i} of FR-{i:03}\n")),
    ("blocks of SQL", |i| {
        format!("```sql\nCREATE TABLE t{i} (id INT PRIMARY KEY);\n-- down\nDROP TABLE t{i};\n```\n\n")
    }),
    ("blocks of requests", |i| format!("```\nPOST /x/{i}\n\nRequest:\n{{\n  \"a\": \"b\"\n}}\n```\n\n")),
    ("blocks of boxes", |i| format!("```\n┌────┐   ┌────┐\n│ A{i} │──▶│ B{i} │\n└────┘   └────┘\n```\n\n")),
    ("blocks of diagrams", |i| format!("```mermaid\nflowchart LR\n  A{i} --> B{i}\n```\n\n")),
    ("blocks of nothing", |i| format!("```x{i}\n```\n\n")),
    ("prose", |i| format!("See `a/{i}.rs` and [x](./y{i}.md#z) of 2026-01-02, {i} % → better.\n\n")),
    ("one paragraph", |i| format!("`GET /x/{i}` answers {i} → B{i}; see FR-{i}.\n")),
    ("quotes", |i| format!("> **Status**: Draft {i}\n\n")),
    ("rules", |_| "---\n\n".to_owned()),
    ("comments", |i| format!("<!-- {i} -->\n\n")),
    ("a listing", |i| {
        if i == 0 {
            "```\n".to_owned()
        } else {
            format!("├── a{i}.rs  # x\n1. A{i} → B\nGET /x{i}\nm{i}: < 5 ms\n")
        }
    }),
];

const TABLE: &str = "| Name | Impact | Description | Owner |\n|---|---|---|---|\n";

/// Starts the sweep in a process of its own; gives how many pairs of section and shape are bad.
pub fn run() -> Result<usize> {
    let output = Command::new(std::env::current_exe()?).args(["bench", TASK]).output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    print!("\n{said}");
    if !output.status.success() {
        bail!("the sweep ended with {}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(said.lines().filter(|l| l.contains("NOT LINEAR")).count())
}

/// Tries everything; prints a line for what is bad.
pub fn child() -> Result<()> {
    let library = Library::builtin();
    let all = library.dialects().iter().flat_map(|d| &d.sections);
    // One heading for each thing that sections are about.
    let headings: BTreeMap<Option<Concept>, &str> =
        all.filter(|s| !s.repeat).map(|s| (s.concept, s.heading.as_str())).collect();
    println!("every section in every shape: {} × {}", headings.len(), SHAPES.len());
    for heading in headings.values() {
        for (shape, item) in SHAPES {
            let text = |count: usize| {
                let body: String = (0..count).map(item).collect();
                format!("# Technical Plan: X\n\n**Status**: Draft\n\n## {heading}\n\n{body}\n")
            };
            let time = |count: usize| {
                let text = text(count);
                let work = || {
                    analyze(&library, &text, "plan.md")
                        .check(&library, &NoSurroundings, &Chosen::every())
                        .len()
                };
                on_thread(work).1.min(on_thread(work).1)
            };
            let bad = |(one, two): (f64, f64)| two > NOISE && two / one > LIMIT;
            let mut measured = (0.0, 0.0);
            // Once may be noise; thrice is not.
            let sure = [1, 2, 4].into_iter().all(|times| {
                measured = (time(ITEMS * times), time(ITEMS * times * 2));
                bad(measured)
            });
            if sure {
                let (one, two) = measured;
                println!("  NOT LINEAR: {shape} in `{heading}`: {one:.3} s, {two:.3} s for twice as many");
            }
        }
    }
    Ok(())
}
