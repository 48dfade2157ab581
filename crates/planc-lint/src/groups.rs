//! What stands side by side: rows of one table, items of one list, headings below one heading. Only what stands side
//! by side can be there twice or out of order; a table and the details below it may well tell of the same things.

use crate::context::Context;
use crate::places::Places;
use planc_source::Span;
use planc_syntax::NodeId;

/// What a thing stands in together with its like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Group {
    /// The rows of a table.
    Table(NodeId),
    /// The items of a list.
    List(NodeId),
    /// The headings of one level below a section.
    Headings(usize, u8),
    /// The paragraphs of a section.
    Paragraphs(usize),
    /// The lines of a code block.
    Code(NodeId),
}

/// Tells groups of things that are asked for in the order of the text.
pub(crate) struct Groups<'c, 'a> {
    cx: &'c Context<'c, 'a>,
    places: Places<'c, 'a>,
}

impl<'c, 'a> Groups<'c, 'a> {
    pub(crate) fn new(cx: &'c Context<'c, 'a>) -> Self {
        Groups { cx, places: Places::new(cx.tree) }
    }

    /// The group of what begins at `span`; spans must not fall from one call to the next.
    pub(crate) fn of(&mut self, span: Span) -> Group {
        let tree = self.cx.tree;
        let place = self.places.at(span.start());
        if let Some(code) = place.code {
            return Group::Code(code);
        }
        if let Some(table) = place.table {
            return Group::Table(table);
        }
        if let Some(section) = place.heading.and_then(|heading| tree.section_of_heading(heading)) {
            let section = &tree.sections[section];
            return Group::Headings(section.parent.unwrap_or(0), section.level);
        }
        if let Some(list) = place.list {
            return Group::List(list);
        }
        let after = tree.sections.partition_point(|s| s.span.start() <= span.start());
        Group::Paragraphs(after.saturating_sub(1))
    }
}
