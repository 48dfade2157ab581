//! Whether the status of real documents can be changed, and nothing but the status.

use planc_dialect::{Library, Lifecycle, State};
use planc_edit::{Document, Edited, StatusChange, choose, set_status};
use planc_engine::skim;
use std::collections::BTreeMap;

/// What came of it.
#[derive(Default)]
pub(super) struct Tally {
    changed: usize,
    back: usize,
    refused: BTreeMap<String, Vec<String>>,
    broken: Vec<String>,
}

impl Tally {
    /// Sets another state and then the old one again, and looks at every byte in between.
    pub(super) fn take(&mut self, library: &Library, text: &str, path: &str) {
        let Some((from, to)) = states(library, text, path) else { return };
        let edited = match set(library, text, path, &to) {
            Ok(edited) => edited,
            Err(why) => {
                self.refused.entry(kind(&why)).or_default().push(format!("{path}: {why}"));
                return;
            }
        };
        self.changed += 1;
        if let Some(fault) = fault(text, &edited) {
            self.broken.push(format!("{path}: {fault}"));
        }
        let read = |text: &str| {
            let analysis = skim(library, text, path);
            analysis.plan.meta.status.map(|s| (s.state.value, s.word.value.to_string()))
        };
        let general = Lifecycle::general();
        let wanted = choose(&to, None, &general, library.vocabulary()).map(|(s, _)| s).ok();
        if read(&edited.text).map(|(s, _)| s) != wanted {
            self.broken.push(format!("{path}: reads as something else than {to}"));
        }
        match set(library, &edited.text, path, &from) {
            Ok(back) if read(&back.text).is_some_and(|(_, word)| same(library, &word, &from)) => {
                self.back += 1
            }
            Ok(back) => self.broken.push(format!("{path}: {from} became {:?}", read(&back.text))),
            Err(why) => {
                self.refused.entry(format!("back: {}", kind(&why))).or_default().push(path.to_owned())
            }
        }
    }

    /// Prints the figures; says whether something went wrong.
    pub(super) fn report(&self) -> bool {
        println!("\nstatus changed       {}", self.changed);
        println!("and changed back     {}", self.back);
        println!("refused              {}", self.refused.values().map(Vec::len).sum::<usize>());
        for (why, documents) in &self.refused {
            println!("  {:>4}  {why}", documents.len());
            for document in documents.iter().take(3) {
                println!("        {document}");
            }
        }
        self.broken.iter().for_each(|b| println!("  BROKEN {b}"));
        !self.broken.is_empty()
    }
}

/// The word a document has, and another one for it; `None` without a status that is known.
fn states(library: &Library, text: &str, path: &str) -> Option<(String, String)> {
    let analysis = skim(library, text, path);
    let status = analysis.plan.meta.status.as_ref().filter(|s| s.state.value != State::Other)?;
    let to = if status.state.value == State::Complete { State::InProgress } else { State::Complete };
    Some((status.word.value.to_string(), to.word().to_owned()))
}

fn set(library: &Library, text: &str, path: &str, word: &str) -> Result<Edited, String> {
    let analysis = skim(library, text, path);
    let doc = Document { tree: &analysis.tree, fit: &analysis.fit, plan: &analysis.plan, library };
    let general = Lifecycle::general();
    let life = doc.dialect().map_or(&general, |d| &d.lifecycle);
    let status = analysis.plan.meta.status.as_ref();
    let (state, word) =
        choose(word, status, life, library.vocabulary()).map_err(|_| format!("unknown word {word}"))?;
    let change = StatusChange {
        state,
        word: &word,
        life,
        date: jiff::civil::date(2026, 11, 20),
        author: Some("A. Person"),
        note: None,
        reference: None,
        forced: false,
    };
    set_status(doc, &change).map_err(|r| format!("{} (`{}`)", r.message, r.span.of(text)))
}

/// The first byte outside the edits that is another one now.
fn fault(old: &str, edited: &Edited) -> Option<String> {
    let (mut from, mut to) = (0, 0);
    for edit in edited.edits.iter() {
        let Some(kept) = old.get(from..edit.span.start()) else {
            return Some(format!("the edit at byte {} overlaps the one before it", edit.span.start()));
        };
        if edited.text.get(to..to + kept.len()) != Some(kept) {
            return Some(format!("bytes {from} to {} changed", edit.span.start()));
        }
        to += kept.len() + edit.text.len();
        from = edit.span.end();
    }
    (edited.text.get(to..) != old.get(from..)).then(|| format!("bytes from {from} on changed"))
}

/// Words that mean the same and are written for each other: `Done` comes back as the dialect's `Complete`.
fn same(library: &Library, now: &str, before: &str) -> bool {
    let state = |word: &str| library.vocabulary().state(word);
    now == before || state(now) == state(before)
}

fn kind(why: &str) -> String {
    why.split(" (`").next().unwrap_or(why).split('`').step_by(2).collect::<Vec<_>>().join("…")
}
