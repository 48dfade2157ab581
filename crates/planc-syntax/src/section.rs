use crate::tree::{Kind, Node, NodeId, Tree};
use planc_source::Span;
use std::ops::Range;

/// A heading and what stands below it, or what stands before the first heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading's node; `None` for what stands before any heading.
    pub heading: Option<NodeId>,
    /// 1 to 6; 0 for what stands before any heading.
    pub level: u8,
    /// The heading's text, without marks; empty where there is no heading.
    pub title: Span,
    /// From the heading to the next heading of the same or a higher level.
    pub span: Span,
    /// The section's own content: behind the heading, up to the next heading of any level.
    pub body: Span,
    /// The nodes of `body`.
    pub nodes: Range<NodeId>,
    /// The section this one stands in.
    pub parent: Option<usize>,
}

impl Section {
    /// The heading's line, else the start of the body.
    pub fn head_span(&self) -> Span {
        if self.heading.is_some() {
            Span::new(self.span.start(), self.body.start())
        } else {
            Span::at(self.span.start())
        }
    }
}

impl<'a> Tree<'a> {
    /// The heading of a section as written, without marks.
    pub fn title(&self, section: &Section) -> &'a str {
        self.str(section.title)
    }

    /// The indices of the sections directly below section `parent`.
    pub fn subsections(&self, parent: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.sections.get(parent).map_or(0, |s| s.span.end);
        let rest = self.sections.get(parent + 1..).unwrap_or(&[]);
        rest.iter()
            .enumerate()
            .take_while(move |(_, s)| s.span.start < end)
            .filter(move |(_, s)| s.parent == Some(parent))
            .map(move |(i, _)| parent + 1 + i)
    }

    /// The nodes of the section's own content that lie side by side.
    pub fn blocks(&self, section: &Section) -> impl Iterator<Item = NodeId> + '_ {
        self.siblings(section.nodes.start, section.nodes.end)
    }
}

/// Finds the sections among the nodes at the outermost level. Linear.
pub(crate) fn sections(text: &str, nodes: &[Node], start: usize) -> Vec<Section> {
    let mut sections = vec![Section {
        heading: None,
        level: 0,
        title: Span::at(start),
        span: Span::new(start, text.len()),
        body: Span::new(start, text.len()),
        nodes: 0..nodes.len(),
        parent: None,
    }];
    let mut open: Vec<usize> = vec![0];
    let mut at = 0;
    while let Some(node) = nodes.get(at) {
        if let Kind::Heading(level) = node.kind
            && !is_header_block(text, node.span)
        {
            let begin = node.span.start;
            if let Some(last) = sections.last_mut() {
                last.body.end = begin;
                last.nodes.end = at;
            }
            while let Some(&top) = open.last() {
                if top == 0 || sections[top].level < level {
                    break;
                }
                sections[top].span.end = begin;
                open.pop();
            }
            let parent = open.last().copied();
            let next = node.next as usize;
            open.push(sections.len());
            sections.push(Section {
                heading: Some(at),
                level,
                title: title_span(text, node.span),
                span: Span::new(begin as usize, text.len()),
                body: Span::new(node.span.end(), text.len()),
                nodes: next..nodes.len(),
                parent,
            });
        }
        at = (node.next as usize).max(at + 1);
    }
    sections[0].span.end = sections.get(1).map_or(text.len() as u32, |s| s.span.start);
    sections
}

/// `**Status**: Draft` right above `---` is, to the letter, a heading; nobody means it.
fn is_header_block(text: &str, span: Span) -> bool {
    let source = span.of(text);
    if source.starts_with('#') {
        return false;
    }
    let content = source.trim_end().trim_end_matches(['-', '=', ' ', '\t']).trim_end();
    let first = content.lines().next().unwrap_or("").trim_start_matches(['*', '-', '>', ' ']);
    let key = first.find([':', '：']).map_or("", |at| &first[..at]);
    !key.is_empty()
        && key.len() < 40
        && (source.trim_start().starts_with("**") || content.lines().count() > 1)
}

/// The text of a heading: without `#`s before and behind, or without the underline.
fn title_span(text: &str, span: Span) -> Span {
    let source = span.of(text);
    if let Some(rest) = source.strip_prefix('#') {
        let inner = rest.trim_start_matches('#');
        let from = span.start() + source.len() - inner.len();
        let line = inner.split(['\n', '\r']).next().unwrap_or("");
        let trimmed = line.trim_end();
        let closed = trimmed.trim_end_matches('#');
        // `# C#` keeps its sign: closing marks stand behind a blank.
        let kept = if closed.ends_with([' ', '\t']) || closed.is_empty() { closed } else { trimmed };
        return Span::new(from, from + kept.len()).trim(text);
    }
    let content = source.trim_end();
    let underline = content.rfind(['\n', '\r']).unwrap_or(content.len());
    Span::new(span.start(), span.start() + underline).trim(text)
}
