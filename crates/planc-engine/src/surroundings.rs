use crate::folders::{Folders, there};
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

/// What plans ask about the documents around them, each read once for all plans of a workspace.
#[derive(Debug)]
pub struct Known<'w> {
    library: &'w Library,
    root: PathBuf,
    folders: Folders,
    /// By path from the root; what is outside by its whole path.
    files: RwLock<FxHashMap<String, Option<Arc<Neighbour>>>>,
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
    /// Nothing is known yet of the workspace at `root`.
    pub fn new(root: &Path, library: &'w Library) -> Known<'w> {
        Known {
            library,
            root: root.to_owned(),
            folders: Folders::new(root),
            files: RwLock::default(),
            memo: None,
            today: crate::clock::day(),
            weight: AtomicUsize::new(0),
        }
    }

    /// The same for another day than the clock has.
    pub(crate) fn on(self, today: Date) -> Known<'w> {
        Known { today, ..self }
    }

    /// The day for which everything is answered.
    pub(crate) fn today(&self) -> Date {
        self.today
    }

    /// What is found in blocks of sub-languages is kept there.
    pub fn keeping(self, memo: &'w Memo) -> Known<'w> {
        Known { memo: Some(memo), ..self }
    }

    /// The document at a path from the root.
    fn inside(&self, place: &str) -> Option<Arc<Neighbour>> {
        if let Some(kept) = self.kept(place) {
            return kept;
        }
        match self.folders.known(place) {
            Target::Missing | Target::Folder => None,
            Target::File | Target::Unknown => self.read(place, &self.root.join(place)),
        }
    }

    /// A document outside of the workspace.
    fn outside(&self, file: &Path) -> Option<Arc<Neighbour>> {
        let name = file.to_string_lossy();
        self.kept(&name).unwrap_or_else(|| self.read(&name, file))
    }

    fn kept(&self, name: &str) -> Option<Option<Arc<Neighbour>>> {
        self.files.read().ok()?.get(name).cloned()
    }

    /// Two threads may read the same file at once; both read the same.
    fn read(&self, name: &str, file: &Path) -> Option<Arc<Neighbour>> {
        let path = file.to_string_lossy();
        // Files that are asked about may not be there, and nobody asks why.
        let bytes = std::fs::read(file).ok().filter(|bytes| u32::try_from(bytes.len()).is_ok());
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
        self.files.write().ok()?.insert(name.to_owned(), read.clone());
        read
    }

    /// Forgets everything if it has become much. What is asked for again is read again, and is the same.
    pub fn rest(&self) {
        if self.weight.load(Relaxed) > ROOM
            && let Ok(mut files) = self.files.write()
        {
            files.clear();
            self.folders.clear();
            self.weight.store(0, Relaxed);
        }
    }
}

/// What lies around one file on disk.
#[derive(Debug)]
pub struct FileSurroundings<'w> {
    folder: PathBuf,
    /// From the root, with slashes; `None` outside of it.
    place: Option<String>,
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
        FileSurroundings::sharing(path, Arc::new(Known::new(root, library)))
    }

    /// The same, knowing what was asked for other documents.
    pub fn sharing(path: &Path, known: Arc<Known<'w>>) -> FileSurroundings<'w> {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        FileSurroundings { folder, place: place(path, &known.root), known, asked: None }
    }

    /// The same, remembering what was asked about.
    pub(crate) fn recording(path: &Path, known: Arc<Known<'w>>) -> FileSurroundings<'w> {
        FileSurroundings { asked: Some(Mutex::default()), ..FileSurroundings::sharing(path, known) }
    }

    /// Whether a path that goes up first, if it does, goes up where it seems to: no part of the folder is a link.
    fn is_real(&self, up: usize) -> bool {
        up == 0
            || self.place.as_ref().is_some_and(|place| {
                let folder = place.rsplit_once('/').map_or("", |(folder, _)| folder);
                folder.is_empty() || self.known.folders.known(folder) == Target::Folder
            })
    }

    /// What was asked about.
    pub(crate) fn asked(self) -> Asked {
        let asked = self.asked.and_then(|asked| asked.into_inner().ok());
        let mut asked = asked.unwrap_or_default();
        asked.paths.sort_unstable();
        asked.paths.dedup();
        asked
    }

    fn ask(&self, path: &Path) {
        if let Some(Ok(mut asked)) = self.asked.as_ref().map(Mutex::lock) {
            asked.paths.push(clean(path));
        }
    }

    fn resolve(&self, path: &str) -> PathBuf {
        let resolved = match path.strip_prefix('/') {
            // On GitHub a link with a leading slash starts at the repository.
            Some(inside) => self.known.root.join(inside),
            None => self.folder.join(path),
        };
        self.ask(&resolved);
        resolved
    }

    /// What is known of a document, under one name for each file.
    fn neighbour(&self, path: &str) -> Option<Arc<Neighbour>> {
        match self.rooted(path) {
            Some(place) => {
                if self.asked.is_some() {
                    self.ask(&self.known.root.join(&place));
                }
                self.known.inside(&place)
            }
            None => self.known.outside(&self.resolve(path)),
        }
    }
}

impl Surroundings for FileSurroundings<'_> {
    fn target(&self, path: &str) -> Target {
        // Where `..` follows a name, that name may be a link.
        let here = path.trim_start_matches("./");
        let bare = here.trim_start_matches("../");
        let down = bare.strip_suffix('/').unwrap_or(bare);
        let place = || self.rooted(here.strip_suffix('/').unwrap_or(here));
        match (self.asked.is_none() && is_plain(down)).then(place).flatten() {
            Some(place) if self.is_real(here.len() - bare.len()) => {
                match self.known.folders.target(&place) {
                    // What ends with a slash is a folder or nothing.
                    Target::File if down.len() < bare.len() => Target::Missing,
                    target => target,
                }
            }
            _ => there(&self.resolve(path)),
        }
    }

    fn has_anchor(&self, path: &str, anchor: &str) -> Option<bool> {
        let neighbour = self.neighbour(path)?;
        Some(neighbour.anchors.as_ref()?.contains(&anchor.to_lowercase()))
    }

    fn siblings(&self, path: &str) -> Vec<String> {
        let resolved = self.resolve(path);
        let folder = resolved.parent().filter(|f| f.is_dir()).unwrap_or(&self.folder);
        self.ask(folder);
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        let mut names: Vec<_> =
            entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn facts(&self, path: &str) -> Option<Arc<Facts>> {
        Some(Arc::clone(&self.neighbour(path)?.facts))
    }

    fn in_workspace(&self, path: &str) -> Target {
        if self.asked.is_none() && is_plain(path) {
            return self.known.folders.target(path);
        }
        let file = self.known.root.join(path);
        self.ask(&file);
        there(&file)
    }

    fn place(&self) -> Option<String> {
        self.place.clone()
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

/// Whether a path leads down from part to part.
fn is_plain(path: &str) -> bool {
    !path.contains('\\') && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
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
