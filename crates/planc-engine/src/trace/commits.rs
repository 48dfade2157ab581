use crate::git::Git;
use crate::surroundings::place;
use crate::workspace::Workspace;
use planc_source::Span;
use planc_trace::{Commit, Index, Sources, cites, documents_named, needs_files};
use rustc_hash::FxHashSet;

/// So many commits are asked for at once.
const AT_ONCE: usize = 200;

impl Workspace {
    /// The commits that cite something, oldest first, and what could not be looked at.
    pub(super) fn commits(&self, sources: &Sources, index: &Index) -> (Vec<Commit>, Vec<String>) {
        let git = match Git::open(self.root()) {
            Ok(git) => git,
            Err(error) => return (Vec::new(), vec![unread(&error)]),
        };
        let mut notes = Vec::new();
        let messages = match git.messages() {
            Ok(messages) => messages,
            Err(error) => return (Vec::new(), vec![unread(&error)]),
        };
        if git.is_shallow() {
            let were = match messages.len() {
                1 => "1 commit was".to_owned(),
                n => format!("{n} commits were"),
            };
            notes.push(format!("the clone is shallow: only {were} read, and older ones may cite more"));
        }
        // Newest first: a revert that was itself reverted takes nothing back.
        let mut gone: FxHashSet<&str> = FxHashSet::default();
        for (id, message) in &messages {
            if !gone.contains(id.as_str()) {
                gone.extend(undone(message));
            }
        }
        let live = messages
            .iter()
            .filter(|(id, message)| !gone.contains(id.as_str()) && undone(message).next().is_none());
        let words = &self.config().trace.words;
        let mut found: Vec<Commit> = live
            .filter_map(|(id, message)| {
                let mut commit = Commit { id: id.clone(), ..Commit::default() };
                commit.subject = message.lines().next().unwrap_or("").trim().to_owned();
                if words.any(message.as_bytes()) {
                    cites(message, Span::new(0, message.len()), words, &mut None, &mut commit.cites);
                }
                commit.named = message.lines().flat_map(documents_named).collect();
                commit.named.retain(|name| !index.named(name).is_empty());
                (!commit.cites.is_empty() || !commit.named.is_empty()).then_some(commit)
            })
            .collect();
        found.reverse();
        // Git names its folder without links in it, and so must we to see what lies in the workspace.
        let root = std::fs::canonicalize(self.root()).unwrap_or_else(|_| self.root().to_owned());
        let top = std::fs::canonicalize(git.root()).unwrap_or_else(|_| git.root().to_owned());
        let open: Vec<usize> = (0..found.len()).filter(|n| needs_files(sources, index, &found[*n])).collect();
        for some in open.chunks(AT_ONCE) {
            let ids: Vec<&str> = some.iter().map(|n| found[*n].id.as_str()).collect();
            let Ok(files) = git.changed(&ids) else { continue };
            for (n, files) in some.iter().zip(files) {
                found[*n].files = files.iter().filter_map(|f| place(&top.join(f), &root)).collect();
            }
        }
        (found, notes)
    }
}

/// Why there are no commits; where is not said, because everybody knows where they are.
fn unread(error: &anyhow::Error) -> String {
    format!("no commits were read: {}", error.root_cause())
}

/// The commits that a message says it reverts, as git writes it.
fn undone(message: &str) -> impl Iterator<Item = &str> {
    let said = message.lines().filter_map(|line| line.trim().strip_prefix("This reverts commit "));
    said.map(|rest| rest.split(|c: char| !c.is_ascii_hexdigit()).next().unwrap_or(""))
}
