use crate::lower::Lower;
use crate::spanned::{Spanned, Text};
use planc_dialect::{Compliance, Concept, Field, Form, Record, Shape};
use planc_syntax::Mark;
use schemars::JsonSchema;
use serde::Serialize;

/// An article of the project's constitution, and whether the plan keeps it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Article<'a> {
    /// The article.
    pub article: Option<Text<'a>>,
    /// Whether it is kept.
    pub status: Option<Spanned<Compliance>>,
    /// What is said of it.
    pub notes: Option<Text<'a>>,
}

/// The check of a plan against the constitution. A second check takes the place of the first one's verdicts.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("constitution", Field::Article, Field::Notes);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    let found: Vec<_> = body.records.iter().flat_map(|r| articles(cx, r, shape)).collect();
    let known = cx.plan.constitution.get_or_insert_default();
    if !known.is_empty() && !found.is_empty() {
        let places =
            known.iter().flat_map(|a| [a.article.as_ref().map(|t| t.span), a.notes.as_ref().map(|t| t.span)]);
        cx.settled.extend(places.flatten());
        known.clear();
    }
    known.extend(found);
}

fn articles<'a>(cx: &Lower<'_, 'a>, record: &Record, shape: Shape) -> Vec<Article<'a>> {
    let bare = record.text.is_none() && record.fields.is_empty();
    if record.form != Form::Item && bare && !record.lists.is_empty() {
        let items = record.lists.iter().flat_map(|l| cx.reader.items(*l, shape));
        return items.map(|r| article(cx, &r)).collect();
    }
    vec![article(cx, record)]
}

fn article<'a>(cx: &Lower<'_, 'a>, record: &Record) -> Article<'a> {
    let (article, said) = cx.named(record);
    let status = cx.get(record, Field::Status);
    let notes = cx.get(record, Field::Notes);
    let ticked = record.mark.map(|m| match m {
        Mark::Done => Compliance::Compliant,
        _ => Compliance::Unknown,
    });
    let ticked = ticked.map(|c| Spanned::new(c, record.mark_span));
    let (status, notes) = match status {
        Some(status) => (compliance(cx, &status).or(ticked), notes.or(said)),
        None => {
            let worded = said.as_ref().and_then(|t| sure(cx, t).or_else(|| closing(cx, t)));
            (ticked.or(worded), notes.or(said))
        }
    };
    let unknown = Spanned::new(Compliance::Unknown, record.title.unwrap_or(record.span));
    Article { article, status: Some(status.unwrap_or(unknown)), notes }
}

/// The verdict of a cell: `[x] Compliant`, `✅ PASS`, `[ ] Compliant`, `Pass (by design)`.
fn compliance(cx: &Lower<'_, '_>, text: &Text<'_>) -> Option<Spanned<Compliance>> {
    let source = text.value.trim();
    let set = |c| Some(Spanned::new(c, text.span));
    if source.starts_with("[ ]") || source.starts_with("⬜") || source.starts_with("☐") {
        return set(Compliance::Unknown);
    }
    sure(cx, text).or_else(|| {
        if source.starts_with("[x]")
            || source.starts_with("[X]")
            || source.starts_with('✅')
            || source.starts_with('✓')
        {
            set(Compliance::Compliant)
        } else if source.starts_with('❌') || source.starts_with('✗') {
            set(Compliance::NotCompliant)
        } else {
            None
        }
    })
}

/// A verdict in words at the start of the text.
fn sure(cx: &Lower<'_, '_>, text: &Text<'_>) -> Option<Spanned<Compliance>> {
    let bare = text.value.trim_start_matches(|c: char| !c.is_alphanumeric());
    let bare = bare.strip_prefix("x]").unwrap_or(bare).trim_start_matches(|c: char| !c.is_alphanumeric());
    let cut = bare
        .find([',', '(', '.', ';', '—', '–', ':', '*', '|', '。', '，', '；', '：', '（', '、'])
        .unwrap_or(bare.len());
    let head = bare[..cut].split(" - ").next().unwrap_or("").trim();
    let first = head.split(' ').next().unwrap_or("");
    let negated = matches!(first.to_lowercase().as_str(), "not" | "non" | "no" | "partially" | "partial");
    let found =
        cx.vocabulary.compliance(head).or_else(|| cx.vocabulary.compliance(first).filter(|_| !negated));
    // `No`, `not yet`, `partially compliant`; but nothing is said by `no screen touched`.
    let rest = head[first.len()..].trim();
    let denied = negated
        && (matches!(rest, "" | "yet" | "kept" | "fully") || cx.vocabulary.compliance(rest).is_some());
    let found = found.or_else(|| denied.then_some(Compliance::NotCompliant));
    found.map(|c| Spanned::new(c, text.span))
}

/// A verdict that ends the remarks: `No SQL in commands. PASS.` It must be in capitals and a sentence of its own,
/// so that a word of the sentence is never taken for one.
fn closing(cx: &Lower<'_, '_>, text: &Text<'_>) -> Option<Spanned<Compliance>> {
    let said = text.value.trim_end().trim_end_matches(['.', '!', '*', '。', ')', ' ']);
    let head = said.trim_end_matches(|c: char| c.is_ascii_uppercase());
    let word = &said[head.len()..];
    let alone =
        head.trim_end_matches([' ', '*', '(']).ends_with(['.', ';', ')', '`', '。', '；', '—', '–', '→']);
    let found = cx.vocabulary.compliance(word).filter(|_| word.len() > 1 && alone)?;
    Some(Spanned::new(found, text.span))
}
