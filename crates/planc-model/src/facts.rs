//! What other documents may ask about a document.

mod articles;
mod tasks;

pub use articles::article;
pub use tasks::TaskFact;

use crate::notation::marker::markers;
use crate::plan::Plan;
use planc_dialect::{Document, Library, Marker, State};
use planc_source::Span;
use planc_syntax::{Kind, Tree};

/// What other documents may ask about a document, plan or companion. It owns its words, so that the text can
/// be let go.
#[derive(Clone, Debug)]
pub struct Facts {
    /// What the document is; `None` where neither name nor title says so.
    pub kind: Option<Document>,
    /// The id it states, with its letters.
    pub id: Option<Stated>,
    /// The number in id or title.
    pub number: Option<u64>,
    /// Its title without the id.
    pub title: String,
    /// Its status.
    pub status: Option<StatusFact>,
    /// Requirements it states: bullets, rows and headings that begin with the id of one.
    pub requirements: Vec<Stated>,
    /// Tasks it lists.
    pub tasks: Vec<TaskFact>,
    /// Its headings of level two and below: the sections of a specification.
    pub headings: Vec<Stated>,
    /// The articles of a constitution, by number and name.
    pub articles: Vec<Stated>,
    /// What it marks as open, assumed or risky.
    pub markers: Vec<MarkerFact>,
}

/// A marker in the text of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkerFact {
    /// What it says.
    pub kind: Marker,
    /// The words it stands with, on one line; may be empty.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// Something a document states under an id or name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The id or name.
    pub id: String,
    /// The words behind it, on one line.
    pub text: String,
    /// Where the id stands.
    pub span: Span,
}

/// The status of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusFact {
    /// The state of the model.
    pub state: State,
    /// The word as written.
    pub word: String,
    /// Where the word stands.
    pub span: Span,
}

/// Reads the facts of a document that was read as a plan. Linear.
///
/// `path` decides what the document is where its title does not.
pub fn facts(tree: &Tree<'_>, plan: &Plan<'_>, library: &Library, path: &str) -> Facts {
    let meta = &plan.meta;
    let status = meta.status.as_ref().map(|s| StatusFact {
        state: s.state.value,
        word: s.word.value.to_string(),
        span: s.word.span,
    });
    let title = meta.title.as_ref().map_or(String::new(), |t| t.value.to_string());
    let headings = tree.sections.iter().filter(|s| s.level >= 2).map(|s| {
        let words = tree.title(s).trim();
        Stated { id: words.to_owned(), text: String::new(), span: s.title }
    });
    let kind = kind(path).or_else(|| title_kind(tree, library));
    let articles = if kind == Some(Document::Constitution) { articles::read(tree) } else { Vec::new() };
    let markers = markers(tree, library.vocabulary()).into_iter().map(|m| MarkerFact {
        kind: m.kind,
        text: tree.str(m.words).split_whitespace().collect::<Vec<_>>().join(" "),
        span: m.span,
    });
    Facts {
        kind,
        id: meta.id.as_ref().map(|id| Stated {
            id: id.value.to_string(),
            text: title.clone(),
            span: id.span,
        }),
        number: meta.number.as_ref().map(|n| n.value),
        title,
        status,
        requirements: requirements(tree),
        tasks: tasks::read(tree),
        headings: headings.collect(),
        articles,
        markers: markers.collect(),
    }
}

/// What the name or folder of a file says a document is: `spec.md`, `docs/adr/0003-tokens.md`.
pub fn kind(path: &str) -> Option<Document> {
    let lower = path.to_lowercase();
    let mut parts = lower.rsplit(['/', '\\']);
    let name = parts.next()?;
    let stem = name.split('.').next()?;
    let folder = parts.next().unwrap_or("");
    let begins = |words: &[&str]| {
        words.iter().any(|w| stem.strip_prefix(w).is_some_and(|r| r.is_empty() || r.starts_with(['-', '_'])))
    };
    Some(match stem {
        _ if stem.contains("template") => return None,
        _ if begins(&["plan", "implementation-plan"]) => Document::Plan,
        "requirements" => Document::Spec,
        _ if begins(&["spec"]) => Document::Spec,
        _ if begins(&["tasks", "task_decomposition"]) => Document::Tasks,
        _ if begins(&["data-model", "data_model"]) => Document::DataModel,
        _ if begins(&["constitution"]) || stem.ends_with("constitution") => Document::Constitution,
        _ if begins(&["adr"]) => Document::Decision,
        _ => match folder {
            "adr" | "adrs" | "decisions" if stem != "readme" && stem != "index" => Document::Decision,
            "specs" | "spec" if name.ends_with(".md") && stem != "readme" => Document::Spec,
            "tasks" if stem != "readme" => Document::Tasks,
            _ => return None,
        },
    })
}

/// What the words before the title's colon say: `# Feature Specification: Login`.
fn title_kind(tree: &Tree<'_>, library: &Library) -> Option<Document> {
    let title = tree.title(tree.sections.get(1)?);
    let (head, _) = title.split_once([':', '：']).or_else(|| title.split_once(" - "))?;
    library.vocabulary().document(head)
}

/// Bullets, rows and headings that begin with the id of a requirement, the first of each id.
pub fn requirements(tree: &Tree<'_>) -> Vec<Stated> {
    let mut found: Vec<Stated> = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for (node, data) in tree.nodes.iter().enumerate() {
        let span = match data.kind {
            Kind::Item => tree.item(node).map(|i| i.text),
            Kind::Row => Some(data.span),
            Kind::Heading(_) => tree.section_of_heading(node).map(|s| tree.sections[s].title),
            _ => None,
        };
        let Some(span) = span else { continue };
        let source = tree.str(span);
        let lead = source.len() - source.trim_start_matches(['*', '[', '`', ' ', '|', '~']).len();
        let Some((id, rest)) = leading_id(&source[lead..]) else { continue };
        let words = rest.lines().next().unwrap_or("").split(" | ").next().unwrap_or("").trim();
        if is_requirement(id) && !words.is_empty() && seen.insert(id) {
            let start = span.start() + lead;
            let span = Span::new(start, start + id.len());
            found.push(Stated { id: id.to_owned(), text: words.to_owned(), span });
        }
    }
    found
}

/// Whether an id is that of a requirement: `FR-001`, `NFR-2.1`, `REQ-7`.
pub fn is_requirement(id: &str) -> bool {
    let kind = id.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
    matches!(kind, "FR" | "NFR" | "REQ" | "SR" | "BR" | "PR" | "R" | "AC" | "SC" | "US")
}

/// `SPEC-001-Login`, `FR-1: x`, `NFR2 - x`: the id, and what follows it.
pub fn leading_id(text: &str) -> Option<(&str, &str)> {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let dash = usize::from(text[letters..].starts_with('-'));
    let digits = text[letters + dash..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    if letters == 0 || digits == 0 || letters > 5 {
        return None;
    }
    let end = letters + dash + digits;
    let id = text[..end].trim_end_matches('.');
    let rest =
        text[id.len()..].trim_start_matches([':', '*', ']', '`', ' ', '-', '—', '–', '|', '.', ')', '(']);
    Some((id, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_a_document_is() {
        assert_eq!(kind("specs/001-login/spec.md"), Some(Document::Spec));
        assert_eq!(kind("docs/adr/0003-tokens.md"), Some(Document::Decision));
        assert_eq!(kind("docs/plans/PLAN-001-x.md"), Some(Document::Plan));
        assert_eq!(kind("tasks.md"), Some(Document::Tasks));
        assert_eq!(kind("docs/special.md"), None);
    }

    #[test]
    fn ids_lead_and_their_words_follow() {
        assert_eq!(leading_id("FR-001: Users sign in"), Some(("FR-001", "Users sign in")));
        assert_eq!(leading_id("NFR2 - fast"), Some(("NFR2", "fast")));
        assert_eq!(leading_id("Users"), None);
        assert!(is_requirement("FR-1.2") && !is_requirement("PLAN-001"));
    }
}
