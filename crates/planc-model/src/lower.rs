//! From sections to typed values.

use crate::concepts::reader;
use crate::meta;
use crate::plan::{DialectName, Plan};
use crate::spanned::{Spanned, Text};
use planc_dialect::{
    Body, Concept, Field, Fit, Form, Library, Lifecycle, Prose, Reader, Record, Role, Shape, State, Value,
    Vocabulary,
};
use planc_source::Span;
use planc_syntax::{Block, Kind, Mark, NodeId, Tree, find_run, find_short, unwrap};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What reading a tree gave.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The plan.
    pub plan: Plan<'a>,
    /// For each section of the tree, how many records it was read into.
    pub records: Vec<u32>,
}

/// Lowers a fitted tree to the typed plan. Never fails; linear.
pub fn read<'a>(tree: &Tree<'a>, fit: &Fit, library: &Library, path: &str) -> Reading<'a> {
    lower(tree, fit, library, path, Depth::Everything)
}

/// The same for those who do not ask for `other`, as rules and facts do not: what no key takes of a section that
/// has keys is not looked for.
pub fn skim<'a>(tree: &Tree<'a>, fit: &Fit, library: &Library, path: &str) -> Reading<'a> {
    lower(tree, fit, library, path, Depth::Keys)
}

/// The same for those who ask for `meta` alone, as facts do.
pub(crate) fn glance<'a>(tree: &Tree<'a>, fit: &Fit, library: &Library, path: &str) -> Reading<'a> {
    lower(tree, fit, library, path, Depth::Header)
}

/// How much of a document is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Title, header, and sections that are header.
    Header,
    /// Every section that has a key.
    Keys,
    /// That, and what is left of it.
    Everything,
}

fn lower<'a>(tree: &Tree<'a>, fit: &Fit, library: &Library, path: &str, depth: Depth) -> Reading<'a> {
    let mut cx = Lower::new(tree, fit, library, path);
    meta::read(&mut cx);
    for index in 1..tree.sections.len() {
        let spot = fit.spots[index];
        if depth == Depth::Header && spot.concept.is_none_or(|c| c.family() != "meta") {
            continue;
        }
        match (spot.role, spot.concept) {
            (Role::Section | Role::Record, Some(concept)) if !cx.is_taken(index) && !cx.is_group(index) => {
                match reader(concept) {
                    Some(read) => read(&mut cx, index, concept),
                    None => cx.other(index),
                }
            }
            (Role::Unknown, _) => cx.other(index),
            _ => {}
        }
    }
    if depth == Depth::Everything {
        crate::leftover::keep(&mut cx);
        crate::header_rest::footer(&mut cx);
    }
    cx.sort();
    Reading { plan: cx.plan, records: cx.records }
}

/// The keys of the header that gave a value.
#[derive(Default)]
pub(crate) struct Used {
    keys: BTreeSet<Span>,
    last: Option<Span>,
}

impl Used {
    /// Notes a key.
    pub(crate) fn push(&mut self, key: Span) {
        self.keys.insert(key);
        self.last = Some(key);
    }

    /// The key noted last.
    pub(crate) fn last(&self) -> Option<&Span> {
        self.last.as_ref()
    }

    /// Whether this key was noted.
    pub(crate) fn contains(&self, key: &Span) -> bool {
        self.keys.contains(key)
    }

    /// Whether a key that was noted stands in `span`.
    pub(crate) fn within(&self, span: Span) -> bool {
        self.keys.range(Span::at(span.start())..).next().is_some_and(|key| span.contains(*key))
    }
}

/// The plan in the making, and what concepts need to read their sections.
pub(crate) struct Lower<'t, 'a> {
    pub(crate) tree: &'t Tree<'a>,
    pub(crate) fit: &'t Fit,
    pub(crate) vocabulary: &'t Vocabulary,
    pub(crate) reader: Reader<'t, 'a>,
    /// What the dialect calls its states.
    life: Option<&'t Lifecycle>,
    pub(crate) plan: Plan<'a>,
    records: Vec<u32>,
    /// Where the last section ended that was put into `other` as a whole.
    kept: usize,
    /// The keys of header entries that found their place.
    pub(crate) used: Used,
    /// What was read and gave way to something else.
    pub(crate) settled: Vec<Span>,
}

impl<'t, 'a> Lower<'t, 'a> {
    /// A plan of which nothing is read yet.
    pub(crate) fn new(tree: &'t Tree<'a>, fit: &'t Fit, library: &'t Library, path: &str) -> Lower<'t, 'a> {
        let vocabulary = library.vocabulary();
        let dialect = DialectName {
            name: fit.dialect.name.clone(),
            version: fit.dialect.version,
            confidence: fit.dialect.confidence,
        };
        Lower {
            tree,
            fit,
            vocabulary,
            reader: Reader { tree, fit, vocabulary },
            life: library.dialect_version(&dialect.name, dialect.version).map(|d| &d.lifecycle),
            plan: Plan::new(path, dialect),
            records: vec![0; tree.sections.len()],
            kept: 0,
            used: Used::default(),
            settled: Vec::new(),
        }
    }

    /// Whether a record was read with the section it stands in, or is inside an unknown section.
    fn is_taken(&self, index: usize) -> bool {
        let parent = self.tree.sections[index].parent.filter(|p| *p > 0);
        self.fit.spots[index].role == Role::Record && parent.is_some_and(|p| self.reader.belongs(index, p))
    }

    /// Whether a section has no content of its own and no items, only sections that stand for themselves.
    fn is_group(&self, index: usize) -> bool {
        let mut children = self.tree.subsections(index).peekable();
        children.peek().is_some()
            && self.own_blocks(index).next().is_none()
            && children.all(|c| !matches!(self.fit.spots[c].role, Role::Record | Role::Part))
    }

    /// The state a status word stands for, in the vocabulary or in the dialect.
    pub(crate) fn state(&self, word: &str) -> Option<State> {
        self.vocabulary.state(word).or_else(|| Some(self.life?.word(word)?.state))
    }

    /// The words by which the fields of a concept are known, and how its records are named.
    pub(crate) fn shape(&self, family: &str, name: Field, text: Field) -> Shape {
        Shape { scope: self.vocabulary.scope(family), name, text }
    }

    /// A section's items; paragraphs that are none go to `other`.
    pub(crate) fn items(&mut self, index: usize, shape: Shape) -> Vec<Record> {
        let body = self.body(index, shape);
        self.leave(index, &body.prose);
        body.records
    }

    /// A section's items, paragraphs and code blocks.
    pub(crate) fn body(&mut self, index: usize, shape: Shape) -> Body {
        let body = self.reader.section(index, shape);
        self.count(index, body.records.len());
        body
    }

    /// Notes how many records a section gave, for the outline.
    pub(crate) fn count(&mut self, index: usize, records: usize) {
        self.records[index] = u32::try_from(records).unwrap_or(u32::MAX);
        for child in self.tree.subsections(index) {
            if self.fit.spots[child].role == Role::Record && self.reader.belongs(child, index) {
                self.records[child] = 1;
            }
        }
    }

    /// Keeps paragraphs that no key takes.
    pub(crate) fn leave(&mut self, index: usize, prose: &[Prose]) {
        if let Some(text) = self.joined(prose.iter().map(|p| p.span)) {
            self.keep(index, text);
        }
    }

    /// Puts the whole of a section that maps to nothing into `other`, unknown sub-sections included.
    pub(crate) fn other(&mut self, index: usize) {
        let unknown = |i: usize| {
            self.fit.spots[i].role == Role::Unknown
                || self.fit.spots[i].concept.is_some_and(Concept::is_other)
        };
        let section = &self.tree.sections[index];
        if section.span.start() < self.kept {
            return;
        }
        // Up to the first section inside that has a key of its own.
        let inside = (index + 1..self.tree.sections.len())
            .take_while(|i| self.tree.sections[*i].span.start < section.span.end);
        let end = inside.filter(|i| !unknown(*i)).map(|i| self.tree.sections[i].span.start()).next();
        let body = Span::new(section.body.start(), end.unwrap_or(section.span.end()));
        let span = planc_dialect::behind_comment(self.tree.text, body);
        self.kept = span.end();
        let span = self.without_rule(span);
        let text = self.text(span);
        // A heading that only groups sections with keys of their own says nothing itself.
        if end.is_none() || !text.value.is_empty() {
            self.keep(index, text);
        }
    }

    pub(crate) fn keep(&mut self, index: usize, text: Text<'a>) {
        let section = &self.tree.sections[index];
        let heading = Spanned::new(Cow::Borrowed(self.tree.title(section)), section.title);
        let level = Spanned::new(section.level, section.title);
        self.plan.other.get_or_insert_default().push(crate::concepts::Other { heading, level, text });
    }

    /// A span without the rule and the footer that end it.
    fn without_rule(&self, span: Span) -> Span {
        let mut end = span.end();
        if let Some((footer, _)) = self.tree.footer() {
            end = end.min(self.tree.nodes[footer].span.start()).max(span.start());
        }
        let mut source = self.tree.str(Span::new(span.start(), end)).trim_end();
        while let Some(line) = source.lines().last().map(str::trim)
            && line.len() >= 3
            && (line.bytes().all(|b| b == b'-')
                || line.bytes().all(|b| b == b'*')
                || line.bytes().all(|b| b == b'_'))
        {
            source = source[..source.len() - line.len()].trim_end();
        }
        Span::new(span.start(), span.start() + source.len()).trim(self.tree.text)
    }

    /// Items that stand below different headings come in the order of the text.
    fn sort(&mut self) {
        fn first<const N: usize>(values: [&Option<Text<'_>>; N]) -> u32 {
            values.into_iter().flatten().map(|t| t.span.start).min().unwrap_or(0)
        }
        let plan = &mut self.plan;
        plan.risks.iter_mut().for_each(|l| {
            l.sort_by_key(|r| first([&r.risk, &r.likelihood, &r.impact, &r.mitigation, &r.owner]))
        });
        plan.components
            .iter_mut()
            .for_each(|l| l.sort_by_key(|c| first([&c.name, &c.purpose, &c.location, &c.reason])));
        plan.dependencies
            .iter_mut()
            .for_each(|l| l.sort_by_key(|d| first([&d.name, &d.version, &d.purpose, &d.status])));
        plan.tests
            .iter_mut()
            .for_each(|l| l.sort_by_key(|t| first([&t.subject, &t.what, &t.tool, &t.expected])));
        plan.questions.iter_mut().for_each(|l| l.sort_by_key(|q| first([&q.question, &q.context])));
        plan.other.iter_mut().for_each(|l| l.sort_by_key(|o| (o.text.span.start, o.heading.span.start)));
        plan.decisions.iter_mut().for_each(|l| l.sort_by_key(|d| first([&d.decision, &d.choice])));
    }

    // ---- Values ----------------------------------------------------------------------------------

    /// The words at `span`; indentation of wrapped lines and the escape of pipes are no part of them.
    pub(crate) fn text(&self, span: Span) -> Text<'a> {
        let span = span.trim(self.tree.text);
        let source = self.tree.str(span);
        let plain = memchr::memchr2(b'\\', b'\n', source.as_bytes()).is_none();
        Spanned::new(if plain { Cow::Borrowed(source) } else { dedent(unescape(source)) }, span)
    }

    /// A name: the words without backticks or bold around them.
    pub(crate) fn name(&self, span: Span) -> Text<'a> {
        let span = unwrap(self.tree.text, span);
        let source = self.tree.str(span);
        if memchr::memchr3(b'\\', b'\n', b'*', source.as_bytes()).is_none() {
            return Spanned::new(Cow::Borrowed(source), span);
        }
        let name = self.text(span);
        // Of `**API** (new)` the key ends behind the bracket, the bold before it.
        let Some(at) = find_run(&name.value, b'*', 2).filter(|at| *at > 0) else { return name };
        let (before, behind) = (&name.value[..at], &name.value[at + 2..]);
        let bracket = behind.trim_start().starts_with(['(', '（', '[']) || behind.trim().is_empty();
        if before.ends_with(['/', ' ']) || !bracket || behind.contains("**") {
            return name;
        }
        Spanned::new(Cow::Owned(format!("{before}{behind}").trim().to_owned()), name.span)
    }

    /// The value of a field as words.
    pub(crate) fn get(&self, record: &Record, field: Field) -> Option<Text<'a>> {
        record.get(field).map(|v| self.value(v))
    }

    /// The value of a field as a name.
    pub(crate) fn get_name(&self, record: &Record, field: Field) -> Option<Text<'a>> {
        record.get(field).map(|v| self.name(v.span))
    }

    /// A value as words: of a code block, the code.
    pub(crate) fn value(&self, value: Value) -> Text<'a> {
        match value.node.filter(|n| matches!(self.tree.nodes[*n].kind, Kind::Code(_))) {
            Some(node) => self.code(node),
            None => self.text(value.span),
        }
    }

    /// What a record is called.
    pub(crate) fn title(&self, record: &Record) -> Option<Text<'a>> {
        record.title.map(|t| self.name(t))
    }

    /// What is said of a record without a key.
    pub(crate) fn said(&self, record: &Record) -> Option<Text<'a>> {
        record.text.map(|t| self.text(t))
    }

    /// All of a record's own line, label included: for items that are one statement.
    pub(crate) fn whole(&self, record: &Record) -> Option<Text<'a>> {
        if record.form == Form::Item
            && let Some(item) = record.node.and_then(|n| self.tree.item(n))
        {
            return Some(self.text(item.text)).filter(|t| !t.value.is_empty());
        }
        match (record.title, record.text) {
            (Some(title), Some(text)) if record.form == Form::Keyed => {
                Some(self.text(self.line(title).cover(text)))
            }
            (title, text) => text.or(title).map(|s| self.text(s)),
        }
    }

    /// The key that stands before a value on its line.
    pub(crate) fn key_before(&self, value: Span) -> Option<Text<'a>> {
        let before = self.tree.text.get(..value.start())?;
        let line = before.rfind(['\n', '\r']).map_or(0, |n| n + 1);
        let key = before[line..].trim_start_matches(['-', '*', '+', '>', ' ', '\t', '_']);
        let kept = key.trim_end_matches([':', '*', ' ', '：', '_']).len();
        let start = value.start() - key.len();
        (kept > 0).then(|| self.name(Span::new(start, start + kept)))
    }

    /// A label with the marks of emphasis before it.
    fn line(&self, label: Span) -> Span {
        let before = self.tree.text.get(..label.start()).unwrap_or("");
        let kept = before.trim_end_matches(['*', '_']).len();
        Span::new(kept, label.end())
    }

    /// The label, or the text where there is no label; and then the text that is left.
    pub(crate) fn named(&self, record: &Record) -> (Option<Text<'a>>, Option<Text<'a>>) {
        match record.title {
            Some(title) => (Some(self.name(title)), self.said(record)),
            None => (self.said(record), None),
        }
    }

    /// The code of a block.
    pub(crate) fn code(&self, node: NodeId) -> Text<'a> {
        match self.tree.code_view(node) {
            Some(code) if code.contiguous => {
                let source = self.tree.str(code.body);
                let kept = source.trim_end_matches(['\n', '\r']).len();
                let span = Span::new(code.body.start(), code.body.start() + kept);
                Spanned::new(Cow::Borrowed(self.tree.str(span)), span)
            }
            Some(code) => Spanned::new(dedent(self.tree.str(code.body).trim_end()), code.body),
            None => self.text(self.tree.nodes[node].span),
        }
    }

    /// The first word of a code block's info string.
    pub(crate) fn language(&self, node: NodeId) -> &'a str {
        let info = self.tree.code_view(node).map_or("", |c| self.tree.str(c.info));
        info.split([' ', ',', '{', ':']).next().unwrap_or("")
    }

    /// A place inside a code block, from offsets in its code.
    pub(crate) fn inside(&self, code: &Text<'a>, at: Span) -> Text<'a> {
        inside(code, at)
    }

    /// The texts of a list's items, one each; nested lists are not looked into.
    pub(crate) fn list(&self, list: NodeId) -> Vec<Text<'a>> {
        self.tree.items(list).map(|i| self.text(i.text)).filter(|t| !t.value.is_empty()).collect()
    }

    /// A value as a list: the items of a list, or the parts of a line between semicolons or commas.
    pub(crate) fn values(&self, value: Value) -> Vec<Text<'a>> {
        match value.node.filter(|n| matches!(self.tree.nodes[*n].kind, Kind::List(_))) {
            Some(list) => self.list(list),
            None => self.split(value.span, &[';']),
        }
    }

    /// The parts of a line between any of `by`, outside brackets and code.
    pub(crate) fn split(&self, span: Span, by: &[char]) -> Vec<Text<'a>> {
        let source = self.tree.str(span);
        let (mut depth, mut code, mut from) = (0i32, false, 0);
        let mut parts = Vec::new();
        for (at, c) in source.char_indices() {
            match c {
                '`' => code = !code,
                '(' | '[' | '{' if !code => depth += 1,
                ')' | ']' | '}' if !code => depth -= 1,
                c if depth <= 0 && !code && by.contains(&c) => {
                    parts.push(Span::new(span.start() + from, span.start() + at));
                    from = at + c.len_utf8();
                }
                _ => {}
            }
        }
        parts.push(Span::new(span.start() + from, span.end()));
        parts.into_iter().map(|p| self.text(p)).filter(|t| !t.value.is_empty()).collect()
    }

    /// A level word in the model's spelling; another word as it stands.
    pub(crate) fn level(&self, text: Text<'a>) -> Text<'a> {
        let bare = text.value.trim_matches(['*', '`', '_', ' ', '.']);
        let head = bare.split(['(', '（', ',', ';', '—', '–', ':']).next().unwrap_or(bare);
        let head = find_short(head, " - ").map_or(head, |at| &head[..at]);
        match self.vocabulary.level(bare).or_else(|| self.vocabulary.level(head)) {
            Some(level) => Spanned::new(Cow::Borrowed(level.word()), text.span),
            None => text,
        }
    }

    /// The box of a record.
    pub(crate) fn done(&self, record: &Record) -> Option<Spanned<bool>> {
        record.mark.map(|m| Spanned::new(m == Mark::Done, record.mark_span))
    }

    /// The sign in a box that is neither blank nor a tick.
    pub(crate) fn mark(&self, record: &Record) -> Option<Spanned<char>> {
        match record.mark {
            Some(Mark::Other(sign)) => Some(Spanned::new(sign, record.mark_span)),
            _ => None,
        }
    }

    /// The blocks of a section's own content that lie side by side; rules, comments and the footer are none.
    pub(crate) fn blocks(&self, index: usize) -> Vec<Block> {
        self.own_blocks(index).collect()
    }

    fn own_blocks(&self, index: usize) -> impl Iterator<Item = Block> {
        let own = self.reader.own(index);
        let blocks = self.tree.siblings(own.start, own.end).filter_map(|n| self.tree.block(n));
        let silent = |b: &Block| match b.kind {
            Kind::Paragraph => planc_dialect::is_silent(self.tree.str(b.span)),
            Kind::Html => !planc_dialect::says_something(self.tree.str(b.span)),
            kind => kind == Kind::Rule,
        };
        blocks.filter(move |b| !silent(b))
    }

    /// A section's own running text: paragraphs, lists, quotes and tables, without code.
    pub(crate) fn running(&self, index: usize) -> Option<Text<'a>> {
        let blocks = self.blocks(index).into_iter().filter(|b| {
            matches!(b.kind, Kind::Paragraph | Kind::List(_) | Kind::Quote | Kind::Table | Kind::Heading(_))
        });
        self.joined(blocks.map(|b| b.span))
    }

    /// All of a section's own content.
    pub(crate) fn everything(&self, index: usize) -> Option<Text<'a>> {
        self.joined(self.blocks(index).into_iter().map(|b| b.span))
    }

    /// Blocks as one text; borrowed where nothing stands between them.
    pub(crate) fn joined(&self, spans: impl Iterator<Item = Span>) -> Option<Text<'a>> {
        let mut out: Option<Text<'a>> = None;
        for span in spans {
            let next = self.text(span);
            if next.value.is_empty() {
                continue;
            }
            out = Some(match out {
                None => next,
                Some(before) => {
                    let gap = self.tree.str(Span::new(before.span.end(), next.span.start()));
                    let cover = before.span.cover(next.span);
                    let borrowed =
                        matches!((&before.value, &next.value), (Cow::Borrowed(_), Cow::Borrowed(_)));
                    if gap.trim().is_empty() && borrowed {
                        Spanned::new(Cow::Borrowed(self.tree.str(cover)), cover)
                    } else {
                        join(before, &next)
                    }
                }
            });
        }
        out
    }

    /// The empty text at the end of a section's heading: the section is there, but says nothing.
    pub(crate) fn nothing(&self, index: usize) -> Text<'a> {
        Spanned::new(Cow::Borrowed(""), Span::at(self.tree.sections[index].body.start()))
    }
}

/// A part of a text, from offsets in it.
pub(crate) fn inside<'a>(code: &Text<'a>, at: Span) -> Text<'a> {
    match &code.value {
        Cow::Borrowed(source) => {
            let span = Span::new(code.span.start() + at.start(), code.span.start() + at.end());
            Spanned::new(Cow::Borrowed(source.get(at.range()).unwrap_or("")), span)
        }
        Cow::Owned(source) => Spanned::new(Cow::Owned(at.of(source).to_owned()), code.span),
    }
}

/// Sets a prose key, or adds a further section's text to it.
pub(crate) fn append<'a>(slot: &mut Option<Text<'a>>, text: Text<'a>) {
    match slot {
        Some(before) if !before.value.is_empty() => {
            if !text.value.is_empty() {
                let whole = std::mem::replace(before, Spanned::new(Cow::Borrowed(""), text.span));
                *before = join(whole, &text);
            }
        }
        empty => *empty = Some(text),
    }
}

/// Two texts with an empty line between them. The first one grows in place, so that many joins stay linear.
fn join<'a>(before: Text<'a>, next: &Text<'a>) -> Text<'a> {
    let mut whole = before.value.into_owned();
    whole.push_str("\n\n");
    whole.push_str(&next.value);
    Spanned::new(Cow::Owned(whole), before.span.cover(next.span))
}

/// `\|` is how a cell writes a pipe.
fn unescape(source: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', source.as_bytes()).is_some() && source.contains("\\|") {
        Cow::Owned(source.replace("\\|", "|"))
    } else {
        Cow::Borrowed(source)
    }
}

/// Takes the indentation and quote marks of a list or quote off wrapped lines.
fn dedent<'a>(text: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
    let text = text.into();
    if memchr::memchr(b'\n', text.as_bytes()).is_none() {
        return text;
    }
    let mut rest = text.split('\n').skip(1).filter(|l| !l.trim().is_empty()).peekable();
    if rest.peek().is_none() {
        return text;
    }
    // The marks of a quote belong to a text that begins with one.
    let quoted = text.starts_with('>');
    let prefix = |line: &str| {
        line.len() - line.trim_start_matches(|c| matches!(c, ' ' | '\t') || c == '>' && !quoted).len()
    };
    let common = rest.map(prefix).min().unwrap_or(0);
    if common == 0 {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        out.push_str(if number == 0 { line } else { line.get(common..).unwrap_or("") });
    }
    Cow::Owned(out)
}
