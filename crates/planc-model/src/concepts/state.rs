use crate::lower::Lower;
use crate::spanned::{Spanned, Text};
use planc_dialect::{Concept, Field, Form, Record};
use planc_syntax::NodeId;
use schemars::JsonSchema;
use serde::Serialize;

/// State that is kept somewhere.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StateItem<'a> {
    /// On which side.
    pub layer: Option<Spanned<Layer>>,
    /// What is kept.
    pub name: Option<Text<'a>>,
    /// Where.
    pub location: Option<Text<'a>>,
    /// Whether it outlives the process.
    pub persistence: Option<Text<'a>>,
    /// How long it is kept.
    pub ttl: Option<Text<'a>>,
}

/// Which side keeps state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// The client.
    Frontend,
    /// The server.
    Backend,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    let heading = cx.tree.sections[index].title;
    let layer = match concept.name() {
        "state.frontend" => Some(Spanned::new(Layer::Frontend, heading)),
        "state.backend" => Some(Spanned::new(Layer::Backend, heading)),
        _ => None,
    };
    let shape = cx.shape("state", Field::Name, Field::Location);
    let records = cx.items(index, shape);
    take(cx, &records, layer);
}

/// Whether a table says of something where it is kept and for how long.
pub(crate) fn is_table(cx: &Lower<'_, '_>, node: NodeId) -> bool {
    let Some(table) = cx.tree.table(node) else { return false };
    let scope = cx.vocabulary.scope("state");
    let fields: Vec<_> =
        table.head.cells.iter().filter_map(|h| cx.vocabulary.field(scope, cx.tree.str(*h))).collect();
    let has = |field| fields.contains(&field);
    has(Field::Name) && (has(Field::Persistence) || has(Field::Ttl))
}

/// The tables of state in a section about data.
pub(crate) fn take_table(cx: &mut Lower<'_, '_>, index: usize, node: NodeId) {
    let shape = cx.shape("state", Field::Name, Field::Location);
    let span = cx.tree.nodes[node].span;
    let mut records = cx.reader.section(index, shape).records;
    records.retain(|r| r.form == Form::Row && span.contains(r.span));
    take(cx, &records, None);
}

fn take(cx: &mut Lower<'_, '_>, records: &[Record], layer: Option<Spanned<Layer>>) {
    let items = records.iter().map(|r| {
        let (name, said) = cx.named(r);
        StateItem {
            layer: cx.get(r, Field::Layer).and_then(|t| named_layer(cx, &t)).or(layer),
            name,
            location: cx.get_name(r, Field::Location).or(said),
            persistence: cx.get(r, Field::Persistence),
            ttl: cx.get_name(r, Field::Ttl),
        }
    });
    let items: Vec<_> = items.collect();
    cx.plan.state.get_or_insert_default().extend(items);
}

/// A column `Layer` says on which side: `Frontend`, `client`.
fn named_layer(cx: &Lower<'_, '_>, text: &Text<'_>) -> Option<Spanned<Layer>> {
    let concept = cx.vocabulary.concept(&format!("{} state", text.value))?;
    let layer = match concept.name() {
        "state.frontend" => Layer::Frontend,
        "state.backend" => Layer::Backend,
        _ => return None,
    };
    Some(Spanned::new(layer, text.span))
}
