use super::components::change;
use crate::lower::Lower;
use crate::notation::listing;
use crate::spanned::{Spanned, Text};
use planc_dialect::{Change, Concept, Field, Form, Record};
use planc_source::Span;
use planc_syntax::Kind;
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;

/// A file of the repository, and what happens to it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileChange<'a> {
    /// Its path.
    pub path: Text<'a>,
    /// What happens to it.
    pub change: Option<Spanned<Change>>,
    /// What it is for, or what changes in it.
    pub purpose: Option<Text<'a>>,
}

/// Directory trees, tables and lists of files. A tree of documents only names companions.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let heading = cx.tree.sections[index].title;
    let section = cx.vocabulary_change(heading);
    let shape = cx.shape("files", Field::Path, Field::Purpose);
    let body = cx.body(index, shape);
    let mut found = Vec::new();
    for record in &body.records {
        files(cx, record, section, &mut found);
    }
    for code in &body.codes {
        tree(cx, *code, section, &mut found);
    }
    let rows = found.len();
    cx.plan.files.get_or_insert_default().extend(found);
    cx.count(index, rows);
    cx.leave(index, &body.prose);
}

fn files<'a>(
    cx: &Lower<'_, 'a>,
    record: &Record,
    section: Option<Spanned<Change>>,
    out: &mut Vec<FileChange<'a>>,
) {
    for (field, what) in [
        (Field::New, Change::New),
        (Field::Modified, Change::Modified),
        (Field::Removed, Change::Removed),
        (Field::Unchanged, Change::Unchanged),
    ] {
        if let Some(value) = record.get(field) {
            listed(cx, value, Some(Spanned::new(what, value.span)), out);
        }
    }
    let label = record.title.map(|t| cx.text(t));
    let labelled = label.as_ref().and_then(|t| change(cx, t)).filter(|_| record.form != Form::Row);
    for list in &record.lists {
        let value = planc_dialect::Value { span: cx.tree.nodes[*list].span, node: Some(*list) };
        listed(cx, value, labelled.or(section), out);
    }
    for code in &record.codes {
        tree(cx, *code, labelled.or(section), out);
    }
    if let (Some(what), Some(text)) = (labelled, record.text) {
        // `Modify: src/a.rs`
        listed(cx, planc_dialect::Value { span: text, node: None }, Some(what), out);
        return;
    }
    let (path, said) = match record.title {
        Some(title) => (Some(title), cx.said(record)),
        None => (record.text, None),
    };
    let Some((path, rest)) = path.and_then(|p| path_of(cx, p)) else { return };
    let said_change = cx.get(record, Field::Change);
    let what = said_change.as_ref().and_then(|t| change(cx, t)).or(section);
    let purpose =
        cx.get(record, Field::Purpose).or(said).or(rest).or(said_change.filter(|_| what == section));
    out.push(FileChange { path, change: what, purpose });
}

fn listed<'a>(
    cx: &Lower<'_, 'a>,
    value: planc_dialect::Value,
    what: Option<Spanned<Change>>,
    out: &mut Vec<FileChange<'a>>,
) {
    let shape = cx.shape("files", Field::Path, Field::Purpose);
    match value.node.filter(|n| matches!(cx.tree.nodes[*n].kind, Kind::List(_))) {
        Some(list) => {
            for record in cx.reader.items(list, shape) {
                files(cx, &record, what, out);
            }
        }
        None => {
            for part in cx.split(value.span, &[',', ';']) {
                if let Some((path, purpose)) = path_of(cx, part.span) {
                    out.push(FileChange { path, change: what, purpose });
                }
            }
        }
    }
}

/// A path at the start of the text, in code or bare, and what is said behind it.
fn path_of<'a>(cx: &Lower<'_, 'a>, span: Span) -> Option<(Text<'a>, Option<Text<'a>>)> {
    let source = cx.tree.str(span);
    let bare = source.trim_start_matches(['*', '[']);
    let skip = source.len() - bare.len();
    let (from, len, behind) = match bare.strip_prefix('`').and_then(|r| r.find('`')) {
        Some(close) => (skip + 1, close, skip + close + 2),
        None => {
            let end = bare.find([' ', ',', '(', '*', ']']).unwrap_or(bare.len());
            (skip, end, skip + end)
        }
    };
    let path = source.get(from..from + len)?;
    let looks = !path.is_empty()
        && !path.contains(' ')
        && !path.contains("://")
        && (path.contains('/')
            || path.rsplit_once('.').is_some_and(|(stem, ext)| {
                !stem.is_empty()
                    && (1..=6).contains(&ext.len())
                    && ext.chars().all(|c| c.is_ascii_alphanumeric())
            }));
    if !looks {
        return None;
    }
    let at = Span::new(span.start() + from, span.start() + from + len);
    let rest = Span::new(span.start() + behind, span.end());
    let said = cx.tree.str(rest).trim_start_matches([' ', '-', '—', '–', ':', '*', '`', ',', '→', ']']);
    let said = cx.text(Span::new(rest.end() - said.len(), rest.end()));
    Some((cx.text(at), Some(said).filter(|t| !t.value.is_empty())))
}

/// The files of a directory tree with their full paths.
fn tree<'a>(
    cx: &Lower<'_, 'a>,
    code: planc_syntax::NodeId,
    section: Option<Spanned<Change>>,
    out: &mut Vec<FileChange<'a>>,
) {
    if matches!(cx.language(code), "bash" | "sh" | "shell" | "console" | "zsh" | "powershell") {
        return;
    }
    let source = cx.code(code);
    for file in listing::read(&source.value).unwrap_or_default() {
        if file.directory && file.children {
            continue;
        }
        let place = cx.inside(&source, file.name);
        let comment = file.comment.map(|c| cx.inside(&source, c));
        let what = comment.as_ref().and_then(|c| change(cx, c)).or(section);
        // A comment that is no more than the word for the change is no purpose.
        let purpose = comment.filter(|c| what == section || c.value.trim().contains(' '));
        out.push(FileChange { path: Spanned::new(Cow::Owned(file.path), place.span), change: what, purpose });
    }
}

impl Lower<'_, '_> {
    /// What a heading says happens to all files below it: `New Files`, `Files to Modify`.
    fn vocabulary_change(&self, heading: Span) -> Option<Spanned<Change>> {
        let words = self.tree.str(heading).split([' ', '(', ')', '/']);
        let mut found = words.filter_map(|w| self.vocabulary.change(w).filter(|c| *c != Change::Unchanged));
        let first = found.next()?;
        found.all(|c| c == first).then(|| Spanned::new(first, heading))
    }
}
