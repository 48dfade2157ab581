use crate::files::Files;
use planc_dialect::Library;
use planc_lint::{Context, Family, Rule};
use planc_source::render::{Source, human};
use planc_source::{Applicability, Diagnostic, Edits, LineIndex};

/// Rounds after which fixing gives up.
const ROUNDS: usize = 10;

/// Reads the plans of a page.
pub(crate) struct Reader<'r> {
    pub(crate) library: &'r Library,
    pub(crate) path: &'r str,
    pub(crate) files: &'r Files,
    /// The rule the page is about; all rules where it is about none.
    pub(crate) rule: Option<&'static Rule>,
}

impl Reader<'_> {
    /// The whole way of a plan: parse, fit, lower, check.
    pub(crate) fn check(&self, text: &str) -> Vec<Diagnostic> {
        let tree = planc_syntax::parse(text);
        let fit = self.library.fit(&tree);
        let reading = planc_model::skim(&tree, &fit, self.library, self.path);
        let surroundings = self.files.around(self.path, self.library);
        let context = Context::new(&tree, &fit, &reading.plan, self.library, &surroundings);
        let Some(about) = self.rule else { return planc_lint::check(&context, |rule| rule.enabled) };
        if about.family != Family::Control {
            return planc_lint::check(&context, |rule| rule.name == about.name);
        }
        // What is said of comments depends on what the other rules say.
        let mut found = planc_lint::check(&context, |rule| rule.enabled);
        found.retain(|d| d.rule == about.name);
        found
    }

    /// What `--fix` makes of a plan.
    pub(crate) fn fix(&self, text: &str, with_unsafe: bool) -> String {
        let mut text = text.to_owned();
        for _ in 0..ROUNDS {
            let mut edits = Edits::new();
            for diagnostic in self.check(&text) {
                let allowed =
                    diagnostic.fixes.iter().find(|f| with_unsafe || f.applicability == Applicability::Safe);
                // A fix that overlaps with one already taken waits for the next round.
                let _ = allowed.map(|fix| edits.union(&fix.edits));
            }
            if edits.is_empty() {
                break;
            }
            text = edits.apply(&text);
        }
        text
    }
}

/// Diagnostics as the command line prints them, an empty line between them.
pub(crate) fn printed(diagnostics: &[Diagnostic], text: &str, path: &str) -> String {
    let lines = LineIndex::new(text);
    let source = Source { path, text, lines: &lines };
    let mut out = String::new();
    for (count, diagnostic) in diagnostics.iter().enumerate() {
        out.push_str(if count > 0 { "\n" } else { "" });
        out.push_str(human(diagnostic, &source, false).trim_end());
        out.push('\n');
    }
    out
}
