use super::{at, short};
use crate::evidence::Evidence;
use crate::matrix::{CodeLink, Column, Matrix, Traced};
use std::fmt::Write;

/// One page that needs nothing else: no network, no fonts, no script to be read. The script only filters.
pub fn html(matrix: &Matrix) -> String {
    let mut out = String::from(HEAD);
    let s = &matrix.summary;
    let _ = write!(
        out,
        "<h1>Requirements trace</h1>\n<p>{} requirements: {} in a plan, {} with a task, {} with a test, {} with code, \
         {} with a test that passed. {} gaps, {} orphans, {} ambiguous, {} stale, {} failed.</p>\n{FILTER}",
        s.requirements,
        s.plan,
        s.task,
        s.test,
        s.code,
        s.evidence,
        s.gaps,
        s.orphans,
        s.ambiguous,
        s.stale,
        s.failed
    );
    matrix.notes.iter().for_each(|note| _ = writeln!(out, "<p role=\"note\">{}</p>", escaped(note)));
    out.push_str("<table>\n<caption>Requirements and what serves them</caption>\n<thead><tr>");
    for head in ["Specification", "Requirement", "Plan", "Components", "Tasks", "Tests", "Code", "Commits"] {
        let _ = write!(out, "<th scope=\"col\">{head}</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    matrix.requirements.iter().for_each(|r| row(r, &mut out));
    out.push_str("</tbody>\n</table>\n");
    if !matrix.findings.is_empty() {
        out.push_str("<table>\n<caption>What is wrong</caption>\n<thead><tr>");
        for head in ["Kind", "Id", "Place", "What", "Help"] {
            let _ = write!(out, "<th scope=\"col\">{head}</th>");
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for found in &matrix.findings {
            let help = found.help.as_deref().unwrap_or("");
            let cells = [found.kind.word(), &found.id, &at(&found.place), &found.message, help];
            out.push_str("<tr>");
            cells.iter().for_each(|cell| _ = write!(out, "<td>{}</td>", escaped(cell)));
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n</table>\n");
    }
    out.push_str(TAIL);
    out
}

fn row(row: &Traced, out: &mut String) {
    let class = if row.gaps.is_empty() { "" } else { " class=\"gap\"" };
    let _ = write!(
        out,
        "<tr{class}><td>{}</td><th scope=\"row\">{}<small>{}<br>{} @{}</small></th>",
        escaped(&row.spec),
        escaped(&row.id),
        escaped(&row.text),
        escaped(&at(&row.place)),
        escaped(&row.digest)
    );
    let code = |links: &[CodeLink]| -> Vec<String> {
        let of = |l: &CodeLink| format!("{} ({})", at(&l.place), l.role.word());
        let ended = |e: &Evidence| format!("{} {}", e.verdict.word(), e.test);
        links.iter().flat_map(|l| std::iter::once(of(l)).chain(l.evidence.iter().map(ended))).collect()
    };
    let tasks = row.tasks.iter().map(|t| {
        let mark = match t.done {
            Some(true) => "✓ ",
            Some(false) => "○ ",
            None => "",
        };
        format!("{mark}{} {} ({})", t.id.as_deref().unwrap_or(""), t.text, at(&t.place))
    });
    let commits = row.commits.iter().map(|c| format!("{} {}", short(&c.commit), c.subject));
    let cells: [(Vec<String>, Option<Column>); 6] = [
        (row.plan.iter().map(|l| format!("{} ({})", l.heading, at(&l.place))).collect(), Some(Column::Plan)),
        (row.components.iter().map(|c| c.name.clone()).collect(), None),
        (tasks.collect(), Some(Column::Task)),
        (code(&row.tests), Some(Column::Test)),
        (code(&row.code), Some(Column::Code)),
        (commits.collect(), None),
    ];
    for (lines, column) in cells {
        out.push_str("<td>");
        if column.is_some_and(|c| row.gaps.contains(&c)) {
            out.push_str("<strong>gap</strong>");
        }
        if !lines.is_empty() {
            out.push_str("<ul>");
            lines.iter().for_each(|line| _ = write!(out, "<li>{}</li>", escaped(line)));
            out.push_str("</ul>");
        }
        out.push_str("</td>");
    }
    out.push_str("</tr>\n");
}

/// Text as it may stand in a page, between tags and in attributes alike.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Requirements trace</title>
<style>
:root { color-scheme: light dark; --line: #8888; --bad: #b00020; --head: #8882; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
caption { text-align: left; font-weight: bold; padding: .4rem 0; }
th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { background: var(--head); position: sticky; top: 0; }
small { display: block; font-weight: normal; opacity: .8; }
ul { margin: 0; padding-left: 1.1rem; }
strong { color: var(--bad); }
tr.gap > th { border-left: 4px solid var(--bad); }
@media print { form { display: none; } }
</style>
</head>
<body>
"#;

const FILTER: &str = r#"<form hidden><label>Filter <input type="search" id="words"></label> <label><input type="checkbox" id="gaps"> gaps only</label> <output id="shown" aria-live="polite"></output></form>
"#;

const TAIL: &str = r#"<script>
(() => {
  const form = document.querySelector("form");
  if (!form) return;
  form.hidden = false;
  const rows = [...document.querySelectorAll("table:first-of-type tbody tr")];
  const words = document.getElementById("words"), gaps = document.getElementById("gaps");
  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = (gaps.checked && !row.classList.contains("gap")) || !wanted.every((w) => text.includes(w));
      shown += row.hidden ? 0 : 1;
    }
    document.getElementById("shown").textContent = shown + " of " + rows.length;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
})();
</script>
</body>
</html>
"#;
