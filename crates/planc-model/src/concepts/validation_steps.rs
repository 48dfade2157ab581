use crate::lower::Lower;
use planc_dialect::{Concept, Field};

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("acceptance", Field::Text, Field::Done);
    let body = cx.body(index, shape);
    let mut found = Vec::new();
    for record in &body.records {
        found.extend(super::acceptance::checks(cx, record).into_iter().map(|c| c.text));
    }
    for code in &body.codes {
        super::commands::shell(cx, *code, &mut found);
    }
    if found.is_empty() {
        found.extend(body.prose.iter().map(|p| cx.text(p.span)));
    } else {
        cx.leave(index, &body.prose);
    }
    cx.plan.validation_steps.get_or_insert_default().extend(found);
}
