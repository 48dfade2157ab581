//! `cargo xtask fuzz TARGET [SECONDS]`: seeds a fuzz target from the repository's own documents and runs it.

use crate::shell::{self, command, works};
use anyhow::{Context, Result, bail};
use ignore::WalkBuilder;
use std::fs;
use std::path::Path;

/// The targets, as in `fuzz/fuzz_targets/`.
const TARGETS: &[&str] = &["parse", "fit", "check"];

/// Where seeds come from.
const SEEDS: &[&str] = &["examples", "dialects", "fuzz/seeds"];

/// How long a target runs when nobody says otherwise.
const SECONDS: u32 = 60;

/// Runs a target; a crash ends it badly and leaves its input in `fuzz/artifacts`.
pub fn run(args: &[String]) -> Result<()> {
    let usage =
        || format!("usage: cargo xtask fuzz TARGET [SECONDS], with TARGET one of {}", TARGETS.join(", "));
    let target = args.first().filter(|t| TARGETS.contains(&t.as_str())).with_context(usage)?;
    let seconds = match args.get(1) {
        Some(seconds) => seconds.parse().with_context(usage)?,
        None => SECONDS,
    };
    if !works(command("cargo").args(["+nightly", "--version"])) {
        bail!("fuzzing needs the nightly toolchain: `rustup toolchain install nightly`");
    }
    shell::install(command("cargo").args(["fuzz", "--version"]), "cargo-fuzz", &[])?;
    let corpus = shell::root().join("fuzz").join("corpus").join(target);
    println!("{} seeds for `{target}`", seed(&corpus)?);
    let mut fuzz = command("cargo");
    // Nothing here is unsafe, so sanitizers would only be slow.
    fuzz.args(["+nightly", "fuzz", "run", "--sanitizer", "none", target, "--"]);
    fuzz.args(["-dict=fuzz/planc.dict", "-timeout=10", "-rss_limit_mb=2048", "-max_len=20000"]);
    fuzz.arg(format!("-max_total_time={seconds}"));
    shell::run(&mut fuzz)
}

/// Copies the documents into the corpus under names that are paths.
fn seed(corpus: &Path) -> Result<usize> {
    let root = shell::root();
    fs::create_dir_all(corpus).with_context(|| corpus.display().to_string())?;
    let mut count = 0;
    for folder in SEEDS.iter().map(|s| root.join(s)).filter(|f| f.is_dir()) {
        for entry in WalkBuilder::new(folder).build() {
            let path = entry?.into_path();
            if path.extension().is_some_and(|e| e == "md") {
                let name =
                    path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace(['/', '\\'], "+");
                fs::copy(&path, corpus.join(name)).with_context(|| path.display().to_string())?;
                count += 1;
            }
        }
    }
    Ok(count)
}
