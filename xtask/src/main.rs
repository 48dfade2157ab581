//! Tasks of the repository. `cargo xtask` lists them.
//!
//! To add one: its file, a line in [`TASKS`].

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bench;
mod convert;
mod corpus;
mod fuzz;
mod shell;
mod test;
mod tidy;

use std::process::ExitCode;

/// One task.
struct Task {
    name: &'static str,
    usage: &'static str,
    summary: &'static str,
    run: fn(&[String]) -> anyhow::Result<()>,
}

const TASKS: &[Task] = &[
    Task { name: "test", usage: "", summary: "everything CI runs", run: test::run },
    Task {
        name: "tidy",
        usage: "",
        summary: "what no compiler checks: layers, lists, sizes",
        run: tidy::run,
    },
    Task {
        name: "bench",
        usage: "[--plans N] [--repeat N] [--keep DIR] [--only plans|trace|growth|sweep|TEXT] [--peers]",
        summary: "time and memory on a generated corpus, and growth on hostile input",
        run: bench::run,
    },
    Task {
        name: "corpus",
        usage: "DIR",
        summary: "how well real documents are understood",
        run: corpus::run,
    },
    Task { name: "fuzz", usage: "TARGET [SECONDS]", summary: "feed a fuzz target", run: fuzz::run },
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let task = args.first().and_then(|name| TASKS.iter().find(|t| t.name == name));
    let Some(task) = task else {
        eprintln!("usage: cargo xtask TASK");
        for task in TASKS {
            eprintln!("  {} {}\n      {}", task.name, task.usage, task.summary);
        }
        return ExitCode::from(2);
    };
    match (task.run)(&args[1..]) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask {}: {error:#}", task.name);
            ExitCode::FAILURE
        }
    }
}
