//! The whole pipeline with every rule; fixing twice is fixing once.

#![no_main]

use libfuzzer_sys::fuzz_target;
use planc_dialect::Library;
use planc_engine::{Chosen, FixMode, analyze, fix};
use planc_lint::{Surroundings, Target};
use planc_source::LineIndex;
use planc_source::render::{JsonDiagnostic, Source, human, short};
use std::sync::LazyLock;

static EVERY: LazyLock<Chosen> = LazyLock::new(Chosen::every);
static LIBRARY: LazyLock<Library> = LazyLock::new(Library::builtin);

/// Surroundings in which every kind of answer occurs, the same for the same question.
struct Dice;

impl Surroundings for Dice {
    fn target(&self, path: &str) -> Target {
        [Target::File, Target::Missing, Target::Folder, Target::Unknown][path.len() % 4]
    }

    fn has_anchor(&self, path: &str, anchor: &str) -> Option<bool> {
        [Some(true), Some(false), None][(path.len() + anchor.len()) % 3]
    }

    fn siblings(&self, _: &str) -> Vec<String> {
        ["spec.md", "tasks.md", "план.md"].map(str::to_owned).into()
    }
}

fuzz_target!(|text: &str| {
    let analysis = analyze(&LIBRARY, text, "plan.md");
    let lines = LineIndex::new(text);
    let source = Source { path: "plan.md", text, lines: &lines };
    for diagnostic in analysis.check(&LIBRARY, &Dice, &EVERY) {
        assert!(text.get(diagnostic.span.range()).is_some(), "{}: {:?}", diagnostic.rule, diagnostic.span);
        for edit in diagnostic.fixes.iter().flat_map(|f| f.edits.iter()) {
            assert!(text.get(edit.span.range()).is_some(), "{}: {:?}", diagnostic.rule, edit.span);
        }
        let _ = human(&diagnostic, &source, true);
        let _ = short(&diagnostic, &source);
        let _ = JsonDiagnostic::new(&diagnostic, &source);
    }
    for mode in [FixMode::Safe, FixMode::Unsafe] {
        let once = fix(&LIBRARY, text, "plan.md", &Dice, mode, &EVERY);
        let twice = fix(&LIBRARY, &once.text, "plan.md", &Dice, mode, &EVERY);
        assert_eq!(once.text, twice.text, "fixing twice ({mode:?}) is fixing once");
    }
});
