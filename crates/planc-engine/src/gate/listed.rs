//! Gates that the project's own documents list: `docs/workflows/99-universal-gates.md`, or `gates.md` beside the plan.
//!
//! What such a gate asks is prose. So it passes where somebody says that it was passed, in the plan's self-check or by
//! a box, and what planc can see of it does not say otherwise. Where nobody says anything it is unknown.

use super::sight::Sight;
use super::{Answered, Reason, Verdict, rank};
use crate::read::read_document;
use planc_dialect::{Document, State};
use planc_lint::{Surroundings, Target};
use planc_model::{ListedGate, SelfCheck, gate_key, gates};
use planc_source::{LineIndex, Span};
use planc_syntax::{Kind, links};
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Serialize;

/// A gate that a document of the project lists.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DocumentGate {
    /// Its name, as written.
    pub name: String,
    /// The document.
    pub document: String,
    /// The line in it, from 1.
    pub line: u32,
    /// What it asks, as far as one line of the document says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asks: Option<String>,
    /// The condition by which planc looks at the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The answer.
    pub verdict: Verdict,
    /// Whether the state that was asked for needs it.
    pub required: bool,
    /// What is missing beside what the condition says.
    pub reasons: Vec<Reason>,
}

/// What gates are called in documents, and the condition that looks at the same.
const KNOWN: &[(&str, &str)] = &[
    ("entry", "entry"),
    ("standards", "standards"),
    ("adr", "decisions"),
    ("decisions", "decisions"),
    ("spec plan", "specification"),
    ("specification", "specification"),
    ("decomposition", "decomposition"),
    ("task decomposition", "decomposition"),
    ("dry links", "links"),
    ("links", "links"),
    ("verification", "verification"),
    ("documentation", "documentation"),
    ("documentation synthesis", "documentation"),
    ("constitution", "constitution"),
    ("approval", "approvals"),
    ("approvals", "approvals"),
];

/// Names of such a document beside a plan.
const BESIDE: &[&str] = &["gates.md", "GATES.md", "quality-gates.md"];

/// What is said of whether a gate was passed.
enum Said {
    /// It was.
    Yes,
    /// Of this one it is said that it was not, and where.
    No(Reason),
    /// Nothing, and what to say of that.
    Nothing(Reason),
    /// Nothing, as of another gate of the document, which has the reason.
    Same,
}

/// The gates of the documents that the plan is held to: those that its self-check names, and one in its own folder.
pub(super) fn listed(sight: &Sight<'_, '_>, conditions: &[Answered]) -> Vec<DocumentGate> {
    let mut found = Vec::new();
    let documents = documents(sight);
    let recorded = if documents.is_empty() { FxHashMap::default() } else { recorded(sight) };
    for (path, entry) in documents {
        let Some(place) = sight.cx.surroundings.rooted(&path) else { continue };
        let file = sight.workspace.root().join(place);
        // One that cannot be read, or is not there, is told of where it is named.
        let Ok(document) = read_document(&file) else { continue };
        let lines = LineIndex::new(&document.text);
        let shown = sight.workspace.shown(&file);
        // An entry that stands for all gates of a document is told of once.
        let mut told = false;
        for gate in gates(&planc_syntax::parse(&document.text)) {
            let line = lines.position(&document.text, gate.span.start()).line;
            // Boxes of a document for all plans are there to be copied.
            let own = entry.is_none().then_some(gate.done).flatten();
            let said = match own {
                Some(true) => Said::Yes,
                Some(false) => Said::No(Reason {
                    message: format!("the box of `{}` is not ticked", gate.name),
                    path: Some(shown.clone()),
                    line: Some(line),
                    command: None,
                }),
                None => {
                    match said(sight, &gate, (&shown, line), recorded.get(&gate_key(&gate.name)), entry) {
                        Said::Nothing(_) if entry.is_some() && std::mem::replace(&mut told, true) => {
                            Said::Same
                        }
                        said => said,
                    }
                }
            };
            found.push(answer(sight, conditions, gate, (&shown, line), said));
        }
    }
    found
}

fn answer(
    sight: &Sight<'_, '_>,
    conditions: &[Answered],
    gate: ListedGate,
    (document, line): (&str, u32),
    said: Said,
) -> DocumentGate {
    let key = gate_key(&gate.name);
    let known = KNOWN.iter().find(|(name, _)| *name == key);
    let seen = known.and_then(|(_, condition)| conditions.iter().find(|c| c.name == *condition));
    let agreed = rank(sight.target) >= rank(State::Approved);
    let required = seen.map_or(agreed, |c| c.required);
    let verdict = seen.map(|c| c.verdict);
    let (verdict, reasons) = match (said, verdict) {
        (Said::No(reason), _) if agreed => (Verdict::Fail, vec![reason]),
        // Its condition says why.
        (_, Some(verdict @ (Verdict::Fail | Verdict::Unknown))) => (verdict, Vec::new()),
        (Said::Yes, _) => (Verdict::Pass, Vec::new()),
        // Until the plan is to be approved, nobody need say anything.
        (_, Some(verdict)) if !agreed => (verdict, Vec::new()),
        (Said::No(reason) | Said::Nothing(reason), _) => (Verdict::Unknown, vec![reason]),
        (Said::Same, _) => (Verdict::Unknown, Vec::new()),
    };
    DocumentGate {
        name: gate.name,
        document: document.to_owned(),
        line,
        asks: Some(gate.asks).filter(|a| !a.is_empty()),
        condition: seen.map(|c| c.name.clone()),
        verdict,
        required,
        reasons,
    }
}

/// What the plan says of single gates: where, and whether they were passed. A box counts more than an entry.
fn recorded(sight: &Sight<'_, '_>) -> FxHashMap<String, (Span, bool)> {
    let mut found = FxHashMap::default();
    let entries = sight.cx.plan.self_check.iter().flatten();
    for (entry, item) in entries.filter_map(|e| Some((e, e.item.as_ref()?))) {
        found.entry(gate_key(&item.value)).or_insert((place(entry), sight.says_yes(entry)));
    }
    for gate in gates(sight.cx.tree) {
        if let Some(done) = gate.done {
            found.insert(gate_key(&gate.name), (gate.span, done));
        }
    }
    found
}

/// What the plan says of a gate: `own` of this one, else the entry that names the document.
fn said(
    sight: &Sight<'_, '_>,
    gate: &ListedGate,
    (document, line): (&str, u32),
    own: Option<&(Span, bool)>,
    entry: Option<&SelfCheck<'_>>,
) -> Said {
    match (own, entry) {
        (Some((_, true)), _) => Said::Yes,
        (Some((span, false)), _) => Said::No(
            sight.at(*span, format!("the plan does not say that the gate `{}` was passed", gate.name)),
        ),
        (None, Some(entry)) if sight.says_yes(entry) => Said::Yes,
        (None, Some(entry)) => {
            Said::Nothing(sight.at(
                place(entry),
                format!("the plan does not say that the gates of `{document}` were passed"),
            ))
        }
        (None, None) => Said::Nothing(Reason {
            message: format!("nobody says whether the gate `{}` was passed", gate.name),
            path: Some(document.to_owned()),
            line: Some(line),
            command: None,
        }),
    }
}

fn place(entry: &SelfCheck<'_>) -> Span {
    entry.item.as_ref().or(entry.value.as_ref()).map_or(Span::at(0), |t| t.span)
}

/// Paths of documents of gates from the plan, each with the entry of the self-check that names it.
fn documents<'s>(sight: &'s Sight<'_, '_>) -> Vec<(String, Option<&'s SelfCheck<'s>>)> {
    let around = sight.cx.surroundings;
    let mut found: Vec<(String, Option<&SelfCheck<'_>>)> = Vec::new();
    // One in the plan's folder is about this plan, if there is no other.
    if let Some(name) = BESIDE.iter().find(|name| around.target(name) == Target::File) {
        let siblings = around.siblings("x");
        let is_plan = |name: &&String| planc_model::kind(name) == Some(Document::Plan);
        if siblings.iter().filter(is_plan).count() <= 1 {
            found.push(((*name).to_owned(), None));
        }
    }
    for entry in sight.cx.plan.self_check.iter().flatten() {
        for path in named(sight, entry) {
            let there = nearby(around, &path);
            if let Some(path) = there.filter(|p| found.iter().all(|(known, _)| known != p)) {
                found.push((path, Some(entry)));
            }
        }
    }
    found
}

/// The documents of gates that an entry names, in code or as a link.
fn named(sight: &Sight<'_, '_>, entry: &SelfCheck<'_>) -> Vec<String> {
    let tree = sight.cx.tree;
    let mut found = Vec::new();
    for span in [&entry.item, &entry.value].into_iter().flatten().map(|t| t.span) {
        let codes = tree.nodes_in(span).filter(|n| tree.nodes[*n].kind == Kind::CodeSpan);
        found.extend(codes.map(|n| tree.str(tree.nodes[n].span).trim_matches(['`', ' ']).to_owned()));
        found.extend(links(tree, span).map(|link| link.target.split('#').next().unwrap_or("").to_owned()));
    }
    found.retain(|path| is_of_gates(path));
    found
}

/// `99-universal-gates.md`, `gates.md`.
fn is_of_gates(path: &str) -> bool {
    let lower = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let stem = lower.strip_suffix(".md").unwrap_or("");
    stem.split(['-', '_']).next_back() == Some("gates") && !path.contains([' ', '*', '{', '<'])
}

/// A path that is written from the plan's folder, or from any folder above it, as it is seen from the plan.
fn nearby(around: &dyn Surroundings, path: &str) -> Option<String> {
    let ups = 0..=around.place()?.matches('/').count();
    let mut paths = ups.map(|up| format!("{}{}", "../".repeat(up), path.trim_start_matches("./")));
    paths.find(|path| around.target(path) == Target::File)
}
