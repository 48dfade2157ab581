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
use planc_source::Diagnostic;
use planc_syntax::places;

/// What the engine finds itself, since it is about bytes: names like those of rules.
const BEYOND: &[(&str, Family)] = &[("not-utf8", Family::Form)];

/// Runs every rule about plans that `wanted` lets through, and leaves out what the plan's own comments allow; the findings are
/// in the order of the text.
pub fn check(context: &Context<'_, '_>, wanted: impl Fn(&Rule) -> bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut ran = Ran::new(context.surroundings.place().is_some());
    let speaking = || {
        let wanted = rules().filter(|r| wanted(r));
        wanted.filter_map(|r| Some((r, r.severities.at(context.state())?)))
    };
    for (rule, severity) in speaking() {
        if let Check::Plan(check) | Check::Both(check, _) = rule.check {
            check(context, &mut Findings::new(rule.name, severity, &mut found));
            ran.add(rule);
        }
    }
    let mut comments = Suppressions::of(context.tree);
    found.retain(|d| !comments.allow(context.tree.text, d));
    for (rule, severity) in speaking() {
        if let Check::Suppressions(check) = rule.check {
            check(context, &comments, &ran, &mut Findings::new(rule.name, severity, &mut found));
        }
    }
    in_order(&mut found);
    found
}

/// Runs every rule about companions that `wanted` lets through; the findings are in the order of the text.
pub fn check_companion(context: &CompanionContext<'_>, wanted: impl Fn(&Rule) -> bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in rules().filter(|r| wanted(r)) {
        let severity = rule.severities.at(context.state);
        if let (Some(severity), Check::Companion(check) | Check::Both(_, check)) = (severity, rule.check) {
            check(context, &mut Findings::new(rule.name, severity, &mut found));
        }
    }
    in_order(&mut found);
    found
}

/// Runs every rule about several documents that `wanted` lets through. Each finding comes with the number of its
/// document; they are in the order of the paths, then of the text.
pub fn check_workspace(graph: &Graph, wanted: impl Fn(&Rule) -> bool) -> Vec<(usize, Diagnostic)> {
    let mut found = Vec::new();
    for rule in rules().filter(|r| wanted(r)) {
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
