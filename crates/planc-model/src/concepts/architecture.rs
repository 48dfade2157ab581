use crate::late::Late;
use crate::lower::{Lower, append, inside};
use crate::notation::diagram::{self, DiagramKind};
use crate::spanned::{Spanned, Text};
use planc_dialect::{Concept, Field};
use planc_syntax::{Kind, NodeId};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::cell::OnceCell;

/// How the parts fit together.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Architecture<'a> {
    /// In words.
    pub overview: Option<Text<'a>>,
    /// In pictures.
    pub diagrams: Option<Vec<Diagram<'a>>>,
}

/// A picture in a code block. It is read when somebody asks what it shows.
#[derive(Debug)]
pub struct Diagram<'a> {
    /// The code.
    pub source: Text<'a>,
    /// The first word of the block's info string.
    language: &'a str,
    drawing: OnceCell<Drawing<'a>>,
}

#[derive(Debug)]
struct Drawing<'a> {
    kind: DiagramKind,
    nodes: Vec<Text<'a>>,
    edges: Vec<(Text<'a>, Text<'a>)>,
}

impl<'a> Diagram<'a> {
    fn new(language: &'a str, source: Text<'a>) -> Diagram<'a> {
        Diagram { source, language, drawing: OnceCell::new() }
    }

    /// `boxes`, `mermaid`, `chain` or `text`.
    pub fn kind(&self) -> Spanned<&'static str> {
        Spanned::new(self.drawing().kind.word(), self.source.span)
    }

    /// The names of its boxes.
    pub fn nodes(&self) -> &[Text<'a>] {
        &self.drawing().nodes
    }

    /// Which box leads to which, by name.
    pub fn edges(&self) -> &[(Text<'a>, Text<'a>)] {
        &self.drawing().edges
    }

    fn drawing(&self) -> &Drawing<'a> {
        self.drawing.get_or_init(|| {
            let found = diagram::read(self.language, &self.source.value);
            let nodes: Vec<Text<'_>> = found.nodes.iter().map(|n| inside(&self.source, *n)).collect();
            let edge =
                |(from, to): &(usize, usize)| Some((nodes.get(*from)?.clone(), nodes.get(*to)?.clone()));
            let edges = found.edges.iter().filter_map(edge).collect();
            Drawing { kind: found.kind, nodes, edges }
        })
    }
}

impl Serialize for Diagram<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Diagram", 4)?;
        out.serialize_field("kind", &Late(|| self.kind()))?;
        out.serialize_field("source", &self.source)?;
        out.serialize_field("nodes", &Late(|| self.nodes()))?;
        out.serialize_field("edges", &Late(|| self.edges()))?;
        out.end()
    }
}

/// What a [`Diagram`] looks like in JSON.
#[derive(JsonSchema)]
#[schemars(rename = "Diagram", description = "A picture in a code block.")]
#[expect(dead_code, reason = "only its schema is of interest")]
struct Published<'a> {
    /// `boxes`, `mermaid`, `chain` or `text`.
    kind: Spanned<&'static str>,
    /// The code.
    source: Text<'a>,
    /// The names of its boxes.
    nodes: Vec<Text<'a>>,
    /// Which box leads to which, by name.
    edges: Vec<(Text<'a>, Text<'a>)>,
}

impl JsonSchema for Diagram<'_> {
    fn schema_name() -> Cow<'static, str> {
        Published::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Published::json_schema(generator)
    }
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
    let language = cx.language(node);
    if matches!(language, "sql" | "bash" | "sh" | "json" | "yaml" | "toml") {
        return;
    }
    let diagram = Diagram::new(language, cx.code(node));
    // Any text may be a picture; of code only what is one.
    let any = matches!(language, "" | "text" | "txt" | "ascii" | "plaintext" | "mermaid");
    if any || diagram.drawing().kind != DiagramKind::Text {
        cx.plan.architecture.get_or_insert_default().diagrams.get_or_insert_default().push(diagram);
    }
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
pub(crate) fn overview<'a>(cx: &mut Lower<'_, 'a>, text: Text<'a>) {
    append(&mut cx.plan.architecture.get_or_insert_default().overview, text);
}
