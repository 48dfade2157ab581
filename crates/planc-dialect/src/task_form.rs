//! How the tasks of a dialect's plans are written: one annotated template, data like the dialects themselves.
//!
//! `repeat = "group"` and `repeat = "task"` stand before what is written once a phase and once a task, `summary = true`
//! before what is counted anew, and `end = true` behind each.

use crate::annotation::{AnnotationError, annotations};
use planc_source::Span;
use planc_syntax::parse;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The template of a list of tasks, cut at its comments.
#[derive(Clone, Debug)]
pub struct TaskForm {
    /// The dialect whose plans have such lists.
    pub dialect: String,
    /// The file from the plan's folder; with `{id}` one file a task.
    pub file: String,
    /// Ids by the kind of task (`test`, `docs`, …; `task` is for the rest): `TASK-T{n:2}`.
    pub ids: BTreeMap<String, String>,
    /// The words of the status.
    pub status: TaskWords,
    /// The note behind the comment of a task whose origin is gone.
    pub gone: String,
    /// A remark below a task.
    pub note: String,
    /// How a task is named where another depends on it.
    pub reference: String,
    /// The headings of groups by what they hold (`phase`, `test`, …).
    pub groups: BTreeMap<String, String>,
    /// The words of tasks by their kind.
    pub texts: BTreeMap<String, String>,
    /// What stands above the tasks.
    pub head: String,
    /// What stands above the tasks of a group; `None` in a list without groups.
    pub group: Option<String>,
    /// A task.
    pub task: String,
    /// What stands below the tasks.
    pub foot: String,
    /// What is counted; it stands in the head where [`SUMMARY`] does.
    pub summary: Option<String>,
}

/// The words of a task's status.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskWords {
    /// Nobody has begun.
    pub open: String,
    /// It is done.
    pub done: String,
}

/// Stands in the head of a form for its summary.
pub const SUMMARY: &str = "{summary}";

/// What may stand in braces.
const NAMES: &[&str] = &[
    "components",
    "date",
    "dependencies",
    "detail",
    "done",
    "group",
    "id",
    "mark",
    "n",
    "origin",
    "outputs",
    "groups",
    "owner",
    "plan",
    "requirements",
    "slug",
    "spec",
    "stories",
    "summary",
    "text",
    "title",
    "total",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    tasks: String,
    file: String,
    ids: BTreeMap<String, String>,
    status: TaskWords,
    gone: String,
    note: String,
    #[serde(default = "plain")]
    reference: String,
    #[serde(default)]
    groups: BTreeMap<String, String>,
    #[serde(default)]
    texts: BTreeMap<String, String>,
}

fn plain() -> String {
    "{id}".to_owned()
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Cut {
    repeat: Option<String>,
    summary: bool,
    end: bool,
}

impl TaskForm {
    /// Whether a text is the template of a list of tasks, and not of a plan.
    pub fn is_one(source: &str) -> bool {
        annotations(&parse(source)).0.first().is_some_and(|note| note.table.contains_key("tasks"))
    }

    /// Whether there is one file a task.
    pub fn is_folder(&self) -> bool {
        self.file.contains('{')
    }

    /// The form of ids of a kind of tasks: what stands before the number, and how many digits it has at least.
    pub fn id(&self, kind: &str) -> (&str, usize) {
        let pattern = self.ids.get(kind).or_else(|| self.ids.get("task")).map_or("{n}", String::as_str);
        let (prefix, rest) = pattern.split_once("{n").unwrap_or((pattern, ""));
        let width = rest.strip_prefix(':').and_then(|r| r.split('}').next()?.parse().ok()).unwrap_or(0);
        (prefix, width)
    }

    /// Reads a template.
    ///
    /// # Errors
    /// Every mistake in the comments, with its place in the template.
    pub fn compile(source: &str) -> Result<TaskForm, Vec<AnnotationError>> {
        let tree = parse(source);
        let (notes, mut errors) = annotations(&tree);
        let mut fault =
            |span: Span, message: String| errors.push(AnnotationError { span, message, help: None });
        let mut notes = notes.into_iter();
        let head = notes.next().map(|n| (Head::deserialize(toml::Value::Table(n.table)), n.body, n.span));
        let (head, mut at) = match head {
            Some((Ok(head), _, span)) => (Some(head), line_end(source, span)),
            Some((Err(error), body, _)) => {
                fault(body, format!("this comment is not understood: {}", error.message()));
                (None, 0)
            }
            None => {
                fault(Span::at(0), "a list of tasks begins with a `planc:` comment".to_owned());
                (None, 0)
            }
        };
        let mut parts = Parts::default();
        let mut open: Vec<Part> = Vec::new();
        for note in notes {
            let cut = match Cut::deserialize(toml::Value::Table(note.table)) {
                Ok(cut) => cut,
                Err(error) => {
                    fault(note.body, format!("this comment is not understood: {}", error.message()));
                    continue;
                }
            };
            parts.push(open.last(), &source[at..note.span.start()]);
            at = line_end(source, note.span);
            match (cut.repeat.as_deref(), cut.summary, cut.end) {
                (Some("group"), false, false) if open.is_empty() => open.push(Part::Group),
                (Some("task"), false, false) if !open.contains(&Part::Task) => open.push(Part::Task),
                (None, true, false) if open.is_empty() => {
                    parts.head.push_str(SUMMARY);
                    open.push(Part::Summary);
                }
                (None, false, true) if open.pop().is_some() => {}
                _ => fault(note.body, "`repeat`, `summary` or `end` has no place here".to_owned()),
            }
        }
        parts.push(open.last(), &source[at..]);
        if !open.is_empty() {
            fault(Span::at(source.len()), "a part is not closed by `end = true`".to_owned());
        }
        if parts.task.trim().is_empty() {
            fault(Span::at(0), "no part is repeated for each task".to_owned());
        }
        for text in [&parts.head, &parts.group, &parts.task, &parts.foot, &parts.summary] {
            for name in names(text).filter(|n| !NAMES.contains(n)) {
                let place = source.find(name).unwrap_or(0);
                fault(Span::new(place, place + name.len()), format!("`{{{name}}}` stands for nothing"));
            }
        }
        match head {
            Some(head) if errors.is_empty() => Ok(TaskForm {
                dialect: head.tasks,
                file: head.file,
                ids: head.ids,
                status: head.status,
                gone: head.gone,
                note: head.note,
                reference: head.reference,
                groups: head.groups,
                texts: head.texts,
                head: parts.head,
                group: Some(parts.group).filter(|g| !g.trim().is_empty()),
                task: parts.task,
                foot: parts.foot,
                summary: Some(parts.summary).filter(|s| !s.trim().is_empty()),
            }),
            _ => Err(errors),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Group,
    Task,
    Summary,
}

#[derive(Default)]
struct Parts {
    head: String,
    group: String,
    task: String,
    foot: String,
    summary: String,
}

impl Parts {
    fn push(&mut self, part: Option<&Part>, text: &str) {
        match part {
            Some(Part::Task) => self.task.push_str(text),
            Some(Part::Summary) => self.summary.push_str(text),
            // What stands between the tasks and the end of their group parts one group from the next.
            Some(Part::Group) if self.task.is_empty() => self.group.push_str(text),
            Some(Part::Group) => {}
            None if self.task.is_empty() => self.head.push_str(text),
            None => self.foot.push_str(text),
        }
    }
}

/// The names in the braces of a text.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| {
        let inner = rest.split('}').next()?.trim_start_matches('*');
        let name = inner.split(['|', ':']).next()?;
        (!name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase())).then_some(name)
    })
}

/// Behind the line of a comment.
fn line_end(source: &str, comment: Span) -> usize {
    let rest = &source[comment.end()..];
    comment.end() + if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<!-- planc:\ntasks = \"x\"\nfile = \"tasks.md\"\ngone = \" (gone)\"\nnote = \"{text}\"\nids = { task = \"T{n:3}\", test = \"TT-{n}\" }\nstatus = { open = \"Open\", done = \"Done\" }\n-->\n";

    #[test]
    fn a_form_is_cut_at_its_comments() {
        let form = TaskForm::compile(&format!(
            "{HEAD}# {{title}}\n\n<!-- planc: summary = true -->\n{{total}}\n<!-- planc: end = true -->\n\n<!-- planc: repeat = \"group\" -->\n## {{group}}\n\n<!-- planc: repeat = \"task\" -->\n- [ ] {{id}} {{text}}\n<!-- planc: end = true -->\n\n<!-- planc: end = true -->\nend\n"
        ))
        .unwrap();
        assert_eq!(form.head, "# {title}\n\n{summary}\n");
        assert_eq!(form.summary.as_deref(), Some("{total}\n"));
        assert_eq!(form.group.as_deref(), Some("## {group}\n\n"));
        assert_eq!(form.task, "- [ ] {id} {text}\n");
        assert_eq!(form.foot, "end\n");
        assert_eq!(form.id("docs"), ("T", 3));
        assert_eq!(form.id("test"), ("TT-", 0));
        assert!(!form.is_folder());
    }

    #[test]
    fn mistakes_have_a_place() {
        for (text, message) in [
            ("# Tasks\n".to_owned(), "begins with"),
            ("<!-- planc:\ntasks = 1\n-->\n".to_owned(), "not understood"),
            (format!("{HEAD}- [ ] {{id}}\n"), "no part is repeated"),
            (format!("{HEAD}<!-- planc: repeat = \"task\" -->\n- {{id}}\n"), "not closed"),
            (format!("{HEAD}<!-- planc: repeat = \"row\" -->\n- {{id}}\n"), "has no place"),
            (
                format!("{HEAD}<!-- planc: repeat = \"task\" -->\n- {{idd}}\n<!-- planc: end = true -->\n"),
                "`{idd}` stands for nothing",
            ),
        ] {
            let errors = TaskForm::compile(&text).unwrap_err();
            assert!(errors.iter().any(|e| e.message.contains(message)), "{text}: {errors:?}");
        }
    }
}
