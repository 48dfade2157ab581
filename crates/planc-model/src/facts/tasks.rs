//! Tasks in every form people write them: boxes, bullets, headings, rows of tables.

use super::ids::{behind, id_len, is_task};
use super::references::state;
use crate::notation::scan;
use planc_dialect::{Field, Library, State};
use planc_source::Span;
use planc_syntax::{Item, Kind, Mark, Table, Tree};
use schemars::JsonSchema;
use serde::Serialize;

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
    /// How far it is, as far as its own sign says.
    pub state: TaskState,
    /// How it is written.
    pub shape: TaskShape,
    /// Its words without id and comments.
    pub words: Span,
    /// All of it: the item with what is nested, the heading with its section, the row.
    pub block: Span,
    /// What says how far it is: a box, a word, a cell.
    pub sign: Option<Span>,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// Nobody has begun, or nothing says so.
    Open,
    /// Somebody is at it.
    InProgress,
    /// It waits for something.
    Blocked,
    /// It is done.
    Done,
    /// It will not be done.
    Dropped,
}

impl TaskState {
    /// The word of the JSON form.
    pub fn word(self) -> &'static str {
        match self {
            TaskState::Open => "open",
            TaskState::InProgress => "in_progress",
            TaskState::Blocked => "blocked",
            TaskState::Done => "done",
            TaskState::Dropped => "dropped",
        }
    }

    /// What the state of a document or a word of its status means for a task.
    pub fn of(state: Option<State>) -> TaskState {
        match state {
            Some(State::Complete) => TaskState::Done,
            Some(State::InProgress) => TaskState::InProgress,
            Some(State::Paused) => TaskState::Blocked,
            Some(State::Rejected | State::Superseded | State::Deprecated) => TaskState::Dropped,
            _ => TaskState::Open,
        }
    }
}

/// How a task is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskShape {
    /// An item of a list.
    Item,
    /// A heading of this level and what stands below it.
    Heading(u8),
    /// A row of a table.
    Row,
}

/// What planc writes beside the tasks it made begins so.
pub const TASK_COMMENT: &str = "<!-- planc-task:";

/// So many lines below the heading of a task may say its status.
const STATUS_LINES: usize = 12;

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

/// Words without the comment that planc writes behind them.
fn bare(source: &str) -> &str {
    source.find(TASK_COMMENT).map_or(source, |at| &source[..at]).trim_end()
}

fn of_item(tree: &Tree<'_>, item: &Item) -> Option<TaskFact> {
    let source = bare(tree.str(item.text));
    let struck = source.starts_with("~~");
    let named = task_id(source.trim_start_matches(['*', '~', '`', '[', ' ']));
    if item.mark.is_none() && !named.is_some_and(|(id, _)| is_task(id)) {
        return None;
    }
    let (done, state) = match item.mark {
        _ if struck => (None, TaskState::Dropped),
        Some(Mark::Done) => (Some(true), TaskState::Done),
        Some(Mark::Open) => (Some(false), TaskState::Open),
        Some(Mark::Other('-' | '!' | '?')) => (None, TaskState::Dropped),
        Some(Mark::Other(_)) => (None, TaskState::InProgress),
        None => (None, TaskState::Open),
    };
    let (id, text) = named.map_or((None, source), |(id, rest)| (Some(id.to_owned()), rest));
    let text = text.trim();
    Some(TaskFact {
        id,
        text: text.to_owned(),
        done,
        boxed: item.mark.is_some(),
        span: item.text,
        state,
        shape: TaskShape::Item,
        words: scan::span(tree.text, text),
        block: item.span,
        sign: item.mark.map(|_| item.mark_span),
    })
}

/// `### T001: Write it`, `## ✅ WP01 - Write it`, `### Task 1.2: Write it`, `### 1.2. Write it` over a box that says
/// *Done*; with its status in the lines below.
fn of_heading(tree: &Tree<'_>, node: usize, library: &Library) -> Option<TaskFact> {
    let index = tree.section_of_heading(node)?;
    let section = &tree.sections[index];
    let title = bare(tree.title(section));
    let open = title.trim_start_matches(|c: char| !c.is_alphanumeric());
    let open = open.strip_prefix("Work Package ").unwrap_or(open);
    let labelled = open.strip_prefix("Task ").or_else(|| open.strip_prefix("TASK "));
    let mut boxed = None;
    let (id, text) = match labelled.and_then(|rest| Some((digits(rest)?, rest))) {
        Some((len, rest)) => (&rest[..len], behind(&rest[len..])),
        None => {
            let (id, rest) = task_id(open)?;
            if !is_task(id) {
                boxed = Some(done_box(tree, index, library)?);
            }
            (id, rest)
        }
    };
    let text = text.trim();
    let tick = ["✅", "[x]", "[X]"].iter().find_map(|t| title.find(t).map(|at| (at, t.len())));
    let lines = || planc_syntax::lines(tree.text, section.body).take(STATUS_LINES);
    let said = || lines().find_map(|line| status(tree, line, library));
    let at =
        |(at, len): (usize, usize)| Span::new(section.title.start() + at, section.title.start() + at + len);
    let (done, state, sign) = match (tick, boxed) {
        (Some(tick), _) => (Some(true), TaskState::Done, Some(at(tick))),
        (None, Some((span, done))) => {
            (Some(done), if done { TaskState::Done } else { TaskState::Open }, Some(span))
        }
        (None, None) => match said() {
            Some((word, state)) => (state.and_then(settled), TaskState::of(state), Some(word)),
            None => (None, TaskState::Open, None),
        },
    };
    let Kind::Heading(level) = tree.nodes[node].kind else { return None };
    Some(TaskFact {
        id: Some(id.to_owned()),
        text: text.to_owned(),
        done,
        boxed: false,
        span: section.title,
        state,
        shape: TaskShape::Heading(level),
        words: scan::span(tree.text, text),
        block: section.span,
        sign,
    })
}

/// The box of the item `- [ ] Done` right below a heading.
fn done_box(tree: &Tree<'_>, section: usize, library: &Library) -> Option<(Span, bool)> {
    let list = tree.blocks(&tree.sections[section]).find(|n| matches!(tree.nodes[*n].kind, Kind::List(_)))?;
    let item = tree.items(list).next()?;
    let complete = library.vocabulary().state(tree.str(item.text)) == Some(State::Complete);
    item.mark.filter(|_| complete).map(|mark| (item.mark_span, mark == Mark::Done))
}

/// `1`, `1.2`, `12a`: how long the number of a headed task is.
fn digits(text: &str) -> Option<usize> {
    let len = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let len = text[..len].trim_end_matches('.').len();
    (len > 0 && text.starts_with(|c: char| c.is_ascii_digit())).then_some(len)
}

/// `**Status**: ✅ Done`, `| Status | Done |`: the word with its decoration, and what it means.
fn status(tree: &Tree<'_>, line: Span, library: &Library) -> Option<(Span, Option<State>)> {
    let source = tree.str(line);
    let vocabulary = library.vocabulary();
    let is_status = |key: &str| vocabulary.field(vocabulary.scope("meta"), key) == Some(Field::Status);
    if let Some(row) = source.strip_prefix('|') {
        let (key, rest) = row.split_once('|')?;
        let value = rest.split('|').next().unwrap_or("").trim();
        let value = scan::span(tree.text, value);
        return is_status(key.trim().trim_matches('*'))
            .then(|| (word(tree, value), value))
            .map(|(w, v)| (w, state(tree, v, library).map(|(state, _)| state)));
    }
    let lead = source.len() - source.trim_start_matches(['-', '*', ' ']).len();
    let from = if source[lead..].starts_with(|c: char| c.is_alphanumeric()) && source[..lead].contains("**") {
        // The marks of the key belong to it.
        lead - 2
    } else {
        lead
    };
    let keyed = planc_syntax::keyed(tree.text, Span::new(line.start() + from, line.end()))?;
    let known = is_status(tree.str(keyed.key));
    known.then(|| (word(tree, keyed.value), state(tree, keyed.value, library).map(|(state, _)| state)))
}

/// The word of a status with what decorates it, without the note behind it.
fn word(tree: &Tree<'_>, value: Span) -> Span {
    let source = tree.str(value);
    let open = source.len() - source.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let end = source[open..].find(['(', '（', '—', '–', ',', ';', ':', '*', '`', '<', '|']);
    let kept = &source[..end.map_or(source.len(), |end| open + end)];
    let kept = kept.split(" - ").next().unwrap_or("").trim_end();
    Span::new(value.start(), value.start() + kept.len())
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
        let (done, state, sign) = match said {
            None => (None, TaskState::Open, None),
            Some(cell) => match tree.str(*cell) {
                s if s.starts_with("[x]") || s.starts_with("[X]") || s == "✅" => {
                    (Some(true), TaskState::Done, Some(*cell))
                }
                s if s.starts_with("[ ]") || s == "⬜" || s == "☐" => {
                    (Some(false), TaskState::Open, Some(*cell))
                }
                _ => {
                    let state = state(tree, *cell, library).map(|(state, _)| state);
                    (state.and_then(settled), TaskState::of(state), Some(word(tree, *cell)))
                }
            },
        };
        let words = row.cells.get(column + 1).map_or(Span::at(row.cells[column].end()), |cell| *cell);
        let text = bare(tree.str(words)).to_owned();
        out.push(TaskFact {
            id: Some(id.to_owned()),
            words: Span::new(words.start(), words.start() + text.len()),
            text,
            done,
            boxed: false,
            span: row.cells[column],
            state,
            shape: TaskShape::Row,
            block: row.span,
            sign,
        });
    }
}

/// `T001`, `T-001`, `T001a`, `T07.020`, `WP-001`, `TASK-T01`, `1.2`: the id, and what follows it.
fn task_id(text: &str) -> Option<(&str, &str)> {
    if let Some(len) = id_len(text).filter(|len| text[..*len].bytes().filter(|b| *b == b'-').count() == 1)
        && text.split('-').nth(1).is_some_and(|part| part.starts_with(|c: char| c.is_ascii_uppercase()))
        && is_task(&text[..len])
    {
        // A family of its own within the tasks: `TASK-DEP01`.
        return Some((&text[..len], behind(&text[len..])));
    }
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
            ("TASK-T01: Write it", "TASK-T01"),
            ("TASK-DEP01", "TASK-DEP01"),
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
            let found = read(&tree, &Library::builtin());
            let found: Vec<_> = found
                .iter()
                .map(|t| (t.id.as_deref().unwrap_or(""), t.text.as_str(), t.done, t.boxed))
                .collect();
            assert_eq!(found, [(id, words, done, boxed)], "{text}");
        }
    }

    #[test]
    fn tasks_say_where_their_parts_stand() {
        for (text, words, sign, state) in [
            ("- [x] **T001** Write\n  - it", "Write", "[x]", TaskState::Done),
            ("- [ ] T001 Write <!-- planc-task: phase-1 2 -->", "Write", "[ ]", TaskState::Open),
            ("- [~] T001 Write", "Write", "[~]", TaskState::InProgress),
            ("- [ ] ~~Write~~", "~~Write~~", "[ ]", TaskState::Dropped),
            ("- T001 Write", "Write", "", TaskState::Open),
            ("### T7: Write\n\n**Status:** Pending\n", "Write", "Pending", TaskState::Open),
            (
                "### T7: Write\n\n**Status:** 🔄 In Progress (half)\n",
                "Write",
                "🔄 In Progress",
                TaskState::InProgress,
            ),
            ("#### T7: Write\n\n| A | V |\n|---|---|\n| Status | Done |\n", "Write", "Done", TaskState::Done),
            (
                "#### T7: Write\n\n| A | V |\n|---|---|\n| **Status** | BLOCKED - x |\n",
                "Write",
                "BLOCKED",
                TaskState::Blocked,
            ),
            ("## ✅ WP01 - Write\n", "Write", "✅", TaskState::Done),
            ("### 1.2. Write\n\n- [x] Done\n", "Write", "[x]", TaskState::Done),
            (
                "| ID | Task | Status |\n|---|---|---|\n| T8 | Write | ✅ Done |",
                "Write",
                "✅ Done",
                TaskState::Done,
            ),
            ("| ID | Task | Status |\n|---|---|---|\n| T8 | Write | [ ] |", "Write", "[ ]", TaskState::Open),
            (
                "| ID | Task | Status |\n|---|---|---|\n| T8 | Write | cancelled |",
                "Write",
                "cancelled",
                TaskState::Dropped,
            ),
            ("| ID | Task |\n|---|---|\n| T8 | Write |", "Write", "", TaskState::Open),
        ] {
            let tree = planc_syntax::parse(text);
            let found = read(&tree, &Library::builtin());
            let task = &found[0];
            let at = task.sign.map_or("", |s| tree.str(s));
            assert_eq!((tree.str(task.words), at, task.state), (words, sign, state), "{text}");
            assert!(task.block.contains(task.span) && task.block.contains(task.words), "{text}");
        }
    }

    #[test]
    fn other_things_are_no_tasks() {
        for text in [
            "- note",
            "# T001: Title",
            "## Tasks",
            "## 1. Goal",
            "## 1. Goal\n\n- Done",
            "- FR-001: x",
            "| A | B |\n|---|---|\n| x | T001 y |",
        ] {
            assert_eq!(read(&planc_syntax::parse(text), &Library::builtin()), [], "{text}");
        }
    }
}
