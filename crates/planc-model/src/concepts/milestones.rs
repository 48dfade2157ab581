use super::acceptance::{Check, checks};
use crate::lower::Lower;
use planc_dialect::{Concept, Field, Form, Prose};

/// Boxes and bullets; a line about the estimate is the estimate.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("milestones", Field::Text, Field::Date);
    let body = cx.body(index, shape);
    let mut found: Vec<Check<'_>> = Vec::new();
    for record in &body.records {
        let estimate = cx.get(record, Field::Estimate);
        let only_estimate = estimate.is_some() && record.title.is_none() && record.text.is_none();
        let scope = cx.vocabulary.scope("milestones");
        let labelled =
            record.title.filter(|t| cx.vocabulary.field(scope, cx.tree.str(*t)) == Some(Field::Estimate));
        if let (Some(_), Some(said), true) = (labelled, cx.said(record), record.mark.is_none()) {
            cx.plan.estimate.get_or_insert(said);
            continue;
        }
        if let Some(estimate) = estimate.filter(|_| record.form != Form::Row) {
            cx.plan.estimate.get_or_insert(estimate);
        }
        // `**Note**: …` on a line of its own is no milestone.
        let remark = record.form == Form::Keyed && record.lists.is_empty() && record.mark.is_none();
        if remark && let Some(text) = cx.whole(record).filter(|_| !only_estimate) {
            cx.leave(index, &[Prose { span: text.span, after_records: true }]);
        } else if !only_estimate {
            found.extend(checks(cx, record));
        }
    }
    cx.leave(index, &body.prose);
    cx.plan.milestones.get_or_insert_default().extend(found);
}

/// The estimate: what its section says.
pub(crate) fn read_estimate(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let text = cx.everything(index).unwrap_or_else(|| cx.nothing(index));
    cx.plan.estimate.get_or_insert(text);
}
