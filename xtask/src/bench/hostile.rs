//! Texts that nobody writes and somebody sends.

/// A text that grows: at most linear work is allowed for it.
pub struct Hostile {
    /// Its name.
    pub name: &'static str,
    /// The size that is compared with its double.
    pub size: usize,
    /// The text of a size.
    pub text: fn(usize) -> String,
}

const fn new(name: &'static str, size: usize, text: fn(usize) -> String) -> Hostile {
    Hostile { name, size, text }
}

/// All of them. To add one: a line.
pub const HOSTILE: &[Hostile] = &[
    // Large, otherwise harmless.
    new("a plan of 25 and 50 MB", 25_000_000, plan),
    new("a code fence of 25 and 50 MB", 25_000_000, |n| {
        fenced("text", &"let x = 1; // {y}\n".repeat(n / 18))
    }),
    new("a line of 1 MB", 1_000_000, |n| section(&"word ".repeat(n / 5))),
    new("200,000 headings", 200_000, |n| lines(n, |i| format!("## Heading {i}\n"))),
    new("200,000 equal headings", 200_000, |n| "## Risks\n\nText.\n\n".repeat(n)),
    new("200,000 headings of level 3", 200_000, |n| {
        format!("# T\n\n## Risks\n\n{}", "### Risk\n\nText.\n\n".repeat(n))
    }),
    new("a list of 100,000 items", 100_000, |n| section(&"- item of a list\n".repeat(n))),
    new("a numbered list of 100,000 items", 100_000, |n| section(&lines(n, |i| format!("{i}. item\n")))),
    new("a task list of 100,000 items", 100_000, |n| {
        format!("## Milestones\n\n{}", "- [ ] a task\n".repeat(n))
    }),
    new("a table of 100,000 rows", 100_000, |n| {
        table("| Risk | Impact |\n|---|---|\n", &"| it breaks | High |\n".repeat(n))
    }),
    new("a table of 10,000 columns", 10_000, wide),
    new("100,000 paragraphs of keys", 100_000, |n| section(&"**Owner**: somebody\n\n".repeat(n))),
    new("a paragraph of 100,000 keys", 100_000, |n| section(&"**Owner**: somebody\n".repeat(n))),
    new("a header of 100,000 keys", 100_000, |n| format!("# T\n\n{}", "**Status**: Draft\n".repeat(n))),
    // Nesting.
    new("10,000 nested lists", 10_000, |n| section(&format!("{}a", "- ".repeat(n)))),
    new("10,000 nested numbered lists", 10_000, |n| section(&format!("{}a", "1. ".repeat(n)))),
    new("1,000 nested lists, indented", 1_000, |n| {
        section(&lines(n, |i| format!("{}- a\n", "  ".repeat(i))))
    }),
    new("10,000 nested quotes", 10_000, |n| section(&format!("{}a", "> ".repeat(n)))),
    new("10,000 nested quotes and lists", 10_000, |n| section(&format!("{}a", "> - ".repeat(n)))),
    new("10,000 nested brackets", 10_000, |n| section(&format!("{}a{}", "[".repeat(n), "](b)".repeat(n)))),
    new("10,000 nested images", 10_000, |n| section(&format!("{}a{}", "![".repeat(n), "](b)".repeat(n)))),
    new("10,000 nested stars", 10_000, |n| section(&format!("{}a{}", "*".repeat(n), "*".repeat(n)))),
    // Openers without an end.
    new("openers: [", 500_000, |n| section(&"[".repeat(n))),
    new("openers: [a](", 100_000, |n| section(&"[a](".repeat(n))),
    new("openers: ![", 250_000, |n| section(&"![".repeat(n))),
    new("openers: *a", 250_000, |n| section(&"*a ".repeat(n))),
    new("openers: **a", 250_000, |n| section(&"**a ".repeat(n))),
    new("openers: _a", 250_000, |n| section(&"_a ".repeat(n))),
    new("openers: ~~a", 250_000, |n| section(&"~~a ".repeat(n))),
    new("openers: ` of all lengths", 1_000, |n| section(&lines(n, |i| format!("{} ", "`".repeat(i + 1))))),
    new("openers: ` in a line", 250_000, |n| section(&"`a".repeat(n))),
    new("openers: <", 500_000, |n| section(&"<".repeat(n))),
    new("openers: <a", 250_000, |n| section(&"<a ".repeat(n))),
    new("openers: <!--", 100_000, |n| section(&"<!-- ".repeat(n))),
    new("openers: <!-- by line", 100_000, |n| section(&"<!--\n\n".repeat(n))),
    new("openers: {{", 250_000, |n| section(&"{{".repeat(n))),
    new("openers: (", 500_000, |n| format!("## Risks\n\n- risk {})\n", "(".repeat(n))),
    new("openers: fences", 100_000, |n| section(&"```\n~~~\n".repeat(n))),
    new("openers: [^1]", 100_000, |n| section(&"[^1] ".repeat(n))),
    new("openers in a heading: [", 250_000, |n| format!("## {}\n\n[x](#y)\n", "[".repeat(n))),
    new("openers in a heading: <a", 250_000, |n| format!("## {}\n\n[x](#y)\n", "<a ".repeat(n))),
    new("openers in a cell: `", 250_000, |n| {
        table("| Risk |\n|---|\n", &format!("| {} |\n", "`a".repeat(n)))
    }),
    // Many of what is looked up, mended or reported.
    new("links to anchors", 50_000, |n| format!("{}{}", "## A\n\n".repeat(n), "[x](#a-7) ".repeat(n))),
    new("links that are broken", 50_000, |n| section(&"[x](./nowhere.md) ".repeat(n))),
    new("reference definitions", 100_000, |n| section(&lines(n, |i| format!("[r{i}]: x\n[a][r{i}]\n\n")))),
    new("placeholders in a line", 50_000, |n| section(&"{{NAME}} ".repeat(n))),
    new("placeholders, one a line", 50_000, |n| section(&"- [Describe the approach]\n".repeat(n))),
    new("tables under lines of text", 20_000, |n| {
        section(&"text\n| a | b |\n|---|---|\n| 1 | 2 |\n\n".repeat(n))
    }),
    new("tables without edges under text", 10_000, |n| {
        section(&"text\na | b\n--- | ---\n1 | 2\n\n".repeat(n))
    }),
    new("fences with tabs", 50_000, |n| section(&"```\na\n```\t\n".repeat(n))),
    new("damaged letters", 200_000, |n| section(&"â†’ Ã© ".repeat(n))),
    new("NUL bytes", 500_000, |n| section(&"\0".repeat(n))),
    new("carriage returns", 500_000, |n| section(&"a\r".repeat(n))),
    new("headings glued to text", 100_000, |n| section(&"##Risks\n".repeat(n))),
    new("headings glued to the text before", 10_000, |n| section(&"It is done.## Risks\n\n".repeat(n))),
    new("rules at the end", 50_000, |n| {
        format!("# T\n\n## Odds and ends\n\nText.\n\n{}", "---\n\n".repeat(n))
    }),
    new("a header of 100,000 different keys", 50_000, |n| {
        format!("# T\n\n{}", lines(n, |i| format!("**Author**: A{i}\n")))
    }),
    new("a header in 50,000 bullets", 50_000, |n| {
        format!("# T\n\n{}", lines(n, |i| format!("- **Key {i}**: A{i}\n")))
    }),
    // Notations, each in the section that reads it.
    new("SQL of 20,000 tables", 20_000, |n| {
        model("sql", &lines(n, |i| format!("CREATE TABLE t{i} (id INT PRIMARY KEY);\n")))
    }),
    new("SQL: one table of 50,000 columns", 50_000, |n| {
        model("sql", &format!("CREATE TABLE t (\n{}z INT);\n", lines(n, |i| format!("c{i} INT,\n"))))
    }),
    new("SQL: openers", 250_000, |n| model("sql", &format!("CREATE TABLE t {}", "(".repeat(n)))),
    new("SQL: quotes and comments", 100_000, |n| model("sql", &"CREATE TABLE \"a /* -- '\n".repeat(n))),
    new("boxes: 2,000 in a column", 2_000, |n| drawn(&"┌───┐\n│ a │\n└───┘\n  │\n  ▼\n".repeat(n))),
    new("boxes: 2,000 in a row", 2_000, |n| {
        drawn(&format!("{}\n{}\n{}\n", "┌──┐  ".repeat(n), "│a │─▶".repeat(n), "└──┘  ".repeat(n)))
    }),
    new("boxes: corners only", 500, |n| drawn(&format!("{}\n", "┌┐└┘".repeat(n)).repeat(n / 10))),
    new("boxes: 1,000 nested", 300, nested_boxes),
    new("mermaid: 50,000 edges", 50_000, |n| {
        diagram("flowchart LR\n", &lines(n, |i| format!("a{i} --> b{i}\n")))
    }),
    new("mermaid: one chain", 50_000, |n| diagram("flowchart LR\n", &format!("a{}\n", " --> a".repeat(n)))),
    new("mermaid: openers", 100_000, |n| diagram("flowchart LR\n", &format!("a{}\n", "[(".repeat(n)))),
    new("mermaid: sequence", 50_000, |n| {
        diagram("sequenceDiagram\n", &lines(n, |i| format!("A{i}->>B: x\n")))
    }),
    new("mermaid: classes", 50_000, |n| {
        diagram("classDiagram\n", &lines(n, |i| format!("class A{i} {{\n+x int\n}}\n")))
    }),
    new("arrows: one chain", 100_000, |n| format!("## Data Flow\n\n{}\n", "A → ".repeat(n))),
    new("arrows: a flow in code", 100_000, |n| {
        format!("## Data Flow\n\n{}", fenced("", &"1. A → b\n".repeat(n)))
    }),
    new("endpoints in code", 50_000, |n| {
        format!("## API Contracts\n\n{}", fenced("", &lines(n, |i| format!("GET /x/{i}\n"))))
    }),
    new("endpoints: bodies that never close", 50_000, |n| {
        format!("## API Contracts\n\n{}", fenced("", &format!("POST /x\n\nRequest:\n{}", "{\n".repeat(n))))
    }),
    new("files: a deep tree", 1_000, |n| listing(&lines(n, |i| format!("{}└── a\n", "    ".repeat(i))))),
    new("files: a long tree", 50_000, |n| listing(&"├── a.rs  # text\n".repeat(n))),
    new("dates and numbers", 100_000, |n| {
        format!("## Success Metrics\n\n- Latency: {}\n", "2026-01-01 < 5 ms, ".repeat(n))
    }),
    new("risk fields in bullets", 100_000, |n| format!("## Risks\n\n{}", "- **Mitigation**: x\n".repeat(n))),
    new("steps with brackets", 50_000, |n| {
        format!("## Implementation Plan\n\n{}", "* **Step 1:** x (Owner: y, z)\n".repeat(n))
    }),
    new("front matter", 100_000, |n| format!("---\n{}---\n\n# T\n", lines(n, |i| format!("k{i}: v\n")))),
    new("front matter that never ends", 200_000, |n| format!("---\n{}", "a: b\n".repeat(n))),
    new("one status of 1 MB", 500_000, |n| format!("# T\n\n**Status**: {}\n", "Draft ".repeat(n / 6))),
    new("one title of 1 MB", 500_000, |n| format!("# PLAN-001: {}\n\n## Risks\n", "word ".repeat(n / 5))),
];

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

fn section(body: &str) -> String {
    format!("# Implementation Plan: X\n\n**Status**: Draft\n\n## Approach Summary\n\n{body}\n")
}

fn table(head: &str, rows: &str) -> String {
    format!("# Plan\n\n## Risks and Mitigations\n\n{head}{rows}")
}

fn wide(columns: usize) -> String {
    let row = |cell: &str| format!("|{}\n", format!("{cell}|").repeat(columns));
    table(&(row(" head ") + &row("---")), &row(" cell ").repeat(3))
}

fn fenced(language: &str, code: &str) -> String {
    format!("```{language}\n{code}```\n")
}

fn model(language: &str, code: &str) -> String {
    format!("# Plan\n\n## Data Model\n\n{}", fenced(language, code))
}

fn diagram(head: &str, code: &str) -> String {
    format!("# Plan\n\n## Architecture Overview\n\n{}", fenced("mermaid", &format!("{head}{code}")))
}

fn drawn(code: &str) -> String {
    format!("# Plan\n\n## Architecture Overview\n\n{}", fenced("", code))
}

fn listing(code: &str) -> String {
    format!("# Plan\n\n## Project Structure\n\n{}", fenced("text", code))
}

/// Boxes in boxes: the drawing itself grows with the square, so the size is that of the drawing.
fn nested_boxes(area: usize) -> String {
    let depth = ((area * 50) as f64).sqrt() as usize / 2;
    let row = |left: char, right: char, fill: char, level: usize| {
        let inner = fill.to_string().repeat(2 * (depth - level - 1));
        let sides = "│".repeat(level);
        format!("{sides}{left}{inner}{right}{sides}\n")
    };
    let top: String = (0..depth).map(|l| row('┌', '┐', '─', l)).collect();
    let bottom: String = (0..depth).rev().map(|l| row('└', '┘', '─', l)).collect();
    drawn(&(top + &bottom))
}

/// Generated plans, one behind the other, until they are long enough.
fn plan(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 100_000);
    let mut number = 1;
    while text.len() < bytes {
        text.push_str(&super::plans::plan(number).text);
        // An unclosed fence of one plan must not swallow the rest.
        text.push_str("\n\n---\n\n");
        number += 1;
    }
    text
}
