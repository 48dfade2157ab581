//! The plans and companions of a workspace together: what rules about several documents look at.
//!
//! Of a document only a few words are kept, so that ten thousand of them cost little; who wants more reads it again.

use crate::facts::{Facts, Override, Stated};
use crate::plan::Plan;
use planc_dialect::{Document, State};
use planc_source::Span;
use rustc_hash::FxHashMap;

/// Plans and the companions they lead to.
#[derive(Debug, Default)]
pub struct Graph {
    documents: Vec<Member>,
    by_path: FxHashMap<String, usize>,
}

/// A document of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its path from the root of the workspace, with slashes.
    pub path: String,
    /// Its path as messages show it.
    pub shown: String,
    /// What it is.
    pub kind: Option<Document>,
    /// The id it states.
    pub id: Option<Stated>,
    /// The number in id or title.
    pub number: Option<u64>,
    /// Its state; `None` without a status.
    pub state: Option<State>,
    /// Where its status stands, else its title.
    pub place: Span,
    /// Documents whose place it takes.
    pub overrides: Vec<Override>,
    /// Paths of the companions it leads to.
    pub companions: Vec<String>,
}

impl Member {
    /// A plan, as the graph keeps it.
    pub fn of_plan(plan: &Plan<'_>, path: String, companions: Vec<String>) -> Member {
        let meta = &plan.meta;
        let id = meta.id.as_ref().map(|id| Stated {
            id: id.value.to_string(),
            text: String::new(),
            span: id.span,
        });
        let title = meta.title.as_ref().map_or(Span::at(0), |t| t.span);
        Member {
            path,
            shown: plan.path.clone(),
            kind: Some(Document::Plan),
            id,
            number: meta.number.as_ref().map(|n| n.value),
            state: meta.status.as_ref().map(|s| s.state.value),
            place: meta.status.as_ref().map_or(title, |s| s.word.span),
            overrides: Vec::new(),
            companions,
        }
    }

    /// A companion, as the graph keeps it.
    pub fn of_companion(facts: &Facts, path: String, shown: String) -> Member {
        Member {
            path,
            shown,
            kind: facts.kind,
            id: facts.id.clone(),
            number: facts.number,
            state: facts.status.as_ref().map(|s| s.state),
            place: facts.status.as_ref().map_or(Span::at(0), |s| s.span),
            overrides: facts.overrides.clone(),
            companions: Vec::new(),
        }
    }

    /// The folder it stands in, from the root of the workspace; empty for the root itself.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

impl Graph {
    /// The graph of these documents, in their order. Of two with one path the first stays.
    pub fn new(documents: impl IntoIterator<Item = Member>) -> Graph {
        let mut graph = Graph::default();
        for document in documents {
            let next = graph.documents.len();
            if *graph.by_path.entry(document.path.clone()).or_insert(next) == next {
                graph.documents.push(document);
            }
        }
        graph
    }

    /// All documents; their places in it are what names them.
    pub fn documents(&self) -> &[Member] {
        &self.documents
    }

    /// The document at a path from the root of the workspace.
    pub fn at(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// The document that a link in the document `from` leads to.
    pub fn linked(&self, from: usize, target: &str) -> Option<usize> {
        let target = target.split(['#', '?']).next().unwrap_or("");
        let folder = match target.strip_prefix('/') {
            Some(_) => "",
            None => self.documents.get(from)?.folder(),
        };
        self.at(&joined(folder, target)?)
    }

    /// The plans that lead to the document at `path`: those that implement a specification.
    pub fn plans_of<'g>(&'g self, path: &'g str) -> impl Iterator<Item = usize> + 'g {
        let leads = move |member: &Member| member.companions.iter().any(|c| c == path);
        self.documents.iter().enumerate().filter(move |(_, m)| leads(m)).map(|(n, _)| n)
    }
}

/// A relative path as seen from a folder, both from the root of the workspace; `None` outside of it.
pub fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(path: &str, companions: &[&str]) -> Member {
        let companions = companions.iter().map(|c| (*c).to_owned()).collect();
        Member { companions, ..Member::of_companion(&Facts::default(), path.to_owned(), path.to_owned()) }
    }

    #[test]
    fn links_lead_from_document_to_document() {
        let spec = "docs/specs/x.md";
        let graph = Graph::new([member("docs/plans/a.md", &[spec]), member(spec, &[]), member(spec, &[])]);
        assert_eq!(graph.documents().len(), 2);
        for (target, found) in [
            ("../specs/x.md", Some(1)),
            ("../specs/x.md#top", Some(1)),
            ("/docs/specs/x.md", Some(1)),
            ("a.md", Some(0)),
            ("../../../x.md", None),
            ("x.md", None),
        ] {
            assert_eq!(graph.linked(0, target), found, "{target}");
        }
        assert_eq!(graph.plans_of(spec).collect::<Vec<_>>(), [0]);
        assert_eq!(graph.plans_of("docs/plans/a.md").count(), 0);
    }
}
