use planc_source::Span;
use planc_syntax::{Kind, Mark, Tree};

/// A task of a list of tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskFact {
    /// `T001`, `T-001`, `1.2`; as written.
    pub id: Option<String>,
    /// Its words, the id and what is nested left out.
    pub text: String,
    /// Whether it is ticked; `None` where it is neither ticked nor open (`[~]`, `[-]`, struck out).
    pub done: Option<bool>,
    /// Where its words stand.
    pub span: Span,
}

/// Every item with a box.
pub(super) fn read(tree: &Tree<'_>) -> Vec<TaskFact> {
    let mut found = Vec::new();
    for (node, data) in tree.nodes.iter().enumerate() {
        if data.kind != Kind::Item {
            continue;
        }
        let Some(item) = tree.item(node) else { continue };
        let Some(mark) = item.mark else { continue };
        let source = tree.str(item.text);
        let struck = source.starts_with("~~");
        let bare = source.trim_start_matches(['*', '~', '`', '[', ' ']);
        let (id, rest) = match task_id(bare) {
            Some((id, rest)) => (Some(id.to_owned()), rest),
            None => (None, source),
        };
        let done = match mark {
            _ if struck => None,
            Mark::Done => Some(true),
            Mark::Open => Some(false),
            Mark::Other(_) => None,
        };
        found.push(TaskFact { id, text: rest.trim().to_owned(), done, span: item.text });
    }
    found
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
    fn boxes_are_tasks() {
        let tree = planc_syntax::parse("- [x] **T001** Write\n- [ ] T002 Read\n- [~] T003 Think\n- note\n");
        let found: Vec<_> = read(&tree).into_iter().map(|t| (t.id, t.text, t.done)).collect();
        let task = |id: &str, text: &str, done| (Some(id.to_owned()), text.to_owned(), done);
        assert_eq!(
            found,
            [
                task("T001", "Write", Some(true)),
                task("T002", "Read", Some(false)),
                task("T003", "Think", None),
            ]
        );
    }
}
