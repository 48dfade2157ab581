use crate::settings::Chosen;
use planc_dialect::{Fit, Library};
use planc_lint::{Context, Surroundings};
use planc_model::Plan;
use planc_source::Diagnostic;
use planc_syntax::Tree;

/// Everything planc knows of one text.
#[derive(Debug)]
pub struct Analysis<'a> {
    /// The text and its nodes.
    pub tree: Tree<'a>,
    /// What its sections are.
    pub fit: Fit,
    /// The plan.
    pub plan: Plan<'a>,
    /// For each section, how many records it was read into.
    pub records: Vec<u32>,
}

/// Reads one text: parse, fit, lower. Pure; linear in the length of the text.
pub fn analyze<'a>(library: &Library, text: &'a str, path: &str) -> Analysis<'a> {
    let tree = planc_syntax::parse(text);
    let fit = library.fit(&tree);
    let planc_model::Reading { plan, records } = planc_model::read(&tree, &fit, library, path);
    Analysis { tree, fit, plan, records }
}

/// The same without what only `plan.other` says, which rules and facts do not ask for.
pub fn skim<'a>(library: &Library, text: &'a str, path: &str) -> Analysis<'a> {
    let tree = planc_syntax::parse(text);
    let fit = library.fit(&tree);
    let planc_model::Reading { plan, records } = planc_model::skim(&tree, &fit, library, path);
    Analysis { tree, fit, plan, records }
}

impl<'a> Analysis<'a> {
    /// The document as rules see it.
    pub fn context<'c>(
        &'c self,
        library: &'c Library,
        surroundings: &'c dyn Surroundings,
    ) -> Context<'c, 'a> {
        Context::new(&self.tree, &self.fit, &self.plan, library, surroundings)
    }

    /// What the chosen rules say, in the order of the text, as bad as the configuration has it.
    pub fn check(
        &self,
        library: &Library,
        surroundings: &dyn Surroundings,
        chosen: &Chosen,
    ) -> Vec<Diagnostic> {
        check_in(&self.context(library, surroundings), chosen)
    }
}

/// What the chosen rules say of a document as they see it.
pub(crate) fn check_in(context: &Context<'_, '_>, chosen: &Chosen) -> Vec<Diagnostic> {
    let mut found = planc_lint::check(context, |rule| chosen.wants(rule));
    chosen.weigh(&mut found);
    found
}
