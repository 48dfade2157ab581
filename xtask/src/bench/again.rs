//! What `--watch` does when one file changes: the others are not read again.

use super::clock::median;
use super::plans::Written;
use anyhow::{Context, Result};
use planc_engine::{Changes, CheckOptions, Kept, Workspace};
use planc_source::render::human;
use std::path::Path;
use std::time::Instant;

/// The most milliseconds it may take.
const AIM: f64 = 10.0;

/// So many files are changed, one after the other.
const FILES: usize = 21;

/// Checks the workspace once, then again after each of some changes, and prints the median of those.
pub fn run(folder: &Path, written: &Written) -> Result<()> {
    let workspace = Workspace::open(folder)?;
    let options = CheckOptions { settings: workspace.settings(), baseline: None };
    let (files, _) = workspace.plans(&[]);
    let mut kept = Kept::default();
    let mut check = |changes: &Changes| {
        let mut bytes = 0;
        let started = Instant::now();
        let (_, again) = workspace.check_again(
            &mut kept,
            &files,
            changes,
            &options,
            |found| human(found.diagnostic, &found.source, true),
            |report| bytes += report.findings.iter().map(|found| found.rendered.len()).sum::<usize>(),
        );
        (started.elapsed().as_secs_f64() * 1e3, again)
    };
    let (first, count) = check(&Changes::default());
    let step = (written.files.len() / FILES).max(1);
    let (mut times, mut again) = (Vec::new(), 0);
    for (path, _) in written.files.iter().step_by(step).take(FILES) {
        let text = std::fs::read_to_string(path)?;
        std::fs::write(path, format!("{text}\nOne line more.\n"))?;
        let (time, checked) =
            check(&Changes::of([path.canonicalize().context("the plan was just written")?]));
        times.push(time);
        again += checked;
        std::fs::write(path, text)?;
    }
    let verdict = |time: f64| if time > AIM { "over the aim of" } else { "aim" };
    let middle = median(&mut times);
    println!("`planc check --watch`, one changed file of {count}, median of {}", times.len());
    println!("  the first check  {first:>7.1} ms");
    println!("  a change         {middle:>7.1} ms   {} {AIM}", verdict(middle));
    println!("  {again} files checked again\n");
    Ok(())
}
