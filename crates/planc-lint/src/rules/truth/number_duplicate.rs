use crate::rules::truth::number_mismatch::of_name;
use crate::{Check, Family, Rule, Severities, WorkspaceFindings};
use planc_dialect::Document;
use planc_model::{Graph, Member};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

pub static RULE: Rule = Rule {
    name: "number-duplicate",
    summary: "two plans of one series have the same number in their names",
    family: Family::Truth,
    severities: Severities::MILD,
    fixable: false,
    enabled: true,
    page: include_str!("number_duplicate.md"),
    check: Check::Workspace(check),
};

fn check(graph: &Graph, out: &mut WorkspaceFindings<'_>) {
    // The series of a folder: plans in it, or folders in it with a plan each.
    let mut series: BTreeMap<(&str, bool), BTreeMap<u64, Vec<usize>>> = BTreeMap::new();
    for (n, document) in graph.documents().iter().enumerate() {
        if document.kind != Some(Document::Plan) {
            continue;
        }
        let Some((folder, name, own)) = numbered(document) else { continue };
        let Some(number) = of_name(name) else { continue };
        match series.entry((folder, own)).or_default().entry(number) {
            Entry::Vacant(free) => _ = free.insert(vec![n]),
            Entry::Occupied(mut taken) => taken.get_mut().push(n),
        }
    }
    for numbers in series.values() {
        // Where many share a number, numbers are no names.
        let shared: usize = numbers.values().map(Vec::len).filter(|plans| *plans > 1).sum();
        if shared * 3 > numbers.values().map(Vec::len).sum() {
            continue;
        }
        for plans in numbers.values() {
            let Some((first, rest)) = plans.split_first() else { continue };
            let before = &graph.documents()[*first];
            for n in rest {
                let document = &graph.documents()[*n];
                // Two plans with one id are told of by `id-duplicate`; two of one folder are one feature.
                if document.id.is_some()
                    && document.id.as_ref().map(|i| &i.id) == before.id.as_ref().map(|i| &i.id)
                {
                    continue;
                }
                let number = numbered(document).and_then(|(_, name, _)| of_name(name)).unwrap_or(0);
                let message = format!("the number {number} is taken by `{}`", before.shown);
                out.report(*n, document.place, message, "give one of the plans the next free number");
            }
        }
    }
}

/// The folder of the series, the name in it that carries the number, and whether that is a folder of its own.
fn numbered(document: &Member) -> Option<(&str, &str, bool)> {
    let folder = document.folder();
    let file = document.path.rsplit('/').next()?;
    let lower = file.to_ascii_lowercase();
    if lower == "plan.md" || lower == "design.md" {
        let (outer, name) = folder.rsplit_once('/').unwrap_or(("", folder));
        return Some((outer, name, true));
    }
    Some((folder, file, false))
}
