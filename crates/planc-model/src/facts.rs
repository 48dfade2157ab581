//! What other documents may ask about a document.

mod articles;
mod columns;
mod contract;
mod gates;
mod ids;
mod references;
mod requirements;
mod task_list;
mod tasks;

pub use articles::article;
pub use columns::{ColumnRow, ColumnTable, column_tables};
pub use contract::{Contract, Operation};
pub use gates::{ListedGate, gate_key, gates};
pub use ids::{Mention, family, id_key, id_len, implied_ids, is_requirement, is_task, leading_id, mentions};
pub use references::{Listed, Override};
pub use requirements::{Statement, requirements, statements};
pub use task_list::{ListedTask, task_list};
pub use tasks::{TASK_COMMENT, TaskFact, TaskShape, TaskState};

use crate::notation::marker::markers;
use planc_dialect::{Document, Library, Marker, State};
use planc_source::Span;
use planc_syntax::Tree;

/// What other documents may ask about a document, plan or companion. It owns its words, so that the text can
/// be let go.
#[derive(Clone, Debug, Default)]
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
    /// Requirements, criteria and stories it states: bullets, rows and headings that begin with the id of one.
    pub requirements: Vec<Stated>,
    /// Tasks it lists.
    pub tasks: Vec<TaskFact>,
    /// Ids of requirements and tasks it mentions, each the first time.
    pub mentions: Vec<Mention>,
    /// Documents whose place it takes.
    pub overrides: Vec<Override>,
    /// Rows of its tables that link to a document and say how far it is.
    pub listed: Vec<Listed>,
    /// What it offers, where it is a contract of an interface.
    pub contract: Option<Contract>,
    /// The columns of its tables, where it is a data model.
    pub columns: Vec<ColumnTable>,
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

/// Reads the facts of a Markdown document. Linear.
///
/// `path` decides what the document is where its title does not.
pub fn facts(tree: &Tree<'_>, library: &Library, path: &str) -> Facts {
    let plan = crate::lower::glance(tree, &library.fit(tree), library, path).plan;
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
        tasks: tasks::read(tree, library),
        mentions: mentions(tree),
        overrides: references::overrides(tree),
        listed: references::listed(tree, library),
        contract: if kind == Some(Document::Contract) { contract::listed(tree) } else { None },
        columns: if kind == Some(Document::DataModel) { column_tables(tree) } else { Vec::new() },
        headings: headings.collect(),
        articles,
        markers: markers.collect(),
    }
}

/// Reads the facts of a text. What is no Markdown is read only where it is a contract; else there is nothing to know.
pub fn read_facts(text: &str, library: &Library, path: &str) -> Facts {
    if !is_markdown(path) {
        let contract = is_data(path).then(|| contract::read(text)).flatten();
        return Facts { kind: contract.as_ref().map(|_| Document::Contract), contract, ..Facts::default() };
    }
    facts(&planc_syntax::parse(text), library, path)
}

/// Whether a file is Markdown, by its name.
pub fn is_markdown(path: &str) -> bool {
    has_extension(path, &["md", "markdown", "mdx"])
}

/// Whether a file may hold a contract, by its name.
pub fn is_data(path: &str) -> bool {
    has_extension(path, &["yaml", "yml", "json"])
}

fn has_extension(path: &str, of: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ext)| of.iter().any(|e| ext.eq_ignore_ascii_case(e)))
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
        _ if is_data(name) => {
            let contract =
                folder.starts_with("contract") || stem.contains("openapi") || stem.contains("swagger");
            return contract.then_some(Document::Contract);
        }
        "readme" | "index" | "roadmap" | "changelog" => return None,
        _ if begins(&["plan", "implementation-plan"]) => Document::Plan,
        "requirements" => Document::Spec,
        _ if begins(&["spec"]) => Document::Spec,
        _ if begins(&["tasks", "task_decomposition"]) => Document::Tasks,
        _ if begins(&["data-model", "data_model"]) => Document::DataModel,
        _ if begins(&["constitution"]) || stem.ends_with("constitution") => Document::Constitution,
        _ if begins(&["adr"]) => Document::Decision,
        _ if begins(&["standards", "coding-standards", "coding_standards"]) => Document::Standards,
        _ if begins(&["gates", "quality-gates", "quality_gates"]) => Document::Gates,
        _ => match folder {
            "adr" | "adrs" | "decisions" => Document::Decision,
            "specs" | "spec" if name.ends_with(".md") => Document::Spec,
            "tasks" => Document::Tasks,
            "contracts" | "contract" => Document::Contract,
            "standards" => Document::Standards,
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
        assert_eq!(kind("docs/adr/README.md"), None);
        assert_eq!(kind("specs/001/contracts/api.yaml"), Some(Document::Contract));
        assert_eq!(kind("docs/contracts/routes.md"), Some(Document::Contract));
        assert_eq!(kind("docs/standards/rust.md"), Some(Document::Standards));
        assert_eq!(kind("package.json"), None);
    }

    #[test]
    fn data_is_a_contract_or_nothing() {
        let library = Library::builtin();
        let of = |text, path| read_facts(text, &library, path);
        let contract = of("openapi: 3.1.0\npaths:\n  /x:\n    get:\n", "contracts/api.yaml");
        assert_eq!(contract.kind, Some(Document::Contract));
        assert_eq!(contract.contract.unwrap().operations.len(), 1);
        assert_eq!(of("a: 1", "contracts/x.yml").kind, None);
        assert!(of("# T\n\n- [ ] T001 x", "main.rs").tasks.is_empty());
        assert_eq!(of("# T\n\n- [ ] T001 x", "x.md").tasks.len(), 1);
    }
}
