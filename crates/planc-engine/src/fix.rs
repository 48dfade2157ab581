use crate::analysis::skim;
use crate::settings::Chosen;
use planc_dialect::Library;
use planc_lint::Surroundings;
use planc_source::{Applicability, Edits};

/// Which fixes are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixMode {
    /// Those that keep the meaning.
    Safe,
    /// All.
    Unsafe,
}

/// What fixing a text gave.
#[derive(Debug)]
pub struct Fixed {
    /// The text afterwards.
    pub text: String,
    /// How many fixes were applied.
    pub applied: usize,
}

/// Rounds after which fixing gives up; rules that undo each other would go on for ever.
const ROUNDS: usize = 10;

/// Applies the fixes of the chosen rules until they settle. Fixing the result again changes nothing.
pub fn fix(
    library: &Library,
    text: &str,
    path: &str,
    surroundings: &dyn Surroundings,
    mode: FixMode,
    chosen: &Chosen,
) -> Fixed {
    let mut text = text.to_owned();
    let mut applied = 0;
    for _ in 0..ROUNDS {
        let analysis = skim(library, &text, path);
        let mut edits = Edits::new();
        let mut round = 0;
        for diagnostic in analysis.check(library, surroundings, chosen) {
            let allowed =
                |f: &&planc_source::Fix| mode == FixMode::Unsafe || f.applicability == Applicability::Safe;
            if let Some(fix) = diagnostic.fixes.iter().find(allowed) {
                // A fix that overlaps with one already taken waits for the next round.
                round += usize::from(edits.union(&fix.edits).is_ok());
            }
        }
        if edits.is_empty() {
            break;
        }
        text = edits.apply(&text);
        applied += round;
    }
    Fixed { text, applied }
}
