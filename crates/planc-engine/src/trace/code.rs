use super::BATCH;
use super::results::changed;
use crate::read::Document;
use crate::workspace::Workspace;
use anyhow::{Context, Result, anyhow};
use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::overrides::OverrideBuilder;
use planc_dialect::Document as Kind;
use planc_model::is_markdown;
use planc_source::LineIndex;
use planc_trace::{CodeCite, CodeFile, Index, Results, Role, annotations, is_test, language};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// The files of a workspace, by what they are read for.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// Plans (`true`), specifications and tasks.
    pub(super) documents: Vec<(PathBuf, bool)>,
    /// What may hold annotations.
    pub(super) code: Vec<PathBuf>,
    /// How many are too large to be code.
    pub(super) large: usize,
}

/// A larger file is data.
const MOST_BYTES: u64 = 4 << 20;

/// Folders of code that others wrote, where git does not ignore them.
const VENDORED: &[&str] = &[
    ".git",
    ".planc",
    "node_modules",
    "bower_components",
    "vendor",
    "third_party",
    "site-packages",
    ".venv",
    "venv",
    "Pods",
    "Carthage",
];

/// Where lines are longer than this on the average, no person wrote them.
const LONG_LINES: usize = 400;

/// So much of a file is looked at to see whether it is text, and written by people.
const HEAD: usize = 64 << 10;

impl Workspace {
    /// Walks the workspace once and sorts what is in it.
    pub(super) fn sort_files(&self, problems: &mut Vec<anyhow::Error>) -> Result<Files> {
        let mut overrides = OverrideBuilder::new(self.root());
        for name in VENDORED {
            overrides.add(&format!("!{name}"))?;
        }
        let excluded = self.patterns(&self.config().exclude)?;
        let ignored = self.patterns(&self.config().trace.ignore)?;
        let walker = WalkBuilder::new(self.root())
            .hidden(false)
            .require_git(false)
            .overrides(overrides.build()?)
            .sort_by_file_name(Ord::cmp)
            .build();
        let mut files = Files::default();
        for entry in walker {
            let entry = match entry {
                Ok(entry) if entry.file_type().is_some_and(|t| t.is_file()) => entry,
                Ok(_) => continue,
                Err(error) => {
                    problems.push(anyhow!(error));
                    continue;
                }
            };
            let path = entry.path();
            let at = self.place(path);
            if is_markdown(&at) {
                if !excluded.matched_path_or_any_parents(&at, false).is_ignore() {
                    files.documents.extend(self.kind_of(path, &at).map(|is_plan| (path.to_owned(), is_plan)));
                }
            } else if language(&at).is_some() && !ignored.matched_path_or_any_parents(&at, false).is_ignore()
            {
                match entry.metadata() {
                    Ok(meta) if meta.len() > MOST_BYTES => files.large += 1,
                    _ => files.code.push(path.to_owned()),
                }
            }
        }
        Ok(files)
    }

    fn patterns(&self, patterns: &[String]) -> Result<Gitignore> {
        // Paths are matched from the root, so the root is not part of them.
        let mut builder = GitignoreBuilder::new("");
        for pattern in patterns {
            builder.add_line(None, pattern)?;
        }
        Ok(builder.build()?)
    }

    /// Whether a document is a plan; `None` for what is neither that nor a specification nor a list of tasks.
    fn kind_of(&self, path: &Path, at: &str) -> Option<bool> {
        // Checklists are about requirements and state none.
        let no_document = |part: &str| part.contains("template") || part == "checklists";
        if at.split('/').any(|part| no_document(&part.to_lowercase())) {
            return None;
        }
        if self.is_plan(path) {
            return Some(true);
        }
        let kind = planc_model::kind(at).or_else(|| self.kind(path));
        matches!(kind, Some(Kind::Spec | Kind::Tasks)).then_some(false)
    }

    /// The annotations of files of code.
    pub(super) fn code(
        &self,
        paths: &[PathBuf],
        index: &Index,
        results: &Results,
        problems: &mut Vec<anyhow::Error>,
    ) -> Vec<CodeFile> {
        let keys = &index.keys;
        let known = |key: &str| keys.states(key);
        let mut found = Vec::new();
        for chunk in paths.chunks(BATCH) {
            let read: Vec<_> = chunk.par_iter().map(|path| self.code_file(path, &known, results)).collect();
            for file in read {
                match file {
                    Ok(file) => found.extend(file),
                    Err(error) => problems.push(error),
                }
            }
        }
        found
    }

    fn code_file(
        &self,
        path: &Path,
        known: &dyn Fn(&str) -> bool,
        results: &Results,
    ) -> Result<Option<CodeFile>> {
        let words = &self.config().trace.words;
        let shown = self.shown(path);
        let bytes = std::fs::read(path).with_context(|| format!("cannot read `{shown}`"))?;
        if !is_written(&bytes) || !(words.any(&bytes) || has_wide_letters(&bytes)) {
            return Ok(None);
        }
        let at = self.place(path);
        let text = Document::of_bytes(bytes).text;
        let Some(language) = language(&at) else { return Ok(None) };
        let found = annotations(&text, language, words, known);
        if found.is_empty() {
            return Ok(None);
        }
        let comments: Vec<_> = found.iter().map(|a| a.cite.span).collect();
        let mut evidence = match results.is_empty() {
            true => Vec::new(),
            false => results.of_file(&at, &text, &comments),
        }
        .into_iter();
        let test = is_test(&at);
        let lines = LineIndex::new(&text);
        let cites = found.into_iter().map(|a| {
            // Beside the code of a test file only what says that it tests is a test.
            let tests = test || a.cite.role == Role::Verifies;
            let evidence = evidence.next().filter(|_| tests).unwrap_or_default();
            let position = lines.position(&text, a.cite.span.start());
            CodeCite {
                pin: a.cite.pin.map(|p| p.of(&text).to_owned()),
                place: (position.line, position.column),
                scope: a.scope,
                evidence,
                cite: a.cite,
            }
        });
        let changed = (!results.is_empty()).then(|| changed(path)).flatten();
        Ok(Some(CodeFile { at, shown, cites: cites.collect(), changed }))
    }
}

/// Whether bytes are text that people wrote: no binary, nothing minified.
fn is_written(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    if has_wide_letters(bytes) {
        return true;
    }
    if head[..head.len().min(8 << 10)].contains(&0) {
        return false;
    }
    let lines = head.iter().filter(|b| **b == b'\n').count() + 1;
    head.len() / lines <= LONG_LINES
}

/// Whether a text is UTF-16, by its first bytes.
fn has_wide_letters(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF])
}
