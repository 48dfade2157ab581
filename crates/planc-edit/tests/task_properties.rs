//! What must hold for tasks whatever people do to plan and list.

#![allow(clippy::unwrap_used)]

mod book;

use book::{Book, FORMS};
use planc_edit::tasks::{Counts, Kind, Origin, Task, TaskTable, csv, github};
use planc_model::TaskState;
use proptest::prelude::*;

/// What people do to a list, line by line.
#[derive(Clone, Debug)]
enum Act {
    Tick(usize),
    Remark(usize, String),
    Own(usize, String),
    Section(String),
    Swap(usize),
}

fn words() -> impl Strategy<Value = String> {
    "[A-Z][a-z]{3,9}( [a-z`*_(){}|\\\\#<>&-]{1,9}){1,4}".prop_map(|w| w.trim().to_owned())
}

fn act() -> impl Strategy<Value = Act> {
    let at = 0..200usize;
    prop_oneof![
        at.clone().prop_map(Act::Tick),
        (at.clone(), "[a-z ]{3,20}").prop_map(|(n, w)| Act::Remark(n, w)),
        (at.clone(), "[a-z ]{3,20}").prop_map(|(n, w)| Act::Own(n, w)),
        "[A-Z][a-z]{3,9}".prop_map(Act::Section),
        at.prop_map(Act::Swap),
    ]
}

/// A plan of phases.
fn plan(phases: &[Vec<String>]) -> String {
    let mut text = "# Plan: X\n\n## Implementation Phases\n".to_owned();
    for (number, tasks) in phases.iter().enumerate() {
        text.push_str(&format!("\n### Phase {}: Part {number}\n\n", number + 1));
        tasks.iter().for_each(|t| text.push_str(&format!("- [ ] {t}\n")));
    }
    text
}

/// Does what people do. Lines of the list's own structure are left where they are.
fn edit(text: &str, acts: &[Act], form: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let items: Vec<usize> = (0..lines.len()).filter(|l| lines[*l].starts_with("- [")).collect();
    for act in acts {
        let item = |n: &usize| items.get(n % items.len().max(1)).copied();
        match act {
            Act::Tick(n) => {
                if let Some(line) = item(n) {
                    lines[line] = lines[line].replacen("- [ ]", "- [X]", 1);
                }
            }
            Act::Remark(n, words) => {
                if let Some(line) = item(n) {
                    lines[line].push_str(&format!("\n  - remark {words}"));
                }
            }
            Act::Own(n, words) if form == "generic" || form == "speckit" => {
                if let Some(line) = item(n) {
                    lines[line].push_str(&format!("\n- [ ] mine {words}"));
                }
            }
            Act::Section(name) => lines.push(format!("\n## {name} notes\n\nSome prose.")),
            Act::Swap(n) if form == "generic" || form == "speckit" => {
                let at = n % items.len().max(2);
                if let (Some(a), Some(b)) = (items.get(at), items.get(at + 1))
                    && *b == a + 1
                {
                    lines.swap(*a, *b);
                }
            }
            _ => {}
        }
    }
    lines.join("\n") + "\n"
}

/// The lines that are people's: all but those that planc wrote or may write anew.
fn mine(text: &str) -> Vec<&str> {
    let planc = |l: &&str| l.contains("<!-- planc-task:") || l.to_lowercase().contains("origin gone");
    let counted = text.contains("planc-summary");
    let kept = text.lines().filter(|l| !planc(l) && !l.trim().is_empty());
    kept.filter(|l| !(l.starts_with('#') || counted && l.starts_with('|'))).collect()
}

/// Whether all lines are there, in their order.
fn survive(before: &[&str], after: &str) -> Result<(), String> {
    let mut rest = after.lines();
    before.iter().try_for_each(|line| {
        rest.any(|l| l == *line).then_some(()).ok_or_else(|| format!("`{line}` is lost in\n{after}"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn nothing_of_people_is_lost(
        form in prop::sample::select(FORMS),
        first in prop::collection::vec(prop::collection::vec(words(), 1..4), 1..4),
        second in prop::collection::vec(prop::collection::vec(words(), 1..4), 1..4),
        keep in prop::collection::vec(any::<bool>(), 16),
        acts in prop::collection::vec(act(), 0..8),
    ) {
        let mut book = Book::of(form, &plan(&first), None);
        book.merge().unwrap();
        prop_assert!(book.merge().unwrap().is_empty());
        for (_, text) in &mut book.files {
            *text = edit(text, &acts, form);
        }
        // What people did alone changes nothing but boxes of the plan.
        let before = book.files.clone();
        book.merge().unwrap();
        prop_assert_eq!(&book.files, &before);
        // Another plan: some tasks stay, some go, some are new.
        let mut mixed = first.clone();
        let mut number = 0;
        for phase in &mut mixed {
            phase.retain(|_| { number += 1; keep[number % keep.len()] });
        }
        mixed.extend(second);
        book.plan = plan(&mixed);
        let merged = book.merge();
        prop_assert!(merged.is_ok(), "{:?}\n{}\n{}", merged, book.all(), book.plan);
        for ((_, old), (_, new)) in before.iter().zip(before.iter().map(|(p, _)| book.files.iter().find(|(q, _)| p == q).unwrap())) {
            survive(&mine(old), new).map_err(TestCaseError::fail)?;
            let ticks = |t: &str| t.matches("- [X]").count();
            prop_assert_eq!(ticks(old), ticks(new));
        }
        let files = book.files.clone();
        prop_assert!(book.merge().unwrap().iter().all(|n| matches!(n, planc_edit::tasks::Note::OwnWords(..) | planc_edit::tasks::Note::Unlike(_))));
        prop_assert_eq!(files, book.files);
    }

    #[test]
    fn any_text_is_a_field_of_csv(text in "(?s).{0,40}", owner in "(?s)[a-z,\"\r\n]{0,20}") {
        let table = table(&text, &owner);
        let fields = read_csv(&csv(&table));
        prop_assert_eq!(fields.len(), 2);
        prop_assert_eq!(fields[0].len(), fields[1].len());
        prop_assert_eq!(&fields[1][1], &text);
        prop_assert_eq!(&fields[1][6], &owner);
    }

    /// `sh` runs the script with a `gh` that prints what it is given.
    #[cfg(unix)]
    #[test]
    fn no_text_breaks_out_of_the_script(text in "(?s)[ -~\n'\"$`\\\\;&|<>!*?#~é]{0,60}", owner in "[ -~]{0,20}") {
        let script = format!("gh() {{ printf '%s\\0' \"$@\"; }}\n{}", github(&table(&text, &owner)));
        let run = std::process::Command::new("sh").arg("-c").arg(&script).output().unwrap();
        prop_assert!(run.status.success() && run.stderr.is_empty(), "{:?}", run);
        let said = String::from_utf8(run.stdout).unwrap();
        let words: Vec<&str> = said.split('\0').collect();
        let at = words.iter().position(|w| *w == "issue").unwrap();
        prop_assert_eq!(&words[at..at + 3], &["issue", "create", "--title"]);
        prop_assert_eq!(words[at + 3], format!("T1: {text}"));
        let body_starts = words[at + 5].starts_with(&text);
        prop_assert!(body_starts);
        prop_assert_eq!(words.len(), at + 11);
    }
}

fn table(text: &str, owner: &str) -> TaskTable {
    let task = Task {
        id: Some("T1".to_owned()),
        text: text.to_owned(),
        kind: Kind::Phase,
        group: None,
        state: TaskState::Open,
        depends_on: Vec::new(),
        owner: Some(owner.to_owned()),
        requirements: Vec::new(),
        components: Vec::new(),
        origins: vec![Origin { path: "phases[0].tasks[0]".to_owned(), key: "phase-1".to_owned() }],
        listed: true,
        gone: false,
    };
    TaskTable { plan: "plan.md".to_owned(), list: None, tasks: vec![task], summary: Counts::default() }
}

/// RFC 4180, read back.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {
                chars.next();
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            c => field.push(c),
        }
    }
    rows
}
