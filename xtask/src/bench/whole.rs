//! What `planc check` does with a workspace, in a process of its own: all threads, all memory.

use super::clock::{on_all, peak};
use super::fresh::medians;
use anyhow::Result;
use planc_engine::{CheckOptions, Workspace};
use planc_source::render::human;
use std::path::Path;

/// The hidden argument.
pub const TASK: &str = "--child-check";

/// The most memory it may take, in MiB.
const AIM: f64 = 150.0;

/// Starts a fresh process `repeat` times and prints the medians.
pub fn run(folder: &Path, repeat: usize) -> Result<()> {
    let ([find, wall, cpu, memory], counted) = medians(TASK, folder, repeat)?;
    let verdict = if memory > AIM { "over the aim of" } else { "aim" };
    println!("`planc check`, all threads, fresh process, median of {repeat}");
    println!("  find the plans   {find:>7.3} s");
    println!("  check and render {wall:>7.3} s   CPU {cpu:.3} s");
    println!("  peak memory      {memory:>7.1} MiB   {verdict} {AIM}");
    println!("  {counted}\n");
    Ok(())
}

/// Checks the workspace as the command line does and prints what it took.
pub fn child(folder: &Path) -> Result<()> {
    let (opened, find) = on_all(|| {
        let workspace = Workspace::open(folder)?;
        let (files, problems) = workspace.plans(&[]);
        problems.into_iter().next().map_or(Ok((workspace, files)), Err)
    });
    let (workspace, files) = opened?;
    let (mut findings, mut bytes) = (0, 0);
    let (checked, check) = on_all(|| {
        workspace.check(
            &files,
            &CheckOptions { settings: workspace.settings(), baseline: None },
            |found| human(found.diagnostic, &found.source, true),
            |report| {
                findings += report.findings.len();
                bytes += report.findings.iter().map(|found| found.rendered.len()).sum::<usize>();
            },
        )
    });
    let memory = peak().unwrap_or(f64::NAN);
    print!("{} {} {} {memory};", find.wall, check.wall, check.cpu);
    println!("{} plans checked, {findings} findings, {} KB of them", checked.plans, bytes / 1000);
    Ok(())
}
