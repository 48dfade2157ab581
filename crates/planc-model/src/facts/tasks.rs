//! Tasks in every form people write them: boxes, bullets, headings, rows of tables.

use super::ids::{behind, id_len, is_task};
use super::references::state;
use planc_dialect::{Field, Library, State};
use planc_source::Span;
use planc_syntax::{Item, Kind, Mark, Table, Tree};

/// A task of a list of tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskFact {
    /// `T001`, `T-001`, `1.2`; as written.
    pub id: Option<String>,
    /// Its words, the id and what is nested left out.
    pub text: String,
    /// Whether it is ticked; `None` where it is neither ticked nor open (`[~]`, `[-]`, struck out) or where nothing
    /// says so.
    pub done: Option<bool>,
    /// Whether it has a box.
    pub boxed: bool,
    /// Where its words stand.
    pub span: Span,
}

/// Every item with a box, and every item, heading and row that begins with the id of a task.
pub(super) fn read(tree: &Tree<'_>, library: &Library) -> Vec<TaskFact> {
    let mut found = Vec::new();
    for (node, data) in tree.nodes.iter().enumerate() {
        match data.kind {
            Kind::Item => found.extend(tree.item(node).and_then(|item| of_item(tree, &item))),
            Kind::Heading(2..) => found.extend(of_heading(tree, node, library)),
            Kind::Table => {
                if let Some(table) = tree.table(node) {
                    of_table(tree, &table, library, &mut found);
                }
            }
            _ => {}
        }
    }
    found
}

fn of_item(tree: &Tree<'_>, item: &Item) -> Option<TaskFact> {
    let source = tree.str(item.text);
    let struck = source.starts_with("~~");
    let bare = source.trim_start_matches(['*', '~', '`', '[', ' ']);
    let named = task_id(bare);
    if item.mark.is_none() && !named.is_some_and(|(id, _)| is_task(id)) {
        return None;
    }
    let done = match item.mark {
        _ if struck => None,
        Some(Mark::Done) => Some(true),
        Some(Mark::Open) => Some(false),
        Some(Mark::Other(_)) | None => None,
    };
    let (id, text) = named.map_or((None, source), |(id, rest)| (Some(id.to_owned()), rest));
    let boxed = item.mark.is_some();
    Some(TaskFact { id, text: text.trim().to_owned(), done, boxed, span: item.text })
}

/// `### T001: Write it`, `## ✅ WP01 - Write it`, `### Task 1.2: Write it`, with its status in the lines below.
fn of_heading(tree: &Tree<'_>, node: usize, library: &Library) -> Option<TaskFact> {
    let section = &tree.sections[tree.section_of_heading(node)?];
    let title = tree.title(section);
    let bare = title.trim_start_matches(|c: char| !c.is_alphanumeric());
    let bare = bare.strip_prefix("Work Package ").unwrap_or(bare);
    let numbered = bare.strip_prefix("Task ").or_else(|| bare.strip_prefix("TASK "));
    let (id, text) = match numbered.and_then(|rest| Some((digits(rest)?, rest))) {
        Some((len, rest)) => (&rest[..len], behind(&rest[len..])),
        None => task_id(bare).filter(|(id, _)| is_task(id))?,
    };
    let ticked = title.contains('✅') || title.contains("[x]") || title.contains("[X]");
    let said =
        || planc_syntax::lines(tree.text, section.body).take(8).find_map(|line| status(tree, line, library));
    let done = if ticked { Some(true) } else { said().and_then(settled) };
    Some(TaskFact {
        id: Some(id.to_owned()),
        text: text.trim().to_owned(),
        done,
        boxed: false,
        span: section.title,
    })
}

/// `1`, `1.2`, `12a`: how long the number of a headed task is.
fn digits(text: &str) -> Option<usize> {
    let len = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let len = text[..len].trim_end_matches('.').len();
    (len > 0 && text.starts_with(|c: char| c.is_ascii_digit())).then_some(len)
}

/// `**Status**: ✅ Done`
fn status(tree: &Tree<'_>, line: Span, library: &Library) -> Option<State> {
    let source = tree.str(line);
    let lead = source.len() - source.trim_start_matches(['-', '*', ' ']).len();
    let from = if source[lead..].starts_with(|c: char| c.is_alphanumeric()) && source[..lead].contains("**") {
        // The marks of the key belong to it.
        lead - 2
    } else {
        lead
    };
    let keyed = planc_syntax::keyed(tree.text, Span::new(line.start() + from, line.end()))?;
    let vocabulary = library.vocabulary();
    let field = vocabulary.field(vocabulary.scope("meta"), tree.str(keyed.key));
    (field == Some(Field::Status)).then(|| state(tree, keyed.value, library).map(|(state, _)| state))?
}

fn settled(state: State) -> Option<bool> {
    match state {
        State::Complete => Some(true),
        State::Draft | State::InReview | State::Approved | State::InProgress => Some(false),
        _ => None,
    }
}

fn of_table(tree: &Tree<'_>, table: &Table, library: &Library, out: &mut Vec<TaskFact>) {
    let vocabulary = library.vocabulary();
    let scope = vocabulary.scope("meta");
    let is_status = |head: &Span| vocabulary.field(scope, tree.str(*head)) == Some(Field::Status);
    let status = table.head.cells.iter().position(is_status);
    for row in tree.rows(table) {
        let Some((column, id)) = row.cells.iter().take(2).enumerate().find_map(|(n, cell)| {
            let bare = tree.str(*cell).trim_matches(['*', '`', '~', '[', ']', ' ']);
            (id_len(bare) == Some(bare.len()) && is_task(bare)).then_some((n, bare))
        }) else {
            continue;
        };
        let said = status.and_then(|at| row.cells.get(at));
        let done = said.and_then(|cell| match tree.str(*cell) {
            s if s.starts_with("[x]") || s.starts_with("[X]") || s == "✅" => Some(true),
            s if s.starts_with("[ ]") || s == "⬜" || s == "☐" => Some(false),
            _ => settled(state(tree, *cell, library)?.0),
        });
        let text = row.cells.get(column + 1).map_or("", |cell| tree.str(*cell));
        let span = row.cells[column];
        out.push(TaskFact { id: Some(id.to_owned()), text: text.to_owned(), done, boxed: false, span });
    }
}

/// `T001`, `T-001`, `T001a`, `T07.020`, `WP-001`, `TASK-1`, `1.2`: the id, and what follows it.
fn task_id(text: &str) -> Option<(&str, &str)> {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let dash = usize::from(letters > 0 && text[letters..].starts_with('-'));
    let from = letters + dash;
    let digits = text[from..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    if digits == 0 || letters > 4 {
        return None;
    }
    let digits = text[from..from + digits].trim_end_matches('.').len();
    let suffix = text[from + digits..].bytes().take_while(u8::is_ascii_lowercase).count();
    let end = from + digits + if suffix <= 1 { suffix } else { 0 };
    let rest = &text[end..];
    // `3 retries` is no id, `1.2 Write it` and `3. Write it` are.
    let numbered = letters > 0 || text[..end].contains('.') || rest.starts_with(['.', ')', ':']);
    let parted = rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric());
    (numbered && parted)
        .then(|| (&text[..end], rest.trim_start_matches(['*', '`', ']', ':', '.', ')', '-', ' ', '~'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_tasks_have_many_forms() {
        for (source, id) in [
            ("T001 [P] Write it", "T001"),
            ("T-001: Write it", "T-001"),
            ("T001a Write it", "T001a"),
            ("T07.020 Write it", "T07.020"),
            ("WP-001 Write it", "WP-001"),
            ("1.2 Write it", "1.2"),
            ("3. Write it", "3"),
        ] {
            assert_eq!(task_id(source).map(|(id, _)| id), Some(id), "{source}");
        }
        assert_eq!(task_id("3 retries"), None);
        assert_eq!(task_id("Write it"), None);
    }

    #[test]
    fn tasks_have_many_forms() {
        for (text, id, words, done, boxed) in [
            ("- [x] **T001** Write", "T001", "Write", Some(true), true),
            ("- [X] T001 [P] [US1] Write", "T001", "[P] [US1] Write", Some(true), true),
            ("- [ ] T002 Read", "T002", "Read", Some(false), true),
            ("- [~] T003 Think", "T003", "Think", None, true),
            ("- [ ] ~~T004 Drop~~", "T004", "Drop~~", None, true),
            ("- [/] T005 Half", "T005", "Half", None, true),
            ("- [ ] Write", "", "Write", Some(false), true),
            ("- T006: Write", "T006", "Write", None, false),
            ("### T007: Write\n\n**Status**: ✅ Done\n", "T007", "Write", Some(true), false),
            ("### T007: Write\n\n- **Status:** In Progress\n", "T007", "Write", Some(false), false),
            ("## ✅ WP01 - Write\n", "WP01", "Write", Some(true), false),
            ("## Work Package WP02: Write\n", "WP02", "Write", None, false),
            ("### Task 1.2: Write\n", "1.2", "Write", None, false),
            (
                "| ID | Task | Status |\n|---|---|---|\n| T008 | Write | ✅ Done |",
                "T008",
                "Write",
                Some(true),
                false,
            ),
            (
                "| # | ID | Task | Status |\n|---|---|---|---|\n| 1 | T009 | Write | [ ] |",
                "T009",
                "Write",
                Some(false),
                false,
            ),
        ] {
            let tree = planc_syntax::parse(text);
            let task = TaskFact {
                id: Some(id.to_owned()).filter(|i| !i.is_empty()),
                text: words.to_owned(),
                done,
                boxed,
                span: Span::at(0),
            };
            let found: Vec<_> = read(&tree, &Library::builtin());
            let found: Vec<_> = found.into_iter().map(|t| TaskFact { span: Span::at(0), ..t }).collect();
            assert_eq!(found, [task], "{text}");
        }
    }

    #[test]
    fn other_things_are_no_tasks() {
        for text in
            ["- note", "# T001: Title", "## Tasks", "- FR-001: x", "| A | B |\n|---|---|\n| x | T001 y |"]
        {
            assert_eq!(read(&planc_syntax::parse(text), &Library::builtin()), [], "{text}");
        }
    }
}
