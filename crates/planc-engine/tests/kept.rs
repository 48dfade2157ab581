//! What is kept while files change is what a fresh check finds.
#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use planc_engine::{Changes, CheckOptions, Kept, Workspace};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Numbers that look random and are the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

fn plan(dice: &mut Dice) -> String {
    let mut text = format!("# PLAN-{:03}: X\n\n*   **Status:** Draft\n\n## 1. Objective\n\n", dice.roll(4));
    for _ in 0..dice.roll(4) {
        let target =
            ["a/plan.md", "../a/plan.md", "../spec.md", "spec.md#goals", "../b/", "/notes/new.md", "#risks"];
        text.push_str(&format!("See [it]({}).\n\n", target[dice.roll(target.len())]));
    }
    if dice.roll(3) == 0 {
        let month = dice.roll(9) + 1;
        text += "## 12. Open Questions\n\n| Question | Decision by |\n|---|---|\n";
        text += &format!("| Which one? | 2026-0{month}-15 |\n\n");
    }
    text + ["", "## 6. Risks\n\nNone.\n", "| a | b |\n|---|---|\n| 1 |\n"][dice.roll(3)]
}

/// Changes one thing on disk; says which paths were touched.
fn change(root: &Path, dice: &mut Dice) -> Vec<PathBuf> {
    let file = ["a/plan.md", "b/plan.md", "c/plan.md", "spec.md", "notes/new.md"][dice.roll(5)];
    let path = root.join(file);
    match dice.roll(5) {
        0 if path.is_file() => fs::remove_file(&path).unwrap(),
        1 if path.is_file() => {
            let to = root.join(format!("moved-{}.md", dice.roll(2)));
            fs::rename(&path, &to).unwrap();
            return vec![path, to];
        }
        2 if root.join("b").is_dir() => {
            fs::remove_dir_all(root.join("b")).unwrap();
            return vec![root.join("b")];
        }
        _ => {
            let folder = path.parent().unwrap();
            let made = !folder.is_dir();
            fs::create_dir_all(folder).unwrap();
            let text = if file == "spec.md" { "# Spec\n\n## Goals\n".to_owned() } else { plan(dice) };
            fs::write(&path, if dice.roll(4) == 0 { text.replace("Goals", "Aims") } else { text }).unwrap();
            if made {
                return vec![folder.to_owned()];
            }
        }
    }
    vec![path]
}

#[test]
fn what_is_kept_is_what_a_fresh_check_finds() {
    let folder = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(folder.path()).unwrap();
    fs::write(root.join("planc.toml"), "").unwrap();
    let mut workspace = Workspace::open(&root).unwrap();
    let mut dice = Dice(2026);
    let mut kept = Kept::default();
    let (mut checks, mut again, mut some, mut overdue) = (0, 0, 0, 0);
    for round in 0..400 {
        let changes = if dice.roll(8) == 0 {
            // Nothing but another day.
            workspace.set_today(date(2026, i8::try_from(dice.roll(9)).unwrap() + 1, 20));
            Changes::default()
        } else {
            Changes::of(change(&root, &mut dice))
        };
        let options = CheckOptions { settings: workspace.settings(), baseline: None };
        let (files, _) = workspace.plans(&[]);
        let (mut old, mut new) = (Vec::new(), Vec::new());
        let say = |f: &planc_engine::Finding<'_>| planc_source::render::short(f.diagnostic, &f.source);
        let (checked, count) = workspace.check_again(&mut kept, &files, &changes, &options, say, |report| {
            old.extend(report.findings.iter().map(|f| f.rendered.clone()));
        });
        let fresh = workspace.check(&files, &options, say, |report| {
            new.extend(report.findings.into_iter().map(|f| f.rendered));
        });
        assert_eq!(old, new, "round {round}");
        assert_eq!(checked.plans, fresh.plans);
        overdue += new.iter().filter(|line| line.contains("was to be settled")).count();
        (checks, again, some) = (checks + fresh.plans, again + count, some + new.len());
    }
    assert!(overdue > 50, "{overdue} findings speak of dates");
    assert!(some > 100 && again * 3 < checks * 2, "{again} of {checks} were checked again, {some} findings");
}

/// `cargo test --release -p planc-engine --test kept -- --ignored --nocapture` says how long it takes.
#[test]
#[ignore = "a measurement"]
fn one_changed_file_of_ten_thousand() {
    let folder = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(folder.path()).unwrap();
    fs::write(root.join("planc.toml"), "").unwrap();
    let mut dice = Dice(7);
    for n in 0..10_000 {
        let path = root.join(format!("p{n:05}/plan.md"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, plan(&mut dice).replace("PLAN-", &format!("PLAN-{n}"))).unwrap();
    }
    let workspace = Workspace::open(&root).unwrap();
    let options = CheckOptions { settings: workspace.settings(), baseline: None };
    let (files, _) = workspace.plans(&[]);
    let mut kept = Kept::default();
    let path = root.join("p05000/plan.md");
    for _ in 0..5 {
        fs::write(&path, plan(&mut dice)).unwrap();
        let start = Instant::now();
        let changes = Changes::of([path.clone()]);
        let (_, again) =
            workspace.check_again(&mut kept, &files, &changes, &options, |f| f.diagnostic.rule, |_| ());
        println!("{again} checked again in {:?}", start.elapsed());
    }
}
