//! Rules: what is missing, contradictory or damaged in a plan.
//!
//! A rule is one file in `rules/FAMILY/`: its entry, its check, and its page beside it. Rules are pure: they get
//! a document that was read and say what is wrong with it. What lies outside the document they ask of
//! [`Surroundings`].

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod address;
mod anchors;
mod constitution;
mod context;
mod dates;
mod placeholder;
mod rule;
mod rules;
mod severity;
mod suggest;
mod words;

pub use anchors::anchors;
pub use context::{Context, NoSurroundings, Surroundings, Target};
pub use rule::{Check, Family, Findings, Rule};
pub use rules::rules;
pub use severity::{Severities, stage};
pub use suggest::closest;

use planc_source::Diagnostic;
use planc_syntax::places;

/// Runs every rule that `wanted` lets through; the findings are in the order of the text.
pub fn check(context: &Context<'_, '_>, wanted: impl Fn(&Rule) -> bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in rules().filter(|r| wanted(r)) {
        let severity = rule.severities.at(context.state());
        if let Some(severity) = severity {
            let mut findings = Findings::new(rule.name, severity, &mut found);
            match rule.check {
                Check::Plan(check) => check(context, &mut findings),
            }
        }
    }
    found.sort_by(|a, b| (a.span, a.rule, &a.message).cmp(&(b.span, b.rule, &b.message)));
    found
}

/// The rule of that name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    rules().find(|r| r.name == name)
}
