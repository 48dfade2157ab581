//! A workspace of plans that nobody wrote: realistic, seeded, the same on every machine.

mod blocks;
mod change;
mod constitution;
mod fault;
mod governed;
mod page;
mod phased;
mod rng;
mod service;
mod speckit;
mod words;

use anyhow::{Context, Result};
use page::Page;
pub use rng::Rng;
use std::fs;
use std::path::{Path, PathBuf};

/// The seed; another one gives other plans.
const SEED: u64 = 20_261_120;

/// How many plans of a hundred have a fault.
const FAULTY: usize = 4;

/// A dialect: its name, its folder, its share of the plans, and who writes it.
struct Style {
    dialect: &'static str,
    folder: &'static str,
    share: usize,
    write: fn(&mut Page),
}

/// To add a dialect: its file, a line here. The shares add up to a hundred.
const STYLES: &[Style] = &[
    Style { dialect: "governed", folder: "docs/issues", share: 25, write: governed::write },
    Style { dialect: "service", folder: "services", share: 15, write: service::write },
    Style { dialect: "change", folder: "changes", share: 15, write: change::write },
    Style { dialect: "constitution", folder: "specs", share: 10, write: constitution::write },
    Style { dialect: "phased", folder: "agentdocs/features", share: 15, write: phased::write },
    Style { dialect: "speckit", folder: "features", share: 20, write: speckit::write },
];

/// What a resource can be asked.
const ENDPOINTS: &[(&str, &str, &str)] = &[
    ("GET", "", "List, newest first"),
    ("POST", "", "Create one"),
    ("GET", "/:id", "Get one"),
    ("PUT", "/:id", "Replace one"),
    ("DELETE", "/:id", "Erase one"),
];

/// One generated plan.
pub struct Plan {
    /// The dialect it is written in.
    pub dialect: &'static str,
    /// Its file, relative to the workspace.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// Plan `number` of the corpus, from 1.
pub fn plan(number: usize) -> Plan {
    let mut rng = Rng::new(SEED ^ (number as u64).wrapping_mul(0xD1B5_4A32_D192_ED03));
    let mut roll = rng.below(100);
    let style = STYLES.iter().find(|s| {
        let here = roll < s.share;
        roll = roll.saturating_sub(s.share);
        here
    });
    let style = style.unwrap_or(&STYLES[0]);
    let mut page = Page::new(number, rng);
    (style.write)(&mut page);
    let Page { mut text, topic, mut rng, .. } = page;
    if rng.chance(FAULTY) {
        fault::spoil(&mut text, &mut rng);
    }
    if rng.chance(2) {
        text = text.replace('\n', "\r\n");
    }
    if rng.chance(1) {
        text.insert(0, '\u{FEFF}');
    }
    let name = match style.dialect {
        "governed" => format!("PLAN-{number:05}-{}.md", topic.slug),
        _ => "plan.md".to_owned(),
    };
    let path = Path::new(style.folder).join(format!("{number:05}-{}", topic.slug)).join(name);
    Plan { dialect: style.dialect, path, text }
}

/// Documents that stand beside every plan, because its links lead there.
const COMPANIONS: &[(&str, &str)] = &[
    (
        "spec.md",
        "# Specification\n\n## Requirements\n\n- **FR-001**: It works.\n- **FR-002**: It is seen to work.\n\n## Scope\n\nOne system.\n",
    ),
    ("tasks.md", "# Tasks\n\n- [ ] First\n- [ ] Second\n"),
    ("data-model.md", "# Data model\n\n## Entities\n\nOne.\n"),
];

/// What was written.
pub struct Written {
    /// The plans' files, in path order, each with its dialect.
    pub files: Vec<(PathBuf, &'static str)>,
    /// The length of all plans together.
    pub bytes: u64,
}

/// Writes a workspace of `count` plans.
pub fn write(folder: &Path, count: usize) -> Result<Written> {
    let mut written = Written { files: Vec::with_capacity(count), bytes: 0 };
    for number in 1..=count {
        let plan = plan(number);
        let path = folder.join(plan.path);
        let parent = path.parent().unwrap_or(folder);
        let put = || {
            fs::create_dir_all(parent)?;
            fs::write(&path, &plan.text)?;
            COMPANIONS.iter().try_for_each(|(name, text)| fs::write(parent.join(name), text))
        };
        put().with_context(|| format!("cannot write `{}`", path.display()))?;
        written.bytes += plan.text.len() as u64;
        written.files.push((path, plan.dialect));
    }
    written.files.sort();
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_the_same_every_time_and_as_long_as_real_ones() {
        let texts: Vec<String> = (1..=300).map(|n| plan(n).text).collect();
        assert!((1..=300).zip(&texts).all(|(n, t)| plan(n).text == *t));
        let average = texts.iter().map(String::len).sum::<usize>() / texts.len();
        assert!((10_500..12_500).contains(&average), "{average}");
        assert!(texts.iter().all(|t| !t.contains("{r}") && !t.contains("{c}")));
    }

    #[test]
    fn plans_are_taken_for_their_dialects() {
        let library = planc_dialect::Library::builtin();
        let taken = |n: &usize| {
            let plan = plan(*n);
            library.fit(&planc_syntax::parse(&plan.text)).dialect.name == plan.dialect
        };
        assert!((1..=200).filter(taken).count() >= 195);
        assert_eq!(STYLES.iter().map(|s| s.share).sum::<usize>(), 100);
    }
}
