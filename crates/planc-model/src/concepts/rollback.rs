use crate::lower::{Lower, append};
use crate::notation::sql;
use crate::spanned::Text;
use planc_dialect::{Concept, Field};
use schemars::JsonSchema;
use serde::Serialize;

/// How to go back.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Rollback<'a> {
    /// Step by step.
    pub steps: Option<Vec<Text<'a>>>,
    /// How risky going back is.
    pub risk_level: Option<Text<'a>>,
    /// In words.
    pub text: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("rollback", Field::Name, Field::Text);
    let body = cx.body(index, shape);
    let mut steps = Vec::new();
    let mut words: Vec<_> = body.prose.iter().map(|p| p.span).collect();
    for record in &body.records {
        if let Some(level) = cx.get(record, Field::RiskLevel) {
            let level = cx.level(level);
            cx.plan.rollback.get_or_insert_default().risk_level.get_or_insert(level);
        }
        if let Some(value) = record.get(Field::Steps) {
            steps.extend(cx.values(value));
        }
        words.extend(record.get(Field::Text).map(|v| v.span));
        let label = record.title.and_then(|t| cx.vocabulary.field(shape.scope, cx.tree.str(t)));
        if label == Some(Field::RiskLevel)
            && let Some(level) = cx.said(record)
        {
            let level = cx.level(level);
            cx.plan.rollback.get_or_insert_default().risk_level.get_or_insert(level);
            continue;
        }
        if record.title.is_some() || record.text.is_some() {
            steps.extend(cx.whole(record));
        }
        for list in &record.lists {
            if record.node.is_none() {
                steps.extend(cx.list(*list));
            }
        }
    }
    let codes: Vec<_> =
        body.codes.iter().chain(body.records.iter().flat_map(|r| &r.codes)).copied().collect();
    for code in codes {
        // Statements that undo a migration belong to it.
        if cx.language(code) == "sql"
            || cx.language(code).is_empty() && sql::looks_like_sql(&cx.code(code).value)
        {
            super::migrations::take_code(cx, code, true, false);
        } else if body.codes.contains(&code) {
            super::commands::shell(cx, code, &mut steps);
        }
    }
    words.sort();
    let text = cx.joined(words.into_iter());
    let nothing = (steps.is_empty() && text.is_none()).then(|| cx.nothing(index));
    let rollback = cx.plan.rollback.get_or_insert_default();
    if !steps.is_empty() {
        rollback.steps.get_or_insert_default().extend(steps);
    }
    if let Some(text) = text.or(nothing.filter(|_| rollback.risk_level.is_none() && rollback.steps.is_none()))
    {
        append(&mut rollback.text, text);
    }
}
