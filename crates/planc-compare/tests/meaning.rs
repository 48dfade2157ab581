//! What leaves the meaning of a plan alone, and what changes it.
#![allow(clippy::unwrap_used)]

use planc_compare::{Kind, Meaning, meaning, since};
use planc_dialect::Library;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;
use std::path::Path;
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::builtin);

fn read(text: &str) -> Meaning {
    let tree = planc_syntax::parse(text);
    let fit = LIBRARY.fit(&tree);
    meaning(&tree, &planc_model::read(&tree, &fit, &LIBRARY, "plan.md").plan, LIBRARY.vocabulary())
}

static PLANS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let names = [
        "change/specs/003-price-cache/plan.md",
        "constitution/specs/004-clinic-booking/plan.md",
        "governed/docs/issues/12/PLAN-001-Key-Rotation.md",
        "phased/agentdocs/features/offline-sync/plan.md",
        "service/docs/plans/parcel-tracking.md",
    ];
    names.map(|name| std::fs::read_to_string(examples.join(name)).unwrap()).into()
});

fn config() -> ProptestConfig {
    let given = ProptestConfig::default();
    let fixed = given.rng_seed == RngSeed::Random;
    let (cases, rng_seed) = if fixed { (300, RngSeed::Fixed(2026)) } else { (given.cases, given.rng_seed) };
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

/// Something that changes how a plan is written, or how far it is.
#[derive(Clone, Debug)]
enum Form {
    Crlf,
    TrailingBlanks,
    Bullets,
    Tables,
    Ticks,
    Wrapped(usize),
    Status,
    HistoryRow,
    Comment,
    SignOff,
}

fn form() -> impl Strategy<Value = Form> {
    prop_oneof![
        Just(Form::Crlf),
        Just(Form::TrailingBlanks),
        Just(Form::Bullets),
        Just(Form::Tables),
        Just(Form::Ticks),
        (20..60usize).prop_map(Form::Wrapped),
        Just(Form::Status),
        Just(Form::HistoryRow),
        Just(Form::Comment),
        Just(Form::SignOff),
    ]
}

impl Form {
    fn apply(&self, text: &str) -> String {
        match self {
            Form::Crlf => text.replace("\r\n", "\n").replace('\n', "\r\n"),
            Form::TrailingBlanks => lines(text, |line| format!("{line} ")),
            Form::Bullets => lines(text, |line| {
                let indent = line.len() - line.trim_start().len();
                match line[indent..].strip_prefix("- ") {
                    Some(rest) => format!("{}* {rest}", &line[..indent]),
                    None => line.to_owned(),
                }
            }),
            Form::Tables => lines(text, |line| match line.trim_start().starts_with('|') {
                true => line.replace(" |", "   |"),
                false => line.to_owned(),
            }),
            Form::Ticks => lines(text, |line| line.replace("- [ ] ", "- [x] ").replace("* [ ] ", "* [x] ")),
            Form::Wrapped(width) => lines(text, |line| wrapped(line, *width)),
            Form::Status => lines(text, |line| {
                let status = line.contains("Status") && !line.contains('|');
                if status {
                    line.replace("Draft", "Approved").replace("In Review", "Approved")
                } else {
                    line.to_owned()
                }
            }),
            Form::HistoryRow => {
                let mut out = String::new();
                for line in text.split_inclusive('\n') {
                    out.push_str(line);
                    if line.starts_with("| 0.1 |") || line.starts_with("| 1.0 |") {
                        out.push_str("| 9.9 | 2026-11-20 | Somebody | Another row | #99 |\n");
                    }
                }
                out
            }
            Form::Comment => text.replacen("\n## ", "\n<!-- planc-allow risk-vague: agreed -->\n\n## ", 1),
            Form::SignOff => {
                let section = "\n## Approvals\n\n| Role | Name | Date |\n|---|---|---|\n| Lead | A | 2026-11-20 |\n\n## ";
                text.replacen("\n## ", section, 1)
            }
        }
    }
}

/// Each line outside of code by a function, line ends kept.
fn lines(text: &str, each: impl Fn(&str) -> String) -> String {
    let mut fence = false;
    let mut out = String::new();
    let mut head = true;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end_matches(['\n', '\r']);
        fence ^= line.trim_start().starts_with("```");
        head &= !line.starts_with("## ");
        if fence
            || line.trim_start().starts_with("```")
            || line.starts_with("---")
            || head && line.contains("---")
        {
            out.push_str(line);
        } else {
            out.push_str(&each(line));
        }
        out.push_str(&whole[line.len()..]);
    }
    out
}

/// A plain paragraph on lines of that width; no line begins with what is no word.
fn wrapped(line: &str, width: usize) -> String {
    let plain = line.starts_with(char::is_alphabetic) && !line.contains(['|', ':', '*', '→']);
    if !plain {
        return line.to_owned();
    }
    let (mut out, mut length) = (String::new(), 0);
    for word in line.split(' ') {
        if length > width && word.starts_with(char::is_alphabetic) {
            out.push('\n');
            length = 0;
        } else if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        length += word.len() + 1;
    }
    out
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn form_and_life_leave_the_meaning_alone(which in 0..5usize, forms in prop::collection::vec(form(), 1..5)) {
        let text = &PLANS[which];
        let mut other = text.clone();
        for form in &forms {
            other = form.apply(&other);
        }
        let (old, new) = (read(text), read(&other));
        prop_assert_eq!(since(&old, &new), vec![], "{:?}", forms);
        prop_assert_eq!(old.digest(), new.digest());
    }

    #[test]
    fn another_word_is_another_meaning(which in 0..5usize, leaf in any::<Index>(), at in any::<Index>()) {
        let text = &PLANS[which];
        let old = read(text);
        // A word of the model is known by several words of the text.
        let leaves: Vec<_> = old.leaves().filter(|l| l.kind != Kind::Word).collect();
        let span = leaf.get(&leaves).span.unwrap();
        let letters: Vec<usize> = text[span.range()].char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).map(|(i, _)| i).collect();
        prop_assume!(!letters.is_empty());
        let at = span.start() + *at.get(&letters);
        let other = match text.as_bytes()[at] { b'7' => "8", b'0'..=b'9' => "7", b'q' => "z", _ => "q" };
        let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
        let new = read(&changed);
        prop_assert_ne!(old.digest(), new.digest(), "{:?}", leaf.get(&leaves));
        prop_assert!(!since(&old, &new).is_empty());
    }

    #[test]
    fn a_snapshot_means_the_same(which in 0..5usize, cut in any::<Index>()) {
        let text = &PLANS[which];
        let cut = (0..=cut.index(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        let whole = read(&text[..cut]);
        let kept = Meaning::from_text(&whole.to_text()).unwrap();
        prop_assert_eq!(kept.digest(), whole.digest());
        prop_assert_eq!(kept.to_text(), whole.to_text());
    }
}

#[test]
fn rows_in_another_order_say_the_same_but_steps_do_not() {
    let plan = |risks: &str, steps: &str| {
        read(&format!(
            "# Plan: X\n\n## Risks\n\n| Risk | Impact |\n|---|---|\n{risks}\n## Implementation Steps\n\n{steps}"
        ))
    };
    let (one, two) = ("| a one | High |\n| b two | Low |\n", "| b two | Low |\n| a one | High |\n");
    let steps = "1. Write it\n2. Test it\n3. Ship it\n";
    assert_eq!(plan(one, steps), plan(two, steps));
    let other = plan(one, "1. Test it\n2. Write it\n3. Ship it\n");
    assert_ne!(plan(one, steps), other);
    let told = since(&plan(one, steps), &other);
    assert!(told.iter().any(|d| d.moved), "{told:?}");
}

#[test]
fn who_agreed_is_no_part_of_it_in_any_language() {
    let bare = read("# Plan: X\n\n## Notes\n\nText.\n");
    for table in [
        "| Approver | Date |",
        "| Role | Name | Signature | Date |",
        "| Reviewer | Decision | Comments |",
        "| Papel | Aprovador | Data |",
        "| Rol | Nombre | Firma | Fecha |",
        "| 角色 | 审批人 | 日期 |",
        "| 役割 | 承認者 | 日付 |",
        "| 역할 | 승인자 | 날짜 |",
        "| Роль | ФИО | Подпись | Дата |",
        "| Vai trò | Người phê duyệt | Ngày |",
        "| Version | Date | Author | Changes |",
    ] {
        let columns = table.matches('|').count() - 1;
        let text = format!(
            "# Plan: X\n\n## Notes\n\nText.\n\n{table}\n|{}\n|{}\n",
            "---|".repeat(columns),
            " x |".repeat(columns)
        );
        assert_eq!(read(&text).to_text(), bare.to_text(), "{table}");
    }
    for heading in [
        "Approvals",
        "Sign-off",
        "Aprovações",
        "Aprobación",
        "审批",
        "承認",
        "승인",
        "Согласование",
        "Phê duyệt",
    ] {
        let text = format!("# Plan: X\n\n## Notes\n\nText.\n\n## {heading}\n\n- [x] A. Person\n");
        assert_eq!(read(&text).to_text(), bare.to_text(), "{heading}");
    }
    // A table of functions is none of signatures.
    let text = "# Plan: X\n\n## Notes\n\nText.\n\n| Method | Signature |\n|---|---|\n| a | b |\n";
    assert_ne!(read(text), bare);
    let text =
        "# Plan: X\n\n## Notes\n\nText.\n\n| Task | Owner | Reviewer |\n|---|---|---|\n| a | b | c |\n";
    assert_ne!(read(text), bare);
}

#[test]
fn what_the_header_repeats_is_no_part_of_it() {
    let bare = read("# Plan: X\n\n**Status:** Draft\n\n## Objective\n\nText.\n");
    for header in [
        "**Status:** Approved\n**Version:** 2.0\n**Created:** 2026-01-01\n**Last Updated:** 2026-02-02",
        "**Status:** Approved\n**Approved by:** A. Person\n**Reviewers:** B, C",
    ] {
        assert_eq!(
            read(&format!("# Plan: X\n\n{header}\n\n## Objective\n\nText.\n")).to_text(),
            bare.to_text(),
            "{header}"
        );
    }
    let footer = "# Plan: X\n\n**Status:** Draft\n**Updated:** 2026-01-01\n\n## Objective\n\nText.\n\n---\n\n**Status**: Approved\n**Last updated**: 2026-01-02\n";
    assert_eq!(read(footer).to_text(), bare.to_text());
    assert_ne!(read("# Plan: Y\n\n**Status:** Draft\n\n## Objective\n\nText.\n"), bare);
}
