//! `cargo xtask corpus DIR`: reads a corpus of real documents and says how well planc understands it.
//!
//! Every document must survive: no panic, and the tree must give back the text. Of the plans it prints how
//! many were taken for their family and what their headings were taken for. `--headings FILE` writes every
//! heading with its keys, to be read by people; `--findings FILE` every diagnostic. `--convert` does nothing but
//! convert every plan to every dialect and back, which takes minutes; `--convert=PART` those whose path has PART.

mod status;
mod tasks;

use anyhow::{Context, Result, bail};
use planc_dialect::Library;
use planc_emit::outline::outline;
use planc_engine::{Chosen, FileSurroundings, analyze};
use planc_source::LineIndex;
use planc_source::render::{Source, short};
use planc_syntax::parse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// The families whose plans are counted, with the dialect they are written in.
const FAMILIES: &[(&str, &str)] =
    &[("seed000", "governed"), ("seed002", "change"), ("seed004", "phased"), ("speckit", "speckit")];

/// What was seen in the plans of one family.
#[derive(Default)]
struct Count {
    plans: usize,
    detected: usize,
    missed: Vec<String>,
    headings: usize,
    keyed: usize,
    groups: usize,
    other: usize,
    records: u64,
}

/// Runs over the corpus; the exit status is bad when a document is lost or breaks something.
pub fn run(args: &[String]) -> Result<()> {
    let dir = args
        .iter()
        .find(|a| !a.starts_with("--"))
        .map(PathBuf::from)
        .context("usage: cargo xtask corpus DIR")?;
    let option =
        |name: &str| args.iter().find_map(|a| a.strip_prefix(name)?.strip_prefix('=').map(PathBuf::from));
    let index = std::fs::read_to_string(dir.join("INDEX.tsv")).context("the corpus has no INDEX.tsv")?;
    let library = Library::builtin();
    let (mut documents, mut panics, mut losses) = (0, Vec::new(), Vec::new());
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let (mut headings, mut findings) = (String::new(), String::new());
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let mut life = status::Tally::default();
    let part = args.iter().find_map(|a| a.strip_prefix("--convert")).map(|p| p.trim_start_matches('='));
    let mut converted: Vec<(String, String)> = Vec::new();
    let mut lists = Vec::new();
    for line in index.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [family, repository, _, path, ..] = columns[..] else { continue };
        let Some(file) = locate(&dir, family, repository, path) else { continue };
        if !path.ends_with(".md") {
            continue;
        }
        documents += 1;
        if path.ends_with("/tasks.md") {
            lists.push(file.clone());
        }
        let bytes = std::fs::read(&file)?;
        let document = planc_engine::Document::of_bytes(bytes);
        let text = &document.text;
        if let Some(part) = part {
            let shown = format!("{repository}/{path}");
            if is_plan(path) && shown.contains(part) {
                converted.push((shown, document.text));
            }
            continue;
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            if !gives_back(text) {
                return false;
            }
            let analysis = analyze(&library, text, path);
            let surroundings = FileSurroundings::of(&file, &dir, &library);
            let found = analysis.check(&library, &surroundings, &Chosen::default());
            if let Some((_, dialect)) = FAMILIES.iter().find(|(f, _)| *f == family && is_plan(path)) {
                let count = counts.entry(family).or_default();
                count.plans += 1;
                if analysis.fit.dialect.name == *dialect {
                    count.detected += 1;
                } else {
                    let taken = &analysis.fit.dialect;
                    count.missed.push(format!("{repository}/{path}: {} {:.2}", taken.name, taken.confidence));
                }
                let outline = outline(&analysis.tree, &analysis.fit, &analysis.plan, &analysis.records);
                for section in outline.sections.iter().filter(|s| matches!(s.level, 2 | 3)) {
                    count.headings += 1;
                    count.records += u64::from(section.records);
                    match &section.keys[..] {
                        [] => count.groups += 1,
                        ["other"] => count.other += 1,
                        _ => count.keyed += 1,
                    }
                    let keys = section.keys.join("+");
                    let _ = writeln!(
                        headings,
                        "{keys}\t{}\t{}\t{family}/{repository}/{path}:{}",
                        section.level, section.heading, section.line
                    );
                }
            }
            life.take(&library, text, path);
            if is_plan(path) {
                let lines = LineIndex::new(text);
                for diagnostic in &found {
                    *rules.entry(diagnostic.rule).or_default() += 1;
                    let source =
                        Source { path: &format!("{family}/{}", file.display()), text, lines: &lines };
                    let _ = writeln!(findings, "{}", short(diagnostic, &source));
                }
            }
            true
        }));
        match outcome {
            Ok(true) => {}
            Ok(false) => losses.push(path.to_owned()),
            Err(_) => panics.push(path.to_owned()),
        }
    }
    if part.is_some() {
        return crate::convert::run(&library, &converted);
    }
    report(&counts, documents, &panics, &losses);
    let broken = life.report();
    println!("\nfindings in plans, by rule");
    for (rule, count) in rules {
        println!("  {count:>6}  {rule}");
    }
    if let Some(out) = option("--headings") {
        std::fs::write(out, headings)?;
    }
    if let Some(out) = option("--findings") {
        std::fs::write(out, findings)?;
    }
    if broken {
        bail!("a change of status changed something else");
    }
    tasks::run(&library, &lists)?;
    if !panics.is_empty() || !losses.is_empty() {
        bail!("{} documents panicked, {} lost bytes", panics.len(), losses.len());
    }
    Ok(())
}

/// The corpus keeps each repository in a folder of its own: `owner+name`.
fn locate(dir: &Path, family: &str, repository: &str, path: &str) -> Option<PathBuf> {
    let file = dir.join(family).join(repository.replace('/', "+")).join(path);
    file.is_file().then_some(file)
}

/// Plans and templates of plans, by name.
fn is_plan(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or("");
    name == "plan.md" || name.starts_with("PLAN-") || name == "plan-template.md"
}

/// Whether the top-level nodes and what lies between them are the text.
fn gives_back(text: &str) -> bool {
    let tree = parse(text);
    let mut back = String::with_capacity(text.len());
    for node in tree.siblings(0, tree.nodes.len()) {
        let span = tree.nodes[node].span;
        let (Some(gap), Some(own)) = (text.get(back.len()..span.start()), text.get(span.range())) else {
            return false;
        };
        back.push_str(gap);
        back.push_str(own);
    }
    back.push_str(text.get(back.len()..).unwrap_or(""));
    let nested = tree
        .nodes
        .iter()
        .enumerate()
        .all(|(n, node)| tree.children(n).all(|c| node.span.contains(tree.nodes[c].span)));
    back == text && nested
}

fn report(counts: &BTreeMap<&str, Count>, documents: usize, panics: &[String], losses: &[String]) {
    println!("documents read   {documents}");
    println!("panics           {}", panics.len());
    println!("round-trip loss  {}", losses.len());
    println!("\nfamily    plans  detected  headings  keyed  groups  other  share  records");
    for (family, c) in counts {
        let share = 100.0 * (c.keyed + c.groups) as f64 / c.headings.max(1) as f64;
        println!(
            "{family:<9} {:>5}  {:>8}  {:>8}  {:>5}  {:>6}  {:>5}  {share:>4.0}%  {:>7}",
            c.plans, c.detected, c.headings, c.keyed, c.groups, c.other, c.records
        );
    }
    let (plans, detected) = counts.values().fold((0, 0), |(p, d), c| (p + c.plans, d + c.detected));
    println!(
        "detected as their family: {detected} of {plans} ({:.1} %)",
        100.0 * detected as f64 / plans.max(1) as f64
    );
    for missed in counts.values().flat_map(|c| &c.missed) {
        println!("  not detected: {missed}");
    }
}

#[cfg(test)]
mod tests {
    /// Over the corpus that `PLANC_CORPUS` names; nowhere else.
    #[test]
    fn real_documents_survive() {
        if let Ok(dir) = std::env::var("PLANC_CORPUS") {
            super::run(&[dir]).expect("no document is lost or broken");
        }
    }
}
