use super::tests::percent;
use crate::lower::Lower;
use crate::spanned::{Number, Spanned};
use planc_dialect::{Concept, Field, Form};
use schemars::JsonSchema;
use serde::Serialize;

/// How much of the code the tests are to reach, in percent.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Coverage<'a> {
    /// Of all code.
    pub overall: Option<Spanned<Number<'a>>>,
    /// Of code that is added.
    pub new: Option<Spanned<Number<'a>>>,
    /// Of code that is changed.
    pub modified: Option<Spanned<Number<'a>>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("coverage", Field::Name, Field::Overall);
    let body = cx.body(index, shape);
    cx.plan.coverage.get_or_insert_default();
    for record in &body.records {
        for field in [Field::Overall, Field::New, Field::Modified] {
            if let Some(text) = cx.get(record, field) {
                set(cx, field, percent(&text));
            }
        }
        if record.form == Form::Keyed && record.title.is_none() {
            continue;
        }
        let (Some(text), label) = (cx.said(record).or_else(|| cx.title(record)), record.title) else {
            continue;
        };
        let named = label.and_then(|l| cx.vocabulary.field(shape.scope, cx.tree.str(l)));
        let words = label.map_or(&*text.value, |l| cx.tree.str(l)).to_lowercase();
        let has = |marks: &[&str]| {
            marks.iter().any(|m| words.split(|c: char| !c.is_alphanumeric()).any(|w| w == *m))
        };
        let field = match named {
            Some(field @ (Field::Overall | Field::New | Field::Modified)) => field,
            _ if has(&["new", "novo", "nuevo"]) => Field::New,
            _ if has(&["existing", "modified", "changed"]) => Field::Modified,
            _ if label.is_none() || has(&["overall", "total", "global", "minimum"]) => Field::Overall,
            _ => {
                // `Unit tests: 85 %` is a target of these tests.
                let level = label.and_then(|l| super::tests::level_word(cx, &cx.text(l)));
                super::tests::push_target(cx, level, label, &text);
                continue;
            }
        };
        set(cx, field, percent(&text));
    }
    if body.records.is_empty() {
        let text = cx.joined(body.prose.iter().map(|p| p.span));
        if let Some(text) = text {
            set(cx, Field::Overall, percent(&text));
        }
    } else {
        cx.leave(index, &body.prose);
    }
}

/// Sets the overall target, where none is set.
pub(crate) fn set_overall<'a>(cx: &mut Lower<'_, 'a>, value: Spanned<Number<'a>>) {
    set(cx, Field::Overall, value);
}

fn set<'a>(cx: &mut Lower<'_, 'a>, field: Field, value: Spanned<Number<'a>>) {
    let coverage = cx.plan.coverage.get_or_insert_default();
    let slot = match field {
        Field::New => &mut coverage.new,
        Field::Modified => &mut coverage.modified,
        _ => &mut coverage.overall,
    };
    slot.get_or_insert(value);
}
