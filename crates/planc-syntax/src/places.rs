//! What surrounds a byte, for many bytes in one walk.

use crate::{Kind, NodeId, Tree};

/// What surrounds a place in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The code block it stands in.
    pub code: Option<NodeId>,
    /// The code span it stands in.
    pub code_span: Option<NodeId>,
    /// The link or image it stands in.
    pub link: Option<NodeId>,
    /// The heading it stands in.
    pub heading: Option<NodeId>,
    /// Whether it stands in HTML: a tag, a comment.
    pub html: bool,
    /// Whether it stands in the cell of a table.
    pub cell: bool,
    /// The table it stands in.
    pub table: Option<NodeId>,
    /// The innermost list it stands in.
    pub list: Option<NodeId>,
}

impl Place {
    /// Whether what stands here is shown letter by letter.
    pub fn is_code(&self) -> bool {
        self.code.is_some() || self.code_span.is_some()
    }

    fn inside(mut self, node: NodeId, kind: Kind) -> Place {
        match kind {
            Kind::Code(_) => self.code = Some(node),
            Kind::CodeSpan => self.code_span = Some(node),
            Kind::Link | Kind::Image => self.link = Some(node),
            Kind::Heading(_) => self.heading = Some(node),
            Kind::Html | Kind::InlineHtml => self.html = true,
            Kind::Cell => self.cell = true,
            Kind::Table => self.table = Some(node),
            Kind::List(_) => self.list = Some(node),
            _ => {}
        }
        self
    }
}

/// Tells what surrounds places that are asked for in the order of the text. All questions together cost
/// one walk over the nodes, however deep they nest.
#[derive(Debug)]
pub struct Places<'t, 'a> {
    tree: &'t Tree<'a>,
    next: NodeId,
    open: Vec<(u32, Place)>,
}

impl<'t, 'a> Places<'t, 'a> {
    /// The walk, from the start of the text.
    pub fn new(tree: &'t Tree<'a>) -> Self {
        Places { tree, next: 0, open: Vec::new() }
    }

    /// What surrounds the byte at `offset`; offsets must not fall from one call to the next.
    pub fn at(&mut self, offset: usize) -> Place {
        while self.open.last().is_some_and(|(end, _)| *end as usize <= offset) {
            self.open.pop();
        }
        while let Some(node) = self.tree.nodes.get(self.next).filter(|n| n.span.start() <= offset) {
            if node.span.end() > offset {
                let outer = self.open.last().map_or(Place::default(), |(_, place)| *place);
                self.open.push((node.span.end, outer.inside(self.next, node.kind)));
                self.next += 1;
            } else {
                self.next = (node.next as usize).max(self.next + 1);
            }
        }
        self.open.last().map_or(Place::default(), |(_, place)| *place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_knows_what_surrounds_it() {
        let text = "# A `b` c\n\n- d [e](f)\n\n```\ng\n```\n\n| h |\n|---|\n| i |\n";
        let tree = crate::parse(text);
        let mut places = Places::new(&tree);
        let mut at = |mark: &str| places.at(text.find(mark).unwrap());
        assert!(at("A").heading.is_some() && at("b").code_span.is_some());
        assert!(at("c").heading.is_some() && !at("c").is_code());
        assert!(at("d ").list.is_some() && !at("d ").is_code());
        assert!(at("e](").link.is_some());
        assert!(at("g").code.is_some());
        assert!(at("i |").cell && at("i |").table.is_some() && !at("i |").is_code());
    }
}
