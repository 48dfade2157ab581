use crate::annotation::{AnnotationError, annotations};
use crate::heading::{Headings, How};
use crate::lifecycle::Lifecycle;
use crate::vocabulary::Vocabulary;
use crate::{Concept, Field};
use planc_source::Span;
use planc_syntax::{HeaderField, HeaderForm, Place, header_fields, parse};
use serde::Deserialize;
use std::sync::OnceLock;

/// The shape of a plan: one annotated Markdown template.
#[derive(Debug)]
pub struct Dialect {
    /// The name, shared by all versions.
    pub name: String,
    /// The version, from 1.
    pub version: u32,
    /// What it is for, in a line.
    pub summary: String,
    /// The language of its headings.
    pub language: String,
    /// The file name of a new plan, with `{number}`, `{slug}`.
    pub file: String,
    /// The folder of a new plan.
    pub folder: String,
    /// How a title is written.
    pub title: Option<TitlePattern>,
    /// Further forms of the title, by which the dialect is known.
    pub titles: Vec<TitlePattern>,
    /// The status words, in the order a plan goes through them.
    pub statuses: Vec<String>,
    /// What these words mean, and which may follow which.
    pub lifecycle: Lifecycle,
    /// Keys of the header that take the day of every change, besides those that say so.
    pub dated: Vec<String>,
    /// The sections, in order.
    pub sections: Vec<TemplateSection>,
    /// The header's keys, in order.
    pub header: Vec<TemplateKey>,
    /// The template with its comments, as it stands in the file.
    pub source: String,
    /// Where the lines of `source` begin, sorted by what they say; made when it is first asked for.
    lines: OnceLock<Vec<usize>>,
}

/// A section of a template.
#[derive(Debug)]
pub struct TemplateSection {
    /// The heading as written.
    pub heading: String,
    /// Its normal form.
    pub key: String,
    /// 1 to 6.
    pub level: u8,
    /// What it is about, where planc knows.
    pub concept: Option<Concept>,
    /// Whether every plan of the dialect must have it.
    pub required: bool,
    /// Whether it stands for any number of sections.
    pub repeat: bool,
    /// The section of the template it stands in.
    pub parent: Option<usize>,
}

/// A key of a template's header.
#[derive(Debug)]
pub struct TemplateKey {
    /// The key as written.
    pub key: String,
    /// What it means, where planc knows.
    pub field: Option<Field>,
    /// Where it stands and how it is written.
    pub place: Place,
    /// Its form.
    pub form: HeaderForm,
}

/// A template that cannot be used as a dialect.
pub type DialectError = AnnotationError;

/// The head comment of a template.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Head {
    dialect: Option<String>,
    version: Option<u32>,
    summary: String,
    language: Option<String>,
    file: Option<String>,
    folder: Option<String>,
    title: Option<String>,
    titles: Vec<String>,
    statuses: Vec<String>,
    transitions: Vec<String>,
    dated: Vec<String>,
}

/// The comment below a heading.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct SectionFacts {
    concept: Option<String>,
    optional: bool,
    repeat: bool,
}

/// Sections that a plan may leave out without the template saying so.
const OPTIONAL: &[&str] = &["questions", "future", "references", "links", "meta", "next_steps"];

impl Dialect {
    /// Where some lines of text stand in the template, from the start of a line; in no order.
    pub fn lines_like<'d>(&'d self, text: &'d str) -> impl Iterator<Item = usize> + 'd {
        let from = |at: usize| &self.source.as_bytes()[at..];
        let lines = self.lines.get_or_init(|| {
            let behind = memchr::memchr_iter(b'\n', self.source.as_bytes()).map(|end| end + 1);
            let mut lines: Vec<usize> = std::iter::once(0).chain(behind).collect();
            lines.sort_unstable_by_key(|at| from(*at));
            lines
        });
        let first = lines.partition_point(|at| from(*at) < text.as_bytes());
        lines[first..].iter().copied().take_while(move |at| from(*at).starts_with(text.as_bytes()))
    }

    /// Reads a template. One without comments is a dialect too: `name` is then its name, and the
    /// vocabulary says what its sections are.
    ///
    /// # Errors
    /// Every mistake in the comments, with its place in the template.
    pub fn compile(source: &str, name: &str, vocabulary: &Vocabulary) -> Result<Dialect, Vec<DialectError>> {
        let tree = parse(source);
        let (notes, mut errors) = annotations(&tree);
        let (mut head, mut head_body) = (Head::default(), None);
        let mut facts: Vec<(usize, SectionFacts)> = Vec::new();
        for note in notes {
            let section = tree.sections.iter().rposition(|s| s.span.start <= note.span.start).unwrap_or(0);
            let is_head = tree.sections[section].heading.is_none() || note.table.contains_key("dialect");
            let table = toml::Value::Table(note.table);
            if is_head {
                match Head::deserialize(table) {
                    Ok(found) => (head, head_body) = (found, Some(note.body)),
                    Err(error) => errors.push(not_understood(source, note.body, &error.to_string())),
                }
                continue;
            }
            match SectionFacts::deserialize(table) {
                Ok(found) => {
                    let wrong = found.concept.as_deref().filter(|name| Concept::named(name).is_none());
                    errors.extend(wrong.map(|name| unknown_concept(source, note.body, name)));
                    facts.push((section, found));
                }
                Err(error) => errors.push(not_understood(source, note.body, &error.to_string())),
            }
        }
        let at = head_body.unwrap_or(Span::at(0));
        if head.statuses.is_empty() {
            head.statuses = statuses(&header_fields(&tree), source, vocabulary);
        }
        let lifecycle = match (&head.statuses[..], &head.transitions[..]) {
            ([], []) => Lifecycle::general(),
            (words, transitions) => Lifecycle::new(words, transitions, vocabulary).unwrap_or_else(|wrong| {
                errors.extend(wrong.into_iter().map(|e| entry_error(source, at, &e.entry, e.message)));
                Lifecycle::general()
            }),
        };
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut dialect = Dialect {
            name: head.dialect.unwrap_or_else(|| name.to_owned()),
            version: head.version.unwrap_or(1),
            summary: head.summary,
            language: head.language.unwrap_or_else(|| "en".to_owned()),
            file: head.file.unwrap_or_else(|| "{slug}.md".to_owned()),
            folder: head.folder.unwrap_or_else(|| "docs/plans".to_owned()),
            title: head.title.map(|t| TitlePattern::new(&t)),
            titles: head.titles.iter().map(|t| TitlePattern::new(t)).collect(),
            statuses: match &head.statuses[..] {
                [] => Vec::new(),
                _ => lifecycle.words().iter().map(|w| w.word.clone()).collect(),
            },
            lifecycle,
            dated: head.dated,
            sections: Vec::new(),
            header: header(&header_fields(&tree), source, vocabulary),
            source: source.to_owned(),
            lines: OnceLock::new(),
        };
        let mut headings = Headings::new(vocabulary);
        // Template sections by their number in the tree; the title is none of them.
        let mut numbers = vec![None; tree.sections.len()];
        for (index, section) in tree.sections.iter().enumerate().skip(1) {
            let title = tree.title(section);
            if section.level == 1 && dialect.sections.is_empty() && index == 1 {
                dialect.title.get_or_insert_with(|| TitlePattern::of_template(title));
                continue;
            }
            let parent = section.parent.and_then(|p| numbers[p]);
            let mut outer = Vec::new();
            let mut up: Option<usize> = parent;
            while let Some(at) = up {
                outer.extend(dialect.sections[at].concept);
                up = dialect.sections[at].parent;
            }
            let fact = facts.iter().find(|(s, _)| *s == index).map(|(_, f)| f);
            let said = fact.and_then(|f| f.concept.as_deref()).and_then(Concept::named);
            let read = headings.read(source, section.title, &outer);
            let repeat = fact.is_some_and(|f| f.repeat) || is_placeholder(title);
            let label = read.is_some_and(|r| r.how == How::Label);
            let concept = said.or(read.map(|r| r.concept)).filter(|_| !is_placeholder(title));
            let top = dialect.sections.iter().map(|s| s.level).min().unwrap_or(section.level);
            let optional = fact.is_some_and(|f| f.optional)
                || concept.is_some_and(|c| OPTIONAL.contains(&c.family()) || c.name() == "links.api_spec");
            numbers[index] = Some(dialect.sections.len());
            dialect.sections.push(TemplateSection {
                heading: title.to_owned(),
                key: headings.normal(title).to_owned(),
                level: section.level,
                concept,
                required: section.level == top && !optional && !repeat,
                repeat: repeat || label,
                parent,
            });
        }
        Ok(dialect)
    }

    /// The name with the version, as people write it: `governed v5`.
    pub fn label(&self) -> String {
        format!("{} v{}", self.name, self.version)
    }
}

fn header(fields: &[HeaderField], source: &str, vocabulary: &Vocabulary) -> Vec<TemplateKey> {
    let scope = vocabulary.scope("meta");
    let keys = fields.iter().map(|f| {
        let key = f.key.of(source).to_owned();
        TemplateKey { field: vocabulary.field(scope, &key), key, place: f.place, form: f.form }
    });
    keys.filter(|k| k.field.is_some() || k.form != HeaderForm::Plain).collect()
}

/// The words of an unedited list of choices: `[Draft | In Review | Approved]`.
fn statuses(fields: &[HeaderField], source: &str, vocabulary: &Vocabulary) -> Vec<String> {
    let scope = vocabulary.scope("meta");
    let status = fields.iter().find(|f| vocabulary.field(scope, f.key.of(source)) == Some(Field::Status));
    let Some(value) = status.map(|f| f.value.of(source)) else { return Vec::new() };
    let words = value.split(['|', '/', '[', ']', '(', ')', '{', '}', ',']).map(str::trim);
    words.filter(|w| vocabulary.state(w).is_some()).map(str::to_owned).collect()
}

/// `[Component/Area 1]`, `{{NAME}}`, `{title of option 1}`: a heading that waits for a name.
pub(crate) fn is_placeholder(title: &str) -> bool {
    let title = title.trim();
    title.starts_with('[') && title.ends_with(']') || title.starts_with('{') && title.ends_with('}')
}

fn not_understood(source: &str, body: Span, message: &str) -> DialectError {
    let message = message.lines().next().unwrap_or("").trim();
    // The smallest place: the key that the message quotes, if it stands there.
    let quoted = message.split('`').nth(1).unwrap_or("");
    let span = match body.of(source).find(quoted) {
        Some(at) if !quoted.is_empty() => Span::new(body.start() + at, body.start() + at + quoted.len()),
        _ => body.trim(source),
    };
    DialectError {
        span,
        message: format!("this comment is not understood: {message}"),
        help: Some("below a heading planc knows `concept`, `optional` and `repeat`".to_owned()),
    }
}

/// A mistake in one entry of a list in the head comment.
fn entry_error(source: &str, body: Span, entry: &str, message: String) -> DialectError {
    let at = body.of(source).find(entry).unwrap_or(0);
    DialectError {
        span: Span::new(body.start() + at, body.start() + at + entry.len()),
        message,
        help: Some(
            "a status is a word, perhaps with its emoji and its state: `🤔 Draft`, `Baking = in_progress`"
                .into(),
        ),
    }
}

fn unknown_concept(source: &str, body: Span, name: &str) -> DialectError {
    let at = body.of(source).find(name).unwrap_or(0);
    let near = Concept::all().map(Concept::name).filter(|n| n.contains(name) || name.contains(n));
    let near: Vec<_> = near.take(3).map(|n| format!("`{n}`")).collect();
    DialectError {
        span: Span::new(body.start() + at, body.start() + at + name.len()),
        message: format!("there is no concept `{name}`"),
        help: Some(if near.is_empty() {
            "`planc schema model` lists the keys of the model".to_owned()
        } else {
            format!("did you mean {}?", near.join(" or "))
        }),
    }
}

/// How titles of a dialect are written: words, and places for number, id, title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitlePattern {
    parts: Vec<Part>,
    source: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Hole(String),
}

/// What a title says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Title {
    /// The id with its letters (`PLAN-001`).
    pub id: Option<Span>,
    /// The digits of the number.
    pub number: Option<Span>,
    /// The name of the feature.
    pub title: Span,
}

impl TitlePattern {
    /// A pattern such as `PLAN-{number}: {title}`.
    pub fn new(pattern: &str) -> TitlePattern {
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some(open) = rest.find('{') {
            let Some(close) = rest[open..].find('}') else { break };
            if open > 0 {
                parts.push(Part::Text(rest[..open].to_lowercase()));
            }
            parts.push(Part::Hole(rest[open + 1..open + close].to_owned()));
            rest = &rest[open + close + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_lowercase()));
        }
        TitlePattern { parts, source: pattern.to_owned() }
    }

    /// The pattern of a template's own title: what is in brackets or braces is the feature's name.
    pub(crate) fn of_template(title: &str) -> TitlePattern {
        match title.find("{{").or_else(|| title.rfind('[')) {
            Some(at) => TitlePattern::new(&format!("{}{{title}}", &title[..at])),
            // A template without a placeholder still tells its kind: `Implementation Plan: Login`.
            None => match title.find([':', '：']) {
                Some(at) => TitlePattern::new(&format!("{}: {{title}}", &title[..at])),
                None => TitlePattern::new(title),
            },
        }
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// The words before the first place: `PLAN-`, `Technical Plan: `.
    pub fn prefix(&self) -> &str {
        match self.parts.first() {
            Some(Part::Text(text)) => text,
            _ => "",
        }
    }

    /// The title of a new plan.
    pub fn fill(&self, number: &str, id: &str, slug: &str, title: &str) -> String {
        let holes = [("{number}", number), ("{id}", id), ("{slug}", slug), ("{title}", title)];
        holes.iter().fold(self.source.clone(), |out, (hole, value)| out.replace(hole, value))
    }

    /// Reads a title, if it is written this way.
    pub fn read(&self, text: &str, title: Span) -> Option<Title> {
        let source = title.of(text);
        let mut at = 0;
        let mut found = Title { title, ..Title::default() };
        let mut id_start = None;
        for (index, part) in self.parts.iter().enumerate() {
            let rest = source.get(at..)?;
            match part {
                Part::Text(want) => {
                    let blanks = rest.len() - rest.trim_start().len();
                    let want = want.trim();
                    let here = rest[blanks..].get(..want.len())?;
                    if !here.eq_ignore_ascii_case(want) && (here.is_ascii() || here.to_lowercase() != want) {
                        return None;
                    }
                    if want.ends_with('-') && index == 0 {
                        id_start = Some(at + blanks);
                    }
                    at += blanks + want.len();
                }
                Part::Hole(hole) if hole == "number" => {
                    let blanks = rest.len() - rest.trim_start().len();
                    let start = title.start() + at + blanks;
                    let named =
                        !matches!(self.parts.get(index + 1), Some(Part::Text(t)) if t.starts_with('-'));
                    if let Some(len) = dated(&rest[blanks..], named) {
                        found.id = id_start.map(|i| Span::new(title.start() + i, start + len));
                        at += blanks + len;
                        continue;
                    }
                    let digits = rest[blanks..].bytes().take_while(u8::is_ascii_digit).count();
                    if digits == 0 {
                        return None;
                    }
                    found.number = Some(Span::new(start, start + digits));
                    found.id = id_start.map(|i| Span::new(title.start() + i, start + digits));
                    at += blanks + digits;
                }
                Part::Hole(hole) if hole == "title" => {
                    found.title = Span::new(title.start() + at, title.end()).trim(text);
                    at = source.len();
                }
                // Anything up to the next word of the pattern.
                Part::Hole(hole) => match self.parts.get(index + 1) {
                    Some(Part::Text(next)) => {
                        at += rest.to_lowercase().find(next.trim())?;
                        // Behind a day the name is part of the id.
                        if let Some(id) = found.id.filter(|_| found.number.is_none() && hole == "slug") {
                            found.id = Some(Span::new(id.start(), title.start() + at));
                        }
                    }
                    _ => at = source.len(),
                },
            }
        }
        (!found.title.is_empty()).then_some(found)
    }
}

/// The length of a day at the start of a text, and of the name behind it where the id has one: `2026-11-20-login`.
fn dated(text: &str, named: bool) -> Option<usize> {
    let day = text.get(..10)?.bytes().enumerate().all(|(at, b)| match at {
        4 | 7 => b == b'-',
        _ => b.is_ascii_digit(),
    });
    let rest = text.get(10..)?;
    if !day || rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let name = rest.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(rest.len());
    Some(if named && rest.starts_with('-') { 10 + name } else { 10 })
}
