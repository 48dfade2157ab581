//! Title and header in the form of the new template, and what its footer repeats.

use super::source::{Source, leaf};
use super::target::Target;
use planc_dialect::{Dialect, Entry, Field, State};
use planc_source::Span;
use planc_syntax::{HeaderField, HeaderForm, Place, Tree, header_fields};
use serde_json::{Map, Value};

/// What the header keeps of a plan, besides its title.
struct Said {
    field: Field,
    key: String,
    value: String,
}

/// What stands before the first section, and behind the last.
pub(crate) struct Header {
    pub head: String,
    pub foot: String,
}

/// How many ways there are to write a title; which one is read back as it was is found out by trying.
pub(crate) const TITLES: usize = 5;

/// Fields of the header that the model keeps.
const KEPT: &[Field] = &[
    Field::Status,
    Field::Authors,
    Field::Owners,
    Field::Created,
    Field::Updated,
    Field::Version,
    Field::Issue,
    Field::Spec,
    Field::Adrs,
    Field::Id,
    Field::Title,
    Field::NextSteps,
    Field::Tasks,
    Field::SupersededBy,
];

/// Writes the header; `way` is one of the ways to write the title.
pub(crate) fn header(
    source: &Source<'_, '_>,
    meta: &Map<String, Value>,
    target: &Target<'_>,
    way: usize,
) -> Header {
    let mut said = said(source, meta, target);
    let titled = source.fit.title.is_some() || meta.contains_key("title");
    let own_title = target.fit.title.is_some();
    let name = title(source, meta, target, way);
    // A template whose title stands in the header alone.
    said.retain(|s| s.field != Field::Title || source.fit.title.is_some());
    if !own_title && titled && way < 2 {
        said.retain(|s| s.field != Field::Title);
        let key = target.library.wording().key("meta", Field::Title);
        said.insert(0, Said { field: Field::Title, key, value: name.clone() });
    }
    let mut front = front_matter(source, target, &mut said);
    // The footer only repeats the status, so it is asked before the header takes it.
    let mut foot = lines(target, &mut said, Place::Foot);
    for leftover in source.leftovers.iter().filter(|l| source.closes(l)) {
        foot = format!("{}\n\n{}", foot.trim_end(), leftover.raw);
    }
    let mut head = lines(target, &mut said, Place::Head);
    surplus(target, said, &mut head, &mut front);
    let mut out = String::new();
    if !front.is_empty() {
        out.push_str(&format!("---\n{}---\n\n", front));
    }
    out.push_str(&preamble(source));
    if titled && (own_title || way >= 2) {
        out.push_str(&format!("# {name}\n\n"));
    }
    out.push_str(head.trim_end());
    // Without a title of its own everything before the first section stands below the new one.
    let below = |l: &&super::source::Leftover| match source.title() {
        Some(title) => l.section == title,
        None => l.section == 0 && !in_front(source.tree, l.span),
    };
    for leftover in source.leftovers.iter().filter(below) {
        out.push_str("\n\n");
        out.push_str(&leftover.raw);
    }
    Header { head: out, foot }
}

/// Text that stands before any heading and is no header.
fn preamble(source: &Source<'_, '_>) -> String {
    let own = source
        .leftovers
        .iter()
        .filter(|l| source.title().is_some() && l.section == 0 && !in_front(source.tree, l.span));
    own.map(|l| format!("{}\n\n", l.raw)).collect()
}

fn in_front(tree: &Tree<'_>, span: Span) -> bool {
    tree.front_matter.is_some_and(|f| f.start <= span.start && span.start < f.end)
}

/// The values of the plan's header as they are written, the status in the words of the target.
fn said(source: &Source<'_, '_>, meta: &Map<String, Value>, target: &Target<'_>) -> Vec<Said> {
    let tree = source.tree;
    let rank = |e: &&Entry| match e.source.place {
        Place::Head => 0,
        Place::FrontMatter => 1,
        Place::Foot => 2,
    };
    let mut entries: Vec<&Entry> = source.fit.header.iter().filter(|e| KEPT.contains(&e.field)).collect();
    entries.sort_by_key(rank);
    let authored = entries.iter().any(|e| e.field == Field::Authors && !e.source.value.is_empty());
    let mut out: Vec<(Span, Said)> = Vec::new();
    for entry in entries.iter().filter(|e| !e.source.value.is_empty()) {
        let value = tree.str(entry.source.value);
        match out.iter_mut().find(|(_, s)| s.field == entry.field) {
            // Each item of a list is an entry of its own.
            Some((key, said)) if *key == entry.source.key => {
                said.value.push_str(", ");
                said.value.push_str(value);
            }
            Some(_) => {}
            None if entry.field == Field::Owners && authored => {}
            None => {
                let key = tree.str(entry.source.key).to_owned();
                out.push((entry.source.key, Said { field: entry.field, key, value: value.to_owned() }));
            }
        }
    }
    let mut out: Vec<Said> = out.into_iter().map(|(_, s)| s).collect();
    from_sections(meta, target, &mut out);
    if let Some(status) = out.iter_mut().find(|s| s.field == Field::Status)
        && let Some(value) = status_value(source, meta, target)
    {
        status.value = value;
    }
    out.iter_mut().for_each(|s| s.value = s.value.split_whitespace().collect::<Vec<_>>().join(" "));
    out
}

/// What a section like `## Metadata` says.
fn from_sections(meta: &Map<String, Value>, target: &Target<'_>, out: &mut Vec<Said>) {
    let fields = [
        ("version", Field::Version),
        ("authors", Field::Authors),
        ("created", Field::Created),
        ("updated", Field::Updated),
        ("issue", Field::Issue),
        ("spec", Field::Spec),
        ("adrs", Field::Adrs),
        ("status", Field::Status),
    ];
    for (name, field) in fields {
        let there =
            out.iter().any(|s| s.field == field || field == Field::Authors && s.field == Field::Owners);
        let Some(value) = meta.get(name).filter(|_| !there) else { continue };
        let text = written(value);
        if !text.is_empty() {
            out.push(Said { field, key: target.library.wording().key("meta", field), value: text });
        }
    }
}

fn written(value: &Value) -> String {
    if let Some((value, _)) = leaf(value) {
        return value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    }
    match value {
        Value::Array(items) => items.iter().map(written).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            let get = |k: &str| map.get(k).map(written);
            match (get("text"), get("target"), get("word")) {
                (Some(text), Some(target), _) if text != target => format!("[{text}]({target})"),
                (Some(text), ..) => text,
                (_, _, Some(word)) => {
                    let lead = get("decoration").map_or(String::new(), |d| format!("{d} "));
                    let note = get("note").map_or(String::new(), |n| format!(" - {n}"));
                    format!("{lead}{word}{note}")
                }
                _ => String::new(),
            }
        }
        _ => String::new(),
    }
}

/// The status in the target's word, with the decoration the target has for it.
fn status_value(source: &Source<'_, '_>, meta: &Map<String, Value>, target: &Target<'_>) -> Option<String> {
    let status = meta.get("status")?;
    let (word, at) = leaf(status.get("word")?)?;
    let (state, _) = leaf(status.get("state")?)?;
    let vocabulary = target.library.vocabulary();
    let word = word.as_str()?;
    let known =
        vocabulary.state(word).filter(|s| *s != State::Other && s.word() == state.as_str().unwrap_or(""))?;
    let entry =
        source.fit.header.iter().find(|e| e.source.value.start <= at.start && at.end <= e.source.value.end);
    let (raw, from) = match entry {
        Some(entry) => (source.tree.str(entry.source.value), entry.source.value.start()),
        None => return Some(words_of(status, target, known, word)),
    };
    let mut value = raw.to_owned();
    value.replace_range(at.start() - from..at.end() - from, &state_word(target.dialect, known, word));
    let own = target.library.dialect_version(&source.fit.dialect.name, source.fit.dialect.version);
    let usual = own.and_then(|d| decoration(d, word, known));
    let theirs = decoration(target.dialect, &state_word(target.dialect, known, word), known);
    let had = status.get("decoration").and_then(leaf).and_then(|(d, _)| d.as_str());
    if let Some(had) =
        had.filter(|h| theirs.as_deref() != Some(h) && (theirs.is_some() || usual.as_deref() == Some(h)))
    {
        value = value.replacen(had, "", 1).trim().to_owned();
    }
    Some(match theirs {
        Some(new) if had != Some(&new) => format!("{new} {value}"),
        _ => value,
    })
}

fn words_of(status: &Value, target: &Target<'_>, state: State, word: &str) -> String {
    let mapped = state_word(target.dialect, state, word);
    written(status).replacen(word, &mapped, 1)
}

/// The word a dialect has for a state; the plan's own where it has the same or none.
fn state_word(dialect: &Dialect, state: State, word: &str) -> String {
    let own = dialect.lifecycle.word(word).filter(|w| w.state == state);
    own.or_else(|| dialect.lifecycle.first(state)).map_or_else(|| word.to_owned(), |w| w.word.clone())
}

/// The sign that a dialect has for a word or state: `🤔 Draft`.
fn decoration(dialect: &Dialect, word: &str, state: State) -> Option<String> {
    dialect.lifecycle.mark(word, state).map(str::to_owned)
}

/// The title, in one of the ways it can be written.
fn title(source: &Source<'_, '_>, meta: &Map<String, Value>, target: &Target<'_>, way: usize) -> String {
    let text = |key: &str| meta.get(key).map(written).unwrap_or_default();
    let (id, name) = (text("id"), text("title"));
    let found = source.fit.title.map(|(_, t)| t);
    let digits = found.and_then(|t| t.number).map(|n| source.tree.str(n).to_owned());
    let digits = digits.or_else(|| meta.get("number").map(|n| format!("{:0>3}", written(n))));
    let raw = source.title().map_or("", |t| source.tree.title(&source.tree.sections[t]));
    let in_header = source.fit.header.iter().any(|e| e.field == Field::Id);
    let full = match (&digits, id.is_empty() || in_header) {
        (_, false) => format!("{id}: {name}"),
        (Some(digits), true) if !in_header => format!("{digits}-{name}"),
        _ => name.clone(),
    };
    let pattern = target.dialect.title.as_ref();
    let holes = pattern.map_or("", |p| p.as_str());
    let counts = holes.contains("{number}") || holes.contains("{id}");
    let fill = |title: &str| {
        let number = digits.as_deref().unwrap_or("NNN");
        pattern.map_or_else(|| title.to_owned(), |p| p.fill(number, &id, "", title))
    };
    match way {
        0 if counts && digits.is_some() => fill(&name),
        0 | 1 if !counts => fill(&full),
        1 => fill(&name),
        2 => full,
        3 => fill(&name),
        _ => raw.to_owned(),
    }
}

/// What the template's front matter has a key for, and what is left of the plan's.
fn front_matter(source: &Source<'_, '_>, target: &Target<'_>, said: &mut Vec<Said>) -> String {
    let mut out = lines(target, said, Place::FrontMatter);
    for leftover in source.leftovers.iter().filter(|l| l.section == 0 && in_front(source.tree, l.span)) {
        for line in leftover.raw.lines().filter(|l| !l.trim().is_empty()) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// A value as YAML writes it.
fn yaml(value: &str) -> String {
    let odd =
        value.contains(": ") || value.starts_with(|c: char| !c.is_alphanumeric()) || value.contains(" #");
    if odd { format!("\"{}\"", value.replace('"', "'")) } else { value.to_owned() }
}

/// The template's keys of one place, as it writes them, with the plan's values.
fn lines(target: &Target<'_>, said: &mut Vec<Said>, place: Place) -> String {
    let tree = target.plain;
    let mut out = String::new();
    let mut last: Option<(usize, usize)> = None;
    for field in own_fields(target, place) {
        let start = line_start(tree.text, field.key.start());
        // Front matter holds no links.
        let linked = |s: &Said| place == Place::FrontMatter && s.value.contains("](");
        let Some(value) = take(target, said, &field, linked) else { continue };
        let value = if place == Place::FrontMatter { yaml(&value) } else { value };
        match last {
            Some((line, end)) if line == start => out.push_str(&tree.text[end..field.value.start()]),
            before => {
                if let Some((_, end)) = before {
                    out.push_str(line_rest(tree.text, end));
                    let gap = tree.text.get(end..start).unwrap_or("").contains("\n\n");
                    out.push_str(if gap { "\n\n" } else { "\n" });
                }
                let (mark, from) = lead(tree.text, start, field);
                out.push_str(mark);
                out.push_str(&tree.text[from..field.value.start()]);
            }
        }
        out.push_str(&value);
        last = Some((start, field.value.end()));
    }
    if let Some((_, end)) = last {
        out.push_str(line_rest(tree.text, end));
        out.push('\n');
    }
    out
}

/// What marks the line of a field (`> `, `*   `), and where its key begins with its marks of emphasis.
fn lead(text: &str, line: usize, field: HeaderField) -> (&str, usize) {
    let before = &text[line..field.key.start()];
    let mark = before.len() - before.trim_start_matches(['>', '-', '*', '+', ' ']).len();
    // Only the first key of a line has nothing but marks before it.
    if mark == before.len() || before.trim_matches(['>', '-', '*', '+', ' ', '|']).is_empty() {
        return ("", line);
    }
    let emphasis = before.len() - before.trim_end_matches(['*', '_', '`']).len();
    (&before[..mark.min(before.find("**").unwrap_or(mark))], field.key.start() - emphasis)
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |n| n + 1)
}

/// What stands behind the value on its line, when it is no further key: the two blanks of a hard break.
fn line_rest(text: &str, at: usize) -> &str {
    let rest = text[at..].split('\n').next().unwrap_or("");
    if rest.contains("**") || rest.contains('{') { "" } else { rest }
}

fn own_fields(target: &Target<'_>, place: Place) -> Vec<HeaderField> {
    header_fields(target.plain).into_iter().filter(|f| f.place == place).collect()
}

/// Takes the value that a key of the template asks for.
fn take(
    target: &Target<'_>,
    said: &mut Vec<Said>,
    field: &HeaderField,
    not: impl Fn(&Said) -> bool,
) -> Option<String> {
    let vocabulary = target.library.vocabulary();
    let meaning = vocabulary.field(vocabulary.scope("meta"), target.plain.str(field.key))?;
    let fits = |s: &Said| s.field == meaning || meaning == Field::Authors && s.field == Field::Owners;
    let at = said.iter().position(|s| fits(s) && !not(s))?;
    if field.place == Place::Foot && meaning == Field::Status {
        return Some(said[at].value.clone());
    }
    Some(said.remove(at).value)
}

/// Keys that the template does not have, written as it writes its own.
fn surplus(target: &Target<'_>, said: Vec<Said>, head: &mut String, front: &mut String) {
    let model = own_fields(target, Place::Head).into_iter().rfind(|f| f.form != HeaderForm::Plain);
    let yaml_only = model.is_none() && !own_fields(target, Place::FrontMatter).is_empty();
    for said in said {
        if yaml_only && said.field != Field::NextSteps && !said.value.contains("](") {
            front.push_str(&format!(
                "{}: {}\n",
                said.key.to_lowercase().replace(' ', "-"),
                yaml(&said.value)
            ));
            continue;
        }
        let line = match model.filter(|m| m.form != HeaderForm::Pipes) {
            Some(field) => {
                let tree = target.plain;
                let start = line_start(tree.text, field.key.start());
                let (mark, from) = lead(tree.text, start, field);
                let before = &tree.text[from..field.key.start()];
                let between = &tree.text[field.key.end()..field.value.start()];
                format!(
                    "{mark}{before}{}{between}{}{}",
                    said.key,
                    said.value,
                    line_rest(tree.text, field.value.end())
                )
            }
            None => format!("**{}**: {}", said.key, said.value),
        };
        if !head.is_empty() && !head.ends_with('\n') {
            head.push('\n');
        }
        if model.is_some_and(|m| m.form == HeaderForm::Pipes) && !head.is_empty() {
            head.push('\n');
        }
        head.push_str(&line);
        head.push('\n');
    }
}
