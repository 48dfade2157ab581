//! `cargo xtask bench`: what planc costs on ten thousand plans, and how it grows on hostile input.
//!
//! Everything is measured in one run against the raw Markdown parser, so that machines and days can be
//! compared: the ratios count, not the seconds.

mod again;
mod clock;
mod compare;
mod fresh;
mod growth;
mod hostile;
mod peers;
mod plans;
mod stages;
mod sweep;
mod trace;
mod whole;

use crate::shell;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::time::Instant;

/// What was asked for.
struct Options {
    plans: usize,
    repeat: usize,
    keep: Option<PathBuf>,
    /// `plans`, `trace`, `growth`, `sweep`, or part of the name of a hostile text.
    only: Option<String>,
    /// Whether other checkers are measured beside planc.
    peers: bool,
}

/// Measures. The measuring itself is always a release build.
pub fn run(args: &[String]) -> Result<()> {
    // Fresh processes of this program: nothing of what was measured before is in their memory.
    match args {
        [task, dir] if task == whole::TASK => return whole::child(dir.as_ref()),
        [task, dir] if task == trace::TASK => return trace::child(dir.as_ref()),
        [task] if task == sweep::TASK => return sweep::child(),
        [task, name, size] if task == growth::TASK => return growth::child(name, size),
        _ => {}
    }
    let options = Options::read(args)?;
    if cfg!(debug_assertions) {
        let mut release = shell::cargo();
        release.args(["run", "--quiet", "--release", "--package", "xtask", "--", "bench"]).args(args);
        return shell::run(&mut release);
    }
    match options.only.as_deref() {
        None => {
            corpus(&options)?;
            growth::run("")?;
        }
        Some("plans" | "trace") => corpus(&options)?,
        Some("growth") => growth::run("")?,
        Some("sweep") => _ = sweep::run()?,
        Some(part) => growth::run(part)?,
    }
    Ok(())
}

/// Writes the corpus, measures on it, removes it.
fn corpus(options: &Options) -> Result<()> {
    let temporary = tempfile::Builder::new().prefix("planc-bench-").tempdir()?;
    let folder = match &options.keep {
        Some(folder) if folder.exists() => bail!("`{}` is there already", folder.display()),
        Some(folder) => folder.as_path(),
        None => temporary.path(),
    };
    let started = Instant::now();
    let written = plans::write(folder, options.plans)?;
    let megabytes = written.bytes as f64 / 1e6;
    let kilobytes = written.bytes as f64 / 1e3 / options.plans.max(1) as f64;
    println!(
        "{} plans, {megabytes:.1} MB, {kilobytes:.1} KB each, written in {:.1} s\n",
        options.plans,
        started.elapsed().as_secs_f64()
    );
    if options.only.as_deref() != Some("trace") {
        stages::run(folder, &written, options.repeat)?;
        whole::run(folder, options.repeat)?;
        again::run(folder, &written)?;
        compare::run(folder, options.repeat)?;
    }
    if options.peers {
        peers::run(folder, options.repeat)?;
    }
    // Last, because it puts code beside the plans.
    trace::run(folder, &written, options.repeat)
}

impl Options {
    fn read(args: &[String]) -> Result<Options> {
        let mut options = Options { plans: 10_000, repeat: 3, keep: None, only: None, peers: false };
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            if arg == "--peers" {
                options.peers = true;
                continue;
            }
            let mut value = || args.next().with_context(|| format!("`{arg}` needs a value"));
            match arg.as_str() {
                "--plans" => options.plans = value()?.parse().context("`--plans` takes a number")?,
                "--repeat" => options.repeat = value()?.parse().context("`--repeat` takes a number")?,
                "--keep" => options.keep = Some(PathBuf::from(value()?)),
                "--only" => options.only = Some(value()?.clone()),
                other => bail!("there is no option `{other}`"),
            }
        }
        options.repeat = options.repeat.max(1);
        Ok(options)
    }
}
