use crate::companions::Found;
use crate::languages::Memo;
use crate::schema::Schema;
use jiff::civil::Date;
use planc_dialect::{Dialect, Fit, Library, State};
use planc_model::names::Names;
use planc_model::{Facts, Mention, Plan, mentions};
use planc_source::Span;
use planc_syntax::Tree;
use std::cell::OnceCell;
use std::sync::Arc;

/// A document that was read, as rules see it.
pub struct Context<'c, 'a> {
    /// The text and its nodes.
    pub tree: &'c Tree<'a>,
    /// What its sections are.
    pub fit: &'c Fit,
    /// The plan; `other` may lack what no key takes of a section that has keys ([`planc_model::skim`]).
    pub plan: &'c Plan<'a>,
    /// Dialects and words.
    pub library: &'c Library,
    /// What lies around the document.
    pub surroundings: &'c dyn Surroundings,
    schema: OnceCell<Schema<'a>>,
    mentions: OnceCell<Vec<Mention>>,
    line_end: OnceCell<&'static str>,
    components: OnceCell<Names<'static>>,
    pub(crate) found: Found,
}

impl<'c, 'a> Context<'c, 'a> {
    /// A document with all that is known of it.
    pub fn new(
        tree: &'c Tree<'a>,
        fit: &'c Fit,
        plan: &'c Plan<'a>,
        library: &'c Library,
        surroundings: &'c dyn Surroundings,
    ) -> Self {
        Context {
            tree,
            fit,
            plan,
            library,
            surroundings,
            schema: OnceCell::new(),
            mentions: OnceCell::new(),
            line_end: OnceCell::new(),
            components: OnceCell::new(),
            found: Found::default(),
        }
    }

    /// The tables of all SQL in the document; read when the first rule asks.
    pub(crate) fn schema(&self) -> &Schema<'a> {
        self.schema.get_or_init(|| Schema::of(self.tree))
    }

    /// The ids that the document mentions; looked for when the first rule asks.
    pub(crate) fn mentions(&self) -> &[Mention] {
        self.mentions.get_or_init(|| mentions(self.tree))
    }

    /// How lines of the document end; looked for when the first rule writes one.
    pub(crate) fn line_end(&self) -> &'static str {
        self.line_end.get_or_init(|| if self.tree.text.contains("\r\n") { "\r\n" } else { "\n" })
    }

    /// The names of the components; read when the first rule asks.
    pub(crate) fn components(&self) -> &Names<'static> {
        self.components.get_or_init(|| {
            let components = self.plan.components.iter().flatten();
            Names::new(components.filter_map(|c| c.name.as_ref()).map(|n| (n.as_str().to_owned(), n.span)))
        })
    }

    /// The state of the plan; `None` without a status.
    pub fn state(&self) -> Option<State> {
        self.plan.meta.status.as_ref().map(|s| s.state.value)
    }

    /// The dialect the plan is written in; `None` where none fits.
    pub fn dialect(&self) -> Option<&'c Dialect> {
        self.library.dialect_version(&self.fit.dialect.name, self.fit.dialect.version)
    }

    /// Where something is reported that is missing as a whole: at the title, else at line 1.
    pub fn title_span(&self) -> Span {
        match self.fit.title {
            Some((section, _)) => self.tree.sections[section].title,
            None => {
                let first = self.tree.text.split(['\n', '\r']).next().unwrap_or("");
                Span::new(0, first.len())
            }
        }
    }
}

/// A companion of a plan, as rules see it: by its facts.
pub struct CompanionContext<'c> {
    /// What it says.
    pub facts: &'c Facts,
    /// Dialects and words.
    pub library: &'c Library,
    /// What lies around it.
    pub surroundings: &'c dyn Surroundings,
    /// The state of the plan it belongs to; of several, the furthest.
    pub state: Option<State>,
}

/// What lies around a document. The engine knows the files; rules only ask. Who answers nothing else says that
/// nothing can be said, and no rule finds fault with that.
pub trait Surroundings: Sync {
    /// Where a relative link of the document leads. `path` is decoded and has no anchor.
    fn target(&self, _path: &str) -> Target {
        Target::Unknown
    }

    /// Whether the Markdown document at `path` (relative to this one) has an anchor; `None` if that
    /// cannot be said.
    fn has_anchor(&self, _path: &str, _anchor: &str) -> Option<bool> {
        None
    }

    /// Names of files near the place `path` points to, for did-you-mean.
    fn siblings(&self, _path: &str) -> Vec<String> {
        Vec::new()
    }

    /// What there is to know of the document at `path` (relative to this one); `None` where there is none
    /// that can be read.
    fn facts(&self, _path: &str) -> Option<Arc<Facts>> {
        None
    }

    /// Where the relative `path` leads, from the root of the workspace, with slashes; `None` outside of it.
    fn rooted(&self, path: &str) -> Option<String> {
        let place = self.place()?;
        let folder = place.rsplit_once('/').map_or("", |(folder, _)| folder);
        planc_model::joined(if path.starts_with('/') { "" } else { folder }, path)
    }

    /// What is at `path` in the workspace, whatever folder this document is in.
    fn in_workspace(&self, _path: &str) -> Target {
        Target::Unknown
    }

    /// The path of this document from the root of the workspace, with slashes; `None` without a place.
    fn place(&self) -> Option<String> {
        None
    }

    /// The day the check is made on; `None` where the result must not depend on it.
    fn today(&self) -> Option<Date> {
        None
    }

    /// What was found in blocks of sub-languages before; `None` where nothing is kept.
    fn memo(&self) -> Option<&Memo> {
        None
    }
}

/// What is at the end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// Nothing.
    Missing,
    /// It cannot be said: outside the workspace, or the text has no place.
    Unknown,
}

/// For text without a place, such as standard input: every link may be right.
pub struct NoSurroundings;

impl Surroundings for NoSurroundings {}
