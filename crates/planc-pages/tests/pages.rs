//! Runs the examples of every page in the repository. `UPDATE=1` writes down what planc says.

use libtest_mimic::{Arguments, Trial};
use planc_dialect::Library;
use planc_pages::{Options, Outcome, rules, run};
use std::path::Path;

/// Folders with pages, from the root of the repository.
const FOLDERS: &[&str] = &["crates/planc-lint/src/rules", "docs"];

fn main() -> std::io::Result<()> {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let library = Library::builtin();
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let options = Options { library: &library, update };
    let mut outcomes = rules(&root.join(FOLDERS[0]))?;
    for folder in FOLDERS {
        outcomes.extend(run(&root.join(folder), &options)?);
    }
    let trials = outcomes.into_iter().map(trial).collect();
    libtest_mimic::run(&arguments, trials).exit()
}

fn trial(Outcome { name, failure }: Outcome) -> Trial {
    Trial::test(name, move || failure.map_or(Ok(()), |message| Err(message.into())))
}
