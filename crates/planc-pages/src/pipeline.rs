use crate::files::Files;
use planc_dialect::Library;
use planc_lint::{CompanionContext, Context, Family, Rule};
use planc_model::{Graph, Member, read_facts};
use planc_source::render::{Source, human};
use planc_source::{Diagnostic, FixMode, LineIndex, settle};

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
        self.with(self.path, text, |context| {
            let Some(about) = self.rule.filter(|rule| rule.family == Family::Control) else {
                return planc_lint::check(context, self.rules());
            };
            // What is said of comments depends on what the other rules say.
            let mut found = planc_lint::check(context, planc_lint::rules().filter(|rule| rule.enabled));
            found.retain(|d| d.rule == about.name);
            found
        })
    }

    /// What is said of the plan, of its companions, and of all plans of its section together, each as printed.
    pub(crate) fn said(&self, text: &str) -> String {
        let mut parts = vec![printed(&self.check(text), text, self.path)];
        let own = self.member(self.path, text);
        // To its companions the plan is a file like any other.
        let mut files = self.files.clone();
        files.add(self.path, text);
        let others =
            self.files.other_plans(self.path).filter_map(|p| Some(self.member(p, self.files.text(p)?)));
        let mut members: Vec<Member> = others.chain([own.clone()]).collect();
        for path in own.companions.iter().filter(|path| **path != own.path) {
            let Some(text) = self.files.text(path) else { continue };
            let facts = read_facts(text, self.library, path);
            let around = files.around(path, self.library);
            let context = CompanionContext {
                facts: &facts,
                library: self.library,
                surroundings: &around,
                state: own.state,
            };
            let found = planc_lint::check_companion(&context, self.rules());
            parts.push(printed(&found, text, path));
            members.push(Member::of_companion(&facts, path.clone(), path.clone()));
        }
        let graph = Graph::new(members);
        for (n, diagnostic) in planc_lint::check_workspace(&graph, self.rules()) {
            let path = graph.documents()[n].path.as_str();
            parts.extend(files.text(path).map(|its| printed(&[diagnostic], its, path)));
        }
        parts.retain(|part| !part.is_empty());
        parts.join("\n")
    }

    /// The rule the page is about, else those that run without being asked for.
    fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        planc_lint::rules().filter(|rule| self.rule.map_or(rule.enabled, |wanted| wanted.name == rule.name))
    }

    /// A plan as the graph keeps it.
    fn member(&self, path: &str, text: &str) -> Member {
        self.with(path, text, |context| {
            let reached = planc_lint::companions(context).into_iter();
            let reached = reached.filter_map(|path| context.surroundings.rooted(&path));
            Member::of_plan(context.plan, path.to_owned(), reached.collect())
        })
    }

    fn with<R>(&self, path: &str, text: &str, work: impl FnOnce(&Context<'_, '_>) -> R) -> R {
        let tree = planc_syntax::parse(text);
        let fit = self.library.fit(&tree);
        let reading = planc_model::skim(&tree, &fit, self.library, path);
        let surroundings = self.files.around(path, self.library);
        work(&Context::new(&tree, &fit, &reading.plan, self.library, &surroundings))
    }

    /// What `--fix` makes of a plan.
    pub(crate) fn fix(&self, text: &str, mode: FixMode) -> String {
        settle(text, mode, |text| self.check(text)).text
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
