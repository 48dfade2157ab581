use crate::section::Section;
use planc_source::Span;
use pulldown_cmark::CowStr;

/// What a node is. Text is no node: it is what lies between the nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A block quote.
    Quote,
    /// A list; `true` when numbered.
    List(bool),
    /// An item of a list.
    Item,
    /// A table; its first child is a [`Kind::Row`] with the column heads.
    Table,
    /// A row of a table.
    Row,
    /// A cell of a row.
    Cell,
    /// A code block; `true` when fenced.
    Code(bool),
    /// A block of HTML, comments included.
    Html,
    /// A thematic break.
    Rule,
    /// A footnote's definition.
    Footnote,
    /// Strong emphasis.
    Strong,
    /// Emphasis.
    Emphasis,
    /// Struck through.
    Strike,
    /// A code span.
    CodeSpan,
    /// A link.
    Link,
    /// An image.
    Image,
    /// HTML inside a paragraph.
    InlineHtml,
}

impl Kind {
    /// Whether a node of this kind stands in running text.
    pub fn is_inline(self) -> bool {
        use Kind::*;
        matches!(self, Strong | Emphasis | Strike | CodeSpan | Link | Image | InlineHtml)
    }
}

/// The index of a node in [`Tree::nodes`].
pub type NodeId = usize;

/// One node: 16 bytes. Its children follow it directly; `next` is the first node behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The bytes it covers, markers included; always within its parent's.
    pub span: Span,
    /// The index behind its subtree: the next sibling, if there is one.
    pub next: u32,
    /// What it is.
    pub kind: Kind,
}

/// What is known of a code block beyond its span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeBlock {
    /// The node.
    pub node: u32,
    /// The info string behind the opening fence.
    pub info: Span,
    /// From the first to the last byte of the code.
    pub body: Span,
    /// Whether the fence is closed. Indented code counts as closed.
    pub closed: bool,
    /// Whether `body` is the code itself; in lists and quotes it holds prefixes of the container.
    pub contiguous: bool,
}

/// Where a link or image leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination<'a> {
    /// The node.
    pub node: u32,
    /// The address, unescaped, reference links resolved.
    pub target: CowStr<'a>,
    /// Whether it was written `<…>` or is a bare address.
    pub autolink: bool,
}

/// A document: the text, and ranges over it.
#[derive(Clone, Debug)]
pub struct Tree<'a> {
    /// The whole text, byte for byte.
    pub text: &'a str,
    /// Nodes in the order of the text, parents before children.
    pub nodes: Vec<Node>,
    /// Sections in the order of the text; the first one is what stands before any heading.
    pub sections: Vec<Section>,
    /// Code blocks, sorted by node.
    pub codes: Vec<CodeBlock>,
    /// Destinations of links and images, sorted by node.
    pub destinations: Vec<Destination<'a>>,
    /// YAML front matter between its fences, if there is any.
    pub front_matter: Option<Span>,
    /// The nodes of the footer.
    pub(crate) footer: Option<(NodeId, NodeId)>,
}

impl<'a> Tree<'a> {
    /// The source of a span.
    pub fn str(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The node's children, in order.
    pub fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.nodes.get(node).map_or(0, |n| n.next as usize);
        self.siblings(node + 1, end)
    }

    /// The nodes from `first` on that lie side by side, up to the index `end`.
    pub fn siblings(&self, first: NodeId, end: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut at = first;
        std::iter::from_fn(move || {
            let here = at;
            let node = self.nodes.get(here).filter(|_| here < end)?;
            at = node.next as usize;
            Some(here)
        })
    }

    /// The blocks from `first` on that lie side by side, up to the index `end`, with what stands in quotes
    /// as if it stood there itself; `true` for a block in a quote. Quotes in quotes cost no recursion.
    pub fn unquoted(&self, first: NodeId, end: NodeId) -> impl Iterator<Item = (NodeId, bool)> + '_ {
        let (mut at, mut quote_end) = (first, 0);
        std::iter::from_fn(move || {
            loop {
                let here = at;
                let node = self.nodes.get(here).filter(|_| here < end)?;
                if node.kind == Kind::Quote {
                    quote_end = quote_end.max(node.next as usize);
                    at += 1;
                } else {
                    at = node.next as usize;
                    return Some((here, here < quote_end));
                }
            }
        })
    }

    /// What is known of the code block at `node`.
    pub fn code(&self, node: NodeId) -> Option<&CodeBlock> {
        let at = self.codes.binary_search_by_key(&node, |c| c.node as usize).ok()?;
        self.codes.get(at)
    }

    /// Where the link or image at `node` leads.
    pub fn destination(&self, node: NodeId) -> Option<&Destination<'a>> {
        let at = self.destinations.binary_search_by_key(&node, |d| d.node as usize).ok()?;
        self.destinations.get(at)
    }

    /// The section whose heading is at `node`.
    pub fn section_of_heading(&self, node: NodeId) -> Option<usize> {
        self.sections.binary_search_by_key(&Some(node), |s| s.heading).ok()
    }
}
