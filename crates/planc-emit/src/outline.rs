//! Every section, and what planc took it for.

use planc_dialect::{Fit, Role};
use planc_model::{DialectName, Plan};
use planc_source::LineIndex;
use planc_syntax::{Kind, Tree};
use schemars::JsonSchema;
use serde::Serialize;

/// What `planc outline --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Outline {
    /// The dialect the plan is written in.
    pub dialect: DialectName,
    /// The sections in the order of the text.
    pub sections: Vec<OutlineSection>,
}

/// One heading.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OutlineSection {
    /// Its line, from 1.
    pub line: u32,
    /// 1 to 6.
    pub level: u8,
    /// As written, without marks.
    pub heading: String,
    /// The top-level keys of the model it feeds; none where it only groups others; `other` where nothing
    /// fits.
    pub keys: Vec<&'static str>,
    /// How many items it was read into.
    pub records: u32,
}

/// Lists the sections of a plan that was read.
pub fn outline(tree: &Tree<'_>, fit: &Fit, plan: &Plan<'_>, records: &[u32]) -> Outline {
    let lines = LineIndex::new(tree.text);
    let sections = tree.sections.iter().enumerate().filter(|(_, s)| s.heading.is_some());
    let sections = sections.map(|(index, section)| OutlineSection {
        line: lines.position(tree.text, section.span.start()).line,
        level: section.level,
        heading: tree.title(section).to_owned(),
        keys: keys(tree, fit, plan, index),
        records: records.get(index).copied().unwrap_or(0),
    });
    Outline { dialect: plan.dialect.clone(), sections: sections.collect() }
}

fn keys(tree: &Tree<'_>, fit: &Fit, plan: &Plan<'_>, index: usize) -> Vec<&'static str> {
    let spot = fit.spots[index];
    if spot.role == Role::Top {
        return vec!["meta"];
    }
    let section = &tree.sections[index];
    let own = tree.blocks(section).any(|n| !matches!(tree.nodes[n].kind, Kind::Rule | Kind::Html));
    let mut children = tree.subsections(index).peekable();
    let groups = !own
        && children.peek().is_some()
        && children.all(|c| fit.spots[c].role != Role::Record && fit.spots[c].role != Role::Part);
    match spot.concept {
        None if spot.role == Role::Section => Vec::new(),
        None if groups
            && tree.subsections(index).any(|c| fit.spots[c].concept.is_some_and(|c| !c.is_other())) =>
        {
            Vec::new()
        }
        None => vec!["other"],
        Some(concept) if concept.is_other() => vec!["other"],
        Some(_) if groups && spot.role == Role::Section => Vec::new(),
        Some(concept) => {
            let all = concept.info().keys;
            let told: Vec<_> = all.iter().copied().filter(|k| all.len() == 1 || has(plan, k)).collect();
            if told.is_empty() { vec![all[0]] } else { told }
        }
    }
}

/// Whether a combined section's key got anything.
fn has(plan: &Plan<'_>, key: &str) -> bool {
    match key {
        "architecture" => plan.architecture.is_some(),
        "components" => plan.components.is_some(),
        "flows" => plan.flows.is_some(),
        "data_model" => plan.data_model.is_some(),
        "state" => plan.state.is_some(),
        "security" => plan.security.is_some(),
        "monitoring" => plan.monitoring.is_some(),
        _ => true,
    }
}
