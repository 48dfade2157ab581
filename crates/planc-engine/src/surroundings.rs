use crate::read::Document;
use jiff::civil::Date;
use planc_dialect::Library;
use planc_lint::{Memo, Surroundings, Target, anchors};
use planc_model::{Facts, facts, is_markdown, read_facts};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, RwLock};

/// What plans ask about the documents around them, read once each.
#[derive(Debug)]
pub(crate) struct Known<'w> {
    library: &'w Library,
    files: RwLock<FxHashMap<PathBuf, Option<Arc<Neighbour>>>>,
    memo: Option<&'w Memo>,
    today: Date,
    /// Bytes of the texts that `files` was read from: how much it holds, roughly.
    weight: AtomicUsize,
}

/// Texts of so many bytes are remembered from batch to batch; beyond that, forgetting is cheaper than memory.
const ROOM: usize = 24 << 20;

/// What a file costs that is not there.
const ENTRY: usize = 256;

/// A document that plans link to.
#[derive(Debug)]
struct Neighbour {
    /// `None` for what is no Markdown.
    anchors: Option<BTreeSet<String>>,
    facts: Arc<Facts>,
}

impl<'w> Known<'w> {
    pub(crate) fn new(library: &'w Library, today: Date) -> Known<'w> {
        Known { library, files: RwLock::default(), memo: None, today, weight: AtomicUsize::new(0) }
    }

    /// The day for which everything is answered.
    pub(crate) fn today(&self) -> Date {
        self.today
    }

    /// What is found in blocks of sub-languages is kept there.
    pub(crate) fn keeping(self, memo: &'w Memo) -> Known<'w> {
        Known { memo: Some(memo), ..self }
    }

    /// Two threads may read the same file at once; both read the same.
    fn neighbour(&self, file: PathBuf) -> Option<Arc<Neighbour>> {
        if let Some(known) = self.files.read().ok()?.get(&file) {
            return known.clone();
        }
        let path = file.to_string_lossy();
        // Most files that are asked about are not there, and nobody asks why.
        let bytes = std::fs::read(&file).ok().filter(|bytes| u32::try_from(bytes.len()).is_ok());
        let read = bytes.map(Document::of_bytes).map(|d| {
            self.weight.fetch_add(d.text.len(), Relaxed);
            Arc::new(if is_markdown(&path) {
                let tree = planc_syntax::parse(&d.text);
                let facts = Arc::new(facts(&tree, self.library, &path));
                Neighbour { anchors: Some(anchors(&tree)), facts }
            } else {
                Neighbour { anchors: None, facts: Arc::new(read_facts(&d.text, self.library, &path)) }
            })
        });
        self.weight.fetch_add(ENTRY, Relaxed);
        self.files.write().ok()?.insert(file, read.clone());
        read
    }

    /// Forgets everything if it has become much. What is asked for again is read again, and is the same.
    pub(crate) fn rest(&self) {
        if self.weight.load(Relaxed) > ROOM
            && let Ok(mut files) = self.files.write()
        {
            files.clear();
            self.weight.store(0, Relaxed);
        }
    }
}

/// What lies around one file on disk.
#[derive(Debug)]
pub struct FileSurroundings<'w> {
    folder: PathBuf,
    root: PathBuf,
    file: PathBuf,
    known: Arc<Known<'w>>,
    /// What was asked about, where somebody wants to know.
    asked: Option<Mutex<Asked>>,
}

/// What a check depends on.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// Paths, each once.
    pub(crate) paths: Vec<String>,
    /// The day, if it was asked for.
    pub(crate) day: Option<Date>,
}

impl<'w> FileSurroundings<'w> {
    /// The surroundings of the document at `path` in the workspace at `root`.
    pub fn of(path: &Path, root: &Path, library: &'w Library) -> FileSurroundings<'w> {
        FileSurroundings::sharing(path, root, Arc::new(Known::new(library, crate::clock::day())))
    }

    pub(crate) fn sharing(path: &Path, root: &Path, known: Arc<Known<'w>>) -> FileSurroundings<'w> {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        FileSurroundings { folder, root: root.to_owned(), file: path.to_owned(), known, asked: None }
    }

    /// The same, remembering what was asked about.
    pub(crate) fn recording(path: &Path, root: &Path, known: Arc<Known<'w>>) -> FileSurroundings<'w> {
        FileSurroundings { asked: Some(Mutex::default()), ..FileSurroundings::sharing(path, root, known) }
    }

    /// What was asked about.
    pub(crate) fn asked(self) -> Asked {
        let asked = self.asked.and_then(|asked| asked.into_inner().ok());
        let mut asked = asked.unwrap_or_default();
        asked.paths.sort_unstable();
        asked.paths.dedup();
        asked
    }

    fn ask(&self, path: PathBuf) -> PathBuf {
        if let Some(Ok(mut asked)) = self.asked.as_ref().map(Mutex::lock) {
            asked.paths.push(clean(&path));
        }
        path
    }

    fn resolve(&self, path: &str) -> PathBuf {
        self.ask(match path.strip_prefix('/') {
            // On GitHub a link with a leading slash starts at the repository.
            Some(inside) => self.root.join(inside),
            None => self.folder.join(path),
        })
    }

    /// The same without `..`, so that one file has one name.
    fn plain(&self, path: &str) -> PathBuf {
        match self.rooted(path) {
            Some(place) => self.ask(self.root.join(place)),
            None => self.resolve(path),
        }
    }
}

impl Surroundings for FileSurroundings<'_> {
    fn target(&self, path: &str) -> Target {
        there(&self.resolve(path))
    }

    fn has_anchor(&self, path: &str, anchor: &str) -> Option<bool> {
        let neighbour = self.known.neighbour(self.plain(path))?;
        Some(neighbour.anchors.as_ref()?.contains(&anchor.to_lowercase()))
    }

    fn siblings(&self, path: &str) -> Vec<String> {
        let resolved = self.resolve(path);
        let folder = resolved.parent().filter(|f| f.is_dir()).unwrap_or(&self.folder);
        self.ask(folder.to_owned());
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        let mut names: Vec<_> =
            entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn facts(&self, path: &str) -> Option<Arc<Facts>> {
        let neighbour = self.known.neighbour(self.plain(path))?;
        Some(Arc::clone(&neighbour.facts))
    }

    fn in_workspace(&self, path: &str) -> Target {
        there(&self.ask(self.root.join(path)))
    }

    fn place(&self) -> Option<String> {
        place(&self.file, &self.root)
    }

    fn today(&self) -> Option<Date> {
        if let Some(Ok(mut asked)) = self.asked.as_ref().map(Mutex::lock) {
            asked.day = Some(self.known.today);
        }
        Some(self.known.today)
    }

    fn memo(&self) -> Option<&Memo> {
        self.known.memo
    }
}

/// The path of `file` from `root`, with slashes; `None` outside of it.
pub(crate) fn place(file: &Path, root: &Path) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in file.strip_prefix(root).ok()?.components() {
        match part {
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            // `docs/../plan.md`, as somebody may type it.
            Component::ParentDir => _ = parts.pop()?,
            _ => {}
        }
    }
    Some(parts.join("/"))
}

/// A path without `.` and `..`, as those that change are named.
pub(crate) fn clean(path: &Path) -> String {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = out.pop(),
            part => out.push(part),
        }
    }
    out.to_string_lossy().into_owned()
}

fn there(path: &Path) -> Target {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    match std::fs::metadata(path) {
        Ok(meta) if meta.is_dir() => Target::Folder,
        Ok(_) => Target::File,
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Target::Missing,
        Err(_) => Target::Unknown,
    }
}
