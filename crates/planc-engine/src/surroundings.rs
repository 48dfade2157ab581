use crate::read::read_document;
use planc_lint::{Surroundings, Target, anchors};
use planc_syntax::parse;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

/// Anchors of Markdown files, read once each.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    files: RwLock<FxHashMap<PathBuf, Option<Arc<BTreeSet<String>>>>>,
}

/// What lies around one file on disk.
#[derive(Debug)]
pub struct FileSurroundings {
    folder: PathBuf,
    root: PathBuf,
    anchors: Arc<Anchors>,
}

impl FileSurroundings {
    /// The surroundings of the document at `path` in the workspace at `root`.
    pub fn of(path: &Path, root: &Path) -> FileSurroundings {
        FileSurroundings::sharing(path, root, Arc::new(Anchors::default()))
    }

    pub(crate) fn sharing(path: &Path, root: &Path, anchors: Arc<Anchors>) -> FileSurroundings {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        FileSurroundings { folder, root: root.to_owned(), anchors }
    }

    fn resolve(&self, path: &str) -> PathBuf {
        match path.strip_prefix('/') {
            // On GitHub a link with a leading slash starts at the repository.
            Some(inside) => self.root.join(inside),
            None => self.folder.join(path),
        }
    }
}

impl Surroundings for FileSurroundings {
    fn target(&self, path: &str) -> Target {
        match std::fs::metadata(self.resolve(path)) {
            Ok(meta) if meta.is_dir() => Target::Folder,
            Ok(_) => Target::File,
            Err(error)
                if error.kind() == std::io::ErrorKind::NotFound
                    || error.kind() == std::io::ErrorKind::NotADirectory =>
            {
                Target::Missing
            }
            Err(_) => Target::Unknown,
        }
    }

    fn has_anchor(&self, path: &str, anchor: &str) -> Option<bool> {
        let file = self.resolve(path);
        let known = self.anchors.files.read().ok()?.get(&file).cloned();
        let set = match known {
            Some(set) => set,
            None => {
                let set = read_document(&file).ok().map(|d| Arc::new(anchors(&parse(&d.text))));
                self.anchors.files.write().ok()?.insert(file, set.clone());
                set
            }
        };
        set.map(|s| s.contains(&anchor.to_lowercase()))
    }

    fn siblings(&self, path: &str) -> Vec<String> {
        let resolved = self.resolve(path);
        let folder = resolved.parent().filter(|f| f.is_dir()).unwrap_or(&self.folder);
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        let mut names: Vec<_> =
            entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}
