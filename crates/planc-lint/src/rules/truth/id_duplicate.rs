use crate::{Check, Family, Rule, Severities, WorkspaceFindings};
use planc_dialect::Document;
use planc_model::Graph;
use planc_source::Severity;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

pub static RULE: Rule = Rule {
    name: "id-duplicate",
    summary: "two plans, or two companions of one kind, state the same id",
    family: Family::Truth,
    severities: Severities::always(Severity::Error),
    fixable: false,
    enabled: true,
    page: include_str!("id_duplicate.md"),
    check: Check::Workspace(check),
};

fn check(graph: &Graph, out: &mut WorkspaceFindings<'_>) {
    let mut first: BTreeMap<(u8, String), usize> = BTreeMap::new();
    for (n, document) in graph.documents().iter().enumerate() {
        let (Some(kind), Some(id)) = (class(document.kind), &document.id) else { continue };
        // A bare number in a companion's header may count anything.
        if kind > 0 && !id.id.starts_with(|c: char| c.is_alphabetic()) {
            continue;
        }
        match first.entry((kind, id.id.to_uppercase())) {
            Entry::Vacant(free) => _ = free.insert(n),
            Entry::Occupied(taken) => {
                let before = &graph.documents()[*taken.get()].shown;
                let message = format!("the id `{}` is taken by `{before}`", id.id);
                let help = match document.kind {
                    Some(Document::Plan) => "give one of the plans the next free number",
                    _ => "give one of the two the next free number",
                };
                out.report(n, id.span, message, help);
            }
        }
    }
}

/// Documents of different kinds may share an id: a specification and its plan often do.
fn class(kind: Option<Document>) -> Option<u8> {
    match kind {
        Some(Document::Plan) => Some(0),
        Some(Document::Spec) => Some(1),
        Some(Document::Decision) => Some(2),
        _ => None,
    }
}
