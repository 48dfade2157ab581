use planc_lint::Target;
use rustc_hash::FxHashMap;
use std::fs::DirEntry;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

/// What is in the folders of a workspace, each listed once: plans ask about many files that are not there, and about
/// the same folders above them.
///
/// Only what is beyond doubt is answered. Symbolic links, names that differ in case alone, folders of very many files
/// and those that cannot be read are left to the disk.
#[derive(Debug)]
pub(crate) struct Folders {
    root: PathBuf,
    /// By path from the root.
    listed: RwLock<FxHashMap<String, Listed>>,
}

/// A folder: what is in it, or why nobody knows.
#[derive(Clone, Debug)]
enum Listed {
    /// What is at each name, by the name in lower case.
    Names(Arc<FxHashMap<String, Entry>>),
    /// There is no such folder.
    Missing,
    /// The disk must be asked.
    Unknown,
}

#[derive(Debug)]
struct Entry {
    name: String,
    /// `Unknown` for links, and where two names differ in case alone.
    kind: Target,
}

/// A folder of more files is not listed: asking for a few of them costs less.
const MOST: usize = 8192;

impl Folders {
    pub(crate) fn new(root: &Path) -> Folders {
        Folders { root: root.to_owned(), listed: RwLock::default() }
    }

    /// What is at a path from the root, without `.` and `..`.
    pub(crate) fn target(&self, place: &str) -> Target {
        match self.known(place) {
            Target::Unknown => there(&self.root.join(place)),
            known => known,
        }
    }

    /// The same as far as it is known without asking the disk for this one path.
    pub(crate) fn known(&self, place: &str) -> Target {
        let (folder, name) = place.rsplit_once('/').unwrap_or(("", place));
        if name.is_empty() || !name.is_ascii() {
            return Target::Unknown;
        }
        match self.listing(folder) {
            Listed::Names(names) => match names.get(&name.to_ascii_lowercase()) {
                Some(entry) if entry.name == name => entry.kind,
                // A disk may take both names for one.
                Some(_) => Target::Unknown,
                None => Target::Missing,
            },
            Listed::Missing => Target::Missing,
            Listed::Unknown => Target::Unknown,
        }
    }

    fn listing(&self, folder: &str) -> Listed {
        let kept = self.listed.read().ok().and_then(|listed| listed.get(folder).cloned());
        kept.unwrap_or_else(|| {
            // What is below a link or a file is for the disk to say.
            let fresh = match if folder.is_empty() { Target::Folder } else { self.known(folder) } {
                Target::Folder => list(&self.root.join(folder)),
                Target::Missing => Listed::Missing,
                Target::File | Target::Unknown => Listed::Unknown,
            };
            if let Ok(mut listed) = self.listed.write() {
                listed.insert(folder.to_owned(), fresh.clone());
            }
            fresh
        })
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        if let Ok(mut listed) = self.listed.write() {
            listed.clear();
        }
    }
}

fn list(folder: &Path) -> Listed {
    // Windows knows one file by several names.
    if cfg!(windows) {
        return Listed::Unknown;
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return Listed::Unknown };
    let mut names: FxHashMap<String, Entry> = FxHashMap::default();
    for entry in entries {
        let Ok(entry) = entry else { return Listed::Unknown };
        if names.len() == MOST {
            return Listed::Unknown;
        }
        // Nobody asks for a name that is no text.
        let Ok(name) = entry.file_name().into_string() else { continue };
        let kind = kind(&entry);
        let same = names.entry(name.to_ascii_lowercase());
        same.and_modify(|other| other.kind = Target::Unknown).or_insert(Entry { name, kind });
    }
    Listed::Names(Arc::new(names))
}

fn kind(entry: &DirEntry) -> Target {
    match entry.file_type() {
        Ok(kind) if kind.is_dir() => Target::Folder,
        Ok(kind) if kind.is_file() => Target::File,
        _ => Target::Unknown,
    }
}

/// What the disk says.
pub(crate) fn there(path: &Path) -> Target {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    match std::fs::metadata(path) {
        Ok(meta) if meta.is_dir() => Target::Folder,
        Ok(_) => Target::File,
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Target::Missing,
        Err(_) => Target::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn folders_say_what_the_disk_says() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::create_dir_all(root.join("a/b")).unwrap();
        for file in ["a/b/x.md", "a/Spec.md", "top.md", "a/été.md"] {
            fs::write(root.join(file), "").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(root.join("a/b"), root.join("link")).unwrap();
        let folders = Folders::new(root);
        for place in [
            "top.md",
            "TOP.md",
            "a",
            "a/b",
            "a/b/x.md",
            "a/b/y.md",
            "a/spec.md",
            "a/Spec.md",
            "a/été.md",
            "a/c/x.md",
            "top.md/x",
            "link",
            "link/x.md",
            "link/y.md",
            "",
        ] {
            assert_eq!(folders.target(place), there(&root.join(place)), "{place}");
        }
        assert_eq!(folders.known("a/b/x.md"), Target::File);
        assert_eq!(folders.known("a/b/y.md"), Target::Missing);
        assert_eq!(folders.known("a/spec.md"), Target::Unknown);
    }
}
