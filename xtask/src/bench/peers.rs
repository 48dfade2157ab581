//! Other Markdown checkers on the same files, where they are installed. They check less of other things; the
//! figures only say what order of time people are used to.

use super::clock::{children, median};
use super::whole;
use crate::shell;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::{Command, Stdio};

/// A checker as people start it.
struct Peer {
    program: &'static str,
    /// What goes before the folder, without caches.
    args: &'static [&'static str],
    /// What goes behind the folder; some want a pattern.
    pattern: &'static str,
}

const PEERS: &[Peer] = &[
    Peer { program: "mado", args: &["check"], pattern: "" },
    Peer { program: "rumdl", args: &["check", "--no-cache"], pattern: "" },
    Peer { program: "markdownlint-cli2", args: &[], pattern: "/**/*.md" },
];

/// Starts planc and every peer `repeat` times on the corpus in `folder` and prints the CPU seconds of whole
/// processes, all threads together, with their ratio to planc.
pub fn run(folder: &Path, repeat: usize) -> Result<()> {
    let own = measure(repeat, || {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["bench", whole::TASK]).arg(folder).current_dir(shell::root());
        Ok(command)
    })?;
    println!("whole processes, CPU time, median of {repeat}    seconds   ratio to planc");
    println!("  {:<36} {own:>8.2} {:>7.2}", "planc check", 1.0);
    for peer in PEERS {
        if !shell::works(Command::new(peer.program).arg("--version")) {
            println!("  {:<36} not installed", peer.program);
            continue;
        }
        let seconds = measure(repeat, || {
            let mut command = Command::new(peer.program);
            command.args(peer.args).arg(format!("{}{}", folder.display(), peer.pattern));
            Ok(command)
        })?;
        println!("  {:<36} {seconds:>8.2} {:>7.2}", peer.program, seconds / own);
    }
    println!();
    Ok(())
}

/// The median of what a command and its threads took. That it finds something is no failure.
fn measure(repeat: usize, command: impl Fn() -> Result<Command>) -> Result<f64> {
    let mut seconds = Vec::with_capacity(repeat);
    for _ in 0..repeat {
        let mut command = command()?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let before = children().context("this system does not tell what child processes take")?;
        let status = command.status().with_context(|| format!("cannot start `{}`", shell::show(&command)))?;
        if !matches!(status.code(), Some(0 | 1)) {
            bail!("`{}` ended with {status}", shell::show(&command));
        }
        seconds.push(children().unwrap_or(before) - before);
    }
    Ok(median(&mut seconds))
}
