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
    Analysis::of(tree, fit, library, path, planc_model::read)
}

/// The same without what only `plan.other` says, which rules and facts do not ask for.
pub fn skim<'a>(library: &Library, text: &'a str, path: &str) -> Analysis<'a> {
    let tree = planc_syntax::parse(text);
    let fit = library.fit(&tree);
    Analysis::of(tree, fit, library, path, planc_model::skim)
}

/// [`analyze`] for several texts, each with its path: all of them take one step before the next. The code of a step
/// is fetched once for all of them, which is faster than one text after the other.
pub fn analyze_all<'a>(
    library: &Library,
    texts: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<Analysis<'a>> {
    step_by_step(library, texts, planc_model::read)
}

/// [`skim`] for several texts, as [`analyze_all`].
pub fn skim_all<'a>(
    library: &Library,
    texts: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<Analysis<'a>> {
    step_by_step(library, texts, planc_model::skim)
}

/// Makes the model of what was fitted.
type Lower<'a> = fn(&Tree<'a>, &Fit, &Library, &str) -> planc_model::Reading<'a>;

fn step_by_step<'a>(
    library: &Library,
    texts: impl IntoIterator<Item = (&'a str, &'a str)>,
    lower: Lower<'a>,
) -> Vec<Analysis<'a>> {
    let trees: Vec<_> = texts.into_iter().map(|(text, path)| (planc_syntax::parse(text), path)).collect();
    let fits: Vec<_> = trees.iter().map(|(tree, _)| library.fit(tree)).collect();
    let fitted = trees.into_iter().zip(fits);
    fitted.map(|((tree, path), fit)| Analysis::of(tree, fit, library, path, lower)).collect()
}

impl<'a> Analysis<'a> {
    fn of(tree: Tree<'a>, fit: Fit, library: &Library, path: &str, lower: Lower<'a>) -> Analysis<'a> {
        let planc_model::Reading { plan, records } = lower(&tree, &fit, library, path);
        Analysis { tree, fit, plan, records }
    }

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
    check_all([(context, chosen)]).pop().unwrap_or_default()
}

/// The same for several documents, in their order; faster than one after the other.
pub fn check_all<'c, 'a: 'c>(
    documents: impl IntoIterator<Item = (&'c Context<'c, 'a>, &'c Chosen)> + Clone,
) -> Vec<Vec<Diagnostic>> {
    let plans = documents.clone().into_iter().map(|(context, chosen)| (context, chosen.rules()));
    let mut found = planc_lint::check_all(plans);
    for (found, (_, chosen)) in found.iter_mut().zip(documents) {
        chosen.weigh(found);
    }
    found
}
