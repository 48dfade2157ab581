use super::components::answer;
use crate::lower::{Lower, append};
use crate::spanned::{Spanned, Text};
use planc_dialect::{Concept, Field};
use schemars::JsonSchema;
use serde::Serialize;

/// What happens to those who use it already.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Compatibility<'a> {
    /// Whether something breaks; absent where the plan does not say.
    pub breaking: Option<Spanned<bool>>,
    /// In words.
    pub text: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("compatibility", Field::Name, Field::Text);
    let body = cx.body(index, shape);
    let mut breaking = None;
    let mut spans: Vec<_> = body.prose.iter().map(|p| p.span).collect();
    for record in &body.records {
        if let Some(value) = record.get(Field::Breaking) {
            let answered = answer(cx, cx.text(value.span));
            // `Backwards compatible: Yes` is the opposite of `Breaking changes: Yes`.
            let before = cx.tree.text.get(..value.span.start()).unwrap_or("");
            let line = before.rsplit('\n').next().unwrap_or("").to_lowercase();
            let inverted = line.contains("compatible") && !line.contains("breaking");
            breaking = breaking.or(answered.answer.map(|a| Spanned::new(a.value != inverted, a.span)));
            // What follows the answer explains it.
            let words = cx.tree.str(value.span);
            let rest = words.split_once([',', '.', '-', '—', '–', ' ']).map_or("", |(_, rest)| rest);
            let rest = rest.trim_start_matches([' ', '-', '—', '–', '.']);
            if !rest.is_empty() {
                spans.push(planc_source::Span::new(value.span.end() - rest.len(), value.span.end()));
            }
            spans.extend(record.fields.iter().filter(|(f, _)| *f != Field::Breaking).map(|(_, v)| v.span));
            spans.extend(
                record.unknown.iter().map(|(k, v)| if k.is_empty() { v.span } else { k.cover(v.span) }),
            );
            spans.extend(record.text);
        } else {
            spans.push(record.span);
        }
    }
    spans.sort();
    let text = cx.joined(spans.into_iter());
    let text = text.or_else(|| breaking.is_none().then(|| cx.nothing(index)));
    let compatibility = cx.plan.compatibility.get_or_insert_default();
    compatibility.breaking = compatibility.breaking.or(breaking);
    if let Some(text) = text {
        append(&mut compatibility.text, text);
    }
}
