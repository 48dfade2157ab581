//! The combined sections of `governed`: components with flows, data with state, security with observability.

use crate::lower::Lower;
use planc_dialect::{Concept, Field};
use planc_syntax::{Kind, Mark, NodeId};

/// Sends each block of a combined section to the key it speaks of.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    match concept.name() {
        "design.components" => components(cx, index),
        "design.data" => super::data_model::read(cx, index, concept),
        _ => super::security::read_mixed(cx, index),
    }
}

/// Pictures are the architecture's, named bullets and tables are components, numbered lists are flows.
fn components(cx: &mut Lower<'_, '_>, index: usize) {
    let mut words = Vec::new();
    let mut named = false;
    for block in cx.blocks(index) {
        match block.kind {
            Kind::Code(_) => {
                if !super::flows::take_code(cx, block.node, None) {
                    super::architecture::picture(cx, block.node);
                }
            }
            Kind::List(true) if is_flow(cx, block.node) => super::flows::take_list(cx, block.node),
            Kind::List(_) if is_named(cx, block.node) => named = true,
            Kind::Table => named = true,
            _ => words.push(block.span),
        }
    }
    if named {
        super::components::read_named(cx, index);
    }
    if let Some(text) = cx.joined(words.into_iter()) {
        super::architecture::overview(cx, text);
    }
    cx.plan.architecture.get_or_insert_default();
}

/// `1. User → asks`, or a list that tells what happens in order.
fn is_flow(cx: &Lower<'_, '_>, list: NodeId) -> bool {
    let (mut arrows, mut items) = (0, 0);
    for item in cx.tree.items(list) {
        items += 1;
        let text = cx.tree.str(item.text);
        arrows += usize::from(text.contains('→') || text.contains("->"));
    }
    arrows * 2 >= items && items > 0 || !is_named(cx, list)
}

/// Bullets that begin with a bold or coded name.
fn is_named(cx: &Lower<'_, '_>, list: NodeId) -> bool {
    let (mut named, mut items) = (0, 0);
    for item in cx.tree.items(list) {
        items += 1;
        let found = planc_syntax::keyed(cx.tree.text, item.text);
        let short =
            found.is_some_and(|k| k.key.len() <= 60 && (k.bold || cx.tree.str(k.key).starts_with('`')));
        named += usize::from(short && item.mark.is_none_or(|m| m == Mark::Open));
    }
    named * 2 > items
}

/// The fields of a combined section's keyed bullets, in the words of `family`.
pub(crate) fn fields(
    cx: &Lower<'_, '_>,
    index: usize,
    family: &str,
) -> Vec<(Option<Field>, planc_dialect::Record)> {
    let shape = cx.shape(family, Field::Name, Field::Text);
    let scope = shape.scope;
    let mut out = Vec::new();
    for block in cx.blocks(index) {
        if let Kind::List(_) = block.kind {
            for record in cx.reader.items(block.node, shape) {
                let field = record.title.and_then(|t| cx.vocabulary.field(scope, cx.tree.str(t)));
                out.push((field, record));
            }
        }
    }
    out
}
