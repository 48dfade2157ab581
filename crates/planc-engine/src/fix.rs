use crate::analysis::skim;
use crate::settings::Chosen;
use planc_dialect::Library;
use planc_lint::Surroundings;
use planc_source::{FixMode, Fixed, settle};

/// Applies the fixes of the chosen rules until they settle. Fixing the result again changes nothing.
pub fn fix(
    library: &Library,
    text: &str,
    path: &str,
    surroundings: &dyn Surroundings,
    mode: FixMode,
    chosen: &Chosen,
) -> Fixed {
    settle(text, mode, |text| skim(library, text, path).check(library, surroundings, chosen))
}
