//! How far a task is, written the way its list writes it.

use super::list::{Entry, List, Refusal, Shape};
use planc_dialect::TaskForm;
use planc_model::TaskState;
use planc_source::Span;
use planc_syntax::{Kind, Tree};

/// A replacement of a part of a text.
pub(crate) type Part = (Span, String);

/// A ticked or blank box in the place of another of the same make; `None` for what is no box.
pub(crate) fn tick(source: &str, done: bool) -> Option<String> {
    let pair = [
        ("✅", "⬜"),
        ("☑️", "☐"),
        ("☑", "☐"),
        ("✔️", "☐"),
        ("✔", "☐"),
        ("✓", "☐"),
        ("✅", "🔲"),
        ("✅", "☐"),
    ];
    if source.starts_with('[') && source.ends_with(']') && source.chars().count() <= 3 {
        return Some(if done { "[x]" } else { "[ ]" }.to_owned());
    }
    let found = pair.iter().find(|(on, off)| source == *on || source == *off)?;
    Some(if done { found.0 } else { found.1 }.to_owned())
}

/// Says that a task is done, or open again: its sign and all that repeats it.
pub(crate) fn set(list: &List<'_>, entry: &Entry, done: bool, form: &TaskForm) -> Result<Vec<Part>, Refusal> {
    let mut parts = Vec::new();
    let tree = &list.trees[entry.file];
    // A word that says so already stays, whatever it is.
    let same = (entry.state == TaskState::Done) == done;
    let mut sign = |span: Span| {
        let old = tree.str(span);
        match tick(old, done) {
            Some(new) if is_ticked(old) != done => parts.push((span, new)),
            None if !same => parts.push((span, word(list, entry, old, done, form))),
            _ => {}
        }
    };
    entry.sign.iter().chain(&entry.copies).for_each(|span| sign(*span));
    if entry.sign.is_none() && !same {
        parts.extend(new_sign(list, entry, done, form)?);
    }
    Ok(parts)
}

/// Whether a box is ticked.
fn is_ticked(source: &str) -> bool {
    !matches!(source, "⬜" | "☐" | "🔲") && !source.starts_with('[')
        || ["x", "X", "✓", "✔", "✅"]
            .iter()
            .any(|t| source.strip_prefix('[').is_some_and(|s| s.starts_with(t)))
}

/// The word for done or open: the one that another task of the list has, else that of the form; decorated and in
/// capitals as the old one is.
fn word(list: &List<'_>, entry: &Entry, old: &str, done: bool, form: &TaskForm) -> String {
    let wanted = if done { TaskState::Done } else { TaskState::Open };
    let alike = |e: &&Entry| e.state == wanted && e.words != entry.words && e.sign.is_some();
    let mut words = list.entries.iter().filter(alike).filter_map(|e| Some(list.str(e, e.sign?)));
    let own = if done { &form.status.done } else { &form.status.open };
    let known = words.find(|w| !w.is_empty() && tick(w, true).is_none());
    let word = known.unwrap_or(own);
    if old.is_empty() || known.is_some() {
        return word.to_owned();
    }
    let bare = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let word = if old.starts_with(char::is_alphanumeric) { bare } else { word };
    let capitals =
        old.len() > 1 && old.chars().any(char::is_alphabetic) && !old.chars().any(char::is_lowercase);
    if capitals { word.to_uppercase() } else { word.to_owned() }
}

/// A sign for a task that has none: a box, a row of its attributes, its criteria, a line.
fn new_sign(list: &List<'_>, entry: &Entry, done: bool, form: &TaskForm) -> Result<Vec<Part>, Refusal> {
    let tree = &list.trees[entry.file];
    let word = || word(list, entry, "", done, form);
    match entry.shape {
        Shape::Row => Err(Refusal {
            file: Some(entry.file),
            span: entry.head,
            message: "this row has no place that says how far the task is; give the table a column `Status`"
                .to_owned(),
        }),
        Shape::Item => {
            Ok(vec![(Span::at(entry.head.start()), if done { "[x] " } else { "[ ] " }.to_owned())])
        }
        Shape::Heading(_) | Shape::File => {
            let line = if tree.text.contains("\r\n") { "\r\n" } else { "\n" };
            if let Some(at) = attributes(tree, entry.own) {
                return Ok(vec![(Span::at(at), format!("{line}| Status | {} |", word()))]);
            }
            if !entry.criteria.is_empty() && entry.shape != Shape::File {
                let ticks = entry.criteria.iter().filter_map(|c| Some((*c, tick(tree.str(*c), done)?)));
                return Ok(ticks.collect());
            }
            let behind = crate::text::line_end(tree.text, entry.head.end());
            Ok(vec![(Span::at(behind), format!("{line}{line}**Status**: {}", word()))])
        }
    }
}

/// The end of the last row of a task's table of attributes: two columns.
fn attributes(tree: &Tree<'_>, own: Span) -> Option<usize> {
    let tables = tree.nodes.iter().enumerate().filter(|(_, n)| n.kind == Kind::Table && own.contains(n.span));
    let mut tables = tables.filter_map(|(node, _)| tree.table(node));
    let table = tables.find(|t| t.head.cells.len() == 2)?;
    tree.rows(&table).last().map(|row| row.span.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_stays_of_its_make() {
        for (old, done, new) in [
            ("[ ]", true, Some("[x]")),
            ("[X]", false, Some("[ ]")),
            ("[~]", true, Some("[x]")),
            ("[]", true, Some("[x]")),
            ("⬜", true, Some("✅")),
            ("☐", true, Some("☑️")),
            ("✅", false, Some("⬜")),
            ("Done", false, None),
            ("[Done]", false, None),
        ] {
            assert_eq!(tick(old, done).as_deref(), new, "{old}");
        }
    }
}
