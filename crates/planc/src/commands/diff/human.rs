//! What changed, for people at a terminal.

use super::report::{Report, heading, named};
use crate::output::{BOLD, DIM, GREEN, Output, RED, YELLOW};
use anstyle::{AnsiColor, Style};
use anyhow::Result;
use planc_compare::diff::{Action, Change, Detail};
use planc_compare::{Part, words};

const GONE: Style = AnsiColor::Red.on_default().strikethrough();
const COME: Style = AnsiColor::Green.on_default();

/// Prints what breaks, then the rest by keys of the model.
pub fn print(report: &Report, out: &mut Output) -> Result<()> {
    if report.changes.is_empty() {
        if !out.quiet {
            let what = if report.old.dialect == report.new.dialect { "" } else { ", in another dialect" };
            out.line(format!("{} and {} say the same{what}", report.old.path, report.new.path))?;
        }
        status(report, out)?;
        return Ok(());
    }
    if !out.quiet {
        let names = format!("{} → {}", report.old.path, report.new.path);
        out.line(out.paint(DIM, &names))?;
        out.line(report.summary.words())?;
    }
    status(report, out)?;
    let mut under = String::new();
    for change in &report.changes {
        let title = if change.breaking.is_empty() { heading(&change.key) } else { "Breaking".to_owned() };
        if title != under {
            let style = if change.breaking.is_empty() { BOLD } else { RED };
            if !(out.quiet && under.is_empty()) {
                out.line("")?;
            }
            out.line(out.paint(style, &title))?;
            under = title;
        }
        one(change, out)?;
    }
    Ok(())
}

/// The status stands apart: a plan says the same with another one.
fn status(report: &Report, out: &mut Output) -> Result<()> {
    match report.status() {
        Some(status) => out.line(format!("status: {status}")),
        None => Ok(()),
    }
}

fn one(change: &Change, out: &mut Output) -> Result<()> {
    let (sign, style) = match change.action {
        Action::Added => ("+", GREEN),
        Action::Removed => ("-", RED),
        Action::Changed | Action::Renamed => ("~", YELLOW),
        Action::Moved => ("↕", YELLOW),
    };
    let line = match (&change.new, &change.old) {
        (Some(new), _) => new.line.map(|n| format!("line {n}")),
        (None, Some(old)) => old.line.map(|n| format!("was line {n}")),
        (None, None) => None,
    };
    let line = line.map_or(String::new(), |l| format!("  {}", out.paint(DIM, &l)));
    let name = named(change, |n| out.paint(BOLD, n));
    out.line(format!("  {} {name}{line}", out.paint(style, sign)))?;
    for reason in &change.breaking {
        out.line(format!("      {}", out.paint(RED, reason)))?;
    }
    for detail in &change.details {
        for line in told(detail, out) {
            out.line(format!("      {line}"))?;
        }
    }
    Ok(())
}

/// More lines of one value are not shown.
const LINES: usize = 12;

/// A value that changed: one line, or of code the lines that changed.
fn told(detail: &Detail, out: &Output) -> Vec<String> {
    let (old, new) = (detail.old.as_deref().unwrap_or(""), detail.new.as_deref().unwrap_or(""));
    changed(&detail.key, old, new, out)
}

/// The same of two texts, behind a key that may be empty.
pub(in crate::commands) fn changed(key: &str, old: &str, new: &str, out: &Output) -> Vec<String> {
    let key = if key.is_empty() { String::new() } else { format!("{key}: ") };
    if !old.contains('\n') && !new.contains('\n') {
        return vec![format!("{key}{}", marked(old, new, out))];
    }
    let (before, now): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut lines = Vec::new();
    for op in similar::capture_diff_slices(similar::Algorithm::Myers, &before, &now) {
        let (tag, gone, come) = op.as_tag_tuple();
        if tag == similar::DiffTag::Equal {
            continue;
        }
        // As many lines as there were are the same lines with other words.
        if gone.len() == come.len() {
            lines.extend(before[gone].iter().zip(&now[come]).map(|(a, b)| marked(a, b, out)));
            continue;
        }
        lines.extend(before[gone].iter().map(|line| out.paint(GONE_LINE, &format!("- {line}"))));
        lines.extend(now[come].iter().map(|line| out.paint(COME, &format!("+ {line}"))));
    }
    let more = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    if more > 0 {
        lines.push(out.paint(DIM, &format!("… {more} more")));
    }
    let indented = lines.into_iter().map(|l| format!("  {l}"));
    let head = (!key.is_empty()).then(|| key.trim_end().to_owned());
    head.into_iter().chain(indented).collect()
}

const GONE_LINE: Style = AnsiColor::Red.on_default();

/// Two texts in one, the words that changed marked.
fn marked(old: &str, new: &str, out: &Output) -> String {
    let runs = words(old, new);
    let last = runs.len().saturating_sub(1);
    let part = |(at, word): (usize, &planc_compare::Word<'_>)| match word.part {
        Part::Same => near(word.text, at == 0, at == last),
        Part::Old if out.color() => out.paint(GONE, word.text),
        Part::New if out.color() => out.paint(COME, word.text),
        Part::Old => format!("[-{}-]", word.text),
        Part::New => format!("{{+{}+}}", word.text),
    };
    runs.iter().enumerate().map(part).collect()
}

/// Of a long run that did not change, the words next to what did.
pub(super) fn near(text: &str, first: bool, last: bool) -> String {
    const SIDE: usize = 40;
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= 2 * SIDE + 10 {
        return text.to_owned();
    }
    let begin: String = if first { String::new() } else { letters[..SIDE].iter().collect() };
    let end: String = if last { String::new() } else { letters[letters.len() - SIDE..].iter().collect() };
    let begin = begin.rsplit_once(' ').map_or(begin.as_str(), |(kept, _)| kept);
    let end = end.split_once(' ').map_or(end.as_str(), |(_, kept)| kept);
    let gap = |text: &str| if text.is_empty() { "" } else { " " };
    format!("{begin}{}…{}{end}", gap(begin), gap(end))
}
