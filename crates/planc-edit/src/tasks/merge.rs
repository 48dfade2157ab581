//! The tasks of a plan merged into its list.

use super::fill::{Values, fill};
use super::form::level;
use super::link::How;
use super::list::{Comment, Entry, List, Refusal, Shape, digest};
use super::sign::{Part, set, tick};
use super::{Kind, ListFile, Sources, Tasks};
use planc_model::TaskState;
use planc_source::{Edits, Span};
use std::collections::BTreeMap;

/// What has to be written so that plan and list say the same.
#[derive(Clone, Debug, Default)]
pub struct Merge {
    /// Changes of the list's files, by their place.
    pub changed: Vec<(usize, Edits)>,
    /// New files: path from the folder of the plan, and text. Without a path it is the list itself.
    pub created: Vec<(Option<String>, String)>,
    /// Changes of the plan: boxes of tasks that are done.
    pub plan: Edits,
    /// What happens to which task.
    pub notes: Vec<Note>,
}

/// What happens to a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// It is new in the list.
    Added(String),
    /// Its words follow the plan's.
    Reworded(String),
    /// The plan has other words now, and so has the list: both stay.
    OwnWords(String, String),
    /// The plan no longer asks for it.
    Gone(String),
    /// The plan asks for it again.
    Back(String),
    /// Its box in the plan is ticked.
    Ticked(String),
    /// Its box in the plan is ticked, and the list says it is open: both stay.
    Unlike(String),
}

impl Merge {
    /// Whether nothing has to be written.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.created.is_empty() && self.plan.is_empty()
    }
}

/// `text` with the line ends of `like`: those of its first line, so that asking costs nothing.
pub(crate) fn with_line_ends(text: &str, like: &str) -> String {
    let first = like.find('\n').is_some_and(|at| like[..at].ends_with('\r'));
    if first { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text.to_owned() }
}

impl<'a> Tasks<'_, 'a> {
    /// What has to change so that the list has what the plan asks for, and the plan what is done.
    ///
    /// # Errors
    /// The list has a form that nothing can be added to, or what would be written would not be read back.
    pub fn merge(&self) -> Result<Merge, Refusal> {
        let (merge, at) = self.merge_once()?;
        if merge.changed.is_empty() && merge.created.is_empty() {
            return Ok(merge);
        }
        // Read again what would be written: a second merge must find nothing to do.
        let mut texts: Vec<(String, String)> =
            self.list.files.iter().map(|f| (f.path.to_owned(), f.text.to_owned())).collect();
        for (file, edits) in &merge.changed {
            texts[*file].1 = edits.apply(&texts[*file].1);
        }
        texts.extend(
            merge.created.iter().map(|(path, text)| (path.clone().unwrap_or_default(), text.clone())),
        );
        texts.sort_by(|a, b| a.0.cmp(&b.0));
        let files: Vec<_> = texts.iter().map(|(path, text)| ListFile { path, text }).collect();
        let refuse = || {
            Refusal {
            file: at.map(|(file, _)| file),
            span: Span::at(at.map_or(0, |(_, at)| at)),
            message: "what planc would write here would not be read as a task; is a code block, comment or table above \
                      not closed?"
                .to_owned(),
        }
        };
        let again = Tasks::read(Sources { files: &files, folder: self.list.folder, ..self.sources })
            .map_err(|_| refuse())?;
        let (second, _) = again.merge_once().map_err(|_| refuse())?;
        let new = self.links.entry.iter().filter(|e| e.is_none()).count();
        let comments = |list: &List<'_>| list.entries.iter().filter(|e| e.comment.is_some()).count();
        let kept = again.list.entries.len() == self.list.entries.len() + new
            && comments(&again.list) == comments(&self.list) + new;
        if second.changed.is_empty() && second.created.is_empty() && kept { Ok(merge) } else { Err(refuse()) }
    }

    /// The merge, and the first place where something is added.
    fn merge_once(&self) -> Result<(Merge, Option<(usize, usize)>), Refusal> {
        let mut merge = Merge::default();
        let mut parts: Vec<Vec<Part>> = vec![Vec::new(); self.list.files.len()];
        self.follow(&mut parts, &mut merge.notes);
        let new: Vec<usize> = (0..self.wanted.len()).filter(|t| self.links.entry[*t].is_none()).collect();
        merge.notes.extend(new.iter().map(|t| Note::Added(self.ids[*t].clone())));
        let mut first = None;
        if self.list.files.is_empty() {
            merge.created = self.create(&new);
        } else if self.list.folder {
            merge.created = new.iter().map(|t| (Some(self.path(*t)), self.whole(*t))).collect();
        } else {
            let added = self.add(&new)?;
            first = added.first().map(|(span, _)| (0, span.start()));
            parts[0].extend(added);
            let summary = self.recount(&self.counted_after(&parts[0]));
            parts[0].extend(summary);
        }
        for (file, parts) in parts.into_iter().enumerate() {
            let edits = edits(parts);
            if !edits.is_empty() {
                merge.changed.push((file, edits));
            }
        }
        self.tick_plan(&mut merge);
        Ok((merge, first))
    }

    /// The tasks that planc wrote follow the plan; what people wrote stays.
    fn follow(&self, parts: &mut [Vec<Part>], notes: &mut Vec<Note>) {
        for (index, entry) in self.list.entries.iter().enumerate() {
            let Some(comment) = &entry.comment else { continue };
            let text = self.list.files[entry.file].text;
            let note = with_line_ends(&self.form.gone, text);
            let Some(&task) = self.links.tasks[index].first() else {
                if !comment.gone {
                    let marked = self.list.str(entry, comment.span).trim_end_matches("-->").trim_end();
                    parts[entry.file].push((comment.span, format!("{marked} gone -->{note}")));
                    notes.push(Note::Gone(self.name_of(index)));
                }
                continue;
            };
            let written = self.written(task);
            let (old, new) = (&comment.digest, digest(&written));
            let same_key = comment.key == super::link::comment_key(&self.wanted[task]);
            if same_key && *old == new && !comment.gone {
                continue;
            }
            let wanted = &self.wanted[task];
            let mut span = comment.span;
            if comment.gone {
                notes.push(Note::Back(self.name_of(index)));
                if text[span.end()..].starts_with(&note) {
                    span = Span::new(span.start(), span.end() + note.len());
                }
            }
            parts[entry.file].push((span, Comment::write(wanted.kind, &wanted.key, &new, false)));
            let words = self.list.str(entry, entry.words);
            if *old == new {
                continue;
            }
            if digest(words) == *old {
                parts[entry.file].push(self.reword(entry, task));
                notes.push(Note::Reworded(self.name_of(index)));
            } else if digest(words) != new {
                notes.push(Note::OwnWords(self.name_of(index), written));
            }
        }
    }

    /// The new words in the place of the old ones, behind the id and what parts the two.
    fn reword(&self, entry: &Entry, task: usize) -> Part {
        let tail = self.tail(task);
        let source = self.list.str(entry, entry.head);
        let behind = entry.id.as_ref().and_then(|id| Some(source.find(id.as_str())? + id.len()));
        let sign = tail.len() - tail.trim_start_matches([':', '.', ')', '-', ' ']).len();
        if let Some(behind) = behind
            && entry.shape != Shape::File
            && source[behind..].starts_with(&tail[..sign])
            && entry.head.start() + behind + sign <= entry.words.start()
        {
            let span = Span::new(entry.head.start() + behind + sign, entry.words.end());
            return (span, tail[sign..].to_owned());
        }
        (entry.words, self.written(task))
    }

    /// A new list.
    fn create(&self, new: &[usize]) -> Vec<(Option<String>, String)> {
        if new.is_empty() {
            return Vec::new();
        }
        if self.list.folder {
            return new.iter().map(|t| (Some(self.path(*t)), self.whole(*t))).collect();
        }
        let title = self.sources.plan.meta.title.as_ref().map_or("", |t| t.as_str());
        let around = &self.sources.around;
        let values = Values::default()
            .with("title", title)
            .with("plan", &self.plan_link())
            .with("spec", around.spec.as_deref().unwrap_or(""))
            .with("date", &around.today)
            .with_all("summary", vec![planc_dialect::SUMMARY.to_owned()]);
        let counted: Vec<_> = new.iter().map(|t| self.count(*t)).collect();
        let head = fill(&self.form.head, &values).replace(planc_dialect::SUMMARY, &self.summary(&counted));
        let mut text = head.trim_end().to_owned();
        for chunk in self.grouped(new) {
            let group = self.wanted[chunk[0]].group.as_deref().filter(|_| self.form.group.is_some());
            text.push_str("\n\n");
            text.push_str(&self.chunk(&chunk, group, None));
        }
        let foot = fill(&self.form.foot, &values);
        if !foot.trim().is_empty() {
            text.push_str("\n\n");
            text.push_str(foot.trim());
        }
        text.push('\n');
        vec![(None, text)]
    }

    /// Tasks by their groups, in the order in which the groups come first.
    fn grouped(&self, tasks: &[usize]) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut places: rustc_hash::FxHashMap<Option<&str>, usize> = rustc_hash::FxHashMap::default();
        for &task in tasks {
            let name = self.wanted[task].group.as_deref().filter(|_| self.form.group.is_some());
            let at = *places.entry(name).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[at].push(task);
        }
        groups
    }

    fn count(&self, task: usize) -> (String, TaskState) {
        let task = &self.wanted[task];
        let group = task.group.as_deref().unwrap_or("Tasks");
        let done = if task.state == TaskState::Done { TaskState::Done } else { TaskState::Open };
        (group.to_owned(), done)
    }

    /// The edits that add tasks to a list: each at the end of its section.
    fn add(&self, new: &[usize]) -> Result<Vec<Part>, Refusal> {
        let text = self.list.files[0].text;
        if new.is_empty() {
            return Ok(Vec::new());
        }
        self.refuse_unknown()?;
        let mut inserted: BTreeMap<usize, String> = BTreeMap::new();
        let mut behind: Option<usize> = None;
        for chunk in self.grouped(new) {
            let task = &self.wanted[chunk[0]];
            let section = self.section(task);
            let last = if self.form.group.is_some() {
                section.and_then(|s| self.last_in(Some(s)))
            } else {
                self.last_in(None)
            };
            let (at, group) = match (last, section) {
                (Some(last), _) => (line_end(text, last.block.end()), None),
                (None, Some(section)) => (line_end(text, self.section_end(section)), None),
                (None, None) => {
                    let end = line_end(text, self.end());
                    // A phase stands behind the phase before it, everything else behind the last task.
                    let at = behind.map_or(end, |b| if task.kind == Kind::Phase { b } else { b.max(end) });
                    (at, task.group.as_deref())
                }
            };
            let group = group.filter(|_| self.form.group.is_some());
            let tight = last.is_some_and(|l| l.shape == Shape::Item) && level(self.form).is_none();
            let mut chunk = self.chunk(&chunk, group, last);
            chunk.insert_str(0, if tight { "\n" } else { "\n\n" });
            let whole = with_line_ends(&chunk, text);
            inserted.entry(at).or_default().push_str(if text[..at].trim().is_empty() {
                whole.trim_start()
            } else {
                &whole
            });
            behind = Some(section.map_or(at, |s| line_end(text, self.section_end(s)).max(at)));
        }
        Ok(inserted.into_iter().map(|(at, text)| (Span::at(at), text)).collect())
    }

    /// Where a list ends: behind the section of its last task, before its footer.
    fn end(&self) -> usize {
        let last = self.last_in(None);
        match last {
            Some(last) => last.group.map_or(last.block.end(), |s| self.section_end(s)),
            None => self.section_end(usize::MAX),
        }
    }

    /// Nothing is added to a list whose tasks cannot be read.
    fn refuse_unknown(&self) -> Result<(), Refusal> {
        let tree = &self.list.trees[0];
        let refuse = |span, message: String| Err(Refusal { file: Some(0), span, message });
        if let Some(row) =
            self.list.entries.first().filter(|_| self.list.entries.iter().all(|e| e.shape == Shape::Row))
        {
            let message = "the tasks of this list are rows of a table; planc ticks them, but adds none: give the new tasks \
                           rows of their own, or write the list with boxes";
            return refuse(row.head, message.to_owned());
        }
        if !self.list.entries.is_empty() {
            return Ok(());
        }
        use planc_syntax::Kind;
        let told = |s: &planc_syntax::Section| s.level > 1;
        let strange = tree
            .sections
            .iter()
            .filter(|s| told(s))
            .flat_map(|s| tree.blocks(s))
            .find(|n| matches!(tree.nodes[*n].kind, Kind::List(_) | Kind::Table | Kind::Code(_)));
        match strange {
            Some(node) => refuse(
                tree.nodes[node].span,
                "planc reads no task in this list: tasks have a box (`- [ ] T001 …`) or a heading with an id (`### T001: …`)"
                    .to_owned(),
            ),
            None => Ok(()),
        }
    }

    /// Some tasks as text, with the heading of a new group, in the manner of a neighbour.
    fn chunk(&self, tasks: &[usize], group: Option<&str>, like: Option<&Entry>) -> String {
        let mut out = String::new();
        if let (Some(group), Some(template)) = (group, &self.form.group) {
            out.push_str(fill(template, &Values::default().with("group", group)).trim_end());
            out.push_str("\n\n");
        }
        let parted = level(self.form).is_some();
        for (number, task) in tasks.iter().enumerate() {
            if number > 0 {
                out.push_str(if parted { "\n\n" } else { "\n" });
            }
            out.push_str(&self.one(*task, like));
        }
        out
    }

    /// The file of a task.
    fn whole(&self, task: usize) -> String {
        format!("{}\n", self.one(task, None))
    }

    /// A task as text.
    fn one(&self, task: usize, like: Option<&Entry>) -> String {
        let mut text = fill(&self.form.task, &self.values(task)).trim().to_owned();
        // What had no value leaves no hole.
        while text.contains("\n\n\n") {
            text = text.replace("\n\n\n", "\n\n");
        }
        match (like.map(|l| l.shape), level(self.form)) {
            (Some(Shape::Heading(wanted)), Some(own)) if usize::from(wanted) != own => {
                text = shifted(&text, usize::from(wanted), own);
            }
            (Some(Shape::Item), None) => {
                let bullet = like.and_then(|l| self.list.str(l, l.block).chars().next()).unwrap_or('-');
                if matches!(bullet, '*' | '+') && text.starts_with('-') {
                    text.replace_range(..1, &bullet.to_string());
                }
            }
            _ => {}
        }
        if self.wanted[task].state == TaskState::Done {
            text = self.done(&text);
        }
        text
    }

    /// A new task whose box in the plan is ticked is done from the start.
    fn done(&self, text: &str) -> String {
        let path = self.form.file.as_str();
        let file = [ListFile { path, text }];
        let Ok(list) = List::read(&file, self.form.is_folder(), self.sources.library) else {
            return text.to_owned();
        };
        let parts = list.entries.first().and_then(|e| set(&list, e, true, self.form).ok());
        edits(parts.unwrap_or_default()).apply(text)
    }

    /// Ticks the plan's own boxes of tasks that are done.
    fn tick_plan(&self, merge: &mut Merge) {
        for (index, task) in self.wanted.iter().enumerate() {
            let (Some(span), Some((entry, how))) = (task.tick, self.links.entry[index]) else { continue };
            // What somebody wrote may be about more than this box, or less.
            let sure = how != How::Words || self.links.tasks[entry].len() == 1;
            let done = self.list.entries[entry].state == TaskState::Done;
            let old = self.sources.tree.str(span);
            match (task.state, done) {
                (TaskState::Open | TaskState::InProgress, true) if sure => {
                    let Some(new) = tick(old, true) else { continue };
                    if merge.plan.replace(span, new).is_ok() {
                        merge.notes.push(Note::Ticked(self.name_of(entry)));
                    }
                }
                (TaskState::Done, false) if sure && self.list.entries[entry].state != TaskState::Dropped => {
                    merge.notes.push(Note::Unlike(self.name_of(entry)));
                }
                _ => {}
            }
        }
    }
}

/// The end of a line whose words end at `at`: blanks behind them stay where they are.
pub(crate) fn line_end(text: &str, at: usize) -> usize {
    let blanks = text[at..].len() - text[at..].trim_start_matches([' ', '\t']).len();
    if text[at + blanks..].starts_with(['\n', '\r']) { at + blanks } else { at }
}

/// Headings of a text moved so that its first has this level.
fn shifted(text: &str, wanted: usize, own: usize) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        let marks = line.len() - line.trim_start_matches('#').len();
        if marks > 0 && line[marks..].starts_with(' ') {
            out.push_str(&"#".repeat((marks + wanted).saturating_sub(own).clamp(1, 6)));
            out.push_str(&line[marks..]);
        } else {
            out.push_str(line);
        }
    }
    out
}

/// Parts that lie apart as edits. Two that overlap cannot be: each task is changed once.
pub(crate) fn edits(parts: Vec<Part>) -> Edits {
    let mut edits = Edits::new();
    for (span, text) in parts {
        let added = edits.replace(span, text);
        debug_assert!(added.is_ok(), "{added:?}");
    }
    edits
}
