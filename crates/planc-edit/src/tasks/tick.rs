//! One task is done, or open again: in the list, in what repeats it there, and in the plan's own box.

use super::Tasks;
use super::fill::{Values, fill};
use super::list::{Entry, Refusal, Shape};
use super::merge::{edits, line_end, with_line_ends};
use super::sign::{Part, set, tick};
use super::words::key;
use planc_model::{TaskState, id_key};
use planc_source::{Edits, Span};

/// How a task is ticked.
#[derive(Clone, Debug, Default)]
pub struct Tick {
    /// It is open again.
    pub undo: bool,
    /// Even if what comes first is open.
    pub force: bool,
    /// Who did it.
    pub by: Option<String>,
    /// Why, or what there is to say of it.
    pub note: Option<String>,
}

/// A task that was ticked.
#[derive(Clone, Debug)]
pub struct Ticked {
    /// Its id, else its words.
    pub name: String,
    /// Its words.
    pub text: String,
    /// Whether it is so already.
    pub already: bool,
    /// Changes of the list's files, by their place.
    pub changed: Vec<(usize, Edits)>,
    /// Changes of the plan.
    pub plan: Edits,
}

/// Why a task is not ticked.
#[derive(Clone, Debug)]
pub enum TickError {
    /// There is none of this name; the ids and words there are.
    Unknown(Vec<String>),
    /// Several have these words or this id.
    Many(Vec<String>),
    /// Tasks that come first are open.
    Waits(String, Vec<String>),
    /// The list does not know the task yet, and the plan has no box for it.
    NotListed(String),
    /// It cannot be written.
    Refused(Refusal),
}

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Listed(usize),
    /// Only the plan has it.
    Wanted(usize),
}

impl Tasks<'_, '_> {
    /// Ticks the task of that id, or of those words.
    ///
    /// # Errors
    /// See [`TickError`].
    pub fn tick(&self, name: &str, how: &Tick) -> Result<Ticked, TickError> {
        match self.named(name)? {
            Found::Listed(entry) => self.tick_listed(entry, how),
            Found::Wanted(task) => self.tick_wanted(task, how),
        }
    }

    /// An id before words; words that are the whole text before those that are a part of it.
    fn named(&self, name: &str) -> Result<Found, TickError> {
        let listed = (0..self.list.entries.len()).map(Found::Listed);
        let only_plan = (0..self.wanted.len()).filter(|t| self.links.entry[*t].is_none()).map(Found::Wanted);
        let all: Vec<Found> = listed.chain(only_plan).collect();
        let id = |found: &Found| match found {
            Found::Listed(e) => self.list.entries[*e].id.as_deref().unwrap_or(""),
            Found::Wanted(t) => self.ids[*t].as_str(),
        };
        let bare = name.trim();
        let wanted = id_key(bare.strip_prefix("Task ").unwrap_or(bare));
        let by_id: Vec<Found> =
            all.iter().filter(|f| !id(f).is_empty() && id_key(id(f)) == wanted).copied().collect();
        let words = key(bare);
        let text = |found: &Found| key(&self.text_of(*found));
        let whole = || all.iter().filter(|f| text(f) == words).copied().collect::<Vec<_>>();
        let part = || {
            all.iter().filter(|f| !words.is_empty() && text(f).contains(&words)).copied().collect::<Vec<_>>()
        };
        let found = [by_id].into_iter().chain(std::iter::once_with(whole)).chain(std::iter::once_with(part));
        let shown = |found: &Found| {
            let (id, text) = (id(found), self.text_of(*found));
            if id.is_empty() { text } else { format!("{id} {text}") }
        };
        for found in found {
            match &found[..] {
                [] => {}
                [one] => return Ok(*one),
                many => return Err(TickError::Many(many.iter().map(shown).collect())),
            }
        }
        let mut known: Vec<String> = all.iter().map(|f| id(f).to_owned()).filter(|i| !i.is_empty()).collect();
        known.extend(all.iter().map(|f| self.text_of(*f)));
        Err(TickError::Unknown(known))
    }

    fn text_of(&self, found: Found) -> String {
        match found {
            Found::Listed(e) => {
                let entry = &self.list.entries[e];
                super::fill::one_line(self.list.str(entry, entry.words)).into_owned()
            }
            Found::Wanted(t) => self.wanted[t].text(),
        }
    }

    fn tick_listed(&self, index: usize, how: &Tick) -> Result<Ticked, TickError> {
        let entry = &self.list.entries[index];
        let done = !how.undo;
        let waits: Vec<usize> = self.depends_on(index).into_iter().filter(|e| self.is_open(*e)).collect();
        if done && !how.force && !waits.is_empty() {
            return Err(TickError::Waits(
                self.name_of(index),
                waits.iter().map(|e| self.name_of(*e)).collect(),
            ));
        }
        let mut parts = vec![Vec::new(); self.list.files.len()];
        parts[entry.file] = set(&self.list, entry, done, self.form).map_err(TickError::Refused)?;
        let mut plan = Edits::new();
        // What somebody wrote in own words may be about several boxes of the plan, or about less than one.
        let of_plan = self.links.tasks[index]
            .iter()
            .filter(|_| entry.comment.is_some() || self.links.tasks[index].len() == 1);
        for task in of_plan {
            self.tick_box(*task, done, &mut plan);
        }
        let already = parts[entry.file].is_empty() && plan.is_empty();
        if !already {
            if let Some(note) = self.note(entry, how) {
                parts[entry.file].push(note.map_err(TickError::Refused)?);
            }
            let mut counted = self.counted();
            counted[index].1 = if done { TaskState::Done } else { TaskState::Open };
            parts[0].extend(self.recount(&counted));
        }
        let changed = parts.into_iter().map(edits).enumerate().filter(|(_, e)| !e.is_empty()).collect();
        Ok(Ticked {
            name: self.name_of(index),
            text: self.text_of(Found::Listed(index)),
            already,
            changed,
            plan,
        })
    }

    /// A task that only the plan has is ticked in its own box.
    fn tick_wanted(&self, task: usize, how: &Tick) -> Result<Ticked, TickError> {
        let wanted = &self.wanted[task];
        let name = self.ids[task].clone();
        if wanted.tick.is_none() {
            return Err(TickError::NotListed(name));
        }
        let open = |t: &&usize| match self.links.entry[**t] {
            Some((entry, _)) => self.is_open(entry),
            // What has no box cannot say that it is done.
            None => {
                self.wanted[**t].tick.is_some()
                    && !matches!(self.wanted[**t].state, TaskState::Done | TaskState::Dropped)
            }
        };
        let waits: Vec<String> = wanted.after.iter().filter(open).map(|t| self.ids[*t].clone()).collect();
        if !how.undo && !how.force && !waits.is_empty() {
            return Err(TickError::Waits(name, waits));
        }
        let mut plan = Edits::new();
        self.tick_box(task, !how.undo, &mut plan);
        let already = plan.is_empty();
        if !already && let (Some(note), Some(at)) = (self.remark(how), self.line_end(wanted.span)) {
            let note = fill(&self.form.note, &Values::default().with("text", &note));
            let indent = " ".repeat(self.indent(wanted.span) + 2);
            let bullet = note.trim_start_matches(['-', '>', ' ']);
            let line = with_line_ends(&format!("\n{indent}- {bullet}"), self.sources.tree.text);
            // Right behind the box's own line nothing else is changed.
            let added = plan.replace(Span::at(at), line);
            debug_assert!(added.is_ok());
        }
        Ok(Ticked { name, text: wanted.text(), already, changed: Vec::new(), plan })
    }

    fn tick_box(&self, task: usize, done: bool, plan: &mut Edits) {
        let Some(span) = self.wanted[task].tick else { return };
        let old = self.sources.tree.str(span);
        let said = self.wanted[task].state == TaskState::Done;
        if let Some(new) = tick(old, done).filter(|_| said != done) {
            let added = plan.replace(span, new);
            debug_assert!(added.is_ok(), "two tasks of one box: {span:?}");
        }
    }

    fn is_open(&self, entry: usize) -> bool {
        !matches!(self.list.entries[entry].state, TaskState::Done | TaskState::Dropped)
    }

    /// Who says what about it; nothing where nobody says anything.
    fn remark(&self, how: &Tick) -> Option<String> {
        if how.by.is_none() && how.note.is_none() {
            return None;
        }
        let what = if how.undo { "reopened" } else { "done" };
        let by = how.by.as_ref().map_or(String::new(), |by| format!(" by {by}"));
        let note = how.note.as_ref().map_or(String::new(), |n| format!(": {n}"));
        Some(format!("{what}{by}, {}{note}", self.sources.around.today))
    }

    /// The remark below the task, in the manner of its list.
    fn note(&self, entry: &Entry, how: &Tick) -> Option<Result<Part, Refusal>> {
        let remark = self.remark(how)?;
        let text = self.list.files[entry.file].text;
        let line = fill(&self.form.note, &Values::default().with("text", &remark));
        let line = line.trim_start_matches(['-', '>', ' ']);
        let note = match entry.shape {
            Shape::Row => {
                return Some(Err(Refusal {
                    file: Some(entry.file),
                    span: entry.head,
                    message: "a row of a table has no place for a note; tick it without `--note` and `--by`"
                        .to_owned(),
                }));
            }
            Shape::Item => {
                let column =
                    entry.block.start() - text[..entry.block.start()].rfind('\n').map_or(0, |at| at + 1);
                format!("\n{}- {line}", " ".repeat(column + 2))
            }
            Shape::Heading(_) | Shape::File => format!("\n\n> {line}"),
        };
        Some(Ok((Span::at(entry.own_end(text)), with_line_ends(&note, text))))
    }

    /// The end of the line that a span ends on.
    fn line_end(&self, span: Span) -> Option<usize> {
        let text = self.sources.tree.text;
        let is_row = self
            .sources
            .tree
            .nodes
            .iter()
            .any(|n| n.kind == planc_syntax::Kind::Row && n.span.contains(span));
        let rest = text.get(span.end()..)?;
        (!is_row).then(|| span.end() + rest.find(['\n', '\r']).unwrap_or(rest.len()))
    }

    fn indent(&self, span: Span) -> usize {
        let before = &self.sources.tree.text[..span.start()];
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        line.len() - line.trim_start().len()
    }
}

impl Entry {
    /// Behind what the task itself says.
    fn own_end(&self, text: &str) -> usize {
        line_end(text, self.own.start() + self.own.of(text).trim_end().len())
    }
}
