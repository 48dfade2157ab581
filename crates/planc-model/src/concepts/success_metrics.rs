use crate::lower::Lower;
use crate::spanned::Text;
use planc_dialect::{Concept, Field, Form};
use schemars::JsonSchema;
use serde::Serialize;

/// How success is seen.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SuccessMetric<'a> {
    /// What is measured.
    pub metric: Option<Text<'a>>,
    /// What it should be.
    pub target: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("success_metrics", Field::Metric, Field::Target);
    let body = cx.body(index, shape);
    cx.leave(index, &body.prose);
    let mut found = Vec::new();
    for record in &body.records {
        let bare = record.text.is_none() && record.fields.is_empty();
        if record.form != Form::Item && bare && !record.lists.is_empty() {
            let items = record.lists.iter().flat_map(|l| cx.reader.items(*l, shape));
            found.extend(items.map(|r| metric(cx, &r)));
        } else {
            found.push(metric(cx, record));
        }
    }
    cx.plan.success_metrics.get_or_insert_default().extend(found);
}

fn metric<'a>(cx: &Lower<'_, 'a>, record: &planc_dialect::Record) -> SuccessMetric<'a> {
    let (metric, said) = cx.named(record);
    SuccessMetric { metric, target: cx.get(record, Field::Target).or(said) }
}
