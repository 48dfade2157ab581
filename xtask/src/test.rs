//! `cargo xtask test`: everything CI runs, on a machine that has Rust and nothing else.

use crate::shell::{self, cargo, show};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

/// Installs what is missing, runs the steps one by one, sums up. The first step that fails ends it.
pub fn run(_: &[String]) -> Result<()> {
    let started = Instant::now();
    // Flags change every fingerprint; all steps get the same, so everything is still built once.
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
        if let Some(flags) = std::env::var_os(name).filter(|f| !f.is_empty()) {
            println!("with {name}={}", flags.display());
        }
    }
    // Without what updates nextest itself, which is half of its build.
    let options = ["--no-default-features", "--features", "default-no-update"];
    shell::install(cargo().args(["nextest", "--version"]), "cargo-nextest", &options)?;
    let steps = steps();
    let count = steps.len();
    for (number, mut step) in steps.into_iter().enumerate() {
        println!("\n── {}/{count} · {}", number + 1, show(&step));
        let began = Instant::now();
        shell::run(&mut step).with_context(|| format!("step {} of {count}", number + 1))?;
        println!("── {:.0} s", began.elapsed().as_secs_f64());
    }
    println!("\nall {count} steps passed in {:.0} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// What must pass, the quickest first.
fn steps() -> Vec<Command> {
    let mut steps = vec![
        step(&["fmt", "--all", "--check"]),
        step(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        step(&["nextest", "run", "--workspace"]),
        step(&["test", "--doc", "--workspace"]),
        step(&["run", "--package", "planc", "--", "check", "examples"]),
    ];
    if let Some(corpus) = corpus() {
        let mut step = step(&["run", "--package", "xtask", "--", "corpus"]);
        step.arg(corpus);
        steps.push(step);
    }
    steps
}

fn step(args: &[&str]) -> Command {
    let mut command = cargo();
    command.args(args);
    command
}

/// The corpus of real documents, where there is one: it is no part of the repository.
fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("PLANC_CORPUS").filter(|v| !v.is_empty()).map(PathBuf::from);
    let beside = || Some(shell::root().parent()?.join("shared").join("corpus")).filter(|p| p.is_dir());
    named.or_else(beside)
}
