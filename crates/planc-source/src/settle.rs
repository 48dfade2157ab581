//! Fixes, applied until there are none left.

use crate::{Applicability, Diagnostic, Edits, Fix};

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

/// Applies the fixes of what `check` finds in a text, and in what becomes of it, until they settle. Settling the
/// result again changes nothing.
pub fn settle(text: &str, mode: FixMode, check: impl Fn(&str) -> Vec<Diagnostic>) -> Fixed {
    let mut fixed = Fixed { text: text.to_owned(), applied: 0 };
    let allowed = |fix: &&Fix| mode == FixMode::Unsafe || fix.applicability == Applicability::Safe;
    for _ in 0..ROUNDS {
        let mut edits = Edits::new();
        for fix in check(&fixed.text).iter().filter_map(|d| d.fixes.iter().find(allowed)) {
            // A fix that overlaps with one already taken waits for the next round.
            fixed.applied += usize::from(edits.union(&fix.edits).is_ok());
        }
        if edits.is_empty() {
            break;
        }
        fixed.text = edits.apply(&fixed.text);
    }
    fixed
}
