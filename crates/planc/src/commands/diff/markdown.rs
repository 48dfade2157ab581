//! What changed, as a comment of a pull request.

use super::human::near;
use super::report::{Report, heading, named};
use planc_compare::diff::{Action, Change, Detail};
use planc_compare::{Part, words};
use std::fmt::Write;

/// The title, what breaks as a table, all else folded.
pub fn text(report: &Report) -> String {
    let title = report.new.title.as_deref().unwrap_or(&report.new.path);
    let mut out = format!("### Changes of the plan {}\n\n", escaped(title));
    // Writing to a string cannot fail.
    let _ = writeln!(out, "`{}` → `{}`: {}", report.old.path, report.new.path, summary(report));
    if let Some(status) = report.status() {
        let _ = writeln!(out, "\nStatus: {status}");
    }
    let (breaking, rest): (Vec<&Change>, Vec<&Change>) =
        report.changes.iter().partition(|c| !c.breaking.is_empty());
    if !breaking.is_empty() {
        out.push_str("\n| Breaking | Why |\n| --- | --- |\n");
        for change in &breaking {
            let why = change.breaking.iter().map(|r| escaped(r)).collect::<Vec<_>>().join("<br>");
            let _ = writeln!(out, "| {} | {why} |", said(change));
        }
    }
    if !report.changes.is_empty() {
        let open = if breaking.is_empty() && rest.len() <= 10 { " open" } else { "" };
        let _ = write!(out, "\n<details{open}><summary>All changes</summary>\n");
        let mut under = String::new();
        for change in breaking.into_iter().chain(rest) {
            let title = if change.breaking.is_empty() { heading(&change.key) } else { "Breaking".to_owned() };
            if title != under {
                let _ = write!(out, "\n**{title}**\n\n");
                under = title;
            }
            let _ = writeln!(out, "- {}", said(change));
            for detail in &change.details {
                let _ = writeln!(out, "  - {}", told(detail));
            }
        }
        out.push_str("\n</details>\n");
    }
    out
}

fn summary(report: &Report) -> String {
    if report.changes.is_empty() { "both say the same".to_owned() } else { report.summary.words() }
}

fn said(change: &Change) -> String {
    let action = match change.action {
        Action::Added => "added",
        Action::Removed => "removed",
        Action::Changed => "changed",
        Action::Renamed => "renamed",
        Action::Moved => "moved",
    };
    format!("{action}: {}", named(change, |name| format!("**{}**", escaped(name))))
}

fn told(detail: &Detail) -> String {
    let key = if detail.key.is_empty() { String::new() } else { format!("{}: ", escaped(&detail.key)) };
    let (old, new) = (detail.old.as_deref().unwrap_or(""), detail.new.as_deref().unwrap_or(""));
    let runs = words(old, new);
    let last = runs.len().saturating_sub(1);
    let part = |(at, word): (usize, &planc_compare::Word<'_>)| {
        // Marks must stand at the words.
        let inner = escaped(word.text.trim());
        let (before, behind) = (blank(word.text, true), blank(word.text, false));
        match word.part {
            Part::Same => escaped(&near(word.text, at == 0, at == last)),
            _ if inner.is_empty() => before.to_owned(),
            Part::Old => format!("{before}<del>{inner}</del>{behind}"),
            Part::New => format!("{before}<ins>{inner}</ins>{behind}"),
        }
    };
    format!("{key}{}", runs.iter().enumerate().map(part).collect::<String>())
}

fn blank(text: &str, before: bool) -> &'static str {
    let is = if before { text.starts_with(char::is_whitespace) } else { text.ends_with(char::is_whitespace) };
    if is { " " } else { "" }
}

/// Words on one line that no cell, tag or mark of Markdown can be made of.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' => out.push(' '),
            '|' | '*' | '_' | '`' | '[' | ']' | '~' | '\\' | '#' => {
                out.push('\\');
                out.push(c);
            }
            '@' => out.push_str("&#64;"),
            c => out.push(c),
        }
    }
    out
}
