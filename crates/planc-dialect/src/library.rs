use crate::detect::Detector;
use crate::dialect::{Dialect, DialectError};
use crate::vocabulary::Vocabulary;

/// Everything planc knows of how plans are written: the dialects and the words.
#[derive(Debug)]
pub struct Library {
    vocabulary: Vocabulary,
    dialects: Vec<Dialect>,
    detector: Detector,
}

/// The vocabularies that come with planc. To add a language: its file in `vocabulary/`, a line here.
pub(crate) const VOCABULARIES: &[&str] = &[
    include_str!("../../../vocabulary/en.toml"),
    include_str!("../../../vocabulary/pt.toml"),
    include_str!("../../../vocabulary/es.toml"),
    include_str!("../../../vocabulary/zh.toml"),
    include_str!("../../../vocabulary/ja.toml"),
    include_str!("../../../vocabulary/ko.toml"),
    include_str!("../../../vocabulary/ru.toml"),
    include_str!("../../../vocabulary/vi.toml"),
];

/// The dialects that come with planc. To add one: its file in `dialects/`, a line here.
const DIALECTS: &[&str] = &[
    include_str!("../../../dialects/governed/v1.md"),
    include_str!("../../../dialects/governed/v2.md"),
    include_str!("../../../dialects/governed/v3.md"),
    include_str!("../../../dialects/governed/v4.md"),
    include_str!("../../../dialects/governed/v5.md"),
    include_str!("../../../dialects/service/v1.md"),
    include_str!("../../../dialects/change/v1.md"),
    include_str!("../../../dialects/constitution/v1.md"),
    include_str!("../../../dialects/phased/v1.md"),
    include_str!("../../../dialects/speckit/v1.md"),
    include_str!("../../../dialects/kiro/v1.md"),
    include_str!("../../../dialects/kep/v1.md"),
    include_str!("../../../dialects/rfc/v1.md"),
    include_str!("../../../dialects/madr/v1.md"),
];

impl Library {
    /// The dialects and words that come with planc.
    ///
    /// # Panics
    /// Never: a test holds that every embedded file is right.
    pub fn builtin() -> Library {
        let mut vocabulary = Vocabulary::default();
        for source in VOCABULARIES {
            let added = vocabulary.add(source);
            debug_assert_eq!(added, Ok(()));
        }
        let mut library = Library { vocabulary, dialects: Vec::new(), detector: Detector::default() };
        for source in DIALECTS {
            let added = library.compile(source, "builtin");
            debug_assert!(added.is_ok(), "{added:?}");
        }
        library.detector = Detector::new(&library.dialects);
        library
    }

    /// Adds a dialect; one with the name and version of another takes its place. `name` is used where
    /// the template does not say its own.
    ///
    /// # Errors
    /// Every mistake in the template's comments, with its place.
    pub fn add_dialect(&mut self, source: &str, name: &str) -> Result<&Dialect, Vec<DialectError>> {
        let at = self.compile(source, name)?;
        self.detector = Detector::new(&self.dialects);
        Ok(&self.dialects[at])
    }

    fn compile(&mut self, source: &str, name: &str) -> Result<usize, Vec<DialectError>> {
        let dialect = Dialect::compile(source, name, &self.vocabulary)?;
        let same = |d: &Dialect| d.name == dialect.name && d.version == dialect.version;
        let at = self.dialects.iter().position(same).unwrap_or(self.dialects.len());
        if at == self.dialects.len() {
            self.dialects.push(dialect);
        } else {
            self.dialects[at] = dialect;
        }
        Ok(at)
    }

    /// The words.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Adds the words of a workspace, in the form of the files in `vocabulary/`.
    ///
    /// # Errors
    /// See [`Vocabulary::add`].
    pub fn add_vocabulary(&mut self, source: &str) -> Result<(), crate::VocabularyError> {
        self.vocabulary.add(source)
    }

    /// All dialects, in order.
    pub fn dialects(&self) -> &[Dialect] {
        &self.dialects
    }

    /// The newest version of a dialect.
    pub fn dialect(&self, name: &str) -> Option<&Dialect> {
        self.dialects.iter().filter(|d| d.name == name).max_by_key(|d| d.version)
    }

    /// One version of a dialect.
    pub fn dialect_version(&self, name: &str, version: u32) -> Option<&Dialect> {
        self.dialects.iter().find(|d| d.name == name && d.version == version)
    }

    pub(crate) fn detector(&self) -> &Detector {
        &self.detector
    }
}
