use crate::detect::Detector;
use crate::dialect::{Dialect, DialectError};
use crate::task_form::TaskForm;
use crate::vocabulary::Vocabulary;

/// Everything planc knows of how plans are written: the dialects and the words.
#[derive(Debug)]
pub struct Library {
    vocabulary: Vocabulary,
    dialects: Vec<Dialect>,
    detector: Detector,
    forms: Vec<TaskForm>,
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

/// The lists of tasks that come with planc; the first is for dialects without one. To add one: `dialects/NAME/tasks.md`,
/// a line here.
const FORMS: &[&str] = &[
    include_str!("../../../dialects/generic/tasks.md"),
    include_str!("../../../dialects/governed/tasks.md"),
    include_str!("../../../dialects/service/tasks.md"),
    include_str!("../../../dialects/change/tasks.md"),
    include_str!("../../../dialects/constitution/tasks.md"),
    include_str!("../../../dialects/phased/tasks.md"),
    include_str!("../../../dialects/speckit/tasks.md"),
    include_str!("../../../dialects/kiro/tasks.md"),
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
        let forms: Vec<_> = FORMS.iter().map(|source| TaskForm::compile(source)).collect();
        debug_assert!(forms.iter().all(Result::is_ok), "{forms:?}");
        let forms = forms.into_iter().flatten().collect();
        let mut library = Library { vocabulary, dialects: Vec::new(), detector: Detector::default(), forms };
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

    /// Adds the form of a dialect's tasks; it takes the place of the one there is.
    ///
    /// # Errors
    /// Every mistake in the template's comments, with its place.
    pub fn add_task_form(&mut self, source: &str) -> Result<&TaskForm, Vec<DialectError>> {
        let form = TaskForm::compile(source)?;
        let at = self.forms.iter().position(|f| f.dialect == form.dialect).unwrap_or(self.forms.len());
        if at == self.forms.len() {
            self.forms.push(form);
        } else {
            self.forms[at] = form;
        }
        Ok(&self.forms[at])
    }

    /// The forms in which tasks are written; the first is for dialects without one.
    pub fn task_forms(&self) -> &[TaskForm] {
        &self.forms
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
