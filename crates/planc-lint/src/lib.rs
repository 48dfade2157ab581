//! Rules: what is missing, contradictory or damaged in a plan.
//!
//! A rule is one file in `rules/FAMILY/`: its entry, its check, and its page beside it. Rules are pure: they get
//! a document that was read and say what is wrong with it. What lies outside the document they ask of
//! [`Surroundings`].

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod address;
mod anchors;
mod companions;
mod constitution;
mod context;
mod dates;
mod durations;
mod groups;
mod languages;
mod owed;
mod placeholder;
mod repository;
mod rule;
mod rules;
mod schema;
mod severity;
mod suggest;
mod suppress;
mod vague;
mod words;

pub use anchors::anchors;
pub use companions::{Served, companions, served, task_files};
pub use context::{CompanionContext, Context, NoSurroundings, Surroundings, Target};
pub use languages::Memo;
pub use rule::{Check, Family, Findings, Ran, Rule, WorkspaceFindings};
pub use rules::rules;
pub use severity::{Severities, stage};
pub use suggest::closest;
pub use suppress::Suppressions;

use planc_model::Graph;
use planc_source::{Diagnostic, Severity};
use planc_syntax::places;

/// What the engine finds itself, since it is about bytes: names like those of rules.
const BEYOND: &[(&str, Family)] = &[("not-utf8", Family::Form)];

/// Runs those of these rules that are about plans, and leaves out what the plan's own comments allow; the findings
/// are in the order of the text. The rules come in the order of [`rules`].
pub fn check(context: &Context<'_, '_>, rules: impl IntoIterator<Item = &'static Rule>) -> Vec<Diagnostic> {
    check_all([(context, rules)]).pop().unwrap_or_default()
}

/// The same for several plans, each with its rules: a rule is asked about all of them before the next one is. There
/// are many rules and each is short, so that a machine spends more time on fetching their code than on running it.
pub fn check_all<'c, 'a: 'c, R: IntoIterator<Item = &'static Rule>>(
    plans: impl IntoIterator<Item = (&'c Context<'c, 'a>, R)>,
) -> Vec<Vec<Diagnostic>> {
    let mut runs: Vec<Run<'_, '_>> = plans.into_iter().map(|(cx, rules)| Run::new(cx, rules)).collect();
    for rule in rules() {
        for run in &mut runs {
            run.ask(rule);
        }
    }
    runs.into_iter().map(Run::end).collect()
}

/// The rules that speak about one plan, and what they have found.
struct Run<'c, 'a> {
    context: &'c Context<'c, 'a>,
    speaking: Vec<(&'static Rule, Severity)>,
    /// How many of them were asked.
    asked: usize,
    found: Vec<Diagnostic>,
}

impl<'c, 'a> Run<'c, 'a> {
    fn new(context: &'c Context<'c, 'a>, rules: impl IntoIterator<Item = &'static Rule>) -> Run<'c, 'a> {
        let state = context.state();
        let speaking = rules.into_iter().filter_map(|r| Some((r, r.severities.at(state)?)));
        Run { context, speaking: speaking.collect(), asked: 0, found: Vec::new() }
    }

    /// Asks a rule, if it is the next one of this plan.
    fn ask(&mut self, rule: &Rule) {
        let Some((next, severity)) = self.speaking.get(self.asked) else { return };
        if std::ptr::eq(*next, rule) {
            self.asked += 1;
            if let Check::Plan(check) | Check::Both(check, _) = rule.check {
                check(self.context, &mut Findings::new(rule.name, *severity, &mut self.found));
            }
        }
    }

    fn end(mut self) -> Vec<Diagnostic> {
        debug_assert_eq!(self.asked, self.speaking.len(), "rules come in their order");
        let mut comments = Suppressions::of(self.context.tree);
        self.found.retain(|d| !comments.allow(self.context.tree.text, d));
        let ran = Ran::new(self.context.surroundings.place().is_some(), &self.speaking);
        for (rule, severity) in &self.speaking {
            if let Check::Suppressions(check) = rule.check {
                let mut findings = Findings::new(rule.name, *severity, &mut self.found);
                check(self.context, &comments, &ran, &mut findings);
            }
        }
        in_order(&mut self.found);
        self.found
    }
}

/// Runs those of these rules that are about companions; the findings are in the order of the text.
pub fn check_companion(
    context: &CompanionContext<'_>,
    rules: impl IntoIterator<Item = &'static Rule>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in rules {
        let severity = rule.severities.at(context.state);
        if let (Some(severity), Check::Companion(check) | Check::Both(_, check)) = (severity, rule.check) {
            check(context, &mut Findings::new(rule.name, severity, &mut found));
        }
    }
    in_order(&mut found);
    found
}

/// Runs those of these rules that are about several documents. Each finding comes with the number of its document;
/// they are in the order of the paths, then of the text.
pub fn check_workspace(
    graph: &Graph,
    rules: impl IntoIterator<Item = &'static Rule>,
) -> Vec<(usize, Diagnostic)> {
    let mut found = Vec::new();
    for rule in rules {
        if let Check::Workspace(check) = rule.check {
            check(graph, &mut WorkspaceFindings::new(rule, graph, &mut found));
        }
    }
    let shown = |n: usize| graph.documents().get(n).map(|d| &d.shown);
    found.sort_by(|(m, a), (n, b)| {
        (shown(*m), a.span, a.rule, &a.message).cmp(&(shown(*n), b.span, b.rule, &b.message))
    });
    found
}

fn in_order(found: &mut [Diagnostic]) {
    found.sort_by(|a, b| (a.span, a.rule, &a.message).cmp(&(b.span, b.rule, &b.message)));
}

/// The rule of that name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    rules().find(|r| r.name == name)
}

/// Every name that can be selected, ignored or allowed: rules, families, and what the engine finds itself.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    rules().flat_map(|r| [r.name, r.family.name()]).chain(BEYOND.iter().map(|(name, _)| *name))
}

/// What the engine finds itself.
pub fn beyond() -> impl Iterator<Item = (&'static str, Family)> {
    BEYOND.iter().copied()
}

/// The family of what has that name.
pub fn family_of(name: &str) -> Option<Family> {
    let beyond = || BEYOND.iter().find(|(n, _)| *n == name).map(|(_, family)| *family);
    rule(name).map(|r| r.family).or_else(beyond)
}
