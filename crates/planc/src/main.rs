//! The command line of planc.
//!
//! Each command is a file in `commands/`: its arguments, its help, its work. This file only starts the
//! one that was asked for and turns what came of it into an exit status.

mod cli;
mod commands;
mod output;

use clap::Parser;
use std::process::ExitCode;

/// What a command came to; the exit status says it to scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Done, nothing found.
    Clean,
    /// Done, something found.
    Found,
    /// Could not do all of the work; the reasons were printed.
    Failed,
}

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or(String::new(), |l| format!(" at {}:{}", l.file(), l.line()));
        eprintln!("planc: this is a bug of planc, not of your plan{place}");
        eprintln!("  {}", info.payload_as_str().unwrap_or("no message"));
        eprintln!("  please report it with the command and, if you can, the file");
    }));
    match std::panic::catch_unwind(run) {
        Ok(Ok(Outcome::Clean)) => ExitCode::SUCCESS,
        Ok(Ok(Outcome::Found)) => ExitCode::from(1),
        Ok(Ok(Outcome::Failed)) | Err(_) => ExitCode::from(2),
        // `planc list | head`: the reader has seen enough, and that is no fault.
        Ok(Err(error)) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            output::problem(&error);
            ExitCode::from(2)
        }
    }
}

fn run() -> anyhow::Result<Outcome> {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no faults; clap knows where each goes.
            error.print()?;
            return Ok(if error.use_stderr() { Outcome::Failed } else { Outcome::Clean });
        }
    };
    cli.run()
}
