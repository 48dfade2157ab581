use crate::lower::{Lower, append};
use crate::notation::diagram::{self, DiagramKind};
use crate::spanned::{Spanned, Text};
use planc_dialect::{Concept, Field};
use planc_syntax::{Kind, NodeId};
use schemars::JsonSchema;
use serde::Serialize;

/// How the parts fit together.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Architecture<'a> {
    /// In words.
    pub overview: Option<Text<'a>>,
    /// In pictures.
    pub diagrams: Option<Vec<Diagram<'a>>>,
}

/// A picture in a code block.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Diagram<'a> {
    /// `boxes`, `mermaid`, `chain` or `text`.
    pub kind: Spanned<&'static str>,
    /// The code.
    pub source: Text<'a>,
    /// The names of its boxes.
    pub nodes: Vec<Text<'a>>,
    /// Which box leads to which, by name.
    pub edges: Vec<(Text<'a>, Text<'a>)>,
}

/// Words and pictures of a section about architecture; a table in it names components.
pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let blocks = cx.blocks(index);
    let mut tables = 0;
    for block in &blocks {
        match block.kind {
            Kind::Code(_) => picture(cx, block.node),
            Kind::Table => tables += usize::from(component_table(cx, block.node)),
            _ => {}
        }
    }
    let taken = |kind: Kind| matches!(kind, Kind::Code(_)) || (kind == Kind::Table && tables > 0);
    let text = cx.joined(blocks.iter().filter(|b| !taken(b.kind)).map(|b| b.span));
    if tables > 0 {
        super::components::read_tables(cx, index);
    }
    match text {
        Some(text) => append(&mut cx.plan.architecture.get_or_insert_default().overview, text),
        None if blocks.is_empty() && cx.tree.subsections(index).next().is_none() => {
            let nothing = cx.nothing(index);
            append(&mut cx.plan.architecture.get_or_insert_default().overview, nothing);
        }
        None => {}
    }
}

/// Takes a code block of an architecture section as a diagram.
pub(crate) fn picture(cx: &mut Lower<'_, '_>, node: NodeId) {
    let source = cx.code(node);
    if matches!(cx.language(node), "sql" | "bash" | "sh" | "json" | "yaml" | "toml") {
        return;
    }
    let drawing = diagram::read(cx.language(node), &source.value);
    let kind = match drawing.kind {
        DiagramKind::Boxes => "boxes",
        DiagramKind::Mermaid => "mermaid",
        DiagramKind::Chain => "chain",
        DiagramKind::Text => "text",
    };
    let language = cx.language(node);
    if kind == "text" && !matches!(language, "" | "text" | "txt" | "ascii" | "plaintext") {
        return;
    }
    let nodes: Vec<Text<'_>> = drawing.nodes.iter().map(|n| cx.inside(&source, *n)).collect();
    let edges = drawing
        .edges
        .iter()
        .filter_map(|(from, to)| Some((nodes.get(*from)?.clone(), nodes.get(*to)?.clone())));
    let edges = edges.collect();
    let kind = Spanned::new(kind, source.span);
    let diagram = Diagram { kind, source, nodes, edges };
    cx.plan.architecture.get_or_insert_default().diagrams.get_or_insert_default().push(diagram);
}

/// Whether a table's heads name a component and something about it.
fn component_table(cx: &Lower<'_, '_>, node: NodeId) -> bool {
    let Some(table) = cx.tree.table(node) else { return false };
    let scope = cx.vocabulary.scope("components");
    let fields: Vec<_> =
        table.head.cells.iter().map(|h| cx.vocabulary.field(scope, cx.tree.str(*h))).collect();
    fields.first() == Some(&Some(Field::Name)) && fields.iter().flatten().count() > 1
}

/// Text outside any diagram, for sections that mix them.
pub(crate) fn overview<'a>(cx: &mut Lower<'_, 'a>, text: Spanned<std::borrow::Cow<'a, str>>) {
    append(&mut cx.plan.architecture.get_or_insert_default().overview, text);
}
