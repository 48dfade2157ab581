//! Which files of a folder are plans.

use crate::workspace::Workspace;
use anyhow::{Result, anyhow};
use ignore::WalkBuilder;
use ignore::overrides::OverrideBuilder;
use planc_dialect::Document;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A plan's file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlanFile {
    /// As shown: as given, or relative to the working folder.
    pub shown: String,
    /// Where it is.
    pub path: PathBuf,
}

/// Names of documents that stand beside plans and are none.
const COMPANIONS: &[&str] = &[
    "readme",
    "spec",
    "tasks",
    "task_decomposition",
    "research",
    "data-model",
    "data_model",
    "quickstart",
    "requirements",
    "api-spec",
    "changelog",
    "index",
    "constitution",
    "contributing",
    "license",
    "handoff",
    "checklist",
    "progress",
    "summary",
    "overview",
];

impl Workspace {
    /// The plans at `paths`, in path order: files as they are given, folders by name, place and title.
    ///
    /// The second list names what could not be read.
    pub fn plans(&self, paths: &[PathBuf]) -> (Vec<PlanFile>, Vec<anyhow::Error>) {
        let (mut found, mut problems) = (Vec::new(), Vec::new());
        let here = [self.cwd().to_owned()];
        let paths = if paths.is_empty() { &here[..] } else { paths };
        for given in paths {
            let path = self.cwd().join(given);
            match std::fs::metadata(&path) {
                Ok(meta) if meta.is_dir() => {
                    if let Err(error) = self.walk(
                        &path,
                        &mut |entry| {
                            if self.is_plan(entry) {
                                found.push(self.plan_file(entry));
                            }
                        },
                        &mut problems,
                    ) {
                        problems.push(error);
                    }
                }
                Ok(_) => {
                    let shown = given.to_string_lossy().replace('\\', "/");
                    found.push(PlanFile { shown, path });
                }
                Err(error) => {
                    problems.push(anyhow!(error).context(format!("cannot read `{}`", given.display())))
                }
            }
        }
        found.sort();
        found.dedup();
        (found, problems)
    }

    fn plan_file(&self, path: &Path) -> PlanFile {
        PlanFile { shown: self.shown(path), path: path.to_owned() }
    }

    /// A path as messages show it: as it lies to the working folder, `../x.md` too if it is in the workspace.
    pub(crate) fn shown(&self, path: &Path) -> String {
        let mut up = PathBuf::new();
        for folder in self.cwd().ancestors() {
            if let Ok(inside) = path.strip_prefix(folder) {
                up.push(inside);
                return up.to_string_lossy().replace('\\', "/");
            }
            if folder == self.root() {
                break;
            }
            up.push("..");
        }
        path.to_string_lossy().replace('\\', "/")
    }

    /// Visits every file below `folder` that git would see and the configuration does not exclude.
    pub(crate) fn walk(
        &self,
        folder: &Path,
        visit: &mut dyn FnMut(&Path),
        problems: &mut Vec<anyhow::Error>,
    ) -> Result<()> {
        let mut overrides = OverrideBuilder::new(self.root());
        overrides.add("!.git")?;
        for pattern in &self.config().exclude {
            overrides.add(&format!("!{pattern}"))?;
        }
        let walker = WalkBuilder::new(folder)
            .hidden(false)
            .require_git(false)
            .overrides(overrides.build()?)
            .sort_by_file_name(|a, b| a.cmp(b))
            .build();
        for entry in walker {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|t| t.is_file()) => visit(entry.path()),
                Ok(_) => {}
                Err(error) => problems.push(unread(error)),
            }
        }
        Ok(())
    }

    /// Whether a file found in a folder is a plan: by its name, its place, or its title.
    pub(crate) fn is_plan(&self, path: &Path) -> bool {
        self.is_plan_by_name(path, &|beside| beside.is_file())
            .unwrap_or_else(|| self.is_plan_by_head(path, &head(path).unwrap_or_default()))
    }

    /// Whether a file is a plan as far as its name and place say so; `None` where its first lines must be seen.
    /// `is_there` says whether there is a file.
    pub(crate) fn is_plan_by_name(&self, path: &Path, is_there: &dyn Fn(&Path) -> bool) -> Option<bool> {
        let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
        let Some(stem) = name.strip_suffix(".md").or(name.strip_suffix(".markdown")) else {
            return Some(false);
        };
        let parent = path.parent().unwrap_or(Path::new(""));
        // Below a folder of templates nothing is a plan; the workspace itself may be called as it likes.
        let inside = path.strip_prefix(self.root()).unwrap_or(path);
        if inside.components().any(|c| c.as_os_str().to_string_lossy().to_lowercase().contains("template")) {
            return Some(false);
        }
        if stem == "plan" || stem.starts_with("plan-") || stem.starts_with("plan_") || stem.ends_with(".plan")
        {
            return Some(true);
        }
        if matches!(stem, "implementation-plan" | "implementation_plan" | "technical-plan" | "tech-plan") {
            return Some(true);
        }
        if stem == "design" {
            let companions = ["requirements.md", "tasks.md", "spec.json", "proposal.md"];
            return Some(companions.iter().any(|f| is_there(&parent.join(f))));
        }
        if stem == "readme" {
            return Some(is_there(&parent.join("kep.yaml")));
        }
        COMPANIONS.contains(&stem).then_some(false)
    }

    /// Whether a file is a plan by its first lines, and where they do not tell by its place.
    pub(crate) fn is_plan_by_head(&self, path: &Path, head: &[u8]) -> bool {
        let lower = |part: Option<&std::ffi::OsStr>| {
            part.map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default()
        };
        let stem = lower(path.file_stem());
        let folder = lower(path.parent().and_then(Path::file_name));
        match self.kind_by_head(head) {
            Some(Document::Plan) => true,
            Some(_) => false,
            None => {
                matches!(folder.as_str(), "plans" | "plan")
                    || stem.ends_with("-plan")
                    || stem.ends_with("_plan")
            }
        }
    }

    /// What the title says a document is; read from its first bytes.
    pub(crate) fn kind(&self, path: &Path) -> Option<Document> {
        self.kind_by_head(&head(path)?)
    }

    /// What the title says a document is.
    fn kind_by_head(&self, head: &[u8]) -> Option<Document> {
        let text = String::from_utf8_lossy(&head[..head.len().min(HEAD)]);
        if text.starts_with("- Feature Name:") || text.starts_with("- Feature name:") {
            return Some(Document::Plan);
        }
        let title = text.lines().find(|l| l.starts_with("# "))?.trim_start_matches(['#', ' ']);
        let upper = title.trim_start_matches(['*', '`', ' ']);
        if upper.strip_prefix("PLAN-").is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit())) {
            return Some(Document::Plan);
        }
        let (head, tail) = title
            .split_once([':', '：'])
            .or_else(|| title.split_once(" - "))
            .or_else(|| title.split_once(" – "))?;
        // `Plan: x` names a plan; `Design: x` may be any note.
        let kind = self.library().vocabulary().document(head)?;
        let sure = head.trim().contains(' ') || head.trim().eq_ignore_ascii_case("plan") || !head.is_ascii();
        (kind != Document::Plan || sure && !tail.trim().is_empty()).then_some(kind)
    }
}

/// What could not be walked, in the words of all that cannot be read.
fn unread(error: ignore::Error) -> anyhow::Error {
    let mut path = None;
    let mut inner = &error;
    loop {
        match inner {
            ignore::Error::WithDepth { err, .. } => inner = err,
            ignore::Error::WithPath { path: at, err } => {
                path = Some(at.clone());
                inner = err;
            }
            _ => break,
        }
    }
    match (path, error.io_error()) {
        (Some(path), Some(io)) => {
            let io = std::io::Error::from(io.kind());
            anyhow!(io).context(format!("cannot read `{}`", path.display()))
        }
        _ => anyhow!(error),
    }
}

/// So many bytes of a document are looked at for its title.
const HEAD: usize = 2048;

/// The first bytes of a file.
fn head(path: &Path) -> Option<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    File::open(path).ok()?.take(HEAD as u64).read_to_end(&mut head).ok()?;
    Some(head)
}
