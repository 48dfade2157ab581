//! Nothing of a plan is lost: what no value was read from goes to `other`.

mod spans;

use crate::lower::Lower;
use planc_dialect::{Role, is_silent, says_something};
use planc_source::Span;
use planc_syntax::{Kind, keyed, lines};
use spans::Covered;

/// Puts paragraphs, items, rows and code blocks that no value of the plan was read from into `other`, under
/// the heading they stand below. What a section as a whole has no place for is there already.
pub(crate) fn keep(cx: &mut Lower<'_, '_>) {
    let covered = Covered::of(&cx.plan, &cx.settled, cx.tree.text);
    let (mut units, mut rest) = (Vec::new(), Vec::new());
    let title = cx.fit.title.map(|(section, _)| section);
    for index in 1..cx.tree.sections.len() {
        let role = cx.fit.spots[index].role;
        if Some(index) == title || matches!(role, Role::Unknown | Role::Top) {
            continue;
        }
        read_units(cx, index, &mut units);
        let mut behind_is_left = false;
        for unit in units.drain(..).rev() {
            let left = !covered.touches(unit);
            // A label over a list belongs to what stands in the list.
            let left = left && (behind_is_left || !is_label(cx, unit));
            behind_is_left = left;
            if left {
                rest.push(unit);
            }
        }
        if let Some(text) = cx.joined(rest.drain(..).rev()) {
            cx.keep(index, text);
        }
    }
}

/// Whether a line is no more than a key: `**Responsibilities:**`.
fn is_label(cx: &Lower<'_, '_>, unit: Span) -> bool {
    let text = cx.tree.text;
    lines(text, unit).all(|line| keyed(text, line).is_some_and(|k| k.value.is_empty()))
}

/// The smallest pieces of a section's own content that say something by themselves.
fn read_units(cx: &Lower<'_, '_>, index: usize, units: &mut Vec<Span>) {
    let tree = cx.tree;
    let mut head = false;
    for node in cx.reader.own(index) {
        let span = tree.nodes[node].span;
        match tree.nodes[node].kind {
            Kind::Paragraph if !is_silent(tree.str(span)) => units.push(span),
            // The words of a tight list are no paragraph of their own.
            Kind::Item => units.extend(tree.item(node).map(|i| i.text).filter(|t| !t.is_empty())),
            Kind::Table => head = true,
            Kind::Row if head => head = false,
            Kind::Row => units.push(span),
            Kind::Code(_) => units
                .extend(tree.code_view(node).filter(|c| !c.body.trim(tree.text).is_empty()).map(|_| span)),
            Kind::Html if says_something(tree.str(span)) => units.push(span),
            Kind::Heading(_) => units.push(span),
            _ => {}
        }
    }
    // A loose item and the paragraph in it are the same words.
    units.dedup_by(|b, a| a.start <= b.start && b.end <= a.end);
}
