//! What `planc trace` does with a workspace of plans and code, in a process of its own: all threads, all memory.

use super::clock::{on_all, peak};
use super::fresh::medians;
use super::plans::{Rng, Written};
use anyhow::Result;
use planc_engine::Workspace;
use std::fmt::Write;
use std::path::Path;

/// The hidden argument.
pub const TASK: &str = "--child-trace";

/// So many files of code a plan.
const FILES: usize = 5;

/// How many files of a hundred cite something.
const CITING: usize = 20;

/// How long tracing may take, in seconds, for ten thousand plans and fifty thousand files.
const AIM: f64 = 10.0;

/// How languages of the corpus write a comment, a string and a line of code.
const LANGUAGES: &[(&str, &str, &str)] = &[
    ("rs", "//", "    let value = store.get(&key).unwrap_or_default(); "),
    ("py", "#", "    value = store.get(key, None) or '' "),
    ("ts", "//", "  const value = store.get(key) ?? `none`; "),
    ("go", "//", "\tvalue, err := store.Get(ctx, key) "),
    ("sql", "--", "SELECT id, name FROM things WHERE id = 'x1'; "),
];

/// Writes code beside the plans, measures, prints the medians.
pub fn run(folder: &Path, written: &Written, repeat: usize) -> Result<()> {
    let bytes = write(folder, written)?;
    let ([wall, cpu, memory], counted) = medians(TASK, folder, repeat)?;
    let files = written.files.len() * FILES;
    let verdict = if wall > AIM { "over the aim of" } else { "aim" };
    println!("`planc trace`, all threads, fresh process, median of {repeat}");
    println!("  {} plans, {files} files of code, {:.1} MB of it", written.files.len(), bytes as f64 / 1e6);
    println!("  read and trace   {wall:>7.3} s   CPU {cpu:.3} s   {verdict} {AIM} s");
    println!("  peak memory      {memory:>7.1} MiB");
    println!("  {counted}\n");
    Ok(())
}

/// Traces the workspace as the command line does and prints what it took.
pub fn child(folder: &Path) -> Result<()> {
    let workspace = Workspace::open(folder)?;
    let (traced, took) = on_all(|| workspace.trace(&[], &[]));
    let (matrix, problems) = traced?;
    if let Some(problem) = problems.into_iter().next() {
        return Err(problem);
    }
    let memory = peak().unwrap_or(f64::NAN);
    let s = &matrix.summary;
    print!("{} {} {memory};", took.wall, took.cpu);
    println!("{} requirements, {} with code, {} findings", s.requirements, s.code, matrix.findings.len());
    Ok(())
}

/// Files of code of some hundred lines; some cite requirements, most of these say whose.
fn write(folder: &Path, written: &Written) -> Result<u64> {
    let mut bytes = 0;
    for (number, (plan, _)) in written.files.iter().enumerate() {
        let feature = plan.parent().and_then(Path::file_name).map(|n| n.to_string_lossy().into_owned());
        let feature = feature.unwrap_or_default();
        let place = folder.join("src").join(format!("part_{number:05}"));
        std::fs::create_dir_all(&place)?;
        for file in 0..FILES {
            let mut rng = Rng::new((number * FILES + file) as u64);
            let (ending, mark, code) = rng.pick(LANGUAGES);
            let mut text = String::new();
            for line in 0..rng.between(40, 140) {
                let _ = writeln!(text, "{code}{mark} step {line} of {}", rng.below(1000));
            }
            if rng.chance(CITING) {
                let owner = if rng.chance(90) { format!("{feature}/") } else { String::new() };
                let verb = rng.pick(&["implements", "verifies", "see"]);
                let _ = writeln!(text, "{mark} {verb} {owner}FR-00{}", rng.between(1, 3));
            }
            bytes += text.len() as u64;
            std::fs::write(place.join(format!("file_{file}.{ending}")), text)?;
        }
    }
    Ok(bytes)
}
