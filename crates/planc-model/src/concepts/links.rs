use super::references::{Reference, collect};
use crate::lower::Lower;
use crate::notation::listing;
use crate::spanned::Text;
use planc_dialect::Concept;
use planc_syntax::Kind;
use schemars::JsonSchema;
use serde::Serialize;

/// The plan's companions.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Links<'a> {
    /// The tasks made from it.
    pub tasks: Option<Text<'a>>,
    /// The data model.
    pub data_model: Option<Text<'a>>,
    /// The folder or file of contracts.
    pub contracts: Option<Text<'a>>,
    /// The specification of the interface.
    pub api_spec: Option<Text<'a>>,
}

/// Links of a section, and the names in a tree of documents.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    let found = collect(cx, index);
    let blocks = cx.blocks(index).into_iter();
    let codes: Vec<_> = blocks.filter(|b| matches!(b.kind, Kind::Code(_))).map(|b| b.node).collect();
    if concept.name() == "links.api_spec" {
        if let Some(target) = found.iter().find_map(|r| r.target.clone()) {
            cx.plan.links.get_or_insert_default().api_spec.get_or_insert(target);
        } else if !found.is_empty() {
            cx.other(index);
        }
        cx.plan.links.get_or_insert_default();
        return;
    }
    cx.plan.links.get_or_insert_default();
    let mut rows = found.len();
    for code in codes {
        let source = cx.code(code);
        for file in listing::read(&source.value).unwrap_or_default() {
            let name = cx.inside(&source, file.name);
            rows += 1;
            note(cx, &name.value.clone(), name);
        }
    }
    cx.count(index, rows);
    note_companions(cx, &found);
    if !found.is_empty() {
        // What is no companion is worth reading all the same.
        let companion = |r: &Reference<'_>| r.target.as_ref().is_some_and(|t| is_companion(&t.value));
        let bare: Vec<_> = found.into_iter().filter(|r| r.target.is_some() && !companion(r)).collect();
        if !bare.is_empty() {
            cx.plan.references.get_or_insert_default().extend(bare);
        }
    }
}

/// Notes which references are companions of the plan.
pub(crate) fn note_companions<'a>(cx: &mut Lower<'_, 'a>, references: &[Reference<'a>]) {
    for reference in references {
        if let Some(target) = &reference.target {
            note(cx, &target.value.clone(), target.clone());
        }
    }
}

/// Whether a link leads to one of the plan's companions.
fn is_companion(target: &str) -> bool {
    let mut links = Links::default();
    slot(&mut links, target).is_some()
}

/// The key of the model for a companion, by the name of its file.
fn slot<'l, 'a>(links: &'l mut Links<'a>, target: &str) -> Option<&'l mut Option<Text<'a>>> {
    let path = target.split(['#', '?']).next().unwrap_or("").trim_end_matches('/');
    if path.contains("://") {
        return None;
    }
    match path.rsplit('/').next().unwrap_or("").to_lowercase().as_str() {
        "tasks.md" | "task.md" | "task_decomposition.md" | "tasks" | "todo.md" => Some(&mut links.tasks),
        "data-model.md" | "data_model.md" | "datamodel.md" => Some(&mut links.data_model),
        "contracts" | "contract" => Some(&mut links.contracts),
        "api-spec.md" | "api_spec.md" | "openapi.yaml" | "openapi.yml" | "openapi.json" | "api-spec.yaml" => {
            Some(&mut links.api_spec)
        }
        _ => None,
    }
}

/// Keeps a link whose file name is that of a companion.
fn note<'a>(cx: &mut Lower<'_, 'a>, target: &str, link: Text<'a>) {
    if is_companion(target)
        && let Some(slot) = slot(cx.plan.links.get_or_insert_default(), target)
    {
        slot.get_or_insert(link);
    }
}
