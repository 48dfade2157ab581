//! What sections turn into: one file a key of the model.

mod acceptance;
mod alternatives;
mod approach;
mod architecture;
mod commands;
mod compatibility;
mod components;
mod constitution;
mod context;
mod coverage;
mod data_model;
mod decisions;
mod dependencies;
mod deployment;
mod design;
mod docs;
mod endpoints;
mod errors;
mod exceptions;
mod files;
mod flows;
mod future;
mod history;
mod links;
mod migrations;
mod milestones;
mod monitoring;
mod objective;
mod other;
mod performance;
mod phases;
mod questions;
mod references;
mod requirements;
mod risks;
mod rollback;
mod scope;
mod security;
mod self_check;
mod state;
mod steps;
mod success_metrics;
mod tests;
mod validation_steps;

pub use acceptance::Check;
pub use alternatives::Alternative;
pub use approach::Approach;
pub use architecture::{Architecture, Diagram};
pub use compatibility::Compatibility;
pub use components::{Answer, Component, Interface, Needed};
pub use constitution::Article;
pub use context::ContextItem;
pub use coverage::Coverage;
pub use data_model::{Column, DataModel, Table};
pub use decisions::Decision;
pub use dependencies::{Blocker, Dependency, DependencyKind};
pub use deployment::{Deployment, Environment, Stage};
pub use docs::{DocUpdate, Docs, NewDoc};
pub use endpoints::{Endpoint, Response};
pub use errors::{ErrorScenario, Errors};
pub use exceptions::Exception;
pub use files::FileChange;
pub use flows::{Flow, FlowKind, FlowStep};
pub use future::Future;
pub use history::Revision;
pub use links::Links;
pub use migrations::Migration;
pub use monitoring::{Alert, Logging, Metric, Monitoring};
pub use other::Other;
pub use performance::{Budget, CacheRule, Expectation, Optimization, Performance};
pub use phases::{Phase, Task};
pub use questions::Question;
pub use references::Reference;
pub use requirements::Requirement;
pub use risks::Risk;
pub use rollback::Rollback;
pub use scope::Scope;
pub use security::{Access, Security, SecurityRequirement, Session, Threat};
pub use self_check::SelfCheck;
pub use state::{Layer, StateItem};
pub use steps::Step;
pub use success_metrics::SuccessMetric;
pub use tests::{Test, TestLevel};

use crate::lower::Lower;
use planc_dialect::Concept;
use std::sync::LazyLock;

/// Reads one section into the plan.
type Read = for<'t, 'a> fn(&mut Lower<'t, 'a>, usize, Concept);

/// Which file reads which family of concepts. To add a concept: its file, a line here.
static READERS: &[(&str, Read)] = &[
    ("meta", |cx, index, concept| crate::meta::read_section(cx, index, concept.name())),
    ("next_steps", |cx, index, concept| crate::meta::read_section(cx, index, concept.name())),
    ("objective", objective::read),
    ("architecture", architecture::read),
    ("design", design::read),
    ("approach", approach::read),
    ("components", components::read),
    ("flows", flows::read),
    ("state", state::read),
    ("data_model", data_model::read),
    ("migrations", migrations::read),
    ("endpoints", endpoints::read),
    ("dependencies", dependencies::read),
    ("blockers", dependencies::read_blockers),
    ("errors", errors::read),
    ("phases", phases::read),
    ("steps", steps::read),
    ("milestones", milestones::read),
    ("estimate", milestones::read_estimate),
    ("tests", tests::read),
    ("coverage", coverage::read),
    ("commands", commands::read),
    ("security", security::read),
    ("performance", performance::read),
    ("deployment", deployment::read),
    ("compatibility", compatibility::read),
    ("rollback", rollback::read),
    ("monitoring", monitoring::read),
    ("success_metrics", success_metrics::read),
    ("validation_steps", validation_steps::read),
    ("risks", risks::read),
    ("alternatives", alternatives::read),
    ("decisions", decisions::read),
    ("constitution", constitution::read),
    ("self_check", self_check::read),
    ("questions", questions::read),
    ("docs", docs::read),
    ("future", future::read),
    ("references", references::read),
    ("links", links::read),
    ("history", history::read),
    ("context", context::read),
    ("files", files::read),
    ("scope", scope::read),
    ("exceptions", exceptions::read),
    ("acceptance", acceptance::read),
    ("requirements", requirements::read),
];

/// What reads sections about `concept`; looked up by its place in the list, not by its name.
pub(crate) fn reader(concept: Concept) -> Option<Read> {
    static BY_CONCEPT: LazyLock<Vec<Option<Read>>> = LazyLock::new(|| {
        let find =
            |c: Concept| READERS.iter().find(|(family, _)| *family == c.family()).map(|(_, read)| *read);
        Concept::all().map(find).collect()
    });
    BY_CONCEPT.get(concept.index()).copied().flatten()
}
