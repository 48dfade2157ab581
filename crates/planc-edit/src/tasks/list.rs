//! The list of tasks that is there: each task with its parts, whatever form it is written in.

use super::make::Kind;
use super::words::letters;
use crate::conflict_marker;
use planc_dialect::{Field, Library};
use planc_model::{ListedTask, TASK_COMMENT, TaskFact, TaskShape, TaskState, facts, id_key, task_list};
use planc_source::Span;
use planc_syntax::{Kind as Node, Tree, keyed, lines, parse};
use rustc_hash::FxHashMap;

/// A file of a list: the list itself, or one task of a folder.
#[derive(Clone, Copy, Debug)]
pub struct ListFile<'a> {
    /// Its path from the folder of the plan, with slashes.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// Why a list cannot be worked on, with the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which of the files; `None` for the plan.
    pub file: Option<usize>,
    /// Where.
    pub span: Span,
    /// What is wrong, and what to do.
    pub message: String,
}

/// How a task of a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Item,
    Heading(u8),
    Row,
    File,
}

/// A task of a list.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) file: usize,
    pub(crate) id: Option<String>,
    /// Its words; without the id.
    pub(crate) words: Span,
    /// All of it, without rules and the footer behind.
    pub(crate) block: Span,
    /// Its own text, up to the first task in it.
    pub(crate) own: Span,
    /// The first line: what stands between id and words is there.
    pub(crate) head: Span,
    pub(crate) sign: Option<Span>,
    pub(crate) state: TaskState,
    pub(crate) shape: Shape,
    /// The boxes of its criteria.
    pub(crate) criteria: Vec<Span>,
    /// Boxes and words elsewhere that repeat its state.
    pub(crate) copies: Vec<Span>,
    pub(crate) comment: Option<Comment>,
    /// What it says it depends on; `None` where it says nothing.
    pub(crate) depends: Option<Vec<usize>>,
    pub(crate) owner: Option<String>,
    /// The section it stands in, where that is no task itself.
    pub(crate) group: Option<usize>,
}

/// What planc wrote beside a task: what it was made of, and what its words were.
#[derive(Clone, Debug)]
pub(crate) struct Comment {
    pub(crate) span: Span,
    /// `phase-3fa9c1d2`
    pub(crate) key: String,
    pub(crate) digest: String,
    pub(crate) gone: bool,
}

impl Comment {
    /// The comment's text.
    pub(crate) fn write(kind: Kind, key: &str, digest: &str, gone: bool) -> String {
        let gone = if gone { " gone" } else { "" };
        format!("{TASK_COMMENT} {}-{key} {digest}{gone} -->", kind.word())
    }

    fn read(tree: &Tree<'_>, span: Span) -> Option<Comment> {
        let inner = tree.str(span).strip_prefix(TASK_COMMENT)?.strip_suffix("-->")?;
        let mut words = inner.split_whitespace();
        let (key, digest) = (words.next()?.to_owned(), words.next()?.to_owned());
        let gone = match words.next() {
            None => false,
            Some("gone") => true,
            Some(_) => return None,
        };
        key.contains('-').then_some(Comment { span, key, digest, gone })
    }
}

/// What the words of a task are known by: nothing that a formatter changes.
pub(crate) fn digest(words: &str) -> String {
    planc_source::Fingerprint::of_text(&letters(words)).to_string()[..8].to_owned()
}

/// A list that was read.
pub(crate) struct List<'a> {
    pub(crate) files: Vec<ListFile<'a>>,
    pub(crate) trees: Vec<Tree<'a>>,
    pub(crate) entries: Vec<Entry>,
    /// Whether there is one file a task.
    pub(crate) folder: bool,
}

impl<'a> List<'a> {
    /// Reads a list; `folder` says that there is one file a task.
    pub(crate) fn read(files: &[ListFile<'a>], folder: bool, library: &Library) -> Result<List<'a>, Refusal> {
        let mut list = List { files: files.to_vec(), trees: Vec::new(), entries: Vec::new(), folder };
        for (index, file) in files.iter().enumerate() {
            if let Some(span) = conflict_marker(file.text) {
                let message = "a merge conflict is not resolved here; resolve it first".to_owned();
                return Err(Refusal { file: Some(index), span, message });
            }
            let tree = parse(file.text);
            if folder {
                list.entries.push(of_file(index, file, &tree, library));
            } else {
                of_list(index, &tree, library, &mut list.entries);
            }
            list.trees.push(tree);
        }
        list.comments()?;
        list.keys(library);
        Ok(list)
    }

    pub(crate) fn str(&self, entry: &Entry, span: Span) -> &'a str {
        self.trees.get(entry.file).map_or("", |t| t.str(span))
    }

    /// The heading of the section that a task stands in.
    pub(crate) fn group_of(&self, entry: &Entry) -> Option<&'a str> {
        let tree = self.trees.get(entry.file)?;
        Some(tree.title(tree.sections.get(entry.group?)?))
    }

    /// Gives every comment of planc to its task.
    fn comments(&mut self) -> Result<(), Refusal> {
        let mut next = 0;
        for (file, tree) in self.trees.iter().enumerate() {
            // The tasks around the place where we are, outermost first; both walk through the text once.
            let mut around: Vec<usize> = Vec::new();
            for node in tree.nodes.iter().filter(|n| matches!(n.kind, Node::Html | Node::InlineHtml)) {
                let source = tree.str(node.span);
                let Some(at) = source.find(TASK_COMMENT) else { continue };
                let start = node.span.start() + at;
                let end = source[at..].find("-->").map_or(node.span.end(), |e| start + e + 3);
                let span = Span::new(start, end);
                let refuse = |message: &str| Refusal { file: Some(file), span, message: message.to_owned() };
                let Some(comment) = Comment::read(tree, span) else {
                    return Err(refuse(
                        "this comment of planc is damaged; restore it, or delete it to make the task your own",
                    ));
                };
                let begun = |e: &Entry| e.file == file && e.block.start <= span.start;
                while self.entries.get(next).is_some_and(begun) {
                    around.push(next);
                    next += 1;
                }
                while around.last().is_some_and(|e| !self.entries[*e].block.contains(span)) {
                    around.pop();
                }
                // A formatter may have put it on a line of its own, behind the task.
                let before = next.checked_sub(1).filter(|e| {
                    let entry = &self.entries[*e];
                    entry.file == file
                        && entry.block.end <= span.start
                        && tree.str(Span::new(entry.block.end(), start)).trim().is_empty()
                });
                let Some(entry) = around.last().copied().or(before) else {
                    return Err(refuse(
                        "planc made this task, but what stands here is no task it can read; give it a box or a heading \
                         with an id, or delete the comment",
                    ));
                };
                self.entries[entry].comment.get_or_insert(comment);
            }
            next = self
                .entries
                .iter()
                .skip(next)
                .position(|e| e.file > file)
                .map_or(self.entries.len(), |n| next + n);
        }
        Ok(())
    }

    /// Reads what each task says of owner and dependencies.
    fn keys(&mut self, library: &Library) {
        let mut by_id: FxHashMap<String, usize> = FxHashMap::default();
        for (index, entry) in self.entries.iter().enumerate() {
            if let Some(id) = &entry.id {
                by_id.entry(id_key(id)).or_insert(index);
            }
        }
        for index in 0..self.entries.len() {
            let entry = &self.entries[index];
            let Some(tree) = self.trees.get(entry.file) else { continue };
            let said = said(tree, entry, library);
            let depends = said.depends.map(|value| {
                let mut found: Vec<usize> = Vec::new();
                for token in value.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '.')) {
                    let token = token.trim_matches(['.', '-']);
                    // A file that is linked begins with its number: `02-push`.
                    let known =
                        by_id.get(&id_key(token)).or_else(|| by_id.get(&id_key(token.split('-').next()?)));
                    found.extend(known.filter(|k| **k != index && !token.is_empty()));
                }
                found.sort_unstable();
                found.dedup();
                found
            });
            let entry = &mut self.entries[index];
            entry.depends = depends;
            entry.owner = said.owner;
        }
    }
}

fn of_list(file: usize, tree: &Tree<'_>, library: &Library, out: &mut Vec<Entry>) {
    let known = facts(tree, library, "tasks.md").tasks;
    let listed = task_list(&known);
    let footer = tree.footer().and_then(|(start, _)| tree.nodes.get(start)).map(|n| n.span.start());
    let first = out.len();
    for ListedTask { fact, criteria, copies, state } in listed {
        let fact: &TaskFact = &known[fact];
        let signs = |of: &[usize]| of.iter().filter_map(|c| known[*c].sign).collect::<Vec<_>>();
        let shape = match fact.shape {
            TaskShape::Item => Shape::Item,
            TaskShape::Heading(level) => Shape::Heading(level),
            TaskShape::Row => Shape::Row,
        };
        let end = footer.filter(|f| fact.block.contains_offset(*f)).unwrap_or(fact.block.end());
        let block = trimmed(tree.text, Span::new(fact.block.start(), end));
        let group = match shape {
            Shape::Heading(_) => None,
            _ => {
                let behind = tree.sections.partition_point(|s| s.span.start <= fact.span.start);
                behind.checked_sub(1).filter(|s| tree.sections[*s].heading.is_some())
            }
        };
        out.push(Entry {
            file,
            id: fact.id.clone(),
            words: fact.words,
            block,
            own: block,
            head: fact.span,
            sign: fact.sign,
            state,
            shape,
            criteria: signs(&criteria),
            copies: signs(&copies),
            comment: None,
            depends: None,
            owner: None,
            group,
        });
    }
    // Headings of tasks are no groups: of them it is the section around that counts.
    let headed: FxHashMap<u32, ()> = out[first..]
        .iter()
        .filter(|e| matches!(e.shape, Shape::Heading(_)))
        .map(|e| (e.head.start, ()))
        .collect();
    for index in first..out.len() {
        let next = out.get(index + 1).filter(|n| out[index].block.contains(n.block));
        let own = next.map_or(out[index].block, |n| Span::new(out[index].block.start(), n.block.start()));
        out[index].own = own;
        let heading = |s: &planc_syntax::Section| s.title.start;
        let mut group = match out[index].shape {
            Shape::Heading(_) => tree
                .sections
                .binary_search_by_key(&out[index].head.start, heading)
                .ok()
                .and_then(|s| tree.sections[s].parent),
            _ => out[index].group,
        };
        while let Some(g) = group.filter(|g| headed.contains_key(&tree.sections[*g].title.start)) {
            group = tree.sections[g].parent;
        }
        out[index].group = group.filter(|g| tree.sections[*g].level > 1);
    }
}

/// A block without blank lines and rules at its end.
pub(crate) fn trimmed(text: &str, span: Span) -> Span {
    let mut source = span.of(text).trim_end();
    loop {
        let line = source.rfind('\n').map_or(source, |at| &source[at + 1..]);
        let bare = line.trim();
        let marks = bare.replace(' ', "");
        let is_rule = marks.len() >= 3 && ["-", "*", "_"].iter().any(|r| marks == r.repeat(marks.len()));
        if !is_rule || line.len() == source.len() {
            return Span::new(span.start(), span.start() + source.len());
        }
        source = source[..source.len() - line.len()].trim_end();
    }
}

/// A file that is a task: its number is in its name, its status in its header.
fn of_file(file: usize, source: &ListFile<'_>, tree: &Tree<'_>, library: &Library) -> Entry {
    let facts = facts(tree, library, source.path);
    let name = source.path.rsplit('/').next().unwrap_or(source.path);
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let letter = name[digits..].bytes().take_while(u8::is_ascii_lowercase).count();
    let end = digits + if letter == 1 { 1 } else { 0 };
    let title = tree.sections.get(1).filter(|s| s.level == 1).map_or(Span::at(0), |s| s.title);
    let written = tree.str(title);
    let label = written.split_once(':').filter(|(head, _)| library.vocabulary().document(head).is_some());
    let words = match label {
        Some((_, rest)) => Span::new(title.end() - rest.trim_start().len(), title.end()),
        None => title,
    };
    let whole = Span::new(0, tree.text.trim_end().len());
    let sign = facts.status.as_ref().map(|s| s.span);
    Entry {
        file,
        id: Some(name[..end].to_owned()).filter(|id| !id.is_empty()),
        words,
        block: whole,
        own: whole,
        head: title,
        sign,
        state: TaskState::of(facts.status.as_ref().map(|s| s.state)),
        shape: Shape::File,
        criteria: facts.tasks.iter().filter_map(|t| t.sign).collect(),
        copies: Vec::new(),
        comment: None,
        depends: None,
        owner: None,
        group: None,
    }
}

/// What the keys of a task say.
#[derive(Default)]
struct Keys {
    depends: Option<String>,
    owner: Option<String>,
}

/// Reads keyed lines, rows and sub-headings of a task.
fn said(tree: &Tree<'_>, entry: &Entry, library: &Library) -> Keys {
    let vocabulary = library.vocabulary();
    let scope = vocabulary.scope("phases");
    let mut keys = Keys::default();
    // The key whose value stands in the items below.
    let mut waiting = false;
    let behind = Span::new(entry.head.end().max(entry.own.start()), entry.own.end());
    for line in lines(tree.text, behind) {
        let source = tree.str(line);
        let bullet = source.strip_prefix(['-', '*', '+']).is_some_and(|r| r.starts_with([' ', '\t']));
        let (key, value) = if let Some(row) = source.strip_prefix('|') {
            let mut cells = row.split('|').map(str::trim);
            (cells.next().unwrap_or(""), cells.next().unwrap_or(""))
        } else if source.starts_with('#') {
            (source.trim_start_matches('#').trim(), "")
        } else {
            let open = source.len() - source.trim_start_matches(['-', '*', '+']).trim_start().len();
            let skip = if bullet { open } else { 0 };
            match keyed(tree.text, Span::new(line.start() + skip, line.end())) {
                Some(k) => (tree.str(k.key), tree.str(k.value)),
                None => ("", ""),
            }
        };
        let key = key.trim_matches(['*', '`', ':', ' ']);
        let field = if key.is_empty() { None } else { vocabulary.field(scope, key) };
        match field {
            Some(Field::Depends) => {
                let all = keys.depends.get_or_insert_default();
                all.push(' ');
                all.push_str(value);
                waiting = value.is_empty();
            }
            Some(Field::Owner) if keys.owner.is_none() => {
                keys.owner = Some(value.to_owned()).filter(|v| !v.is_empty());
                waiting = false;
            }
            _ if waiting && bullet => {
                let all = keys.depends.get_or_insert_default();
                all.push(' ');
                all.push_str(source);
            }
            _ if source.starts_with('#') || !bullet => waiting = false,
            _ => {}
        }
    }
    keys
}
